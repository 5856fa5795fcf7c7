import ast
from pathlib import Path

import pytest

import bot.sandbox

MODULES = sorted(Path(bot.sandbox.__file__).parent.rglob("*.py"))


def imported(module: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_the_sandbox_knows_nothing_of_the_bot_that_it_is_for(module: Path) -> None:
    of_ours = {name for name in imported(module) if name.split(".")[0] in {"bot", "telegram"}}
    assert {name for name in of_ours if not name.startswith("bot.sandbox")} <= {"telegram.constants", "bot.process.web"}
