"""The outbox: in order per chat, and a chat that waits holds up nobody else."""

import asyncio
import re
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, select, text

from bot.chat.conversation import Conversation
from bot.store.database import Database
from bot.store.outbox.calls import Call, CallDone, CallLater, CallRefused, Outcome, Sent
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.rate import Limits, Rate
from bot.store.tables import MESSAGES, LaneRow, OutboxRow, TopicRow
from bot.store.unit_of_work import Decision
from tests.by_hand import ByHand

A, B, C = 1001, 2001, -3001
SECOND = timedelta(seconds=1)


@pytest.fixture
def queue(unit_of_work):
    """Queues texts in a chat, by one update."""
    numbers = count(1)

    async def queued(chat: int, *texts: str) -> None:
        calls = [Call("sendMessage", {"chat_id": chat, "text": text}) for text in texts]
        await unit_of_work.handle(next(numbers), chat, lambda *_: Decision(Conversation(), calls))

    return queued


@pytest.fixture
def due(hand):
    """The texts that are due now; nothing is made, and nothing stays claimed."""

    async def texts(limit: int = 9) -> list[str]:
        return [one.payload["text"] for one in await hand.due(limit)]

    return texts


async def become(outbox: Outbox, text: str, outcome: Outcome) -> None:
    """Make the call of that text, which is due, and note what became of it."""
    claimed = (await outbox.turn(room=9)).claimed
    one = next(one for one in claimed if one.payload["text"] == text)
    await outbox.turn([CallDone(one, outcome)])
    await outbox.close()


async def test_the_messages_of_a_chat_are_due_one_after_the_other_in_the_order_they_were_said(queue, due, outbox):
    await queue(A, "un", "deux")
    await queue(A, "trois")
    for said in ("un", "deux", "trois"):
        assert await due() == [said]
        await become(outbox, said, Sent(51))
    assert await due() == []


async def test_the_first_message_of_each_chat_is_due_the_oldest_first(queue, due, clock):
    await queue(B, "b1", "b2")
    clock.passes(SECOND)
    await queue(A, "a1", "a2")
    clock.passes(SECOND)
    await queue(C, "c1")
    assert await due() == ["b1", "a1", "c1"]
    assert await due(limit=2) == ["b1", "a1"]


async def test_a_message_that_waits_holds_back_its_own_chat_and_no_other(queue, due, outbox, clock):
    await queue(A, "a1", "a2")
    await queue(B, "b1", "b2")
    await become(outbox, "a1", CallLater(30 * SECOND, "RetryAfter"))
    assert await due() == ["b1"]
    await become(outbox, "b1", Sent(51))
    assert await due() == ["b2"]
    clock.passes(29 * SECOND)
    assert await due() == ["b2"]
    clock.passes(SECOND)
    assert await due() == ["a1", "b2"]


async def test_a_message_that_went_wrong_tells_how_often_it_was_tried_and_why(queue, outbox, database, clock):
    await queue(A, "a1")
    for error in ("TimedOut", "NetworkError"):
        await become(outbox, "a1", CallLater(SECOND, error))
        clock.passes(SECOND)
    (one,) = await ByHand(outbox).due()
    assert one.tries == 2
    async with database.transaction() as connection:
        assert await connection.scalar(select(OutboxRow.error)) == "NetworkError"


async def test_a_message_that_is_refused_is_kept_not_made_again_and_lets_the_next_one_through(
    queue, due, outbox, database
):
    await queue(A, "a1", "a2")
    await become(outbox, "a1", CallRefused("Forbidden: bot was blocked by the user"))
    assert await due() == ["a2"]
    async with database.transaction() as connection:
        row = (await connection.execute(select(OutboxRow.__table__).order_by(OutboxRow.id).limit(1))).one()
    assert (row.status, row.error, row.tries) == ("failed", "Forbidden: bot was blocked by the user", 1)
    assert row.payload["text"] == "a1"


