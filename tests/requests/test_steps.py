"""The steps of a request: each from each status, and in whatever order people take them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.chat.people import NOBODY, Member
from bot.knowledge.vocabulary import Refusal, Result, Status
from bot.requests.model.request import Form, Intake, called, close, erase, reach, reopen, take, take_over, transfer

CAME = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NOW = CAME + timedelta(hours=2)
ZOE, LEO = Member(7, "Zoé"), Member(8, "Léo")
RELAY, OTHER = "relay/a", "relay/b"
SENT = Intake("CL-7K3F", 1001, RELAY, Form(company="Martin"), CAME)
TAKEN = replace(SENT, status=Status.TAKEN, owner=ZOE, taken=NOW)
CONTACTED = replace(TAKEN, status=Status.CONTACTED, contacted=NOW)
CALLED = replace(SENT, status=Status.CONTACTED, taken=NOW, contacted=NOW)  # the company says so
CLOSED = replace(CONTACTED, status=Status.CLOSED, result=Result.HELPED, closed=NOW)
ERASED = erase(CLOSED, NOW)

TABLE: list[tuple[Any, tuple[Any, ...], dict[Intake, Status | Refusal]]] = [
    (take, (LEO, NOW), {SENT: Status.TAKEN, TAKEN: Refusal.ANOTHERS, CONTACTED: Refusal.ANOTHERS}),
    (take, (LEO, NOW), {CALLED: Status.CONTACTED}),
    (take, (ZOE, NOW), {SENT: Status.TAKEN, TAKEN: Refusal.YOURS_ALREADY, CLOSED: Refusal.CLOSED}),
    (take_over, (LEO, NOW), {SENT: Status.TAKEN, TAKEN: Status.TAKEN, CONTACTED: Status.CONTACTED}),
    (take_over, (ZOE, NOW), {TAKEN: Refusal.YOURS_ALREADY, CLOSED: Refusal.CLOSED}),
    (reach, (ZOE, NOW), {SENT: Status.CONTACTED, TAKEN: Status.CONTACTED, CONTACTED: Refusal.YOURS_ALREADY}),
    (reach, (LEO, NOW), {TAKEN: Refusal.ANOTHERS, CALLED: Status.CONTACTED, CLOSED: Refusal.CLOSED}),
    (called, (NOW,), {SENT: Status.CONTACTED, TAKEN: Status.CONTACTED, CLOSED: Refusal.CLOSED}),
    (called, (NOW,), {CONTACTED: Refusal.YOURS_ALREADY, CALLED: Refusal.YOURS_ALREADY}),
    (close, (Result.HELPED, NOW, ZOE), {SENT: Status.CLOSED, TAKEN: Status.CLOSED, CLOSED: Refusal.CLOSED}),
    (close, (Result.HELPED, NOW, LEO), {SENT: Status.CLOSED, TAKEN: Refusal.ANOTHERS}),
    (close, (Result.BY_COMPANY, NOW), {SENT: Status.CLOSED, CONTACTED: Status.CLOSED, CLOSED: Refusal.CLOSED}),
    (reopen, (), {replace(CALLED, status=Status.CLOSED, closed=NOW): Status.SENT}),
    (reopen, (), {SENT: Refusal.NOT_CLOSED, CLOSED: Status.CONTACTED, ERASED: Refusal.ERASED}),
    (transfer, (OTHER,), {SENT: Status.SENT, TAKEN: Status.SENT, CLOSED: Refusal.CLOSED}),
    (transfer, (RELAY,), {SENT: Refusal.SAME_RELAY, CONTACTED: Refusal.SAME_RELAY}),
]  # fmt: skip
CASES = [(step, given, before, after) for step, given, befores in TABLE for before, after in befores.items()]


@pytest.mark.parametrize(("step", "given", "before", "after"), CASES)
def test_a_step_leads_where_it_should_or_says_why_not(step, given, before, after):
    stepped = step(before, *given)
    assert (stepped.status if isinstance(stepped, Intake) else stepped) == after


def test_an_administrator_who_stays_anonymous_acts_for_the_relay_and_keeps_nobody_out():
    taken = take(SENT, NOBODY, NOW)
    assert isinstance(taken, Intake)
    for member in (LEO, NOBODY):
        assert isinstance(reach(taken, member, NOW), Intake)
        assert isinstance(close(TAKEN, Result.HELPED, NOW, NOBODY), Intake)


def test_whoever_takes_what_the_company_says_is_under_way_has_it_and_changes_nothing_else():
    for step in (take, reach):
        assert step(CALLED, LEO, NOW + timedelta(hours=1)) == replace(CALLED, owner=LEO)
    assert called(TAKEN, NOW) == CONTACTED


def test_a_handed_on_request_is_nobodys_and_counts_its_reminders_anew():
    moved = transfer(replace(CONTACTED, reminded=2, escalated=NOW), OTHER)
    assert isinstance(moved, Intake)
    assert (moved.owner, moved.taken, moved.contacted, moved.reminded, moved.escalated) == (None, None, None, 0, None)
    assert (moved.form, moved.created, moved.chat) == (SENT.form, SENT.created, SENT.chat)


def test_an_erased_request_keeps_that_it_was_and_nobodys_identity():
    erased = erase(TAKEN, NOW)
    assert (erased.form, erased.owner, erased.chat) == (Form(), None, 0)
    assert (erased.result, erased.status, erased.relay) == (Result.WITHDRAWN, Status.CLOSED, RELAY)
    assert erase(CLOSED, NOW).result is Result.HELPED


class AnyOrder(RuleBasedStateMachine):
    """People take steps in any order; each keeps to what was agreed on."""

    members = st.sampled_from([ZOE, LEO, Member(9)])
    relays = st.sampled_from([RELAY, OTHER, "relay/c"])

    def __init__(self):
        super().__init__()
        self.intake, self.now = SENT, CAME

    def _goes(self, stepped, *, opens=False):
        before, self.now = self.intake, self.now + timedelta(minutes=1)
        if isinstance(stepped, Refusal):
            return
        assert before.open or opens, "a closed request stays closed until it is reopened"
        assert (stepped.reference, stepped.chat, stepped.form) == (before.reference, before.chat, before.form)
        self.intake = stepped

    @rule(member=members)
    def takes(self, member):
        had = self.intake.owner
        self._goes(take(self.intake, member, self.now))
        assert had is None or self.intake.owner == had

    @rule(member=members)
    def takes_over(self, member):
        self._goes(take_over(self.intake, member, self.now))

    @rule(member=members)
    def reaches(self, member):
        had = self.intake.owner
        self._goes(reach(self.intake, member, self.now))
        assert had is None or self.intake.owner == had

    @rule()
    def the_company_says_that_it_was_called(self):
        had = self.intake.owner
        self._goes(called(self.intake, self.now))
        assert self.intake.owner == had

    @rule(member=st.none() | members, result=st.sampled_from(Result))
    def closes(self, member, result):
        self._goes(close(self.intake, result, self.now, member))

    @rule()
    def reopens(self):
        self._goes(reopen(self.intake), opens=True)

    @rule(relay=relays)
    def hands_on(self, relay):
        self._goes(transfer(self.intake, relay))

    @invariant()
    def what_it_says_of_itself_agrees(self):
        one = self.intake
        assert (one.status is Status.CLOSED) == (one.closed is not None) == (one.result is not None)
        assert one.status is not Status.SENT or (one.owner, one.taken, one.contacted) == (None, None, None)
        assert one.status is not Status.TAKEN or (one.owner is not None and one.contacted is None)
        assert one.status is not Status.CONTACTED or None not in (one.taken, one.contacted)


TestAnyOrder = AnyOrder.TestCase
