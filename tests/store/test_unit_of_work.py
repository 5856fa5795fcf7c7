"""One update, one transaction: what is decided is kept whole, once, or not at all."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import StatementError

from bot.chat.case import Case
from bot.chat.conversation import Conversation, Shown
from bot.chat.replies import Effect, Forget, KeepFeedback
from bot.chat.throttle import Pace
from bot.requests.model.snapshot import RequestContext
from bot.store.database import Database
from bot.store.outbox.calls import Call
from bot.store.tables import ConversationRow, FailedRow, FeedbackRow, HandledRow, OutboxRow, Table
from bot.store.unit_of_work import CONVERSATION_KEPT, FAILED_KEPT, HANDLED_KEPT, SENT_KEPT, TRIES, Decision, UnitOfWork

CHAT, ELSEWHERE = 1001, 2001
ASKED = Conversation(
    shown=(Shown("1", "art 14 ? « l'été » 🙂", "article/cmp-14"), Shown("2", "et un CDD ?", "faq/cdd", useful=False)),
    count=2,
    open_question="c koi",
)
NO = KeepFeedback("1", "art 14", "article/cmp-14", "Une réponse.", useful=False)


def _say(text: str = "bonjour", **more: Any) -> Call:
    return Call("sendMessage", {"chat_id": CHAT, "text": text}, **more)


def _decide(
    conversation: Conversation = ASKED, *calls: Call, effects: Sequence[Effect] = ()
) -> Callable[[Conversation, RequestContext], Decision]:
    return lambda *_: Decision(conversation, calls, effects)


async def _rows(database: Database, table: type[Table]) -> list[Any]:
    async with database.transaction() as connection:
        ordered = select(table.__table__).order_by(*table.__table__.primary_key)
        return list((await connection.execute(ordered)).all())


async def _count(database: Database) -> dict[str, int]:
    async with database.transaction() as connection:
        return {
            table.name: await connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Table.metadata.sorted_tables
        }


async def _remembered(unit_of_work: UnitOfWork, chat: int = CHAT) -> Conversation:
    """The conversation, as the next update of the chat finds it."""
    found = []

    def look(conversation: Conversation, _: RequestContext) -> Decision:
        found.append(conversation)
        return Decision(conversation)

    await unit_of_work.handle(-abs(chat), chat, look)
    return found[0]


# Many at a time


async def test_updates_that_wait_for_one_another_share_a_commit(unit_of_work, database):
    commits: list[Any] = []
    event.listen(database.engine.sync_engine, "commit", commits.append)
    handled = await asyncio.gather(*(unit_of_work.handle(n, n, _decide(ASKED, _say())) for n in range(1, 21)))
    assert handled == [True] * 20
    assert len(commits) <= 2  # the first one alone, at most
    assert [row.chat for row in await _rows(database, OutboxRow)] == list(range(1, 21))


async def test_an_update_that_cannot_be_handled_harms_none_of_those_that_it_waits_with(unit_of_work, database):
    def fails(*_: Any) -> Decision:
        raise LookupError

    deciding = [_decide(ASKED, _say()) if n != 7 else fails for n in range(1, 11)]
    waiting = (unit_of_work.handle(n, n, decide) for n, decide in enumerate(deciding, 1))
    handled = await asyncio.gather(*waiting, return_exceptions=True)
    assert [n for n, one in enumerate(handled, 1) if one is not True] == [7]
    assert isinstance(handled[6], LookupError)
    assert {row.update_id for row in await _rows(database, HandledRow)} == set(range(1, 11)) - {7}
    assert len(await _rows(database, OutboxRow)) == 9


async def test_who_no_longer_waits_for_an_update_does_not_undo_it(unit_of_work, database):
    waiting = asyncio.create_task(unit_of_work.handle(7, CHAT, _decide(ASKED, _say())))
    await asyncio.sleep(0)
    waiting.cancel()
    await unit_of_work.settle()
    assert [row.update_id for row in await _rows(database, HandledRow)] == [7]


# Once


async def test_an_update_that_is_delivered_twice_is_handled_once(unit_of_work, database):
    assert await unit_of_work.handle(7, CHAT, _decide(ASKED, _say()))
    assert not await unit_of_work.handle(7, CHAT, _decide(ASKED, _say("encore")))
    assert [row.payload["text"] for row in await _rows(database, OutboxRow)] == ["bonjour"]


async def test_an_update_that_two_tasks_handle_at_the_same_time_is_handled_once(unit_of_work, database, url, clock):
    process = Database(url)  # a second program on the same database
    ledgers = [unit_of_work, UnitOfWork(process, clock)] * 4
    handled = await asyncio.gather(*(one.handle(7, CHAT, _decide(ASKED, _say())) for one in ledgers))
    await process.close()
    assert sorted(handled) == [False] * 7 + [True]
    assert len(await _rows(database, OutboxRow)) == 1


async def test_updates_of_one_chat_at_the_same_time_each_see_what_the_other_kept(unit_of_work):
    def count(conversation: Conversation, _: RequestContext) -> Decision:
        return Decision(Conversation(count=conversation.count + 1))

    await asyncio.gather(*(unit_of_work.handle(number, CHAT, count) for number in range(10)))
    assert (await _remembered(unit_of_work)).count == 10


async def test_two_processes_that_handle_a_new_chats_first_updates_see_what_the_other_kept(unit_of_work, url, clock):
    processes = [Database(url) for _ in range(3)]
    ledgers = [unit_of_work, *(UnitOfWork(process, clock) for process in processes)]

    def count(conversation: Conversation, _: RequestContext) -> Decision:
        return Decision(Conversation(count=conversation.count + 1))

    for chat in range(1, 6):
        await asyncio.gather(*(one.handle(chat * 10 + n, chat, count) for n, one in enumerate(ledgers)))
        assert (await _remembered(unit_of_work, chat)).count == len(ledgers)
    for process in processes:
        await process.close()


async def test_what_decide_raises_comes_out_and_leaves_nothing_behind(unit_of_work, database):
    def fails(*_: Any) -> Decision:
        raise LookupError("the core stumbled")

    with pytest.raises(LookupError, match="the core stumbled"):
        await unit_of_work.handle(7, CHAT, fails)
    assert set((await _count(database)).values()) == {0}
    assert await unit_of_work.handle(7, CHAT, _decide())  # and the update can be handled again


async def test_a_call_that_cannot_be_queued_leaves_nothing_behind_of_the_rest(unit_of_work, database):
    with pytest.raises(StatementError):
        await unit_of_work.handle(
            7, CHAT, _decide(ASKED, _say(), Call("sendMessage", {"text": object()}), effects=(NO,))
        )
    assert set((await _count(database)).values()) == {0}


# Conversations


async def test_a_chat_that_never_wrote_begins_a_conversation(unit_of_work):
    assert await _remembered(unit_of_work) == Conversation()


async def test_a_conversation_comes_back_as_it_was_kept(unit_of_work):
    await unit_of_work.handle(7, CHAT, _decide(ASKED))
    assert await _remembered(unit_of_work) == ASKED
    assert await _remembered(unit_of_work, ELSEWHERE) == Conversation()


@pytest.mark.parametrize("state", ["", "{", "[]", "null", '{"count": "many"}', '{"shown": [{"token": 1}]}', "\x01"])
async def test_a_conversation_that_cannot_be_read_is_forgotten_and_nobody_is_stuck(unit_of_work, database, state):
    await unit_of_work.handle(7, CHAT, _decide(ASKED))
    async with database.transaction() as connection:
        await connection.execute(update(ConversationRow).values(state=state))
    assert await _remembered(unit_of_work) == Conversation()


async def test_forgetting_erases_all_that_is_held_for_the_chat_and_nothing_of_another(unit_of_work, hand, database):
    for chat in (CHAT, ELSEWHERE):
        await unit_of_work.handle(chat, chat, _decide(ASKED, _say("à lire"), _say("refusé"), effects=(NO,)))
        await unit_of_work.failed(chat + 1, chat, LookupError(), {"text": "ce qui fut écrit"}, ())
    for due in await hand.due(9):
        await hand.sent(due, 50)
    for due in await hand.due(9):
        await hand.failed(due, "Forbidden")

    await unit_of_work.handle(8, CHAT, _decide(Conversation(), _say("C'est fait."), effects=(Forget(),)))

    for table in (ConversationRow, FailedRow):
        assert [row.chat for row in await _rows(database, table)] == [ELSEWHERE]
    left = [row.payload for row in await _rows(database, OutboxRow) if row.chat == CHAT]
    assert left == [{"chat_id": CHAT, "text": "C'est fait."}]
    opinions = [(row.chat, row.question, row.useful) for row in await _rows(database, FeedbackRow)]
    assert opinions == [(None, "", False), (ELSEWHERE, "art 14", False)]  # that it did not serve is a figure


async def test_a_case_is_forgotten_after_a_day_and_the_rest_of_the_conversation_stays(unit_of_work, clock):
    told = replace(ASKED, case=Case().holding("tool/eligibility", {"age": 40}, date(2026, 11, 23)))
    await unit_of_work.handle(7, CHAT, _decide(told))
    clock.passes(timedelta(hours=25))
    await unit_of_work.housekeep()
    assert await _remembered(unit_of_work) == ASKED


async def test_what_still_counts_after_an_erasure_goes_by_itself(unit_of_work, database, clock):
    counters = Conversation(pace=Pace(3.0, 1.0), missed=(7,))
    await unit_of_work.handle(7, CHAT, _decide(ASKED))
    await unit_of_work.handle(8, CHAT, _decide(counters, effects=(Forget(),)))
    assert await _remembered(unit_of_work) == counters  # which keeps it anew, as a person who writes again does
    await unit_of_work.handle(10, CHAT, _decide(counters, effects=(Forget(),)))
    clock.passes(timedelta(minutes=59))
    await unit_of_work.housekeep()
    assert len(await _rows(database, ConversationRow)) == 1
    clock.passes(timedelta(minutes=2))
    await unit_of_work.housekeep()
    assert await _rows(database, ConversationRow) == []


async def test_an_erased_request_counts_for_a_day_without_a_name(unit_of_work, database, clock):
    counters = Conversation(withdrawn=(int(clock.now.timestamp()),))
    await unit_of_work.handle(7, CHAT, _decide(counters, effects=(Forget(),)))
    clock.passes(timedelta(hours=23))
    await unit_of_work.housekeep()
    left = await _remembered(unit_of_work)
    assert left.withdrawals(clock.now) == counters.withdrawn
    assert left.withdrawals(clock.now + timedelta(hours=2)) == ()
    await unit_of_work.handle(8, CHAT, _decide(counters, effects=(Forget(),)))
    clock.passes(timedelta(hours=25))
    await unit_of_work.housekeep()
    assert await _rows(database, ConversationRow) == []


# Feedback


async def test_feedback_is_kept_with_question_and_answer_and_the_chat_that_may_erase_it(unit_of_work, database):
    await unit_of_work.handle(7, CHAT, _decide(ASKED, effects=(NO,)))
    (row,) = await _rows(database, FeedbackRow)
    assert (row.question, row.entry, row.answer, row.useful) == ("art 14", "article/cmp-14", "Une réponse.", False)
    assert row.chat == CHAT
    assert not {"person", "user", "name"} & set(row._fields)


async def test_a_reason_joins_the_no_that_it_explains(unit_of_work, database):
    reason = KeepFeedback("1", "art 14", "article/cmp-14", "Une réponse.", useful=False, reason="unclear")
    yes = KeepFeedback("2", "art 14", "article/cmp-14", "Une réponse.", useful=True)
    for number, effect in enumerate((NO, NO, yes, reason)):
        await unit_of_work.handle(number, CHAT, _decide(effects=(effect,)))
    rows = [(row.useful, row.reason) for row in await _rows(database, FeedbackRow)]
    assert rows == [(False, None), (False, "unclear"), (True, None)]


async def test_a_reason_whose_no_is_gone_is_kept_by_itself(unit_of_work, database):
    reason = KeepFeedback("1", "art 14", "article/cmp-14", "Une réponse.", useful=False, reason="false")
    await unit_of_work.handle(7, CHAT, _decide(effects=(reason,)))
    assert [(row.useful, row.reason) for row in await _rows(database, FeedbackRow)] == [(False, "false")]


# Corrections


def _correct(text: str, message: int) -> Call:
    return Call("editMessageText", {"chat_id": CHAT, "text": text}, corrects=message)


async def test_a_correction_edits_the_answer_that_was_given(unit_of_work, hand):
    await unit_of_work.handle(7, CHAT, _decide(ASKED, _say("première", answers=31), _say("suite")))
    for number in (51, 52):
        (due,) = await hand.due(9)
        await hand.sent(due, number)
    for number, text in ((8, "deuxième"), (9, "troisième")):
        await unit_of_work.handle(number, CHAT, _decide(ASKED, _correct(text, 31)))
        (due,) = await hand.due(9)
        assert (due.method, due.edits, due.payload["text"]) == ("editMessageText", 51, text)
        await hand.sent(due, 51)


async def test_a_correction_that_comes_before_the_answer_is_sent_waits_for_it_and_edits_it(unit_of_work, hand):
    await unit_of_work.handle(7, CHAT, _decide(ASKED, _say("première", answers=31)))
    await unit_of_work.handle(8, CHAT, _decide(ASKED, _correct("deuxième", 31)))
    (first,) = await hand.due(9)
    assert first.payload["text"] == "première"
    await hand.sent(first, 51)
    (second,) = await hand.due(9)
    assert (second.method, second.edits) == ("editMessageText", 51)


async def test_a_correction_of_what_had_no_answer_is_said_anew_and_can_be_corrected_in_turn(unit_of_work, hand):
    await unit_of_work.handle(7, ELSEWHERE, _decide(ASKED, _say("d'un autre", answers=31)))
    await unit_of_work.handle(8, CHAT, _decide(ASKED, _correct("réponse", 31)))
    (due,) = await hand.due(9, busy=[ELSEWHERE])
    assert (due.method, due.edits, due.payload["text"]) == ("sendMessage", None, "réponse")
    await hand.sent(due, 51)
    await unit_of_work.handle(9, CHAT, _decide(ASKED, _correct("corrigée", 31)))
    (due,) = await hand.due(9, busy=[ELSEWHERE])
    assert (due.method, due.edits) == ("editMessageText", 51)


# What fails again and again


async def test_an_update_that_fails_three_times_is_set_aside_with_an_apology_and_counts_as_handled(
    unit_of_work, database
):
    raw = {"update_id": 7, "message": {"text": "une question"}}
    aside = [await unit_of_work.failed(7, CHAT, LookupError("art 14"), raw, [_say("Désolée")]) for _ in range(TRIES)]
    assert aside == [False, False, True]
    (row,) = await _rows(database, FailedRow)
    assert (row.tries, row.set_aside, row.error, row.raw, row.chat) == (3, True, "LookupError", raw, CHAT)
    assert [row.payload["text"] for row in await _rows(database, OutboxRow)] == ["Désolée"]
    assert not await unit_of_work.handle(7, CHAT, _decide(ASKED, _say()))


async def test_an_update_that_was_set_aside_and_comes_again_gets_no_second_apology(unit_of_work, database):
    for _ in range(TRIES + 2):
        await unit_of_work.failed(7, CHAT, LookupError(), {}, [_say("Désolée")])
    assert len(await _rows(database, OutboxRow)) == 1


async def test_an_update_that_succeeds_in_the_end_leaves_no_trace_of_its_failures(unit_of_work, database):
    await unit_of_work.failed(7, CHAT, LookupError(), {"text": "une question"}, [_say("Désolée")])
    assert await unit_of_work.handle(7, CHAT, _decide(ASKED, _say()))
    assert await _rows(database, FailedRow) == []
    assert [row.payload["text"] for row in await _rows(database, OutboxRow)] == ["bonjour"]


async def test_the_failures_of_one_update_are_not_counted_for_another(unit_of_work):
    assert [await unit_of_work.failed(number, CHAT, LookupError(), {}, ()) for number in (7, 8, 7, 8)] == [False] * 4


async def test_what_was_set_aside_is_handled_again_where_that_is_wanted_and_once(unit_of_work, database, clock):
    for _ in range(TRIES):
        await unit_of_work.failed(7, CHAT, LookupError(), {}, ())
    assert not await unit_of_work.handle(7, CHAT, _decide(ASKED, _say()))
    several = [UnitOfWork(database, clock, again=True) for _ in range(3)]
    done = await asyncio.gather(*(one.handle(7, CHAT, _decide(ASKED, _say())) for one in several))
    assert sorted(done) == [False, False, True]
    assert len(await _rows(database, OutboxRow)) == 1
    assert not await _rows(database, FailedRow)
    assert not await several[0].handle(7, CHAT, _decide(ASKED, _say()))


# Housekeeping

_A_LITTLE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("table", "kept"),
    [
        (ConversationRow, CONVERSATION_KEPT),
        (HandledRow, HANDLED_KEPT),
        (FailedRow, FAILED_KEPT),
    ],
)
async def test_housekeeping_deletes_what_is_old_and_only_that(unit_of_work, database, clock, table, kept):
    await unit_of_work.handle(7, CHAT, _decide(ASKED))
    await unit_of_work.failed(70, CHAT, LookupError(), {}, ())
    clock.passes(2 * _A_LITTLE)
    await unit_of_work.handle(8, ELSEWHERE, _decide(ASKED))
    await unit_of_work.failed(80, ELSEWHERE, LookupError(), {}, ())
    clock.passes(kept - 3 * _A_LITTLE)
    await unit_of_work.housekeep()
    assert {row.chat for row in await _rows(database, table)} == {CHAT, ELSEWHERE}
    clock.passes(2 * _A_LITTLE)
    await unit_of_work.housekeep()
    assert {row.chat for row in await _rows(database, table)} == {ELSEWHERE}


@pytest.mark.parametrize(("status", "kept"), [("sent", SENT_KEPT), ("failed", FAILED_KEPT), ("pending", None)])
async def test_a_message_is_kept_as_long_as_it_may_serve_and_until_it_is_sent(unit_of_work, hand, clock, status, kept):
    await unit_of_work.handle(7, CHAT, _decide(ASKED, _say()))
    (due,) = await hand.due(1)
    if status == "sent":
        await hand.sent(due, 51)
    if status == "failed":
        await hand.failed(due, "Forbidden")
    clock.passes((kept or timedelta(days=365)) - _A_LITTLE)
    await unit_of_work.housekeep()
    assert [row.status for row in await _rows(unit_of_work._database, OutboxRow)] == [status]
    clock.passes(2 * _A_LITTLE)
    await unit_of_work.housekeep()
    assert len(await _rows(unit_of_work._database, OutboxRow)) == (0 if kept else 1)


async def test_what_never_reached_anybody_about_a_request_goes_in_time_but_for_its_card(
    unit_of_work, hand, database, clock
):
    card, word = _say("card", about="CL-7K3F", card=True), _say("word", about="CL-7K3F")
    await unit_of_work.handle(7, CHAT, _decide(ASKED, card, word))
    for _ in range(2):
        (due,) = await hand.due(1)
        await hand.failed(due, "Forbidden")
    clock.passes(FAILED_KEPT + _A_LITTLE)
    await unit_of_work.housekeep()
    assert [row.payload["text"] for row in await _rows(database, OutboxRow)] == ["card"]


async def test_an_update_that_fails_again_and_again_is_not_kept_the_longer_for_it(unit_of_work, database, clock):
    await unit_of_work.failed(7, CHAT, LookupError(), {}, ())
    clock.passes(FAILED_KEPT - _A_LITTLE)
    await unit_of_work.failed(7, CHAT, LookupError(), {}, ())
    clock.passes(2 * _A_LITTLE)
    await unit_of_work.housekeep()
    assert not await _rows(database, FailedRow)


async def test_feedback_outlives_housekeeping(unit_of_work, database, clock):
    await unit_of_work.handle(7, CHAT, _decide(ASKED, effects=(NO,)))
    clock.passes(timedelta(days=300))
    await unit_of_work.housekeep()
    assert len(await _rows(database, FeedbackRow)) == 1


# Whole numbers as Telegram has them


async def test_the_largest_numbers_of_telegram_fit(unit_of_work, hand, database):
    chat, message = -1_009_999_999_999, 2**52
    await unit_of_work.handle(2**31 - 1, chat, _decide(ASKED, _say(answers=message)))
    (due,) = await hand.due(1)
    await hand.sent(due, message)
    (row,) = await _rows(database, OutboxRow)
    assert (row.chat, row.answers, row.message) == (chat, message, message)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_commit_is_on_disk_when_handle_returns(unit_of_work, file):
    await unit_of_work.handle(7, CHAT, _decide(ASKED, _say()))
    copy = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        assert copy.execute("SELECT count(*) FROM outbox").fetchone() == (1,)
    finally:
        copy.close()
