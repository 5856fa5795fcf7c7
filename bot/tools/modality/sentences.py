"""What is said of a decision on a contract, in the sentences of knowledge/modality.yaml, the verdict first."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Literal, NamedTuple, get_args

from bot.knowledge.schema.modality import Buyer, Contract, Modality, Nature, Regime
from bot.language.money import in_french
from bot.tools.modality.facts import Facts
from bot.tools.modality.law import Duty, LegalCase, direct_limit, first, row, social, threshold

Topic = Literal[
    "verdict", "reason", "presumed", "obligation", "why", "exception", "dce", "pitfall", "old_name", "direct",
    "threshold", "labour", "relay",
]  # fmt: skip
_IN_FORCE = date(2019, 4, 1)  # the code of public procurement: advice and pitfalls are told by it


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the outcome, and what it is about."""

    topic: Topic
    text: str


class Settled(NamedTuple):
    """What is known once the cases are tried: ``case`` is the only one that matters where all is ``decided``.

    ``presumed`` are the facts that nobody told.
    """

    table: Modality
    facts: Facts
    day: date
    case: LegalCase
    compulsory: bool | None
    duty: Duty
    decided: bool
    presumed: tuple[str, ...] = ()


def says(it: Settled) -> Iterator[Statement]:
    """What is said, the verdict first."""
    yield from _obligation(it)
    if it.facts.goal is not None and it.decided:
        found = row(it.table, it.case)
        if found.says:
            yield Statement("why" if found.articles else "reason", found.says)
    if it.facts.regime and (note := it.table.regimes.note(it.facts.regime)):
        yield Statement("threshold" if it.facts.regime in ("social", "specific") else "reason", note)
    yield from _presumed(it)
    if it.decided:
        yield from _advice(it)
    limit = direct_limit(it.table, it.facts, it.day)
    if limit is not None:
        yield Statement("direct", it.table.says.direct_purchase.format(limit=in_french(limit)))
    yield from (Statement("threshold", text) for text in _thresholds(it))
    if it.facts.labour is False:
        yield Statement("labour", it.table.says.labour_false)
    yield Statement("relay", it.table.says.relay)


def other_rules(table: Modality, regime: Regime) -> Iterator[Statement]:
    """What is said of a contract to which the ordinary rules do not apply."""
    yield Statement("verdict", regime.says)
    yield Statement("relay", table.says.relay)


def _obligation(it: Settled) -> Iterator[Statement]:
    says_, facts = it.table.says, it.facts
    if it.compulsory:
        if facts.contract is None:
            return
        yield Statement("verdict", _with_amounts(it, getattr(says_, f"compulsory_{facts.contract}")) or getattr(
            says_, f"compulsory_{facts.contract}_anyway"
        ))  # fmt: skip
        if facts.exception not in (None, "none"):
            yield Statement("reason", says_.not_admitted)
        yield Statement("obligation", says_.meaning)
        if facts.goal in ("insertion", "reserve"):
            yield Statement("obligation", says_.whatever_the_goal)
        yield Statement("obligation", getattr(says_, f"may_except_{facts.contract}"))
    elif it.compulsory is False:
        yield from (Statement("verdict" if n == 0 else "reason", text) for n, text in enumerate(_no_obligation(it)))
    elif it.duty.compulsory is None and (said := _open(it)):
        yield Statement("verdict", said)
    elif facts.value is not None and facts.value >= (most := max(in_question(it), default=math.inf)):
        yield Statement("verdict", says_.above.format(value=in_french(facts.value), threshold=in_french(most)))


def _no_obligation(it: Settled) -> Iterator[str]:
    says_, facts = it.table.says, it.facts
    if it.table.before.holds(it.day):
        return
    if it.day < it.table.obligation.from_:
        yield says_.too_early
    elif facts.defence:
        yield says_.defence
    elif it.duty.exception and (it.decided or facts.value is not None):
        yield says_.exceptions.of(it.duty.exception)
        anyhow = facts.buyer == "utility" or facts.contract == "concession"
        yield says_.record_any if anyhow else says_.record_file
    else:
        yield _with_amounts(it, says_.below) or says_.not_compulsory


def _open(it: Settled) -> str | None:
    """Why the texts leave it open: a social service between two thresholds."""
    facts = it.facts
    told = it.decided or (facts.regime in ("social", "specific") and facts.buyer is not None)
    if not told or facts.value is None or not social(it.case, facts.regime):
        return None
    return it.table.says.social_services.format(
        value=in_french(facts.value),
        threshold=in_french(threshold(it.table, it.case)),
        own=in_french(it.table.obligation.social_services.of(it.case.buyer)),
    )


def in_question(it: Settled) -> frozenset[int]:
    """The thresholds that may be the contract's, where the obligation may hold and the value reaches one of them."""
    facts, rules = it.facts, it.table.obligation
    if it.day < rules.from_ or facts.defence or facts.value is None:
        return frozenset()
    possible = product(
        (facts.contract,) if facts.contract else get_args(Contract),
        (facts.nature,) if facts.nature else get_args(Nature),
        (facts.buyer,) if facts.buyer else get_args(Buyer),
    )
    amounts = frozenset(rules.thresholds.of(*one) for one in possible)
    return amounts if facts.value >= min(amounts) else frozenset()


def _with_amounts(it: Settled, sentence: str) -> str | None:
    """A sentence with the value and its threshold; None where they are not all known."""
    facts = it.facts
    sized = facts.contract == "concession" or (facts.nature and (facts.buyer or facts.nature == "works"))
    if facts.value is None or facts.contract is None or not sized:
        return None
    own = social(it.case, facts.regime)
    reached = it.table.obligation.social_services.of(it.case.buyer) if own else threshold(it.table, it.case)
    return sentence.format(value=in_french(facts.value), threshold=in_french(reached))


def _presumed(it: Settled) -> Iterator[Statement]:
    """What was taken for granted, where it could have changed the verdict."""
    words = it.table.says.presumed
    since = it.day >= it.table.obligation.from_
    named = [words.of(key) for key in it.presumed if key != "defence" or since]
    if named and it.compulsory is not None:
        yield Statement("presumed", words.all.format(facts=", ".join(named)))


def _advice(it: Settled) -> Iterator[Statement]:
    """Why this modality, what to write and what to avoid, the old names."""
    says_, aim = it.table.says, it.case.aim
    if it.table.before.holds(it.day) or it.facts.goal is None:
        return
    found = row(it.table, it.case)
    if found.articles:
        yield Statement("why", says_.why.of(aim))
        covered = first(it.table.defence.of(aim), it.day)
        if it.case.defence and it.case.contract == "marche" and not covered and it.day >= it.table.obligation.from_:
            yield Statement("why", says_.defence_elsewhere)
    if it.case.contract == "concession":
        return
    if it.day < _IN_FORCE:
        yield Statement("old_name", says_.today_names.of(aim))
    elif found.articles and not it.case.defence:
        yield from (Statement("dce", text) for text in says_.dce.of(aim, it.day))
        yield from (Statement("pitfall", text) for text in says_.pitfalls.of(aim, it.day))
        yield Statement("old_name", says_.old_names.of(aim))


def _thresholds(it: Settled) -> Iterator[str]:
    rules, says_, facts = it.table.obligation, it.table.says, it.facts
    if it.day < rules.from_ or facts.defence:
        return
    if it.compulsory is not None or in_question(it):
        yield says_.thresholds
        if it.day > rules.thresholds.until:
            yield says_.after_2027
