"""What the outbox asks the database about its lanes."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Update, bindparam, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from bot.store.outbox.calls import CallDone, CallLater, CallRefused, Due, Lane, Sent
from bot.store.tables import ANSWERS, MESSAGES, LaneRow, OutboxRow, TopicRow

_ERROR_LENGTH = 200


def keys(lanes: Collection[Lane]) -> list[int]:
    """The numbers of lanes, which are those of their advisory locks."""
    return [chat * 2 + lane for chat, lane in lanes]


def moments(recent: Sequence[float]) -> list[datetime]:
    """The moments of a lane's last messages, from how they are kept."""
    return [datetime.fromtimestamp(moment, UTC) for moment in recent]


async def earliest(connection: AsyncConnection, busy: Collection[Lane]) -> datetime | None:
    """The moment at which the first of the lanes that nobody here works at is due."""
    found = (await connection.execute(_earliest(), {"busy": keys(busy)})).one()
    return min((moment for moment in found if moment is not None), default=None)


async def opened(
    connection: AsyncConnection, busy: Collection[Lane], limit: int, now: datetime, *, answers_only: bool
) -> list[tuple[Lane, list[datetime]]]:
    """Up to ``limit`` lanes whose head is due and that nobody works at, now ours, with the moments of each."""
    query = _opening(answers_only=answers_only, locking=connection.dialect.name == "postgresql")
    found = await connection.execute(query, {"now": now, "busy": keys(busy), "limit": limit})
    return [((row.chat, row.lane), moments(row.recent)) for row in found]


async def locked(connection: AsyncConnection, lanes: Collection[Lane]) -> list[tuple[Lane, list[datetime]]]:
    """Lanes with their moments, locked in the order in which everybody locks them."""
    found = await connection.execute(_locking(), {"chats": list({chat for chat, _ in lanes})})
    return [((row.chat, row.lane), moments(row.recent)) for row in found]


async def heads(connection: AsyncConnection, lanes: Iterable[Lane]) -> dict[Lane, Due]:
    """The first pending call of each lane; a chat's other lane may come with it."""
    chats = {chat for chat, _ in lanes}
    if not chats:
        return {}
    query = _firsts(sideways=connection.dialect.name == "postgresql")
    rows = (await connection.execute(query, {"chats": list(chats)})).all()
    firsts = [
        Due(row.id, row.chat, row.method, row.payload, row.tries, row.edits, row.under, row.lane, row.unsure, row.topic)
        for row in rows
    ]
    return {first.lane: first for first in firsts}


async def mark(connection: AsyncConnection, done: Sequence[CallDone], now: datetime) -> None:
    """Note outcomes; what is no longer pending stays as it is."""
    sent: list[dict[str, Any]] = [
        {"row": one.due.id, "m": one.outcome.message, "now": now} for one in done if isinstance(one.outcome, Sent)
    ]
    refused: list[dict[str, Any]] = [
        {"row": one.due.id, "e": _short(one.outcome), "now": now}
        for one in done
        if isinstance(one.outcome, CallRefused)
    ]
    later: list[dict[str, Any]] = [
        {"row": one.due.id, "e": _short(one.outcome), "at": now + one.outcome.wait, "u": _unsure(one)}
        for one in done
        if isinstance(one.outcome, CallLater)
    ]
    for rows, statement in zip((sent, refused, later), _marking(), strict=True):
        if rows:
            await connection.execute(statement, rows)
    topics = [
        {"row": one.due.id, "m": one.outcome.message}
        for one in done
        if isinstance(one.outcome, Sent) and one.due.method == "createForumTopic"
    ]
    if topics:
        made = update(TopicRow).where(TopicRow.outbox == bindparam("row")).values(topic=bindparam("m"))
        await connection.execute(made, topics)
    # where an edit had to be said anew, the message that it edited stands under that number from now on
    edits = [
        {"row": one.due.id, "m": one.outcome.message}
        for one in done
        if isinstance(one.outcome, Sent) and one.outcome.message is not None and one.due.method.startswith("edit")
    ]
    if edits:
        edited = select(OutboxRow.edits).where(OutboxRow.id == bindparam("row")).scalar_subquery()
        anew = update(OutboxRow).where(OutboxRow.id == edited).values(message=bindparam("m"))
        await connection.execute(anew, edits)


async def change(
    connection: AsyncConnection, lanes: Sequence[tuple[Lane, datetime | None, Sequence[datetime]]]
) -> None:
    """Note when the head of each lane is due, None where it is empty, and the moments of its last messages."""
    rows = [
        {"of_chat": chat, "of_lane": lane, "at": at, "moments": [moment.timestamp() for moment in recent]}
        for (chat, lane), at, recent in lanes
    ]
    await connection.execute(_changing(), rows)


