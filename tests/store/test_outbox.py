"""The outbox: in order per chat, and a chat that waits holds up nobody else."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from bot.dialogue.conversation import Conversation
from bot.store.ledger import Call, Decision
from bot.store.outbox import Due, Outbox
from bot.store.tables import OutboxRow

A, B, C = 1001, 2001, -3001
SECOND = timedelta(seconds=1)


@pytest.fixture
def queue(ledger):
    """Queues texts in a chat, by one update."""
    numbers = count(1)

    async def queued(chat: int, *texts: str) -> None:
        calls = [Call("sendMessage", {"chat_id": chat, "text": text}) for text in texts]
        await ledger.handle(next(numbers), chat, lambda *_: Decision(Conversation(), calls))

    return queued


@pytest.fixture
def due(outbox):
    """The texts that are due now."""

    async def texts(limit: int = 9, busy=()) -> list[str]:
        return [one.payload["text"] for one in await outbox.due(limit, busy)]

    return texts


async def _of(outbox: Outbox, text: str) -> Due:
    return next(one for one in await outbox.due(9) if one.payload["text"] == text)


async def test_the_messages_of_a_chat_are_due_one_after_the_other_in_the_order_they_were_said(queue, due, outbox):
    await queue(A, "un", "deux")
    await queue(A, "trois")
    for text in ("un", "deux", "trois"):
        assert await due() == [text]
        await outbox.sent((await _of(outbox, text)).id, 51)
    assert await due() == []


async def test_the_first_message_of_each_chat_is_due_the_oldest_first(queue, due):
    await queue(B, "b1", "b2")
    await queue(A, "a1", "a2")
    await queue(C, "c1")
    assert await due() == ["b1", "a1", "c1"]
    assert await due(limit=2) == ["b1", "a1"]
    assert await due(busy=[B, C]) == ["a1"]


async def test_a_message_that_waits_holds_back_its_own_chat_and_no_other(queue, due, outbox, clock):
    await queue(A, "a1", "a2")
    await queue(B, "b1", "b2")
    await outbox.later((await _of(outbox, "a1")).id, 30 * SECOND, "RetryAfter")
    assert await due() == ["b1"]
    await outbox.sent((await _of(outbox, "b1")).id, 51)
    assert await due() == ["b2"]
    clock.passes(29 * SECOND)
    assert await due() == ["b2"]
    clock.passes(SECOND)
    assert await due() == ["a1", "b2"]


async def test_a_message_that_went_wrong_tells_how_often_it_was_tried_and_why(queue, outbox, database, clock):
    await queue(A, "a1")
    for error in ("TimedOut", "NetworkError"):
        await outbox.later((await _of(outbox, "a1")).id, SECOND, error)
        clock.passes(SECOND)
    assert (await _of(outbox, "a1")).tries == 2
    async with database.transaction() as connection:
        assert await connection.scalar(select(OutboxRow.error)) == "NetworkError"


async def test_a_message_that_is_refused_is_kept_not_made_again_and_lets_the_next_one_through(
    queue, due, outbox, database
):
    await queue(A, "a1", "a2")
    await outbox.failed((await _of(outbox, "a1")).id, "Forbidden: bot was blocked by the user")
    assert await due() == ["a2"]
    async with database.transaction() as connection:
        row = (await connection.execute(select(OutboxRow.__table__).order_by(OutboxRow.id).limit(1))).one()
    assert (row.status, row.error, row.tries) == ("failed", "Forbidden: bot was blocked by the user", 1)
    assert row.payload["text"] == "a1"


async def test_a_message_that_was_sent_keeps_its_number_and_no_longer_what_it_said(queue, outbox, database):
    await queue(A, "a1")
    await outbox.sent((await _of(outbox, "a1")).id, 51)
    async with database.transaction() as connection:
        row = (await connection.execute(select(OutboxRow.__table__))).one()
    assert (row.status, row.message, row.payload) == ("sent", 51, {})


async def test_the_next_moment_is_that_of_the_chat_whose_turn_comes_first(queue, outbox, clock):
    assert await outbox.next_time() is None
    await queue(A, "a1", "a2")
    await queue(B, "b1")
    assert await outbox.next_time() == clock.now
    await outbox.later((await _of(outbox, "a1")).id, 30 * SECOND, "RetryAfter")
    await outbox.later((await _of(outbox, "b1")).id, 10 * SECOND, "RetryAfter")
    assert await outbox.next_time() == clock.now + 10 * SECOND  # a2 stands behind a1, though its own time has come
    assert await outbox.next_time(busy=[B]) == clock.now + 30 * SECOND
    assert await outbox.next_time(busy=[A, B]) is None
