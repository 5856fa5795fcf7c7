"""The patrol: every minute, what waits is looked at, and what is due is done, each step in a transaction of its own.

Of several processes one makes the rounds, by a lease; where it is killed, another one does within two minutes. A step
is computed again from the locked request before it is taken: however many patrol at once, as a command may, and
wherever one was killed, no step is taken twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.conversation import Conversation
from bot.chat.flow import Course
from bot.chat.replies import Effect, Reply, Say, ThreadMessage
from bot.process.outage import Outage
from bot.requests.digest import Digests
from bot.requests.effects import Mail
from bot.requests.form import INTAKE
from bot.requests.model.calendar import after_working_days, begins, is_working_moment, week_of
from bot.requests.model.reminders import Step
from bot.requests.patrol_notices import PatrolSteps
from bot.search.unanswered import Unanswered
from bot.store import patrol_queries, requests, unanswered
from bot.store.away import is_away, reason
from bot.store.database import Database
from bot.store.leases import Leases
from bot.store.outbox.calls import Call, utc_now
from bot.store.patrol_queries import Idle, Rules
from bot.store.unit_of_work import carry_out

CURATOR = "curator"  # whose week stands among the digests of relays, once

_RESTS = 0.9  # of the interval: for so long after a round no process makes another
_RECALLED = 1  # working day after which somebody who left a form is asked whether to go on
_LEFT = timedelta(hours=12)  # no working day is over sooner
_DROPPED = 3  # working days after that question, after which the form is emptied

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is due: about a request (``subject`` is its reference), a relay (its id) or a chat."""

    what: Step | Literal["recall", "drop", "digest", "unanswered"]
    subject: str = ""
    chat: int = 0


@dataclass(frozen=True, slots=True)
class Curator:
    """Who reads of the week that is over, and what writes it: what was not answered, since a day; maybe nothing.

    In a ``chat``, by e-mail, or both.
    """

    writes: Callable[[Sequence[Unanswered], date], str]
    chat: int | None = None
    by_mail: bool = False


