import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.figures import marks

KINDS = {"#age", "#time", "#euro", "#percent", "#hours", "#date", "#number"}

MARKS = [
    ("", []),
    ("un apprenti, ça compte ?", []),
    ("deux personnes", []),
    # ages
    ("52 ans", ["#age"]),
    ("53ans", ["#age"]),
    ("un jeune de 25 ans", ["#age"]),
    ("moins de 26 ans", ["#age"]),
    ("il a 41 an", ["#age"]),
    # how long
    ("depuis 18 mois", ["#time"]),
    ("18 mois de chômage", ["#time"]),
    ("un marché de 3 ans", ["#time"]),
    ("un stagiaire de 3ème", ["#number"]),
    ("la 2nde phase, le 1er lot", ["#number", "#number"]),
    ("accord-cadre, 4 ans", ["#time"]),
    ("depuis 2 ans", ["#time"]),
    ("depuis plus de 2 ans", ["#time"]),
    ("pendant environ 24 mois", ["#time"]),
    ("ça fait 3 ans", ["#time"]),
    ("il y a 2 ans", ["#time"]),
    ("contrat de 6 mois", ["#time"]),
    ("en 3 semaines", ["#time"]),
    ("15 jours", ["#time"]),
    ("au bout de 4 années", ["#time"]),
    # money
    ("250 000 €", ["#euro"]),
    ("250\u00a0000\u00a0€ HT", ["#euro"]),
    ("1500€", ["#euro"]),
    ("1.500 €", ["#euro"]),
    ("1500,50 €", ["#euro"]),
    ("1 500 euros", ["#euro"]),
    ("200 000 euros ttc", ["#euro"]),
    ("800 k€", ["#euro"]),
    ("800k", ["#euro"]),
    ("800 ke", ["#euro"]),
    ("3 M€", ["#euro"]),
    ("2 millions", ["#euro"]),
    ("1,5 million d'euros", ["#euro"]),
    ("35 €/h", ["#euro"]),
    # shares
    ("5 %", ["#percent"]),
    ("12,5%", ["#percent"]),
    ("5 pour cent", ["#percent"]),
    ("40 pct", ["#percent"]),
    # hours of work
    ("150 h", ["#hours"]),
    ("150h d'insertion", ["#hours"]),
    ("1 200 heures", ["#hours"]),
    ("7 hrs", ["#hours"]),
    # dates
    ("le 1er avril 2019", ["#date"]),
    ("22 août 2026", ["#date"]),
    ("avril 2019", ["#date"]),
    ("23/11/2026", ["#date"]),
    ("23-11-26", ["#date"]),
    ("23.11.2026", ["#date"]),
    ("2012-05-01", ["#date"]),
    ("un marché de 2019", ["#date"]),
    # the rest
    ("3 personnes", ["#number"]),
    ("lot 3", ["#number"]),
    ("art 14", ["#number"]),
    ("0549123456", ["#number"]),
    ("bac+2", ["#number"]),
    ("14", ["#number"]),
    # an article's number is no figure to count with
    ("L2112-2", []),
    # several
    ("un gars de 52 ans au chômage depuis 8 mois", ["#age", "#time"]),
    ("chomeur depuis 2 ans et demi 53ans", ["#age", "#time"]),
    ("3 personnes de 52 ans", ["#age", "#number"]),
    (
        "marché de 300 000€, 40% de main d'œuvre, 5% d'insertion, 35€ de l'heure",
        ["#euro", "#euro", "#percent", "#percent"],
    ),
    ("210 h à faire avant le 31/12/2026 pour 2 personnes", ["#date", "#hours", "#number"]),
]

NO_MONEY = ["le 2e lot", "c'est son 3e contrat", "500 m² de toiture", "500 m2 de façade"]


def _kinds(text: str) -> list[str]:
    return [mark.kind for mark in marks(text)[0]]


@pytest.mark.parametrize(("text", "kinds"), MARKS)
def test_a_figure_is_told_by_its_kind(text, kinds):
    assert sorted(_kinds(text)) == kinds


@pytest.mark.parametrize("text", NO_MONEY)
def test_an_ordinal_or_a_surface_is_no_money(text):
    assert "#euro" not in _kinds(text)


def test_figures_of_another_size_are_the_same_marks():
    one, other = "un gars de 52 ans au chômage depuis 8 mois", "un gars de 31 ans au chômage depuis 14 mois"
    assert _kinds(one) == _kinds(other)
    assert marks(one)[1] == marks(other)[1]


LONG_NUMBERS = ["05 49 12 34 56", "05.49.12.34.56", "123 456 789 00012", "12345678900012", "1 85 05 78 006 048 22"]


@pytest.mark.parametrize("text", LONG_NUMBERS)
def test_a_telephone_or_a_siret_is_numbers_and_nothing_else(text):
    assert set(_kinds(text)) == {"#number"}


@pytest.mark.parametrize("text", [*(text for text, kinds in MARKS if kinds), *LONG_NUMBERS])
def test_no_figure_is_left_in_the_text(text):
    assert not any(letter.isdigit() for letter in marks(text)[1])


def test_the_words_around_a_figure_are_left():
    assert marks("un gars de 52 ans au chômage")[1].split() == ["un", "gars", "de", "au", "chomage"]


SIGNS = st.text(alphabet="0123456789 .,-/€%hkmeans+jour", max_size=40)


@given(st.one_of(st.text(), SIGNS))
def test_any_text_gives_marks_of_the_known_kinds(text):
    assert set(_kinds(text)) <= KINDS


@given(st.integers(18, 67))
def test_every_age_is_an_age(years):
    assert _kinds(f"un gars de {years} ans") == ["#age"]


@given(st.integers(1, 10_000_000))
def test_every_amount_is_money_however_it_is_written(euros):
    for written in (f"{euros} €", f"{euros}€", f"{euros:_} euros".replace("_", " "), f"{euros:_} €".replace("_", ".")):
        assert _kinds(f"un marché de {written}") == ["#euro"]


@pytest.mark.parametrize("text", ["1 " * 2048, "1" + " " * 4095, "2112" + " " * 4000 + "x", "1 000 " * 682])
def test_a_whole_message_of_figures_is_read_at_once(text):
    began = time.process_time()
    marks(text)
    assert time.process_time() - began < 0.5