async def test_a_message_that_was_sent_keeps_its_number_and_no_longer_what_it_said(queue, outbox, database):
    await queue(A, "a1")
    await become(outbox, "a1", Sent(51))
    async with database.transaction() as connection:
        row = (await connection.execute(select(OutboxRow.__table__))).one()
    assert (row.status, row.message, row.payload) == ("sent", 51, {})


async def test_what_came_of_many_calls_is_noted_at_once(queue, due, outbox, database):
    for chat in (A, B, C):
        await queue(chat, "un", "deux", "trois")
    claimed = (await outbox.turn(room=9)).claimed
    outcomes: list[Outcome] = [Sent(51), Sent(52), CallRefused("BadRequest")]
    await outbox.turn([CallDone(one, outcome) for one, outcome in zip(claimed, outcomes, strict=True)])
    await outbox.close()
    assert await due() == ["deux"] * 3
    async with database.transaction() as connection:
        rows = (await connection.execute(select(OutboxRow.__table__).order_by(OutboxRow.id))).all()
    assert [row.status for row in rows if row.payload.get("text") in {None, "un"}] == ["sent", "sent", "failed"]


async def test_the_next_moment_is_that_of_the_chat_whose_turn_comes_first(queue, outbox, clock):
    async def again() -> timedelta:
        turn = await outbox.turn()
        wait: timedelta = turn.again - clock.now
        return wait

    assert await again() == 2 * SECOND
    await queue(A, "a1", "a2")
    await queue(B, "b1")
    assert await again() == SECOND  # it is due: whoever has it may die
    await become(outbox, "a1", CallLater(1.8 * SECOND, "RetryAfter"))
    await become(outbox, "b1", CallLater(1.5 * SECOND, "RetryAfter"))
    assert await again() == 1.5 * SECOND  # a2 stands behind a1, though its own time has come


# Claims


@pytest.fixture
async def another(url, clock):
    """The outbox of another process on the same PostgreSQL."""
    database = Database(url)
    outbox = Outbox(database, clock=clock)
    yield outbox
    await outbox.close()
    await database.close()


on_postgresql = pytest.mark.parametrize("url", ["postgresql"], indirect=True)


async def test_what_is_claimed_is_not_due_until_it_is_noted(queue, outbox, clock):
    await queue(A, "a1", "a2")
    clock.passes(SECOND)
    await queue(B, "b1")
    (a1,) = (await outbox.turn(room=1)).claimed
    (b1,) = (await outbox.turn(room=9)).claimed
    assert (await outbox.turn(room=9)).claimed == []
    (a2,) = (await outbox.turn([CallDone(a1, Sent(51))], room=9)).claimed
    assert (a1.payload["text"], b1.payload["text"], a2.payload["text"]) == ("a1", "b1", "a2")
    await outbox.close()


@on_postgresql
async def test_two_processes_never_have_the_same_chat(queue, outbox, another):
    for chat in range(1, 31):
        await queue(chat, "un", "deux")
    seen: list[tuple[int, str]] = []
    ours: list[CallDone] = []
    theirs: list[CallDone] = []
    while len(seen) < 60:
        mine, other = await asyncio.gather(outbox.turn(ours, room=7), another.turn(theirs, room=7))
        assert not {due.chat for due in mine.claimed} & {due.chat for due in other.claimed}
        seen += [(due.chat, due.payload["text"]) for due in (*mine.claimed, *other.claimed)]
        ours, theirs = ([CallDone(due, Sent(1)) for due in turn.claimed] for turn in (mine, other))
        assert ours or theirs
    for chat in range(1, 31):
        assert [text for where, text in seen if where == chat] == ["un", "deux"]


@on_postgresql
async def test_what_a_process_held_when_it_died_is_free_at_once(queue, outbox, another):
    await queue(A, "a1")
    assert len((await another.turn(room=9)).claimed) == 1
    assert (await outbox.turn(room=9)).claimed == []
    await another._session.invalidate()  # as the kernel closes the connection of a process that is killed
    for _ in range(100):
        if claimed := (await outbox.turn(room=9)).claimed:
            break
        await asyncio.sleep(0.05)
    assert claimed[0].payload["text"] == "a1"


