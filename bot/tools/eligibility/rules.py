"""Which publics of the clause a person belongs to, from what is known so far.

The rules are data (knowledge/grids/*.yaml); their source is named there. Logic has three values: True, False, and
None where a fact that nobody stated would decide.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.knowledge.schema.eligibility import Grid, Rule, Sheet, Test, Together
from bot.knowledge.schema.person import IMPLIED_BY, NAMES, Facts, Value

_LATER = 0.5  # a fact that a rule names behind another unknown one is worth less: ask "registered?" before "how long?"


class Presumption(StrEnum):
    """What is presumed of a hire. Source: ``verdicts`` of the facts of eligibility."""

    ELIGIBLE = "eligible"
    ON_OPINION = "on_opinion"
    UNDETERMINED = "undetermined"
    INELIGIBLE = "ineligible"


@dataclass(frozen=True, slots=True)
class Ground:
    """A fact that makes a public hold, and of its value what does."""

    fact: str
    value: Value


@dataclass(frozen=True, slots=True)
class Held:
    """A public that a person belongs to, and the facts that make it so.

    ``on_opinion``: it counts only with a prescriber's motivated opinion obtained before the hire.
    """

    public: str
    because: tuple[Ground, ...]
    on_opinion: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is presumed of a hire, never a decision.

    ``held``: publics, the simplest proof first, those on opinion last. ``advice``: sentences that never block.
    ``ruled_out``: sentences that say why no public helps. ``unchecked``: publics that what is unknown may still add.
    ``ask``: the fact that decides most and still matters, None where none does. ``structures``: where conditions
    count together by kind of structure, the kinds for which they suffice (empty otherwise). ``together``: the
    labels of those conditions.
    """

    kind: Presumption
    held: tuple[Held, ...] = ()
    advice: tuple[str, ...] = ()
    ruled_out: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    ask: str | None = None
    structures: tuple[str, ...] = ()
    together: tuple[str, ...] = ()

    @property
    def publics(self) -> tuple[str, ...]:
        """The ids of the publics held, in order."""
        return tuple(held.public for held in self.held)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A rule that was looked at: whether it holds, and what it wanted to know."""

    public: str | None
    rule: Rule
    holds: bool | None
    label: str = ""


def holds(rule: Rule, facts: Facts) -> bool | None:
    """Tell whether a rule holds; None while a fact that nobody stated would decide."""
    parts = [_passes(test, facts.get(name)) for name, test in rule.tests.items()]
    if rule.any_of:
        parts.append(_any(holds(one, facts) for one in rule.any_of))
    return False if False in parts else None if None in parts else True


def told_early(grid: Grid, facts: Facts, asked: str) -> tuple[str, ...]:
    """The advice to give already with the question of a fact, which is the last that its rule wants."""
    return tuple(one.says for one in grid.advice if one.early and _wants_only(one.when, facts, asked))


def _wants_only(rule: Rule, facts: Facts, asked: str) -> bool:
    """Tell whether a fact would decide a rule of several, whose others hold."""
    others = [_passes(test, facts.get(name)) for name, test in rule.tests.items() if name != asked]
    return asked in rule.tests and bool(others) and all(others)


def verdict(
    grid: Grid,
    facts: Facts,
    *,
    declined: frozenset[str] = frozenset(),
    structure: str | None = None,
    unclear: Collection[str] = (),
) -> Verdict:
    """Tell which publics a person belongs to, and what to ask next.

    Args:
        grid: the rules that apply.
        facts: what was said.
        declined: facts that were asked and are not known ("Je ne sais pas"); they are not asked again.
        structure: the kind of insertion structure, where the grid counts conditions by kind; without it, the kind
            that wants fewest decides, and ``structures`` tells which kinds are served.
        unclear: facts that were spoken of and not understood; nothing that they may exclude is presumed.
    """
    facts = facts.completed()
    rules, backed = _judged(grid, facts, unclear)
    counted, still, structures = _count(grid.together, facts, structure)
    won = [*_that_hold(rules), *counted]
    open_ = [*(one for one in rules if one.holds is None), *still]
    if grid.together and len(won) > len(counted):
        structures = tuple(grid.together.enough)
    ruled_out = tuple(one.says for one in grid.rules_out if holds(one.when, facts))
    advice = tuple(one.says for one in grid.advice if holds(one.when, facts))
    needed = [] if ruled_out else list(_needed(grid, facts, unclear))
    first = next((name for name in needed if name not in declined), None)
    kind = _kind(bool(ruled_out), bool(won), bool(open_), facts.opinion)
    if needed and kind is Presumption.ELIGIBLE:
        return Verdict(Presumption.UNDETERMINED, advice=advice, unchecked=_publics([*won, *open_]), ask=first)
    return Verdict(
        kind=kind,
        held=tuple(_held(won, facts) + _held(_that_hold(backed), facts, on_opinion=True)),
        advice=advice,
        ruled_out=ruled_out,
        unchecked=_publics(open_),
        ask=first if first and kind is Presumption.UNDETERMINED else _ask(kind, open_, facts, declined, grid),
        structures=structures,
        together=tuple(one.label for one in counted),
    )


def _that_hold(judged: Iterable[_Judged]) -> list[_Judged]:
    return [one for one in judged if one.holds]


def _publics(judged: Iterable[_Judged]) -> tuple[str, ...]:
    """The ids of the publics that rules are of, each once."""
    return tuple(dict.fromkeys(one.public for one in judged if one.public))


def _needed(grid: Grid, facts: Facts, unclear: Collection[str]) -> Iterator[str]:
    """The facts without which nothing is presumed: those that a rule needs here, and unclear ones that rule out."""
    yield from (name for name, rule in grid.needs.items() if facts.get(name) is None and holds(rule, facts))
    excluding = {name for one in grid.rules_out for name, _ in one.when.each_test()}
    yield from (name for name in unclear if name in excluding and facts.get(name) is None)


def _judged(grid: Grid, facts: Facts, unclear: Collection[str]) -> tuple[list[_Judged], list[_Judged]]:
    """The rules, each with whether it holds, and those on opinion: there too what ``unless`` takes from the rules.

    Where what it would take is not clear, the public is open.
    """
    rules = {public: _Judged(public, rule, holds(rule, facts)) for public, rule in grid.rules.items()}
    backed = [_Judged(public, rule, holds(rule, facts)) for public, rule in grid.on_opinion.items()]
    for public, rule in grid.unless.items():
        if public in rules and holds(rule, facts):
            backed.append(rules[public])
            rules[public] = replace(rules[public], holds=False)
        elif public in rules and rules[public].holds and any(facts.get(one) is None for one in _among(rule, unclear)):
            rules[public] = replace(rules[public], rule=rule, holds=None)
    return list(rules.values()), backed


def _among(rule: Rule, names: Collection[str]) -> Iterator[str]:
    yield from (name for name, _ in rule.each_test() if name in names)


def evidence(found: Verdict, proofs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The documents that prove the publics found, those of the simplest first, each once.

    ``proofs`` are the documents of each public, by its id.
    """
    return tuple(dict.fromkeys(proof for public in found.publics for proof in proofs.get(public, ())))


