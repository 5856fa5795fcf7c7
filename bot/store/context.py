"""What an event wants to know of requests, read within its transaction."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.requests.model.request import Intake
from bot.requests.model.snapshot import PAGE, Code, ContextQuery, Counts, Listing, Page, RequestContext, of_moment
from bot.store import requests
from bot.store.tables import IntakeRow, OutboxRow, RelayChatRow, RelayCodeRow, TopicRow

_OWN = 10  # requests of one chat that are shown to it
_TALKS = 4  # open requests among which a relay chooses whom a word is for


async def context_of(
    connection: AsyncConnection, chat: int, asked: ContextQuery, now: datetime, *, by_mail: bool
) -> RequestContext:
    """What the store knows of what an event wants to know; the subject is locked until the transaction ends."""
    relay, moved = await _relay(connection, chat) if asked.link else ("", None)
    own = await _own(connection, chat, None if asked.every else _OWN) if asked.own else ()
    known = RequestContext(chat=moved or chat, moved=moved is not None, now=now, relay=relay, own=own, by_mail=by_mail)
    known = await _with_subject(connection, chat, asked, known)
    if asked.code or relay:
        known = await _with_relay(connection, asked, known)
    if asked.reach or (asked.thread and own):
        known = replace(
            known, linked=await requests.linked(connection), absent=await requests.absences(connection, now)
        )
    return replace(known, fresh=await requests.fresh(connection)) if asked.reach else known


async def _with_subject(
    connection: AsyncConnection, chat: int, asked: ContextQuery, known: RequestContext
) -> RequestContext:
    """The request that an event is about, with what belongs to it."""
    subject, inner = await _subject(connection, chat, asked)
    aimed, talks = subject is not None, tuple[Intake, ...]()
    if asked.thread and not aimed:
        subject, talks = await _addressed(connection, chat, known.relay, known.own)
    known = replace(known, subject=subject, aimed=aimed, talks=talks, inner=inner)
    if subject is None:
        return known
    number = subject.reference
    return replace(
        known, notes=await requests.notes(connection, number), files=await requests.files(connection, number)
    )


async def _with_relay(connection: AsyncConnection, asked: ContextQuery, known: RequestContext) -> RequestContext:
    """What a relay wants to know, or who is about to link a chat to it."""
    code = await _code(connection, asked.code) if asked.code else None
    of = known.relay or (code.relay if code else "")
    if asked.listing and of:
        known = replace(known, listing=await _listing(connection, of, asked.listing, known.now))
    if known.relay and asked.year:
        year = of_moment(asked.year, known.now)
        known = replace(known, of_year=tuple(await requests.of_year(connection, known.relay, year)))
    return replace(known, code=code)


async def _addressed(
    connection: AsyncConnection, chat: int, relay: str, own: Collection[Intake]
) -> tuple[Intake | None, tuple[Intake, ...]]:
    """The request that a word without a reference is about, where only one is open, and those that a relay talks of."""
    opened = [one for one in own if one.open]
    talks = await _talks(connection, chat, relay) if relay and not opened and chat > 0 else ()
    alone = [*opened, *talks]
    subject = await requests.intake(connection, alone[0].reference, lock=True) if len(alone) == 1 else None
    return subject, talks


async def _relay(connection: AsyncConnection, chat: int) -> tuple[str, int | None]:
    """The relay of a chat, empty where it has none, and the number to which its group moved."""
    query = select(RelayChatRow.relay, RelayChatRow.moved).where(RelayChatRow.chat == chat)
    row = (await connection.execute(query)).one_or_none()
    return (row.relay, row.moved) if row is not None else ("", None)


async def _subject(connection: AsyncConnection, chat: int, asked: ContextQuery) -> tuple[Intake | None, bool]:
    """The request that an event names, and whether it answers what stays among colleagues."""
    number: str | None = asked.reference
    inner = False
    if asked.message:
        about = select(OutboxRow.about, OutboxRow.inner).where(
            OutboxRow.chat == chat, OutboxRow.message == asked.message, OutboxRow.about.is_not(None)
        )
        row = (await connection.execute(about.limit(1))).one_or_none()
        inner = row is not None and row.inner
        number = number or (row.about if row is not None else asked.named)
    if not number and asked.topic:
        of_topic = select(TopicRow.reference).where(TopicRow.chat == chat, TopicRow.topic == asked.topic)
        number = await connection.scalar(of_topic.limit(1))
    if not number and asked.edited:
        told = select(OutboxRow.about).where(
            OutboxRow.chat == chat, OutboxRow.answers == asked.edited, OutboxRow.about.is_not(None)
        )
        number = await connection.scalar(told.limit(1))
    return await requests.intake(connection, number, lock=True) if number else None, inner


async def _talks(connection: AsyncConnection, chat: int, relay: str) -> tuple[Intake, ...]:
    """The open requests of a relay that were shown last in one of its chats, the newest first."""
    last = func.max(OutboxRow.id)
    shown = select(OutboxRow.about, last).where(OutboxRow.chat == chat, OutboxRow.about.is_not(None))
    numbers = list(await connection.scalars(shown.group_by(OutboxRow.about).order_by(last.desc()).limit(_OWN)))
    query = select(IntakeRow.__table__).where(IntakeRow.reference.in_(numbers), IntakeRow.relay == relay, requests.OPEN)
    found = {row.reference: requests.read(row) for row in await connection.execute(query)}
    return tuple(found[number] for number in numbers if number in found)[:_TALKS]


async def _own(connection: AsyncConnection, chat: int, most: int | None) -> tuple[Intake, ...]:
    query = select(IntakeRow.__table__).where(IntakeRow.chat == chat).order_by(IntakeRow.created.desc()).limit(most)
    return tuple(requests.read(row) for row in await connection.execute(query))


async def _listing(connection: AsyncConnection, relay: str, page: Page, now: datetime) -> Listing:
    mine, late = IntakeRow.owner == page.member, requests.is_late(now)
    ours = (IntakeRow.relay == relay) & requests.OPEN
    count = select(func.count(), func.count(case((mine, 1))), func.count(case((late, 1)))).where(ours)
    counts = Counts(*(await connection.execute(count)).one())
    match page.scope:
        case "open":
            where = ours
        case "mine":
            where = ours & mine
        case "late":
            where = ours & late
    order = (IntakeRow.created, IntakeRow.reference)
    here = select(IntakeRow.reference).where(where).order_by(*order).offset(page.number * PAGE).limit(PAGE)
    # the page is found in the index, and only its rows are read
    rows = await connection.execute(select(IntakeRow.__table__).where(IntakeRow.reference.in_(here)).order_by(*order))
    return Listing(page, tuple(requests.read(row) for row in rows), counts)


async def _code(connection: AsyncConnection, key: str) -> Code | None:
    query = select(RelayCodeRow.__table__).where(RelayCodeRow.key == key).with_for_update()  # one chat at most has it
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Code(row.key, row.relay, row.secret, row.expires, row.tries, used=row.used is not None)
