"""Which articles hold for a buyer's contract on its date, whether a social condition is compulsory, what to ask next.

The rules are those of knowledge/modality.yaml; this module only reads them.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from itertools import product
from typing import Any, Literal, NamedTuple, cast, get_args

from bot.knowledge.schema.modality import (
    Aim,
    Buyer,
    Contract,
    Exception_,
    Goal,
    Key,
    Limits,
    Modality,
    Nature,
    ReserveFor,
    Rows,
)
from bot.language.money import in_french, normal, total

Topic = Literal[
    "obligation", "why", "exception", "reserve", "dce", "pitfall", "old_name", "direct", "threshold", "labour", "relay"
]  # fmt: skip

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "contract": get_args(Contract),
    "buyer": get_args(Buyer),
    "nature": get_args(Nature),
    "goal": get_args(Goal),
    "reserve_for": get_args(ReserveFor),
    "exception": get_args(Exception_),
}
Day = date  # the field of that name hides the type
_YES_NO = {"true": True, "oui": True, "yes": True, "false": False, "non": False, "no": False}
_IN_FORCE = date(2019, 4, 1)  # the code of public procurement: advice and pitfalls are told by it


class FactError(ValueError):
    """A fact that cannot be: an unknown key, or a value that its key does not take."""

    def __init__(self, key: str, given: object, expected: str) -> None:
        """Name the key, what was given and what was expected instead."""
        super().__init__(f"{key}: {str(given)[:60]!r} is not possible, expected {expected}")
        self.key = key
        self.expected = expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a contract; None is unknown. ``value`` in euros without taxes, over all lots and years.

    What each fact means, and its values: knowledge/modality.yaml.
    """

    date: Day | None = None
    contract: Contract | None = None
    buyer: Buyer | None = None
    nature: Nature | None = None
    value: float | None = None
    defence: bool | None = None
    works_months: int | None = None
    labour: bool | None = None
    goal: Goal | None = None
    reserve_for: ReserveFor | None = None
    exception: Exception_ | None = None

    def get(self, key: Key) -> Any:
        """The value of a fact by its name, None while unknown."""
        return getattr(self, key)

    def stating(self, key: Key, value: Any) -> "Facts":
        """The same facts with one stated, corrected, or (None) taken back."""
        return replace(self, **{key: value})

    def as_json(self) -> dict[str, Any]:
        """The known facts by name, for JSON: a date as ISO, a whole amount as an integer, the unknown left out."""
        known = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {key: _for_json(value) for key, value in known if value is not None}


