"""A place in any spelling leads to its commune, and the commune to its relays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.schema.entries import Knowledge
from bot.search.index import clean_words
from bot.tools.places.gazetteer import Gazetteer
from bot.tools.places.relays import relays_for
from tests import shipped

ASSISTANT = shipped.assistant()
BASE: Knowledge = ASSISTANT.knowledge
GAZETTEER: Gazetteer = shipped.gazetteer()

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
    ("rochefor sur mer", "fuzzy", "17299"),
    ("Brive", "exact", "19031"),
    # former communes
    ("Argenton-l'Église", "exact", "79014"),
    ("Roumazières-Loubert", "exact", "16192"),
    ("jaunay clan", "exact", "86115"),
    # the beginning of a name
    ("barbezieux", "fuzzy", "16028"),
    ("châtelaillon", "fuzzy", "17094"),
    ("mignaloux", "fuzzy", "86157"),
    # typos
    ("bresuire", "fuzzy", "79049"),
    ("parthenai", "fuzzy", "79202"),
    ("confolans", "fuzzy", "16106"),
    # islands
    ("ile d'Aix", "exact", "17004"),
    ("st martin de re", "exact", "17369"),
    ("le château d'oleron", "exact", "17093"),
    ("bois plage en ré", "fuzzy", "17051"),
    # codes, and names beside them
    ("86 000 Poitiers cedex", "exact", "86194"),
    ("79027 Niort Cedex", "exact", "79191"),
    ("surgeres 17700", "exact", "17434"),
    ("16015", "exact", "16015"),
    # homonyms told apart
    ("Saint-Benoît 86", "exact", "86214"),
    ("Aulnay de Saintonge", "exact", "17024"),
    ("Champniers, Charente", "exact", "16078"),
    # elsewhere
    ("bordeau", "fuzzy", "33063"),
    ("75015", "exact", "75056"),
    ("Lyon 3e arrondissement", "exact", "69123"),
    ("Fort de France", "exact", "97209"),
    ("Vienne 38", "exact", "38544"),
    ("Saint-Denis, La Réunion", "exact", "97411"),
    ("Mauzé", "fuzzy", "79170"),
]
SEVERAL = [
    "17200", "Vouillé", "le thouarsais", "Saint-Sauvant", "ile de ré", "l'ile d'oléron", "Grand Poitiers",
    "agglo de Niort", "CARA", "deux-sèvres", "le 79", "la Vienne", "16100", "corse", "Aulnay", "Chalais",
    "angouleme ou cognac",
    "St Hilaire",
    "Saint Sauveur",
    "chantier départemental sur tout le 86",
]  # fmt: skip
AREAS = [
    ("CC Mellois en Poitou", "79174"), ("communauté de communes Aunis Sud", "17434"), ("grand angouleme", "16015"),
    ("pays loudunais", "86137"), ("Royan Atlantique", "17306"), ("rochefort ocean", "17299"),
    ("Deux-Sèvres", "79191"), ("dept 16", "16015"), ("Gironde", "33063"),
]  # fmt: skip
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
# So many of something, words of the field, and a cedilla that no such name has: no place.
COUNTED = [
    "2 maçons", "2 macons", "2 maçon", "12 macons", "maçon", "MAÇON", "il me faut un maçon", "3 peintres",
    "deux plombiers", "4 carreleurs", "12 manœuvres", "5 électriciens", "2 gars", "deux jeunes", "12 ouvriers",
    "besoin de couvreurs", "10 h",
]  # fmt: skip
BESIDE_NUMBERS = [
    ("79 niort", "79191"),
    ("79 bresuire", "79049"),
    ("86 poitier", "86194"),
    ("lot 2 Niort", "79191"),
    ("un maçon à Niort", "79191"),
    ("2 maçons à Mâcon", "71270"),
    ("Mâcon", "71270"),
    ("chantier à macon", "71270"),
    ("Besançon", "25056"),
]
OFFERED = [("Poitié", "86194"), ("chatelro", "86066"), ("Jarnak", "16167"), ("tonay charante", "17449")]
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


@pytest.mark.parametrize("said", SEVERAL)
def test_what_may_be_several_communes_is_asked_back(said: str) -> None:
    found = GAZETTEER.find(said)
    assert found.match == "ambiguous"
    assert len(found.communes) > 1


@pytest.mark.parametrize(("said", "largest"), AREAS)
def test_a_territory_stands_for_all_its_communes_the_largest_first(said: str, largest: str) -> None:
    found = GAZETTEER.find(said)
    assert found.area
    assert found.communes[0].insee == largest


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


@pytest.mark.parametrize("said", COUNTED)
def test_so_many_of_something_are_no_place_and_none_is_offered(said: str) -> None:
    assert GAZETTEER.find(said).match == "none"
    assert GAZETTEER.nearest(said) == ()


@pytest.mark.parametrize(("said", "insee"), BESIDE_NUMBERS)
def test_a_place_beside_a_number_or_a_trade_is_still_found(said: str, insee: str) -> None:
    assert [commune.insee for commune in GAZETTEER.find(said).communes] == [insee]


@given(st.integers(2, 9), st.sampled_from(sorted(clean_words(BASE))))
def test_a_number_of_whatever_word_the_base_uses_is_no_misspelt_place(many: int, word: str) -> None:
    assert GAZETTEER.find(f"{many} {word}").match != "fuzzy"


@pytest.mark.parametrize(
    "said", ["demain", "bonjour", "je sais pas", "rien", "chez nous", "500", "à côté de la mairie", ""]
)
def test_no_place_is_offered_for_what_names_none(said: str) -> None:
    assert GAZETTEER.nearest(said) == ()


@pytest.mark.parametrize(("said", "insee"), OFFERED)
def test_the_place_that_a_spelling_resembles_most_is_offered_first(said: str, insee: str) -> None:
    assert GAZETTEER.nearest(said)[0].insee == insee


@given(st.text(max_size=80))
def test_no_text_makes_the_look_up_fail(text: str) -> None:
    assert GAZETTEER.find(text).match in ("exact", "fuzzy", "ambiguous", "none")


# A part of a name, a name of once, a name of two


@pytest.mark.parametrize("text", ["Juan-les-Pins", "juan les pins", "Marne-la-Vallée", "marne la vallée"])
def test_the_end_of_a_longer_name_is_no_place(text):
    assert GAZETTEER.find(text).match == "none"


@pytest.mark.parametrize(
    ("text", "insee", "match"),
    [
        ("Niort-sur-Loire", "79191", "fuzzy"),
        ("La Rochelle-sur-Yon", "17300", "fuzzy"),
        ("Fouras-les-Bains", "17168", "exact"),
        ("Niort-centre", "79191", "exact"),
        ("Niort le matin", "79191", "exact"),
        ("Mirebeau 21", "86160", "fuzzy"),
        ("Mirebeau (86)", "86160", "exact"),
        ("Rochefort 17", "17299", "exact"),
    ],
)
def test_a_name_that_goes_on_or_lies_elsewhere_is_only_offered(text, insee, match):
    found = GAZETTEER.find(text)
    assert ([commune.insee for commune in found.communes], found.match) == ([insee], match)


def test_a_hamlet_far_away_is_not_what_a_short_name_means():
    assert GAZETTEER.find("Villefranche").match != "exact"
    assert {commune.departement for commune in GAZETTEER.find("Saint-Genis").communes} == {"16", "17"}


@pytest.mark.parametrize(
    ("text", "insee"),
    [("Les Pins", "16261"), ("chantier Les Pins", "16261"), ("La Vallée", "17455"), ("Poitiers-Sud", "86194")],
)
def test_the_same_words_by_themselves_are_the_place(text, insee):
    assert [commune.insee for commune in GAZETTEER.find(text).communes] == [insee]


@pytest.mark.parametrize(
    ("text", "insee", "former"),
    [("Hanc", "79140", "Hanc"), ("Usseau (79)", "79334", "Usseau"), ("Argenton Château", "79013", "Argenton-Château")],
)
def test_a_former_commune_is_known_with_what_it_became(text, insee, former):
    found = GAZETTEER.find(text)
    assert [commune.insee for commune in found.communes] == [insee]
    assert found.former == former


@pytest.mark.parametrize("text", ["Niort", "Val-du-Mignon", "saint jean d'y"])
def test_a_commune_of_today_became_nothing(text):
    assert not GAZETTEER.find(text).former


def test_a_village_whose_name_another_bore_is_asked_back():
    found = GAZETTEER.find("Usseau")
    assert found.match == "ambiguous"
    assert {commune.insee for commune in found.communes} == {"79334", "86275"}
