"""Hours are exact, rounded half up, and impossible figures are named."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.schema.hours import Key
from bot.tools.hours.reading import figure, read, told
from bot.tools.hours.volume import ImpossibleFigureError, as_json
from tests import shipped

FILE = shipped.tables().hours


def _told(**figures: object) -> dict[str, Any]:
    return as_json(json.dumps(figures), FILE)


@pytest.mark.parametrize(
    ("amount", "share", "cost", "rate", "hours"),
    [(1_000_000, 50, 30, 5, 833), (1_500_000, 70, 30, 10, 3500), (30_000, 50, 30, 0.1, 1), (300, 50, 30, 10, 1)],
)
def test_the_published_formula_is_applied_and_rounded_half_up(
    amount: int, share: int, cost: int, rate: float, hours: int
) -> None:
    assert _told(amount=amount, labour_share=share, hourly_cost=cost, rate=rate)["hours"] == hours


def test_the_reverse_tells_the_rate_that_makes_so_many_hours() -> None:
    told = _told(amount=1_000_000, labour_share=50, hourly_cost=25, hours=1000)
    assert float(told["rate"]) == pytest.approx(5)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"amount": 0}, "Montant"),
        ({"labour_share": 120}, "main-d'œuvre"),
        ({"hourly_cost": "x"}, "Coût"),
        ({"rate": -1}, "Taux"),
    ],
)
def test_an_impossible_figure_is_named(wrong: dict[str, object], named: str) -> None:
    told = _told(**({"amount": 100_000, "labour_share": 50, "hourly_cost": 30, "rate": 5} | wrong))
    assert named in told["error"]


def test_a_sentence_gives_its_figures() -> None:
    figures = read("lot de 850 000 € HT, moitié main d'oeuvre, 5%, 32 euros de l'heure", FILE)
    told = (figures.amount, figures.labour_share, figures.rate, figures.hourly_cost)
    assert [float(one) for one in told if one is not None] == [850_000, 50, 5, 32]


SAID = [
    (
        "800 000 €, 45 % de main d'oeuvre, 35 €/h, 5 %",
        {"amount": 800_000, "labour_share": 45, "hourly_cost": 35, "rate": 5},
    ),
    ("cinq cent mille euros à 5 pour cent", {"amount": 500_000, "rate": 5}),
    (
        "2.5 millions; main d'oeuvre 45; cout horaire 32,50; taux 10",
        {"amount": 2_500_000, "labour_share": 45, "hourly_cost": 32.5, "rate": 10},
    ),
    ("nettoyage à 120000 € par an sur 4 ans", {"amount": 480_000}),
    ("MO un tiers, 90 k€, effort d'insertion 8%", {"amount": 90_000, "labour_share": 33.33, "rate": 8}),
    ("35 € de l'heure chargé", {"hourly_cost": 35}),
    ("1,2 M€ et 7 % d'insertion", {"amount": 1_200_000, "rate": 7}),
    (
        "quel taux pour faire 1000 h sur 1 million avec 50 % de MO à 30 €",
        {"amount": 1_000_000, "labour_share": 50, "hourly_cost": 30, "hours": 1000},
    ),
    ("marché de 0 €", {"hourly_cost": None}),
    ("1 500 heures à faire, combien de personnes", {"hours": 1500, "amount": None}),
]


@pytest.mark.parametrize(("text", "told"), SAID)
def test_each_figure_is_read_in_the_spellings_people_use(text: str, told: dict[str, float | None]) -> None:
    figures = read(text, FILE)
    found = {key: getattr(figures, key) for key in told}
    assert {key: None if value is None else float(value) for key, value in found.items()} == told


TYPED = [
    ("amount", "450 000", 450_000), ("amount", "1,2 M€", 1_200_000), ("amount", "300k", 300_000),
    ("labour_share", "50 %", 50), ("labour_share", "la moitié", 50), ("hourly_cost", "35 €/h", 35),
    ("hourly_cost", "32,5", 32.5), ("rate", "5", 5), ("rate", "7,5 %", 7.5),
    ("hourly_cost", "je dirais 35 de l'heure", 35), ("amount", "450 000 € pour 12 mois", 450_000),
    ("hours", "300 h", 300),
]  # fmt: skip


@pytest.mark.parametrize(("key", "text", "value"), TYPED)
def test_a_figure_is_understood_as_the_answer_to_its_question(key: Key, text: str, value: float) -> None:
    assert float(figure(key, text, FILE)) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("hourly_cost", "200 %"), ("labour_share", "30 €"), ("rate", "5 euros"), ("amount", "50 %"),
        ("amount", "0"), ("amount", "1000000000000000"), ("amount", "beaucoup"), ("labour_share", "120"),
        ("hourly_cost", "2"), ("hourly_cost", "600"), ("rate", "0"), ("rate", "101"), ("hours", "0"),
        ("hourly_cost", "300 h"), ("rate", "3 mois"), ("labour_share", "2 maçons, personne ne veut venir"),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_or_bears_another_unit_is_named(key: Key, text: str) -> None:
    with pytest.raises(ImpossibleFigureError) as error:
        figure(key, text, FILE)
    assert error.value.key == key
    assert FILE.figures[key].label.partition(" ")[0].casefold() in str(error.value).casefold()


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("450 000 TTC", "ttc"),
        ("60 000 € par an", "years"),
        ("3 000 € par site", "parts"),
        ("60 000 €, un an renouvelable", "renewals"),
        ("60 000 € et 45 000 €", "several"),
        ("450 000 € HT", None),
        ("60 000 € par an pendant 4 ans", None),
    ],
)
def test_an_amount_that_cannot_serve_as_it_stands_is_asked_back(text: str, lack: str | None) -> None:
    figures, why = told(f"{text}, 50 % de main d'oeuvre, 35 €/h, 5 %", FILE)
    assert (why, figures.amount is None) == (lack, lack is not None)
    if lack:
        with pytest.raises(ImpossibleFigureError) as error:
            figure("amount", text, FILE)
        assert str(error.value) == FILE.said.of(lack)


@pytest.mark.parametrize(("key", "text"), [("hours", "2 ETP"), ("hours", "35 h/semaine"), ("amount", "1,500")])
def test_what_may_be_something_else_is_asked_back(key: Key, text: str) -> None:
    with pytest.raises(ImpossibleFigureError):
        figure(key, text, FILE)


def test_the_rate_that_is_asked_for_is_not_told() -> None:
    figures = read("1 000 h, quel taux sur 1 M€ à 50 % et 35 €/h", FILE)
    assert figures.rate is None
    assert figures.labour_share == 50


@pytest.mark.parametrize("key", ["amount", "labour_share", "hourly_cost", "rate"])
@pytest.mark.parametrize("fault", ["missing", "not_a_number", "too_low", "too_high"])
def test_each_figure_has_its_words_for_each_fault(key: Key, fault: str) -> None:
    wrong = {"missing": None, "not_a_number": "x", "too_low": -1, "too_high": 10**15}[fault]
    told = _told(**({"amount": 100_000, "labour_share": 50, "hourly_cost": 30, "rate": 5} | {key: wrong}))
    said = getattr(FILE.figures[key].impossible, fault)
    assert told["error"].startswith(said.partition("{")[0])


def test_more_hours_than_the_contract_has_work_are_impossible_and_told_so() -> None:
    told = _told(amount=30_000, labour_share=50, hourly_cost=30, hours=1000)
    assert "500" in told["error"]


@pytest.mark.parametrize(
    ("line", "part"),
    [("[1]", "[1]"), ("not json", "not json"), ('{"montant": 3}', "montant"), ('{"amount": [1]}', "Montant")],
)
def test_a_line_that_holds_no_figures_is_told_so(line: str, part: str) -> None:
    assert part in as_json(line, FILE)["error"]


def test_the_steps_the_full_time_people_and_the_months_are_told() -> None:
    told = _told(amount=1_000_000, labour_share=50, hourly_cost=30, rate=10)
    assert told["hours"] == 1667
    assert told["full_time_equivalents"] == pytest.approx(1.04)
    assert told["months"] == pytest.approx(12.4)
    assert len(told["steps"]) == 5


@settings(deadline=None)  # a busy machine is no fault of a line
@given(st.text(max_size=120))
def test_no_line_makes_the_calculation_fail(line: str) -> None:
    assert {"hours", "error"} & as_json(line, FILE).keys()
    read(line, FILE)
