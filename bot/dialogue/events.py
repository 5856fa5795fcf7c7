"""What a person can do in a chat, whatever the program through which it comes."""

from dataclasses import dataclass
from typing import Literal

Attachment = Literal["sticker", "voice", "photo", "file", "location", "contact", "other"]


@dataclass(frozen=True, slots=True)
class Said:
    """A text was written; ``message`` is its number in the chat, ``edited`` where it corrects an earlier one."""

    text: str
    message: int = 0
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command was given: its name without the slash, and what stood behind it."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed: its data, the message that bears it, and the press's own id to acknowledge."""

    data: str
    message: int = 0
    press: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """Something that is not text was sent."""

    what: Attachment


@dataclass(frozen=True, slots=True)
class Searched:
    """Entries are looked for from another chat (inline mode); ``query`` is the search's own id."""

    text: str
    query: str


Event = Said | Commanded | Pressed | Attached | Searched
