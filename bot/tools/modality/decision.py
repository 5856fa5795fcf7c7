"""Which articles hold for a buyer's contract on its date, whether a social condition is compulsory, what to ask next.

The rules are those of knowledge/modality.yaml; this module only reads them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple, get_args

from bot.knowledge.schema.modality import (
    Aim,
    Buyer,
    Contract,
    Exception_,
    Key,
    Modality,
    Nature,
    Regime,
    ReserveFor,
)
from bot.tools.modality.facts import Facts
from bot.tools.modality.law import Duty, LegalCase, Row, beside, duty, row
from bot.tools.modality.sentences import Settled, Statement, in_question, other_rules, says


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided from the facts.

    ``articles`` are ids, the obligation's first, empty while something is to be asked; ``beside`` are ids of what is
    good to read too. ``compulsory`` is None while not decided, or where the texts leave it open. ``ask`` is the next
    fact that can still change articles or compulsory; ``open`` are those that can and that nobody knows.
    ``may_except``: the exceptions that the buyer may still plead, where the condition is compulsory. ``sources`` are
    the entries behind it: by which the condition is or may be compulsory, or why other rules hold.
    """

    facts: Facts
    articles: tuple[str, ...]
    beside: tuple[str, ...]
    compulsory: bool | None
    ask: Key | None
    says: tuple[Statement, ...]
    may_except: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    open: tuple[Key, ...] = ()

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


class _Outcome(NamedTuple):
    articles: tuple[str, ...]
    compulsory: bool | None


# The questions in the order of asking, each with the part of a case that it settles.
_ASKED: tuple[tuple[Key, int], ...] = (
    ("date", 7), ("goal", 0), ("nature", 1), ("buyer", 2), ("value", 3), ("works_months", 4), ("contract", 5),
    ("defence", 6),
)  # fmt: skip


def decide(
    table: Modality, facts: Facts, today: date, *, unsure: Collection[str] = (), unknown: Collection[str] = ()
) -> Decision:
    """Decide from what is known; what is unknown is tried out, and asked only where it makes a difference.

    ``unsure`` are facts that were told in a way that does not settle them (a date that is not the launch's, an amount
    with taxes), and are asked first; unknown to the person are ``unknown``, which are not asked again. What nobody
    speaks of is presumed: today's date, a marché, no defence contract but of the State.

    Source: knowledge/modality.yaml, with legal reasons in the articles that it names.
    """
    floating = facts.date is None and ("date" in unsure or "date" in unknown)
    day = facts.date or today
    presumed = _presumed(facts, unknown, floating=floating)
    told = facts if floating else replace(facts, date=day)
    if regime := table.regimes.of(facts.regime):
        return _beyond(table, told, day, regime)
    assumed = replace(told, **presumed)
    tried = _Trial(table, assumed)
    parts = _parts(table, assumed, _days(table, day, floating=floating))
    compulsory = _compulsory(parts, tried)
    ask: Key | None = None
    left: list[Key] = []
    for key in _mattering(assumed, parts, tried, unsure):
        if key not in unknown:
            ask = key
            break
        left.append(key)
    decided = ask is None and not left
    case = LegalCase._make(values[0] for values in parts)
    settled = Settled(
        table, assumed, day, case, compulsory, tried.duty(case), decided=decided,
        presumed=(*presumed, *(() if facts.date or floating else ("date",))),
    )  # fmt: skip
    return Decision(
        facts=told,
        articles=tuple(f"article/{slug}" for slug in tried.outcome(case).articles) if decided else (),
        beside=tuple(f"article/{slug}" for slug in beside(table, assumed, day)),
        compulsory=compulsory,
        ask=ask,
        says=tuple(says(settled)),
        may_except=_may_except(table, assumed, compulsory=compulsory),
        sources=tuple(_sources(settled)),
        open=tuple(left),
    )


def _compulsory(parts: "_Parts", tried: "_Trial") -> bool | None:
    """Whether the condition is compulsory in every case alike, whatever it is for; None where that differs."""
    cases = (LegalCase(parts.aim[0], *rest) for rest in product(*parts[1:]))
    verdict = tried.duty(next(cases)).compulsory
    return verdict if all(tried.duty(case).compulsory is verdict for case in cases) else None


def _presumed(facts: Facts, unknown: Collection[str], *, floating: bool) -> dict[str, Any]:
    """What is taken for granted where no word speaks of it (facts of modality.yaml: defaults)."""
    presumed: dict[str, Any] = {}
    spoken = facts.nature is not None or facts.value is not None
    if facts.contract is None and spoken and "contract" not in unknown:
        presumed["contract"] = "marche"
    if facts.defence is None and facts.buyer != "state" and "defence" not in unknown and (spoken or floating):
        presumed["defence"] = False
    return presumed


