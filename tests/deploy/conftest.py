"""The files of deploy/, and what the tests need to run them outside a container."""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Instruction:
    """One instruction of a Dockerfile, its lines joined."""

    stage: str
    name: str
    value: str


@dataclass(frozen=True)
class Dockerfile:
    """The instructions of a Dockerfile, and what each stage begins from."""

    instructions: tuple[Instruction, ...]
    begins: dict[str, str]

    def of(self, stage: str, name: str) -> list[str]:
        """The values of an instruction in a stage and in those that it comes from, the first first."""
        earlier = self.of(self.begins[stage], name) if stage in self.begins else []
        return earlier + [one.value for one in self.instructions if (one.stage, one.name) == (stage, name)]

    def environment(self, stage: str) -> dict[str, str]:
        """What ENV gives in a stage."""
        return {
            name: value.strip('"')
            for line in self.of(stage, "ENV")
            for name, value in re.findall(r'(\w+)=("[^"]*"|\S+)', line)
        }


def _read(text: str) -> Dockerfile:
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    instructions: list[Instruction] = []
    begins: dict[str, str] = {}
    stage = ""
    for line in filter(str.strip, joined.splitlines()):
        name, _, value = line.strip().partition(" ")
        if name == "FROM":
            base, _, stage = value.partition(" AS ")
            begins[stage] = base
        instructions.append(Instruction(stage, name, re.sub(r"\s+", " ", value.strip())))
    return Dockerfile(tuple(instructions), begins)


@pytest.fixture(scope="session")
def dockerfile() -> Dockerfile:
    return _read((ROOT / "deploy/Dockerfile").read_text(encoding="utf-8"))


@pytest.fixture
def needs() -> Callable[..., str]:
    """Find a program; without it CI fails and a developer's machine goes without."""

    def program(name: str, *more: str) -> str:
        places = os.pathsep.join([os.environ["PATH"], "/usr/sbin", *more])
        if found := shutil.which(name, path=places):
            return found
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed; .ci/run installs what the tests need")
        pytest.skip(f"{name} is not installed")

    return program
