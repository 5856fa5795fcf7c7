"""Working time in France, from Monday to Friday, 9 to 18 h, without public holidays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import FRANCE
from bot.requests.model.calendar import (
    CLOSES,
    HOURS,
    OPENS,
    after_working_days,
    is_working_day,
    is_working_moment,
    next_working_moment,
    week_of,
    working_days_before,
    working_hours_between,
)

_MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_HOURS = st.integers(0, 24 * 40).map(lambda hours: timedelta(hours=hours))


def paris(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=FRANCE)  # type: ignore[misc,arg-type]


def _working_days_between(begin: datetime, end: datetime) -> int:
    """The whole working days that passed, each day looked at in turn; 0 where the end stands before the beginning."""
    first, last = next_working_moment(begin).astimezone(FRANCE), end.astimezone(FRANCE)
    later = (first.date() + timedelta(days=at) for at in range(1, (last.date() - first.date()).days + 1))
    passed = [day for day in later if is_working_day(day) and (day < last.date() or first.time() <= last.time())]
    return len(passed)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 11, 29), False),
        (date(2026, 1, 1), False),
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2027, 3, 29), False),  # Easter Monday, the day after the change to summer time
        (date(2026, 5, 14), False),  # Ascension Day
        (date(2026, 5, 15), True),  # many take it off, the law does not
        (date(2026, 5, 25), False),  # Whit Monday is a public holiday still
        (date(2026, 7, 14), False),
        (date(2026, 11, 11), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 26), False),  # a Saturday; on a weekday it is a holiday in Alsace-Moselle alone
        (date(2028, 12, 26), True),
    ],
)
def test_a_working_day_is_neither_of_a_week_end_nor_a_holiday(day: date, works: bool):  # noqa: FBT001
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (paris(2026, 11, 23, 8, 59), paris(2026, 11, 23, 9)),
        (paris(2026, 11, 23, 9), paris(2026, 11, 23, 9)),
        (paris(2026, 11, 23, 17, 59), paris(2026, 11, 23, 17, 59)),
        (paris(2026, 11, 23, 18), paris(2026, 11, 24, 9)),
        (paris(2026, 11, 27, 18), paris(2026, 11, 30, 9)),
        (paris(2026, 12, 31, 20), paris(2027, 1, 4, 9)),  # then New Year's Day, and a week-end
        (paris(2026, 4, 3, 19), paris(2026, 4, 7, 9)),  # Good Friday evening to the Tuesday after Easter
        (paris(2026, 3, 28, 23), paris(2026, 3, 30, 9)),  # across the change to summer time
        (paris(2026, 10, 24, 23), paris(2026, 10, 26, 9)),  # and back
    ],
)
def test_the_next_working_moment(at: datetime, then: datetime):
    assert next_working_moment(at) == then


@pytest.mark.parametrize(
    ("begin", "days", "end"),
    [
        (paris(2026, 11, 23, 10), 2, paris(2026, 11, 25, 10)),
        (paris(2026, 11, 27, 17), 1, paris(2026, 11, 30, 17)),
        (paris(2026, 11, 28, 12), 2, paris(2026, 12, 2, 9)),  # sent on a Saturday: it waits from Monday 9 h
        (paris(2026, 3, 27, 10), 1, paris(2026, 3, 30, 10)),  # same hour on the clock, 71 hours later
        (paris(2026, 10, 23, 10), 1, paris(2026, 10, 26, 10)),
        (paris(2026, 12, 24, 10), 5, paris(2027, 1, 4, 10)),  # Christmas and New Year's Day fall on Fridays
    ],
)
def test_some_working_days_later(begin: datetime, days: int, end: datetime):
    assert after_working_days(begin, days) == end
    assert _working_days_between(begin, end) == days
    assert _working_days_between(begin, end - timedelta(minutes=1)) == days - 1


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        (paris(2026, 11, 23, 10), paris(2026, 11, 23, 12, 30), 2.5),
        (paris(2026, 11, 27, 17), paris(2026, 11, 30, 10), 2.0),
        (paris(2026, 11, 28, 10), paris(2026, 11, 29, 10), 0.0),
        (paris(2026, 11, 23, 7), paris(2026, 11, 24, 20), 18.0),
        (paris(2026, 11, 24, 10), paris(2026, 11, 23, 10), 0.0),
    ],
)
def test_working_hours(begin: datetime, end: datetime, hours: float):
    assert working_hours_between(begin, end) == hours


def test_a_week_begins_on_monday_in_france():
    assert week_of(paris(2026, 11, 29, 23, 59)) == date(2026, 11, 23)
    assert week_of(datetime(2026, 11, 29, 23, 30, tzinfo=UTC)) == date(2026, 11, 30)  # 0 h 30 in France


@given(_MOMENTS)
def test_the_next_working_moment_is_one_and_is_not_past(at: datetime):
    then = next_working_moment(at)
    assert is_working_moment(then)
    assert then >= at
    assert next_working_moment(then) == then
    assert (then == at) == is_working_moment(at)


@given(_MOMENTS, st.integers(0, 30))
def test_working_days_are_counted_as_they_are_added(at: datetime, days: int):
    then = after_working_days(at, days)
    assert _working_days_between(at, then) == days
    local = then.astimezone(FRANCE)
    assert is_working_day(local.date())
    assert OPENS <= local.time() < CLOSES


@given(_MOMENTS, _HOURS, st.integers(1, 10))
def test_whoever_waited_for_some_working_days_waits_since_a_moment_before_them(
    end: datetime, waited: timedelta, days: int
):
    last = working_days_before(end, days)
    assert (end - waited <= last) == (_working_days_between(end - waited, end) >= days)
    assert _working_days_between(last, end) == days
    assert _working_days_between(last + timedelta.resolution, end) == days - 1


@given(_MOMENTS, _HOURS, _HOURS)
def test_more_time_is_never_fewer_working_days(at: datetime, some: timedelta, more: timedelta):
    assert _working_days_between(at, at + some) <= _working_days_between(at, at + some + more)
    together = working_hours_between(at, at + some) + working_hours_between(at + some, at + some + more)
    assert together == pytest.approx(working_hours_between(at, at + some + more))


@pytest.mark.parametrize(
    ("at", "works"),
    [
        (paris(2026, 11, 23, 8, 59, 59, 999_999), False),
        (paris(2026, 11, 23, 9), True),
        (paris(2026, 11, 23, 17, 59, 59, 999_999), True),
        (paris(2026, 11, 23, 18), False),
        (paris(2026, 11, 28, 12), False),
    ],
)
def test_working_hours_begin_at_the_opening_hour_exactly_and_end_at_the_closing_one(at: datetime, works: bool):  # noqa: FBT001
    assert is_working_moment(at) is works


def test_a_working_day_has_nine_hours():
    assert HOURS == 9
