"""A place in any spelling leads to its commune, and the commune to its relays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.deciding.places import Gazetteer, relays_for
from bot.knowledge import loader
from bot.knowledge.models import Knowledge
from bot.settings import SHIPPED_KNOWLEDGE

BASE: Knowledge = loader.load(SHIPPED_KNOWLEDGE).knowledge
GAZETTEER: Gazetteer = app.gazetteer(SHIPPED_KNOWLEDGE, BASE, app.tables(SHIPPED_KNOWLEDGE))

ONE = [
    ("Poitiers", "exact", "86194"),
    ("chantier à Poitiers", "exact", "86194"),
    ("poitiers (86)", "exact", "86194"),
    ("St Jean d'Angély", "exact", "17347"),
    ("st-maixent-l'ecole", "exact", "79270"),
    ("ste soulle", "exact", "17407"),
    ("quel relai pour chatelrault", "fuzzy", "86066"),
    ("angouleme", "exact", "16015"),
    ("anguoleme", "fuzzy", "16015"),
    ("Vouillé (86)", "exact", "86294"),
    ("17000 La Rochelle", "exact", "17300"),
    ("Marseille", "exact", "13055"),
    ("futuroscope", "exact", "86062"),
    ("Vienne 38", "exact", "38544"),
    ("Saint-Denis, La Réunion", "exact", "97411"),
    ("Mauzé", "fuzzy", "79170"),
]
WORK = [
    ("mon chantier est à Melle mais le siège est à Poitiers", "79174"),
    ("siège à Angoulême, chantier à Cognac", "16102"),
    ("on est basés à Cholet et on bosse à Bressuire", "79049"),
    ("Siège : 86000 Poitiers ; chantier : 79000 Niort", "79191"),
    ("chantier à Cognac (siège à Angoulême)", "16102"),
    ("basé à Saintes", "17415"),
    ("route de Cognac à Angoulême", "16015"),
    ("avenue de La Rochelle, Niort", "79191"),
    ("on est de La Rochelle", "17300"),
]
RELAYS = [
    ("Niort", "relay/niort-agglo-cellule-clauses"),
    ("Jonzac", "relay/mde-haute-saintonge"),
    ("La Rochelle", "relay/cda-la-rochelle-club-achat-social"),
    ("Thouars", "relay/mef-thouarsais"),
    ("Civray", "relay/departement-86"),
    ("Bordeaux", "relay/annuaire-national-facilitateurs"),
]


@pytest.mark.parametrize(("said", "match", "insee"), ONE)
def test_a_commune_is_found_in_the_spellings_people_use(said: str, match: str, insee: str) -> None:
    found = GAZETTEER.find(said)
    assert (found.match, [commune.insee for commune in found.communes]) == (match, [insee])


@pytest.mark.parametrize(("said", "insee"), WORK)
def test_the_place_of_the_work_counts_and_not_the_seat_nor_the_name_of_a_street(said: str, insee: str) -> None:
    assert [commune.insee for commune in GAZETTEER.find(said).communes] == [insee]


@pytest.mark.parametrize("said", ["17200", "Vouillé", "le thouarsais", "Saint-Sauvant"])
def test_what_may_be_several_communes_is_asked_back(said: str) -> None:
    found = GAZETTEER.find(said)
    assert found.match == "ambiguous"
    assert len(found.communes) > 1


@pytest.mark.parametrize("said", ["", "99999", "pétaouchnok", "blablabla", "😀"])
def test_what_is_no_place_is_none(said: str) -> None:
    assert GAZETTEER.find(said).match == "none"


@pytest.mark.parametrize(("said", "first"), RELAYS)
def test_the_surest_relay_of_a_place_comes_first_and_the_directory_last(said: str, first: str) -> None:
    ids = [relay.id for relay in relays_for(GAZETTEER.find(said).communes, BASE.relays)]
    assert ids[0] == first
    assert ids[-1] == "relay/annuaire-national-facilitateurs"


def test_communes_that_lead_to_different_relays_lead_to_none() -> None:
    niort, saintes = GAZETTEER.find("Niort").communes[0], GAZETTEER.find("Saintes").communes[0]
    assert relays_for([niort, saintes], BASE.relays) == []


@given(st.text(max_size=80))
def test_no_text_makes_the_look_up_fail(text: str) -> None:
    assert GAZETTEER.find(text).match in ("exact", "fuzzy", "ambiguous", "none")
