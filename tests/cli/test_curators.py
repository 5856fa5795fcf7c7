"""The commands of those who write the base, as they type them."""

import html
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def copy(knowledge_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(knowledge_folder, tmp_path / "copie"))


def test_a_new_entry_goes_into_the_last_folder_and_is_never_written_over(run, tmp_path):
    own = tmp_path / "mayenne"
    own.mkdir()
    ended = run("new", "relays", "laval", "--knowledge", f":{own}")
    assert (ended.code, ended.out) == (0, f"{own}/relays/laval.yaml: à compléter, puis clausette check\n")
    ended = run("new", "relays", "laval", "--knowledge", f":{own}")
    assert (ended.code, ended.err) == (2, "clausette: relay/laval stands in the base already\n")
    assert run("new", "glossary", "prado", "--knowledge", f":{own}").code == 0
    assert (own / "glossary.yaml").read_text(encoding="utf-8").startswith("prado:\n")


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [("faqs", "x", "no such kind of entry"), ("faq", "Contrat Pro", "expected small letters")],
)
def test_a_new_entry_of_no_kind_or_name_is_refused(run, kind, name, said):
    ended = run("new", kind, name)
    assert ended.code == 2
    assert said in ended.err


def test_a_review_is_a_table_for_a_spreadsheet(run):
    ended = run("review", "--csv")
    assert ended.code == 0
    head, first, *_ = ended.out.splitlines()
    assert head == "pourquoi;fiche;fichier;ligne;détail"
    assert first.count(";") >= 4
    assert run("review", "--json").lines[0].keys() == {"why", "id", "file", "line", "detail"}


def test_a_review_is_a_page_for_who_prints_it(run, tmp_path):
    page = tmp_path / "revue.html"
    ended = run("review", "--html", str(page))
    assert (ended.code, ended.out) == (0, f"{page}\n"), ended.err
    text = page.read_text(encoding="utf-8")
    for due in run("review", "--json").lines:
        assert html.escape(due["detail"]) in text
        assert not due["id"] or f'<th scope="row">{due["id"]}</th><td>{due["file"]}:{due["line"]}</td>' in text
    assert "<script" not in text
    assert run("review", "--html", str(tmp_path / "absent/revue.html")).code == 2


def test_a_change_is_told_in_words(run, copy, knowledge_folder):
    (copy / "faq/cdd.yaml").unlink()
    ended = run("diff", str(knowledge_folder), str(copy))
    assert ended.code == 0
    assert ended.out.startswith("faq/cdd : retiré : ")
    (change,) = run("diff", str(knowledge_folder), str(copy), "--json").lines
    assert (change["id"], change["path"], change["after"]) == ("faq/cdd", "", None)


def test_a_file_that_came_is_named_and_one_with_faults_is_told_and_not_compared(run, copy, knowledge_folder):
    (copy / "hours.yaml").unlink()
    ended = run("diff", str(copy), str(knowledge_folder))
    assert (ended.code, ended.out) == (0, "hours : nouveau : hours.yaml\n")
    assert ended.err == f"{copy} : hours.yaml a des fautes, non comparé : clausette check --knowledge {copy}\n"


def test_that_nothing_changed_is_told(run, knowledge_folder):
    ended = run("diff", str(knowledge_folder), str(knowledge_folder))
    assert (ended.code, ended.out, ended.err) == (0, "", "aucun changement\n")
    assert run("diff", str(knowledge_folder), str(knowledge_folder), "--json").err == ""


def test_schemas_are_written_for_an_editor(run, tmp_path):
    assert run("schema", "--write", str(tmp_path / "build/schemas")).code == 0
    assert (tmp_path / "build/schemas/publics.json").exists()
    assert run("schema", "publics", "--write", str(tmp_path / "one")).code == 0
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["publics.json"]


def test_a_base_is_tidied_and_what_changes_is_shown(run, copy):
    file = copy / "faq/cdd.yaml"
    label, *rest = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*rest, "# le titre", label]) + "\n\n\n", encoding="utf-8")
    ended = run("check", "--fix", "--knowledge", str(copy))
    assert ended.code == 0, ended.out
    shown = ended.out.partition(f"{file} : mis en ordre\n")[2]
    assert shown.startswith(f"+# le titre\n+{label}\n")
    assert file.read_text(encoding="utf-8").startswith(f"# le titre\n{label}\n")
    again = run("check", "--fix", "--knowledge", str(copy))
    assert "mis en ordre" not in again.out
