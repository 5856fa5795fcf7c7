"""A knowledge file that means harm, or was spoilt, is refused with its place; the program stays up and answers."""

import os
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.assistant.answers import answer
from bot.chat.markup import without_tags
from bot.knowledge import folders, territory
from bot.knowledge.problems import Problem
from bot.knowledge.yaml import parse
from bot.runtime import assembly as app

TODAY = date(2026, 11, 23)
FAQ = "faq/cdd.yaml"
# The billion laughs: nine lines that would be a thousand million words
BOMB = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (BOMB, 1, "un renvoi (*nom)"),
        ("a: &a [*a]", 1, "un renvoi (*nom)"),
        ("a: " + "[" * 10_000, 1, "plus de 20 niveaux"),
        ("a: " + "{b: " * 10_000, 1, "plus de 20 niveaux"),
        ("- " * 10_000, 1, "plus de 20 niveaux"),
        ("a: !!python/object/apply:os.system [id]", 1, "commence par « ! »"),
        ("a: !!python/name:os.system", 1, "commence par « ! »"),
        ("a: " + "9" * 10_000, 1, "valeur impossible"),
        ("a: 2026-99-99", 1, "ce jour n'existe pas"),
        ("a: !!binary '\u00e9'", 1, "ce n'est pas du YAML"),
        ("a: 1\n---\nb: 2", 2, "un second document"),
        ("%YAML 9.9\n---\na: 1", 1, "ce n'est pas du YAML"),
        ("a: '\x00'", 1, "un signe invisible"),
    ],
)
def test_yaml_that_would_fill_the_memory_or_run_code_is_refused_at_its_line(text, line, says):
    found = parse("x.yaml", text)
    assert isinstance(found, Problem)
    assert found.line == line
    assert says in found.message


def test_a_file_without_end_is_not_read(small):
    with (small.folder / FAQ).open("r+b") as file:
        file.truncate(5 * 10**12)  # takes no room on the disk, and no memory holds it
    said = [error for error in small.errors() if error.startswith(FAQ)]
    assert said == [
        f"{FAQ}:1: 5000000000000 octets, au plus {folders.LARGEST} : est-ce le bon fichier ?",
    ]


def test_a_pipe_in_place_of_a_file_is_not_waited_for(small):
    (small.folder / FAQ).unlink()
    os.mkfifo(small.folder / FAQ)
    assert f"{FAQ}:1: ce n'est pas un fichier ; un texte YAML était attendu" in small.errors()


def test_a_link_that_leads_to_itself_is_said(small):
    (small.folder / FAQ).unlink()
    (small.folder / FAQ).symlink_to(small.folder / FAQ)
    assert any(error.startswith(f"{FAQ}:1: illisible") for error in small.errors())


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        (b"insee,name,postal_codes,epci_siren,departement,population\n79191,Niort,79000,200041317,79,beaucoup\n", "2:"),
        (b"insee,name,postal_codes,epci_siren,departement,population\n" + b'"' + b"a" * 200_000, "ce n'est pas du CSV"),
    ],
)
def test_a_territory_that_was_spoilt_is_said_at_its_line(small, spoilt, says):
    small.write("territory/communes.csv", spoilt)
    assert any(error.startswith("territory/communes.csv:") and says in error for error in small.errors())


def test_a_territory_without_end_is_not_read(small):
    with (small.folder / "territory/communes.csv").open("r+b") as file:
        file.truncate(5 * 10**12)
    assert f"territory/communes.csv:1: un fichier de {territory.LARGEST} octets au plus était attendu" in small.errors()


def test_markup_in_an_entry_is_shown_as_it_was_written(small):
    hostile = '<a href="tg://user?id=1">Oui</a>, <b>un CDD</b> &amp; <script>alert(1)</script> convient.'
    small.change(FAQ, "Oui, un CDD convient, à faire valider par le facilitateur.", f"'{hostile}'")
    knowledge = small.load().knowledge
    shown = answer(knowledge, knowledge["faq/cdd"], TODAY)
    assert hostile in without_tags(shown)
    assert "script" not in "".join(re.findall(r"<[^>]*>", shown))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "tg://user?id=1", "data:text/html,x", "https://a b", "//x"])
def test_a_source_leads_to_the_web_and_nowhere_else(small, url):
    small.change(FAQ, "https://exemple.fr/clause", url)
    assert any("sources.1.url : « " in error for error in small.errors())


@pytest.mark.parametrize(
    ("file", "before", "phrase"),
    [
        ("modality.yaml", "    concession: [concession, ", "a … a … a … a … a … a … a … b, "),
        ("facts.yaml", "        - chomdu\n        - ", "a … a … a … a … a … a … a … b\n        - "),
        ("facts.yaml", "        - chomdu\n        - ", "a" + " (a|a a)" * 18 + " b\n        - "),
        ("facts.yaml", "        - chomdu\n        - ", "a" + " (a)?" * 30 + " b\n        - "),
    ],
)
def test_a_phrase_that_would_be_searched_for_ever_is_found_by_the_check(
    tmp_path: Path, knowledge_folder: Path, file: str, before: str, phrase: str
):
    folder = tmp_path / "knowledge"
    shutil.copytree(knowledge_folder, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(before) == 1
    (folder / file).write_text(text.replace(before, before + phrase), encoding="utf-8")
    errors = [str(error) for error in app.check(folder, TODAY).errors]
    assert len(errors) == 1
    line = text.replace(before, before + phrase).partition(phrase)[0].count("\n") + 1
    assert errors[0].startswith(f"{file}:{line}: ")
    assert f"« {phrase[:20]}" in errors[0]
    assert "peut se lire de plus de" in errors[0]
