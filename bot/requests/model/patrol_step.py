"""What the patrol does about a request now, if anything: computed from how it stands at that moment, never kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.chat.people import File
from bot.requests.model import reminders
from bot.requests.model.request import Intake, Note

NOTICE = timedelta(days=14)  # between telling a company that an open request will be erased, and erasing it


class Step(StrEnum):
    """What is done about a request."""

    REMIND = "remind"  # the relay, of a request that nobody took
    CHASE = "chase"  # the relay, of a company that nobody reached
    ESCALATE = "escalate"  # somebody else is told, and the company
    DISPATCH = "dispatch"  # it lies where nobody was told of it: whoever can be told is
    WARN = "warn"  # the company, that an open request which nobody touches will be erased
    ERASE = "erase"  # it was kept for as long as was promised


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the patrol finds it.

    ``told`` where its relay has its card in a chat that can be written to (``carded``), or a letter about it; ``files``
    were joined to it. ``linked`` are the relays with such a chat; ``bounced`` those whose letter about this request
    could not be delivered. ``stranded`` where the operator knows that nobody can be told of it. ``kept`` is how long
    requests are kept.
    """

    intake: Intake
    notes: tuple[Note, ...]
    now: datetime
    told: bool
    carded: bool
    files: tuple[File, ...]
    linked: frozenset[str]
    bounced: frozenset[str]
    stranded: bool
    by_mail: bool
    kept: timedelta


def step(case: Case, *, reachable: bool) -> Step | None:
    """The step that a request is due; ``reachable`` tells whether there is anybody who can be told of it."""
    if case.intake.erased:
        return None
    if (late := _kept_too_long(case)) is not None:
        return late
    if not case.intake.open:
        return None
    if not case.told and (reachable or not case.stranded):
        return Step.DISPATCH
    due = reminders.due(case.intake, case.notes, case.now)
    return Step(due.value) if due is not None else None


def touched(case: Case) -> datetime:
    """When somebody last did something about a request; what the program did does not count."""
    by_people = [note.at for note in case.notes if note.side != "program"]
    intake = case.intake
    return max(at for at in (intake.created, intake.taken, intake.contacted, intake.closed, *by_people) if at)


def _kept_too_long(case: Case) -> Step | None:
    idle = touched(case)
    if case.now < idle + case.kept:
        return None
    if not case.intake.open:
        return Step.ERASE
    warned = [note.at for note in case.notes if note.kind == "warned" and note.at >= idle]
    if not warned:
        return Step.WARN
    return Step.ERASE if case.now >= warned[-1] + NOTICE else None
