"""What an operator does with requests from the command line, beside the running bot.

What there is to tell is queued in the outbox, in the same transaction as the step: the bot sends it.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rapidfuzz import process
from sqlalchemy import select

from bot.knowledge.schema.entries import Knowledge, Relay
from bot.process.settings import Settings
from bot.requests.model.request import Intake, Refusal, Result, Status
from bot.requests.model.snapshot import Desk, Wanted
from bot.requests.steps import Stepped, Stepping
from bot.runtime import start as opening
from bot.store import link_codes as codes
from bot.store import requests as intakes
from bot.store.database import Database
from bot.store.outbox.calls import utc_now
from bot.store.outbox.queue import queue
from bot.store.tables import IntakeRow
from bot.telegram.outgoing import calls

_NEAREST = 3  # ids that are suggested


class UnknownRelayError(Exception):
    """No relay has this id; the message names the nearest."""


def relay_of(knowledge: Knowledge, given: str) -> Relay:
    """The relay of an id, given with or without its kind.

    Raises:
        UnknownRelayError: where there is none.
    """
    found = knowledge.get(given if given.startswith("relay/") else f"relay/{given}")
    if isinstance(found, Relay) and found.status != "directory":
        return found
    names = [relay.id.removeprefix("relay/") for relay in knowledge.relays if relay.status != "directory"]
    near = ", ".join(name for name, *_ in process.extract(given.removeprefix("relay/"), names, limit=_NEAREST))
    raise UnknownRelayError(f"{given}: no such relay; did you mean {near}?")


def issue(settings: Settings, relay: Relay) -> dict[str, Any]:
    """A one-time code for a relay."""

    async def work(database: Database) -> dict[str, Any]:
        async with database.transaction() as connection:
            code, expires = await codes.issue(connection, relay.id, utc_now())
        return {"code": code, "relay": relay.id, "expires": expires.isoformat()}

    return opening.using(settings, work)


def listed(settings: Settings, status: Status | None, relay: Relay | None) -> list[dict[str, Any]]:
    """The recorded requests, the oldest first."""

    async def work(database: Database) -> list[dict[str, Any]]:
        query = select(IntakeRow.__table__).order_by(IntakeRow.created, IntakeRow.reference)
        if status is not None:
            query = query.where(IntakeRow.status == status.value)
        if relay is not None:
            query = query.where(IntakeRow.relay == relay.id)
        async with database.transaction() as connection:
            return [as_json(intakes.read(row)) for row in await connection.execute(query)]

    return opening.using(settings, work)


def shown(settings: Settings, reference: str) -> dict[str, Any] | None:
    """One request with its history; None where there is none."""

    async def work(database: Database) -> dict[str, Any] | None:
        async with database.transaction() as connection:
            found = await intakes.intake(connection, reference)
            if found is None:
                return None
            notes = [asdict(note) | {"at": note.at.isoformat()} for note in await intakes.notes(connection, reference)]
            return as_json(found) | {"files": len(await intakes.files(connection, reference)), "history": notes}

    return opening.using(settings, work)


def closed(settings: Settings, knowledge: Knowledge, reference: str, result: Result) -> dict[str, Any] | Refusal | None:
    """Close a request: company and relay are told; None where there is none."""
    return _stepped(settings, knowledge, reference, lambda stepping: stepping.close(result))


def transferred(
    settings: Settings, knowledge: Knowledge, reference: str, relay: Relay
) -> dict[str, Any] | Refusal | None:
    """Hand a request on to another body: company and both relays are told; None where there is none."""
    return _stepped(settings, knowledge, reference, lambda stepping: stepping.transfer(relay))


def as_json(intake: Intake) -> dict[str, Any]:
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


def _stepped(
    settings: Settings, knowledge: Knowledge, reference: str, step: Callable[[Stepping], Stepped | Refusal]
) -> dict[str, Any] | Refusal | None:
    async def work(database: Database) -> dict[str, Any] | Refusal | None:
        by_mail = settings.smtp_url is not None
        async with database.transaction() as connection:
            wanted, now = Wanted(reference=reference, reach=True), utc_now()
            desk: Desk = await intakes.desk(connection, 0, wanted, now, by_mail=by_mail)
            if desk.subject is None:
                return None
            stepped = step(Stepping(knowledge, desk))
            if isinstance(stepped, Refusal):
                return stepped
            for effect in stepped.effects:
                await intakes.apply(connection, 0, effect, now)
            await queue(connection, 0, [call for reply in stepped.replies for call in calls(0, reply)], now)
        return as_json(stepped.intake)

    return opening.using(settings, work)
