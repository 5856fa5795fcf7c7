"""How the tests run commands: as another program does, with nothing of ours around."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import shipped

CLAUSETTE = Path(sys.executable).with_name("clausette")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its output, one JSON object per line."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(scope="module")
def cache():
    shipped.answering()  # keeps it warm: a command makes no search of its own
    return shipped.cache_home()


@pytest.fixture
def environment(tmp_path, cache) -> dict[str, str]:
    """What a command finds around it: nothing of ours, and a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return kept | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CACHE_HOME": str(cache)}


@pytest.fixture
def run(environment):
    """Run a command to its end."""

    def ran(*arguments: str | bytes, given: str | bytes = b"", program=(CLAUSETTE,), **settings: str) -> Ended:
        command = [*map(os.fsencode, program), *(a if isinstance(a, bytes) else a.encode() for a in arguments)]
        given = given.encode() if isinstance(given, str) else given
        done = subprocess.run(
            command, input=given, env=environment | settings, capture_output=True, timeout=60, check=False
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    return ran


@pytest.fixture(scope="module")
def assistant():
    return shipped.answering()
