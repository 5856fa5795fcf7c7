"""The commands of ``clausette``. Each imports what it needs when it runs: start-up time counts."""

import io
import json
import os
import sys
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from bot.process import settings

if TYPE_CHECKING:
    from bot.assistant.assistant import Assistant
    from bot.knowledge.ruleset import Tables
    from bot.runtime.patrol import Task

_E = TypeVar("_E", bound=StrEnum)
FAILED, MISUSED = 1, 2  # exit codes: what was checked does not hold; bad usage or input

cli = typer.Typer(
    name="clausette",
    help="Clausette, l'assistante de la clause d'insertion sociale.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Knowledge = Annotated[Path | None, typer.Option("--knowledge", help="The folder of the knowledge base.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Tell the law as it stood on that day.")]


def main() -> None:
    """Run the command line; what it writes is UTF-8 whatever the locale says, and files are for their owner alone."""
    os.umask(0o077)  # a database holds what people wrote
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    cli()


@cli.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="Else one question per line of standard input.")] = None,
    as_of: AsOf = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Answer a question, or each line of standard input."""
    from bot.assistant import one_question as asking  # noqa: PLC0415

    day = _day(as_of)
    assistant = _assistant(knowledge)
    today = _today()
    for line in _lines(question):
        asked = asking.ask(assistant, line, today, as_of=day)
        if as_json:
            _print_json(asked.as_json())
        else:
            _print(asked.text, asked.kind, [(s.title, s.url) for s in asked.sources])


@cli.command()
def entries(knowledge: Knowledge = None, *, as_json: AsJson = False) -> None:
    """List every entry of the knowledge base."""
    from bot.assistant.answers import answer  # noqa: PLC0415
    from bot.chat.markup import without_tags  # noqa: PLC0415

    base, today = _loaded(knowledge), _today()
    for entry in base.entries():
        if as_json:
            _print_json(
                {
                    "id": entry.id,
                    "label": entry.label,
                    "questions": list(entry.questions),
                    "text": without_tags(answer(base, entry, today)),
                    "sources": [source.model_dump() for source in entry.sources],
                    "verified_on": entry.verified_on.isoformat(),
                }
            )
        else:
            typer.echo(f"{entry.id}\t{entry.label}")


@cli.command()
def check(knowledge: Knowledge = None, *, as_json: AsJson = False) -> None:
    """Check the knowledge base: every fault as file:line, what is wrong, what was expected."""
    from bot.runtime import assembly as app  # noqa: PLC0415

    found = app.check(_folder(knowledge), _today())
    if as_json:
        problems = {
            name: [{"file": p.file, "line": p.line, "message": p.message} for p in some]
            for name, some in (("errors", found.errors), ("warnings", found.warnings))
        }
        _print_json({"ok": not found.errors} | problems)
    else:
        for problem in found.errors:
            typer.echo(f"error: {problem}")
        for problem in found.warnings:
            typer.echo(f"warning: {problem}")
        typer.echo(f"{len(found.errors)} errors, {len(found.warnings)} warnings")
    if found.errors:
        raise typer.Exit(FAILED)


@cli.command()
def schema(
    kind: Annotated[
        str | None, typer.Argument(help="publics, articles, faq, relays, glossary, tools, lexicon, …")
    ] = None,
) -> None:
    """Print the JSON Schema of the knowledge files, for an editor that completes and checks."""
    from bot.knowledge.json_schema import schemas  # noqa: PLC0415

    every = schemas()
    if kind is not None and kind not in every:
        _stop(f"{kind}: no such kind of file; expected one of {', '.join(every)}")
    _print_json(every if kind is None else every[kind], indent=2)


@cli.command()
def eligibility(
    text: Annotated[
        str | None, typer.Argument(help="A person, described; else one per line of standard input.")
    ] = None,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="The day from which durations count.")] = None,
    grid: Annotated[str | None, typer.Option(metavar="NAME", help="The list of publics; else reference.")] = None,
    structure: Annotated[
        str | None, typer.Option(metavar="KIND", help="Where the grid counts by kind of structure: for which one.")
    ] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Tell which publics a described person belongs to, and what to ask next."""
    from bot.cli import decide as deciders  # noqa: PLC0415

    day = _day(today, "--today") or _today()
    tables = _tables(knowledge)
    if grid is not None and grid not in tables.grids:
        _stop(f"--grid: {grid} is no grid; expected one of {', '.join(sorted(tables.grids))}")
    together = tables.grids[grid].together if grid else None
    if structure is not None and (together is None or structure not in together.enough):
        kinds = ", ".join(together.enough) if together else "none, for this grid does not count by structure"
        _stop(f"--structure: {structure} is no kind of structure of the grid; expected {kinds}")
    decide = deciders.eligibility(_assistant(knowledge).knowledge, tables, day, grid, structure)
    _each(text, decide, as_json=as_json)


