"""The wheel, installed where the tree is not: whoever has it has the program, its base, its page and its migrations."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("bot", "knowledge", "pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    built = subprocess.run([*pip, "--wheel-dir", out, source], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (found,) = out.glob("clausette-*.whl")
    return found


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