def _for_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the outcome, and what it is about."""

    topic: Topic
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided from the facts.

    ``articles`` are ids, the obligation's first, empty while something is to be asked; ``beside`` are ids of what is
    good to read too. ``compulsory`` is None while not decided. ``ask`` is the next fact that can still change articles
    or compulsory. ``may_except``: the exceptions that the buyer may still plead, where the condition is compulsory.
    ``sources`` are the articles by which the condition is or may be compulsory.
    """

    facts: Facts
    articles: tuple[str, ...]
    beside: tuple[str, ...]
    compulsory: bool | None
    ask: Key | None
    says: tuple[Said, ...]
    may_except: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The decision as ``clausette modality --json`` prints it."""
        return {
            "facts": self.facts.as_json(),
            "articles": list(self.articles),
            "beside": list(self.beside),
            "compulsory": self.compulsory,
            "ask": self.ask,
            "says": [said.text for said in self.says],
        }


def facts_from(raw: Mapping[str, object], limits: Limits, today: date) -> Facts:
    """Facts from named values, as the command line and JSON give them; None states nothing.

    Raises:
        FactError: for an unknown key, a value that the key does not take, an amount or a date that cannot be.
    """
    known = {field.name for field in fields(Facts)}
    found: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in known:
            raise FactError(key, value, f"one of the keys {', '.join(sorted(known))}")
        if value is not None:
            found[key] = checked(cast("Key", key), value, limits, today)
    return Facts(**found)


def checked(key: Key, value: object, limits: Limits, today: date) -> Any:
    """One value as its fact holds it.

    Raises:
        FactError: where the key does not take it.
    """
    if key in _CHOICES:
        if isinstance(value, str) and value in _CHOICES[key]:
            return value
        raise FactError(key, value, f"one of {', '.join(_CHOICES[key])}")
    if key in ("defence", "labour"):
        answer = value if isinstance(value, bool) else _YES_NO.get(str(value).casefold())
        if answer is None:
            raise FactError(key, value, "true or false")
        return answer
    if key == "date":
        return _day(value, limits, today)
    return _amount(value, limits) if key == "value" else _months(value, limits)


def _day(value: object, limits: Limits, today: date) -> date:
    first, last = limits.date.from_, date(today.year + limits.date.years_ahead, 12, 31)
    expected = f"a day from {first} to {last}, as {today}"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise FactError("date", value, expected) from None
    if not isinstance(value, date) or isinstance(value, datetime) or not first <= value <= last:
        raise FactError("date", value, expected)
    return value


def _amount(value: object, limits: Limits) -> float:
    least, most = limits.value.above, limits.value.below
    number = value
    if isinstance(value, str):
        try:
            number = float(value.replace(" ", "").replace(",", "."))
        except ValueError:
            number = total(normal(value)).euros
    if isinstance(number, bool) or not isinstance(number, int | float) or not least < number < most:
        raise FactError("value", value, f"euros without taxes, above {least} and below {most}")
    return number


def _months(value: object, limits: Limits) -> int:
    least, most = limits.works_months.from_, limits.works_months.to
    number = value
    if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value):
        number = int(value)
    if isinstance(number, float) and math.isfinite(number) and number == int(number):
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise FactError("works_months", value, f"a whole number of months from {least} to {most}")
    return number


class _Case(NamedTuple):
    """One way in which what is unknown may turn out."""

    aim: Aim
    nature: Nature
    buyer: Buyer
    value: float
    works_months: int
    contract: Contract
    defence: bool


class _Found(NamedTuple):
    """The articles of a case, without the obligation's, and what its row says."""

    articles: tuple[str, ...]
    says: str | None


class _Duty(NamedTuple):
    """Whether the social condition is compulsory, and the exception that makes it not so."""

    compulsory: bool
    exception: str | None


class _Outcome(NamedTuple):
    articles: tuple[str, ...]
    compulsory: bool


# The questions in the order of asking, each with the part of a case that it settles.
_ASKED: tuple[tuple[Key, int], ...] = (
    ("goal", 0), ("nature", 1), ("buyer", 2), ("value", 3), ("works_months", 4), ("contract", 5), ("defence", 6),
)  # fmt: skip


def decide(table: Modality, facts: Facts, today: date) -> Decision:
    """Decide from what is known; what is unknown is tried out, and asked only where it makes a difference.

    Source: knowledge/modality.yaml, with legal reasons in the articles that it names.
    """
    when = facts.date or today
    facts = replace(facts, date=when)
    tried = _Trial(table, when, facts.exception or "none")
    parts = _parts(table, facts, when)
    verdicts = {tried.duty(_Case(parts.aim[0], *rest)).compulsory for rest in product(*parts[1:])}
    compulsory = verdicts.pop() if len(verdicts) == 1 else None
    ask = _next(facts, parts, tried)
    case = _Case._make(values[0] for values in parts)
    settled = _Settled(table, facts, when, case, compulsory, tried.duty(case), decided=ask is None)
    return Decision(
        facts=facts,
        articles=() if ask else tuple(f"article/{slug}" for slug in tried.outcome(case).articles),
        beside=tuple(f"article/{slug}" for slug in _beside(table, facts, when)),
        compulsory=compulsory,
        ask=ask,
        says=tuple(_says(settled)),
        may_except=_may_except(table, facts, compulsory=compulsory),
        sources=tuple(f"article/{slug}" for slug in _sources(settled)),
    )


