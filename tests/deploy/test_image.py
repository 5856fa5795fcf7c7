"""The image's commands, run outside a container: what is built starts, answers its health check and stops when told."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.sandbox import Sandbox, serve_in_thread
from tests import release

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "42:sandbox"
PATIENCE = 60.0  # seconds for what is sure to happen, on a slow machine

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI"), reason="fetches every package anew: CI=true pytest tests/deploy/test_image.py"
)


@pytest.fixture(scope="module")
def context(tmp_path_factory) -> Path:
    """What an image is built from: the files that are committed or about to be, and dist/ as a release makes it."""
    place: Path = tmp_path_factory.mktemp("context")
    release.built(place / "dist", "--no-isolation")
    shutil.copy(ROOT / "constraints.txt", place)
    return place


@pytest.fixture(scope="module")
def root(tmp_path_factory, dockerfile, context) -> Path:
    """What the instructions of the first stage make, under a folder that stands for the disk of the image."""
    disk: Path = tmp_path_factory.mktemp("image")
    source = disk / "src"
    source.mkdir()
    for one in dockerfile.instructions:
        if one.stage != "build":
            continue
        if one.name == "COPY":
            *names, target = one.value.split()
            assert target == "./"
            for found in (path for name in names for path in context.glob(name)):
                shutil.copy(found, source)
        elif one.name == "RUN":
            environment = os.environ | _moved(dockerfile.environment("build"), disk)
            environment.pop("PYTHONPATH", None)
            command = _on_disk(one.value, disk).replace("python -m venv", f"{sys.executable} -m venv")
            done = subprocess.run(
                ["/bin/sh", "-ec", command], cwd=source, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return disk


def _on_disk(text: str, disk: Path) -> str:
    return re.sub(r"(?<![\w/])/(opt/clausette|data)(?=[/\s:]|$)", rf"{disk}/\1", text)


def _moved(environment: dict[str, str], disk: Path) -> dict[str, str]:
    """The environment of a stage, its folders and ports moved to where they are free."""
    return {name: _on_disk(value, disk) for name, value in environment.items() if name != "PATH"}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_the_image_holds_the_computed_base_and_no_installer(root):
    assert list((root / "opt/clausette/cache/clausette").iterdir())
    assert not list((root / "opt/clausette/bin").glob("pip*"))


def test_the_image_writes_documents_of_word(root):
    assert list((root / "opt/clausette/lib").glob("python*/site-packages/docx"))


def test_the_image_finds_its_computed_base_again(root, dockerfile):
    kept = root / "opt/clausette/cache/clausette"
    before = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    environment = _moved(dockerfile.environment("bot"), root) | {"HOME": str(root)}
    asked = subprocess.run(
        [root / "opt/clausette/bin/clausette", "ask", "bonjour"],
        cwd=root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    assert {path.name: path.stat().st_mtime_ns for path in kept.iterdir()} == before


def test_the_image_starts_answers_its_health_check_and_stops_when_told(root, dockerfile):
    ports = {"9090": _free_port(), "8080": _free_port()}
    environment = _moved(dockerfile.environment("bot"), root)
    environment |= {
        "PATH": f"{root}/opt/clausette/bin:{os.environ['PATH']}",
        "CLAUSETTE_LISTEN": f"127.0.0.1:{ports['8080']}",
        "CLAUSETTE_METRICS_LISTEN": f"127.0.0.1:{ports['9090']}",
        "CLAUSETTE_TOKEN": TOKEN,
    }
    command = json.loads(dockerfile.of("bot", "ENTRYPOINT")[-1]) + json.loads(dockerfile.of("bot", "CMD")[-1])
    health = json.loads(dockerfile.of("bot", "HEALTHCHECK")[0].partition("CMD ")[2].replace("9090", str(ports["9090"])))
    (root / "data").mkdir(exist_ok=True)
    with serve_in_thread(Sandbox(tokens=(TOKEN,))) as url:
        bot = subprocess.Popen(
            command, cwd=root / "data", env=environment | {"CLAUSETTE_API_URL": url}, stderr=subprocess.PIPE, text=True
        )
        try:
            end = time.monotonic() + PATIENCE
            while subprocess.run(health, env=environment, capture_output=True, check=False).returncode:
                assert bot.poll() is None, bot.stderr and bot.stderr.read()
                assert time.monotonic() < end
                time.sleep(0.2)
            bot.send_signal(signal.SIGTERM)
            assert bot.wait(PATIENCE) == 0
        finally:
            bot.kill()
            bot.communicate()
    assert (root / "data/clausette/clausette.db").is_file()
    assert subprocess.run(health, env=environment, capture_output=True, check=False).returncode != 0
