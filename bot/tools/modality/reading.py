"""What a buyer's free text says of a contract: "nettoyage de nos écoles, 300 000 € sur 4 ans, mairie, en janvier".

The words of the field are those of knowledge/modality.yaml; amounts, days and durations are read by bot.language.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from bot.knowledge.schema.modality import Buyer, Contract, Exception_, Goal, Key, Nature, RegimeName, ReserveFor
from bot.knowledge.schema.modality_says import Says
from bot.language.dates import in_french
from bot.language.lengths import length_of
from bot.language.money import Amount, amounts
from bot.language.phrases import Occurrence
from bot.language.worth import worth
from bot.tools.modality.facts import Facts
from bot.tools.modality.launch import launched
from bot.tools.modality.whose import Whose, whose
from bot.tools.modality.words import ContractText, Tag, Words

_NEAR = 3  # words before another that may deny it
_BESIDE = 6  # words between a gift and the structure that gets it
_GIVEN = (
    re.compile(  # "subvention de la région de 2 M€", "prêt de la Banque postale 800 000 €": whose it is stands between
        r"(?!.*(?<![a-z])(?:marche|contrat|travaux|lots?|prestations?|estim\w+|montant|valeur|services)(?![a-z]))"
        r"(?:[a-z'0-9 -]*(?<![a-z])(?:de|d'|a hauteur de|attendue?s? de|pour|a|:|\()\s*"
        r"|\s*(?:la|le|l'|de la|de l'|du|des|par la|par l'|par le|par|aupres d\w+|de)\s[a-z' -]*\(?)"
    )
)
_REACH_OF_GIFT = 14  # words between a gift and its amount: the name of who gives may be long
_OF = re.compile(r"\s*(?:de|d'|en)\s*")  # "500 000 € de subvention"
_ROUNDING = 1e-9
_ARTICLES = frozenset({"de", "du", "des", "d", "l", "la", "le", "les", "un", "une"})
_RESERVED = frozenset({"reserve", "reservee", "reserves", "reservees"})
_CONTRACTS = frozenset({"lot", "lots", "marche", "marches", "contrat", "consultation", "accord", "cadre", "on", "je"})

DoubtKind = Literal[
    "ttc",
    "years",
    "parts",
    "renewals",
    "several",
    "fee",
    "operation",
    "amount",
    "span",
    "launch",
    "origin",
    "impossible",
]
_OF_DATE = frozenset({"span", "launch", "origin", "impossible"})
_REGIMES: tuple[RegimeName, ...] = (  # the first that is named counts
    "in_house", "real_estate", "private", "subsequent", "follow_on", "social", "specific",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was said but cannot be used as it stands, to be asked again.

    ``ttc``: the amount includes taxes; ``years``, ``parts``: it is for each, and nobody said how many; ``renewals``:
    for one period or for all; ``several``: which of them; ``fee``: it is the works', not the mission's;
    ``operation``: a lot's, beside its operation's; ``amount``: it is impossible; ``span``: the rule changed on
    ``day``, within the time that was named; ``launch``: only a later day was named;
    ``origin``: nor when the contract began from which this one follows; ``impossible``: no calendar has that day.
    """

    kind: DoubtKind
    day: date | None = None

    @property
    def key(self) -> Literal["value", "date"]:
        """The fact that is in doubt."""
        return "date" if self.kind in _OF_DATE else "value"

    def said(self, says: Says) -> str:
        """The sentence for the person."""
        sentence: str = getattr(says, self.kind)
        return sentence if self.day is None else sentence.format(day=in_french(self.day))


@dataclass(frozen=True, slots=True)
class ContractReading:
    """The facts of a text, and what it leaves in doubt."""

    facts: Facts
    doubts: tuple[Doubt, ...] = ()

    @property
    def unsure(self) -> frozenset[Key]:
        """The facts that are not today's or presumed, though the text doesn't settle them."""
        return frozenset(doubt.key for doubt in self.doubts if self.facts.get(doubt.key) is None)


