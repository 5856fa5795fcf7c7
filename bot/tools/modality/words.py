"""The words of a buyer's text, put right, and the phrases of knowledge/modality.yaml in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from bot.knowledge.schema.modality import Limits
from bot.knowledge.schema.modality_words import WordLists
from bot.language.fold import fold
from bot.language.money import normal
from bot.language.phrases import Occurrence, Phrases, phrases, vocabulary
from bot.language.text import STOPS, Reader

_LONGEST = 2_000  # characters: more than a buyer writes of one contract
_CLAUSE_ENDS = STOPS | {":"}
_OF_FIELD = 10  # how likely its words are, beside those of the base's texts
_BESIDE = 6  # words before a date or an amount that tell whose it is
_FACTS = (
    "contract", "buyer", "nature", "objects", "goal", "reserve_for", "defence", "labour", "exception", "regime",
    "money",
)  # fmt: skip
_HELPERS = (
    "neutral", "negations", "hesitations", "alternatives", "turns", "own_role", "acquiring", "entrust", "structures",
    "clause", "asking", "launch", "after_launch", "not_launch", "replaced", "framework", "not_value",
)  # fmt: skip
_TAKING = frozenset({*_FACTS, "neutral"}) - {"regime", "money"}  # take the words inside them away from shorter ones


class Tag(NamedTuple):
    """What a phrase is filed under; a phrase with a gap takes words away from its own kind only."""

    kind: str
    value: str = ""
    gapped: bool = False


_FEES = Tag("money", "fees")


@dataclass(frozen=True, slots=True)
class ContractWord:
    """A word of the text: as put right, its place in the normal text, and the clause that it stands in."""

    text: str
    start: int
    clause: int


@dataclass(frozen=True, slots=True)
class ContractText:
    """One text, read: its normal spelling, its words, and the phrases of the field found in them."""

    normal: str
    words: tuple[ContractWord, ...]
    found: Mapping[str, list[Occurrence[Tag]]]
    lists: WordLists
    limits: Limits
    done: frozenset[str]

    def all(self, kind: str) -> list[Occurrence[Tag]]:
        """The phrases of a kind, in order; of those that begin together the longest."""
        return self.found.get(kind, [])

    def before(self, place: int, reach: int = _BESIDE) -> tuple[int, int]:
        """The words, from one number to another, that stand close before a place of the text."""
        end = next((i for i, word in enumerate(self.words) if word.start >= place), len(self.words))
        return max(0, end - reach), end

    def span(self, one: Occurrence[Tag]) -> tuple[int, int]:
        """Where a phrase begins and ends in the normal text."""
        last = self.words[one.end - 1]
        end = self.words[one.end].start if one.end < len(self.words) else len(self.normal)
        return self.words[one.start].start, min(last.start + len(last.text), end)

    def own_role(self, one: Occurrence[Tag]) -> bool:
        """Tell whether the words say what the person is, not what is bought: "je suis MOE"."""
        return any(0 <= one.start - role.end <= 1 for role in self.all("own_role"))


class Words:
    """The words of the field, prepared once.

    ``reader`` puts the words of a text right; it knows ``spelt`` of the lists.
    """

    def __init__(self, lists: WordLists, limits: Limits, reader: Reader) -> None:
        self.lists, self.limits, self._reader = lists, limits, reader.writing({})
        self.done = frozenset(fold(word) for word in lists.launched)
        self._phrases: Phrases[Tag] = phrases(list(_filed(lists)), frozenset())
        self._capitals = {
            re.compile(rf"(?<!\w){re.escape(short)}(?!\w)"): long for short, long in lists.capitals.items()
        }

    def read(self, text: str) -> ContractText:
        """A text with its words and phrases."""
        spelt = self.normal(text)
        words = self.split(spelt)
        found: dict[str, list[Occurrence[Tag]]] = {}
        for one in sorted(self.find(words), key=lambda one: (one.start, -one.end)):
            found.setdefault(one.tag.kind, []).append(one)
        return ContractText(spelt, tuple(words), found, self.lists, self.limits, self.done)

    def normal(self, text: str) -> str:
        """The text with its amounts, months and capitals spelt one way."""
        text = text[:_LONGEST]
        for short, long in self._capitals.items():
            text = short.sub(long, text)
        return normal(text.replace("%", " pourcent "), self.lists.parts)

    def split(self, text: str) -> list[ContractWord]:
        """The words of a normal text; "dinsertion" is two, a misspelt word is put right."""
        found: list[ContractWord] = []
        clause = 0
        for token in self._reader.read(text).tokens:
            if token.word[0].isalnum():
                found.append(ContractWord(token.word, token.start, clause))
            clause += token.word in _CLAUSE_ENDS
        return found

    def find(self, words: list[ContractWord]) -> list[Occurrence[Tag]]:
        """The phrases of the text, clause by clause, without those that lie within a longer one."""
        found: list[Occurrence[Tag]] = []
        first = 0
        for _, clause in groupby(words, key=lambda word: word.clause):
            inside = [word.text for word in clause]
            found += [Occurrence(one.tag, one.start + first, one.end + first) for one in self._phrases.find(inside)]
            first += len(inside)
        return [one for one in found if not any(_takes(other, one) for other in found)]


def spelt(lists: WordLists) -> dict[str, int]:
    """The words of the lists, which are well spelled, with their weight."""
    return {word: _OF_FIELD for word in vocabulary(phrase for phrase, _ in _filed(lists)) if word.isalpha()}


def _takes(other: Occurrence[Tag], one: Occurrence[Tag]) -> bool:
    """Tell whether a longer phrase takes its words away from a shorter one.

    A goal leaves what is bought its words: "acheter un accompagnement" says both.
    """
    if not one.within(other) or other.tag.kind not in _TAKING or one.tag.kind == "not_value":
        return False
    if one.tag == _FEES and other.tag.kind != "neutral":  # "mission de MOE" is a service, and a fee all the same
        return other.tag.kind == "money"
    if one.tag.kind == "contract":  # "marché de défense", "marché de services" are contracts all the same
        return other.tag.kind in ("contract", "neutral")
    return one.tag.kind == other.tag.kind or not (other.tag.gapped or other.tag.kind == "goal")


def _filed(lists: WordLists) -> Iterator[tuple[str, Tag]]:
    """Every phrase with its tag."""
    for kind in _FACTS:
        group = getattr(lists, kind)
        for value in type(group).model_fields:
            for phrase in getattr(group, value):
                yield phrase, Tag(kind, value, "*" in phrase)
    for kind in _HELPERS:
        for phrase in getattr(lists, kind):
            yield phrase, Tag(kind)
