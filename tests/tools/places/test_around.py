"""A position names the communes that it may lie in; which one it is, the person says."""

from collections.abc import Iterator

import pytest

from bot.knowledge.areas import Centre, Position
from bot.knowledge.centres import NAME, centres
from bot.knowledge.problems import KnowledgeError
from bot.process.settings import SHIPPED_KNOWLEDGE
from bot.tools.places.around import Surroundings
from tests import shipped

TERRITORY = SHIPPED_KNOWLEDGE / "territory"

# town halls, as the maps of the communes' own sites have them
TOWN_HALLS = [
    (46.3237, -0.4648, "Niort"),
    (46.5802, 0.3404, "Poitiers"),
    (46.1591, -1.1519, "La Rochelle"),
    (45.6484, 0.1562, "Angoulême"),
    (45.7469, -0.6333, "Saintes"),
    (48.8566, 2.3522, "Paris"),
    (43.2965, 5.3698, "Marseille"),
    (48.3904, -4.4861, "Brest"),
    (41.9192, 8.7386, "Ajaccio"),
    (-20.8789, 55.4481, "Saint-Denis"),
    (16.2411, -61.5331, "Pointe-à-Pitre"),
]
ABROAD = [(40.4168, -3.7038), (52.52, 13.405), (0.0, 0.0), (90.0, 0.0), (-90.0, 180.0), (51.5074, -0.1278)]


@pytest.fixture(scope="module")
def shipped_centres() -> list[Centre]:
    return list(centres(TERRITORY))


@pytest.fixture(scope="module")
def places(shipped_centres) -> Surroundings:
    return Surroundings(lambda: shipped_centres, shipped.gazetteer())


@pytest.mark.parametrize(("latitude", "longitude", "commune"), TOWN_HALLS)
def test_the_commune_of_a_town_hall_is_among_the_first_three(places, latitude, longitude, commune):
    assert commune in [one.name for one in places.around(Position(latitude, longitude))]


@pytest.mark.parametrize(("latitude", "longitude"), ABROAD)
def test_no_commune_is_proposed_abroad(places, latitude, longitude):
    assert places.around(Position(latitude, longitude)) == ()


def test_nearly_every_commune_has_its_middle_and_no_middle_is_of_none(shipped_centres):
    known = {one.insee for one in shipped_centres}
    assert len(known) == len(shipped_centres) >= 34_800
    assert all(shipped.gazetteer().commune(insee) for insee in known)


def test_the_middle_of_a_commune_of_the_four_departments_leads_back_to_it(places, shipped_centres):
    here = [one for one in shipped_centres if one.insee[:2] in ("16", "17", "79", "86")]
    assert len(here) >= 1_300
    lost = [one.insee for one in here if one.insee not in [c.insee for c in places.around(one.position)]]
    assert lost == []


def test_the_file_is_read_when_a_position_comes_and_once(shipped_centres):
    read = []

    def load() -> Iterator[Centre]:
        read.append(1)
        yield from shipped_centres

    places = Surroundings(load, shipped.gazetteer())
    assert read == []
    for _ in range(3):
        assert places.around(Position(46.3237, -0.4648))
    assert read == [1]


def test_a_base_without_the_file_knows_no_positions(tmp_path):
    places = Surroundings(lambda: centres(tmp_path), shipped.gazetteer())
    assert not places.known
    assert places.around(Position(46.3237, -0.4648)) == ()


def test_a_file_that_is_no_archive_is_named(tmp_path):
    (tmp_path / NAME).write_bytes(b"insee,latitude")
    with pytest.raises(KnowledgeError, match=NAME):
        list(centres(tmp_path))
