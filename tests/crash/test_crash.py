"""``kill -9`` at any instant and at every point of a transaction: nothing is lost, nothing is done twice.

``make crash`` does the same for as long as one likes.
"""

import os
import secrets
from pathlib import Path

import pytest

from tests.crash.night import night

SECONDS = float(os.environ.get("CRASH_SECONDS", "20"))  # of each of the runs


@pytest.mark.parametrize("faults", [False, True], ids=["telegram serves", "telegram stumbles"])
async def test_nothing_is_lost_and_nothing_done_twice(url: str, tmp_path: Path, *, faults: bool) -> None:
    seed = secrets.randbelow(1_000_000)
    told = await night(url, tmp_path, seconds=SECONDS, seed=seed, faults=faults)
    said = (tmp_path / "said").read_text(encoding="utf-8")[-3000:]
    assert not told.faults, "\n".join([f"seed {seed}: {told}", *told.faults[:20], said])
    assert told.lives > SECONDS / 10


async def test_three_processes_on_one_database_lose_nothing_when_one_of_them_dies(
    postgresql_url: str, tmp_path: Path
) -> None:
    seed = secrets.randbelow(1_000_000)
    told = await night(postgresql_url, tmp_path, seconds=SECONDS, seed=seed, faults=False, processes=3, askers=200)
    said = (tmp_path / "said").read_text(encoding="utf-8")[-3000:]
    assert not told.faults, "\n".join([f"seed {seed}: {told}", *told.faults[:20], said])
