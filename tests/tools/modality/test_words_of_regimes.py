"""Who buys, under which regime, and words that mean something else inside others."""

from datetime import date
from typing import Any

import pytest

from bot.tools.modality.decision import decide
from bot.tools.modality.reading import heard
from tests import shipped

TODAY = date(2026, 11, 23)
TABLES = shipped.tables()
WORDS = shipped.contract_words()

SAID: list[tuple[str, dict[str, Any], bool | None]] = [
    # industrial and commercial bodies of the State are no central authority
    ("l'ONF achète du débroussaillage, 170 000 € HT", {"buyer": "local"}, False),
    ("un EPIC, fournitures, 170 000 € HT", {"buyer": "local"}, False),
    ("l'ADEME, services, 216 000 € HT", {"buyer": "local"}, True),
    ("préfecture, nettoyage, 170 000 € HT, hors défense", {"buyer": "state"}, True),
    ("préfecture, nettoyage, 170 000 € HT", {"buyer": "state", "defence": None}, None),
    ("subvention de l'État, mairie, nettoyage, 170 000 € HT", {"buyer": "local"}, False),
    ("régie publique de l'eau, fournitures, 300 000 € HT", {"buyer": "utility"}, False),
    ("l'EPIC de l'agglo lance des travaux de 6 M€ HT, 10 mois", {"buyer": "local", "nature": "works"}, True),
    # a town is asked for neither defence nor concession
    ("mairie, ménage, 90 000 € HT", {"contract": None, "defence": None}, False),
    ("commune, entretien des bornes de défense incendie, 220 000 € HT", {"defence": None}, True),
    ("commune, défense contre la mer, travaux, 900 000 € HT", {"defence": None}, False),
    ("commune, travaux de défense contre les crues, 6 M€ HT, 12 mois", {"defence": None}, True),
    ("commune, marché de défense, 6 M€ HT de travaux, 12 mois", {"defence": True}, False),
    ("préfecture, ménage, 170 000 € HT, rien à voir avec la défense", {"defence": False}, True),
    # in house, or to a company
    ("la ville confie l'entretien à sa SPL, 400 000 € HT", {"regime": "in_house"}, False),
    ("coopération entre deux communes, services, 400 000 € HT", {"regime": "in_house"}, False),
    ("coopération public-public entre communes, services, 400 000 € HT", {"regime": "in_house"}, False),
    ("entente entre deux communes en entente intercommunale, services, 400 000 € HT", {"regime": "in_house"}, False),
    ("une SPL lance un marché de ménage, 400 000 € HT", {"regime": None, "buyer": "local"}, True),
    # outside the code, or at its border
    ("VEFA de 20 logements pour un bailleur, 4 M€ HT", {"regime": "real_estate"}, None),
    ("le département loue des bureaux, location de bureaux à 300 000 € HT", {"regime": "real_estate"}, None),
    ("ville, location d'un bâtiment, 300 000 € HT", {"regime": "real_estate"}, None),
    ("bailleur, achat de 10 logements auprès d'un promoteur, 6 M€ HT", {"regime": "real_estate"}, None),
    ("SCI, construction d'un entrepôt, 7 M€ HT, 14 mois", {"regime": "private"}, False),
    ("nous sommes une entreprise privée, ménage, 300 000 € HT", {"regime": "private"}, False),
    ("promoteur privé, travaux, 9 M€ HT, 12 mois", {"regime": "private"}, False),
    ("bailleur social, travaux, 9 M€ HT, 12 mois", {"regime": None}, True),
    # what follows from a contract that was launched before
    ("bon de commande sur un accord-cadre de 2024, ville, ménage, 300 000 € HT", {"regime": "follow_on"}, False),
    ("ville, ménage, 300 000 € HT, avenants possibles de 10 %", {"regime": None}, True),
    ("accord-cadre à bons de commande, ville, ménage, 300 000 € HT", {"regime": None}, True),
    ("marché subséquent d'un accord-cadre lancé en 2024, ville, ménage, 300 000 € HT", {"regime": "subsequent"}, None),
    (
        "marché subséquent d'un accord-cadre lancé en septembre 2026, ville, ménage, 300 000 € HT",
        {"regime": "subsequent", "date": "2026-09-01"},
        True,
    ),
    # social services
    ("CCAS, aide à domicile, 500 000 € HT", {"regime": "social"}, None),
    ("CCAS, aide à domicile, 750 000 € HT", {"regime": "social"}, True),
    ("département, accompagnement d'allocataires du RSA, 150 000 € HT", {"regime": "social"}, False),
    ("CCAS, ménage de ses bureaux, 500 000 € HT", {"regime": None}, True),
    ("CCAS, gestion d'une crèche, 500 000 € HT", {"regime": "social", "nature": "services"}, None),
    # security, catering, training and law stand among the specific services, with the threshold of social ones
    ("ville, restauration scolaire, 500 000 € HT", {"regime": "specific"}, None),
    ("ville, restauration scolaire, 200 000 € HT", {"regime": "specific"}, False),
    ("ville, restauration scolaire, 750 000 € HT", {"regime": "specific"}, True),
    ("ville, représentation en justice, 500 000 € HT", {"regime": "specific"}, None),
    ("ville, logiciel et formation des agents, 500 000 € HT", {"regime": None}, True),
    ("ville, maintenance et formation des agents, 500 000 € HT", {"regime": None}, True),
    # equal reaches, and works that are short
    ("commune, services, 216 000 € HT", {}, True),
    ("commune, services, 215 999 € HT", {}, False),
    ("commune, travaux de 4 mois, 6 M€ HT", {"works_months": 4}, False),
    ("commune, travaux, 6 M€ HT", {"works_months": None}, None),
]


