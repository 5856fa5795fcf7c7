"""What a buyer's free text says of a contract: "nettoyage de nos écoles, 300 000 € sur 4 ans, mairie, en janvier".

The words of the field are those of knowledge/modality.yaml; amounts, days and durations are read by bot.language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, cast

from bot.knowledge.schema.modality import Buyer, Contract, Exception_, Goal, Limits, Nature, ReserveFor, Says, WordLists
from bot.language.dates import in_french
from bot.language.days import Found as Day
from bot.language.days import days, stretches
from bot.language.fold import fold
from bot.language.money import Amount, amounts, normal, total
from bot.language.phrases import Found, Phrases, phrases, vocabulary
from bot.language.text import STOPS, Reader
from bot.tools.modality.decision import Facts

_LONGEST = 2_000  # characters: more than a buyer writes of one contract
_NEAR = 3  # words before another that may deny it
_BESIDE = 6  # words before a date or an amount that tell whose it is
_CLAUSE_ENDS = STOPS | {":"}
_OF_FIELD = 10  # how likely its words are, beside those of the base's texts
_ROUNDING = 1e-9

_FACTS = ("contract", "buyer", "nature", "objects", "goal", "reserve_for", "defence", "labour", "exception")
_HELPERS = (
    "neutral", "negations", "hesitations", "alternatives", "turns", "own_role", "acquiring", "entrust", "structures",
    "clause", "asking", "launch", "not_launch", "not_value",
)  # fmt: skip
_TAKING = frozenset({*_FACTS, "neutral"})  # phrases that take the words inside them away from shorter ones

DoubtKind = Literal["ttc", "years", "parts", "amount", "span"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was said but cannot be used as it stands, to be asked again.

    ``ttc``: the amount includes taxes; ``years``, ``parts``: it is for each, and nobody said how many; ``amount``: it
    is impossible; ``span``: the rule changed on ``day``, within the time that was named, ``counted`` is reckoned with.
    """

    kind: DoubtKind
    day: date | None = None
    counted: date | None = None

    @property
    def key(self) -> Literal["value", "date"]:
        """The fact that is in doubt."""
        return "date" if self.kind == "span" else "value"

    def said(self, says: Says) -> str:
        """The sentence for the person."""
        sentence: str = getattr(says, self.kind)
        if self.day is None or self.counted is None:
            return sentence
        return sentence.format(day=in_french(self.day), counted=in_french(self.counted))


@dataclass(frozen=True, slots=True)
class Heard:
    """The facts of a text, and what it leaves in doubt."""

    facts: Facts
    doubts: tuple[Doubt, ...] = ()


