from collections import Counter

import pytest

from bot.knowledge import territory
from bot.knowledge.areas import Commune, FormerName
from bot.knowledge.territory import Codes
from bot.language.fold import fold

# INSEE, Code officiel géographique 2026
COUNTS = [("16", 359), ("17", 462), ("79", 252), ("86", 265)]

PLACES = [
    ("86194", "Poitiers", "86000", "CU du Grand Poitiers"),
    ("86066", "Châtellerault", "86100", "CA Grand Châtellerault"),
    ("86165", "Montmorillon", "86500", "CC Vienne et Gartempe"),
    ("79191", "Niort", "79000", "CA du Niortais"),
    ("79049", "Bressuire", "79300", "CA du Bocage Bressuirais"),
    ("79329", "Thouars", "79100", "CC du Thouarsais"),
    ("17300", "La Rochelle", "17000", "CA de La Rochelle"),
    ("17299", "Rochefort", "17300", "CA Rochefort Océan"),
    ("17306", "Royan", "17200", "CA Royan Atlantique"),
    ("17004", "Île-d'Aix", "17123", "CA Rochefort Océan"),
    ("17093", "Le Château-d'Oléron", "17480", "CC de l'Ile d'Oléron"),
    ("16015", "Angoulême", "16000", "CA du Grand Angoulême"),
    ("16102", "Cognac", "16100", "CA du Grand Cognac"),
]

SMALL = Codes(
    epci={"200041317": "CA du Niortais", "200069854": "CU du Grand Poitiers", "241700434": "CA de La Rochelle"},
    departements={"79": "Deux-Sèvres"},
    communes={"79191": "Niort"},
)


@pytest.fixture(scope="module")
def folder(knowledge_folder):
    return knowledge_folder / "territory"


@pytest.fixture(scope="module")
def communes(folder):
    return {commune.insee: commune for commune in territory.communes(folder)}


@pytest.fixture(scope="module")
def codes(folder):
    return territory.codes(folder)


@pytest.mark.parametrize(("departement", "count"), COUNTS)
def test_every_commune_of_the_four_departments_is_there(communes, departement, count):
    assert sum(commune.departement == departement for commune in communes.values()) == count


def test_every_commune_of_the_four_departments_has_an_epci_that_exists(communes, codes):
    here = [commune for commune in communes.values() if commune.departement in dict(COUNTS)]
    assert [commune.name for commune in here if commune.epci not in codes.epci] == []


@pytest.mark.parametrize("place", PLACES, ids=[name for _, name, _, _ in PLACES])
def test_a_commune_has_its_name_its_postal_code_and_its_epci(communes, codes, place):
    insee, name, postal_code, epci = place
    assert communes[insee].name == name
    assert postal_code in communes[insee].postal_codes
    assert codes.epci[communes[insee].epci] == epci
    assert insee.startswith(communes[insee].departement)


def test_poitiers_is_whole(communes):
    poitiers = communes["86194"]
    assert set(poitiers.postal_codes) == {"86000"}
    assert poitiers.departement == "86"
    assert poitiers.population > 80_000


def test_postal_codes_have_five_digits(communes):
    assert [
        c.name for c in communes.values() for code in c.postal_codes if not (code.isdigit() and len(code) == 5)
    ] == []


def test_an_insee_code_stands_once(folder, communes):
    assert Counter(commune.insee for commune in territory.communes(folder)).most_common(1)[0][1] == 1
    assert len(communes) == 34_969


def test_a_former_name_leads_to_a_commune_of_today(folder, communes):
    former = list(territory.former_names(folder))
    assert len(former) > 5_000
    assert [name for name in former if name.insee not in communes] == []


def test_a_former_name_is_found(folder):
    former = {name.name: name.insee for name in territory.former_names(folder)}
    assert former["Bellegarde-sur-Valserine"] == "01033"


def test_departments_are_those_of_the_communes(communes, codes):
    assert {"16", "17", "79", "86", "2A", "2B", "974"} <= set(codes.departements)
    assert codes.departements["79"] == "Deux-Sèvres"
    assert codes.communes["86194"] == "Poitiers"
    assert set(codes.communes) == set(communes)


def test_accents_are_kept_and_fold_away(communes):
    assert communes["86066"].name == "Châtellerault"
    assert fold(communes["86066"].name) == "chatellerault"
    assert fold(communes["17004"].name) == "ile d aix"


def test_no_name_holds_a_broken_accent(communes, folder, codes):
    names = [
        *(commune.name for commune in communes.values()),
        *(former.name for former in territory.former_names(folder)),
        *codes.epci.values(),
        *codes.departements.values(),
    ]
    assert [name for name in names if not name.strip() or "\ufffd" in name or "Ã" in name] == []


@pytest.mark.parametrize(
    ("siren", "nearest"),
    [
        ("20004131", "200041317"),  # a digit lost
        ("200041371", "200041317"),  # two digits swapped
        ("2000413170", "200041317"),  # a digit too many
        ("241700435", "241700434"),
        ("999999999", None),
        ("", None),
    ],
)
def test_the_epci_that_looks_most_alike_is_the_nearest(siren, nearest):
    assert SMALL.nearest_epci(siren) == nearest


def test_a_digit_lost_from_a_shipped_epci_is_found_again(codes):
    assert codes.nearest_epci("20004131") == "200041317"
    assert codes.epci["200041317"] == "CA du Niortais"


def test_a_commune_without_postal_code_epci_or_inhabitants_is_read(tmp_path):
    (tmp_path / "communes.csv").write_text(
        "insee,name,postal_codes,epci_siren,epci_name,departement,region,population\n"
        "98411,Îles Saint-Paul et Amsterdam,,,,984,984,\n"
        '86194,"Poitiers, la ville",86000|86280,200069854,CU du Grand Poitiers,86,75,90000\n',
        encoding="utf-8",
    )
    assert list(territory.communes(tmp_path)) == [
        Commune("98411", "Îles Saint-Paul et Amsterdam", (), "", "984", 0),
        Commune("86194", "Poitiers, la ville", ("86000", "86280"), "200069854", "86", 90_000),
    ]


def test_a_former_name_is_read_with_the_commune_that_holds_it(tmp_path):
    (tmp_path / "communes_anciennes.csv").write_text(
        "insee,name,commune_actuelle_insee,type\n79001,L'Absie-la-Vieille,79002,commune-deleguee\n", encoding="utf-8"
    )
    assert list(territory.former_names(tmp_path)) == [FormerName("L'Absie-la-Vieille", "79002")]
