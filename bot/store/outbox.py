"""The messages still to send: in order per chat, within Telegram's limits, by any number of processes.

A chat's calls form a lane, whose first one is its head; ``lanes`` tells when each head may be made. (Answers to presses
and to inline searches have a lane of their own beside it.) A process claims a lane, makes the call at its head, notes
what became of it, and frees the lane. Until then nobody else makes a call of that lane: so the order holds.

**How a lane is claimed.** On SQLite one process drains the outbox, and it knows by itself what it is about. On
PostgreSQL a claim takes the lane's row with ``FOR UPDATE SKIP LOCKED``, and then an advisory lock of the session, which
outlives the transaction while the network is waited for. Why not the row's lock alone: it would need a transaction, and
so a connection, for each call under way, and a commit for each. Why not a lease until some moment: a process that is
killed would keep its chats waiting until then, and one that is slow would be overtaken. The session ends with its
process, ``kill -9`` included, since the kernel closes the connection; a machine that loses its power is noticed by
keep-alive (``bot.store.database``). Where the connection breaks while a call is under way, the lane is locked anew on
the next one; another process may have claimed it in between, and then a message is shown twice, as after a kill.

**What is noted when.** One transaction (a turn) notes every outcome that came in since the last one, and claims what is
next. A kill between a call and its turn repeats at most one call of each lane.

**Who is woken.** Whoever queues wakes its own process, which mostly can make the call at once. One that has its hands
full wakes the others by NOTIFY; for one that died before it could, each looks every two seconds. NOTIFY in each
transaction that queues was measured and left: PostgreSQL then makes commits one after the other, each with its wait for
the disk.

**Limits.** The moments of a chat's last messages are kept with its lane, and noted with the outcome, so that two
messages stand at least a second apart however long the network took. Those of the bot as a whole are in the row of chat
0, which each claim locks for a moment: so the overall limit holds for all processes together. aiolimiter and the like
count within one process, and make who is next in the queue wait, where here a chat that must wait is passed over.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, true, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from bot.store import intakes
from bot.store.calls import Later, Moved, Outcome, Refused, Sent, utc_now
from bot.store.database import Database
from bot.store.pacing import Limits
from bot.store.tables import ANSWERS, MESSAGES, LaneRow, OutboxRow

_EVERYBODY = 0  # no chat has this number; its row holds the moments of all messages
_CHANNEL = "clausette_outbox"
_LONGEST_SLEEP = timedelta(seconds=2)  # after which we look whether another process queued something and died
_OTHERS_SLEEP = timedelta(seconds=1)  # after which we look whether another process died in the middle of a call
_ERROR_LENGTH = 200
_NO_LIMIT = 1_000_000  # messages

Lane = tuple[int, int]  # chat, and which of its lanes


@dataclass(frozen=True, slots=True)
class Due:
    """A call to make now.

    ``edits`` is the number, in Telegram, of the message that it edits, ``under`` of the one that it is a reply to.
    """

    id: int
    chat: int
    method: str
    payload: dict[str, Any]
    tries: int
    edits: int | None
    under: int | None = None
    of: int = MESSAGES

    @property
    def lane(self) -> Lane:
        """The lane whose head it is."""
        return self.chat, self.of


@dataclass(frozen=True, slots=True)
class Done:
    """A call that was made, and what became of it."""

    due: Due
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn gave: the calls to make now, and the moment at which to look again."""

    claimed: Sequence[Due]
    again: datetime


