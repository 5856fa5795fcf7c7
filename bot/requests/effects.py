"""What is kept of requests because of an event: each kind is carried out by the store, in the event's transaction."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.chat.people import File
from bot.chat.replies import Effect
from bot.requests.model.request import Intake, Note


@dataclass(frozen=True, slots=True)
class Record(Effect):
    """A new request is recorded, with the files that were joined."""

    intake: Intake
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Save(Effect):
    """A request becomes this."""

    intake: Intake


@dataclass(frozen=True, slots=True)
class Write(Effect):
    """A line is added to the history of a request."""

    reference: str
    note: Note


@dataclass(frozen=True, slots=True)
class Join(Effect):
    """A file is added to a request."""

    reference: str
    file: File


@dataclass(frozen=True, slots=True)
class Mail(Effect):
    """A relay is written to by e-mail about a request; the letter is made from the request as it stands then.

    Where ``relay`` is empty the operator is: ``stranded`` tells that nobody could be told of a request, ``moved`` that
    its relay could be reached no more. ``unsent`` tells a relay that its answer to a letter did not go on. Neither a
    ``digest`` nor what was ``unanswered``, which the curator reads, is about a request.
    """

    reference: str
    relay: str
    about: Literal[
        "new", "word", "reminder", "escalation", "withdrawn", "returned", "unsent", "stranded", "moved", "digest",
        "unanswered"
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link(Effect):
    """This chat becomes one of a relay's, by a code which is then spent."""

    relay: str
    code: str
    by: int


@dataclass(frozen=True, slots=True)
class HasTopics(Effect):
    """Whether this group has topics, as its messages show."""

    now: bool


@dataclass(frozen=True, slots=True)
class BeAbsent(Effect):
    """Nobody reads this chat of a relay until a day, that day included, or somebody does again where ``until`` is None.

    ``deputy`` is the relay that gets what comes meanwhile, empty where nobody was named.
    """

    until: date | None
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class Unlink(Effect):
    """This chat is a relay's no more."""


@dataclass(frozen=True, slots=True)
class Miss(Effect):
    """The secret half of a code was wrong: one try less."""

    code: str
