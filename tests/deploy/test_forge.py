"""A proposal made in a forge's web editor is commented in French: what is wrong, where, and what changes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FORGE = ROOT / "deploy/forge"
SENIOR = "knowledge/publics/senior.yaml"


def _git(folder: Path, *arguments: str) -> None:
    named = ("-c", "user.name=Test", "-c", "user.email=test@exemple.fr", "-c", "core.hooksPath=")
    subprocess.run(["git", "-C", folder, *named, *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory, knowledge_folder: Path) -> Path:
    """A repository that holds the base, with a branch on which somebody proposes something."""
    place: Path = tmp_path_factory.mktemp("repository")
    shutil.copytree(knowledge_folder, place / "knowledge")
    _git(place, "init", "--quiet", "--initial-branch", "main")
    _git(place, "add", "--all")
    _git(place, "commit", "--quiet", "--message", "La base")
    _git(place, "checkout", "--quiet", "-b", "proposal")
    return place


@pytest.fixture
def comment(repository, tmp_path):
    """What is commented where the entry on seniors is changed so."""

    def commented(old: str, new: str) -> tuple[int, str]:
        file = repository / SENIOR
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        _git(repository, "commit", "--quiet", "--all", "--message", "Une proposition")
        environment = os.environ | {"CLAUSETTE": str(Path(sys.executable).with_name("clausette"))}
        done = subprocess.run(
            [FORGE / "comment", "main"], cwd=repository, env=environment, capture_output=True, text=True, check=False
        )
        _git(repository, "reset", "--quiet", "--hard", "main")
        assert done.stderr == ""
        return done.returncode, done.stdout

    return commented


def test_a_fault_is_told_with_its_line_and_what_to_do(comment):
    code, said = comment("label: ", "labell: ")
    assert code == 1
    assert "à corriger avant de fusionner" in said
    assert "- publics/senior.yaml:1: labell : champ inconnu ; vouliez-vous dire « label » ?" in said
    assert "docs/erreurs.md" in said


def test_of_a_right_change_it_is_told_what_it_changes(comment):
    code, said = comment("label: ", "label: Un ")
    assert code == 0
    assert said.startswith("<!-- clausette -->\n### Fiches : rien à corriger\n")
    assert "- public/senior : label :" in said


@pytest.mark.parametrize("file", ["github.yml", "gitlab.yml"])
def test_each_forge_runs_the_comment_on_changes_of_the_base(file):
    text = (FORGE / file).read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    assert "deploy/forge/comment" in text
    assert "knowledge/**" in text
    assert "<!-- clausette -->" in text  # by which the comment of before is found
