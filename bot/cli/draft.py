"""The clause for a contract as a document, and the proofs that a described person needs, from the command line."""

from collections.abc import Sequence
from decimal import InvalidOperation
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from bot.assistant.assistant import Assistant
from bot.cli import _base
from bot.cli._input import AsJson, Knowledge, today
from bot.cli._output import print_json, stop
from bot.knowledge.ruleset import REFERENCE, Tables
from bot.knowledge.schema.hours import KEYS, Key
from bot.runtime import assembly
from bot.tools.clause import word
from bot.tools.clause.draft import Composer, Draft, Given, Lot
from bot.tools.eligibility import reading as profile
from bot.tools.eligibility.rules import verdict
from bot.tools.hours.reading import read as read_figures
from bot.tools.hours.volume import Figures, ImpossibleFigureError, check, number
from bot.tools.modality import reading as contract
from bot.tools.modality.facts import FactError, Facts, facts_from

_LACKING = "python-docx is not installed: pip install 'clausette[documents]', or give a name that ends in .txt"
_OF_A_LOT: tuple[Key, ...] = ("amount", "labour_share", "hourly_cost", "rate")

commands = typer.Typer()


@commands.command()
def draft(  # noqa: PLR0917  options are given by name
    facts: Annotated[
        list[str] | None, typer.Argument(help="key=value of modality and of hours, as buyer=local amount=450000.")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="Read a buyer's free text too.")] = None,
    lot: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=AMOUNT,SHARE,COST,RATE", help="A lot and its figures; may be given again."),
    ] = None,
    relay_id: Annotated[str | None, typer.Option("--relay", metavar="ID", help="The facilitator.")] = None,
    grid: Annotated[str, typer.Option(metavar="NAME", help="The list of publics.")] = REFERENCE,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The document: .docx, or .txt.")] = None,
    person: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Instead: the proofs that a described person needs.")
    ] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write the clause for a contract, as a document to complete; or list the proofs of a described person."""
    tables, assistant = _base.tables(knowledge), _base.assistant(knowledge)
    if grid not in tables.grids:
        stop(f"--grid: {grid} is no grid; expected one of {', '.join(sorted(tables.grids))}")
    composer = Composer(assistant.knowledge, tables)
    if person is not None:
        listed = _proofs(composer, assistant, person, grid)
        if out is not None:
            _write(listed, out)
        held = {"file": str(out)} if out else {}
        _tell(str(out or listed.plain().strip()), held | {"text": listed.plain()}, as_json=as_json)
        return
    pairs = dict(_pair(fact) for fact in facts or ())
    known, lots = _contract(pairs, text or "", lot or (), tables, assistant)
    relay = _base.relay(assistant.knowledge, relay_id) if relay_id else None
    made = composer.draft(Given(known, lots, relay, grid), today())
    path = out or Path(f"{made.name}.docx")
    _write(made, path)
    blocks = [{"kind": one.kind, "text": one.text, "rows": [list(row) for row in one.rows]} for one in made.blocks]
    _tell(str(path), {"file": str(path), "facts": known.as_json(), "blocks": blocks}, as_json=as_json)


def _tell(said: str, held: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(held)
    else:
        typer.echo(said)


def _contract(
    pairs: dict[str, str], text: str, lots: Sequence[str], tables: Tables, assistant: Assistant
) -> tuple[Facts, tuple[Lot, ...]]:
    """The facts of a contract and its lots; the command stops where nothing is known of it."""
    if not (pairs or text or lots):
        stop("nothing is known of the contract: give key=value, --text or --lot, as buyer=local nature=works")
    figures = {key: pairs.pop(key) for key in KEYS if key in pairs}
    known = _facts(pairs, text, tables, assistant)
    if lots:
        return known, tuple(_lot(one, tables) for one in lots)
    return known, (Lot("", _figures(figures, text, tables)),) if figures or text else ()


def _write(made: Draft, path: Path) -> None:
    if path.suffix not in (".docx", ".txt"):
        stop(f"--out: {path} ends neither in .docx nor in .txt")
    if path.suffix == ".docx" and not word.can_write():
        stop(_LACKING)
    try:
        path.write_bytes(word.written(made) if path.suffix == ".docx" else made.plain().encode())
    except OSError as error:
        stop(f"{path}: {error.strerror}")


def _proofs(composer: Composer, assistant: Assistant, person: str, grid: str) -> Draft:
    tables = composer.tables
    words = profile.profile_words(tables.facts, assistant.router.reader)
    described = profile.read(person, words, today())
    return composer.proofs(verdict(tables.grids[grid], described.facts, unclear=described.unclear), today())


def _facts(pairs: dict[str, str], text: str, tables: Tables, assistant: Assistant) -> Facts:
    heard = contract.heard(text, assembly.contract_words(tables, assistant.router.reader), today()).facts
    try:
        return facts_from(heard.as_json() | pairs, tables.modality.limits, today())
    except FactError as error:
        stop(str(error))


def _lot(given: str, tables: Tables) -> Lot:
    name, sign, values = given.partition("=")
    if not sign or not name.strip():
        stop(f"--lot: {given}: expected NAME=AMOUNT,SHARE,COST,RATE, as 'Gros œuvre=450000,50,35,5'")
    pairs = dict(zip(_OF_A_LOT, (value for value in values.split(",") if value.strip()), strict=False))
    return Lot(name.strip(), _figures(pairs, "", tables))


def _figures(pairs: dict[Key, str] | dict[str, str], text: str, tables: Tables) -> Figures:
    read = read_figures(text, tables.hours) if text else Figures()
    held = {key: read.get(key) for key in KEYS}
    try:
        for key, value in pairs.items():
            held[cast("Key", key)] = check(cast("Key", key), number(value), tables.hours)
    except (InvalidOperation, ImpossibleFigureError) as error:
        stop(f"{key}={value}: {error if isinstance(error, ImpossibleFigureError) else 'is no number'}")
    return Figures(**held)


def _pair(fact: str) -> tuple[str, str]:
    key, sign, value = fact.partition("=")
    if not sign:
        stop(f"{fact}: expected key=value, as buyer=local or amount=450000")
    return key, value
