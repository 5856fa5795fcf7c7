"""What the grids of rules say of facts, publics and relays is told by the line where it stands."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.knowledge import loader
from bot.knowledge.checks import links, rules, wording
from bot.knowledge.kinds import KINDS

RELAY = "relays/niort-agglo-cellule-clauses.yaml"
GRID = "grids/reference.yaml"
READ = {"publics", "relays", "tools", "facts", "grids", "hours", "intake", "modality"}  # to be quick

Spoil = Callable[[str, str, str], tuple[int, list[str]]]


@pytest.fixture
def spoil(knowledge_folder: Path, tmp_path: Path) -> Spoil:
    """Put a text in place of another in a copy of the shipped base: the line, and the errors told of that file."""
    copy = Path(shutil.copytree(knowledge_folder, tmp_path / "knowledge"))

    def spoilt(name: str, old: str, new: str) -> tuple[int, list[str]]:
        text = (copy / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (copy / name).write_text(text.replace(old, new), encoding="utf-8")
        loaded = loader.read(copy, [kind for kind in KINDS if kind.name in READ])
        errors = (*loaded.errors, *rules.errors(loaded), *links.errors(loaded))
        return text.partition(old)[0].count("\n") + 1, [str(error) for error in errors if error.file == name]

    return spoilt


MISSING = f"{GRID}:1: ce fichier n'existe pas, la base en a besoin"
RULE = "public/rqth-boeth: {disability_recognised: true}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            RULE,
            RULE.replace("disability_recognised", "disability_recognized"),
            "disability_recognized : n'est pas un fait",
        ),
        (RULE, "public/rqth-boeth: {}", "public/rqth-boeth : une règle sans condition vaudrait pour tout le monde"),
        (RULE, "public/rqth-boeth: {age: {above: 30}}", "age.above : champ inconnu ; ici : equals, below, at_least"),
        (RULE, "public/rqth-boeth: {benefits: {has: apl}}", "benefits : « apl » n'est pas une valeur de benefits"),
        (RULE, "public/rqth-boeth: {age: {has: rsa}}", "age : « has » ne va pas avec un fait de type integer"),
        (RULE, "public/rqth-boeth: {priority_area: {in: [zus]}}", "« zus » n'est pas une valeur de priority_area"),
        (RULE, "public/rqth-boeth: {justice: yep}", "« yep » n'est pas une valeur d'un fait de type boolean"),
        (
            "public/senior: {age: {at_least: 50}",
            "public/senior: {age: {at_least: 500}",
            "hors des bornes de ce fait, de 14 à 75",
        ),
        (
            "public/senior: {age: {at_least: 50}",
            "public/seniors: {age: {at_least: 50}",
            "vouliez-vous dire « public/senior » ?",
        ),
        ("  programme: 6 ", "  taille: 6 ", "effort.taille : « taille » n'est pas un fait"),
    ],
)
def test_a_rule_that_fits_no_fact_and_no_public_is_told_at_its_line(
    spoil: Spoil, old: str, new: str, said: str
) -> None:
    line, errors = spoil(GRID, old, new)
    assert [error.partition(": ")[0] for error in errors] == [f"{GRID}:{line}"]
    assert said in errors[0]


def test_a_rule_inside_alternatives_is_told_at_its_line(spoil: Spoil) -> None:
    either = "public/rqth-boeth:\n    any_of:\n      - {justice: true}\n      - {age: {at_least: 500}}"
    line, errors = spoil(GRID, RULE, either)
    assert len(errors) == 1
    assert errors[0].startswith(f"{GRID}:{line + 3}: rules.public/rqth-boeth.any_of.2.age : at_least : 500")


def test_a_grid_that_exists_may_be_named(spoil: Spoil) -> None:
    _, errors = spoil(RELAY, "verified_on:", "grid: iae\nverified_on:")
    assert not [error for error in errors if "grid" in error]


def test_a_grid_that_does_not_exist_is_told_with_those_that_do(spoil: Spoil) -> None:
    line, errors = spoil(RELAY, "verified_on:", "grid: iea\nverified_on:")
    assert [error for error in errors if "grid" in error] == [
        f"{RELAY}:{line}: grid : « iea » n'est pas une grille ; au choix : iae, reference"
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "hours.yaml",
            "verified_on: ",
            "verifie_le: ",
            "verifie_le : champ inconnu ; vouliez-vous dire « verified_on » ?",
        ),
        ("intake.yaml", "agreed: [", "agreed: [[oui], ", "agreed.1 : un seul texte était attendu, voici une liste"),
        ("modality.yaml", "short_works_below: 6", "short_works_below: six", "un nombre était attendu"),
    ],
)
def test_a_fault_in_a_table_is_told_at_its_line(spoil: Spoil, name: str, old: str, new: str, said: str) -> None:
    line, errors = spoil(name, old, new)
    assert [error for error in errors if error.startswith(f"{name}:{line}: ") and said in error]


def test_a_base_without_its_reference_grid_is_told(knowledge_folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(knowledge_folder, tmp_path / "knowledge"))
    (copy / GRID).unlink()
    loaded = loader.read(copy, [kind for kind in KINDS if kind.name == "grids"])
    assert sorted(map(str, rules.errors(loaded)))[-1:] == [MISSING]


def test_an_article_of_the_decision_that_is_not_in_the_base_is_told_at_its_line(
    knowledge_folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(knowledge_folder, tmp_path / "knowledge"))
    text = (copy / "modality.yaml").read_text(encoding="utf-8")
    (copy / "modality.yaml").write_text(text.replace("ccp-l2113-12", "ccp-l2113-999"), encoding="utf-8")
    line = text.partition("ccp-l2113-12")[0].count("\n") + 1
    loaded = loader.read(copy, [kind for kind in KINDS if kind.name in {"modality", "articles"}])
    errors = [str(error) for error in links.errors(loaded) if error.file == "modality.yaml"]
    assert f"modality.yaml:{line}: « article/ccp-l2113-999 » n'est pas dans la base" in errors


def test_an_age_in_a_text_that_the_grid_does_not_have_is_warned_about(knowledge_folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(knowledge_folder, tmp_path / "knowledge"))
    text = (copy / GRID).read_text(encoding="utf-8")
    (copy / GRID).write_text(re.sub(r"(public/senior: {age: {at_least): \d+", r"\1: 33", text), encoding="utf-8")
    line = text.partition("public/senior: {age")[0].count("\n") + 1
    loaded = loader.read(copy, [kind for kind in KINDS if kind.name in {"publics", "grids"}])
    told = [str(warning) for warning in wording.warnings(loaded) if warning.file == "publics/senior.yaml"]
    assert told[0].startswith("publics/senior.yaml:1: label : dit ")
    assert told[0].endswith(f" ans, la grille décide à 33 ans ({GRID}:{line}) : accorder les deux")
