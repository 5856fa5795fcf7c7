"""A text that should name a place, taken apart: codes, departments, and words by how likely they are a name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

from bot.knowledge.schema.places import PlaceWords
from bot.language.fold import plain
from bot.language.fold import words as folded
from bot.language.numbers import digits
from bot.language.sound import sound
from bot.language.spelling import Speller, typos
from bot.tools.places.names import BY_EAR

Weight = Literal[0, 1, 2]
"""Of a word: 0 is never a place by itself, 1 is hardly ever one, 2 may well be one."""

_MOST_CHARACTERS, _MOST_WORDS = 1000, 60  # a longer text names its place early or not at all
_TELEPHONE = re.compile(r"(?<!\d)(?:\+33|0033|0)\s?[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_SPACED_CODE = re.compile(r"(?<![\d.,/])(?<!\d )(\d{2})[ .](\d{3})(?![\d/])(?! \d)")
_CODE = re.compile(r"(?<!\w)(?<!\d{3}[ .])(?:f-?)?(\d{5}|2[ab]\d{3})(?!\w)")
_STREET_NAMED = r"(?: (?:de|du|des|d'|d) ?(?:la |le |les |l')?|[ ])[a-z'-]+"
_TOKEN = re.compile(r"[a-z0-9]+")
_SOFT = re.compile(r"\w*ç\w*", re.IGNORECASE)
_NO_NAME = "|"  # stands for a word that is no part of any name
_SHORT = 4  # letters of a word whose last one says little: "gars" is no plural


@dataclass(frozen=True, slots=True)
class Reading:
    """``codes`` are numbers that look like a postal or an INSEE code; they are not among the ``tokens``.

    ``stressed`` are the positions behind "à", "vers" and the like. ``heads`` are the spans (start, end) of words that
    name an EPCI together with their neighbour. ``joined`` are the positions that a hyphen, or before an article a mere
    space, joins to the word before: the end of a longer name ("Juan-les-Pins") is no name by itself; ``hyphened`` are
    those that a hyphen joins.
    """

    tokens: tuple[str, ...]
    weights: tuple[Weight, ...]
    codes: tuple[str, ...]
    departements: frozenset[str]
    stressed: frozenset[int]
    heads: tuple[tuple[int, int], ...]
    articles: frozenset[str] = frozenset()
    joined: frozenset[int] = frozenset()
    hyphened: frozenset[int] = frozenset()

    def before(self, start: int) -> tuple[int, int]:
        """The span of the words to which the one at a position is joined; an empty one where it stands free."""
        first = start
        while first in self.joined:
            first -= 1
        return first, start

    def goes_on(self, end: int) -> bool:
        """Tell whether words that may be a name are joined behind these."""
        last = end
        while last in self.joined:
            last += 1
        return self.weight(end, last) == 2  # noqa: PLR2004

    def weight(self, start: int, end: int) -> Weight:
        """The weight of the heaviest word between two positions."""
        return max(self.weights[start:end], default=0)

    def heavy(self) -> list[int]:
        """The positions of the words that may well be a place."""
        return [at for at, weight in enumerate(self.weights) if weight == 2]  # noqa: PLR2004

    def alone(self, start: int, end: int) -> bool:
        """Tell whether nothing but words without weight, and numbers, stands around these."""
        return not any(self.weights[:start]) and not any(self.weights[end:])

    def counted(self, start: int) -> bool:
        """Tell whether a number, of no department, stands before these words: so many of something."""
        before = self.tokens[start - 1] if start else ""
        return digits(before).isdigit() and before.upper() not in self.departements

    def whole(self, start: int, end: int) -> bool:
        """Tell whether nothing but numbers and articles stands around these words."""
        return all(token.isdigit() or token in self.articles for token in self.tokens[:start] + self.tokens[end:])


class Reader:
    """Takes texts apart by the words of knowledge/places.yaml."""

    def __init__(self, words: PlaceWords, empty_words: Iterable[str], departements: Iterable[str]) -> None:
        """``empty_words`` have the weight 1; ``departements`` are the codes that a number may be."""
        self.links = frozenset(word for line in words.links for word in folded(line))
        self.articles = frozenset(word for line in words.articles for word in folded(line))
        self._written = {short: folded(line) for short, line in words.written.items()}
        self._never = self.links | {
            word for line in (*words.asking, *words.intercommunal, *words.abroad) for word in folded(line)
        }
        self._hardly = frozenset(empty_words)
        self._departements = {code.lower(): code for code in departements}
        self._before = sorted({tuple(folded(line)) for line in words.before}, key=len, reverse=True)
        self._heads = sorted({tuple(folded(line)) for line in words.intercommunal}, key=len, reverse=True)
        self._speller = Speller(dict.fromkeys((self._never | self._hardly) - self.links, 1))
        self._seats = re.compile(
            rf"(?<!\w)(?:{_any(words.seats)})(?!\w).*?(?=[,;.()\n]|(?<!\w)(?:{_any(words.seat_ends)})(?!\w)|$)",
            re.DOTALL,
        )
        self._streets = re.compile(rf"(?<!\w)(?:{_any(words.streets)}){_STREET_NAMED}")
        units = "|".join(re.escape(plain(unit)) for unit in sorted(words.measures, key=len, reverse=True))
        self._measured = re.compile(rf"\d[\d .,]{{0,20}}(?:{units})(?![\w'])")

    def names(self, text: str) -> str:
        """A text without the words of the field that are spelt as no name is: "maçon" is not Mâcon."""
        return _SOFT.sub(lambda word: " " if self._weight(plain(word[0])) == 1 else word[0], text)

    def of_the_work(self, text: str) -> str:
        """A text without where the company has its seat, and without the towns after which streets are named.

        What follows "siège" or "basé à" goes, up to where the clause ends or the work is spoken of.
        """
        return self._streets.sub(" , ", self._seats.sub(" , ", plain(text[:_MOST_CHARACTERS])))

    def read(self, text: str) -> Reading:
        """Take a text apart."""
        text = _TELEPHONE.sub(" ", plain(text[:_MOST_CHARACTERS]))
        text = self._measured.sub(" ", text)
        text = _SPACED_CODE.sub(r"\1\2", text)
        codes = tuple(dict.fromkeys(code.upper() for code in _CODE.findall(text)))
        spelt, joined, hyphened = self._words(_CODE.sub(" ", text))
        tokens = tuple(_NO_NAME if self._is_counted(spelt, at) else token for at, token in enumerate(spelt))
        return Reading(
            tokens,
            tuple(self._weight(token) for token in tokens),
            codes,
            frozenset(
                self._departements[token]
                for token, behind in pairwise((*tokens, ""))
                if len(token) > 1 and token in self._departements and behind != _NO_NAME
            ),
            frozenset(end for _, end in self._spans(tokens, self._before)),
            tuple(self._spans(tokens, self._heads)),
            self.articles,
            joined,
            hyphened,
        )

    def _words(self, text: str) -> tuple[tuple[str, ...], frozenset[int], frozenset[int]]:
        """The words of a text, shorthand written out; the positions joined to the word before, those by a hyphen."""
        words: list[str] = []
        joined, hyphened, end = set(), set(), -1
        for found in islice(_TOKEN.finditer(text), _MOST_WORDS):
            between = text[end : found.start()] if end >= 0 else ""
            if (
                between == "-"
                or (between == " " and found[0] in self.articles)
                or (len(words) - 1 in joined and words[-1] in self.articles)
            ):
                joined.add(len(words))
            if between == "-":
                hyphened.add(len(words))
            words += self._written.get(found[0], (found[0],))
            end = found.end()
        return tuple(words), frozenset(joined), frozenset(hyphened)

    def misspelt_asking(self, token: str) -> float | None:
        """How many typos a word is away from one that is no place; None where it is near none."""
        meant = self._speller.correct(token)
        if meant is None:
            return None
        return min(float(typos(token, meant)), BY_EAR if sound(token) == sound(meant) else 9.0)

    def _is_counted(self, tokens: tuple[str, ...], at: int) -> bool:
        """Tell whether so many of a word of the field are meant: "2 macon", "12 ouvriers"."""
        return at > 0 and tokens[at - 1].isdigit() and len(tokens[at]) > 1 and self._weight(tokens[at]) == 1

    def _weight(self, token: str) -> Weight:
        single = token.rstrip("sx") if len(token) > _SHORT else token
        if token in self._never or single in self._never or token.isdigit() or token in self._departements:
            return 0
        return 1 if token in self._hardly or single in self._hardly or len(token) == 1 else 2

    @staticmethod
    def _spans(tokens: tuple[str, ...], phrases: list[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
        for start in range(len(tokens)):
            for phrase in phrases:
                if tokens[start : start + len(phrase)] == phrase:
                    yield start, start + len(phrase)
                    break


def _any(lines: Iterable[str]) -> str:
    return "|".join(re.escape(plain(line)) for line in sorted(lines, key=len, reverse=True))
