"""Requests in the database: what an event wants to know of them, and what it changes."""

import secrets
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from bot.chat.people import File, Member
from bot.chat.replies import Effect, Move, Reachable
from bot.knowledge.vocabulary import Result, Status
from bot.language.dates import FRANCE, day_in_france
from bot.requests.effects import BeAbsent, HasTopics, Join, Link, Mail, Miss, Record, Save, Unlink, Write
from bot.requests.model.reference import reference
from bot.requests.model.reminders import late_since
from bot.requests.model.request import Form, Intake, Note
from bot.requests.model.snapshot import (
    Absence,
)
from bot.store.erasure import erase_request
from bot.store.outbox import queue
from bot.store.tables import (
    BEGINS_ANEW,
    CardRow,
    ConversationRow,
    FileRow,
    IntakeRow,
    MailRow,
    NoteRow,
    RelayChatRow,
    RelayCodeRow,
    TopicRow,
)

_TRIES = 20  # references drawn before longer ones are
_FORM = tuple(Form.__dataclass_fields__)
OPEN = text("status <> 'closed'")  # as the partial index has it, so that it serves


async def intake(connection: AsyncConnection, number: str, *, lock: bool = False) -> Intake | None:
    """A request by its reference."""
    query = select(IntakeRow.__table__).where(IntakeRow.reference == number)
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    return read(row) if row is not None else None


async def listed(connection: AsyncConnection, status: Status | None, relay: str | None) -> list[Intake]:
    """The requests of a status and a relay, or of any, the oldest first."""
    query = select(IntakeRow.__table__).order_by(IntakeRow.created, IntakeRow.reference)
    if status is not None:
        query = query.where(IntakeRow.status == status.value)
    if relay is not None:
        query = query.where(IntakeRow.relay == relay)
    return [read(row) for row in await connection.execute(query)]


async def of_year(connection: AsyncConnection, relay: str | None, year: int) -> list[Intake]:
    """The requests of a relay, or of all, that something happened to in a year by the clocks of France."""
    since, until = (datetime(one, 1, 1, tzinfo=FRANCE).astimezone(UTC) for one in (year, year + 1))
    moments = (IntakeRow.created, IntakeRow.taken, IntakeRow.contacted, IntakeRow.closed)
    happened = or_(*((moment >= since) & (moment < until) for moment in moments))
    query = select(IntakeRow.__table__).where(happened).order_by(IntakeRow.created, IntakeRow.reference)
    if relay is not None:
        query = query.where(IntakeRow.relay == relay)
    return [read(row) for row in await connection.execute(query)]


async def asking(connection: AsyncConnection, chats: Collection[int]) -> frozenset[int]:
    """Those of some chats that have a request."""
    if not chats:
        return frozenset()
    return frozenset(await connection.scalars(select(IntakeRow.chat).where(IntakeRow.chat.in_(chats)).distinct()))


async def notes(connection: AsyncConnection, number: str) -> tuple[Note, ...]:
    """The history of a request, the oldest line first."""
    query = select(NoteRow.__table__).where(NoteRow.reference == number).order_by(NoteRow.id)
    return tuple(Note(r.kind, r.side, r.author, r.text, r.at) for r in await connection.execute(query))


async def files(connection: AsyncConnection, number: str) -> tuple[File, ...]:
    """The files that were joined to a request, the oldest first."""
    query = select(FileRow.__table__).where(FileRow.reference == number).order_by(FileRow.id)
    return tuple(File(r.kind, r.file, r.name) for r in await connection.execute(query))


async def linked(connection: AsyncConnection) -> frozenset[str]:
    """The relays with a chat that can be written to."""
    return frozenset(await connection.scalars(select(RelayChatRow.relay).where(RelayChatRow.lost.is_(None)).distinct()))


async def still_linked(connection: AsyncConnection, relays: Collection[str]) -> frozenset[str]:
    """Those of some relays that have a chat that can be written to; it stays theirs until the transaction ends."""
    if not relays:
        return frozenset()
    query = select(RelayChatRow.relay).where(RelayChatRow.lost.is_(None), RelayChatRow.relay.in_(relays))
    rows = await connection.scalars(query.order_by(RelayChatRow.chat).with_for_update(read=True))
    return frozenset(rows)


