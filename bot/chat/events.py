"""What a person can do in a chat, whatever the program through which it comes."""

from dataclasses import dataclass

from bot.chat.people import NOBODY, File, Member
from bot.knowledge.areas import Position
from bot.knowledge.vocabulary import Attachment


@dataclass(frozen=True, slots=True)
class Said:
    """A text was written; ``message`` is its number in the chat, ``edited`` where it corrects an earlier one.

    ``answers`` is the number of the message that it is a reply to, 0 where it is none, and ``named`` the request that
    is named there; ``by`` is who wrote it. ``topic`` is the topic of a group in which it was written to nobody in
    particular, 0 where it was not.
    """

    text: str
    message: int = 0
    edited: bool = False
    answers: int = 0
    by: Member = NOBODY
    named: str = ""
    topic: int = 0


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command was given: its name without the slash, and what stood behind it.

    ``answers`` and ``named`` are as of a text that was said, ``topic`` is the topic in which it was given.
    """

    name: str
    argument: str = ""
    by: Member = NOBODY
    answers: int = 0
    named: str = ""
    topic: int = 0


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed: its data, the message that bears it, and the press's own id to acknowledge."""

    data: str
    message: int = 0
    press: str = ""
    by: Member = NOBODY


@dataclass(frozen=True, slots=True)
class Attached:
    """Something that is not text was sent; ``file`` is what can be passed on, ``caption`` what was written with it.

    ``album`` is what several that were sent at once share, empty where it came alone; ``phone`` and ``name`` are those
    of a contact, ``position`` where a position lies. ``says`` is a contact or a position in words. ``topic`` is as of a
    text that was said.
    """

    what: Attachment
    file: File | None = None
    caption: str = ""
    answers: int = 0
    by: Member = NOBODY
    named: str = ""
    message: int = 0
    album: str = ""
    phone: str = ""
    says: str = ""
    name: str = ""
    position: Position | None = None
    topic: int = 0


@dataclass(frozen=True, slots=True)
class Searched:
    """Entries are looked for from another chat (inline mode); ``query`` is the search's own id."""

    text: str
    query: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group goes on under another number."""

    to: int


@dataclass(frozen=True, slots=True)
class Left:
    """The bot may write to this chat no more (blocked, or sent away), or again where ``back``."""

    back: bool = False


Event = Said | Commanded | Pressed | Attached | Searched | Moved | Left