class _Parts(NamedTuple):
    """For each part of a case the values that are still possible."""

    aim: tuple[Aim, ...]
    nature: tuple[Nature, ...]
    buyer: tuple[Buyer, ...]
    value: tuple[float, ...]
    works_months: tuple[int, ...]
    contract: tuple[Contract, ...]
    defence: tuple[bool, ...]


def _parts(table: Modality, facts: Facts, when: date) -> _Parts:
    """What the unknown facts may turn out to be; of amounts, one on each side of each threshold."""
    duty = table.obligation
    short = duty.short_works_below
    values: tuple[float, ...] = (0,)  # before the obligation neither the value nor the length matters
    months: tuple[int, ...] = (short,)
    if when >= duty.from_:
        values = (1, *sorted(duty.thresholds.every()))
        months = (short - 1, short)
    return _Parts(
        _aims(facts),
        (facts.nature,) if facts.nature else get_args(Nature),
        (facts.buyer,) if facts.buyer else get_args(Buyer),
        values if facts.value is None else (facts.value,),
        months if facts.works_months is None else (facts.works_months,),
        (facts.contract,) if facts.contract else get_args(Contract),
        (True, False) if facts.defence is None else (facts.defence,),
    )


def _aims(facts: Facts) -> tuple[Aim, ...]:
    """The goals that are possible, the reservation told by whom it is for."""
    reserved: tuple[Aim, ...] = (facts.reserve_for,) if facts.reserve_for else get_args(ReserveFor)
    if facts.goal is None:
        return ("hours", "quality", "insertion", *reserved)
    return reserved if facts.goal == "reserve" else (facts.goal,)


def _row(table: Modality, case: _Case, when: date) -> _Found:
    """The row that covers a case, or nothing and the reason."""
    if table.before.holds(when):
        return _Found((), table.before.says)
    if case.contract == "concession":
        return _first(table.concession.of(case.aim), when) or _Found((), table.says.no_row_concession)
    found = _first(table.defence.of(case.aim), when) if case.defence else None
    found = found or _first(table.results.of(case.aim), when) or _Found((), table.says.no_row)
    if found.articles:
        for required in table.requires:
            if required.aim == case.aim and not (case.nature in required.nature and case.buyer in required.buyer):
                return _Found((), required.says)
    return found


def _first(rows: Rows, when: date) -> _Found | None:
    return next((_Found(row.articles, row.says) for row in rows if row.holds(when)), None)


def _duty(table: Modality, case: _Case, when: date, pleaded: str) -> _Duty:
    """Whether the condition is compulsory: article 35 of the law of 22 August 2021, as codified."""
    duty = table.obligation
    if when < duty.from_ or case.defence or case.value < duty.thresholds.of(case.contract, case.nature, case.buyer):
        return _Duty(compulsory=False, exception=None)
    admitted: tuple[str, ...] = getattr(duty.exceptions, case.contract)
    if case.nature == "works" and case.works_months < duty.short_works_below and "short_works" in admitted:
        return _Duty(compulsory=False, exception="short_works")
    if pleaded in admitted:
        return _Duty(compulsory=False, exception=pleaded)
    return _Duty(compulsory=True, exception=None)


class _Trial:
    """The outcomes of cases, each worked out once."""

    def __init__(self, table: Modality, when: date, pleaded: str) -> None:
        self._table, self._when, self._pleaded = table, when, pleaded
        self._founds: dict[tuple[object, ...], _Found] = {}
        self._duties: dict[tuple[object, ...], _Duty] = {}

    def duty(self, case: _Case) -> _Duty:
        """Whether the condition is compulsory; the goal does not count."""
        duty = self._duties.get(case[1:])
        if duty is None:
            duty = self._duties[case[1:]] = _duty(self._table, case, self._when, self._pleaded)
        return duty

    def outcome(self, case: _Case) -> _Outcome:
        """The obligation's article in front, an exception's record last; nothing around an empty list."""
        key = (case.aim, case.nature, case.buyer, case.contract, case.defence)
        found = self._founds.get(key)
        if found is None:
            found = self._founds[key] = _row(self._table, case, self._when)
        duty = self.duty(case)
        if not found.articles:
            return _Outcome((), duty.compulsory)
        front = (getattr(self._table.obligation.articles, case.contract),) if duty.compulsory else ()
        last = (self._table.obligation.record,) if duty.exception else ()
        return _Outcome((*front, *found.articles, *last), duty.compulsory)