@pytest.mark.parametrize(("text", "facts", "compulsory"), SAID)
def test_each_regime_is_recognised_and_decided(text: str, facts: dict[str, Any], compulsory: object) -> None:
    told = heard(text, WORDS, TODAY)
    assert {key: told.facts.as_json().get(key) for key in facts} == facts
    assert decide(TABLES.modality, told.facts, TODAY, unsure=told.unsure).compulsory is compulsory


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("réfection du réservoir d'eau potable", None),
        ("logiciel de réservation de salles", None),
        ("outil de réservation en ligne", None),
        ("entretien de la réserve naturelle", None),
        ("travaux de voirie, sous réserve du vote du budget", None),
        ("achat d'une réserve foncière", None),
        ("on veut réserver ce marché aux entreprises adaptées", "reserve"),
        ("lot réservé aux SIAE", "reserve"),
        ("lot réservé", "reserve"),
        ("parking réservé aux agents", None),
        ("restauration des détenus", None),
        ("nettoyage d'un ESAT", None),
        ("nettoyage par un ESAT", "reserve"),
        ("faire appel à des détenus pour la couture", "reserve"),
        ("réserver une salle", None),
        ("travaux d'un local réservé aux associations", None),
        ("nettoyage réservé aux associations", "reserve"),
        ("formation de la réserve citoyenne", None),
        ("réservation du lot aux ESAT", "reserve"),
        ("étude d'insertion paysagère", None),
        ("insertions publicitaires dans la presse", None),
        ("achat d'un parcours d'insertion", "insertion"),
        ("classement des archives", None),
        ("note de calcul de structure", None),
        ("noter l'insertion", "quality"),
    ],
)
def test_a_word_inside_another_means_nothing(text: str, goal: str | None) -> None:
    assert heard(text, WORDS, TODAY).facts.goal == goal


@pytest.mark.parametrize(
    ("text", "contract"),
    [
        ("reprise de concessions du cimetière", None),
        ("concession de plage", "concession"),
        ("achat auprès d'une concession automobile", "marche"),
        ("rénovation du marché couvert", None),
    ],
)
def test_not_every_concession_is_one(text: str, contract: str | None) -> None:
    assert heard(text, WORDS, TODAY).facts.contract == contract
