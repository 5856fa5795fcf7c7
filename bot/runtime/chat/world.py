"""A small Telegram, the bot and a database between them, in memory: what is done in its chats, and what they show."""

from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NewType

from telegram import Bot

from bot.language.dates import FRANCE, day_in_france
from bot.requests.model.calendar import after_working_days
from bot.requests.model.request import KEPT
from bot.runtime import start as opening
from bot.runtime.chat.direct import Direct
from bot.runtime.live import Live
from bot.runtime.patrol import Patrol
from bot.sandbox import Person, Sandbox
from bot.sandbox.state import TOKEN
from bot.store import link_codes
from bot.store.database import Database
from bot.store.documents import Documents
from bot.store.outbox.calls import CallDone
from bot.store.outbox.outbox import Outbox
from bot.store.patrol_queries import Rules
from bot.store.unit_of_work import TRIES, UnitOfWork
from bot.telegram import limits, updates
from bot.telegram.handling import Handler
from bot.telegram.outgoing import calls
from bot.telegram.sending import send
from bot.telegram.watch import Unwatched

ChatId = NewType("ChatId", int)

_OPENS = time(10)  # of each day, in France: a working hour
_PAUSE = timedelta(seconds=5)  # between two events: nobody writes too fast
_FIRST = 10_001  # number of the first person
_AT_ONCE = 50  # messages sent before the outbox is asked again


@dataclass(slots=True)
class Clock:
    """The time in this world: each day begins at ten, and each event takes a few seconds."""

    now: datetime
    day: date = field(default=date.min)

    def begin(self, day: date) -> None:
        """It is that day from now on, unless that was said before: days may have passed since."""
        if day != self.day:
            self.day, self.now = day, datetime.combine(day, _OPENS, FRANCE)

    def moment(self) -> datetime:
        """The moment that it is."""
        return self.now

    def seconds(self) -> float:
        """The moment that it is, in seconds since 1970."""
        return self.now.timestamp()

    def today(self) -> date:
        """The day, in France."""
        return day_in_france(self.now)


class Routing(Unwatched):
    """Keeps how the last question was routed: its band and its entry, empty where none was."""

    def __init__(self) -> None:
        self.band = self.entry = ""

    def routed(self, band: str, entry: str) -> None:
        """Keep them."""
        self.band, self.entry = band, entry


class World:
    """Chats that share nothing with those of any other world; each is the private chat of one person."""

    def __init__(self, live: Live, database: Database, sandbox: Sandbox, bot: Bot, clock: Clock) -> None:
        now = clock.moment
        self.sandbox = sandbox
        self.clock = clock
        self.routing = Routing()
        self._live, self._database, self._bot = live, database, bot
        self._unit_of_work = UnitOfWork(database, now)
        self._outbox = Outbox(database, now, limits.NONE)
        self._documents = Documents(database, lambda: live.assistant.knowledge, now)
        rules = Rules(by_mail=False, kept=timedelta(days=KEPT))
        self._patrol = Patrol(database, live.patrol_steps, live.digests, calls, rules=rules, clock=now)
        self._handler = Handler(
            bot_id=bot.id,
            username=bot.username,
            unit_of_work=self._unit_of_work,
            assistant=lambda: live.assistant,
            today=clock.today,
            queued=lambda: None,
            watch=self.routing,
            clock=clock.seconds,
        )
        self._chats: dict[str, ChatId] = {}

    def chat(self, name: str) -> ChatId:
        """The chat of a name, made where it is not there yet."""
        if name not in self._chats:
            person = self.sandbox.meet(Person(_FIRST + len(self._chats), name))
            self._chats[name] = ChatId(person.id)
        return self._chats[name]

    def names(self) -> Iterator[tuple[str, ChatId]]:
        """The chats that were named."""
        yield from self._chats.items()

    async def asking(self, chat: ChatId, flow: str) -> str:
        """What a flow asks in a chat; empty where it is not under way."""
        course = (await self._unit_of_work.conversation(chat)).course
        return course.asking if course is not None and course.flow == flow else ""

    async def code(self, relay: str) -> str:
        """A one-time code that links a chat to a relay.

        Raises:
            LookupError: where the base has no such relay.
        """
        if self._live.assistant.knowledge.get(relay) is None:
            raise LookupError(f"{relay} is not in the base")
        async with self._database.transaction() as connection:
            code, _ = await link_codes.issue(connection, relay, self.clock.now)
        return code

    async def pass_days(self, days: int) -> None:
        """Let so many working days pass; on each of them what is due is done."""
        for _ in range(days):
            self.clock.now = after_working_days(self.clock.now, 1)
            await self._patrol.round()
            await self._sent()

    async def handled(self) -> None:
        """Let the bot hear what was done in its chats, and send all that this leads to."""
        for told in self.sandbox.updates.waiting():
            self.sandbox.updates.remove(told.id)
            update = updates.read(told.shown())
            for _ in range(TRIES if update else 0):
                if update and await self._handler.handle(update):
                    break
            await self._sent()
        self.clock.now += _PAUSE

    async def _sent(self) -> None:
        done: list[CallDone] = []
        while True:
            turn = await self._outbox.turn(done, _AT_ONCE)
            if not turn.claimed:
                return
            done = [CallDone(due, await send(self._bot, due, self._documents.make)) for due in turn.claimed]


async def opened(live: Live, stack: AsyncExitStack, day: date) -> World:
    """A new world; what it holds is let go of with the stack."""
    database = await opening.opened("sqlite+aiosqlite://")
    stack.push_async_callback(database.close)
    clock = Clock(datetime.combine(day, _OPENS, FRANCE), day)
    sandbox = Sandbox(places=(), clock=clock.seconds, bot=Person(42, "Clausette", "clausette_bot", True))
    http = Direct(sandbox)
    bot = Bot(TOKEN, request=http, get_updates_request=http)
    await bot.initialize()
    return World(live, database, sandbox, bot, clock)