def _next(facts: Facts, parts: _Parts, tried: _Trial) -> Key | None:
    """The first unknown fact that makes a difference in at least one case."""
    for key, place in _ASKED:
        asked: Key = "reserve_for" if key == "goal" and facts.goal else key
        if facts.get(asked) is None and len(parts[place]) > 1 and _differs(parts, place, tried):
            return asked
    return None


def _differs(parts: _Parts, place: int, tried: _Trial) -> bool:
    """Tell whether some cases that are alike but for one part come to different outcomes."""
    for rest in product(*parts[:place], *parts[place + 1 :]):
        before, after = rest[:place], rest[place:]
        first = tried.outcome(_Case._make((*before, parts[place][0], *after)))
        if any(tried.outcome(_Case._make((*before, value, *after))) != first for value in parts[place][1:]):
            return True
    return False


def _beside(table: Modality, facts: Facts, when: date) -> Iterator[str]:
    for row in table.always_said:
        if row.holds(when):
            yield from row.articles
    if _direct_limit(table, facts, when) is not None:
        yield table.direct_purchase.article


def _direct_limit(table: Modality, facts: Facts, when: date) -> int | None:
    """The limit of direct purchase under which the contract is; None where it is not, or not known to be."""
    if facts.contract != "marche" or facts.defence or facts.value is None:
        return None
    for row in table.direct_purchase.rows:
        if row.holds(when):
            natures = (facts.nature,) if facts.nature else get_args(Nature)
            limit = min(int(getattr(row, nature)) for nature in natures)
            return limit if facts.value < limit else None
    return None


def _may_except(table: Modality, facts: Facts, *, compulsory: bool | None) -> tuple[str, ...]:
    if not compulsory or facts.contract is None:
        return ()
    admitted: tuple[str, ...] = getattr(table.obligation.exceptions, facts.contract)
    return tuple(reason for reason in admitted if reason in get_args(Exception_))


def _sources(it: "_Settled") -> tuple[str, ...]:
    """The article of the obligation and that of the thresholds, where the value reaches them or may."""
    duty = it.table.obligation
    article: str = getattr(duty.articles, it.facts.contract or "marche")
    return (article, duty.thresholds.article) if it.compulsory or _in_question(it) else ()


class _Settled(NamedTuple):
    """What is known once the cases are tried: ``case`` is the only one that matters where all is ``decided``."""

    table: Modality
    facts: Facts
    when: date
    case: _Case
    compulsory: bool | None
    duty: _Duty
    decided: bool


def _says(it: _Settled) -> Iterator[Said]:
    """What is said, the obligation first."""
    yield from (Said("obligation", text) for text in _obligation(it))
    if it.decided:
        yield from _advice(it)
    limit = _direct_limit(it.table, it.facts, it.when)
    if limit is not None:
        yield Said("direct", it.table.says.direct_purchase.format(limit=in_french(limit)))
    yield from (Said("threshold", text) for text in _thresholds(it))
    if it.facts.labour is False:
        yield Said("labour", it.table.says.labour_false)
    yield Said("relay", it.table.says.relay)