class _Tag(NamedTuple):
    """What a phrase is filed under; a phrase with a gap takes words away from its own kind only."""

    kind: str
    value: str = ""
    gapped: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text: as put right, its place in the normal text, and the clause that it stands in."""

    text: str
    start: int
    clause: int


class Words:
    """The words of the field, prepared once.

    ``reader`` puts the words of a text right; it knows ``spelt`` of the lists.
    """

    def __init__(self, lists: WordLists, limits: Limits, reader: Reader) -> None:
        self.lists, self.limits, self._reader = lists, limits, reader.writing({})
        self.done = frozenset(fold(word) for word in lists.launched)
        filed = list(_filed(lists))
        self._phrases: Phrases[_Tag] = phrases(filed, frozenset())
        self._capitals = {
            re.compile(rf"(?<!\w){re.escape(short)}(?!\w)"): long for short, long in lists.capitals.items()
        }

    def normal(self, text: str) -> str:
        """The text with its amounts, months and capitals spelt one way."""
        text = text[:_LONGEST]
        for short, long in self._capitals.items():
            text = short.sub(long, text)
        return normal(text.replace("%", " pourcent "), self.lists.parts)

    def split(self, text: str) -> list[_Word]:
        """The words of a normal text; "dinsertion" is two, a misspelt word is put right."""
        found: list[_Word] = []
        clause = 0
        for token in self._reader.read(text).tokens:
            if token.word[0].isalnum():
                found.append(_Word(token.word, token.start, clause))
            clause += token.word in _CLAUSE_ENDS
        return found

    def find(self, words: list[_Word]) -> list[Found[_Tag]]:
        """The phrases of the text, clause by clause, without those that lie within a longer one."""
        found: list[Found[_Tag]] = []
        for clause in sorted({word.clause for word in words}):
            first = next(place for place, word in enumerate(words) if word.clause == clause)
            inside = [word.text for word in words if word.clause == clause]
            found += [Found(one.tag, one.start + first, one.end + first) for one in self._phrases.find(inside)]
        return [one for one in found if not any(_takes(other, one) for other in found)]


def spelt(lists: WordLists) -> dict[str, int]:
    """The words of the lists, which are well spelled, with their weight."""
    return {word: _OF_FIELD for word in vocabulary(phrase for phrase, _ in _filed(lists)) if word.isalpha()}


def _takes(other: Found[_Tag], one: Found[_Tag]) -> bool:
    """Tell whether a longer phrase takes its words away from a shorter one.

    A goal leaves what is bought its words: "acheter un accompagnement" says both.
    """
    if not one.within(other) or other.tag.kind not in _TAKING:
        return False
    if one.tag.kind == "contract":  # "marché de défense", "marché de services" are contracts all the same
        return other.tag.kind in ("contract", "neutral")
    return one.tag.kind == other.tag.kind or not (other.tag.gapped or other.tag.kind == "goal")


def _filed(lists: WordLists) -> Iterator[tuple[str, _Tag]]:
    """Every phrase with its tag."""
    for kind in _FACTS:
        group = getattr(lists, kind)
        for value in type(group).model_fields:
            for phrase in getattr(group, value):
                yield phrase, _Tag(kind, value, "*" in phrase)
    for kind in _HELPERS:
        for phrase in getattr(lists, kind):
            yield phrase, _Tag(kind)


def read(text: str, words: Words, today: date) -> Facts:
    """The facts that a text states; what it does not state stays unknown. Never raises."""
    return heard(text, words, today).facts


def heard(text: str, words: Words, today: date) -> Heard:
    """The facts that a text states, and what of it must be asked again. Never raises."""
    told = _Told(words, words.normal(text), today)
    value, doubts = told.value()
    day, unsure = told.date()
    goal = told.goal()
    nature: Nature | None = "services" if goal == "insertion" else told.nature()  # the activity is but the support
    return Heard(
        Facts(
            date=day,
            contract=told.contract(),
            buyer=told.buyer(),
            nature=nature,
            value=value,
            defence=told.yes_no("defence"),
            works_months=told.works_months() if nature == "works" else None,
            labour=told.yes_no("labour"),
            goal=goal,
            reserve_for=told.reserve_for() if goal == "reserve" else None,
            exception=told.exception(),
        ),
        (*doubts, *unsure),
    )


class _Told:
    """One text: its words, and the phrases found in them."""

    def __init__(self, words: Words, text: str, today: date) -> None:
        self._lists, self._limits, self._text, self._today = words.lists, words.limits, text, today
        self._done = words.done
        self._words = words.split(text)
        self._found = words.find(self._words)

    def value(self) -> tuple[float | None, tuple[Doubt, ...]]:
        """The value over all years and parts, and why it is not known."""
        counted = [one for one in amounts(self._text, self._lists.parts) if self._is_value(one)]
        whole = total(self._text, self._lists.parts, counted)
        if whole.lack:
            return None, (Doubt(whole.lack),)
        if whole.euros is None:
            return None, ()
        if not self._limits.value.above < whole.euros < self._limits.value.below:
            return None, (Doubt("amount"),)
        return (int(whole.euros) if whole.euros.is_integer() else whole.euros), ()

    def date(self) -> tuple[date | None, tuple[Doubt, ...]]:
        """The day of the launch: one that stands after a word of launching rather than any other."""
        best: Day | None = None
        best_score = 0
        for one in days(self._text, self._today, self._done):
            score = self._launches(one)
            if score > best_score:
                best, best_score = one, score
        if best is None:
            return None, ()
        changed = next((day for day in self._lists.changes if best.first < day <= best.last), None)
        return best.day, (Doubt("span", changed, best.day),) if changed else ()

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
        trades = [one for one in self._all("nature") if not (self._own_role(one) or self._denied(one))]
        built = "works" if self.contract() == "concession" else ""  # what is conceded stands already
        objects = [one for one in self._all("objects") if one.tag.value != built]
        first = trades[0] if trades else None
        bought = next(
            (one for act in self._all("acquiring") for one in (*trades, *objects) if 0 <= one.start - act.end <= _NEAR),
            None,
        )
        if bought is not None and (first is None or bought.start <= first.start):
            explicit = self._words[bought.start].text in ("travaux", "prestations", "prestation")
            if bought.tag.kind == "nature" and (explicit or bought.tag.value == "services"):
                return cast("Nature", bought.tag.value)
            return "supplies"
        named = first or (objects[0] if objects else None)
        return cast("Nature", named.tag.value) if named else None

    def goal(self) -> Goal | None:
        """What the buyer wants; nothing where they hesitate between two."""
        goals = [one for one in self._all("goal") if not self._denied(one)]
        said = {one.tag.value for one in goals}
        structures = [one for one in self._all("structures") if not self._denied(one)]
        entrusted = self._entrusted(structures)
        if self._all("clause") and not self._all("asking") and not said:
            said.add("hours")
        if structures and (not said or (entrusted and "hours" not in said)):
            said.add("reserve")
        if self._hesitates([*goals, *entrusted]) or (said == {"quality"} and self._clause_or_criterion(goals)):
            return None
        for together, meant in _TOGETHER:
            if said == together:
                return meant
        return cast("Goal", next(iter(said))) if len(said) == 1 else None

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

    def exception(self) -> Exception_ | None:
        """The reason that the buyer pleads."""
        found = [one.tag.value for one in self._all("exception")]
        return cast("Exception_", found[0]) if found else None

    def works_months(self) -> int | None:
        """How many whole months the works last."""
        limits = self._limits.works_months
        for one in stretches(self._text):
            months = int(one.months + _ROUNDING)
            if not (one.ahead or one.ago) and limits.from_ <= months <= limits.to:
                return months
        return None

    def _all(self, kind: str) -> list[Found[_Tag]]:
        """The phrases of a kind, in order; of those that begin together the longest."""
        return sorted((one for one in self._found if one.tag.kind == kind), key=lambda one: (one.start, -one.end))

    def _denied(self, one: Found[_Tag]) -> bool:
        """Tell whether a negation stands close before, in the same clause and with no "mais" between."""
        clause = self._words[one.start].clause
        return any(
            0 <= one.start - denial.end < _NEAR
            and self._words[denial.start].clause == clause
            and not any(denial.end <= turn.start < one.start for turn in self._all("turns"))
            for denial in self._all("negations")
        )

    def _own_role(self, one: Found[_Tag]) -> bool:
        """Tell whether the words say what the person is, not what is bought: "je suis MOE"."""
        return any(0 <= one.start - role.end <= 1 for role in self._all("own_role"))

    def _entrusted(self, structures: list[Found[_Tag]]) -> list[Found[_Tag]]:
        """The structures to which something is to be given: "confier à un ESAT"."""
        acts = self._all("entrust")
        return [one for one in structures if any(0 <= one.start - act.end <= _BESIDE for act in acts)]

    def _hesitates(self, goals: list[Found[_Tag]]) -> bool:
        """Tell whether several goals are weighed against each other: "entre …", "… ou …", "j'hésite"."""
        if len({(one.tag.kind, one.tag.value) for one in goals}) < 2:  # noqa: PLR2004  one goal is no choice
            return False
        first, last = min(one.end for one in goals), max(one.start for one in goals)
        return bool(self._all("hesitations")) or any(first <= one.start < last for one in self._all("alternatives"))

    def _clause_or_criterion(self, goals: list[Found[_Tag]]) -> bool:
        """Tell whether a clause is weighed against a criterion: "on hésite entre une clause et un critère"."""
        doubts = [one for one in self._all("hesitations") if not any(one.meets(goal) for goal in goals)]
        return bool(doubts) and any(word.text in ("clause", "condition") for word in self._words)

    def _before(self, place: int) -> tuple[int, int]:
        """The words, from one number to another, that stand close before a place of the text."""
        end = next((i for i, word in enumerate(self._words) if word.start >= place), len(self._words))
        return max(0, end - _BESIDE), end

    def _is_value(self, amount: Amount) -> bool:
        """Tell whether an amount can be the contract's: not a threshold, a penalty, a subsidy."""
        start, end = self._before(amount.start)
        return not any(start <= one.start < end and end - one.end <= _NEAR for one in self._all("not_value"))

    def _launches(self, day: Day) -> int:
        """2 for a day after a word of launching, 1 for any other, 0 for one that is said of something else."""
        first, last = self._limits.date.from_, date(self._today.year + self._limits.date.years_ahead, 12, 31)
        if not first <= day.day <= last or self._text.startswith("depuis", day.start):
            return 0
        start, end = self._before(day.start + 1)
        said = max(
            (one for kind in ("launch", "not_launch") for one in self._all(kind) if start <= one.start < end),
            key=lambda one: (one.end, one.tag.kind == "launch"),
            default=None,
        )
        if said is None or (said.tag.kind == "not_launch" and end - said.end > _NEAR):
            return 1
        return 2 if said.tag.kind == "launch" else 0


_TOGETHER: tuple[tuple[set[str], Goal], ...] = (  # goals that are said together, and what that means
    ({"hours", "quality"}, "quality"),
    ({"insertion", "hours"}, "insertion"),
    ({"reserve", "insertion"}, "reserve"),
)
