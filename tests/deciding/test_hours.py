"""Hours are exact, rounded half up, and impossible figures are named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.deciding.hours import as_json, read
from bot.settings import SHIPPED_KNOWLEDGE

FILE = app.tables(SHIPPED_KNOWLEDGE).hours


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


@given(st.text(max_size=120))
def test_no_line_makes_the_calculation_fail(line: str) -> None:
    assert {"hours", "error"} & as_json(line, FILE).keys()
    read(line, FILE)