def _beyond(table: Modality, facts: Facts, day: date, regime: Regime) -> Decision:
    """The decision on a contract to which the ordinary rules do not apply, whatever it is for."""
    since = day >= table.obligation.from_
    compulsory = regime.compulsory if since else False
    return Decision(
        facts=facts,
        articles=tuple(f"article/{slug}" for slug in regime.articles) if regime.holds(day) else (),
        beside=(),
        compulsory=compulsory,
        ask=None,
        says=tuple(other_rules(table, regime)),
        sources=(regime.entry,),
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
    day: tuple[date, ...]


def _days(table: Modality, day: date, *, floating: bool) -> tuple[date, ...]:
    """The days that are possible: of one that is not known, each side of the obligation's beginning."""
    began = table.obligation.from_
    return (max(day, began), began - timedelta(days=1)) if floating else (day,)


def _parts(table: Modality, facts: Facts, days: tuple[date, ...]) -> _Parts:
    """What the unknown facts may turn out to be; of amounts, one on each side of each threshold."""
    rules = table.obligation
    short = rules.short_works_below
    aims = _aims(facts)
    natures: tuple[Nature, ...] = (facts.nature,) if facts.nature else get_args(Nature)
    buyers: tuple[Buyer, ...] = (facts.buyer,) if facts.buyer else get_args(Buyer)
    contracts: tuple[Contract, ...] = (facts.contract,) if facts.contract else get_args(Contract)
    values: tuple[float, ...] = (0,)  # before the obligation neither the value nor the length matters
    months: tuple[int, ...] = (short,)
    if max(days) >= rules.from_ or facts.regime == "subsequent":
        months = (short - 1, short)
        if facts.value is None:
            steps = {rules.thresholds.of(*one) for one in product(contracts, natures, buyers)}
            if "services" in natures and (
                facts.regime in ("social", "specific") or not {"insertion", "ess"}.isdisjoint(aims)
            ):
                steps |= {rules.social_services.of(buyer) for buyer in buyers}
            values = (1, *sorted(steps))
    return _Parts(
        aims,
        natures,
        buyers,
        values if facts.value is None else (facts.value,),
        months if facts.works_months is None else (facts.works_months,),
        contracts,
        (True, False) if facts.defence is None else (facts.defence,),
        days,
    )


def _aims(facts: Facts) -> tuple[Aim, ...]:
    """The goals that are possible, the reservation told by whom it is for."""
    reserved: tuple[Aim, ...] = (facts.reserve_for,) if facts.reserve_for else get_args(ReserveFor)
    if facts.goal is None:
        return ("hours", "quality", "insertion", *reserved)
    return reserved if facts.goal == "reserve" else (facts.goal,)


class _Trial:
    """The outcomes of cases, each worked out once."""

    def __init__(self, table: Modality, facts: Facts) -> None:
        self._table, self._pleaded, self._regime = table, facts.exception or "none", facts.regime
        self._rows: dict[tuple[object, ...], Row] = {}
        self._duties: dict[tuple[object, ...], Duty] = {}

    def duty(self, case: LegalCase) -> Duty:
        """Whether the condition is compulsory; of the goal, only whether it is a social service counts."""
        key = (case.aim in ("insertion", "ess"), *case[1:])
        found = self._duties.get(key)
        if found is None:
            found = self._duties[key] = duty(self._table, case, self._pleaded, self._regime)
        return found

    def outcome(self, case: LegalCase) -> _Outcome:
        """The obligation's article in front, an exception's record last; nothing around an empty list."""
        key = (case.aim, case.nature, case.buyer, case.contract, case.defence, case.day)
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = row(self._table, case)
        owed = self.duty(case)
        if not found.articles:
            return _Outcome((), owed.compulsory)
        front = (getattr(self._table.obligation.articles, case.contract),) if owed.compulsory else ()
        last = (self._table.obligation.record,) if owed.exception else ()
        return _Outcome((*front, *found.articles, *last), owed.compulsory)


def _mattering(facts: Facts, parts: _Parts, tried: _Trial, unsure: Collection[str]) -> Iterator[Key]:
    """The unknown facts that make a difference in at least one case, those ``unsure`` first, then in order."""
    for key, place in sorted(_ASKED, key=lambda asked: asked[0] not in unsure):
        asked: Key = "reserve_for" if key == "goal" and facts.goal else key
        if facts.get(asked) is None and len(parts[place]) > 1 and _differs(parts, place, tried):
            yield asked


def _differs(parts: _Parts, place: int, tried: _Trial) -> bool:
    """Tell whether some cases that are alike but for one part come to different outcomes."""
    for rest in product(*parts[:place], *parts[place + 1 :]):
        before, after = rest[:place], rest[place:]
        one = tried.outcome(LegalCase._make((*before, parts[place][0], *after)))
        if any(tried.outcome(LegalCase._make((*before, value, *after))) != one for value in parts[place][1:]):
            return True
    return False


def _may_except(table: Modality, facts: Facts, *, compulsory: bool | None) -> tuple[str, ...]:
    if not compulsory or facts.contract is None:
        return ()
    admitted: tuple[str, ...] = getattr(table.obligation.exceptions, facts.contract)
    return tuple(reason for reason in admitted if reason in get_args(Exception_))


def _sources(it: Settled) -> Iterator[str]:
    """What explains the regime; the article of the obligation and that of the thresholds, where the value may reach."""
    rules = it.table.obligation
    if entry := it.table.regimes.entry(it.facts.regime):
        yield entry
    if it.compulsory or in_question(it):
        yield f"article/{getattr(rules.articles, it.facts.contract or 'marche')}"
        yield f"article/{rules.thresholds.article}"
