"""A relay names the grid that it applies; one that does not exist is told by file and line."""

import shutil
from datetime import date
from pathlib import Path

from bot.runtime import assembly as app

TODAY = date(2026, 11, 24)
FILE = "relays/niort-agglo-cellule-clauses.yaml"


def _naming(folder: Path, copy: Path, grid: str) -> tuple[Path, int]:
    shutil.copytree(folder, copy)
    file = copy / FILE
    file.write_text(f"{file.read_text('utf-8').rstrip()}\ngrid: {grid}\n", "utf-8")
    return copy, len(file.read_text("utf-8").splitlines())


def test_a_grid_that_exists_may_be_named(knowledge_folder, tmp_path):
    copy, _ = _naming(knowledge_folder, tmp_path / "knowledge", "iae")
    assert app.check(copy, TODAY).errors == ()


def test_a_grid_that_does_not_exist_is_told_by_file_and_line_with_those_that_do(knowledge_folder, tmp_path):
    copy, line = _naming(knowledge_folder, tmp_path / "knowledge", "iea")
    (error,) = app.check(copy, TODAY).errors
    assert (error.file, error.line) == (FILE, line)
    assert error.message == "grid: 'iea' is not a grid; known are iae, reference"