class Outbox:
    """Claims what is due and notes what became of it; for one user at a time."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime] = utc_now, limits: Limits | None = None
    ) -> None:
        self._database = database
        self._limits = limits or Limits()
        self._clock = clock
        self._held: set[Lane] = set()
        self._recent: list[datetime] = []  # of everybody, where this process is alone
        self._session: AsyncConnection | None = None
        self._wake: Callable[[], None] = lambda: None

    def listen(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` when another process has its hands full (on PostgreSQL, from the next turn on)."""
        self._wake = wake

    async def turn(self, done: Sequence[Done] = (), room: int = 0) -> Turn:
        """Note what became of claimed calls, and claim up to ``room`` more, the oldest first, in one transaction."""
        if self._database.is_sqlite:
            async with self._database.transaction() as connection:
                turn, freed = await self._turned(connection, done, room)
        else:
            session = await self._opened()
            try:
                async with session.begin():
                    turn, freed = await self._turned(session, done, room)
                await self._advisory("pg_advisory_unlock", freed)
                if room and len(turn.claimed) == room:  # there is more than we can do at once
                    await (await _driver(session)).execute(f"NOTIFY {_CHANNEL}")
            except BaseException:
                await self._drop()  # its locks go with it, those of this turn as well
                raise
        self._held = (self._held - {one.due.lane for one in done}) | {due.lane for due in turn.claimed}
        return turn

    async def close(self) -> None:
        """Free what is held, without having made it."""
        self._held.clear()
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    # One turn

    async def _turned(self, connection: AsyncConnection, done: Sequence[Done], room: int) -> tuple[Turn, set[Lane]]:
        """What the turn gave, and the lanes whose lock is to be taken off once."""
        now = self._clock()
        if done:
            await self._note(connection, done, now)
        busy = self._held - {one.due.lane for one in done}
        claimed, passed, pause = await self._claim(connection, busy, room, now) if room else ([], set(), None)
        again = now if passed else await self._again(connection, busy | {due.lane for due in claimed}, now)
        return Turn(claimed, again if pause is None else max(again, pause)), {one.due.lane for one in done} | passed

    async def _note(self, connection: AsyncConnection, done: Sequence[Done], now: datetime) -> None:
        # the rows are locked by a statement of their own: the next one then sees what was added meanwhile
        recent = dict(await _lanes(connection, {one.due.lane for one in done}))
        await _mark(connection, done, now)
        for one in done:
            match one.outcome:
                case Refused(gone=True):  # a relay's chat is then no way to reach it
                    await intakes.lose(connection, one.due.chat, now)
                case Moved(to):
                    await intakes.move(connection, one.due.chat, to, now)
        heads = await _heads(connection, recent)
        changed = []
        for one in done:
            lane, due = one.due.lane, one.due
            moments = recent.get(lane, [])
            if isinstance(one.outcome, Sent) and self._limits.counts(due.chat, due.method):
                kept = self._limits.kept(due.chat)
                moments = [*moments, now][-kept:] if kept else []
            head, at = heads.get(lane), None
            if head is not None:
                wait = one.outcome.wait if isinstance(one.outcome, Later) else timedelta(0)
                at = max(now + wait, self._limits.free(due.chat, head.method, moments))
            changed.append((lane, at, moments))
        await _change(connection, changed)

    async def _claim(
        self, connection: AsyncConnection, busy: Collection[Lane], room: int, now: datetime
    ) -> tuple[list[Due], set[Lane], datetime | None]:
        """The calls to make, the lanes that must wait after all, and the moment until which everybody must."""
        budget, recent = await self._budget(connection, now)
        open_ = await _open_lanes(connection, busy, min(room, budget) or room, now, answers_only=budget == 0)
        heads = await _heads(connection, [lane for lane, _ in open_])
        claimed, waiting = [], []
        for lane, moments in open_:
            head = heads.get(lane)
            at = None if head is None else self._limits.free(lane[0], head.method, moments)
            if head is None or (at is not None and at > now):
                waiting.append((lane, at, moments))
            else:
                claimed.append(head)
        if waiting:
            await _change(connection, waiting)
        counted = [due for due in claimed if self._limits.counts(due.chat, due.method)]
        pause = await self._spend(connection, recent, len(counted), now)
        return sorted(claimed, key=lambda due: due.id), {lane for lane, _, _ in waiting}, pause

    async def _budget(self, connection: AsyncConnection, now: datetime) -> tuple[int, list[datetime]]:
        """How many messages the overall limit leaves now, and the moments of those that it counted."""
        rate = self._limits.overall
        if rate is None:
            return _NO_LIMIT, []
        if self._database.is_sqlite:
            recent = self._recent
        else:
            query = select(LaneRow.recent).where(LaneRow.chat == _EVERYBODY).with_for_update()
            kept = await connection.scalar(query)
            if kept is None:
                row = postgresql.insert(LaneRow).values(chat=_EVERYBODY, lane=MESSAGES, recent=[])
                await connection.execute(row.on_conflict_do_nothing())
                kept = await connection.scalar(query)
            recent = _moments(kept or [])
        recent = [moment for moment in recent if moment > now - rate.span]
        return max(rate.number - len(recent), 0), recent

    async def _spend(
        self, connection: AsyncConnection, recent: list[datetime], number: int, now: datetime
    ) -> datetime | None:
        rate = self._limits.overall
        if rate is None:
            return None
        recent = [*recent, *[now] * number]
        if self._database.is_sqlite:
            self._recent = recent
        elif number:
            await _change(connection, [((_EVERYBODY, MESSAGES), None, recent)])
        return rate.free(recent) if len(recent) >= rate.number else None

    async def _again(self, connection: AsyncConnection, busy: Collection[Lane], now: datetime) -> datetime:
        """When to look again: a lane that is due and not ours is another process's, which may die."""
        query = select(
            *(
                select(func.min(LaneRow.due)).where(LaneRow.lane == lane, _free_of(busy)).scalar_subquery()
                for lane in (ANSWERS, MESSAGES)
            )
        )
        moments = [moment for moment in (await connection.execute(query)).one() if moment is not None]
        first = min(moments, default=now + _LONGEST_SLEEP)
        return min(first if first > now else now + _OTHERS_SLEEP, now + _LONGEST_SLEEP)

    # PostgreSQL's session

    async def _opened(self) -> AsyncConnection:
        if self._session is not None and not self._session.closed and not self._session.invalidated:
            return self._session
        self._session = await self._database.session()
        try:
            driver = await _driver(self._session)
            await driver.add_listener(_CHANNEL, lambda *_: self._wake())
            driver.add_termination_listener(lambda *_: self._wake())
            await self._advisory("pg_try_advisory_lock", self._held)
        except BaseException:
            await self._drop()
            raise
        return self._session

    async def _advisory(self, function: str, lanes: Collection[Lane]) -> None:
        if lanes and self._session is not None:
            driver = await _driver(self._session)
            keys = [chat * 2 + lane for chat, lane in lanes]
            await driver.fetch(f"SELECT {function}(key) FROM unnest($1::bigint[]) AS key", keys)  # noqa: S608

    async def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.invalidate()
            await session.close()
            await asyncio.sleep(0)  # in which the loop lets go of its socket


