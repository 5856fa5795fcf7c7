"""A request that waits is due a step, at most one, in working hours only."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.people import Member
from bot.knowledge.vocabulary import Result
from bot.language.dates import FRANCE
from bot.requests.model.calendar import is_working_moment
from bot.requests.model.reminders import Step, due
from bot.requests.model.request import Form, Intake, Note, close, erase, reach, reopen, take, transfer

MONDAY = datetime(2026, 11, 23, 10, tzinfo=FRANCE)
DOMINIQUE = Member(2001, "Dominique")


def sent(at: datetime = MONDAY) -> Intake:
    return Intake("CL-7K3F", 1001, "relay/a", Form(company="Bâti Ouest"), at)


def note(kind: str, at: datetime) -> Note:
    return Note(kind, "program", "", "", at)  # type: ignore[arg-type]


def taken(at: datetime = MONDAY) -> Intake:
    found = take(sent(at), DOMINIQUE, at)
    assert isinstance(found, Intake)
    return found


@pytest.mark.parametrize(
    ("reminded", "days", "what"),
    [
        (0, timedelta(days=2, minutes=-1), None),
        (0, timedelta(days=2), Step.REMIND),
        (1, timedelta(days=3), None),
        (1, timedelta(days=7), Step.REMIND),  # the fifth working day
        (2, timedelta(days=7, hours=2), None),
        (2, timedelta(days=8), Step.ESCALATE),
    ],
)
def test_what_nobody_took_is_due_after_2_5_and_6_working_days(reminded: int, days: timedelta, what: Step | None):
    assert due(replace(sent(), reminded=reminded), (), MONDAY + days) is what


@pytest.mark.parametrize(
    ("past", "days", "what"),
    [
        ((), timedelta(days=6), None),
        ((), timedelta(days=7), Step.CHASE),
        ((7,), timedelta(days=11), None),
        ((7,), timedelta(days=14), Step.CHASE),
        ((7, 14), timedelta(days=60), None),
    ],
)
def test_whoever_took_it_is_reminded_after_5_and_10_working_days(past: tuple[int, ...], days: timedelta, what):
    notes = [note("reminded", MONDAY + timedelta(days=day)) for day in past]
    assert due(taken(), notes, MONDAY + days) is what


def test_an_escalated_request_is_due_nothing_more():
    told = replace(sent(), reminded=2, escalated=MONDAY + timedelta(days=8))
    assert due(told, (), MONDAY + timedelta(days=60)) is None


def test_after_a_standstill_the_steps_come_a_working_day_apart():
    late = MONDAY + timedelta(days=28)
    assert due(sent(), (), late) is Step.REMIND
    once = replace(sent(), reminded=1)
    assert due(once, [note("reminded", late)], late + timedelta(minutes=1)) is None
    assert due(once, [note("reminded", late)], late + timedelta(days=1)) is Step.REMIND


def test_a_transfer_begins_anew():
    moved = transfer(replace(sent(), reminded=2), "relay/b")
    assert isinstance(moved, Intake)
    at = MONDAY + timedelta(days=7)
    notes = [note("reminded", MONDAY + timedelta(days=2)), note("transferred", at)]
    assert due(moved, notes, at + timedelta(days=1)) is None
    assert due(moved, notes, at + timedelta(days=2)) is Step.REMIND


def test_a_reopened_request_begins_anew():
    closed = close(taken(), Result.HELPED, MONDAY + timedelta(days=1))
    assert isinstance(closed, Intake)
    again = reopen(closed)
    assert isinstance(again, Intake)
    at = MONDAY + timedelta(days=14)
    assert due(again, [note("reopened", at)], at + timedelta(days=1)) is None
    assert due(again, [note("reopened", at)], at + timedelta(days=7)) is Step.CHASE


def test_what_is_over_or_under_way_is_never_reminded():
    contacted = reach(sent(), DOMINIQUE, MONDAY)
    closed = close(sent(), Result.BY_COMPANY, MONDAY)
    for intake in (contacted, closed, erase(sent(), MONDAY)):
        assert isinstance(intake, Intake)
        assert all(due(intake, (), MONDAY + timedelta(days=days)) is None for days in range(60))


@given(st.integers(0, 24 * 60 * 40), st.booleans())
def test_nothing_is_due_outside_working_hours(minutes: int, is_taken: bool):  # noqa: FBT001
    now = MONDAY + timedelta(minutes=minutes)
    found = due(taken() if is_taken else sent(), (), now)
    assert found is None or is_working_moment(now)
