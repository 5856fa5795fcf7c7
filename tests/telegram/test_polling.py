"""An update is acknowledged after the commit that it led to, and never before."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from telegram import Bot, Update
from telegram.error import InvalidToken

from bot.sandbox import Fault, Sandbox, persons
from bot.telegram import polling
from bot.telegram.http import ApiRequest
from bot.telegram.polling import poll

CHAT = 1001


@pytest.fixture
def impatient(monkeypatch):
    """Waits between tries that a test can wait for; what was waited is told."""
    waited: list[float] = []

    def brief(wait: float) -> float:
        waited.append(wait)
        return 0.01

    monkeypatch.setattr(polling, "_longer", brief)
    return waited


@pytest.fixture
async def bot(url):
    """The client that the program itself uses."""
    http = ApiRequest(proxied=False)
    async with Bot("42:sandbox", base_url=f"{url}/bot", request=http, get_updates_request=http) as client:
        yield client


class Reader:
    """Handles updates as a test wants it, and remembers what it was given."""

    def __init__(self, *outcomes: bool) -> None:
        self.seen: list[int] = []
        self.texts: list[str] = []
        self.arrived = asyncio.Condition()
        self._outcomes = iter(outcomes)

    async def __call__(self, update: Update) -> bool:
        """What comes of an update: what was chosen for it, else it is done with."""
        async with self.arrived:
            self.seen.append(update.update_id)
            self.texts.append((update.message and update.message.text) or "")
            self.arrived.notify_all()
        return next(self._outcomes, True)

    async def until(self, *texts: str) -> None:
        """Wait until it was given these texts."""
        async with asyncio.timeout(10), self.arrived:
            await self.arrived.wait_for(lambda: self.texts == list(texts))


@asynccontextmanager
async def _polling(bot: Bot, handle: Callable[[Update], Awaitable[bool]]) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(poll(bot, handle))
    yield task
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _confirmed(sandbox: Sandbox) -> None:
    """Wait until Telegram forgot every update."""
    async with asyncio.timeout(10):
        while len(sandbox.updates):
            await sandbox.bell.wait(sandbox.bell.strokes, 0.05)


async def test_updates_are_handled_in_order_each_once_and_then_confirmed(bot, sandbox):
    reader = Reader()
    for text in "123":
        persons.say(sandbox, CHAT, text)
    async with _polling(bot, reader):
        await reader.until(*"123")
        persons.say(sandbox, CHAT, "4")
        await reader.until(*"1234")
        await _confirmed(sandbox)


async def test_the_offset_does_not_move_while_an_update_is_being_handled(bot, sandbox):
    handling = asyncio.Event()

    async def never(_: Update) -> bool:
        handling.set()
        await asyncio.Event().wait()
        return True

    for text in "12":
        persons.say(sandbox, CHAT, text)
    async with _polling(bot, never):
        await handling.wait()
        assert len(sandbox.updates) == 2
    reader = Reader()  # the program was killed in the middle, and started again
    async with _polling(bot, reader):
        await reader.until("1", "2")
        await _confirmed(sandbox)


async def test_an_update_that_could_not_be_handled_comes_again_before_those_that_follow_it(bot, sandbox):
    reader = Reader(True, False)
    for text in "123":
        persons.say(sandbox, CHAT, text)
    async with _polling(bot, reader):
        await reader.until("1", "2", "2", "3")
        await _confirmed(sandbox)


async def test_an_update_that_telegram_delivers_again_is_handed_on_for_the_store_to_tell(bot, sandbox):
    sandbox.arm(Fault("duplicate"))
    persons.say(sandbox, CHAT, "1")
    reader = Reader()
    async with _polling(bot, reader):
        await reader.until("1", "1")
        persons.say(sandbox, CHAT, "2")
        await reader.until("1", "1", "2")
    assert reader.seen[0] == reader.seen[1]


async def test_a_server_that_fails_is_asked_again_with_longer_and_longer_waits(bot, sandbox, impatient):
    sandbox.arm(Fault("500", "getUpdates", times=3))
    sandbox.arm(Fault("lose", "getUpdates"))
    persons.say(sandbox, CHAT, "1")
    reader = Reader()
    async with _polling(bot, reader):
        await reader.until("1")
    assert len(impatient) == 4


def test_the_waits_double_from_one_second_up_to_half_a_minute():
    waits = [0.0]
    for _ in range(8):
        waits.append(polling._longer(waits[-1]))
    assert waits == [0, 1, 2, 4, 8, 16, 30, 30, 30]


async def test_another_program_with_the_same_token_is_waited_out(bot, sandbox, impatient):
    reader = Reader()
    async with _polling(bot, reader):
        while not sandbox.poll:
            await sandbox.bell.wait(sandbox.bell.strokes, 0.01)
        await bot.get_updates(timeout=0)  # which throws ours out
        persons.say(sandbox, CHAT, "1")
        await reader.until("1")
    assert impatient


async def test_a_server_that_says_how_long_to_wait_is_obeyed(bot, sandbox):
    sandbox.arm(Fault("429", "getUpdates", seconds=1))
    persons.say(sandbox, CHAT, "1")
    reader = Reader()
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with _polling(bot, reader):
        await reader.until("1")
    assert loop.time() - began >= 1


async def test_a_token_that_telegram_no_longer_knows_ends_the_polling(bot, sandbox):
    sandbox.tokens = frozenset({"42:another"})
    with pytest.raises(InvalidToken):
        async with asyncio.timeout(5):
            await poll(bot, Reader())


async def test_an_update_that_the_library_cannot_read_blocks_nobody(bot, sandbox, capsys):
    sandbox.updates.add("message", CHAT, {"text": "sans auteur ni date"})
    persons.say(sandbox, CHAT, "2")
    reader = Reader()
    async with _polling(bot, reader):
        await reader.until("", "2")
        await _confirmed(sandbox)
    assert "update unreadable" in (said := "".join(capsys.readouterr()))  # wherever the logs go
    assert "sans auteur" not in said


async def test_only_what_the_bot_understands_is_asked_for(bot, sandbox):
    async with _polling(bot, Reader()):
        while not sandbox.poll:
            await sandbox.bell.wait(sandbox.bell.strokes, 0.01)
    assert sandbox.updates.allowed == {"message", "edited_message", "callback_query", "inline_query", "my_chat_member"}