async def _driver(session: AsyncConnection) -> Any:
    """Asyncpg's own connection: what it is asked outside a transaction costs one round trip."""
    return (await session.get_raw_connection()).driver_connection


def _free_of(busy: Collection[Lane]) -> ColumnElement[bool]:
    """Lanes other than those; their key is that of their advisory lock."""
    return (LaneRow.chat * 2 + LaneRow.lane).not_in([chat * 2 + lane for chat, lane in busy])


async def _open_lanes(
    connection: AsyncConnection, busy: Collection[Lane], limit: int, now: datetime, *, answers_only: bool
) -> list[tuple[Lane, list[datetime]]]:
    """Lanes whose head is due and that nobody works at, now ours."""
    query = select(LaneRow.chat, LaneRow.lane, LaneRow.recent).where(LaneRow.due <= now, _free_of(busy))
    if answers_only:
        query = query.where(LaneRow.lane == ANSWERS)
    query = query.order_by(LaneRow.lane, LaneRow.due)
    if connection.dialect.name == "postgresql":
        # Row by row, and no more rows than are needed: the lock is tried on a row that is locked. Materialized, since
        # the planner would else try it before, and keep it on a row that it then skips.
        rows = query.with_for_update(skip_locked=True).cte("open").prefix_with("MATERIALIZED", dialect="postgresql")
        query = select(rows.c.chat, rows.c.lane, rows.c.recent).where(
            func.pg_try_advisory_lock(rows.c.chat * 2 + rows.c.lane)
        )
    found = await connection.execute(query.limit(limit))
    return [((row.chat, row.lane), _moments(row.recent)) for row in found]


