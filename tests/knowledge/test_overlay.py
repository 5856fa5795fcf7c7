"""A folder of one's own, laid over the shipped base: it overrides and adds by id, and survives an upgrade."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.loader import Loaded, load, read
from bot.process.settings import SHIPPED_KNOWLEDGE, knowledge_folders
from bot.runtime import assembly
from bot.runtime.answerer import answering, tell

TODAY = date(2026, 11, 23)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "mayenne"
    folder.mkdir()
    return folder


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def _both(small, own) -> Loaded:
    return load((small.folder, own))


def test_an_entry_of_ones_own_replaces_that_of_the_same_id(small, own):
    text = (small.folder / "faq/cdd.yaml").read_text(encoding="utf-8")
    _write(own, "faq/cdd.yaml", text.replace("Un CDD suffit-il pour la clause ?", "Et un CDD ?"))
    knowledge = _both(small, own).knowledge
    assert knowledge["faq/cdd"].label == "Et un CDD ?"
    assert len(knowledge) == len(small.load().knowledge)


def test_an_entry_of_ones_own_is_added(small, own):
    text = (small.folder / "relays/niort.yaml").read_text(encoding="utf-8")
    _write(own, "relays/laval.yaml", text.replace("relais de niort", "relais de laval"))
    assert [relay.id for relay in _both(small, own).knowledge.relays] == ["relay/niort", "relay/laval"]


def test_a_word_and_a_text_of_ones_own_replace_that_key_alone(small, own):
    dce = (small.folder / "glossary.yaml").read_text(encoding="utf-8")
    questions = "questions: [le dossier, dce ?, dossier entier, les pièces]"
    _write(own, "glossary.yaml", re.sub(r"questions: .*", questions, dce.replace("dce:", "dce-bis:")))
    _write(own, "texts.yaml", 'welcome: Bonjour de la Mayenne.\nbutton: {"yes": Volontiers}\n')
    _write(own, "lexicon.yaml", "abbreviations: {bjr: bonjour}\n")
    knowledge = _both(small, own).knowledge
    assert [term.id for term in knowledge.terms] == ["term/dce", "term/dce-bis"]
    assert knowledge.texts.welcome == "Bonjour de la Mayenne."
    assert (knowledge.texts.button.yes, knowledge.texts.button.no) == ("Volontiers", "Non")
    assert knowledge.lexicon.abbreviations == {"slt": "salut", "bjr": "bonjour"}


def test_a_fault_names_the_folder_in_which_it_stands(small, own):
    _write(own, "texts.yaml", "welcome: 3\n")
    _write(own, "relays/laval.yaml", "label: x\nphone: non\n")
    errors = [str(error) for error in assembly.check((small.folder, own), TODAY).errors]
    assert errors[0].startswith("mayenne/relays/laval.yaml:1: answer : champ obligatoire")
    assert errors[-1].startswith("mayenne/texts.yaml:1: welcome : un texte était attendu")


def test_a_link_may_lead_from_one_folder_into_the_other(small, own):
    text = (small.folder / "relays/niort.yaml").read_text(encoding="utf-8")
    _write(
        own,
        "relays/laval.yaml",
        text.replace("relais de niort", "laval").replace("label:", "see_also: [faq/cdd]\nlabel:"),
    )
    assert assembly.check((small.folder, own), TODAY).errors == ()


def test_folders_are_named_with_the_path_separator_and_an_empty_one_is_the_shipped_base():
    assert knowledge_folders("/etc/clausette") == (Path("/etc/clausette"),)
    assert knowledge_folders(":/etc/clausette") == (SHIPPED_KNOWLEDGE, Path("/etc/clausette"))


def test_a_file_of_either_folder_makes_the_base_anew(small, own):
    assistant = assembly.assistant((small.folder, own), small.folder.parent / "cache")
    assert assistant.knowledge.get("relay/laval") is None
    text = (small.folder / "relays/niort.yaml").read_text(encoding="utf-8")
    _write(own, "relays/laval.yaml", text.replace("relais de niort", "relais de laval"))
    assistant = assembly.assistant((small.folder, own), small.folder.parent / "cache")
    assert assistant.knowledge.get("relay/laval") is not None


def test_who_waits_for_the_search_to_be_made_is_told_and_nobody_where_it_was_kept(small, tmp_path, capsys):
    answering(small.folder, tmp_path / "cache", tell)
    assert capsys.readouterr().err == f"{read(small.folder).knowledge.texts.preparing}\n"
    answering(small.folder, tmp_path / "cache", tell)
    answering(small.folder)
    assert capsys.readouterr().err == ""
