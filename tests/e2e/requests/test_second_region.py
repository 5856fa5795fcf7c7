"""Another region served by the same code: three bodies invented for the test, in files alone."""

from datetime import date
from html import escape
from pathlib import Path

import pytest

from bot.assistant.assistant import Assistant
from bot.process.settings import SHIPPED_KNOWLEDGE, knowledge_folders
from bot.runtime import assembly
from bot.site.pages import Site
from bot.tools.places.relays import relays_for
from tests import shipped
from tests.e2e.people import plain

pytestmark = pytest.mark.asyncio(loop_scope="module")

MAYENNE = Path(__file__).resolve().parents[2] / "mayenne"
WHERE = knowledge_folders(f":{MAYENNE}")
LAVAL, GONTIER, DEPARTMENT = "relay/essai-laval", "relay/essai-chateau-gontier", "relay/essai-mayenne"
TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    """The assistant of the shipped base with the region's own files over it."""
    return assembly.conversing(WHERE, shipped.cache_home() / "clausette")


async def test_its_files_are_right():
    checked = assembly.check(WHERE, TODAY)
    assert WHERE == (SHIPPED_KNOWLEDGE, MAYENNE)
    assert [str(problem) for problem in (*checked.errors, *checked.warnings)] == []


@pytest.mark.parametrize(
    ("place", "relay"),
    [
        ("Laval", LAVAL),
        ("53000", LAVAL),
        ("louverné", LAVAL),
        ("pays de laval", LAVAL),
        ("chateau gontier sur mayenne", GONTIER),
        ("Ernée", DEPARTMENT),
        ("53500", DEPARTMENT),
    ],
)
async def test_a_place_there_finds_its_body(assistant, place, relay):
    found = assistant.bodies.gazetteer.find(place)
    assert relays_for(found.communes, assistant.knowledge.relays)[0].id == relay


async def test_a_request_from_there_reaches_the_chat_of_its_relay_and_no_other(scene, raw):
    laval, gontier, niort = [await scene.link(one) for one in (LAVAL, GONTIER, "relay/niort-agglo-cellule-clauses")]
    bati, toits = scene.company(), scene.company()
    first = await bati.sends(company="Bâti de Laval", place="Laval")
    second = await toits.sends(company="Toits d'Ernée", place="Azé 53")
    assert "Bâti de Laval" in plain(await laval.sees(first, raw.card.sent))
    assert "Toits d'Ernée" in plain(await gontier.sees(second, raw.card.sent))
    await laval.presses(f"k:take:{first}")
    await bati.reads(raw.company.taken, first)
    laval.answers(first, "Je vous appelle demain.")
    await bati.reads(raw.company.word, "Je vous appelle demain.")
    for other in (gontier, niort):
        assert other.card(first) is None
    await scene.holds()


async def test_what_it_says_of_itself_names_its_own_places(assistant, town):
    somebody = town.newcomer()
    await somebody.starts()
    told = plain(await somebody.asks("/relais"))
    assert "Poitou" not in told
    assert assistant.knowledge["tool/relay"].answer.endswith("Je connais surtout la Mayenne.")


async def test_its_site_has_a_page_for_each_body(assistant):
    pages = Site(assistant.knowledge, TODAY).pages()
    for id_ in (LAVAL, GONTIER, DEPARTMENT):
        assert f"<h1>{escape(assistant.knowledge[id_].label)}</h1>" in pages[f"{id_}.html"]
        assert f'href="{id_}.html"' in pages["index.html"]


async def test_code_and_pages_name_no_region():
    named = ("poitou", "charente", "deux-sèvres", "niort", "nouvelle-aquitaine")
    endings = (".py", ".js", ".html", ".css", ".yaml", ".service", ".conf")
    found = []
    for path in (path for folder in ("bot", "deploy") for path in (MAYENNE.parents[1] / folder).rglob("*")):
        if path.suffix in endings:
            for line in path.read_text(encoding="utf-8").casefold().splitlines():
                said = "" if line.lstrip().startswith(('"""', "//")) else line.partition("#")[0]
                found += [f"{path.name}: {line}" for name in named if name in said]
    assert found == []