async def _lanes(connection: AsyncConnection, lanes: Collection[Lane]) -> list[tuple[Lane, list[datetime]]]:
    """Lanes, locked in the order in which everybody locks them."""
    query = select(LaneRow.chat, LaneRow.lane, LaneRow.recent).where(LaneRow.chat.in_({chat for chat, _ in lanes}))
    found = await connection.execute(query.order_by(LaneRow.chat, LaneRow.lane).with_for_update())
    return [((row.chat, row.lane), _moments(row.recent)) for row in found]


async def _heads(connection: AsyncConnection, lanes: Iterable[Lane]) -> dict[Lane, Due]:
    """The first pending call of each lane; a chat's other lane may come with it."""
    chats = {chat for chat, _ in lanes}
    if not chats:
        return {}
    query = _heads_query(sideways=connection.dialect.name == "postgresql")
    rows = (await connection.execute(query, {"chats": list(chats)})).all()
    heads = [Due(row.id, row.chat, row.method, row.payload, row.tries, row.edits, row.under, row.lane) for row in rows]
    return {head.lane: head for head in heads}


@cache
def _heads_query(*, sideways: bool) -> Select[Any]:
    """The query of ``_heads``, made once: to make it takes longer than to run it."""
    first = (
        select(OutboxRow.id)
        .where(OutboxRow.status == "pending", OutboxRow.chat == LaneRow.chat, OutboxRow.lane == LaneRow.lane)
        .order_by(OutboxRow.id)
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
    columns = (OutboxRow.id, OutboxRow.chat, OutboxRow.lane, OutboxRow.method, OutboxRow.payload, OutboxRow.tries)
    return (
        select(*columns, edited.message.label("edits"), above.message.label("under"))
        .join(firsts, OutboxRow.id == firsts.c.id)
        .outerjoin(edited, edited.id == OutboxRow.edits)
        .outerjoin(above, above.id == OutboxRow.under)
    )


async def _mark(connection: AsyncConnection, done: Sequence[Done], now: datetime) -> None:
    """Note outcomes; what is no longer pending stays as it is."""
    sent = [{"row": one.due.id, "m": one.outcome.message} for one in done if isinstance(one.outcome, Sent)]
    refused = [{"row": one.due.id, "e": _short(one.outcome)} for one in done if isinstance(one.outcome, Refused)]
    later = [
        {"row": one.due.id, "e": _short(one.outcome), "at": now + one.outcome.wait}
        for one in done
        if isinstance(one.outcome, Later)
    ]
    pending = update(OutboxRow).where(OutboxRow.id == bindparam("row"), OutboxRow.status == "pending")
    more = {"tries": OutboxRow.tries + 1, "error": bindparam("e")}
    for rows, values in (
        (sent, {"status": "sent", "message": bindparam("m"), "done": now, "payload": {}}),
        (refused, {"status": "failed", "done": now, **more}),
        (later, {"not_before": bindparam("at"), **more}),
    ):
        if rows:
            await connection.execute(pending.values(**values), rows)
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


async def _change(
    connection: AsyncConnection, lanes: Sequence[tuple[Lane, datetime | None, Sequence[datetime]]]
) -> None:
    statement = (
        update(LaneRow)
        .where(LaneRow.chat == bindparam("of_chat"), LaneRow.lane == bindparam("of_lane"))
        .values(due=bindparam("at"), recent=bindparam("moments"))
    )
    rows = [
        {"of_chat": chat, "of_lane": lane, "at": at, "moments": [moment.timestamp() for moment in recent]}
        for (chat, lane), at, recent in lanes
    ]
    await connection.execute(statement, rows)


def _short(outcome: Later | Refused) -> str:
    return outcome.error[:_ERROR_LENGTH]


def _moments(recent: Sequence[float]) -> list[datetime]:
    return [datetime.fromtimestamp(moment, UTC) for moment in recent]
