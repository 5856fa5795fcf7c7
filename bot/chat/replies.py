"""What the assistant wants shown and kept; the edges know how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.chat.conversation import Conversation
from bot.chat.people import File
from bot.knowledge.vocabulary import Period, Reason, Table, Unmet


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; ``data`` comes back when it is pressed (``bot.chat.buttons``).

    With ``start`` instead, it opens the private chat with the bot, as a deep link with that payload does. ``style``
    gives it a colour: the main one of several, or the one that cannot be undone.
    """

    label: str
    data: str
    start: str = ""
    style: Literal["", "primary", "danger"] = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """A button in place of the person's own keyboard that sends their number or where they are; without it, none."""

    what: Literal["", "contact", "location"] = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """A message in Telegram's HTML.

    ``to`` is the number of the message that it answers, so that an edited question can edit its answer. ``sharing``
    changes what stands in place of the person's keyboard; such a message has no buttons of its own.
    """

    html: str
    keyboard: Keyboard = ()
    to: int = 0
    sharing: Sharing | None = None


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
class InlineResult:
    """One result of an inline search."""

    id: str
    title: str
    summary: str
    html: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The results of an inline search."""

    query: str
    found: tuple[InlineResult, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a request in every chat of its relay: sent where it is not yet, edited where it is.

    ``relay`` is whose chats these are: after a transfer, the card of the relay that had it is edited once more.
    ``chat`` is the only one of them that is meant, where there is one. With ``anew`` the card is sent again at the end
    of the chat, and the one that stood there before loses its buttons. In a group with topics it begins a ``topic`` of
    that name, where what is written to nobody in particular is for the company, as ``topic_says`` there; it is closed
    with a request that is ``done``.
    """

    reference: str
    relay: str
    html: str
    keyboard: Keyboard = ()
    chat: int = 0
    anew: bool = False
    topic: str = ""
    topic_says: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """A message under the card of a request, in every chat of a relay; a reply to it belongs to the request.

    ``chat`` is the only one of them that is meant, where there is one, and ``but`` the one that is not. Where
    ``reference`` is empty it is about no single request, and stands by itself. A reply to what is ``inner`` stays among
    colleagues.
    """

    reference: str
    relay: str
    html: str
    keyboard: Keyboard = ()
    chat: int = 0
    but: int = 0
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Tell:
    """A message about a request in a chat, whichever it is; a reply to it belongs to the request.

    ``to`` is the number of the message that it answers: where that is corrected later, so is this.
    """

    chat: int
    reference: str
    html: str
    keyboard: Keyboard = ()
    to: int = 0


@dataclass(frozen=True, slots=True)
class Pass:
    """A file that was joined, passed on under the card of a request in every chat of a relay, or to one chat.

    ``but`` is the chat of the relay that is not meant.
    """

    reference: str
    file: File
    caption: str
    relay: str = ""
    chat: int = 0
    but: int = 0


@dataclass(frozen=True, slots=True)
class Deliver:
    """A file that is made at the moment of sending: a table or a picture of requests, what is held of a chat, a clause.

    ``period`` tells which requests of the relay: those that are open, those that came this year, or all. ``content``
    is what stands in a clause, as ``bot.tools.clause.draft.Draft`` writes it, or the year of the figures.
    """

    what: Table | Literal["data", "clause", "bilan"]
    caption: str
    relay: str = ""
    period: Period = "open"
    content: str = ""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A message of the bot in this chat, by its number, becomes this one."""

    message: int
    html: str
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands that Telegram offers in this chat, each with what it does; none: those of every chat."""

    commands: tuple[tuple[str, str], ...]


Reply = Say | Correct | Rekey | Rewrite | Acknowledge | Offer | Menu | Card | ThreadMessage | Tell | Pass | Deliver


class Effect:
    """What is kept because of an event, in the same transaction; the store carries each kind out."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class KeepFeedback(Effect):
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
class KeepUnanswered(Effect):
    """A question that did not get its answer is kept, without the person.

    ``why``: nothing fitted, "none of these" was chosen, or a choice was left for another question. ``nearest`` is the
    entry that came closest, empty where none did.
    """

    why: Unmet
    question: str
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Forget(Effect):
    """Everything that is held for this chat is erased; the conversation after it stays for as long as it counts."""


@dataclass(frozen=True, slots=True)
class Move(Effect):
    """Everything that belongs to this chat belongs to another number."""

    to: int


@dataclass(frozen=True, slots=True)
class Reachable(Effect):
    """Whether this chat can be written to."""

    now: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event leads to.

    Where a question was routed, ``band`` is how sure the router was, and ``entry`` what it found first.
    """

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    band: str = ""
    entry: str = ""


def rows(buttons: Iterable[Button], width: int = 1) -> Keyboard:
    """Buttons laid out in rows of at most ``width``."""
    every: Sequence[Button] = tuple(buttons)
    return tuple(tuple(every[i : i + width]) for i in range(0, len(every), width))
