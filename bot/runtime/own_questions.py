"""Asks the labelled questions of a curator: whether each still leads where it should, and what a change moves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.assistant import one_question
from bot.assistant.assistant import Assistant
from bot.knowledge.loader import Loaded
from bot.knowledge.problems import Problem
from bot.knowledge.schema.entries import Labelled

_IN_FRENCH = {
    "answer": "sûre", "tool": "sûre", "choice": "hésite", "unknown": "ne sait pas", "smalltalk": "politesse",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Led:
    """Where a question leads: the band of certainty, and the first entry, empty where there is none."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.id or '∅'} ({_IN_FRENCH.get(self.kind, self.kind)})"


@dataclass(frozen=True, slots=True)
class Moved:
    """A question that leads elsewhere, or with another certainty, than before."""

    question: str
    before: Led
    after: Led


def misled(loaded: Loaded, assistant: Assistant, today: date) -> Iterator[Problem]:
    """The questions of ``knowledge/questions`` that are not answered for sure by the entry that they expect."""
    for name, labelled in loaded.things["questions"].items():
        if not isinstance(labelled, Labelled):
            continue
        place = loaded.places[f"questions/{name}"]
        for id_, questions in labelled.expect.items():
            for position, question in enumerate(questions):
                led = _led(assistant, question, today)
                if led.id != id_ or led.kind not in ("answer", "tool"):
                    message = f"« {question} » mène à {led}, {id_} était attendue"
                    yield place.problem(("expect", id_, position), message)


def moved(before: Assistant, after: Assistant, questions: Iterable[str], today: date) -> Iterator[Moved]:
    """The questions that a change of the base moves."""
    for question in questions:
        was, is_ = _led(before, question, today), _led(after, question, today)
        if was != is_:
            yield Moved(question, was, is_)


def labelled(loaded: Loaded) -> list[str]:
    """Every question of ``knowledge/questions``."""
    files = (file for file in loaded.things["questions"].values() if isinstance(file, Labelled))
    return [question for file in files for questions in file.expect.values() for question in questions]


def _led(assistant: Assistant, question: str, today: date) -> Led:
    asked = one_question.ask(assistant.knowledge, assistant.router, question, today)
    return Led(str(asked.kind), asked.ranked[0].id if asked.ranked else "")