def _obligation(it: _Settled) -> Iterator[str]:
    says, facts = it.table.says, it.facts
    if it.compulsory:
        if facts.contract is None:
            return
        yield _with_amounts(it, getattr(says, f"compulsory_{facts.contract}")) or getattr(
            says, f"compulsory_{facts.contract}_anyway"
        )
        yield says.meaning
        if facts.goal in ("insertion", "reserve"):
            yield says.whatever_the_goal
        if facts.exception not in (None, "none"):
            yield says.not_admitted
        yield getattr(says, f"may_except_{facts.contract}")
    elif it.compulsory is False:
        yield from _no_obligation(it)
    elif facts.value is not None and facts.value >= (most := max(_in_question(it), default=math.inf)):
        yield says.above.format(value=in_french(facts.value), threshold=in_french(most))


def _no_obligation(it: _Settled) -> Iterator[str]:
    says, facts = it.table.says, it.facts
    if it.table.before.holds(it.when):
        return
    if it.when < it.table.obligation.from_:
        yield says.too_early
    elif facts.defence:
        yield says.defence
    elif it.duty.exception and it.decided:
        yield says.exceptions.of(it.duty.exception)
        anyhow = facts.buyer == "utility" or facts.contract == "concession"
        yield says.record_any if anyhow else says.record_file
    else:
        yield _with_amounts(it, says.below) or says.not_compulsory


def _in_question(it: _Settled) -> frozenset[int]:
    """The thresholds that may be the contract's, where the obligation may hold and the value reaches one of them."""
    facts, duty = it.facts, it.table.obligation
    if it.when < duty.from_ or facts.defence or facts.value is None:
        return frozenset()
    possible = product(
        (facts.contract,) if facts.contract else get_args(Contract),
        (facts.nature,) if facts.nature else get_args(Nature),
        (facts.buyer,) if facts.buyer else get_args(Buyer),
    )
    amounts = frozenset(duty.thresholds.of(*one) for one in possible)
    return amounts if facts.value >= min(amounts) else frozenset()


def _with_amounts(it: _Settled, sentence: str) -> str | None:
    """A sentence with the value and its threshold; None where they are not all known."""
    facts = it.facts
    sized = facts.contract == "concession" or (facts.nature and (facts.buyer or facts.nature == "works"))
    if facts.value is None or facts.contract is None or not sized:
        return None
    threshold = it.table.obligation.thresholds.of(it.case.contract, it.case.nature, it.case.buyer)
    return sentence.format(value=in_french(facts.value), threshold=in_french(threshold))


def _advice(it: _Settled) -> Iterator[Said]:
    """Why this modality, what to write and what to avoid, the old names."""
    says, aim = it.table.says, it.case.aim
    found = _row(it.table, it.case, it.when)
    if found.says:
        yield Said("why", found.says)
    one_aim = it.facts.goal is not None
    if it.table.before.holds(it.when) or not one_aim:
        return
    if found.articles:
        yield Said("why", says.why.of(aim))
        covered = _first(it.table.defence.of(aim), it.when)
        if it.case.defence and it.case.contract == "marche" and not covered and it.when >= it.table.obligation.from_:
            yield Said("why", says.defence_elsewhere)
    if it.case.contract == "concession":
        return
    if it.when < _IN_FORCE:
        yield Said("old_name", says.today_names.of(aim))
    elif found.articles:
        yield from (Said("dce", text) for text in says.dce.of(aim, it.when))
        yield from (Said("pitfall", text) for text in says.pitfalls.of(aim, it.when))
        yield Said("old_name", says.old_names.of(aim))


def _thresholds(it: _Settled) -> Iterator[str]:
    duty, says, facts = it.table.obligation, it.table.says, it.facts
    if it.when < duty.from_ or facts.defence:
        return
    if it.compulsory is not None or _in_question(it):
        yield says.thresholds
        if it.when > duty.thresholds.until:
            yield says.after_2027
    social = facts.goal == "insertion" or (facts.goal == "reserve" and facts.reserve_for == "ess")
    if social and facts.value is not None and (it.compulsory or facts.value > duty.social_services_above):
        yield says.social_services
