"""A release: built by one command, versioned by the tag, and whole where the tree is not.

Whoever has the wheel has the program, its base, its page and its migrations.
"""

import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]


def _git(folder: Path, *arguments: str) -> None:
    """Git as the test has it, whatever the machine is set to."""
    named = (
        "-c",
        "user.name=Test",
        "-c",
        "user.email=test@exemple.fr",
        "-c",
        "core.hooksPath=",
        "-c",
        "tag.gpgSign=false",
    )
    subprocess.run(["git", "-C", folder, *named, *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as a clone of its own, without a tag, all of it committed."""
    place = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        if name.startswith(("docs/", "tests/")) and name != "tests/release.py":
            continue
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, place / name)
    _git(place, "init", "--quiet")
    _git(place, "add", "--all")
    _git(place, "commit", "--quiet", "--message", "All of it")
    return place


def _released(place: Path) -> subprocess.CompletedProcess[str]:
    """What ``make release`` runs, with what is installed here."""
    program = "import sys; sys.path.insert(0, 'tests'); import release; from pathlib import Path; \
sys.exit(release.main(Path('dist'), '--no-isolation'))"
    return subprocess.run([sys.executable, "-c", program], cwd=place, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def release(clone: Path) -> Path:
    """The archives of version 7.8.9."""
    changelog = clone / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    changelog.write_text(text.replace("## [Unreleased]", "## [Unreleased]\n\n## [7.8.9] - 2026-12-01", 1))
    _git(clone, "commit", "--all", "--quiet", "--message", "Release 7.8.9")
    _git(clone, "tag", "v7.8.9")
    done = _released(clone)
    assert done.returncode == 0, done.stdout + done.stderr
    return clone / "dist"


@pytest.fixture(scope="module")
def wheel(release: Path) -> Path:
    (found,) = release.glob("clausette-*.whl")
    return found


def test_the_archives_bear_the_version_of_the_tag_and_tell_what_has_changed(release):
    assert sorted(path.name for path in release.iterdir()) == [
        "NOTES.md", "SHA256SUMS", "clausette-7.8.9-py3-none-any.whl", "clausette-7.8.9.tar.gz", "constraints.txt",
    ]  # fmt: skip
    assert (release / "NOTES.md").read_text(encoding="utf-8").startswith("### Added")
    for line in (release / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest


def test_a_tag_that_the_changelog_does_not_tell_of_is_no_release(clone, release, tmp_path):
    _git(clone, "clone", "--quiet", str(clone), str(tmp_path / "other"))
    _git(tmp_path / "other", "commit", "--quiet", "--allow-empty", "--message", "More")
    _git(tmp_path / "other", "tag", "v7.9.0")
    done = _released(tmp_path / "other")
    assert done.returncode == 1
    assert "no section [7.9.0]" in done.stdout


def test_between_two_tags_and_without_one_a_version_is_no_release(clone, release, tmp_path):
    _git(clone, "clone", "--quiet", "--no-tags", str(clone), str(tmp_path / "untagged"))
    assert re.fullmatch(r"0\.0\.1\.dev\d+\+g[0-9a-f]+", _version(tmp_path / "untagged"))
    _git(clone, "clone", "--quiet", str(clone), str(tmp_path / "later"))
    _git(tmp_path / "later", "commit", "--quiet", "--allow-empty", "--message", "More")
    assert re.fullmatch(r"7\.8\.10\.dev1\+g[0-9a-f]+", _version(tmp_path / "later"))


def test_the_source_archive_and_a_copy_without_history_have_a_version_too(release, tmp_path):
    with tarfile.open(release / "clausette-7.8.9.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    source = tmp_path / "clausette-7.8.9"
    assert _version(source) == "7.8.9"
    (source / "PKG-INFO").unlink()
    shutil.rmtree(source / "clausette.egg-info")
    assert _version(source) == "0.0.0"


def _version(source: Path) -> str:
    """The version that a build of this source bears."""
    command = "import sys, setuptools.build_meta as b; print(b.prepare_metadata_for_build_wheel(sys.argv[1]))"
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(source.parent)}
    with tempfile.TemporaryDirectory() as made:
        told = subprocess.run(
            [sys.executable, "-c", command, made],
            cwd=source, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
    return told.stdout.splitlines()[-1].removeprefix("clausette-").removesuffix(".dist-info")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds the wheel; what it needs besides is taken from ours, the tree is not."""
    place = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    (library,) = place.glob("lib/python*/site-packages")
    (library / "needed.pth").write_text(sysconfig.get_path("purelib"))
    python = place / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--ignore-installed", wheel], check=True)
    return place


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def run(installed, environment, tmp_path):
    def ran(*arguments: str) -> str:
        command = [installed / "bin" / "clausette", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return ran


def test_the_program_is_that_of_the_wheel_and_not_of_the_tree(installed, environment, tmp_path):
    command = [installed / "bin" / "python", "-c", "import bot; print(bot.__file__)"]
    place = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert place.startswith(str(installed))


def test_it_answers_and_its_base_is_right(run):
    assert run("--version") == "clausette 7.8.9\n"
    assert "[answer]" in run("ask", "je peux compter un apprenti ?")
    assert run("check").splitlines()[-1].startswith("0 erreur")


def test_it_makes_its_database(run, tmp_path):
    run("migrate")
    with closing(sqlite3.connect(tmp_path / ".local/share/clausette/clausette.db")) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


@pytest.fixture
def page(installed, environment, tmp_path) -> Iterator[str]:
    """The address that the demonstration tells."""
    command = [installed / "bin" / "clausette", "demo", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout
        yield next(word for word in demo.stdout.readline().split() if word.startswith("http://"))
        demo.send_signal(signal.SIGTERM)


def test_its_demonstration_opens(page):
    got = httpx.get(page, trust_env=False)
    assert got.status_code == 200
    assert "<title>" in got.text
