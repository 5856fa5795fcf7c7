"""What an operator does with requests beside the running bot.

What company and relay are told of it is queued in the outbox, in the same transaction as the step: the bot sends it.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.chat.markup import escape
from bot.chat.replies import Menu, Say
from bot.cli import _base, _store
from bot.cli._input import AsJson, Knowledge, one_of
from bot.cli._output import FAILED, print_fields, print_json, print_rows, stop, tell_none
from bot.knowledge.schema import entries
from bot.knowledge.vocabulary import Refusal, Result, Status
from bot.process.settings import Settings
from bot.requests.card import relay_name
from bot.requests.effects import Unlink
from bot.requests.model.reference import as_typed
from bot.requests.model.request import Intake
from bot.requests.model.snapshot import ContextQuery
from bot.requests.steps import StepResult, Steps
from bot.runtime.start import using
from bot.store import link_codes, requests
from bot.store.context import context_of
from bot.store.database import Database
from bot.store.outbox.calls import utc_now
from bot.store.unit_of_work import carry_out
from bot.telegram.outgoing import calls

_REFUSED = {
    "closed": "is closed already; the company or its relay can reopen it",
    "same_relay": "lies with this relay already",
    "not_closed": "is open",
    "erased": "is erased: nothing of it is kept",
}

commands = typer.Typer()


@commands.command(name="relay-code")
def relay_code(
    relay_id: Annotated[str, typer.Argument(help="The relay, as cara-royan.")],
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Give a one-time code by which a relay's chat links itself."""
    relay = _base.relay(_base.answering(knowledge)[0], relay_id)

    async def work(database: Database) -> dict[str, Any]:
        async with database.transaction() as connection:
            code, expires = await link_codes.issue(connection, relay.id, utc_now())
        return {"code": code, "relay": relay.id, "expires": expires.isoformat()}

    print_fields(using(_store.settings(), work), as_json=as_json)


