"""A call of the Bot API as the core wants it made, and what became of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.store.tables import MESSAGES


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Bot API to make after the commit.

    ``answers`` is the number of the person's message that it answers; with ``corrects`` the earlier answer to that
    message is edited instead, where there is one. It goes to the chat of the update, unless ``chat`` names another or
    ``relay`` a relay, all of whose chats are meant, except ``but``. ``about`` is the request that it belongs to; where
    it is the request's ``card``, it is edited where it stands already, unless it is wanted ``anew``; else it stands
    under the card. A reply to what is ``inner`` stays among colleagues. A card begins a ``topic`` of that name in a
    group that has topics, in which ``topic_says`` follows it; the topic is closed where the request is ``done``.
    """

    method: str
    payload: dict[str, Any]
    answers: int | None = None
    corrects: int | None = None
    chat: int | None = None
    relay: str = ""
    about: str = ""
    card: bool = False
    anew: bool = False
    but: int = 0
    inner: bool = False
    topic: str = ""
    topic_says: dict[str, Any] | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The call went through, or needs no more: the number of the message, where there is one."""

    message: int | None = None


@dataclass(frozen=True, slots=True)
class CallLater:
    """The call is to be made again after ``wait``; ``unsure`` where it may have been made: its answer never came."""

    wait: timedelta
    error: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class CallRefused:
    """The call will never go through; ``gone`` where the chat takes nothing any more."""

    error: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """The group goes on under another number: the call is to be made there."""

    to: int


Outcome = Sent | CallLater | CallRefused | ChatMoved
Lane = tuple[int, int]  # chat, and which of its lanes


@dataclass(frozen=True, slots=True)
class Due:
    """A call to make now.

    ``edits`` is the number, in Telegram, of the message that it edits, ``under`` of the one that it is a reply to.
    ``unsure`` where it may have been made before. ``topic`` is that of the request which it is about.
    """

    id: int
    chat: int
    method: str
    payload: dict[str, Any]
    tries: int
    edits: int | None
    under: int | None = None
    of: int = MESSAGES
    unsure: bool = False
    topic: int | None = None

    @property
    def lane(self) -> Lane:
        """The lane whose head it is."""
        return self.chat, self.of


@dataclass(frozen=True, slots=True)
class CallDone:
    """A call that was made, and what became of it."""

    due: Due
    outcome: Outcome


def utc_now() -> datetime:
    """The clock of the program."""
    return datetime.now(UTC)
