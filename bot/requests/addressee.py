"""For whom a text is that somebody writes while a request is open: for the other side, or for Clausette."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.knowledge.vocabulary import Manner, Side
from bot.requests.listening import Heard
from bot.requests.model.request import Note
from bot.search.router import Kind

_AWAITED = timedelta(days=14)  # for which a word waits for its reply
_TALKING = timedelta(minutes=30)  # within which one word follows another
_REPLIES = frozenset({Manner.MEETS, Manner.ASSENTS, Manner.ADDRESSES})


class Addressee(Enum):
    """Whom a text is for."""

    OTHER = auto()  # the other side of the request
    CLAUSETTE = auto()
    BOTH = auto()  # Clausette answers, and the other side can have it too
    UNSURE = auto()  # whoever wrote it is asked


class Talk(Enum):
    """Where an exchange stands, for one of its sides."""

    NONE = auto()
    AWAITED = auto()  # the other side spoke last, and waits for a reply
    TALKING = auto()  # this side spoke last, a moment ago


def talk(notes: Sequence[Note], side: Side, now: datetime) -> Talk:
    """Where the exchange of a history stands for one side; ``notes`` are the oldest first."""
    last = next((note for note in reversed(notes) if note.kind in ("word", "file")), None)
    if last is None:
        return Talk.NONE
    if last.side != side:
        return Talk.AWAITED if now - last.at < _AWAITED else Talk.NONE
    return Talk.TALKING if now - last.at < _TALKING else Talk.NONE


def addressee(band: str, heard: Heard, talk: Talk) -> Addressee:
    """Whom a text is for; ``band`` is how sure the router is of what it asks, empty where it was not routed.

    What is sure to be a question is answered here; a reply that is waited for is never taken for small talk.
    """
    if Manner.TO_OTHER in heard.manner:
        return Addressee.OTHER
    is_sure, is_mood = band in (Kind.ANSWER, Kind.TOOL), band in (Kind.SMALLTALK, "")
    if not is_sure and _is_arranged(heard):
        return Addressee.OTHER
    if talk is Talk.AWAITED:
        return _reply(heard, is_sure=is_sure, is_mood=is_mood, is_tool=band == Kind.TOOL)
    if is_sure:
        return Addressee.BOTH
    if is_mood:
        return Addressee.UNSURE if Manner.MEETS in heard.manner else Addressee.CLAUSETTE
    if heard.asks:
        return Addressee.BOTH
    return Addressee.OTHER if talk is Talk.TALKING else Addressee.UNSURE


def _is_arranged(heard: Heard) -> bool:
    """Tell whether people arrange something: a day or an hour is asked for, agreed to or refused."""
    return Manner.MEETS in heard.manner and bool(heard.manner & {Manner.ASKS, Manner.ASSENTS, Manner.ADDRESSES})


def _reply(heard: Heard, *, is_sure: bool, is_mood: bool, is_tool: bool) -> Addressee:
    """Whom a text is for where the other side waits for a reply."""
    if not heard.asks:
        return Addressee.OTHER
    if is_sure:
        return Addressee.OTHER if Manner.MEETS in heard.manner and not is_tool else Addressee.BOTH
    if is_mood:
        return Addressee.BOTH
    return Addressee.OTHER if _REPLIES & heard.manner else Addressee.UNSURE