@on_postgresql
async def test_a_process_whose_connection_broke_holds_what_it_held(queue, outbox, another):
    await queue(A, "a1", "a2")
    (a1,) = (await outbox.turn(room=9)).claimed
    await outbox._session.invalidate()
    await outbox.turn()
    assert (await another.turn(room=9)).claimed == []
    await outbox.turn([CallDone(a1, Sent(51))])
    assert [due.payload["text"] for due in (await another.turn(room=9)).claimed] == ["a2"]


@on_postgresql
async def test_a_process_is_woken_by_another_one_that_has_its_hands_full(queue, outbox, another):
    woken = asyncio.Event()
    another.listen(woken.set)
    await another.turn()
    await queue(A, "a1")
    await queue(B, "b1")
    await outbox.turn(room=1)
    async with asyncio.timeout(10):
        await woken.wait()


@on_postgresql
async def test_what_is_queued_while_its_chat_runs_empty_is_not_forgotten(queue, outbox, another, unit_of_work):
    await queue(A, "0")
    for number in range(20):
        (due,) = (await outbox.turn(room=9)).claimed
        assert due.payload["text"] == str(number)
        await asyncio.gather(outbox.turn([CallDone(due, Sent(1))]), queue(A, str(number + 1)))


# Telegram's limits


PACE = Limits(chat=Rate(1, SECOND), group=Rate(3, 60 * SECOND), overall=Rate(4, SECOND))


@pytest.fixture
def paced(database, clock):
    return Outbox(database, clock, PACE)


async def _sent(outbox: Outbox, room: int = 30) -> list[str]:
    """Make all that is due, and tell what that was."""
    claimed = (await outbox.turn(room=room)).claimed
    await outbox.turn([CallDone(due, Sent(1)) for due in claimed])
    return [due.payload["text"] for due in claimed]


async def test_a_chat_gets_one_message_a_second_and_the_next_look_is_at_that_moment(queue, paced, clock):
    await queue(A, "a1", "a2")
    assert await _sent(paced) == ["a1"]
    assert await _sent(paced) == []
    assert (await paced.turn(room=9)).again == clock.now + SECOND
    clock.passes(SECOND)
    assert await _sent(paced) == ["a2"]
    await queue(A, "a3")  # its lane was empty, and yet the second has not passed
    assert await _sent(paced) == []
    clock.passes(SECOND)
    assert await _sent(paced) == ["a3"]
    await paced.close()


async def test_a_group_gets_so_many_messages_in_any_minute(queue, paced, clock):
    began = clock.now
    await queue(C, *(str(number) for number in range(7)))
    sent = []
    for _ in range(130):
        sent += [(clock.now - began).seconds for _ in await _sent(paced)]
        clock.passes(SECOND)
    await paced.close()
    assert sent == [0, 1, 2, 60, 61, 62, 120]


async def test_all_chats_together_get_so_many_a_second_whichever_process_sends(queue, paced, database, clock, url):
    process = Database(url)
    second = Outbox(process, clock, PACE) if not database.is_sqlite else paced
    for chat in range(1, 11):
        await queue(chat, "un")
    for expected in (4, 4, 2):
        got = len(await _sent(paced, 3)) + len(await _sent(second, 3)) + len(await _sent(paced, 3))
        assert got == expected
        clock.passes(SECOND)
    await paced.close()
    await second.close()
    await process.close()


async def test_an_answer_to_a_press_waits_for_no_limit_and_for_no_message(unit_of_work, queue, paced, clock):
    await queue(A, "a1", "a2")
    for chat in range(1, 11):
        await queue(chat, "un")
    await _sent(paced)
    press = Call("answerCallbackQuery", {"text": "noté"})
    await unit_of_work.handle(1_000, A, lambda *_: Decision(Conversation(), [press]))
    assert await _sent(paced) == ["noté"]
    await paced.close()


