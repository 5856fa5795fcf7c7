"""Who writes as people write never notices a limit; who floods is told once, and then nothing until they calm down."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.throttle import CROWD, PERSON, Budget, Pace, paced

NOW = 1_795_000_000.0


def _lets(moments, budget: Budget = PERSON) -> list[str]:
    pace, lets = None, list[str]()
    for moment in moments:
        pace, let = paced(pace, NOW + moment, budget)
        lets.append(let)
    return lets


def test_six_quick_messages_pass_and_a_form_filled_without_a_pause_too():
    assert set(_lets([0, 0, 0, 0.5, 1, 1])) == {"pass"}
    assert set(_lets(range(0, 120, 2))) == {"pass"}
    assert set(_lets([n * 1.0 for n in range(600)])) == {"pass"}


def test_what_waited_while_the_bot_was_away_was_not_written_at_once():
    assert set(_lets(sorted([*range(0, 3600, 60)] * 3))) == {"pass"}


def test_a_flood_is_told_once_and_then_met_in_silence():
    lets = _lets([0.1 * n for n in range(300)])
    assert lets[:20] == ["pass"] * 20
    assert lets.count("tell") == 1
    assert set(lets[lets.index("tell") + 1 :]) == {"silence"}


def test_ten_seconds_of_calm_end_the_silence():
    flood = [0.01 * n for n in range(100)]
    assert _lets([*flood, 11.0, 11.1, 12.0])[-3:] == ["pass"] * 3


def test_who_only_slows_down_a_little_is_heard_again_too():
    flood = [0.01 * n for n in range(100)]
    assert _lets([*flood, *(2.0 * n for n in range(1, 20))])[-1] == "pass"


def test_a_group_of_many_has_a_larger_allowance():
    talk = [0.4 * n for n in range(200)]
    assert "tell" in _lets(talk)
    assert set(_lets(talk, CROWD)) == {"pass"}


@pytest.mark.parametrize("back", [30.0, 3600.0])
def test_a_clock_that_goes_back_gives_nothing_and_locks_nobody_out(back):
    lets = _lets([10_000.0, *[10_000.0 - back] * 20, 10_000.0 - back + 65])
    assert lets == ["pass"] * 20 + ["tell", "pass"]


@given(st.lists(st.floats(0, 1e5), max_size=80), st.sampled_from([PERSON, CROWD]))
def test_in_any_stretch_no_more_passes_than_the_allowance_and_no_word_is_said_twice_in_one_flood(moments, budget):
    moments = sorted(moments)
    lets = _lets(moments, budget)
    passed = [moment for moment, let in zip(moments, lets, strict=True) if let == "pass"]
    for first in range(len(passed)):
        assert len(passed) - first <= budget.burst + (passed[-1] - passed[first]) * budget.per_second + 1
    assert not [pair for pair in pairwise(let for let in lets if let != "silence") if pair == ("tell", "tell")]


@given(
    st.builds(Pace, st.floats(0, 20), st.floats(0, 4e9), st.booleans()),
    st.floats(0, 4e9),
    st.sampled_from([PERSON, CROWD]),
)
def test_whatever_the_state_a_minute_of_calm_opens_the_way(before, at, budget):
    after, _ = paced(before, at, budget)
    assert paced(after, after.at + 60, budget)[1] == "pass"
    assert 0 <= after.left <= budget.burst