def reasons(held: Held, sheets: Mapping[str, Sheet]) -> tuple[str, ...]:
    """What was said that makes a person belong to a public, in the words of knowledge/facts.yaml."""
    return tuple(said for ground in held.because for said in _said(ground.value, sheets[ground.fact]))


def _said(value: Value, sheet: Sheet) -> Iterator[str]:
    match value:
        case bool():
            yield sheet.said["oui" if value else "non"]
        case int():
            yield sheet.said["n"].format(n=value)
        case str():
            yield sheet.said["value"].format(value=sheet.answers[value])
        case _:
            yield from (sheet.said["value"].format(value=sheet.answers[one]) for one in sheet.values if one in value)


def _passes(test: Test, value: Value | None) -> bool | None:
    if value is None:
        return None
    if isinstance(value, frozenset):
        return not value.isdisjoint(_wanted_of(test))
    if isinstance(value, str):
        return value == test.equals if test.equals is not None else value in test.among
    return (
        (test.equals is None or value == test.equals)
        and (test.below is None or value < test.below)
        and (test.at_least is None or value >= test.at_least)
    )


def _any(parts: Iterator[bool | None]) -> bool | None:
    seen = list(parts)
    return True if True in seen else None if None in seen else False


def _count(
    together: Together | None, facts: Facts, structure: str | None
) -> tuple[list[_Judged], list[_Judged], tuple[str, ...]]:
    """Conditions that count in number: those that hold where enough do, those still open, the structures served."""
    if together is None:
        return [], [], ()
    judged = [_Judged(one.public, one.when, holds(one.when, facts), one.label) for one in together.criteria.values()]
    true = [one for one in judged if one.holds]
    open_ = [one for one in judged if one.holds is None]
    wanted = dict(together.enough)
    if structure is not None and structure in wanted:
        wanted = {structure: wanted[structure]}
    served = tuple(kind for kind, number in wanted.items() if len(true) >= number)
    if served:
        return true, [], served
    within_reach = any(len(true) + len(open_) >= number for number in wanted.values())
    return [], open_ if within_reach else [], ()


