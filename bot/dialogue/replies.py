"""What the assistant wants shown and kept; the edges know how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.dialogue.conversation import Conversation
from bot.intake.request import File, Intake, Note


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; ``data`` comes back when it is pressed (at most 64 bytes).

    With ``start`` instead, it opens the private chat with the bot, as a deep link with that payload does.
    """

    label: str
    data: str
    start: str = ""


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


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a request in every chat of its relay: sent where it is not yet, edited where it is.

    ``relay`` is whose chats these are: after a transfer, the card of the relay that had it is edited once more.
    ``chat`` is the only one of them that is meant, where there is one. With ``anew`` the card is sent again at the end
    of the chat, and the one that stood there before loses its buttons.
    """

    reference: str
    relay: str
    html: str
    keyboard: Keyboard = ()
    chat: int = 0
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A message under the card of a request, in every chat of a relay; a reply to it belongs to the request.

    ``chat`` is the only one of them that is meant, where there is one. Where ``reference`` is empty it is about no
    single request, and stands by itself.
    """

    reference: str
    relay: str
    html: str
    keyboard: Keyboard = ()
    chat: int = 0


@dataclass(frozen=True, slots=True)
class Tell:
    """A message in another chat, that of the company; a reply to it belongs to the request."""

    chat: int
    reference: str
    html: str
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Pass:
    """A file that was joined, passed on under the card of a request in every chat of a relay, or to one chat."""

    reference: str
    file: File
    caption: str
    relay: str = ""
    chat: int = 0


Table = Literal["csv", "xlsx"]
Period = Literal["open", "year", "all"]


@dataclass(frozen=True, slots=True)
class Deliver:
    """A file that is made at the moment of sending: the relay's requests as a table, or what is held of a chat.

    ``period`` tells which requests: those that are open, those that came this year, or all.
    """

    what: Table | Literal["data"]
    caption: str
    relay: str = ""
    period: Period = "open"


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


Reply = Say | Correct | Rekey | Rewrite | Acknowledge | Offer | Menu | Card | Word | Tell | Pass | Deliver

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
    """Everything that is held for this chat is erased; the conversation after it stays for as long as it counts."""


@dataclass(frozen=True, slots=True)
class Record:
    """A new request is recorded, with the files that were joined."""

    intake: Intake
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Save:
    """A request becomes this."""

    intake: Intake


@dataclass(frozen=True, slots=True)
class Write:
    """A line is added to the history of a request."""

    reference: str
    note: Note


@dataclass(frozen=True, slots=True)
class Join:
    """A file is added to a request."""

    reference: str
    file: File


@dataclass(frozen=True, slots=True)
class Mail:
    """A relay is written to by e-mail about a request; the letter is made from the request as it stands then.

    Where ``relay`` is empty the operator is: ``stranded`` tells that nobody could be told of a request, ``moved`` that
    its relay could be reached no more.
    """

    reference: str
    relay: str
    about: Literal["new", "word", "reminder", "escalation", "withdrawn", "stranded", "moved"]


@dataclass(frozen=True, slots=True)
class Link:
    """This chat becomes one of a relay's, by a code which is then spent."""

    relay: str
    code: str
    by: int


@dataclass(frozen=True, slots=True)
class Unlink:
    """This chat is a relay's no more."""


@dataclass(frozen=True, slots=True)
class Miss:
    """The secret half of a code was wrong: one try less."""

    code: str


@dataclass(frozen=True, slots=True)
class Move:
    """Everything that belongs to this chat belongs to another number."""

    to: int


@dataclass(frozen=True, slots=True)
class Reachable:
    """Whether this chat can be written to."""

    now: bool


Effect = KeepFeedback | Forget | Record | Save | Write | Join | Mail | Link | Unlink | Miss | Move | Reachable


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event leads to; ``band`` is how sure the router was, where a question was routed."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    band: str = ""


def rows(buttons: Iterable[Button], width: int = 1) -> Keyboard:
    """Buttons laid out in rows of at most ``width``."""
    every: Sequence[Button] = tuple(buttons)
    return tuple(tuple(every[i : i + width]) for i in range(0, len(every), width))
