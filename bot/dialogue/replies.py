"""What the assistant wants shown and kept; the edges know how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.dialogue.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; ``data`` comes back when it is pressed (at most 64 bytes)."""

    label: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Say:
    """A message in Telegram's HTML.

    ``to`` is the number of the message that it answers, so that an edited question can edit its answer.
    """

    html: str
    keyboard: Keyboard = ()
    to: int = 0


@dataclass(frozen=True, slots=True)
class Correct:
    """The answer to message ``to`` becomes this one; where there was none, it is said anew."""

    html: str
    keyboard: Keyboard
    to: int


@dataclass(frozen=True, slots=True)
class Rekey:
    """The buttons under a message become these."""

    message: int
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """A press is acknowledged, with a short note where there is one."""

    press: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One result of an inline search."""

    id: str
    title: str
    summary: str
    html: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The results of an inline search."""

    query: str
    found: tuple[Found, ...]
    otherwise: str


Reply = Say | Correct | Rekey | Acknowledge | Offer

Reason = Literal["wrong_topic", "unclear", "incomplete", "false"]


@dataclass(frozen=True, slots=True)
class KeepFeedback:
    """A person told whether an answer served; kept with question and answer, without the person.

    ``token`` tells one answer from another, so that a reason given later joins its "no".
    """

    token: str
    question: str
    entry: str
    answer: str
    useful: bool
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Forget:
    """Everything that is held for this chat is erased."""


Effect = KeepFeedback | Forget


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event leads to."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()


def rows(buttons: Iterable[Button], width: int = 1) -> Keyboard:
    """Buttons laid out in rows of at most ``width``."""
    every: Sequence[Button] = tuple(buttons)
    return tuple(tuple(every[i : i + width]) for i in range(0, len(every), width))
