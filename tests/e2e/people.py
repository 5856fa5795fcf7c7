"""People in a small Telegram: what they do, and what they read."""

import asyncio
import re
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import select

from bot.sandbox import Sandbox, persons
from bot.sandbox.chats import Message
from bot.sandbox.state import Query
from bot.store.database import Database
from bot.store.tables import FailedRow, OutboxRow

PATIENCE = 180.0  # seconds for what is sure to happen, on a slow machine with other tests beside


def plain(said: str | Message) -> str:
    """A text or a message by its words alone: typography may join them by other spaces and marks."""
    text = said if isinstance(said, str) else said.text.text
    return re.sub(r"[^\S\n]", " ", text).replace("’", "'").strip()


async def until(sandbox: Sandbox, reached: Callable[[], object], what: str = "", chat: int = 0) -> None:
    """Wait until something is so in the sandbox; whoever waits in vain is told what stands in ``chat``."""
    end = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > end:
            stands = [plain(message) for message in sandbox.history(chat)[-6:]] if chat else []
            raise AssertionError("\n".join([f"waited in vain for {what or reached}", *stands]))
        await sandbox.bell.wait(sandbox.bell.strokes, 0.05)


@asynccontextmanager
async def full_disk(process: asyncio.subprocess.Process) -> AsyncIterator[None]:
    """No file of a process grows any more: what a full disk does, for a process alone."""
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)


async def note(sandbox: Sandbox, press: Query) -> str:
    """What appears over the chat after a press, empty where nothing does."""
    answer = await persons.answer(sandbox, press, PATIENCE)
    assert answer is not None, "the press was never acknowledged"
    return plain(str(answer["text"]))


@dataclass(frozen=True, slots=True)
class Chat:
    """A person's chat with the bot, or a group: what they do, and what they read."""

    sandbox: Sandbox
    id: int

    @property
    def texts(self) -> list[str]:
        """What the bot said, as it stands now."""
        return [message.text.text for message in self.sandbox.history(self.id, by_bot=True)]

    @property
    def last(self) -> Message:
        """What the bot said last."""
        return self.sandbox.last(self.id)

    def labels(self, message: int | None = None) -> list[str]:
        """The buttons under a message, under the bot's last one where none is named."""
        found = self.last if message is None else self.sandbox.message(self.id, message)
        assert found is not None
        return [plain(button.text) for row in found.markup.rows for button in row]

    def says(self, text: str, **more: int) -> Message:
        """Write, and wait for nothing."""
        return persons.say(self.sandbox, self.id, text, **more)

    async def asks(self, text: str, **more: int) -> Message:
        """Write, and read the answer."""
        return await self._answered(lambda: self.says(text, **more))

    async def starts(self, payload: str = "") -> Message:
        """Press Démarrer, or open a deep link."""
        return await self._answered(lambda: persons.start(self.sandbox, self.id, payload))

    async def sends(self, what: str) -> Message:
        """Send something that is no text."""
        return await self._answered(lambda: persons.send(self.sandbox, self.id, what))

    async def presses(self, label: str | None = None, *, data: str | None = None, message: int | None = None) -> str:
        """Press a button; the note that appears, empty where there is none."""
        bearers = self.sandbox.history(self.id) if message is None else [self.sandbox.message(self.id, message)]
        buttons = [button for bearer in bearers if bearer for row in bearer.markup.rows for button in row]
        exact = next((button.text for button in buttons[::-1] if plain(button.text) == label), label)
        return await note(self.sandbox, persons.press(self.sandbox, self.id, message, label=exact, data=data))

    async def until(self, reached: Callable[[], object], what: str = "") -> None:
        """Wait until something is so."""
        await until(self.sandbox, reached, what)

    async def reads_after(self, before: Message) -> Message:
        """The bot's next message after one that stands there."""
        await until(self.sandbox, lambda: self._after(before.id), f"a message after {before.text.text[:60]!r}")
        return self._after(before.id)[0]

    async def _answered(self, act: Callable[[], Message]) -> Message:
        return await self.reads_after(act())

    def _after(self, number: int) -> list[Message]:
        return [message for message in self.sandbox.history(self.id, by_bot=True) if message.id > number]


async def recorded(url: str) -> Mapping[int, int]:
    """For each message of a person, how many answers to it were recorded; no try was counted against any."""
    database = Database(url)
    try:
        async with database.transaction() as connection:
            rows = await connection.scalars(select(OutboxRow.answers).where(OutboxRow.answers.is_not(None)))
            assert not (await connection.scalars(select(FailedRow.update_id))).all()
            return Counter(number for number in rows if number is not None)
    finally:
        await database.close()
