"""What the patrol does about a request now, if anything: computed from how it stands at that moment, never kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.chat.people import File
from bot.requests.model.reminders import Step, due
from bot.requests.model.request import Intake, Note
from bot.requests.model.snapshot import Absence

NOTICE = timedelta(days=14)  # between telling a company that an open request will be erased, and erasing it


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the patrol finds it.

    ``told`` where its relay has its card in a chat that can be written to (``carded``), or a letter about it; ``files``
    were joined to it. ``linked`` are the relays with such a chat; ``bounced`` those whose letter about this request
    could not be delivered, ``absent`` those where nobody reads any chat for a while. ``stranded`` where the operator
    knows that nobody can be told of it. ``kept`` is how long requests are kept.
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
    absent: Mapping[str, Absence] = field(default_factory=dict)


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
    return due(case.intake, case.notes, case.now)


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