@cli.command()
def relay(
    place: Annotated[str | None, typer.Argument(help="A place; else one per line of standard input.")] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Find the relay of a place."""
    from bot.cli import decide as deciders  # noqa: PLC0415

    folder = _folder(knowledge)
    _each(place, deciders.relay(folder, _assistant(knowledge).knowledge, _tables(knowledge)), as_json=as_json)


@cli.command()
def hours(
    amount: Annotated[str | None, typer.Option(metavar="EUR")] = None,
    labour_share: Annotated[str | None, typer.Option(metavar="PCT")] = None,
    hourly_cost: Annotated[str | None, typer.Option(metavar="EUR")] = None,
    rate: Annotated[str | None, typer.Option(metavar="PCT")] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Compute a volume of hours from four figures, or from JSON objects of them on standard input."""
    from bot.cli import decide as deciders  # noqa: PLC0415

    given = {"amount": amount, "labour_share": labour_share, "hourly_cost": hourly_cost, "rate": rate}
    line = json.dumps({k: v for k, v in given.items() if v is not None}) if any(given.values()) else None
    _each(line, deciders.hours(_tables(knowledge)), as_json=as_json)


@cli.command()
def modality(
    facts: Annotated[list[str] | None, typer.Argument(help="key=value…; else one JSON object per line.")] = None,
    knowledge: Knowledge = None,
    *,
    text: Annotated[bool, typer.Option("--text", help="Read a buyer's free text instead of facts.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell which articles hold for a contract, and whether the social condition is compulsory."""
    from bot.cli import decide as deciders  # noqa: PLC0415

    base, found = _assistant(knowledge).knowledge, _tables(knowledge)
    decide = deciders.contract(base, found, _today()) if text else deciders.modality(found, _today())
    line = None
    if facts:
        line = " ".join(facts) if text else json.dumps(dict(_pair(fact) for fact in facts))
    _each(line, decide, as_json=as_json)


@cli.command()
def run() -> None:
    """Serve Telegram: by webhook where CLAUSETTE_WEBHOOK_URL is set, by long polling otherwise."""
    from bot.runtime import run as running  # noqa: PLC0415

    running.run(_settings())


@cli.command()
def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port of the chat page on this computer; 0 takes a free one.")
    ] = 8765,
    knowledge: Knowledge = None,
) -> None:
    """Open the sandbox: a local Bot API server, a chat page and the bot; no token needed."""
    from bot.runtime import demo as sandbox  # noqa: PLC0415

    sandbox.demo(_settings(), _folder(knowledge), port)


@cli.command(name="relay-code")
def relay_code(
    relay_id: Annotated[str, typer.Argument(help="The relay, as cara-royan.")],
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Give a one-time code by which a relay's chat links itself."""
    from bot.runtime import requests_by_hand as operating  # noqa: PLC0415

    _told(operating.issue(_settings(), _relay(relay_id, knowledge)), as_json)


@cli.command()
def intakes(
    status: Annotated[str | None, typer.Option(metavar="STATUS", help="sent, taken, contacted or closed.")] = None,
    relay_id: Annotated[str | None, typer.Option("--relay", metavar="ID", help="Those of one relay.")] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the recorded requests, the oldest first."""
    from bot.requests.model.request import Status  # noqa: PLC0415
    from bot.runtime import requests_by_hand as operating  # noqa: PLC0415

    wanted = _one_of(Status, status, "--status") if status else None
    relay = _relay(relay_id, knowledge) if relay_id else None
    for one in operating.listed(_settings(), wanted, relay):
        if as_json:
            _print_json(one)
        else:
            shown = (one["reference"], one["status"], one["relay"] or "-", one["owner"] or "-", one["created"][:16])
            typer.echo("\t".join((*shown, one["company"], one["place_name"])))


@cli.command()
def intake(
    action: Annotated[str, typer.Argument(help="show, close or transfer.")],
    reference: Annotated[str, typer.Argument(help="The request, as CL-7K3F, in any spelling.")],
    result: Annotated[
        str | None,
        typer.Option(
            metavar="RESULT",
            help="For close: helped, nothing_found, unreachable, not_ours, met, dropped, by_company.",
        ),
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="ID", help="For transfer: the relay that it goes to.")] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show a request with its history, close it, or hand it on; company and relay are told by the bot."""
    from bot.requests.model.reference import as_typed  # noqa: PLC0415
    from bot.requests.model.request import Refusal, Result  # noqa: PLC0415
    from bot.runtime import requests_by_hand as operating  # noqa: PLC0415

    number = as_typed(reference)
    found: dict[str, Any] | Refusal | None
    match action:
        case "show":
            found = operating.shown(_settings(), number)
        case "close":
            outcome = _one_of(Result, result or "", "--result", without=(Result.WITHDRAWN,))
            found = operating.closed(_settings(), _loaded(knowledge), number, outcome)
        case "transfer":
            relay = _relay(to or "", knowledge)
            found = operating.transferred(_settings(), _loaded(knowledge), number, relay)
        case _:
            _stop(f"{action}: expected show, close or transfer")
    if found is None:
        _stop(f"{reference}: no such request; clausette intakes lists them")
    if isinstance(found, Refusal):
        _stop(f"{number}: {_REFUSED[found.value]}", FAILED)
    _told(found, as_json)


_REFUSED = {
    "closed": "is closed already; the company or its relay can reopen it",
    "same_relay": "lies with this relay already",
}


@cli.command()
def updates(
    action: Annotated[str | None, typer.Argument(help="replay; without it, all are listed.")] = None,
    number: Annotated[int | None, typer.Argument(metavar="UPDATE_ID", help="For replay: which one.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the updates that failed, without what they say, or have one handled again."""
    from bot.runtime import upkeep_by_hand as upkeep  # noqa: PLC0415

    if action is None:
        for one in upkeep.failed(_settings()):
            _row(one, as_json)
        return
    if action != "replay" or number is None:
        _stop(f"{action}: expected nothing, or replay UPDATE_ID")
    try:
        upkeep.replayed(_settings(), number)
    except upkeep.UnknownUpdateError:
        _stop(f"{number}: no such update failed; clausette updates lists them")
    except upkeep.ReplayError as error:
        _stop(f"{number}: {error}", FAILED)
    _told({"update": number, "handled": True}, as_json)


@cli.command()
def outbox(*, as_json: AsJson = False) -> None:
    """Tell how much waits to be sent, and which calls and letters failed, without what they say or to whom."""
    from bot.runtime import upkeep_by_hand as upkeep  # noqa: PLC0415

    for one in upkeep.waiting(_settings()):
        _row(one, as_json)


@cli.command()
def patrol(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Do once what the bot does every minute: reminders, requests that lie nowhere, what is kept too long."""
    from bot.runtime import serve as serving  # noqa: PLC0415

    def show(task: "Task") -> None:
        if as_json:
            _print_json({"step": str(task.what), "subject": task.subject})
        else:
            typer.echo(f"{task.what} {task.subject}".rstrip())

    serving.patrol(_settings(), show, dry_run=dry_run)


@cli.command()
def migrate() -> None:
    """Bring the database to the current schema."""
    from bot.runtime import serve as serving  # noqa: PLC0415

    serving.migrate(_settings())


@cli.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where the backups are kept.")],
    keep: Annotated[int, typer.Option(min=1, metavar="N", help="How many of the newest stay there.")] = 14,
    *,
    as_json: AsJson = False,
) -> None:
    """Back the database up, the bot running, and read the backup back."""
    from bot.store import backups  # noqa: PLC0415

    try:
        saved = backups.save(_settings().database(), folder, keep, datetime.now(UTC))
    except backups.BackupError as error:
        _stop(str(error), FAILED)
    _told({"file": str(saved.file), "rows": dict(saved.rows), "deleted": [old.name for old in saved.deleted]}, as_json)


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Even where a database stands there already.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in place of the database; the bot must be stopped."""
    from bot.store import backups  # noqa: PLC0415

    try:
        restored = backups.restore(_settings().database(), file, datetime.now(UTC), force=force)
    except backups.BackupError as error:
        _stop(str(error), FAILED)
    _told({"rows": dict(restored.rows), "before": str(restored.before) if restored.before else None}, as_json)


@cli.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM_URL", help="The database that there is.")],
    target: Annotated[str, typer.Argument(metavar="TO_URL", help="A new one, without any row.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Copy a database into another, SQLite into PostgreSQL or back; the bot must be stopped."""
    from bot.runtime import upkeep_by_hand as upkeep  # noqa: PLC0415
    from bot.store.copying import CopyError  # noqa: PLC0415

    try:
        copied = upkeep.copied(_settings(), source, target)
    except CopyError as error:
        _stop(f"nothing was copied: {error}", FAILED)
    _told(copied, as_json)


def _relay(given: str, knowledge: Path | None) -> Any:
    from bot.runtime import requests_by_hand as operating  # noqa: PLC0415

    try:
        return operating.relay_of(_loaded(knowledge), given)
    except operating.UnknownRelayError as error:
        _stop(str(error))


def _one_of(kind: type[_E], given: str, option: str, without: Collection[_E] = ()) -> _E:
    known = {one.value: one for one in kind if one not in without}
    if given not in known:
        _stop(f"{option}: '{given}' is not one of {', '.join(known)}")
    return known[given]


def _told(told: dict[str, Any], as_json: bool) -> None:  # noqa: FBT001
    if as_json:
        _print_json(told)
    else:
        typer.echo("\n".join(f"{key}: {_shown(value)}" for key, value in told.items()))


def _row(told: dict[str, Any], as_json: bool) -> None:  # noqa: FBT001
    if as_json:
        _print_json(told)
    else:
        typer.echo(", ".join(f"{key}={_shown(value)}" for key, value in told.items()))


def _settings() -> settings.Settings:
    try:
        return settings.read()
    except settings.SettingsError as error:
        _stop(str(error))


def _folder(given: Path | None) -> Path:
    folder = given or _settings().knowledge
    if not folder.is_dir():
        named = "--knowledge" if given else "CLAUSETTE_KNOWLEDGE"
        _stop(f"{named}: {folder} is no folder; give the folder of the knowledge base")
    return folder


def _assistant(given: Path | None) -> "Assistant":
    from bot.knowledge.problems import KnowledgeError  # noqa: PLC0415
    from bot.runtime import assembly as app  # noqa: PLC0415

    try:
        return app.assistant(_folder(given), settings.cache_folder())
    except KnowledgeError as error:
        _stop(f"{error}\nthe knowledge base has faults: clausette check lists them")


def _loaded(given: Path | None) -> Any:
    return _assistant(given).knowledge


def _tables(given: Path | None) -> "Tables":
    from bot.knowledge.problems import KnowledgeError  # noqa: PLC0415
    from bot.runtime import assembly as app  # noqa: PLC0415

    try:
        return app.tables(_folder(given))
    except KnowledgeError as error:
        _stop(f"{error}\nthe knowledge base has faults: clausette check lists them")


def _each(given: str | None, decide: "Callable[[str], dict[str, Any]]", *, as_json: bool) -> None:
    """Decide on what was given, or on each line of standard input; exit 2 at the end where one was refused."""
    refused = False
    for line in _lines(given):
        told = decide(line)
        refused = refused or "error" in told
        if as_json:
            _print_json(told)
        else:
            typer.echo("\n".join(f"{key}: {_shown(value)}" for key, value in told.items()) + "\n")
    if refused:
        raise typer.Exit(MISUSED)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "".join(f"\n  {_shown(one)}" for one in value) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{key}={one}" for key, one in value.items())
    return "-" if value is None else str(value)


def _pair(fact: str) -> tuple[str, str]:
    key, sign, value = fact.partition("=")
    if not sign:
        _stop(f"{fact}: expected key=value, as buyer=local")
    return key, value


def _day(given: str | None, option: str = "--as-of") -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        _stop(f"{option}: {given} is not a date; expected year-month-day, as 2012-05-01")


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _lines(given: str | None) -> Iterator[str]:
    if given is not None:
        yield given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # an argument may be any bytes
        return
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")


def _print_json(value: Any, indent: int | None = None) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def _print(text: str, kind: str, sources: list[tuple[str, str | None]]) -> None:
    from rich.console import Console  # noqa: PLC0415

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    console.print(text, markup=False)
    console.print(f"[{kind}]", style="dim", markup=False)
    for title, url in sources:
        console.print(f"  {title} {url or ''}".rstrip(), style="dim", markup=False)


def _stop(message: str, code: int = MISUSED) -> NoReturn:
    typer.echo(f"clausette: {message}", err=True)
    raise typer.Exit(code)
