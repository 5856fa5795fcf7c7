from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import in_french

DAYS = [
    (date(2019, 4, 1), "1er avril 2019"),
    (date(2006, 9, 1), "1er septembre 2006"),
    (date(2016, 3, 31), "31 mars 2016"),
    (date(2026, 8, 22), "22 août 2026"),
    (date(2024, 2, 29), "29 février 2024"),
    (date(2026, 1, 2), "2 janvier 2026"),
    (date(2026, 5, 3), "3 mai 2026"),
    (date(2026, 6, 10), "10 juin 2026"),
    (date(2026, 7, 11), "11 juillet 2026"),
    (date(2026, 10, 21), "21 octobre 2026"),
    (date(2026, 11, 23), "23 novembre 2026"),
    (date(2026, 12, 31), "31 décembre 2026"),
]


@pytest.mark.parametrize(("day", "said"), DAYS)
def test_a_day_is_said_as_french_says_it(day, said):
    assert in_french(day) == said


@given(st.dates())
def test_only_the_first_of_a_month_is_an_ordinal(day):
    assert in_french(day).startswith("1er ") == (day.day == 1)


@given(st.dates(), st.dates())
def test_two_days_are_never_said_alike(one, other):
    assert (in_french(one) == in_french(other)) == (one == other)
