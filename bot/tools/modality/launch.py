"""The day on which a contract's consultation was launched, by the words around the days of a text.

That day decides which law holds (law of 22 August 2021, article 35, in its order of application): not the signature,
the notification or the start. Of a contract that follows from another, it is the day of the first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from bot.language.days import FoundDate as Day
from bot.language.days import days, unreal
from bot.language.days import later as later_by
from bot.tools.modality.words import ContractText

Role = Literal["launch", "framework", "after", "other", ""]

_REACH: Mapping[str, int] = {"other": 3, "after": 5}  # words between a day and what it is the day of
_BOUND = re.compile(r"(?<![a-z])(?P<which>avant|apres)\s+(?:le |la |l'|les |fin |debut |mi-?)?$")
_CLOSE = 60  # characters between a mission and the day of its signature
_NEAR = 3  # words behind a day in which its contract is said to end
_SINCE = re.compile(r"(?<![a-z])(?:depuis|dps)(?:\s+[a-z']+)?\s+\S*[^a-z]\S*(?:\s\S+){0,3}$")
_LONG_PAST = re.compile(r"(?<![a-z])(?:an|annee|mois|semaine)\s+(?:derniere?|passee?|precedente?)")
_TO = re.compile(r"\s*(?:au|jusqu'au|a|-)\s*")  # "du 1er mars au 30 juin": how long it lasts
_LEAST_PROCEDURE = timedelta(days=41)  # seldom less from the launch: the time for offers, then 11 days (R2182-1 CCP)
_A_YEAR = timedelta(days=365)  # from the launch to the start of a contract: seldom more
_KINDS: tuple[tuple[str, Role], ...] = (
    ("not_launch", "other"), ("after_launch", "after"), ("framework", "framework"), ("launch", "launch"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Launched:
    """The day of the launch, None where nobody told it.

    ``changed`` is the day on which the rule changed within the time that was named. ``lack`` tells why a day that was
    told cannot be it: ``launch``, it comes later and the rule changed shortly before; ``origin``, it is that of a
    contract which follows from another; ``span``, the obligation began within the time that was named; ``impossible``,
    no calendar has that day.
    """

    day: date | None = None
    changed: date | None = None
    lack: Literal["launch", "origin", "span", "impossible"] | None = None


def launched(text: ContractText, today: date, *, follows: bool) -> Launched:
    """The day of the launch; ``follows`` where the contract follows from another (an avenant, a call-off)."""
    told = [(one, role) for one, role in _days_told(text, today) if role != "other"]
    if follows:
        return _origin(text, told)
    best = [one for one, role in told if role in ("launch", "framework")] or [one for one, role in told if not role]
    later = next((one for one, role in told if role == "after"), None)
    if not best and unreal(text.normal):
        return Launched(lack="impossible")
    if best:
        return _bounded(text, best[0], today) or _settled(text, _before(text, best[0], later))
    return _by_what_came_of_it(text, later, today)


def _of_mission(text: ContractText, day: Day) -> bool:
    """Tell whether a day is that of a mission beside the works that are bought: "la MOE est signée depuis 2025"."""
    works = [text.span(one)[0] for one in text.all("nature") if one.tag.value == "works"]
    return any(
        one.tag.value == "fees"
        and works
        and works[0] < text.span(one)[0]
        and 0 < day.start - text.span(one)[1] < _CLOSE
        for one in text.all("money")
    )


def _of_range(text: ContractText, one: Day, every: Sequence[Day]) -> Day | None:
    """The first day of a time, in the year that is told at its end; None for the last one."""
    at = every.index(one)
    last = every[at + 1] if at + 1 < len(every) else None
    if last is None or not _TO.fullmatch(text.normal, one.end, last.start):
        return None
    if re.search(r"(?:19|20)\d\d", text.normal[one.start : one.end]):
        return one
    years = last.first.year - one.first.year - (one.first.replace(year=last.first.year) > last.first)
    day, first, end = (later_by(day, 12 * years) for day in (one.day, one.first, one.last))
    return replace(one, day=day, first=first, last=end)


def _bounded(text: ContractText, one: Day, today: date) -> Launched | None:
    """The launch where only a day before or after which it was is told; None where the day is its own."""
    bound = _BOUND.search(text.normal[: one.start])
    latest = max(text.lists.changes)
    if bound is None or one.last >= today:
        return None
    if bound["which"] == "avant":
        return Launched(one.first - timedelta(days=1)) if one.first <= latest else Launched(lack="launch")
    return Launched(one.last) if one.last >= latest else Launched(lack="launch")


def _days_told(text: ContractText, today: date) -> Iterator[tuple[Day, Role]]:
    """The days of a text that a launch may have, each with what it is the day of; not one since which something is."""
    first, last = text.limits.date.from_, date(today.year + text.limits.date.years_ahead, 12, 31)
    every = [one for one in days(text.normal, today, text.done) if first <= one.day <= last]
    lasting = {
        end
        for one, other in pairwise(every)
        if _TO.fullmatch(text.normal, one.end, other.start)
        for end in (one, other)
    }
    for told in every:
        role: Role = _role(text, told)
        one: Day | None = told
        if told in lasting and role == "launch":  # "publié du 10 août au 15 septembre 2026"
            one = _of_range(text, told, every)
        elif told in lasting:
            role = "after"
        if one is None or (role == "after" and _of_mission(text, one)):
            continue
        if not role and _LONG_PAST.search(text.normal[one.start : one.end]):
            continue  # "on a reçu des offres l'an dernier"
        if role or not _SINCE.search(text.normal[: one.end]):
            yield one, role


def _by_what_came_of_it(text: ContractText, later: Day | None, today: date) -> Launched:
    """The launch where only an award, a signature or a start is told: under the same rule, unless that changed."""
    if later is None or later.last > today + _LEAST_PROCEDURE:
        return Launched()
    if any(later.first - _A_YEAR < change <= later.last for change in text.lists.changes):
        return Launched(lack="launch")
    return Launched(later.day) if later.first <= today else Launched()


def _origin(text: ContractText, told: Sequence[tuple[Day, Role]]) -> Launched:
    """The day of the contract from which another follows: the one said of it, else an old one."""
    latest = max(text.lists.changes)
    first = [one for one, role in told if role == "framework" or (role == "launch" and _of_framework(text, one))]
    first = first or [one for one, _ in told if one.last < latest]
    return _settled(text, first[0]) if first else Launched(lack="origin")


def _of_framework(text: ContractText, day: Day) -> bool:
    """Tell whether the contract from which others follow stands before a day, in its clause: "accord-cadre lancé"."""
    start, end = text.before(day.start + 1)
    clause = text.words[end - 1].clause if end else 0
    return any(start <= one.start < end and text.words[one.start].clause == clause for one in text.all("framework"))


def _before(text: ContractText, one: Day, later: Day | None) -> Day:
    """A launch before what came of it: "lancé en avril, attribué en septembre 2026" is of April 2026."""
    if later is None or one.first <= later.last or re.search(r"(?:19|20)\d\d", text.normal[one.start : one.end]):
        return one
    years = later.day.year - one.day.year - (one.day.replace(year=later.day.year) > later.day)
    day, first, last = (later_by(day, 12 * years) for day in (one.day, one.first, one.last))
    return replace(one, day=day, first=first, last=last)


def _settled(text: ContractText, one: Day) -> Launched:
    changed = next((day for day in text.lists.changes if one.first < day <= one.last), None)
    if changed == max(text.lists.changes):  # a condition may be compulsory or not
        return Launched(changed=changed, lack="span")
    return Launched(one.day, changed)


def _role(text: ContractText, day: Day) -> Role:
    """What a day is the day of: the nearest word before it that tells; nothing of ours where another is replaced."""
    start, end = text.before(day.start + 1)
    behind = next((i for i, word in enumerate(text.words) if word.start >= day.end), len(text.words))
    if any(start <= one.start < end or 0 <= one.start - behind <= _NEAR for one in text.all("replaced")):
        return "other"
    near = [
        (one.end, one.end - one.start, order, role)
        for order, (kind, role) in enumerate(_KINDS)
        for one in text.all(kind)
        if start <= one.start < end and end - one.end <= _REACH.get(role, end)
    ]
    return max(near, default=(0, 0, 0, ""))[3]
