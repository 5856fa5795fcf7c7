"""The outbox goes out in order, and what goes wrong in one chat is that chat's alone."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count

import pytest
from sqlalchemy import select

from bot.chat.conversation import Conversation
from bot.chat.replies import Say
from bot.sandbox import Fault, Person, Sandbox
from bot.store.database import Database
from bot.store.outbox.calls import Sent
from bot.store.outbox.outbox import Outbox
from bot.store.tables import OutboxRow
from bot.store.unit_of_work import Decision, UnitOfWork
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.outgoing import calls
from bot.telegram.sending import send

A, B = 1001, 2001


@pytest.fixture
async def dispatcher(bot, database) -> AsyncIterator[Dispatcher]:
    running = Dispatcher(bot, Outbox(database))
    async with _run(running):
        yield running


@asynccontextmanager
async def _run(dispatcher: Dispatcher) -> AsyncIterator[None]:
    task = asyncio.create_task(dispatcher.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
def queue(database):
    """Queues texts in a chat, by one update."""
    numbers = count(1)

    async def queued(chat: int, *texts: str) -> None:
        made = list(calls(chat, *map(Say, texts)))
        await UnitOfWork(database).handle(next(numbers), chat, lambda *_: Decision(Conversation(), made))

    return queued


def _texts(sandbox: Sandbox, chat: int) -> list[str]:
    return [message.text.text for message in sandbox.history(chat, by_bot=True)]


async def _until(sandbox: Sandbox, chat: int, *texts: str, seconds: float = 10) -> float:
    """Wait until a chat shows these texts; tells how long that took."""
    began = time.monotonic()
    while True:
        seen = sandbox.bell.strokes
        if _texts(sandbox, chat) == list(texts):
            return time.monotonic() - began
        assert await sandbox.bell.wait(seen, began + seconds - time.monotonic()), _texts(sandbox, chat)


async def _status(database: Database) -> list[tuple[str, str | None]]:
    async with database.transaction() as connection:
        query = select(OutboxRow.status, OutboxRow.error).order_by(OutboxRow.id)
        return [(row.status, row.error) for row in await connection.execute(query)]


async def _settled(database: Database, *statuses: str) -> None:
    """Wait until the outbox says so; Telegram has a message a moment before we know."""
    for _ in range(200):
        if [status for status, _ in await _status(database)] == list(statuses):
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"the outbox holds {await _status(database)}")


async def test_what_is_queued_is_sent_in_order(dispatcher, queue, sandbox, database):
    await queue(A, *"12345")
    await queue(B, "b")
    dispatcher.wake()
    await _until(sandbox, A, *"12345")
    await _until(sandbox, B, "b")
    await _settled(database, *["sent"] * 6)


async def test_what_was_queued_before_the_start_is_sent(bot, database, queue, sandbox):
    await queue(A, "queued before a kill")
    async with _run(Dispatcher(bot, Outbox(database))):
        await _until(sandbox, A, "queued before a kill")


async def test_a_chat_that_is_told_to_wait_waits_as_told_and_nobody_else_does(dispatcher, queue, sandbox):
    sandbox.arm(Fault("429", "sendMessage", chat=A, seconds=1))
    await queue(A, "a1", "a2")
    await queue(B, "b1", "b2")
    began = time.monotonic()
    dispatcher.wake()
    assert await _until(sandbox, B, "b1", "b2") < 0.8
    assert _texts(sandbox, A) == []
    await _until(sandbox, A, "a1", "a2")
    assert 1 <= time.monotonic() - began < 2


async def test_a_chat_whose_connection_hangs_does_not_put_off_the_retry_of_another(dispatcher, queue, sandbox):
    sandbox.arm(Fault("hang", "sendMessage", chat=B, seconds=2))
    sandbox.arm(Fault("429", "sendMessage", chat=A, seconds=1))
    await queue(B, "b")
    await queue(A, "a")
    dispatcher.wake()
    assert await _until(sandbox, A, "a") < 1.8
    assert _texts(sandbox, B) == []


async def test_an_outcome_that_cannot_be_noted_costs_its_own_call(bot, database, queue, sandbox, monkeypatch):
    async def absurd(bot, due, make):
        return Sent(2**70) if due.chat == A else await send(bot, due, make)

    monkeypatch.setattr("bot.telegram.dispatcher.send", absurd)
    await queue(A, "a1", "a2")
    await queue(B, "b1", "b2")
    async with _run(Dispatcher(bot, Outbox(database))):
        await _until(sandbox, B, "b1", "b2")
        await _settled(database, *["sent"] * 4)


async def test_thirty_chats_that_hang_delay_nobody(dispatcher, queue, sandbox):
    hanging = range(5001, 5031)
    for chat in hanging:
        sandbox.meet(Person(chat, "Hélène"), started=True)
        sandbox.arm(Fault("hang", "sendMessage", chat=chat, seconds=8))
        await queue(chat, "a")
    dispatcher.wake()
    async with asyncio.timeout(10):
        while sandbox.faults.armed():
            await sandbox.bell.wait(sandbox.bell.strokes, 0.05)
    await queue(B, "b1", "b2")
    dispatcher.wake()
    assert await _until(sandbox, B, "b1", "b2") < 4  # a second hangs nobody up, eight would
    assert not any(_texts(sandbox, chat) for chat in hanging)


async def test_a_server_that_fails_gets_the_message_again_and_the_order_holds(dispatcher, queue, sandbox):
    sandbox.arm(Fault("500", "sendMessage", chat=A))
    await queue(A, "a1", "a2")
    dispatcher.wake()
    await _until(sandbox, A, "a1", "a2")


async def test_an_answer_that_was_lost_on_the_way_shows_a_message_twice_rather_than_never(dispatcher, queue, sandbox):
    sandbox.arm(Fault("drop", "sendMessage", chat=A))
    await queue(A, "a1", "a2")
    dispatcher.wake()
    await _until(sandbox, A, "a1", "a1", "a2")


@pytest.mark.parametrize("kind", ["403", "400"])
async def test_what_telegram_refuses_is_kept_not_made_again_and_lets_the_next_through(
    dispatcher, queue, sandbox, database, kind
):
    sandbox.arm(Fault(kind, "sendMessage", chat=A, text="no"))
    await queue(A, "a1", "a2")
    dispatcher.wake()
    await _until(sandbox, A, "a2")
    await _settled(database, "failed", "sent")
    assert len(sandbox.calls.seen("sendMessage", chat=A)) == 2


async def test_more_chats_than_are_served_at_once_are_all_served(dispatcher, queue, sandbox):
    chats = [sandbox.meet(Person(number, "Personne"), started=True).id for number in range(5001, 5031)]
    for chat in chats:
        await queue(chat, "un", "deux")
    dispatcher.wake()
    for chat in chats:
        await _until(sandbox, chat, "un", "deux")


async def test_a_database_that_is_away_for_a_moment_loses_nothing(dispatcher, queue, sandbox, database, monkeypatch):
    transaction, failures = database.transaction, iter([OSError(), OSError()])

    def away():
        for error in failures:
            raise error
        return transaction()

    await queue(A, "a1")
    monkeypatch.setattr(database, "transaction", away)
    dispatcher.wake()
    await _until(sandbox, A, "a1")


async def test_a_call_that_has_begun_is_finished_and_noted_before_the_end(bot, database, queue, sandbox):
    sandbox.arm(Fault("hang", "sendMessage", chat=A, seconds=0.5))
    await queue(A, "a1")
    async with _run(Dispatcher(bot, Outbox(database))):
        while sandbox.faults.armed():
            await sandbox.bell.wait(sandbox.bell.strokes, 0.01)
    assert _texts(sandbox, A) == ["a1"]
    assert await _status(database) == [("sent", None)]