def _kind(ruled_out: bool, won: bool, open_: bool, opinion: bool | None) -> Presumption:  # noqa: FBT001  four yes or no
    if ruled_out:
        return Presumption.INELIGIBLE
    if won or opinion:
        return Presumption.ELIGIBLE
    if open_:
        return Presumption.UNDETERMINED
    return Presumption.INELIGIBLE if opinion is False else Presumption.ON_OPINION


def _held(judged: list[_Judged], facts: Facts, *, on_opinion: bool = False) -> list[Held]:
    because: dict[str, dict[Ground, None]] = defaultdict(dict)
    for one in judged:
        if one.public:
            because[one.public] |= dict.fromkeys(_grounds(one.rule, facts))
    return [Held(public, tuple(grounds), on_opinion) for public, grounds in because.items()]


def _grounds(rule: Rule, facts: Facts) -> Iterator[Ground]:
    for name, test in rule.each_test():
        value = facts.get(name)
        if value is not None and _passes(test, value):
            yield Ground(name, value & _wanted_of(test) if isinstance(value, frozenset) else value)


def _wanted_of(test: Test) -> frozenset[str]:
    return frozenset({test.has} if test.has else test.has_any)


def _ask(kind: Presumption, open_: list[_Judged], facts: Facts, declined: frozenset[str], grid: Grid) -> str | None:
    """The fact worth most for its effort: how common the publics are that it may decide, shared by what each wants."""
    if kind is Presumption.ON_OPINION:
        return None if "opinion" in declined else "opinion"
    if kind is not Presumption.UNDETERMINED:
        return None
    worth: dict[str, float] = defaultdict(float)
    for one in open_:
        wanted = list(dict.fromkeys(_wanted(one.rule, facts)))
        weight = grid.common.get(one.public or "", 1) / len(wanted)
        for at, name in enumerate(wanted):
            worth[name] += weight * (_LATER if at else 1)
    for name, stated_by in IMPLIED_BY.items():
        if name in worth and stated_by in worth:
            worth[stated_by] += worth[name]
    askable = [name for name in NAMES if name in worth and name not in declined]
    return max(askable, key=lambda name: worth[name] / grid.effort.get(name, 1), default=None)


def _wanted(rule: Rule, facts: Facts) -> Iterator[str]:
    """The unknown facts of a rule that is still open, in the order written."""
    yield from (name for name in rule.tests if facts.get(name) is None)
    if _any(holds(one, facts) for one in rule.any_of) is None:
        for one in rule.any_of:
            if holds(one, facts) is None:
                yield from _wanted(one, facts)
