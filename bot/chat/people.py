"""Who writes in a chat, and what they join to it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Member:
    """A person in Telegram: number and first name, as they show themselves."""

    id: int = 0
    name: str = ""


NOBODY = Member()


@dataclass(frozen=True, slots=True)
class File:
    """A file that was joined: Telegram's own number of it, never its content."""

    kind: Literal["document", "photo", "voice", "audio", "video", "video_note"]
    id: str
    name: str = ""
