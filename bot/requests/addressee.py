"""For whom a text is that somebody writes while a request is open: for the other side, or for Clausette."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.chat.replies import Turn
from bot.knowledge.vocabulary import Manner, Side
from bot.requests.listening import RequestQuestion
from bot.requests.model.request import Note
from bot.search.router import RouteKind

_AWAITED = timedelta(days=14)  # for which a word waits for its reply
_TALKING = timedelta(minutes=30)  # within which one word follows another
_TERM = 3  # words: what is no longer may be a term that is looked up
_REPLIES = frozenset({Manner.MEETS, Manner.ASSENTS, Manner.ADDRESSES})


_NEITHER_ASKED = frozenset({Manner.ASKS, Manner.SEEKS})
_COURTESIES = frozenset({Manner.ASSENTS, Manner.PARTS})


class Addressee(Enum):
    """Whom a text is for."""

    OTHER = auto()  # the other side of the request
    GUESSED = auto()  # the other side; whoever wrote it is told how to ask Clausette instead
    CLAUSETTE = auto()
    BOTH = auto()  # Clausette answers, and the other side can have it too
    UNSURE = auto()  # whoever wrote it is asked


class Talk(Enum):
    """Where an exchange stands, for one of its sides."""

    NONE = auto()
    AWAITED = auto()  # the other side spoke last, and waits for a reply
    TALKING = auto()  # this side spoke last, a moment ago
    REPLIED = auto()  # this side did, to the other that had spoken


@dataclass(frozen=True, slots=True)
class Routing:
    """What would be said of a text here: ``band`` is how sure the router was, empty where it was not routed.

    ``offers`` where it is a choice of what may have been meant.
    """

    band: str
    offers: bool = False

    @property
    def is_tool(self) -> bool:
        """Tell whether a tool begins."""
        return self.band == RouteKind.TOOL

    @property
    def is_sure(self) -> bool:
        """Tell whether it is answered."""
        return self.band in (RouteKind.ANSWER, RouteKind.TOOL) or (self.band == RouteKind.CHOICE and not self.offers)

    @property
    def is_mood(self) -> bool:
        """Tell whether it is small talk, or what was said before makes sense of it."""
        return self.band in (RouteKind.SMALLTALK, "")


def routing(answered: Turn) -> Routing:
    """How a text was routed."""
    return Routing(answered.band, bool(answered.conversation.offered))


def talk(notes: Sequence[Note], side: Side, now: datetime) -> Talk:
    """Where the exchange of a history stands for one side; ``notes`` are the oldest first."""
    spoken = [note for note in notes if note.kind in ("word", "file")]
    if not spoken:
        return Talk.NONE
    last = spoken[-1]
    if last.side != side:
        return Talk.AWAITED if now - last.at < _AWAITED else Talk.NONE
    if now - last.at >= _TALKING:
        return Talk.NONE
    return Talk.REPLIED if any(note.side != side for note in spoken) else Talk.TALKING


def addressee(routed: Routing, heard: RequestQuestion, talk: Talk, side: Side) -> Addressee:
    """Whom a text of one side is for.

    What is sure to be a question is answered here; a reply that is waited for is never taken for small talk.
    """
    if Manner.TO_OTHER in heard.manner or (not routed.is_sure and _is_arranged(heard)):
        return Addressee.OTHER
    if side == "relay" and _speaks_to_company(routed, heard):
        return Addressee.GUESSED
    if talk is Talk.AWAITED:
        return _reply(routed, heard)
    if talk is Talk.REPLIED and routed.is_mood and not heard.asks and _COURTESIES & heard.manner:
        return Addressee.OTHER
    if _is_statement(routed, heard):
        return Addressee.GUESSED
    if routed.is_sure:
        return Addressee.BOTH
    if routed.is_mood:
        lone = Addressee.BOTH if side == "relay" else Addressee.CLAUSETTE
        return Addressee.UNSURE if Manner.MEETS in heard.manner else lone
    if heard.asks:
        return Addressee.UNSURE if side == "relay" else Addressee.BOTH
    return Addressee.UNSURE if talk is Talk.NONE else Addressee.OTHER


def _is_arranged(heard: RequestQuestion) -> bool:
    """Tell whether people arrange something: a day or an hour is asked for, agreed to or refused."""
    return Manner.MEETS in heard.manner and bool(heard.manner & {Manner.ASKS, Manner.ASSENTS, Manner.ADDRESSES})


def _speaks_to_company(routed: Routing, heard: RequestQuestion) -> bool:
    """Tell whether a relay speaks to a company: it promises, says who it is, says "vous", or asks about the need."""
    if not heard.asks and heard.manner & {Manner.PROMISES, Manner.INTRODUCES}:
        return True
    if routed.is_tool or Manner.SEEKS in heard.manner:
        return False
    return bool(heard.manner & {Manner.ADDRESSES, Manner.NEEDS})


def _is_statement(routed: Routing, heard: RequestQuestion) -> bool:
    """Tell whether a text states something, asks nothing and begins no tool."""
    if routed.is_tool or routed.is_mood or _NEITHER_ASKED & heard.manner:
        return False
    if routed.is_sure:
        return Manner.TELLS in heard.manner
    return Manner.STATES in heard.manner or (routed.band == RouteKind.UNKNOWN and heard.length > _TERM)


def _reply(routed: Routing, heard: RequestQuestion) -> Addressee:
    """Whom a text is for where the other side waits for a reply."""
    if not heard.asks:
        return Addressee.OTHER
    if routed.is_sure:
        return Addressee.OTHER if Manner.MEETS in heard.manner and not routed.is_tool else Addressee.BOTH
    if routed.is_mood:
        return Addressee.BOTH
    return Addressee.OTHER if _REPLIES & heard.manner else Addressee.UNSURE
