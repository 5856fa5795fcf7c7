"""What helps a curator beside the check: drafts of entries, what is due, what changed, questions of one's own."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.changes import changes, in_words
from bot.knowledge.drafts import draft
from bot.knowledge.kinds import ENTRIES, KINDS, FileKind, Shape
from bot.knowledge.loader import read
from bot.knowledge.review import due
from bot.knowledge.yaml import YamlFile, parse
from bot.runtime import assembly, own_questions

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("kind", ENTRIES, ids=[kind.name for kind in ENTRIES])
def test_a_draft_has_every_field_that_must_be_given(kind: FileKind) -> None:
    file = parse("x.yaml", draft(kind, "neuf", TODAY))
    assert isinstance(file, YamlFile)
    data = file.data["neuf"] if kind.shape is Shape.KEYED else file.data
    required = {info.alias or name for name, info in kind.model.model_fields.items() if info.is_required()}
    assert required - {"id"} <= set(data)


def test_a_draft_is_refused_until_it_is_written(small):
    small.write("faq/neuf.yaml", draft(next(kind for kind in KINDS if kind.name == "faq"), "neuf", TODAY))
    errors = small.errors()
    assert "faq/neuf.yaml:2: reste à écrire (« À ÉCRIRE »)" in errors
    assert {error.partition(":")[0] for error in errors} == {"faq/neuf.yaml"}


def test_what_is_due_is_listed_with_its_line(small):
    small.change("faq/cdd.yaml", "verified_on: 2026-11-01", "verified_on: 2026-01-01")
    small.change("publics/deld.yaml", "confidence: high", "confidence: low\nuncertain: Le nombre de mois.")
    small.change("relays/niort.yaml", "phone: 05 49 00 00 00\n", "")
    small.change("articles/ccp-l2112-2.yaml", "from: 2026-08-22", "from: 2026-08-22, to: 2026-12-31")
    found = [one for one in due(small.load(), TODAY) if one.file]
    assert [(one.why, one.id, f"{one.file}:{one.line}", one.detail) for one in found] == [
        ("la loi change", "article/ccp-l2112-2", "articles/ccp-l2112-2.yaml:7", "plus en vigueur le 2027-01-01"),
        ("vérification ancienne", "faq/cdd", "faq/cdd.yaml:6", "vérifié le 2026-01-01"),
        ("peu sûr", "public/deld", "publics/deld.yaml:7", "Le nombre de mois."),
        ("sans coordonnées", "relay/niort", "relays/niort.yaml:1", "Niort Agglo : ni téléphone ni e-mail"),
    ]


@pytest.mark.parametrize(("page", "bare"), [("", True), ("/", True), ("/?p=12", False), ("/aide", False)])
def test_a_source_that_is_no_page_is_due(small, page, bare):
    small.change("faq/cdd.yaml", "https://exemple.fr/clause", f"https://exemple.fr{page}")
    assert ("source sans page" in [one.why for one in due(small.load(), TODAY)]) is bare


def test_hosts_are_counted_by_their_pages(small):
    assert [one.detail for one in due(small.load(), TODAY) if not one.file] == ["exemple.fr : 1"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("à faire valider par le relais", "à faire dire par le relais", "à faire [valider → dire] par le relais"),
        ("Oui.", "Non.", "[Oui. → Non.]"),
        ("Oui", "Oui, si", "[Oui → Oui, si]"),
        ("a b c d e f g h i j k", "a b c d e f g h i j l", "… g h i j [k → l]"),
    ],
)
def test_a_change_of_a_text_is_shown_in_its_words(before: str, after: str, said: str) -> None:
    assert in_words(before, after) == said


def test_what_changed_is_told_field_by_field(small, tmp_path):
    before = read(small.folder)
    small.change("faq/cdd.yaml", "  - quel contrat choisir", "  - quel contrat signer")
    small.change("faq/cdd.yaml", "confidence: high", "confidence: medium")
    small.change("lexicon.yaml", "slt: salut", "slt: bonjour")
    (small.folder / "articles/cmp-14.yaml").unlink()
    assert [str(change) for change in changes(before, read(small.folder))] == [
        "article/cmp-14 : retiré : Code des marchés publics, article 14",
        "faq/cdd : questions : retiré : quel contrat choisir",
        "faq/cdd : questions : ajouté : quel contrat signer",
        "faq/cdd : confidence : [high → medium]",
        "lexicon : abbreviations.slt : [salut → bonjour]",
    ]


def test_a_limit_that_changed_is_told_as_it_is_written(knowledge_folder, tmp_path):
    copy = Path(shutil.copytree(knowledge_folder / "grids", tmp_path / "base/grids")).parent
    text = (copy / "grids/reference.yaml").read_text(encoding="utf-8")
    changed = text.replace("public/senior: {age: {at_least: 50}", "public/senior: {age: {at_least: 45}")
    (copy / "grids/reference.yaml").write_text(changed, encoding="utf-8")
    kinds = [kind for kind in KINDS if kind.name == "grids"]
    assert [str(change) for change in changes(read(knowledge_folder, kinds), read(copy, kinds))] == [
        "grids/reference : rules.public/senior.age.at_least : [50 → 45]"
    ]


def test_a_question_that_a_change_moves_is_told(small, tmp_path):
    before = assembly.assistant(small.folder)
    (small.folder / "faq/cdd.yaml").unlink()
    after = assembly.assistant(small.folder)
    moved = list(own_questions.moved(before, after, ["un cdd ça compte ?", "c quoi le dce"], TODAY))
    assert [one.question for one in moved] == ["un cdd ça compte ?"]
    assert str(moved[0].before) == "faq/cdd (sûre)"


def test_questions_of_ones_own_are_asked_by_the_check(small):
    small.write("questions/miennes.yaml", "expect:\n  faq/cdd:\n    - un cdd ça compte ?\n    - le dce, c'est quoi ?\n")
    assert small.errors() == []
    [warning] = small.warnings()
    assert warning.startswith("questions/miennes.yaml:4: expect.faq/cdd.2 : « le dce, c'est quoi ? » mène à ")
    assert warning.endswith("faq/cdd était attendue")


def test_a_question_that_expects_what_is_not_there_is_an_error(small):
    small.write("questions/miennes.yaml", "expect:\n  faq/cdi:\n    - un cdi ça compte ?\n")
    said = "questions/miennes.yaml:2: expect.faq/cdi : n'est pas dans la base ; vouliez-vous dire « faq/cdd » ?"
    assert small.errors() == [said]
    assert assembly.check(small.folder, TODAY).errors
