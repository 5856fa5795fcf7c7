"""What is wrong in the knowledge base, told to the curator who can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault at a place: ``file`` is relative to the knowledge folder, lines count from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeError(Exception):
    """The base cannot be used; ``problems`` holds every fault found, sorted by place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class FaultAt(ValueError):  # noqa: N818  a fault that a model finds in itself; pydantic reports ValueError only
    """A fault that a model finds inside its own value: ``path`` leads from the model to the faulty part."""

    def __init__(self, message: str, *path: str | int) -> None:
        self.path = path
        super().__init__(message)
