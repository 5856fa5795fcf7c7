"""The days that people name, told on Monday 30 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.days import days, unreal
from bot.language.numbers import digits

TODAY = date(2026, 11, 30)

NAMED = [
    ("le 15 janvier 2027", date(2027, 1, 15)),
    ("le 1er février 2027", date(2027, 2, 1)),
    ("15/03/2027", date(2027, 3, 15)),
    ("15.03.27", date(2027, 3, 15)),
    ("2027-03-15", date(2027, 3, 15)),
    ("le 15-sept-2026", date(2026, 9, 15)),
    ("le 15 sept. 2026", date(2026, 9, 15)),
    ("en janvié 2027", date(2027, 1, 1)),
    ("en févr. 2027", date(2027, 2, 1)),
    ("juil. 2027", date(2027, 7, 1)),
    ("juill. 2027", date(2027, 7, 1)),
    ("le 3 mars 26", date(2026, 3, 3)),
    ("en janvier", date(2027, 1, 1)),
    ("en décembre", date(2026, 12, 1)),
    ("fin mars 2027", date(2027, 3, 25)),
    ("mi-avril 2027", date(2027, 4, 15)),
    ("début 2027", date(2027, 1, 1)),
    ("le mois prochain", date(2026, 12, 1)),
    ("demain", date(2026, 12, 1)),
    ("hier", date(2026, 11, 29)),
    ("lundi prochain", date(2026, 12, 7)),
    ("dans deux mois", date(2027, 1, 30)),
    ("il y a un an", date(2025, 11, 30)),
    ("au printemps", date(2027, 4, 1)),
    ("au premier trimestre 2027", date(2027, 1, 1)),
]


@pytest.mark.parametrize(("text", "day"), NAMED)
def test_a_day_is_read_however_it_is_written(text, day):
    assert [one.day for one in days(digits(text), TODAY)] == [day]


@pytest.mark.parametrize(
    "text", ["30 février 2027", "05.49.12.34.56", "2026 habitants", "mai 68 euros", "52 ans", "le 32/13/2027", "marche"]
)
def test_what_is_no_day_is_none(text):
    assert days(digits(text), TODAY) == []


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_days(text):
    for one in days(digits(text), TODAY):
        assert one.first <= one.last


@given(st.dates(date(2000, 1, 1), date(2069, 12, 31)))
def test_every_day_written_in_figures_is_itself(day):
    assert [one.day for one in days(f"{day.day:02}/{day.month:02}/{day.year}", TODAY)] == [day]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("le 30 février", True),
        ("le 31 avril 2027", True),
        ("le 29/02/2027", True),
        ("le 15/13/2027", True),
        ("le 29 février 2028", False),
        ("le 31 mai", False),
        ("12 mars et 31/12/2027", False),
    ],
)
def test_a_day_that_no_calendar_has_is_known_as_such(text: str, told: object) -> None:
    assert unreal(digits(text)) is told