async def absences(connection: AsyncConnection, now: datetime) -> dict[str, Absence]:
    """The relays of which nobody reads any chat now, each until when and who stands in."""
    columns = (RelayChatRow.relay, RelayChatRow.absent, RelayChatRow.deputy)
    query = select(*columns).where(RelayChatRow.lost.is_(None)).order_by(RelayChatRow.linked, RelayChatRow.chat)
    today, read, away = day_in_france(now), set[str](), dict[str, Absence]()
    for relay, until, deputy in await connection.execute(query):
        if until is None or until < today:
            read.add(relay)
        elif relay not in away or until < away[relay].until:
            away[relay] = Absence(until, deputy)
    return {relay: absence for relay, absence in away.items() if relay not in read}


async def linked_chats(connection: AsyncConnection) -> list[tuple[int, str, datetime, datetime | None]]:
    """The chats of relays, each with its relay, since when it is linked, and since when it cannot be written to."""
    columns = (RelayChatRow.chat, RelayChatRow.relay, RelayChatRow.linked, RelayChatRow.lost)
    query = select(*columns).where(RelayChatRow.moved.is_(None))
    rows = await connection.execute(query.order_by(RelayChatRow.relay, RelayChatRow.linked))
    return [(row.chat, row.relay, row.linked, row.lost) for row in rows]


def is_late(now: datetime) -> ColumnElement[bool]:
    """The condition of a request that is late by the rule of the reminders."""
    began = {Status.SENT: IntakeRow.created, Status.TAKEN: IntakeRow.taken}
    return or_(*(_waits(status, began[status], since) for status, since in late_since(now).items()))


async def fresh(connection: AsyncConnection) -> str:
    """A reference that was never given, not to be guessed."""
    for count in range(_TRIES * 2):
        drawn = reference(secrets.choice, *((5,) if count >= _TRIES else ()))
        if not await connection.scalar(select(exists().where(IntakeRow.reference == drawn))):
            return drawn
    raise RuntimeError("no reference is left")


async def apply(connection: AsyncConnection, chat: int, effect: Effect, now: datetime) -> None:
    """Carry out what the core decided on requests; an effect on anything else does nothing here."""
    match effect:
        case Record(new, joined):
            await connection.execute(insert(IntakeRow).values(_columns(new)))
            for file in joined:
                await _join(connection, new.reference, file)
        case Save(changed):
            values = _columns(changed)
            await connection.execute(update(IntakeRow).where(IntakeRow.reference == changed.reference).values(values))
            if changed.erased:
                await erase_request(connection, changed.reference, now)
        case Write(number, note):
            await connection.execute(
                insert(NoteRow).values(
                    reference=number, kind=note.kind, side=note.side, author=note.author, text=note.text, at=note.at
                )
            )
        case Join(number, file):
            await _join(connection, number, file)
        case Mail(number, relay, about):
            await connection.execute(
                insert(MailRow).values(
                    relay=relay, reference=number, about=about, status="pending", tries=0, not_before=now, created=now
                )
            )
        case Link() | Unlink() | Miss() | Move() | Reachable() | BeAbsent() | HasTopics():
            await _apply_to_chat(connection, chat, effect, now)


async def lose(connection: AsyncConnection, chat: int, since: datetime | None) -> None:
    """Note that a relay's chat can be written to no more, or again where ``since`` is None."""
    query = update(RelayChatRow).where(RelayChatRow.chat == chat, RelayChatRow.moved.is_(None))
    if since is not None:
        query = query.where(RelayChatRow.lost.is_(None))
    await connection.execute(query.values(lost=since))


async def move(connection: AsyncConnection, chat: int, to: int, now: datetime) -> None:
    """Everything of a chat belongs to another number: a group that became a supergroup."""
    await _move_link(connection, chat, to, now)
    for table in (CardRow, ConversationRow):  # what the new number already has stands
        column = table.__table__.c.chat
        if await connection.scalar(select(column).where(column == to).limit(1)) is None:
            await connection.execute(update(table).where(column == chat).values(chat=to))
    await connection.execute(update(IntakeRow).where(IntakeRow.chat == chat).values(chat=to))
    await queue.move(connection, chat, to, now)


