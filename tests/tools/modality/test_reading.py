"""A buyer's free text states facts of his contract."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tools.modality.reading import heard, read
from tests import shipped

TODAY = date(2026, 11, 23)
WORDS = shipped.contract_words()

SAID: list[tuple[str, dict[str, Any]]] = [
    ("rénovation de la mairie, 1,2 M€", {"nature": "works", "value": 1_200_000, "buyer": "local"}),
    ("la commune veut des heures d'insertion", {"buyer": "local", "goal": "hours"}),
    ("entretien des espaces verts 40k par an pendant 3 ans", {"nature": "services", "value": 120_000}),
    ("DSP de la piscine, trois millions", {"contract": "concession", "value": 3_000_000}),
    ("on réserve le nettoyage à un ESAT", {"goal": "reserve", "reserve_for": "handicap", "nature": "services"}),
    ("travaux de voirie lancés en 2017, 8 mois", {"nature": "works", "works_months": 8}),
    # who buys
    ("ministère, gardiennage", {"buyer": "state"}),
    ("l'université achète du mobilier", {"buyer": "state", "nature": "supplies"}),
    ("bailleur social, réhabilitation de 60 logements", {"buyer": "local", "nature": "works"}),
    ("SNCF, travaux 10 millions", {"buyer": "utility", "value": 10_000_000}),
    ("régie des eaux, entité adjudicatrice", {"buyer": "utility"}),
    # what is bought
    ("maîtrise d'oeuvre pour le collège", {"nature": "services"}),
    ("achat de denrées pour les cantines", {"nature": "supplies"}),
    ("je suis MOE, construction d'un gymnase", {"nature": "works"}),
    # how much
    ("deux cent mille euros hors taxes", {"value": 200_000}),
    ("800K€ HT", {"value": 800_000}),
    ("2,5 MEUR", {"value": 2_500_000}),
    ("3 x 40 000 €", {"value": 120_000}),
    ("4 lots de 50 000 €", {"value": 200_000}),
    ("montant 1 200 000,00 €", {"value": 1_200_000}),
    ("nettoyage pour moins de 25k€", {"value": 25_000}),
    # when
    ("avis envoyé le 15/03/2027", {"date": "2027-03-15"}),
    ("on publie dans deux mois", {"date": "2027-01-23"}),
    ("consultation en janvier prochain", {"date": "2027-01-01"}),
    ("avis publié en juin 2018", {"date": "2018-06-01"}),
    # what for
    ("on note l'insertion dans un critère", {"goal": "quality"}),
    ("acheter un parcours d'insertion", {"goal": "insertion", "nature": "services"}),
    ("lot réservé aux EA et aux SIAE", {"goal": "reserve", "reserve_for": "both"}),
    ("marché réservé aux entreprises d'insertion", {"goal": "reserve", "reserve_for": "siae"}),
    ("réservé à l'économie sociale et solidaire", {"goal": "reserve", "reserve_for": "ess"}),
    ("réserver à la production en détention", {"goal": "reserve", "reserve_for": "prison"}),
    ("pas réserver, mais imposer des heures", {"goal": "hours", "reserve_for": None}),
    ("que l'entreprise embauche des chômeurs", {"goal": "hours"}),
    ("fourniture et pose de menuiseries", {"nature": "works"}),
    ("location de bennes", {"nature": "supplies"}),
    # the rest
    ("marché de défense", {"contract": "marche", "defence": True}),
    ("hors défense", {"defence": False}),
    ("beaucoup de main d'oeuvre", {"labour": True}),
    ("pas de main d'oeuvre", {"labour": False}),
    ("solution immédiatement disponible", {"exception": "off_the_shelf"}),
    ("aucun lien avec l'objet", {"exception": "weak_link"}),
    ("cela restreint la concurrence", {"exception": "harm"}),
    ("chantier de 18 mois", {"nature": "works", "works_months": 18}),
    ("nettoyage pendant 18 mois", {"nature": "services", "works_months": None}),
    ("bonjour", {"goal": None, "value": None, "nature": None, "buyer": None, "contract": None}),
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


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("marché de 240 000 € TTC", "ttc", "value"),
        ("nettoyage, 30 000 € par an", "years", "value"),
        ("50 000 € par lot", "parts", "value"),
        ("travaux pour 0 €", "amount", "value"),
        ("travaux pour 1000000000000000 €", "amount", "value"),
        ("lancé en août 2026", "span", "date"),
    ],
)
def test_what_cannot_be_used_as_it_stands_is_asked_again(text: str, kind: str, key: str) -> None:
    assert [(doubt.kind, doubt.key) for doubt in heard(text, WORDS, TODAY).doubts] == [(kind, key)]


@given(st.text(max_size=120))
def test_no_text_makes_the_reading_fail(text: str) -> None:
    heard(text, WORDS, TODAY)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("lot propreté réservé à un ESAT ou à une EA", "reserve"),
        ("lot propreté réservé à un ESAT, ou des heures d'insertion pour toute entreprise", None),
    ],
)
def test_several_structures_to_reserve_for_are_no_choice_of_goals(text: str, goal: str | None) -> None:
    assert heard(text, WORDS, TODAY).facts.goal == goal
