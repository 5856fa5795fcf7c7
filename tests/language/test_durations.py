"""Ages and durations, as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.ages import ages
from bot.language.durations import spans
from bot.language.numbers import digits

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("depuis 2 ans et demi", 30),
        ("un an tout pile", 12),
        ("ça fait 18 mois", 18),
        ("dix-huit mois", 18),
        ("un an et demi", 18),
        ("1 an et 3 mois", 15),
        ("2 ans 3 mois", 27),
        ("2,5 ans", 30),
        ("six semaines", 1),
        ("deux trimestres", 6),
        ("un semestre", 6),
        ("40 jours", 1),
        ("une demi-année", 6),
        ("8 moi", 8),
        ("depuis plus d'un an", 13),
        ("au moins un an", 12),
        ("moins d'un an", 11),
        ("presque 2 ans", 23),
        ("environ 15 mois", 15),
        ("2 à 3 ans", 24),
        ("depuis mars", 8),
        ("depuis décembre", 11),
        ("depuis novembre", 0),
        ("depuis janvier 2024", 34),
        ("depuis septembre de l'année dernière", 14),
        ("depuis le 3 mars 2025", 20),
        ("depuis le 30 octobre", 0),
        ("depuis le 15/06/2024", 29),
        ("depuis 03/2024", 32),
        ("depuis mi-mars", 8),
        ("depuis la rentrée", 2),
        ("depuis l'été dernier", 4),
        ("depuis début 2025", 21),
        ("le mois dernier", 1),
        ("depuis hier", 0),
    ],
)
def test_a_duration_is_counted_in_months(text: str, months: int) -> None:
    assert [(span.months, span.sure) for span in spans(digits(text), TODAY)] == [(months, True)]


@pytest.mark.parametrize("text", ["depuis 2025", "depuis l'an dernier", "entre 6 mois et 2 ans", "6 à 24 mois"])
def test_a_vague_duration_says_that_it_is_not_sure(text: str) -> None:
    found = spans(digits(text), TODAY)
    assert not found[0].sure or len(found) > 1


@pytest.mark.parametrize(
    "text", ["depuis longtemps", "depuis quelques mois", "un moi", "depuis le 12/13/2025", "en juin 2031"]
)
def test_what_gives_no_duration_gives_none(text: str) -> None:
    assert spans(digits(text), TODAY) == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("23ans", 23),
        ("cinquante-deux ans", 52),
        ("53 balais", 53),
        ("âgé de 45", 45),
        ("Âge : 44.", 44),
        ("pas encore 26 ans", 25),
        ("bientôt 50 ans", 49),
        ("il fête ses 50 ans le mois prochain", 49),
        ("il aura 50 ans en janvier", 49),
        ("26 ans demain", 25),
        ("vient d'avoir 50 ans", 50),
        ("55 ans passés", 55),
        ("plus de 50 ans", 51),
        ("moins de 26 ans", 25),
        ("né en 1990", 36),
        ("née le 3/12/1990", 35),
        ("né le 3 mars 1990", 36),
        ("43 ans 10 mois de chomage", 43),
    ],
)
def test_an_age_is_read_in_years(text: str, years: int) -> None:
    assert [(age.years, age.about) for age in ages(digits(text), TODAY)] == [(years, False)]


@pytest.mark.parametrize("text", ["environ 50 ans", "dans les 50 ans", "50 ans environ", "entre 50 et 55 ans"])
def test_a_hedged_age_says_so(text: str) -> None:
    assert ages(digits(text), TODAY)[0].about


def test_two_ages_said_together_are_both_kept() -> None:
    assert [(age.years, age.several) for age in ages("de 19 et 22 ans", TODAY)] == [(19, (22,))]


def test_an_age_before_a_duration_is_kept_apart_from_it() -> None:
    found = spans("43 ans 10 mois de chomage", TODAY)
    assert [(span.months, span.years) for span in found] == [(516, 43), (10, None)]


@given(st.text(alphabet="0123456789 ansmoi,./'-depuisl", max_size=60), st.dates())
def test_no_text_and_no_day_make_reading_fail(text: str, today: date) -> None:
    for span in spans(digits(text), today):
        assert 0 <= span.least <= span.most
        assert text is not None
    ages(digits(text), today)
