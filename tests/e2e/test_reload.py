"""A curator changes a file while the bot runs: what is right is answered at once, what is wrong is refused by line."""

import json
import re
import shutil
import signal
from pathlib import Path

import pytest

from bot.sandbox import persons

FIRST_LINE = re.compile(r"^answer: \|\n", re.MULTILINE)


@pytest.fixture
def copy(knowledge_folder: Path, tmp_path: Path) -> Path:
    """A copy of the shipped base."""
    return Path(shutil.copytree(knowledge_folder, tmp_path / "knowledge"))


def _logged(program, event: str) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in program.said.splitlines()]
    return [line for line in lines if line["event"] == event]


async def _opened(program) -> str:
    """What the bot answers now."""
    before = persons.start(program.sandbox, 1001, "public_deld")

    def answers() -> list[str]:
        return [said.text.text for said in program.sandbox.history(1001, by_bot=True) if said.id > before.id]

    await program.until(answers)
    return answers()[0]


async def test_a_changed_file_changes_the_answer_and_a_wrong_one_is_refused_by_its_line(program, copy):
    program.settings = {"CLAUSETTE_KNOWLEDGE": str(copy)}
    file = copy / "publics" / "deld.yaml"
    original = file.read_text(encoding="utf-8")
    one, two = (FIRST_LINE.sub(f"answer: |\n  {text}\n", original) for text in ("Premier changement.", "Deuxième."))
    wrong = f"{two}reponse: oui\n"

    async with program.running() as process:
        assert "Premier changement." not in await _opened(program)

        file.write_text(one, encoding="utf-8")
        await program.until(lambda: _logged(program, "entries edited"), "the first change")
        assert "Premier changement." in await _opened(program)  # before the search is made anew
        await program.until(lambda: len(_logged(program, "knowledge loaded")) == 1, "the search")
        assert "Premier changement." in await _opened(program)

        file.write_text(wrong, encoding="utf-8")
        refusal = "knowledge refused, the last good base stays"
        await program.until(lambda: _logged(program, refusal), "the refusal")
        (line,) = _logged(program, refusal)
        assert str(line["problem"]).startswith(f"publics/deld.yaml:{len(wrong.splitlines())}: reponse : champ inconnu")
        assert line["level"] == "error"
        assert "Premier changement." in await _opened(program)

        file.write_text(two, encoding="utf-8")
        await program.until(lambda: len(_logged(program, "knowledge loaded")) == 2, "the second change")
        assert "Deuxième." in await _opened(program)

        process.send_signal(signal.SIGHUP)
        await program.until(lambda: len(_logged(program, "knowledge loaded")) == 3, "the reading that was asked for")


async def test_a_wrong_base_does_not_start_and_its_first_fault_is_told_in_one_line(program, copy):
    program.settings = {"CLAUSETTE_KNOWLEDGE": str(copy)}
    file = copy / "publics" / "deld.yaml"
    wrong = file.read_text(encoding="utf-8") + "reponse: oui\n"
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(AssertionError):
        async with program.running():
            pass
    (said,) = program.said.splitlines()
    fault = f"publics/deld.yaml:{len(wrong.splitlines())}: reponse : champ inconnu"
    assert said.startswith(f"clausette: CLAUSETTE_KNOWLEDGE: {fault}")
