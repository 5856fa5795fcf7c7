"""``make mutate``: change one sign of the core at a time, and see whether the tests of its folder notice.

A sample, by a seed, of the changes that cosmic-ray knows: an operator, a comparison, a number, ``and`` for ``or``. They
are made in a copy of this folder, whose tests run with the developer's environment; cosmic-ray is in one of its own.
Prints each change that survived as a difference, and how many of them were noticed.
"""

import argparse
import difflib
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("language", "tools", "requests", "store", "telegram")
COPIED = ("bot", "tests", "knowledge", "pyproject.toml", "README.md", "docs", "deploy")
# what most changes nothing that runs (annotations, decorators, what is raised), and what always fails at once
LEFT = (
    "Decorator",
    "Exception",
    "BitOr",
    "BitAnd",
    "BitXor",
    "ZeroIteration",
    "Shift",
    "_Pow",
    "MatMul",
    "Invert",
    "_Is",
)
LONGEST = 300.0  # seconds for one change: a loop without end counts as noticed


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of which room and file, by which operator of cosmic-ray, at which of the places that it knows."""

    room: str
    file: Path
    operator: str
    occurrence: int


def changes(room: str) -> Iterator[Change]:
    """Every change of a room."""
    for file in sorted((ROOT / "bot" / room).rglob("*.py")):
        if "migrations" in file.parts:
            continue
        tree = get_ast_from_path(file)
        for name in operator_names():
            if any(part in name for part in LEFT) or get_operator(name).arguments():
                continue
            operator = get_operator(name)()
            places = [place for node in ast_nodes(tree) for place in operator.mutation_positions(node)]
            yield from (Change(room, file.relative_to(ROOT), name, number) for number in range(len(places)))


def tests_of(change: Change, *, near: bool) -> list[str]:
    """The test files of a room: those that name the changed module first, and with ``near`` those alone."""
    folder = ROOT / "tests" / change.room
    module = ".".join(change.file.with_suffix("").parts)
    parent, _, name = module.rpartition(".")
    ways = (f"from {module} import", f"import {module}", f"from {parent} import {name}")
    files = sorted(folder.rglob("test_*.py"))
    naming = [file for file in files if any(way in file.read_text(encoding="utf-8") for way in ways)]
    wanted = naming if near and naming else [*naming, *(file for file in files if file not in naming)]
    return [str(file.relative_to(ROOT)) for file in wanted]


def noticed(change: Change, copy: Path, python: Path, *, near: bool) -> tuple[bool, str]:
    """Whether the tests fail with a change, and the change as a difference."""
    file = copy / change.file
    before = (ROOT / change.file).read_text(encoding="utf-8")
    after = mutate_code(before, get_operator(change.operator)(), change.occurrence)
    told = "".join(
        line for line in difflib.unified_diff(
            before.splitlines(keepends=True), after.splitlines(keepends=True), str(change.file), str(change.file), n=0
        ) if not line.startswith(("---", "+++"))
    )  # fmt: skip
    file.write_text(after, encoding="utf-8")
    command = [str(python), "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests_of(change, near=near)]
    try:
        done = subprocess.run(
            command, cwd=copy, capture_output=True, timeout=LONGEST, check=False,
            env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True, told
    finally:
        file.write_text(before, encoding="utf-8")
    return done.returncode != 0, told


def main() -> None:
    """Make changes until the sample or the time is over; the exit code is 0 whatever survived: people judge that."""
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--each", type=int, default=40, help="changes of each room (default: 40)")
    parser.add_argument("--minutes", type=float, default=120.0, help="after which no other is made (default: 120)")
    parser.add_argument("--seed", type=int, default=16, help="which sample (default: 16)")
    parser.add_argument("--rooms", nargs="*", default=ROOMS, help="the rooms (default: all)")
    parser.add_argument("--only", nargs="*", default=(), help="files as bot/language/money.py, in place of all")
    parser.add_argument("--near", action="store_true", help="run only the test files that name the changed module")
    parser.add_argument("--python", type=Path, default=ROOT / ".venv" / "bin" / "python", help="who runs the tests")
    given = parser.parse_args()
    chance, end = random.Random(given.seed), time.monotonic() + given.minutes * 60  # noqa: S311  to be repeated
    sample = []
    for room in given.rooms:
        every = [one for one in changes(room) if not given.only or one.file.as_posix() in given.only]
        sample += chance.sample(every, min(given.each, len(every)))
        print(f"{room}: {len(every)} changes are known", flush=True)
    chance.shuffle(sample)
    made, killed = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="clausette-mutate-") as name:
        copy = Path(name)
        for part in COPIED:
            source = ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / part)
        for change in sample:
            if time.monotonic() > end:
                break
            was, told = noticed(change, copy, given.python, near=given.near)
            made[change.room] += 1
            killed[change.room] += was
            if not was:
                print(f"survived: {change.file} ({change.operator.rpartition('/')[2]})\n{told}", flush=True)
    for room in given.rooms:
        print(f"{room}: {killed[room]} of {made[room]} noticed")
    total = made.total()
    print(f"{killed.total()} of {total} noticed" + (f", {killed.total() / total:.0%}" if total else ""))


if __name__ == "__main__":
    main()
