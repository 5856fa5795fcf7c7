"""Whatever the order in which updates come, come again, fail and are sent: each is handled once, each chat in order."""

import asyncio
import shutil
import tempfile
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from bot.chat.conversation import Conversation
from bot.store.database import Database
from bot.store.outbox.calls import Call, Due
from bot.store.outbox.outbox import Outbox
from bot.store.tables import HandledRow, OutboxRow
from bot.store.unit_of_work import TRIES, Decision, UnitOfWork
from tests.by_hand import ByHand

CHATS = (1001, 2001, -3001)
UPDATES = st.integers(1, 12)  # few, so that they come again


def _chat(update: int) -> int:
    return CHATS[update % len(CHATS)]


@cache
def _template() -> bytes:
    """An empty database, made once."""

    async def made(folder: Path) -> None:
        database = Database(f"sqlite+aiosqlite:///{folder}/empty.db")
        await database.migrate()
        await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(made(Path(folder)))
        return (Path(folder) / "empty.db").read_bytes()


class Deliveries(RuleBasedStateMachine):
    """Updates are delivered, twice, at once, and fail; messages are sent, put off and refused.

    The model is what a person would write down: which updates were handled, and what each chat is to read, in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="clausette-"))
        (self.folder / "clausette.db").write_bytes(_template())
        self.runner = asyncio.Runner()
        self.now = datetime(2026, 11, 23, 9, tzinfo=UTC)
        self.database = Database(f"sqlite+aiosqlite:///{self.folder}/clausette.db")
        self.unit_of_work = UnitOfWork(self.database, lambda: self.now)
        self.outbox = ByHand(Outbox(self.database, lambda: self.now))
        self.handled: set[int] = set()
        self.failures: dict[int, int] = defaultdict(int)
        self.said: dict[int, list[str]] = defaultdict(list)  # what each chat is to read, in order
        self.read: dict[int, list[str]] = defaultdict(list)  # what became of it: sent or refused, in order
        self.waiting: dict[int, datetime] = {}

    # Updates

    @rule(update=UPDATES, messages=st.integers(0, 3))
    def an_update_is_delivered(self, update: int, messages: int) -> None:
        assert self.runner.run(self._handle(update, messages)) is (update not in self.handled)
        self._expect(update, messages)

    @rule(update=UPDATES)
    def an_update_is_delivered_twice_at_the_same_time(self, update: int) -> None:
        async def both() -> list[bool]:
            return list(await asyncio.gather(self._handle(update, 1), self._handle(update, 1)))

        assert sum(self.runner.run(both())) == (update not in self.handled)
        self._expect(update, 1)

    @rule(update=UPDATES)
    def an_update_cannot_be_handled(self, update: int) -> None:
        async def fails() -> bool:
            def stumble(*_: Any) -> Decision:
                raise LookupError

            try:
                await self.unit_of_work.handle(update, _chat(update), stumble)
            except LookupError as error:
                return await self.unit_of_work.failed(update, _chat(update), error, {}, self._calls(update, 1))
            return False

        aside = self.runner.run(fails())
        if update not in self.handled:
            self.failures[update] += 1
            assert aside is (self.failures[update] == TRIES)
            if aside:
                self._expect(update, 1)

    # Messages

    @rule(which=st.integers(0, len(CHATS) - 1))
    def a_message_is_sent(self, which: int) -> None:
        if due := self._due(which):
            self.runner.run(self.outbox.sent(due, 50))
            self.read[due.chat].append(due.payload["text"])

    @rule(which=st.integers(0, len(CHATS) - 1))
    def a_message_is_refused(self, which: int) -> None:
        if due := self._due(which):
            self.runner.run(self.outbox.failed(due, "Forbidden"))
            self.read[due.chat].append(due.payload["text"])

    @rule(which=st.integers(0, len(CHATS) - 1), seconds=st.integers(1, 60))
    def a_message_is_put_off(self, which: int, seconds: int) -> None:
        if due := self._due(which):
            self.runner.run(self.outbox.later(due, timedelta(seconds=seconds), "RetryAfter"))
            self.waiting[due.chat] = self.now + timedelta(seconds=seconds)

    @rule(seconds=st.integers(1, 40))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def the_program_is_started_again(self) -> None:
        self.runner.run(self.database.close())

    # What holds at any moment

    @invariant()
    def each_update_counts_as_handled_once(self) -> None:
        assert self.runner.run(self._column(HandledRow.update_id)) == sorted(self.handled)

    @invariant()
    def every_message_stands_in_the_outbox_once(self) -> None:
        assert len(self.runner.run(self._column(OutboxRow.id))) == sum(map(len, self.said.values()))

    @invariant()
    def the_next_message_of_each_chat_that_does_not_wait_is_due(self) -> None:
        heads = {
            chat: texts[len(self.read[chat])]
            for chat, texts in self.said.items()
            if len(texts) > len(self.read[chat]) and self.waiting.get(chat, self.now) <= self.now
        }
        assert {one.chat: one.payload["text"] for one in self.runner.run(self.outbox.due(9))} == heads

    def teardown(self) -> None:
        """In the end everybody has read everything, in the order in which it was said."""
        self.now += timedelta(hours=1)
        while any(len(self.said[chat]) > len(self.read[chat]) for chat in CHATS):
            self.a_message_is_sent(0)
        self.runner.run(self.database.close())
        self.runner.close()
        shutil.rmtree(self.folder)
        assert [self.read[chat] for chat in CHATS] == [self.said[chat] for chat in CHATS]

    # How

    async def _handle(self, update: int, messages: int) -> bool:
        decision = Decision(Conversation(count=update), self._calls(update, messages))
        return await self.unit_of_work.handle(update, _chat(update), lambda *_: decision)

    def _calls(self, update: int, messages: int) -> list[Call]:
        return [Call("sendMessage", {"text": text}) for text in self._texts(update, messages)]

    def _texts(self, update: int, messages: int) -> list[str]:
        return [f"{update}, {number}" for number in range(messages)]

    def _expect(self, update: int, messages: int) -> None:
        if update not in self.handled:
            self.handled.add(update)
            self.said[_chat(update)].extend(self._texts(update, messages))

    def _due(self, which: int) -> Due | None:
        due = self.runner.run(self.outbox.due(9))
        return due[which % len(due)] if due else None

    async def _column(self, column: Any) -> list[Any]:
        async with self.database.transaction() as connection:
            return sorted((await connection.scalars(select(column))).all())


Deliveries.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
test_any_sequence_of_updates_leaves_each_handled_once_and_every_chat_in_order = Deliveries.TestCase