@commands.command(name="relay-chats")
def relay_chats(
    action: Annotated[str | None, typer.Argument(help="unlink; without it, all are listed.")] = None,
    chat: Annotated[int | None, typer.Argument(metavar="CHAT", help="For unlink: which one.")] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the chats that are linked to relays, or unlink one, which is told."""
    settings = _store.settings()
    if action is None:
        print_rows(using(settings, _linked_chats), "no chat is linked to a relay", as_json=as_json)
        return
    if action != "unlink" or chat is None:
        stop(f"{action}: expected nothing, or unlink CHAT")
    base = _base.answering(knowledge)[0]
    relay = using(settings, lambda database: _unlink(database, base, chat))
    if not relay:
        stop(f"{chat}: no relay has this chat; clausette relay-chats lists them")
    print_fields({"chat": chat, "relay": relay, "unlinked": True}, as_json=as_json)


@commands.command()
def intakes(
    status: Annotated[str | None, typer.Option(metavar="STATUS", help="sent, taken, contacted or closed.")] = None,
    relay_id: Annotated[str | None, typer.Option("--relay", metavar="ID", help="Those of one relay.")] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the recorded requests, the oldest first."""
    wanted = one_of(Status, status, "--status") if status else None
    relay = _base.relay(_base.answering(knowledge)[0], relay_id).id if relay_id else None

    async def work(database: Database) -> list[dict[str, Any]]:
        async with database.transaction() as connection:
            return [_as_json(intake_) for intake_ in await requests.listed(connection, wanted, relay)]

    rows = using(_store.settings(), work)
    tell_none(rows, "no such request" if status or relay_id else "no request", as_json=as_json)
    for row in rows:
        if as_json:
            print_json(row)
        else:
            shown = (row["reference"], row["status"], row["relay"] or "-", row["owner"] or "-", row["created"][:16])
            typer.echo("\t".join((*shown, row["company"], row["place_name"])))


@commands.command()
def intake(
    action: Annotated[str, typer.Argument(help="show, close, reopen or transfer.")],
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
    """Show a request with its history, close it, reopen it or hand it on; company and relay are told by the bot."""
    number = as_typed(reference)
    told: dict[str, Any] | Refusal | None
    match action:
        case "show":
            told = using(_store.settings(), lambda database: _show(database, number))
        case "close":
            outcome = one_of(Result, result or "", "--result", without=(Result.WITHDRAWN,))
            told = _take_step(knowledge, number, lambda stepping: stepping.close(outcome))
        case "reopen":
            told = _take_step(knowledge, number, lambda steps: steps.reopen())
        case "transfer":
            relay = _base.relay(_base.answering(knowledge)[0], to or "")
            told = _take_step(knowledge, number, lambda stepping: stepping.transfer(relay))
        case _:
            stop(f"{action}: expected show, close, reopen or transfer")
    if told is None:
        stop(f"{reference}: no such request; clausette intakes lists them")
    if isinstance(told, Refusal):
        stop(f"{number}: {_REFUSED[told.value]}", FAILED)
    print_fields(told, as_json=as_json)


async def _linked_chats(database: Database) -> list[dict[str, Any]]:
    async with database.transaction() as connection:
        rows = await requests.linked_chats(connection)
    return [
        {"chat": chat, "relay": relay, "linked": linked.isoformat(), "lost": _moment(lost)}
        for chat, relay, linked, lost in rows
    ]


async def _unlink(database: Database, base: entries.Knowledge, chat: int) -> str:
    """Unlink a chat, which reads that it no longer is its relay's; the relay, empty where the chat had none."""
    async with database.transaction() as connection:
        rows = await requests.linked_chats(connection)
        relay = next((relay for number, relay, *_ in rows if number == chat), "")
        if relay:
            told = escape(base.texts.link.left.format(relay=relay_name(base, relay)))
            await carry_out(connection, chat, [Unlink()], list(calls(chat, Say(told), Menu(()))), utc_now())
    return relay


async def _show(database: Database, reference: str) -> dict[str, Any] | None:
    """A request with its history; None where there is none."""
    async with database.transaction() as connection:
        found = await requests.intake(connection, reference)
        if found is None:
            return None
        notes = [asdict(note) | {"at": note.at.isoformat()} for note in await requests.notes(connection, reference)]
        return _as_json(found) | {"files": len(await requests.files(connection, reference)), "history": notes}


def _take_step(
    knowledge: Path | None, reference: str, step: Callable[[Steps], StepResult | Refusal]
) -> dict[str, Any] | Refusal | None:
    """Take a step of a request: company and relay are told. None where there is no such request."""
    settings, base = _store.settings(), _base.answering(knowledge)[0]
    return using(settings, lambda database: _stepped(database, settings, base, reference, step))


async def _stepped(
    database: Database,
    settings: Settings,
    base: entries.Knowledge,
    reference: str,
    step: Callable[[Steps], StepResult | Refusal],
) -> dict[str, Any] | Refusal | None:
    async with database.transaction() as connection:
        asked, now = ContextQuery(reference=reference, reach=True), utc_now()
        context = await context_of(connection, 0, asked, now, by_mail=settings.smtp_url is not None)
        if context.subject is None:
            return None
        stepped = step(Steps(base, context))
        if isinstance(stepped, Refusal):
            return stepped
        await carry_out(connection, 0, stepped.effects, list(calls(0, *stepped.replies)), now)
    return _as_json(stepped.intake) | ({"told_by": stepped.way.value} if stepped.way else {})


def _as_json(intake: Intake) -> dict[str, Any]:
    """A request as ``clausette intakes`` prints it."""
    form = asdict(intake.form)
    form["start"] = intake.form.start.isoformat() if intake.form.start else None
    return {
        "reference": intake.reference,
        "status": intake.status.value,
        "relay": intake.relay,
        "owner": (intake.owner.name or str(intake.owner.id)) if intake.owner else None,
        "created": intake.created.isoformat(),
        "taken": _moment(intake.taken),
        "contacted": _moment(intake.contacted),
        "closed": _moment(intake.closed),
        "result": intake.result.value if intake.result else None,
        "erased": intake.erased,
        **form,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
