"""The letters still to send: each claimed by one process, each attempt recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.people import File
from bot.requests.model.calendar import begins, week_of
from bot.requests.model.request import Intake, Note
from bot.search.unanswered import Unanswered
from bot.store import patrol_queries, requests, unanswered
from bot.store.database import Database
from bot.store.outbox.calls import utc_now
from bot.store.tables import MailRow

CLAIM = timedelta(minutes=10)  # after which a letter whose process died is taken up again
GIVEN_UP = timedelta(days=3)  # after which a letter that never got through counts as failed
_AT_ONCE = 10
_LONGEST = timedelta(hours=1, minutes=10)  # no letter waits longer: where one seems to, the clock was set back

Ended = Literal["sent", "failed", "moot"]  # moot: there was nothing to say any more


@dataclass(frozen=True, slots=True)
class Post:
    """A letter to send now, and the request as it stands now; ``relay`` is empty where it goes to the operator.

    ``earlier`` are the letters about this request that went the same way before, the oldest first. A digest is about no
    request, but about a ``week``; what a curator reads is about what was ``unmet`` in one.
    """

    id: int
    relay: str
    about: str
    tries: int
    created: datetime
    reference: str
    intake: Intake | None
    notes: Sequence[Note] = ()
    files: Sequence[File] = ()
    earlier: Sequence[int] = ()
    week: "Week | None" = None
    unmet: "Unmet | None" = None


@dataclass(frozen=True, slots=True)
class Week:
    """The requests of a relay's week that is over, and the references of those that are late."""

    since: datetime
    until: datetime
    intakes: Sequence[Intake]
    late: Sequence[str]


@dataclass(frozen=True, slots=True)
class Unmet:
    """What people asked and did not get since a day."""

    since: date
    asked: Sequence[Unanswered]


class Mails:
    """Claims what is due and notes what became of it."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def claim(self) -> list[Post]:
        """Some letters that are due, the oldest first; nobody else gets them until ``CLAIM`` has passed."""
        now = self._clock()
        due = (
            select(MailRow.__table__)
            .where(MailRow.status == "pending", (MailRow.not_before <= now) | (MailRow.not_before > now + _LONGEST))
            .order_by(MailRow.id)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        async with self._database.transaction() as connection:
            rows = (await connection.execute(due)).all()
            claimed = update(MailRow).where(MailRow.id.in_([row.id for row in rows]))
            if rows:
                await connection.execute(claimed.values(not_before=now + CLAIM, tries=MailRow.tries + 1))
            return [await _post(connection, row, now) for row in rows]

    async def next_time(self) -> datetime | None:
        """When the next letter is due; None where none is pending."""
        query = select(MailRow.not_before).where(MailRow.status == "pending").order_by(MailRow.not_before).limit(1)
        async with self._database.transaction() as connection:
            return await connection.scalar(query)

    async def ended(self, post: Post, how: Ended, error: str | None = None) -> None:
        """The letter is done with."""
        await self._change(post, status=how, done=self._clock(), error=error)

    async def later(self, post: Post, wait: timedelta, error: str) -> bool:
        """The letter did not get through: again after a while, True; or never, where it was tried for long enough."""
        now = self._clock()
        if now >= post.created + GIVEN_UP:
            await self.ended(post, "failed", error)
            return False
        await self._change(post, not_before=now + wait, error=error)
        return True

    async def _change(self, post: Post, **values: Any) -> None:
        pending = update(MailRow).where(MailRow.id == post.id, MailRow.status == "pending")
        async with self._database.transaction() as connection:
            await connection.execute(pending.values(**values))


async def _post(connection: AsyncConnection, row: Row[Any], now: datetime) -> Post:
    same_way = (MailRow.reference == row.reference) & (MailRow.relay == row.relay)
    before = select(MailRow.id).where(same_way, MailRow.id < row.id, MailRow.status == "sent").order_by(MailRow.id)
    weekly = row.about in ("digest", "unanswered")
    return Post(
        id=row.id,
        relay=row.relay,
        about=row.about,
        tries=row.tries,
        created=row.created,
        reference=row.reference,
        intake=await requests.intake(connection, row.reference),
        notes=await requests.notes(connection, row.reference),
        files=await requests.files(connection, row.reference),
        earlier=() if weekly else list(await connection.scalars(before)),
        week=await _week(connection, row.relay, row.created, now) if row.about == "digest" else None,
        unmet=await _unmet(connection, row.created) if row.about == "unanswered" else None,
    )


async def _unmet(connection: AsyncConnection, made: datetime) -> Unmet:
    since = week_of(made) - timedelta(days=7)
    return Unmet(since, await unanswered.listed(connection, since))


async def _week(connection: AsyncConnection, relay: str, made: datetime, now: datetime) -> Week:
    """The week before the one in which a letter was ``made``."""
    monday = week_of(made)
    since = begins(monday - timedelta(days=7))
    intakes, late = (
        await patrol_queries.of_week(connection, relay, since),
        await patrol_queries.late(connection, relay, now),
    )
    return Week(since, begins(monday), intakes, late)
