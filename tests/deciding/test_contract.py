"""A buyer's free text states facts of his contract."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.deciding.contract import heard, read
from bot.knowledge import loader
from bot.settings import SHIPPED_KNOWLEDGE

TODAY = date(2026, 11, 23)
WORDS = app.contract_words(loader.load(SHIPPED_KNOWLEDGE).knowledge, app.tables(SHIPPED_KNOWLEDGE))

SAID: list[tuple[str, dict[str, Any]]] = [
    ("rénovation de la mairie, 1,2 M€", {"nature": "works", "value": 1_200_000, "buyer": "local"}),
    ("la commune veut des heures d'insertion", {"buyer": "local", "goal": "hours"}),
    ("entretien des espaces verts 40k par an pendant 3 ans", {"nature": "services", "value": 120_000}),
    ("DSP de la piscine, trois millions", {"contract": "concession", "value": 3_000_000}),
    ("on réserve le nettoyage à un ESAT", {"goal": "reserve", "reserve_for": "handicap", "nature": "services"}),
    ("travaux de voirie lancés en 2017, 8 mois", {"nature": "works", "works_months": 8}),
    ("gardiennage, 150 k€ par an reconductible 3 fois", {"nature": "services", "value": 600_000}),
    ("tonte, 60 000 € par an, 2 ans reconductible 2 fois un an", {"nature": "services", "value": 240_000}),
    ("on hésite entre une clause et un critère", {"goal": None}),
    ("critère pour départager les offres, avec une clause sociale", {"goal": "quality"}),
    ("conception-réalisation d'un hôpital, 40 millions", {"nature": "works", "value": 40_000_000}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), SAID)
def test_a_text_states_what_it_says(text: str, facts: dict[str, Any]) -> None:
    told = read(text, WORDS, TODAY).as_json()
    assert {key: told.get(key) for key in facts} == facts


def test_an_amount_with_taxes_is_asked_again() -> None:
    assert [doubt.kind for doubt in heard("marché de 240 000 € TTC", WORDS, TODAY).doubts] == ["ttc"]


@given(st.text(max_size=120))
def test_no_text_makes_the_reading_fail(text: str) -> None:
    heard(text, WORDS, TODAY)