def read(text: str, words: Words, today: date) -> Facts:
    """The facts that a text states; what it does not state stays unknown. Never raises."""
    return heard(text, words, today).facts


def heard(text: str, words: Words, today: date) -> ContractReading:
    """The facts that a text states, and what of it must be asked again. Never raises."""
    told = _Told(words.read(text), today)
    value, doubts = told.value()
    day, unsure = told.date()
    goal = told.goal()
    nature: Nature | None = told.nature()
    regime = told.regime(nature)
    if goal == "insertion" or regime == "social" or told.whose.mission:  # the activity is but the support
        nature = "services"
    return ContractReading(
        Facts(
            date=day,
            contract=told.contract(),
            buyer=told.buyer(),
            nature=nature,
            value=value,
            defence=told.defence(),
            works_months=told.works_months() if nature == "works" else None,
            labour=told.yes_no("labour"),
            goal=goal,
            reserve_for=told.reserve_for() if goal == "reserve" else None,
            exception=told.exception(),
            regime=regime,
        ),
        (*doubts, *unsure),
    )


class _Told:
    """One text: its words, and the phrases found in them."""

    def __init__(self, text: ContractText, today: date) -> None:
        self._text, self._today = text, today
        self._lists, self._limits = text.lists, text.limits
        counted = [one for one in amounts(text.normal, self._lists.parts) if self._is_value(one)]
        self.whose: Whose = whose(text, counted)
        self._length = length_of(text.normal, self._lists.not_length)

    def value(self) -> tuple[float | None, tuple[Doubt, ...]]:
        """The value over all years and parts, and why it is not known."""
        if self.whose.lack:
            return None, (Doubt(self.whose.lack),)
        whole = worth(self._text.normal, self._lists.parts, self.whose.amounts, self._length, apart=self.whose.apart)
        if whole.lack:
            return None, (Doubt(whole.lack),)
        if whole.euros is None:
            return None, ()
        if not self._limits.value.above < whole.euros < self._limits.value.below:
            return None, (Doubt("amount"),)
        return (int(whole.euros) if whole.euros.is_integer() else whole.euros), ()

    def date(self) -> tuple[date | None, tuple[Doubt, ...]]:
        """The day of the launch, and what of it is in doubt."""
        day = launched(self._text, self._today, follows=self._regime_named() in ("subsequent", "follow_on"))
        if day.lack:
            return None, (Doubt(day.lack, day.changed),)
        return day.day, (Doubt("span", day.changed),) if day.changed else ()

    def contract(self) -> Contract | None:
        """A concession where its words stand, else a marché where its words do."""
        said = {one.tag.value for one in self._all("contract") if not self._denied(one)}
        return "concession" if "concession" in said else "marche" if "marche" in said else None

    def buyer(self) -> Buyer | None:
        """An entité adjudicatrice where one is named, else the first buyer that is."""
        said = [one.tag.value for one in self._all("buyer")]
        return cast("Buyer", "utility" if "utility" in said else said[0]) if said else None

    def nature(self) -> Nature | None:
        """What is bought: the first trade that is named, else what an object says; what is acquired is supplies."""
        trades = [one for one in self._all("nature") if not (self._text.own_role(one) or self._denied(one))]
        built = "works" if self.contract() == "concession" else ""  # what is conceded stands already
        objects = [one for one in self._all("objects") if one.tag.value != built]
        first = trades[0] if trades else None
        bought = next(
            (one for act in self._all("acquiring") for one in (*trades, *objects) if 0 <= one.start - act.end <= _NEAR),
            None,
        )
        if bought is not None and (first is None or bought.start <= first.start):
            explicit = self._text.words[bought.start].text in ("travaux", "prestations", "prestation")
            if bought.tag.kind == "nature" and (explicit or bought.tag.value == "services"):
                return cast("Nature", bought.tag.value)
            return "supplies"
        named = first or (objects[0] if objects else None)
        return cast("Nature", named.tag.value) if named else None

    def goal(self) -> Goal | None:
        """What the buyer wants; nothing where they hesitate between two."""
        goals = [one for one in self._all("goal") if not (self._denied(one) or self._for_users(one))]
        structures = [one for one in self._all("structures") if not (self._denied(one) or self._served(one))]
        entrusted = self._entrusted(structures)
        said = self._goals_said(goals, structures, entrusted)
        if self._hesitates([*goals, *entrusted]) or (said == {"quality"} and self._clause_or_criterion(goals)):
            return None
        for together, meant in _TOGETHER:
            if said == together:
                return meant
        return cast("Goal", next(iter(said))) if len(said) == 1 else None

    def _goals_said(
        self, goals: list[Occurrence[Tag]], structures: list[Occurrence[Tag]], entrusted: list[Occurrence[Tag]]
    ) -> set[str]:
        """The goals that are named, and those that a bare clause or the structures named stand for."""
        said = {one.tag.value for one in goals}
        if self._all("clause") and not self._all("asking") and not said:
            said.add("hours")
        if structures and (not said or (entrusted and "hours" not in said)):
            said.add("reserve")
        return said

    def reserve_for(self) -> ReserveFor | None:
        """Whom it is reserved for; both where handicap and insertion are named."""
        found = [one.tag.value for one in self._all("reserve_for") if not self._denied(one)]
        if "both" in found or {"handicap", "siae"} <= set(found):
            return "both"
        return cast("ReserveFor", found[0]) if found else None

    def yes_no(self, kind: str) -> bool | None:
        """A fact that is affirmed or denied; the first word counts."""
        for one in self._all(kind):
            return one.tag.value == "true" and not self._denied(one)
        return None

    def defence(self) -> bool | None:
        """Whether it is a defence contract; the bare word says nothing of a town's, which defends its shores."""
        said = self.yes_no("defence")
        only = {self._text.words[one.start].text for one in self._all("defence") if one.end - one.start == 1}
        bare = only == {"defense"} and len(self._all("defence")) == 1
        return None if said and bare and self.buyer() in ("local", "utility") else said

    def exception(self) -> Exception_ | None:
        """The reason that the buyer pleads."""
        found = [one.tag.value for one in self._all("exception")]
        return cast("Exception_", found[0]) if found else None

    def regime(self, nature: Nature | None) -> RegimeName | None:
        """What puts the contract under other rules; a social or specific one is a service."""
        named = self._regime_named()
        traded = any(not (self._text.own_role(one) or self._denied(one)) for one in self._all("nature"))
        if named in ("social", "specific") and nature not in ("services", None) and traded:
            return None
        return None if named == "specific" and not self._bought_first("specific") else named

    def works_months(self) -> int | None:
        """How many whole months the works last."""
        limits = self._limits.works_months
        lasting = self._length.whole
        months = int(lasting + _ROUNDING) if lasting else 0
        return months if limits.from_ <= months <= limits.to else None

    def _regime_named(self) -> RegimeName | None:
        named = {one.tag.value for one in self._all("regime") if not self._denied(one)}
        return next((name for name in _REGIMES if name in named), None)

    def _bought_first(self, regime: str) -> bool:
        """Tell whether what a regime names is the first trade: "logiciel et formation" is no training."""
        trades = [one.start for one in self._all("nature") if not self._text.own_role(one)]
        named = [one for one in self._all("regime") if one.tag.value == regime]
        return not trades or any(one.start <= trades[0] < one.end or one.start < trades[0] for one in named)

    def _all(self, kind: str) -> list[Occurrence[Tag]]:
        return self._text.all(kind)

    def _denied(self, one: Occurrence[Tag]) -> bool:
        """Tell whether a negation stands close before, in the same clause and with no "mais" between."""
        clause = self._text.words[one.start].clause
        return any(
            0 <= one.start - denial.end < _NEAR
            and self._text.words[denial.start].clause == clause
            and not any(denial.end <= turn.start < one.start for turn in self._all("turns"))
            for denial in self._all("negations")
        )

    def _served(self, structure: Occurrence[Tag]) -> bool:
        """Tell whether what is bought is a structure's or for its people: "restauration des détenus"."""
        words = self._text.words
        return any(
            trade.end < structure.start and all(word.text in _ARTICLES for word in words[trade.end : structure.start])
            for trade in (*self._all("nature"), *self._all("objects"))
        )

    def _for_users(self, one: Occurrence[Tag]) -> bool:
        """Tell whether something is reserved that is no contract: "parking réservé aux agents"."""
        structures = {other.tag.value for other in self._all("reserve_for")} - {"ess"}  # associations use rooms too
        if self._text.words[one.start].text not in _RESERVED or one.end - one.start > 1 or structures:
            return False
        if any(trade.end == one.start for trade in self._all("nature")):
            return False
        before = self._text.words[max(0, one.start - _NEAR) : one.start]
        return bool(before) and not any(word.text in _CONTRACTS for word in before)

    def _entrusted(self, structures: list[Occurrence[Tag]]) -> list[Occurrence[Tag]]:
        """The structures to which something is to be given: "confier à un ESAT"."""
        acts = self._all("entrust")
        return [one for one in structures if any(0 <= one.start - act.end <= _BESIDE for act in acts)]

    def _hesitates(self, goals: list[Occurrence[Tag]]) -> bool:
        """Tell whether several goals are weighed against each other: "entre …", "… ou …", "j'hésite"."""
        meant = {"reserve" if one.tag.kind == "structures" else one.tag.value for one in goals}
        if len(meant) < 2:  # noqa: PLR2004  one goal is no choice: "réservé à une EA ou un ESAT"
            return False
        first, last = min(one.end for one in goals), max(one.start for one in goals)
        return bool(self._all("hesitations")) or any(first <= one.start < last for one in self._all("alternatives"))

    def _clause_or_criterion(self, goals: list[Occurrence[Tag]]) -> bool:
        """Tell whether a clause is weighed against a criterion: "on hésite entre une clause et un critère"."""
        doubts = [one for one in self._all("hesitations") if not any(one.meets(goal) for goal in goals)]
        clauses = [at for at, word in enumerate(self._text.words) if word.text in ("clause", "condition")]
        between = [
            one for one in self._all("alternatives") for at in clauses for goal in goals
            if min(at, goal.start) < one.start < max(at, goal.start)
        ]  # fmt: skip
        return bool(clauses) and bool(doubts or between)

    def _is_value(self, amount: Amount) -> bool:
        """Tell whether an amount can be the contract's: not a threshold, a penalty, a subsidy."""
        start, end = self._text.before(amount.start, _REACH_OF_GIFT)
        behind = (self._text.span(one)[0] for one in self._all("not_value"))
        if any(begins >= amount.end and _OF.fullmatch(self._text.normal, amount.end, begins) for begins in behind):
            return False
        return not any(
            start <= one.start < end
            and self._reaches(self._text.normal[self._text.span(one)[1] : amount.start], end - one.end)
            for one in self._all("not_value")
        )

    @staticmethod
    def _reaches(between: str, words: int) -> bool:
        """Tell whether what is no value is said of an amount so many words behind it."""
        return not re.search(r"[,;.]", between) and (words <= _NEAR or bool(_GIVEN.fullmatch(between)))


_TOGETHER: tuple[tuple[set[str], Goal], ...] = (  # goals that are said together, and what that means
    ({"hours", "quality"}, "quality"),
    ({"insertion", "hours"}, "insertion"),
    ({"reserve", "insertion"}, "reserve"),
)
