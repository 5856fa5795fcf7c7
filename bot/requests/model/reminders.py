"""Which step a waiting request is due, computed from where it stands: a request is never silent.

A relay is reminded when nobody took a request, and when whoever took it has not reached the company; a working day
after the second reminder of nobody having taken it, somebody else is told.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from bot.knowledge.vocabulary import NoteKind, Status
from bot.requests.model.calendar import is_working_moment, working_days_before
from bot.requests.model.request import Intake, Note

UNTAKEN = (2, 5)  # working days after which the relay is reminded of a request that nobody took
UNCONTACTED = (5, 10)  # working days after which it is reminded of a company that nobody reached
ESCALATED = 6  # working days after which somebody else is told of a request that nobody took
ANEW: tuple[NoteKind, ...] = ("transferred", "reopened")  # steps with which the waiting begins again
_APART = 1  # working day between two steps, also where several are overdue because the program stood still


class Step(StrEnum):
    """What the patrol does about a request."""

    REMIND = "remind"  # the relay, of a request that nobody took
    CHASE = "chase"  # the relay, of a company that nobody reached
    ESCALATE = "escalate"  # somebody else is told, and the company
    DISPATCH = "dispatch"  # it lies where nobody was told of it: whoever can be told is
    WARN = "warn"  # the company, that an open request which nobody touches will be erased
    ERASE = "erase"  # it was kept for as long as was promised


def due(intake: Intake, notes: Sequence[Note], now: datetime) -> Step | None:
    """The step that a request is due at a moment, at most one; none outside working hours.

    A transfer and a reopening begin the waiting anew. ``notes`` is the history, the oldest line first.
    """
    if intake.erased or intake.status not in (Status.SENT, Status.TAKEN) or not is_working_moment(now):
        return None
    since = waiting_since(intake, notes)
    reminded = [note.at for note in notes if note.kind in ("reminded", "escalated") and note.at >= since]
    if reminded and not _passed(_APART, reminded[-1], now):
        return None
    if intake.status is Status.TAKEN:
        told = len(reminded)
        return Step.CHASE if told < len(UNCONTACTED) and _passed(UNCONTACTED[told], since, now) else None
    if intake.reminded < len(UNTAKEN):
        return Step.REMIND if _passed(UNTAKEN[intake.reminded], since, now) else None
    return Step.ESCALATE if intake.escalated is None and _passed(ESCALATED, since, now) else None


def late_since(now: datetime) -> Mapping[Status, datetime]:
    """A request that waits since then or longer, by its status, is late: its relay is due the first reminder of it."""
    return {
        Status.SENT: working_days_before(now, UNTAKEN[0]),
        Status.TAKEN: working_days_before(now, UNCONTACTED[0]),
    }


def waiting_since(intake: Intake, notes: Sequence[Note]) -> datetime:
    """The moment from which a request waits where it stands now."""
    began = intake.taken if intake.status is Status.TAKEN and intake.taken is not None else intake.created
    return max([began, *(note.at for note in notes if note.kind in ANEW)])


def _passed(days: int, since: datetime, now: datetime) -> bool:
    return since <= working_days_before(now, days)
