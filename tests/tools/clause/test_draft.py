"""A draft clause holds what is known, a gap where nothing is, and a source with its day under each paragraph."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.knowledge.ruleset import REFERENCE
from bot.knowledge.schema.person import Facts as Person
from bot.tools.clause import word
from bot.tools.clause.draft import Composer, Draft, Given, Lot
from bot.tools.eligibility.rules import verdict
from bot.tools.hours.volume import Figures
from bot.tools.modality.facts import Facts
from tests import shipped

docx = pytest.importorskip("docx")
TODAY = date(2026, 12, 1)
SCHOOL = Facts(date=date(2026, 10, 1), contract="marche", buyer="local", nature="works", value=800_000, goal="hours")
WALLS = Lot(
    "Gros œuvre", Figures(amount=Decimal(450_000), labour_share=Decimal(50), hourly_cost=Decimal(35), rate=Decimal(5))
)
PAINT = Lot("Peinture", Figures(amount=Decimal(80_000), labour_share=Decimal(70)))


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer(shipped.answering().knowledge, shipped.tables())


def _texts(draft: Draft) -> str:
    return draft.plain().replace("\u202f", " ").replace("\xa0", " ")


def test_what_is_known_stands_in_it(composer):
    relay = composer.knowledge["relay/cara-royan"]
    text = _texts(composer.draft(Given(SCHOOL, (WALLS,), relay), TODAY))
    assert "800 000 € HT" in text
    assert "1er octobre 2026" in text
    assert "L2112-2 (Code de la commande publique)" in text
    assert f"accompagné gratuitement par : {relay.name}" in text
    assert "au moins 321 heures d'insertion" in text
    assert "450 000 € HT × 50 % de main-d'œuvre = 225 000 €" in text


def test_hours_that_cannot_be_computed_are_a_gap_and_never_a_guess(composer):
    text = _texts(composer.draft(Given(SCHOOL, (WALLS, PAINT)), TODAY))
    assert "[à compléter : coût horaire chargé, taux d'insertion]" in text
    assert "au moins [à compléter : nombre] heures" in text
    assert "Total |  | [à compléter : nombre]" in text
    assert "321" in text  # the lot that is known


def test_the_hours_of_all_lots_are_added_up(composer):
    lots = (WALLS, replace(PAINT, figures=Figures(hours=Decimal(79))))
    text = _texts(composer.draft(Given(SCHOOL, lots), TODAY))
    assert "au moins 400 heures d'insertion, réparties" in text
    assert (
        "pour le lot [à compléter], au moins [à compléter : nombre du tableau] heures" in text
    )  # not those of all lots
    assert "Total |  | 400" in text


def test_a_company_commits_itself_for_what_it_is_given(composer):
    text = _texts(composer.draft(Given(SCHOOL, (WALLS,)), TODAY))
    assert "pour le lot « Gros œuvre », au moins 321 heures" in text
    text = _texts(composer.draft(Given(SCHOOL, (replace(WALLS, name=""),)), TODAY))
    assert "pour l'ensemble du marché, au moins 321 heures" in text


def test_of_an_unknown_contract_all_is_a_gap(composer):
    draft = composer.draft(Given(Facts()), TODAY)
    text = _texts(draft)
    assert "Acheteur | [à compléter]" in text
    assert "sur le fondement de : [à compléter" in text
    assert "accompagné gratuitement par : [à compléter" in text


def test_what_is_drafted_without_having_been_told_is_marked_and_rests_on_its_article(composer):
    text = _texts(composer.draft(Given(replace(SCHOOL, goal=None)), TODAY))
    assert "But recherché | [à confirmer : des heures d'insertion]" in text
    assert "sur le fondement de : L2112-2 (Code de la commande publique)" in text


def test_amounts_of_penalties_are_never_given(composer):
    blocks = composer.draft(Given(SCHOOL, (WALLS,)), TODAY).blocks
    at = next(at for at, block in enumerate(blocks) if block.text == "Pénalités")
    assert blocks[at + 1].text.count("[à compléter") == 5
    assert not any(character.isdigit() for character in blocks[at + 1].text)


@pytest.mark.parametrize("goal", ["hours", "quality", "insertion", "reserve"])
def test_each_paragraph_of_each_kind_of_contract_names_its_sources_and_their_day(composer, goal):
    blocks = composer.draft(Given(replace(SCHOOL, goal=goal), (WALLS,)), TODAY).blocks
    first = next(at for at, block in enumerate(blocks) if block.text == composer.words.ccap.heading)
    for at, block in enumerate(blocks):
        if at > first and block.kind == "subheading":
            after = next(other for other in blocks[at + 1 :] if other.kind in ("source", "subheading", "heading"))
            assert after.kind == "source", block.text
            assert "vérifié le 23 novembre 2026" in after.text
    headings = [block.text for block in blocks if block.kind == "heading"]
    assert (composer.words.hours.heading in headings) is (goal in ("hours", "quality"))


def test_the_annex_is_that_of_the_grid(composer):
    draft = composer.draft(Given(SCHOOL), TODAY)
    grid = composer.tables.grids["reference"]
    table = next(block for block in draft.blocks if block.rows and block.rows[0][0] == "Catégorie")
    assert len(table.rows) == 1 + len(grid.rules) + len(grid.on_opinion)
    assert (composer.knowledge["public/senior"].label, "23 novembre 2026") in [(row[0], row[2]) for row in table.rows]


def test_a_draft_is_the_same_after_it_was_stored(composer):
    draft = composer.draft(Given(SCHOOL, (WALLS,)), TODAY)
    assert Draft.from_json(draft.as_json()) == draft


def test_a_document_of_word_holds_all_and_marks_each_gap(composer):
    draft = composer.draft(Given(SCHOOL, (WALLS, PAINT)), TODAY)
    read = docx.Document(io.BytesIO(word.written(draft)))
    paragraphs = [paragraph.text for paragraph in read.paragraphs if paragraph.text]
    assert paragraphs == [block.text for block in draft.blocks if block.kind != "table" and block.text]
    assert len(read.tables) == sum(block.kind == "table" for block in draft.blocks)
    runs = [run for paragraph in read.paragraphs for run in paragraph.runs]
    assert {bool(run.font.highlight_color) for run in runs if run.text.startswith("[")} == {True}
    assert not [run for run in runs if run.font.highlight_color and not run.text.startswith("[")]
    assert 'w:instr="NUMPAGES"' in read.sections[0].footer._element.xml
    assert all("w:cantSplit" in row._tr.xml for table in read.tables for row in table.rows)
    assert read.sections[0].page_width.cm == pytest.approx(21, abs=0.1)


def test_a_company_gets_the_proofs_of_a_person_and_nothing_that_was_not_said(composer):
    senior = composer.knowledge["public/senior"]
    grid = composer.tables.grids[REFERENCE]
    text = composer.proofs(verdict(grid, Person(age=53, jobseeking=True)), TODAY).plain()
    for proof in senior.proof:
        assert f"- {proof}" in text
    assert "53 ans" in text
    assert "vérifiée le 23 novembre 2026" in text
    assert all(text.count(source.title) == 1 for source in senior.sources)
    assert composer.words.proofs.none in composer.proofs(verdict(grid, Person()), TODAY).plain()
