"""The flow engine: a flow is a pure function of its answers.

So going back, correcting, resuming tomorrow and starting half-filled are the same few lines for every flow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

Value = bool | int | float | str | tuple[str, ...] | None  # None: the person does not know
Answers = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that a button gives; ``value`` is its name in the button's data."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked next. ``choices`` are offered as buttons; words are read too."""

    key: str
    text: str
    choices: tuple[Choice, ...] = ()
    may_be_unknown: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a flow comes to, in Telegram's HTML, with the ids of entries and tools that help next.

    ``others`` come to another outcome from the same answers, which their value holds. ``relay`` is the body for the
    place that was named, empty where there is none.
    """

    html: str
    see_also: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    others: tuple[Choice, ...] = ()
    relay: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A typed answer was understood: one value or, where the person said more, several.

    ``refused`` says what else was said and cannot be, plain text; ``again`` is the key to ask for that reason.
    """

    values: Answers
    refused: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A typed answer cannot be; ``why`` says what was wrong and what to type instead, plain text."""

    why: str


class Flow(Protocol):
    """A series of questions that leads to an outcome."""

    @property
    def name(self) -> str:
        """The id of the tool."""

    @property
    def keeps(self) -> bool:
        """Tell whether the answers may be kept after the outcome, so that one can still be corrected."""

    @property
    def ways(self) -> frozenset[str]:
        """The keys that say by what to decide, not about what: they may be given anew right under an outcome."""

    def prefill(self, text: str, today: date, relay: str) -> Taken:
        """What a free text already says, and what the relay in question settles (its id, empty where none is)."""

    def next(self, answers: Answers, today: date) -> Question | Outcome:
        """The question that matters most now, or the outcome."""

    def ask(self, key: str, answers: Answers) -> Question | None:
        """The question of a key, after what was answered so far; None where there is no such key (any more)."""

    def admits(self, key: str, value: Value, answers: Answers, today: date) -> bool:
        """Tell whether an answer that was given once may still be given, by the base as it is now."""

    def press(self, key: str, value: str) -> Value | None:
        """The value of a button; None where there is no such button (any more)."""

    def resumed(self, value: str) -> Answers | None:
        """The answers that one of an outcome's ``others`` holds; None where they cannot be read (any more)."""

    def read(self, key: str, text: str, answers: Answers, today: date) -> Taken | Refused | None:
        """A typed answer to a question, after these; None where the text is no answer to it at all."""

    def shown(self, key: str, value: Value) -> str:
        """An answer in a few words, for the recapitulation."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a person is in a flow: what was answered, in order, and the key that is being asked ("" after the end)."""

    flow: str
    answers: tuple[tuple[str, Value], ...] = ()
    asking: str = ""

    @property
    def given(self) -> dict[str, Value]:
        """The answers by key."""
        return dict(self.answers)

    def answered(self, values: Answers) -> "Course":
        """This course after an answer: a key that was answered before keeps its place."""
        merged = dict(self.answers) | dict(values)
        return replace(self, answers=tuple(merged.items()), asking="")

    def back(self) -> "Course":
        """This course without its last answer, which is asked again."""
        if not self.answers:
            return self
        return replace(self, answers=self.answers[:-1], asking=self.answers[-1][0])

    def correcting(self, key: str) -> "Course":
        """This course without one answer, which is asked again."""
        return replace(self, answers=tuple((k, v) for k, v in self.answers if k != key), asking=key)


def step(flow: Flow, course: Course, today: date) -> tuple[Course, Question | Outcome]:
    """Where a course stands: the question to ask, or the outcome.

    An answer that no longer exists is dropped, so that a change of the knowledge base asks it again.
    """
    given = course.given
    kept = tuple(
        (key, value)
        for key, value in course.answers
        if flow.ask(key, given) is not None and (value is None or flow.admits(key, value, given, today))
    )
    course = replace(course, answers=kept)
    if course.asking and course.asking not in course.given and (asked := flow.ask(course.asking, course.given)):
        return course, asked
    coming = flow.next(course.given, today)
    return replace(course, asking=coming.key if isinstance(coming, Question) else ""), coming
