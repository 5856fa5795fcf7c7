"""The messages still to send: in order per chat, within Telegram's limits, by any number of processes.

A chat's calls form a lane, whose first one is its head (in a relay's chat, companies take turns: ``fair``); ``lanes``
tells when each head may be made. (Answers to presses and to inline searches have a lane of their own beside it.) A
process claims a lane, makes the call at its head, notes what became of it, and frees the lane. Until then nobody else
makes a call of that lane: so the order holds.

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
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import requests
from bot.store.database import Database
from bot.store.leases import take_notes
from bot.store.outbox import lanes
from bot.store.outbox.calls import CallDone, CallLater, CallRefused, ChatMoved, Due, Lane, Sent, utc_now
from bot.store.outbox.rate import Limits, believed
from bot.store.tables import MESSAGES, LaneRow

_EVERYBODY = 0  # no chat has this number; its row holds the moments of all messages
_CHANNEL = "clausette_outbox"
_LONGEST_SLEEP = timedelta(seconds=2)  # after which we look whether another process queued something and died
_BRIEFLY = timedelta(seconds=0.2)  # after which we look what else became due while calls are being made
_OTHERS_SLEEP = timedelta(seconds=1)  # after which we look whether another process died in the middle of a call
_SET_BACK = timedelta(seconds=2)  # by which a clock goes back only where it is set
_NO_LIMIT = 1_000_000  # messages


@dataclass(frozen=True, slots=True)
class Claim:
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
        self._latest = clock()  # of the last turn
        self._held: set[Lane] = set()
        self._recent: list[datetime] = []  # of everybody, where this process is alone
        self._session: AsyncConnection | None = None
        self._wake: Callable[[], None] = lambda: None

    def listen(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` when another process has its hands full (on PostgreSQL, from the next turn on)."""
        self._wake = wake

    async def turn(self, done: Sequence[CallDone] = (), room: int = 0) -> Claim:
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
        self._latest = self._clock()
        return turn

    async def probe(self) -> None:
        """Raise where nothing can be written now."""
        await take_notes(self._database, self._clock)

    async def close(self) -> None:
        """Free what is held, without having made it."""
        self._held.clear()
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    # One turn

    async def _turned(
        self, connection: AsyncConnection, done: Sequence[CallDone], room: int
    ) -> tuple[Claim, set[Lane]]:
        """What the turn gave, and the lanes whose lock is to be taken off once."""
        now = self._clock()
        if (back := self._latest - now) > _SET_BACK:
            await lanes.set_back(connection, back, now)
        if done:
            await self._note(connection, done, now)
        busy = self._held - {one.due.lane for one in done}
        claimed, passed, pause = await self._claim(connection, busy, room, now) if room else ([], set(), None)
        if passed or claimed:  # a call that is made leads to the next turn, mostly before that
            again = now if passed else now + _BRIEFLY
        else:
            again = await self._again(connection, busy, now)
        return Claim(claimed, again if pause is None else max(again, pause)), {one.due.lane for one in done} | passed

    async def _note(self, connection: AsyncConnection, done: Sequence[CallDone], now: datetime) -> None:
        # the rows are locked by a statement of their own: the next one then sees what was added meanwhile
        recent = dict(await lanes.locked(connection, {one.due.lane for one in done}))
        await lanes.mark(connection, done, now)
        for one in done:
            match one.outcome:
                case CallRefused(gone=True):  # a relay's chat is then no way to reach it
                    await requests.lose(connection, one.due.chat, now)
                case ChatMoved(to):
                    await requests.move(connection, one.due.chat, to, now)
        heads = await lanes.heads(connection, recent)
        changed = []
        for one in done:
            lane, due = one.due.lane, one.due
            moments = believed(recent.get(lane, []), now)
            if isinstance(one.outcome, Sent) and self._limits.counts(due.chat, due.method):
                kept = self._limits.kept(due.chat)
                moments = [*moments, now][-kept:] if kept else []
            head, at = heads.get(lane), None
            if head is not None:
                wait = one.outcome.wait if isinstance(one.outcome, CallLater) else timedelta(0)
                at = max(now + wait, self._limits.free(due.chat, head.method, moments))
            changed.append((lane, at, moments))
        await lanes.change(connection, changed)

    async def _claim(
        self, connection: AsyncConnection, busy: Collection[Lane], room: int, now: datetime
    ) -> tuple[list[Due], set[Lane], datetime | None]:
        """The calls to make, the lanes that must wait after all, and the moment until which everybody must."""
        budget, recent = await self._budget(connection, now)
        open_ = await lanes.opened(connection, busy, min(room, budget) or room, now, answers_only=budget == 0)
        heads = await lanes.heads(connection, [lane for lane, _ in open_])
        claimed, waiting = [], []
        for lane, noted in open_:
            head, moments = heads.get(lane), believed(noted, now)
            at = None if head is None else self._limits.free(lane[0], head.method, moments)
            if head is None or (at is not None and at > now):
                waiting.append((lane, at, moments))
            else:
                claimed.append(head)
        if waiting:
            await lanes.change(connection, waiting)
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
            recent = lanes.moments(kept or [])
        recent = [moment for moment in believed(recent, now) if moment > now - rate.span]
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
            await lanes.change(connection, [((_EVERYBODY, MESSAGES), None, recent)])
        return rate.free(recent) if len(recent) >= rate.number else None

    async def _again(self, connection: AsyncConnection, busy: Collection[Lane], now: datetime) -> datetime:
        """When to look again: a lane that is due and not ours is another process's, which may die."""
        first = await lanes.earliest(connection, busy) or now + _LONGEST_SLEEP
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

    async def _advisory(self, function: str, some: Collection[Lane]) -> None:
        if some and self._session is not None:
            driver = await _driver(self._session)
            query = f"SELECT {function}(key) FROM unnest($1::bigint[]) AS key"  # noqa: S608
            await driver.fetch(query, lanes.keys(some))

    async def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.invalidate()
            await session.close()
            await asyncio.sleep(0)  # in which the loop lets go of its socket


async def _driver(session: AsyncConnection) -> Any:
    """Asyncpg's own connection: what it is asked outside a transaction costs one round trip."""
    return (await session.get_raw_connection()).driver_connection
