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
    """What is asked next. ``choices`` are offered as buttons; words are read too.

    ``above`` stands before the question, in Telegram's HTML, and ``more`` folded behind it. ``skip`` is the label of
    the button that leaves it open, where that is not "I don't know"; ``skipped`` is said then, ``stopped`` where the
    flow is given up here. Any words are an answer where ``takes_anything``, a question mark too. ``explained`` is what
    to say where a text asks about one of the folded ``terms``. Where it is ``final``, what was given is either kept
    whole, changed or thrown away.
    """

    key: str
    text: str
    choices: tuple[Choice, ...] = ()
    may_be_unknown: bool = True
    above: str = ""
    more: str = ""
    skip: str = ""
    skipped: str = ""
    stopped: str = ""
    takes_anything: bool = False
    terms: tuple[str, ...] = ()
    explained: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a flow comes to, in Telegram's HTML, with the ids of entries and tools that help next.

    ``more`` is what stands behind it, in Telegram's HTML: shown folded, empty where there is nothing.
    ``others`` come to another outcome from the same answers, which their value holds. ``relay`` is the body for the
    place that was named, empty where there is none. ``known`` is what a request that is made later in this chat can
    start from; nothing in it names anybody.
    """

    html: str
    see_also: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    others: tuple[Choice, ...] = ()
    relay: str = ""
    known: tuple[tuple[str, Value], ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A typed answer was understood: one value or, where the person said more, several.

    ``undone`` are facts, each with a value, that it takes back where they were told before; ``awaited`` those that were
    asked for and are not there yet; ``others`` the facts of further people, where it tells of several. ``note`` is said
    of it. ``refused`` says what else was said and cannot be, plain text; ``again`` is the key to ask for that reason,
    and where it is ``decisive``, no outcome comes before.
    """

    values: Answers
    refused: str = ""
    again: str = ""
    decisive: bool = False
    note: str = ""
    undone: tuple[tuple[str, str], ...] = ()
    awaited: tuple[tuple[str, str], ...] = ()
    others: tuple[Answers, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerRefused:
    """A typed answer cannot be; ``why`` says what was wrong and what to type instead, plain text.

    ``choices`` are what may have been meant, in place of the question's own.
    """

    why: str
    choices: tuple[Choice, ...] = ()


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

    def read(self, key: str, text: str, answers: Answers, today: date) -> Taken | AnswerRefused | None:
        """A typed answer to a question, after these; None where the text is no answer to it at all."""

    def shown(self, key: str, value: Value) -> str:
        """An answer in a few words, for the recapitulation."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a person is in a flow: what was answered, in order, and the key that is being asked ("" after the end).

    ``replaced`` are the answers before a correction that is under way; ``asked`` the keys that were asked so far.
    """

    flow: str
    answers: tuple[tuple[str, Value], ...] = ()
    asking: str = ""
    replaced: tuple[tuple[str, Value], ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def given(self) -> dict[str, Value]:
        """The answers by key."""
        return dict(self.answers)

    def answered(self, values: Answers) -> "Course":
        """This course after an answer: a key that was answered before keeps its place."""
        merged = dict(self.replaced or self.answers) | dict(values)
        return replace(self, answers=tuple(merged.items()), asking="", replaced=())

    def back(self) -> "Course":
        """This course without its last answer, which is asked again; a correction that was begun is left."""
        if self.replaced:
            return replace(self, answers=self.replaced, asking="", replaced=())
        if not self.answers:
            return self
        return replace(self, answers=self.answers[:-1], asking=self.answers[-1][0])

    def correcting(self, key: str) -> "Course":
        """This course while one answer is asked again; it comes back where the person goes back instead."""
        every = self.replaced or self.answers
        return replace(self, answers=tuple((k, v) for k, v in every if k != key), asking=key, replaced=every)


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