async def test_an_edit_in_a_private_chat_keeps_its_place_and_waits_for_no_second(unit_of_work, queue, paced, clock):
    await queue(A, "a1")
    edit = Call("editMessageReplyMarkup", {"text": "sans boutons"})
    await unit_of_work.handle(1_000, A, lambda *_: Decision(Conversation(), [edit]))
    await queue(A, "a2")
    assert await _sent(paced) == ["a1"]
    assert (await paced.turn()).again <= clock.now + SECOND
    assert await _sent(paced) == ["sans boutons"]
    assert await _sent(paced) == []
    await paced.close()


# Its cost


async def test_ten_thousand_pending_calls_of_many_chats_are_claimed_by_indexes_alone(database, outbox, clock):
    rows = [
        {"chat": 1 + number, "lane": MESSAGES, "method": "sendMessage", "payload": {"text": str(number)},
         "status": "pending", "tries": 0, "not_before": clock.now, "created": clock.now}
        for number in range(10_000)
    ]  # fmt: skip
    async with database.transaction() as connection:
        await connection.execute(insert(OutboxRow), rows)
        lanes = [{"chat": chat, "lane": MESSAGES, "due": clock.now, "recent": []} for chat in range(1, 10_001)]
        await connection.execute(insert(LaneRow), lanes)
        topics = [{"reference": f"CL-{chat}", "chat": -chat, "outbox": chat, "topic": 7} for chat in range(1, 10_001)]
        await connection.execute(insert(TopicRow), topics)
        await connection.execute(text("ANALYZE"))
    asked: list[tuple[str, Any]] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def remember(_connection, _cursor, statement, parameters, *_):
        if statement.startswith(("SELECT", "WITH")) and "lanes" in statement:
            asked.append((statement, parameters))

    turn = await outbox.turn(room=30)
    await outbox.turn([CallDone(due, Sent(1)) for due in turn.claimed], room=30)
    await outbox.close()
    event.remove(Engine, "before_cursor_execute", remember)
    assert len(turn.claimed) == 30
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    async with database.transaction() as connection:
        plans = [
            str(row[-1])
            for statement, parameters in list(asked)
            for row in await connection.exec_driver_sql(explain + statement, parameters)
        ]
    assert any("outbox_pending" in line for line in plans)
    assert not [line for line in plans if re.search(r"SCAN (outbox|lanes)|TEMP B-TREE|Seq Scan|Sort", line)], "\n".join(
        plans
    )


async def test_a_clock_that_is_set_back_an_hour_makes_no_chat_wait_for_an_hour(queue, database, clock):
    rates = Limits(chat=Rate(1, SECOND), group=Rate(20, timedelta(minutes=1)), overall=Rate(30, SECOND))
    outbox = Outbox(database, clock, rates)
    await queue(A, "un", "deux")
    await queue(B, "un", "deux")
    claimed = (await outbox.turn(room=9)).claimed
    later = CallLater(timedelta(seconds=40), "429")
    await outbox.turn([CallDone(one, Sent(51) if one.chat == A else later) for one in claimed])
    clock.passes(timedelta(hours=-1))
    await outbox.turn(room=9)
    clock.passes(SECOND)
    claimed = (await outbox.turn(room=9)).claimed
    assert [(one.chat, one.payload["text"]) for one in claimed] == [(A, "deux")]
    clock.passes(timedelta(seconds=40))
    turn = await outbox.turn([CallDone(one, Sent(52)) for one in claimed], room=9)
    assert [(one.chat, one.payload["text"]) for one in turn.claimed] == [(B, "un")]
    await outbox.close()


async def test_moments_that_are_far_ahead_when_a_process_starts_are_not_believed(queue, database, clock):
    rates = Limits(chat=Rate(1, SECOND))
    before = Outbox(database, clock, rates)
    await queue(A, "un")
    await before.turn([CallDone(one, Sent(51)) for one in (await before.turn(room=9)).claimed])
    await before.close()
    clock.passes(timedelta(hours=-1))
    after = Outbox(database, clock, rates)
    await queue(A, "deux")
    assert [one.payload["text"] for one in (await after.turn(room=9)).claimed] == ["deux"]
    await after.close()
