"""What is remembered of a chat between two messages: little, and not for long."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal
from zlib import crc32

from bot.chat.case import Case
from bot.chat.flow import Course, Value
from bot.chat.people import File
from bot.chat.throttle import Pace

PEOPLE = 12  # of a group, whose conversations are remembered
REMEMBERED = 5  # answers whose feedback buttons still work
COUNTED = timedelta(hours=1)  # for which a wrong code counts; how fast a chat writes counts for seconds only
WITHDRAWN = timedelta(days=1)  # for which a request that was erased counts as one that was sent
UNSENT = 5  # words that wait for whoever wrote them to say whom they are for
Known = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Adding:
    """The next text or file, until a moment, is for the relay that has a request."""

    reference: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Unsent:
    """A text that can still be passed on to the other side of a request, and its number in the chat."""

    text: str
    message: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer that was shown: the question, and the entry that answered; ``token`` names it in buttons.

    ``useful`` is what the person said of it, None before that.
    """

    token: str
    question: str
    entry: str
    useful: bool | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The state of one chat.

    ``shown`` are the last answers, the newest at the end, of ``count`` in all; ``open_question`` the question for which
    a choice is open and ``offered`` the entry that stands first in it, ``course`` the flow that is under way, ``relay``
    the body that was looked up last (its id).
    ``ended`` is the flow whose outcome was the last thing said, where its answers are not kept. ``pace`` is how fast
    the chat writes. ``missed`` are the moments at which a wrong code was given here, ``withdrawn`` those at which a
    request was sent that was erased since, in seconds since 1970.
    ``known`` is what a request can start from, without names; ``files`` are joined to the request that is being made,
    ``adding`` is for one that was sent. ``set_aside`` is a form that waits while another flow is under way.
    ``recalled`` is when the person was last reminded of the flow that is under way. ``case`` is what was told of the
    people and the contract asked about; ``left`` the tool that was given up last, until something else is said.
    ``album`` is the last album of which something was heard. ``sharing`` is what a button in place of the person's
    keyboard offers to send, as ``bot.chat.replies.Sharing``. In a group each person has a conversation of their own
    with the bot: these are ``people``, by their number, who spoke last at the end.
    """

    shown: tuple[Shown, ...] = ()
    count: int = 0
    open_question: str = ""
    offered: str = ""
    course: Course | None = None
    relay: str = ""
    ended: str = ""
    pace: Pace | None = None
    missed: tuple[int, ...] = ()
    withdrawn: tuple[int, ...] = ()
    known: Known = ()
    files: tuple[File, ...] = ()
    adding: Adding | None = None
    set_aside: Course | None = None
    unsent: tuple[Unsent, ...] = ()
    recalled: datetime | None = None
    case: Case = field(default_factory=Case)
    left: str = ""
    album: str = ""
    sharing: Literal["", "contact", "location"] = ""
    people: tuple[tuple[int, "Conversation"], ...] = ()

    def misses(self, now: datetime) -> tuple[int, ...]:
        """The moments of the wrong codes that still count."""
        return tuple(moment for moment in self.missed if moment > (now - COUNTED).timestamp())

    def withdrawals(self, now: datetime) -> tuple[int, ...]:
        """The moments of the erased requests that still count."""
        return tuple(moment for moment in self.withdrawn if moment > (now - WITHDRAWN).timestamp())

    def of(self, person: int) -> "Conversation":
        """The conversation of one person of a group; in any other chat, and with whom is new there, it is this one."""
        return dict(self.people).get(person) or replace(self, people=())

    def with_(self, person: int, after: "Conversation") -> "Conversation":
        """The conversation of a group after one person's."""
        others = tuple(one for one in self.people if one[0] != person)
        return Conversation(missed=after.missed, people=(*others, (person, replace(after, people=())))[-PEOPLE:])

    @property
    def last(self) -> Shown | None:
        """The answer shown last."""
        return self.shown[-1] if self.shown else None

    def showing(self, question: str, entry: str) -> "Conversation":
        """This conversation after one more answer."""
        mark = crc32(f"{question}\n{entry}".encode()) & 0xFFFF  # the count begins again after an erasure
        shown = Shown(f"{self.count + 1}.{mark:x}", question, entry)
        shown_now = (*self.shown, shown)[-REMEMBERED:]
        case = replace(self.case, aside=bool(self.case.topic))
        return replace(self, shown=shown_now, count=self.count + 1, open_question="", offered="", case=case)

    def choosing(self, question: str, offered: str = "") -> "Conversation":
        """This conversation while a choice is offered for a question; of ``offered`` entries, the first one's id."""
        return replace(self, open_question=question, offered=offered)

    def chosen_for(self, mark: str) -> str:
        """The question for which the choice of a button is open; empty where a newer one was opened since."""
        return self.open_question if mark == mark_of(self.open_question) else ""

    def keeping(self, text: str, message: int) -> "Conversation":
        """This conversation with one more text that can be passed on."""
        others = tuple(one for one in self.unsent if one.text != text)
        return replace(self, unsent=(*others, Unsent(text, message))[-UNSENT:])

    def unsent_of(self, mark: str) -> Unsent | None:
        """The text of a button that can be passed on still."""
        return next((one for one in self.unsent if mark_of(one.text) == mark), None)

    def without(self, unsent: Unsent) -> "Conversation":
        """This conversation once a text was passed on, or was for Clausette."""
        return replace(self, unsent=tuple(one for one in self.unsent if one != unsent))

    def find(self, token: str) -> Shown | None:
        """The answer of a token, while it is remembered."""
        return next((shown for shown in self.shown if shown.token == token), None)

    def judged(self, token: str, *, useful: bool) -> "Conversation":
        """This conversation after a person said whether an answer served."""
        return replace(self, shown=tuple(replace(s, useful=useful) if s.token == token else s for s in self.shown))


def mark_of(question: str) -> str:
    """A few characters by which a button tells for which question it was offered."""
    return f"{crc32(question.encode()) & 0xFFFF:x}"
