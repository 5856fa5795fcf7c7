"""Which step a request is due: whom it was told to, who can be told, how long it is kept, to the instant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.people import Member
from bot.knowledge.vocabulary import Result
from bot.requests.model.calendar import after_working_days
from bot.requests.model.patrol_step import NOTICE, Case, step
from bot.requests.model.reminders import ESCALATED, UNCONTACTED, UNTAKEN, Step
from bot.requests.model.request import KEPT, Form, Intake, Note, close, erase, take

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10 h in France
INSTANT = timedelta(microseconds=1)
SENT = Intake("CL-7K3F", 1001, "relay/a", Form(company="Martin"), MONDAY)


def of(intake: Intake = SENT, now: datetime = MONDAY, *notes: Note, told: bool = True, stranded: bool = False) -> Case:
    """A request of which its relay was told, where nothing else is said."""
    return Case(
        intake, notes, now, told=told, carded=told, stranded=stranded, files=(), linked=frozenset({"relay/a"}),
        bounced=frozenset(), by_mail=False, kept=timedelta(days=KEPT),
    )  # fmt: skip


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("reachable", [False, True])
@pytest.mark.parametrize("stranded", [False, True])
def test_who_was_not_told_is_told_where_somebody_can_be_and_the_operator_once(told, reachable, stranded):
    found = step(of(told=told, stranded=stranded), reachable=reachable)
    assert found is (Step.DISPATCH if not told and (reachable or not stranded) else None)


def test_what_is_closed_or_erased_is_dispatched_to_nobody():
    closed = close(SENT, Result.BY_COMPANY, MONDAY)
    assert isinstance(closed, Intake)
    assert step(of(closed, told=False), reachable=True) is None
    assert step(of(erase(SENT, MONDAY), MONDAY + timedelta(days=2 * KEPT), told=False), reachable=True) is None


@pytest.mark.parametrize(
    ("reminded", "days", "what"),
    [(0, UNTAKEN[0], Step.REMIND), (1, UNTAKEN[1], Step.REMIND), (2, ESCALATED, Step.ESCALATE)],
)
def test_a_reminder_and_the_escalation_are_due_at_their_instant_and_not_before(reminded, days, what):
    at = after_working_days(MONDAY, days)
    waiting = replace(SENT, reminded=reminded)
    assert step(of(waiting, at - INSTANT), reachable=True) is None
    assert step(of(waiting, at), reachable=True) is what
    assert step(of(replace(waiting, escalated=MONDAY), at), reachable=True) is (what if reminded < 2 else None)


def test_a_company_that_nobody_reached_is_chased_at_its_instant_as_often_as_was_promised():
    taken = take(SENT, Member(7, "Anne"), MONDAY)
    assert isinstance(taken, Intake)
    notes: tuple[Note, ...] = ()
    for days in UNCONTACTED:
        at = after_working_days(MONDAY, days)
        assert step(of(taken, at - INSTANT, *notes), reachable=True) is None
        assert step(of(taken, at, *notes), reachable=True) is Step.CHASE
        notes += (Note("reminded", "program", "", "", at),)
    assert step(of(taken, after_working_days(MONDAY, 30), *notes), reachable=True) is None


def test_a_closed_request_is_kept_for_365_days_to_the_instant():
    closed = close(SENT, Result.BY_COMPANY, MONDAY)
    assert isinstance(closed, Intake)
    end = MONDAY + timedelta(days=365)
    assert step(of(closed, end - INSTANT), reachable=True) is None
    assert step(of(closed, end), reachable=True) is Step.ERASE


def test_an_open_request_is_warned_of_after_365_days_and_erased_after_its_notice_unless_somebody_touches_it():
    end = MONDAY + timedelta(days=365)
    left = replace(SENT, escalated=MONDAY, reminded=2)  # nothing else is due of it
    assert step(of(left, end - INSTANT), reachable=True) is None
    assert step(of(left, end), reachable=True) is Step.WARN
    warned = Note("warned", "program", "", "", end)
    assert step(of(left, end + NOTICE - INSTANT, warned), reachable=True) is None
    assert step(of(left, end + NOTICE, warned), reachable=True) is Step.ERASE
    word = Note("word", "company", "", "toujours d'actualité", end + timedelta(days=1))
    assert step(of(left, end + NOTICE, warned, word), reachable=True) is not Step.ERASE


def test_the_notice_is_two_weeks_and_a_warning_from_before_the_last_word_counts_no_more():
    assert timedelta(days=14) == NOTICE
    end = MONDAY + timedelta(days=365)
    word = Note("word", "company", "", "toujours d'actualité", end + timedelta(days=1))
    warned = Note("warned", "program", "", "", end)
    left = replace(SENT, escalated=MONDAY, reminded=2)
    assert step(of(left, word.at + timedelta(days=365), warned, word), reachable=True) is Step.WARN
