"""Tidying a file changes its form and never what it says."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.kinds import ENTRIES, KINDS, Shape
from bot.knowledge.tidy import ORDER, tidied

FAQ, GLOSSARY = (next(kind for kind in KINDS if kind.name == name) for name in ("faq", "glossary"))


def test_fields_come_in_the_order_of_the_guide_with_the_comments_above_them():
    text = "# la fiche\n\nanswer: Oui.\n# à revoir en 2027\nlabel: Un CDD # titre\nquestions: [cdd ?]\nshort: Oui.\n"
    assert tidied(FAQ, text) == (
        "# la fiche\n\n# à revoir en 2027\nlabel: Un CDD # titre\nshort: Oui.\nanswer: Oui.\nquestions: [cdd ?]\n"
    )


def test_each_word_of_the_glossary_is_put_in_order_for_itself():
    text = "siae:\n  answer: Une structure.\n  # le titre\n  label: SIAE\nmoe:\n  label: MOE\n"
    assert tidied(GLOSSARY, text) == (
        "siae:\n  # le titre\n  label: SIAE\n  answer: Une structure.\nmoe:\n  label: MOE\n"
    )


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("label: Un CDD   \r\nshort: Oui.\r\n\r\n\r\n\r\n", "label: Un CDD\nshort: Oui.\n"),
        ("questions:\n- cdd ?\n- cdi ?\n", "questions:\n  - cdd ?\n  - cdi ?\n"),
        ("\ufefflabel: Un CDD\n", "label: Un CDD\n"),
        ("phone: null\n", "phone: null\n"),
        ("label: \"Un : CDD\"\nshort: 'Oui'\n", "label: \"Un : CDD\"\nshort: 'Oui'\n"),
    ],
)
def test_blanks_line_ends_and_indents_are_made_alike(text, after):
    assert tidied(FAQ, text) == after


def test_blank_lines_that_belong_to_a_text_stay():
    text = "label: Un CDD\nanswer: |\n  Oui.\n\n\n\n  Non.\n"
    assert yaml.safe_load(tidied(FAQ, text)) == yaml.safe_load(text)


@pytest.mark.parametrize("text", ["label: [Un CDD", "\tlabel: x\n", "a: 1\na: 2\n", "", "- une liste\n"])
def test_what_cannot_be_read_stays_as_it_is(text):
    assert tidied(FAQ, text) == text


def test_the_order_names_every_field_of_an_entry():
    fields = {info.alias or name for kind in ENTRIES for name, info in kind.model.model_fields.items()}
    assert set(ORDER) == fields - {"id"}
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize("name", ["faq/cdd", "articles/ccp-l2112-2", "relays/departement-17", "publics/senior"])
def test_a_shipped_file_says_the_same_after_and_is_tidied_once(knowledge_folder: Path, name: str):
    kind = next(kind for kind in KINDS if kind.shape is Shape.FOLDER and kind.name == name.partition("/")[0])
    text = (knowledge_folder / f"{name}.yaml").read_text(encoding="utf-8")
    after = tidied(kind, text)
    assert yaml.safe_load(after) == yaml.safe_load(text)
    assert after.count("#") == text.count("#")
    assert tidied(kind, after) == after


_LINE = st.sampled_from([
    "label: Un CDD", "answer: |", "  Oui.", "", "# une note", "  # une autre", "questions:", "- a", "  - b",
    "short: >-", "  suite  ", "sources: [{title: x}]", "why: 'd''abord'", "confidence: low  # à voir",
])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(_LINE, max_size=9))
def test_whatever_stands_in_a_file_it_says_the_same_after_and_is_tidied_once(lines):
    text = "\n".join(lines) + "\n"
    after = tidied(FAQ, text)
    try:
        says = yaml.safe_load(text)
    except yaml.YAMLError:
        assert after == text
        return
    assert yaml.safe_load(after) == says
    assert tidied(FAQ, after) == after