class Patrol:
    """Makes the rounds.

    ``speaks`` and ``digests`` give what decides and what writes digests, anew each time, since the knowledge base is
    reloaded; ``calls`` turns a reply into calls of the Bot API; ``queued`` is called when something was queued.
    """

    def __init__(
        self,
        database: Database,
        speaks: Callable[[], PatrolSteps],
        digests: Callable[[], Awaitable[Digests]],
        calls: Callable[[int, Reply], Iterable[Call]],
        *,
        rules: Rules,
        clock: Callable[[], datetime] = utc_now,
        queued: Callable[[], None] = lambda: None,
        interval: float = 60.0,
        curator: Curator | None = None,
        outage: Outage | None = None,
    ) -> None:
        self._outage = outage or Outage("database")
        self._database = database
        self._speaks = speaks
        self._digests = digests
        self._calls = calls
        self._rules = rules
        self._clock = clock
        self._queued = queued
        self._interval = interval
        self._curator = curator

    async def run(self, leases: Leases) -> None:
        """Make rounds until cancelled; a database that is away is tried again at the next one."""
        while True:
            try:
                done = await self.turn(leases)
            except Exception as error:  # noqa: BLE001  whatever it is, the next round finds the same things due
                if is_away(error):
                    self._outage.missed(reason(error))
                else:
                    log.warning("round put off", error=type(error).__name__)
            else:
                if done:
                    self._queued()
            await asyncio.sleep(self._interval)

    async def turn(self, leases: Leases) -> Sequence[Task] | None:
        """Make a round; None where another process makes one, or just made one."""
        async with leases.held("patrol", timedelta(seconds=self._interval * _RESTS)) as ours:
            return await self.round() if ours else None

    async def due(self) -> list[Task]:
        """Everything that is due now."""
        now, speaks = self._clock(), self._speaks()
        async with self._database.transaction() as connection:
            cases = await patrol_queries.candidates(connection, self._rules, now)
            steps = [(speaks.step(case), case.intake.reference) for case in cases]
            found = [Task(step, reference) for step, reference in steps if step is not None]
            if is_working_moment(now):
                left = await patrol_queries.idle(connection, INTAKE, now - _LEFT)
                found.extend(task for one in left if (task := _of_form(one, now)) is not None)
                week = week_of(now)
                relays = await patrol_queries.without_digest(connection, week, begins(week))
                found.extend(Task("digest", relay) for relay in relays)
                if self._rules.by_mail:
                    relays = await patrol_queries.without_digest_by_mail(connection, week, begins(week))
                    found.extend(Task("digest", relay) for relay in relays if speaks.address(relay))
                if self._curator and not await patrol_queries.has_digest(connection, CURATOR, week):
                    found.append(Task("unanswered", chat=self._curator.chat or 0))
        return found

    async def round(self) -> Sequence[Task]:
        """Do everything that is due; one failure keeps nothing else from being done."""
        done = []
        for task in await self.due():
            try:
                if await self.do(task):
                    done.append(task)
                    log.info("step taken", step=str(task.what), subject=task.subject)
            except Exception as error:  # it is due at the next round still
                if is_away(error):  # so is everything else
                    raise
                log.error("step failed", step=str(task.what), subject=task.subject, error=type(error).__name__)
        return done

    async def do(self, task: Task) -> bool:
        """Do one thing if it is due still; False where it is not any more."""
        now, speaks = self._clock(), self._speaks()
        digests = await self._digests() if task.what == "digest" else None
        async with self._database.transaction() as connection:
            match task.what:
                case "recall" | "drop":
                    return await self._form(connection, task, speaks, now)
                case "unanswered":
                    return await self._unanswered(connection, now)
                case "digest":
                    return digests is not None and await self._digest(connection, task.subject, digests, now)
                case step:
                    return await self._step(connection, step, task.subject, speaks, now)

    async def _step(
        self, connection: AsyncConnection, step: Step, reference: str, speaks: PatrolSteps, now: datetime
    ) -> bool:
        case = await patrol_queries.case(connection, reference, self._rules, now)
        if case is None or speaks.step(case) is not step:
            return False
        notices = speaks.take(step, case)
        for effect in notices.effects:
            _tell_operator(effect)
        await self._carry_out(connection, case.intake.chat, notices.replies, now, notices.effects)
        return True

    async def _form(self, connection: AsyncConnection, task: Task, speaks: PatrolSteps, now: datetime) -> bool:
        found = await patrol_queries.idle_chat(connection, task.chat)
        form = _form(found.conversation) if found is not None else None
        if found is None or form is None or _of_form(found, now) != task:
            return False
        if task.what == "drop":
            course = None if found.conversation.course is form else found.conversation.course
            left = replace(found.conversation, course=course, set_aside=None, files=(), recalled=None)
            await patrol_queries.keep(connection, found, left)
            return True
        asked = speaks.recall(form, after_working_days(now, _DROPPED), aside=form is found.conversation.set_aside)
        await patrol_queries.keep(connection, found, replace(found.conversation, recalled=now))
        await self._carry_out(connection, task.chat, [asked], now)
        return True

    async def _digest(self, connection: AsyncConnection, relay: str, digests: Digests, now: datetime) -> bool:
        week = week_of(now)
        if not await patrol_queries.claim_digest(connection, relay, week):
            return False
        since = begins(week - timedelta(days=7))
        intakes_, late = (
            await patrol_queries.of_week(connection, relay, since),
            await patrol_queries.late(connection, relay, now),
        )
        html = digests.digest(intakes_, late, since, begins(week))
        if not html:
            return False
        if relay in await requests.linked(connection):
            await self._carry_out(connection, 0, [ThreadMessage("", relay, html)], now)
        else:  # the letter is made from the week when it is sent
            await self._carry_out(connection, 0, [], now, [Mail("", relay, "digest")])
        return True

    async def _unanswered(self, connection: AsyncConnection, now: datetime) -> bool:
        week, curator = week_of(now), self._curator
        if curator is None or not await patrol_queries.claim_digest(connection, CURATOR, week):
            return False
        since = week - timedelta(days=7)
        html = curator.writes(await unanswered.listed(connection, since), since)
        if html:  # the letter is written from what was kept when it is sent
            said = [Say(html)] if curator.chat is not None else []
            written = [Mail("", "", "unanswered")] if curator.by_mail else []
            await self._carry_out(connection, curator.chat or 0, said, now, written)
        return bool(html)

    async def _carry_out(
        self,
        connection: AsyncConnection,
        chat: int,
        replies: Sequence[Reply],
        now: datetime,
        effects: Sequence[Effect] = (),
    ) -> None:
        made = [call for reply in replies for call in self._calls(chat, reply)]
        await carry_out(connection, chat, effects, made, now)


def _of_form(found: Idle, now: datetime) -> Task | None:
    """What is due about a form that was left; one that was not agreed to holds nothing, and is not recalled."""
    form, recalled = _form(found.conversation), found.conversation.recalled
    if form is None or form.given.get("consent") is not True:
        return None
    if recalled is None or recalled < found.changed:
        due = now >= after_working_days(found.changed, _RECALLED)
        return Task("recall", chat=found.chat) if due else None
    return Task("drop", chat=found.chat) if now >= after_working_days(recalled, _DROPPED) else None


def _form(conversation: Conversation) -> Course | None:
    """The form that was begun, whether it is under way or waits for another flow."""
    return next((one for one in (conversation.course, conversation.set_aside) if one and one.flow == INTAKE), None)


def _tell_operator(effect: Effect) -> None:
    """Whatever happens to the letter, the log says that a request is the operator's to see to."""
    if isinstance(effect, Mail) and not effect.relay:
        log.warning("operator needed", reference=effect.reference, why=effect.about)
