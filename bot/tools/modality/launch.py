"""The day on which a contract's consultation was launched, by the words around the days of a text.

That day decides which law holds (law of 22 August 2021, article 35, in its order of application): not the signature,
the notification or the start. Of a contract that follows from another, it is the day of the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.language.days import Found as Day
from bot.language.days import days
from bot.tools.modality.words import Text

Role = Literal["launch", "framework", "after", "other", ""]

_NEAR = 3  # words between a day and what it is not the day of
_A_YEAR = timedelta(days=365)  # from the launch to the start of a contract: seldom more
_KINDS: tuple[tuple[str, Role], ...] = (
    ("not_launch", "other"), ("after_launch", "after"), ("framework", "framework"), ("launch", "launch"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Launched:
    """The day of the launch, None where nobody told it.

    ``changed`` is the day on which the rule changed within the time that was named. ``lack`` tells why a day that was
    told cannot be it: ``launch``, it comes later and the rule changed shortly before; ``origin``, it is that of a
    contract which follows from another.
    """

    day: date | None = None
    changed: date | None = None
    lack: Literal["launch", "origin"] | None = None


def launched(text: Text, today: date, *, follows: bool) -> Launched:
    """The day of the launch; ``follows`` where the contract follows from another (an avenant, a call-off)."""
    first, last = text.limits.date.from_, date(today.year + text.limits.date.years_ahead, 12, 31)
    named = [
        (one, _role(text, one))
        for one in days(text.normal, today, text.done)
        if first <= one.day <= last and not text.normal.startswith("depuis", one.start)
    ]
    told = [(one, role) for one, role in named if role != "other"]
    if follows:
        return _origin(text, told)
    best = [one for one, role in told if role in ("launch", "framework")] or [one for one, role in told if not role]
    if best:
        return _settled(text, best[0])
    later = next((one for one, role in told if role == "after"), None)
    if later is None or later.first > today:
        return Launched()
    if any(later.first - _A_YEAR < change <= later.last for change in text.lists.changes):
        return Launched(lack="launch")
    return Launched(later.day)


def _origin(text: Text, told: Sequence[tuple[Day, Role]]) -> Launched:
    """The day of the contract from which another follows: the one said of it, else an old one."""
    latest = max(text.lists.changes)
    first = [one for one, role in told if role == "framework"] or [one for one, _ in told if one.last < latest]
    return _settled(text, first[0]) if first else Launched(lack="origin")


def _settled(text: Text, one: Day) -> Launched:
    changed = next((day for day in text.lists.changes if one.first < day <= one.last), None)
    return Launched(one.day, changed)


def _role(text: Text, day: Day) -> Role:
    """What a day is the day of: the nearest word before it that tells."""
    start, end = text.before(day.start + 1)
    near = [
        (one.end, order, role)
        for order, (kind, role) in enumerate(_KINDS)
        for one in text.all(kind)
        if start <= one.start < end and (role in ("launch", "framework") or end - one.end <= _NEAR)
    ]
    return max(near, default=(0, 0, ""))[2]
