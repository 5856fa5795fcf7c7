"""A company's request and the steps that it takes, from sent to closed."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.chat.people import Member
from bot.knowledge.vocabulary import NoteKind, Refusal, Result, Side, Status

KEPT = 365  # days for which a request is kept after its end, where the operator sets no other number


@dataclass(frozen=True, slots=True)
class Form:
    """What the company filled in; everything is empty once it was erased.

    ``siret`` is 14 digits; ``reach`` a telephone number in international form or an e-mail address; ``place`` the INSEE
    code of the commune of the work and ``place_name`` how it is shown.
    """

    siret: str = ""
    company: str = ""
    contact: str = ""
    reach: str = ""
    place: str = ""
    place_name: str = ""
    contract: str = ""
    need: str = ""
    hours: float | None = None
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """One request. ``relay`` is the id of the body that it lies with, empty where nobody could be found.

    ``chat`` is the company's chat, 0 once erased. ``reminded`` counts the reminders of nobody having taken it.
    """

    reference: str
    chat: int
    relay: str
    form: Form
    created: datetime
    status: Status = Status.SENT
    owner: Member | None = None
    result: Result | None = None
    taken: datetime | None = None
    contacted: datetime | None = None
    closed: datetime | None = None
    reminded: int = 0
    escalated: datetime | None = None
    erased: bool = False

    @property
    def open(self) -> bool:
        """Tell whether somebody still waits for something."""
        return self.status is not Status.CLOSED


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a request's history: a word of one side, or a step (``text`` then tells what belongs to it)."""

    kind: NoteKind
    side: Side
    author: str
    text: str
    at: datetime


def take(intake: Intake, member: Member, now: datetime) -> Intake | Refusal:
    """Somebody of the relay takes the request; the first one has it."""
    if not intake.open:
        return Refusal.CLOSED
    if intake.owner is not None and (intake.owner.id or not member.id):
        return Refusal.YOURS_ALREADY if intake.owner.id == member.id else Refusal.ANOTHERS
    status = Status.TAKEN if intake.status is Status.SENT else intake.status
    return replace(intake, status=status, owner=member, taken=intake.taken or now)


def take_over(intake: Intake, member: Member, now: datetime) -> Intake | Refusal:
    """A colleague goes on with a request that somebody else had."""
    if not intake.open:
        return Refusal.CLOSED
    if intake.owner is not None and intake.owner.id == member.id:
        return Refusal.YOURS_ALREADY
    status = Status.TAKEN if intake.status is Status.SENT else intake.status
    return replace(intake, status=status, owner=member, taken=now)


def reach(intake: Intake, member: Member, now: datetime) -> Intake | Refusal:
    """The company was reached; whoever did it has the request where nobody had it."""
    if not intake.open:
        return Refusal.CLOSED
    if _anothers(intake, member):
        return Refusal.ANOTHERS
    if intake.status is Status.CONTACTED and intake.owner is not None:
        return Refusal.YOURS_ALREADY
    return replace(
        intake, status=Status.CONTACTED, owner=member, taken=intake.taken or now, contacted=intake.contacted or now
    )


def _anothers(intake: Intake, member: Member) -> bool:
    """Tell whether a colleague has a request; who stays anonymous (number 0) acts for the relay, and has nothing."""
    return intake.owner is not None and bool(intake.owner.id and member.id) and intake.owner.id != member.id


def called(intake: Intake, now: datetime) -> Intake | Refusal:
    """The company says that it was called; whoever has the request goes on having it, nobody where nobody had."""
    if not intake.open:
        return Refusal.CLOSED
    if intake.status is Status.CONTACTED:
        return Refusal.YOURS_ALREADY
    return replace(intake, status=Status.CONTACTED, taken=intake.taken or now, contacted=intake.contacted or now)


def close(intake: Intake, result: Result, now: datetime, member: Member | None = None) -> Intake | Refusal:
    """The request is over; a member of the relay who closes it is its owner."""
    if not intake.open:
        return Refusal.CLOSED
    if member is not None and _anothers(intake, member):
        return Refusal.ANOTHERS
    taken = intake.taken or (now if member is not None else None)
    return replace(intake, status=Status.CLOSED, owner=intake.owner or member, taken=taken, result=result, closed=now)


def reopen(intake: Intake) -> Intake | Refusal:
    """The request goes on, with whoever had it."""
    if intake.erased:
        return Refusal.ERASED
    if intake.open:
        return Refusal.NOT_CLOSED
    again = replace(intake, result=None, closed=None, reminded=0, escalated=None)
    if intake.owner is None:
        return replace(again, status=Status.SENT, taken=None, contacted=None)
    return replace(again, status=Status.CONTACTED if intake.contacted is not None else Status.TAKEN)


def transfer(intake: Intake, relay: str) -> Intake | Refusal:
    """The request goes to another body, where nobody has it yet; its history goes with it."""
    if not intake.open:
        return Refusal.CLOSED
    if intake.relay == relay:
        return Refusal.SAME_RELAY
    return replace(
        intake, relay=relay, status=Status.SENT, owner=None, taken=None, contacted=None, reminded=0, escalated=None
    )


def erase(intake: Intake, now: datetime) -> Intake:
    """What is left of a request whose data were erased: that it was, and what became of it."""
    result = intake.result if intake.status is Status.CLOSED else Result.WITHDRAWN
    return replace(
        intake,
        chat=0,
        form=Form(),
        owner=None,
        status=Status.CLOSED,
        result=result,
        closed=intake.closed or now,
        erased=True,
    )