async def _move_link(connection: AsyncConnection, chat: int, to: int, now: datetime) -> None:
    """A relay has the new number; under the old one nothing is sent any more, but what is pressed there counts."""
    query = select(RelayChatRow.__table__).where(RelayChatRow.chat == chat, RelayChatRow.moved.is_(None))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return
    if await connection.scalar(select(RelayChatRow.chat).where(RelayChatRow.chat == to)) is None:
        await connection.execute(insert(RelayChatRow).values({**row._mapping, "chat": to}))  # noqa: SLF001  its public name
    gone = update(RelayChatRow).where(RelayChatRow.chat == chat)
    await connection.execute(gone.values(lost=now, moved=to))


async def _apply_to_chat(
    connection: AsyncConnection,
    chat: int,
    effect: Link | Unlink | Miss | Move | Reachable | BeAbsent | HasTopics,
    now: datetime,
) -> None:
    match effect:
        case Link(relay, code, by):
            await connection.execute(update(RelayCodeRow).where(RelayCodeRow.key == code).values(used=now))
            await connection.execute(delete(RelayChatRow).where(RelayChatRow.chat == chat))
            await connection.execute(insert(RelayChatRow).values(chat=chat, relay=relay, linked=now, linked_by=by))
        case Unlink():
            ours = (RelayChatRow.chat == chat) | (RelayChatRow.moved == chat)
            await connection.execute(delete(RelayChatRow).where(ours))
            for table in (CardRow, TopicRow):
                await connection.execute(delete(table).where(table.__table__.c.chat == chat))
        case HasTopics(now=has):
            other = update(RelayChatRow).where(RelayChatRow.chat == chat, RelayChatRow.forum.is_(not has))
            await connection.execute(other.values(forum=has))
        case BeAbsent(until, deputy):
            away = update(RelayChatRow).where(RelayChatRow.chat == chat)
            await connection.execute(away.values(absent=until, deputy=deputy))
        case Miss(code):
            missed = update(RelayCodeRow).where(RelayCodeRow.key == code)
            await connection.execute(missed.values(tries=RelayCodeRow.tries + 1))
        case Move(to):
            await move(connection, chat, to, now)
        case Reachable(reachable):
            await lose(connection, chat, None if reachable else now)


def read(row: Row[Any]) -> Intake:
    """A request as it stands in its row."""
    return Intake(
        reference=row.reference,
        chat=row.chat,
        relay=row.relay,
        form=Form(**{name: getattr(row, name) for name in _FORM}),
        created=row.created,
        status=Status(row.status),
        owner=Member(row.owner, row.owner_name) if row.owner is not None else None,
        result=Result(row.result) if row.result else None,
        taken=row.taken,
        contacted=row.contacted,
        closed=row.closed,
        reminded=row.reminded,
        escalated=row.escalated,
        erased=row.erased,
    )


def _columns(intake_: Intake) -> dict[str, Any]:
    return {name: getattr(intake_.form, name) for name in _FORM} | {
        "reference": intake_.reference,
        "chat": intake_.chat,
        "relay": intake_.relay,
        "status": intake_.status.value,
        "owner": intake_.owner.id if intake_.owner else None,
        "owner_name": intake_.owner.name[:100] if intake_.owner else "",
        "result": intake_.result.value if intake_.result else None,
        "created": intake_.created,
        "taken": intake_.taken,
        "contacted": intake_.contacted,
        "closed": intake_.closed,
        "reminded": intake_.reminded,
        "escalated": intake_.escalated,
        "erased": intake_.erased,
    }


def _waits(status: Status, began: InstrumentedAttribute[Any], since: datetime) -> ColumnElement[bool]:
    """A request of that status waits since a moment or longer, and nothing made the waiting begin anew."""
    anew = select(NoteRow.reference).where(BEGINS_ANEW, NoteRow.at > since)
    return (IntakeRow.status == status.value) & (began <= since) & IntakeRow.reference.not_in(anew)


async def _join(connection: AsyncConnection, number: str, file: File) -> None:
    await connection.execute(
        insert(FileRow).values(reference=number, kind=file.kind, file=file.id, name=file.name[:255])
    )
