"""A request goes from one relay to another: who gave it to whom, and until when that can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat.people import Member
from bot.knowledge.vocabulary import Refusal, Side, Status
from bot.requests.model.request import Intake, Note

TAKEN_BACK = timedelta(hours=1)  # within which whoever handed a request on can take it back
_REACHED = ("contacted", "called")
_MOVED = ("transferred", "returned")


@dataclass(frozen=True, slots=True)
class Handover:
    """A request went from ``giver`` to ``taker``, ids of relays; ``giver`` is empty where no relay had it.

    ``side`` is who handed it on: a relay, or the program.
    """

    giver: str
    taker: str
    side: Side
    at: datetime


def as_text(giver: str, taker: str) -> str:
    """What the note of a handover holds.

    >>> taker_of(as_text("relay/a", "relay/b"))
    'relay/b'
    """
    return f"{taker} {giver}".strip()


def taker_of(text: str) -> str:
    """The relay that got the request, by the note of a handover."""
    return text.partition(" ")[0]


def last_handover(notes: Sequence[Note]) -> Handover | None:
    """The last handover that stands; None where there is none, or it was taken back."""
    note = next((one for one in reversed(notes) if one.kind in _MOVED), None)
    return _handover(note) if note is not None and note.kind == "transferred" else None


def gave(relay: str, notes: Sequence[Note]) -> bool:
    """Tell whether a relay once handed the request on: it may go on following it."""
    return bool(relay) and any(_handover(one).giver == relay for one in notes if one.kind == "transferred")


def take_back(
    intake: Intake, relay: str, member: Member, notes: Sequence[Note], now: datetime
) -> tuple[Intake, Handover] | Refusal:
    """The relay that handed a request on has it again, as it was, and so has whoever takes it back there.

    Only within the hour, and only while nobody took it where it lies.
    """
    handover = last_handover(notes)
    if not intake.open:
        return Refusal.CLOSED
    if handover is None or handover.giver != relay or handover.taker != intake.relay or handover.side != "relay":
        return Refusal.GIVEN
    if now - handover.at > TAKEN_BACK:
        return Refusal.TOO_LATE
    if intake.status is not Status.SENT:
        return Refusal.TAKEN_THERE
    earlier = _since_it_came(notes, handover)
    reached = next((one.at for one in reversed(earlier) if one.kind in _REACHED), None)
    if not any(one.kind in ("taken", *_REACHED) for one in earlier):
        return replace(intake, relay=relay), handover
    status = Status.CONTACTED if reached else Status.TAKEN
    return replace(intake, relay=relay, status=status, owner=member, taken=now, contacted=reached), handover


def seen_by(relay: str, notes: Sequence[Note]) -> Sequence[Note]:
    """The history as a relay that has the request sees it: what colleagues noted elsewhere stays there."""
    moves = [_handover(one) for one in notes if one.kind in _MOVED]
    holder = moves[0].giver if moves else relay
    seen = []
    for note in notes:
        if note.kind in _MOVED:
            holder = taker_of(note.text)
        if note.kind != "note" or holder == relay:
            seen.append(note)
    return seen


def _since_it_came(notes: Sequence[Note], handover: Handover) -> Sequence[Note]:
    """What happened while the giver had the request."""
    before = [one for one in notes if one.at <= handover.at]
    ends = [at for at, one in enumerate(before) if one.kind == "transferred"]
    began = ends[-2] + 1 if len(ends) > 1 else 0
    return before[began : ends[-1]] if ends else before


def _handover(note: Note) -> Handover:
    taker, _, giver = note.text.partition(" ")
    return Handover(giver, taker, note.side, note.at)
