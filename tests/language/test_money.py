"""Amounts of money in every spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.money import amounts, in_french, normal

WRITTEN = [
    ("300 000 €", 300_000),
    ("300.000 €", 300_000),
    ("300000 euros", 300_000),
    ("300k", 300_000),
    ("300 k€", 300_000),
    ("300 K€ HT", 300_000),
    ("1,2 M€", 1_200_000),
    ("1.2 M€", 1_200_000),
    ("2M5", 2_500_000),
    ("1 million 2", 1_200_000),
    ("2 millions et demi", 2_500_000),
    ("un demi-million d'euros", 500_000),
    ("trois cent mille euros", 300_000),
    ("98 milliers d'euros", 98_000),
    ("€ 45 000", 45_000),
    ("entre 90 000 et 120 000 €", 120_000),
]


@pytest.mark.parametrize(("text", "euros"), WRITTEN)
def test_an_amount_is_read_however_it_is_written(text, euros):
    assert [one.euros for one in amounts(normal(text))] == [euros]


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("lot 1 à 80 000 €, lot 2 à 140 000", [80_000, 140_000]),
        ("voirie 90 000, propreté 70 000 HT", [90_000, 70_000]),
        ("75 000 € la première année puis 50 000 les suivantes", [75_000, 50_000]),
        ("1 500,50 €", [1_500.5]),
        ("80 000 € pour 12 000 habitants", [80_000]),
        ("à Niort 79000 pour 80 000 €", [80_000]),
    ],
)
def test_beside_an_amount_a_bare_one_in_groups_is_one_too(text, euros):
    assert [one.euros for one in amounts(normal(text))] == euros


@pytest.mark.parametrize(
    ("text", "tax"),
    [("300 000 € HT", "ht"), ("300 000 € TTC", "ttc"), ("300 000 € hors taxes", "ht"), ("300 000 €", None)],
)
def test_it_tells_whether_taxes_are_inside(text, tax):
    assert [one.tax for one in amounts(normal(text))] == [tax]


@pytest.mark.parametrize(
    ("text", "per"),
    [("50 000 € par an", ("year",)), ("4 000 € par mois", ("month",)), ("25 €/h", ("hour",)), ("9 000 €", ())],
)
def test_it_tells_what_an_amount_is_counted_by(text, per):
    assert [one.per for one in amounts(normal(text))] == [per]


@pytest.mark.parametrize(
    "text", ["500 m2", "12 agents", "un chantier 79000 Niort", "05 49 12 34 56", "5 %", "en 2027", "3 000 habitants"]
)
def test_what_is_no_money_is_none(text):
    assert amounts(normal(text)) == []


@given(st.integers(1_000, 999_999_999))
def test_what_is_shown_is_read_back(euros):
    assert [one.euros for one in amounts(normal(in_french(euros)))] == [euros]


@pytest.mark.parametrize(
    ("said", "euros"),
    [
        ("une centaine de milliers d'euros", [100_000]),
        ("4 centaines de milliers d'euros", [400_000]),
        ("1 million 3", [1_300_000]),
        ("1 million 9", [1_900_000]),
        ("1 million 10", [1_010_000]),
        ("1 million 999", [1_999_000]),
        ("1 million 1000", [1_001_000]),
        ("45 mille 5", [45_005]),
        ("3 mille et demi", [3_500]),
        ("2 milliards et demi", [2_500_000_000]),
        ("entre 40 000 et 90 000 €", [90_000]),
        ("de 40 000 et 90 000 €", [40_000, 90_000]),
        ("de 40 000 à 90 000 €", [90_000]),
        ("travaux a lezay 79000", []),  # five figures behind a name are a postal code
        ("travaux lezay 790000", [790_000]),
        ("montant 79000", [79_000]),
    ],
)
def test_each_part_of_a_spoken_amount_counts_as_it_is_meant(said, euros):
    assert [one.euros for one in amounts(normal(said))] == euros


def test_the_number_of_a_part_is_none_of_its_amount():
    assert normal("lot 2 150 000 €", ("lot",)) == "lot 2 : 150000 €"
    assert normal("lot 2 150 000 €") == "lot 2150000 €"