async def set_back(connection: AsyncConnection, back: timedelta, now: datetime) -> None:
    """The clock was set back by so much: what was due after a wait is due after the same wait still."""
    ahead = (
        select(LaneRow.chat, LaneRow.lane, LaneRow.due).where(LaneRow.due > now).order_by(LaneRow.chat, LaneRow.lane)
    )
    rows = [
        {"of_chat": row.chat, "of_lane": row.lane, "at": max(row.due - back, now)}
        for row in await connection.execute(ahead.with_for_update())
    ]
    if rows:
        lane = update(LaneRow).where(LaneRow.chat == bindparam("of_chat"), LaneRow.lane == bindparam("of_lane"))
        await connection.execute(lane.values(due=bindparam("at")), rows)


def _unsure(one: CallDone) -> bool:
    return one.due.unsure or (isinstance(one.outcome, CallLater) and one.outcome.unsure)


def _short(outcome: CallLater | CallRefused) -> str:
    return outcome.error[:_ERROR_LENGTH]


# The statements, each made once: to make one takes longer than to run it


def _not_busy() -> ColumnElement[bool]:
    return (LaneRow.chat * 2 + LaneRow.lane).not_in(bindparam("busy", expanding=True))


@cache
def _earliest() -> Executable:
    return select(
        *(
            select(func.min(LaneRow.due)).where(LaneRow.lane == lane, _not_busy()).scalar_subquery()
            for lane in (ANSWERS, MESSAGES)
        )
    )


@cache
def _opening(*, answers_only: bool, locking: bool) -> Executable:
    query = select(LaneRow.chat, LaneRow.lane, LaneRow.recent).where(LaneRow.due <= bindparam("now"), _not_busy())
    if answers_only:
        query = query.where(LaneRow.lane == ANSWERS)
    query = query.order_by(LaneRow.lane, LaneRow.due)
    if locking:
        # Row by row, and no more rows than are needed: the lock is tried on a row that is locked. Materialized, since
        # the planner would else try it before, and keep it on a row that it then skips.
        rows = query.with_for_update(skip_locked=True).cte("open").prefix_with("MATERIALIZED", dialect="postgresql")
        query = select(rows.c.chat, rows.c.lane, rows.c.recent).where(
            func.pg_try_advisory_lock(rows.c.chat * 2 + rows.c.lane)
        )
    return query.limit(bindparam("limit"))


@cache
def _locking() -> Executable:
    query = select(LaneRow.chat, LaneRow.lane, LaneRow.recent)
    wanted = query.where(LaneRow.chat.in_(bindparam("chats", expanding=True)))
    return wanted.order_by(LaneRow.chat, LaneRow.lane).with_for_update()


@cache
def _firsts(*, sideways: bool) -> Executable:
    first = (
        select(OutboxRow.id)
        .where(OutboxRow.status == "pending", OutboxRow.chat == LaneRow.chat, OutboxRow.lane == LaneRow.lane)
        .order_by(OutboxRow.rank, OutboxRow.id)
        .limit(1)
        .correlate(LaneRow)
    )
    wanted = LaneRow.chat.in_(bindparam("chats", expanding=True))
    if sideways:
        found = first.lateral()  # whatever the planner thinks of it, one probe of the index for each lane
        firsts = select(found.c.id).select_from(LaneRow).join(found, true()).where(wanted).subquery()
    else:
        firsts = select(first.scalar_subquery().label("id")).where(wanted).subquery()
    edited, above = aliased(OutboxRow), aliased(OutboxRow)
    columns = (
        OutboxRow.id, OutboxRow.chat, OutboxRow.lane, OutboxRow.method, OutboxRow.payload, OutboxRow.tries,
        OutboxRow.unsure,
    )  # fmt: skip
    return (
        select(*columns, edited.message.label("edits"), above.message.label("under"), TopicRow.topic)
        .join(firsts, OutboxRow.id == firsts.c.id)
        .outerjoin(edited, edited.id == OutboxRow.edits)
        .outerjoin(above, above.id == OutboxRow.under)
        .outerjoin(TopicRow, (TopicRow.reference == OutboxRow.about) & (TopicRow.chat == OutboxRow.chat))
    )


@cache
def _marking() -> tuple[Update, Update, Update]:
    """How calls are marked as sent, as refused, and as to be made later."""
    this = update(OutboxRow).where(OutboxRow.id == bindparam("row"))
    pending = this.where(OutboxRow.status == "pending")
    made = this.where(or_(OutboxRow.status == "pending", OutboxRow.status == "erased"))  # erased while under way
    more = {"tries": OutboxRow.tries + 1, "error": bindparam("e")}
    return (
        made.values(status="sent", message=bindparam("m"), done=bindparam("now"), payload={}),
        pending.values(status="failed", done=bindparam("now"), **more),
        pending.values(not_before=bindparam("at"), unsure=bindparam("u"), **more),
    )


@cache
def _changing() -> Update:
    lane = update(LaneRow).where(LaneRow.chat == bindparam("of_chat"), LaneRow.lane == bindparam("of_lane"))
    return lane.values(due=bindparam("at"), recent=bindparam("moments"))
