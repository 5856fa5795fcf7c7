"""The one reading of a message: its words as they were meant, where each stands, its numbers and its clauses.

Every tool reads what this module gives, so that a misspelling, a forgotten apostrophe or a number in letters means the
same to all of them.

>>> reader = Reader({"insertion": 5, "clause": 9, "marche": 9, "chomage": 9}, names=["marcay"])
>>> [token.word for token in reader.read("La clause dinsertion : le marhcé de vingt-deux mois").tokens]
['la', 'clause', 'd', 'insertion', ':', 'le', 'marche', 'de', '22', 'mois']
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.language.fold import fold, folded, plain
from bot.language.months import MONTHS, month_meant
from bot.language.numbers import WORDS as NUMBER_WORDS
from bot.language.numbers import numbers
from bot.language.phrases import root
from bot.language.small_words import ALL as SMALL_WORDS
from bot.language.spelling import Speller
from bot.language.stems import stem

STOPS = frozenset('.,;!?()[]\n«»"…•')
"""What ends a clause."""
LABEL_ENDS = frozenset(":=")
"""What stands between a form's label and its answer."""

_SPELLABLE = 4  # letters; shorter words are too near to one another
_SHORT = 5  # letters; what is corrected into a word so short may differ by one letter only
_LEAST_PARTED = 3  # letters of a word to which an elided one was glued
_ELIDED = ("qu", "l", "d", "j", "m", "t", "s", "n", "c")
_VOWELS = frozenset("aeiouyh")
_REMEMBERED = 20_000  # words that were put right; what people type is endless, memory is not
_TOKEN = re.compile(r"[a-z]+\d+[a-z\d]*|\d+(?:[.,]\d+)?|[a-z]+|[^\s\w'-]|\n")
_WORD = re.compile(r"(?:(?<![a-z])(?:[a-z]\.){2,}(?:[a-z](?![a-z]))?)|[a-z]+\d*[a-z\d]*")
_CLOSED = frozenset(word for word in {*MONTHS, *NUMBER_WORDS, *SMALL_WORDS} if word.isalpha())  # of the language itself

Edit = tuple[int, int, int, int]
"""What was changed: from where to where in the new text, and in the old one."""


class Token(NamedTuple):
    """A word, number or sign: folded and put right; its place in ``Text.normal``, and in what was written.

    ``clause`` counts the clauses of the text, which its punctuation parts.
    """

    word: str
    at: int
    start: int
    end: int
    clause: int

    @property
    def number(self) -> float | None:
        """The value of a number, None for a word."""
        return float(self.word.replace(",", ".")) if self.word[0].isdigit() and self.word.isascii() else None


@dataclass(frozen=True, slots=True)
class Text:
    """A message that was read; ``normal`` is the whole of it, put right, with its numbers in digits."""

    source: str
    normal: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    starts: tuple[int, ...]

    def place(self, character: int) -> int:
        """The place of the first token that begins at or after a character of ``normal``."""
        return bisect_left(self.starts, character)

    def word(self, place: int) -> str:
        """The word at a place, empty beyond the text."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def between(self, start: int, end: int) -> tuple[str, ...]:
        """The words from a place up to another."""
        return self.words[start:end]

    def written(self, start: int, end: int) -> str:
        """What was written from a place up to another."""
        held = self.tokens[start:end]
        return self.source[held[0].start : held[-1].end] if held else ""

    def clause_ends(self, place: int) -> bool:
        """Tell whether a clause ends before a place."""
        return place >= len(self.words) or self.words[place] in STOPS

    def clause_start(self, place: int) -> int:
        """The place where the clause of a place begins; a form's label ends a clause too."""
        at = place
        while at > 0 and self.words[at - 1] not in STOPS and self.words[at - 1] not in LABEL_ENDS:
            at -= 1
        return at


@dataclass(frozen=True, slots=True)
class _Known:
    """The words that a reader knows, prepared once."""

    speller: Speller
    roots: frozenset[str]
    stems: frozenset[str]
    acronyms: Mapping[str, str]
    seen: dict[str, str] = field(default_factory=dict)


class Reader:
    """Reads messages by the words that it is given."""

    def __init__(
        self,
        words: Mapping[str, int],
        *,
        names: Iterable[str] = (),
        exact: Collection[str] = (),
        written: Mapping[str, str] | None = None,
        by_sound: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Prepare.

        Args:
            words: every folded word that is well spelled, with its weight: of several that a misspelling may mean and
                that are as near, the heaviest wins.
            names: words that are well spelled too, but for which no other word is ever taken where a word fits.
            exact: acronyms; a misspelling becomes one only where two letters were swapped.
            written: what shorthand stands for ("jms": "jamais"); a key in capitals or with an accent is meant as it
                stands: "mé" is "mais" to some, "me" is not.
            by_sound: what ``words_by_sound`` gave for words and names, where it was kept.
        """
        ordinary = dict.fromkeys(_CLOSED, 1) | dict(words)
        self._known = _Known(
            Speller(ordinary, by_sound, exact, names=names),
            frozenset(map(root, ordinary)),
            frozenset(map(stem, ordinary)),
            {"".join(sorted(acronym)): acronym for acronym in exact if len(acronym) >= _SPELLABLE},
        )
        self._write(written or {})

    def writing(self, written: Mapping[str, str]) -> "Reader":
        """The same reader with other shorthand; it shares all else."""
        other = object.__new__(Reader)
        other._known = self._known
        other._write(written)
        return other

    def _write(self, written: Mapping[str, str]) -> None:
        exact = {short: fold(meant) for short, meant in written.items() if short.isupper() or short != plain(short)}
        self._written = {plain(short): fold(meant) for short, meant in written.items() if short not in exact}
        self._as_it_stands = {plain(short): (short, meant) for short, meant in exact.items()}

    def has_word(self, word: str) -> bool:
        """Tell whether a folded word is one of the language or the field, as it stands, and no mere name."""
        return self._known.speller.has_word(word)

    def __contains__(self, word: object) -> bool:
        """Tell whether a folded word is well spelled, as far as is known."""
        if not isinstance(word, str):
            return False
        known = self._known
        return known.speller.knows(word) or (root(word) in known.roots and stem(word) in known.stems)

    def normal(self, text: str) -> str:
        """A message put right, with its numbers in digits: ``Text.normal``, for who does not need the rest."""
        low, from_source = folded(text)
        return numbers(self._spelled(low, "" if text.isupper() else text, from_source)[0])[0]

    def read(self, text: str) -> Text:
        """Read a message, of any length and spelling."""
        low, from_source = folded(text)
        spelled, from_low = self._spelled(low, "" if text.isupper() else text, from_source)
        normal, from_spelled = numbers(spelled)
        steps = [_Edits.of(edits) for edits in (from_spelled, from_low, from_source) if edits]
        tokens, clause = [], 0
        for match in _TOKEN.finditer(normal):
            start, end = match.span()
            for edits in steps:
                start, end = _back(edits, start, end)
            tokens.append(Token(match[0], match.start(), start, end, clause))
            clause += match[0] in STOPS
        return Text(text, normal, tuple(tokens), tuple(one.word for one in tokens), tuple(one.at for one in tokens))

    def right(self, word: str) -> str:
        """A folded word as it was meant: itself, the known word that it misspells, or two words that were glued.

        >>> Reader({"heures": 3}).right("dheures"), Reader({"chomage": 3}).right("chomaj")
        ('d heures', 'chomage')
        """
        seen = self._known.seen
        if word not in seen:
            if len(seen) > _REMEMBERED:
                seen.clear()
            seen[word] = self._right(word)
        return seen[word]

    def _spelled(self, low: str, source: str, from_source: Sequence[Edit]) -> tuple[str, list[Edit]]:
        """A folded text with each word put right, and what was changed."""
        parts, edits, done, length = list[str](), list[Edit](), 0, 0
        back = _Edits.of(from_source)
        for match in _WORD.finditer(low):
            word, (start, end) = match[0], match.span()
            if len(word) == 1 and low[end : end + 1] == "'":  # the c of "c'est" is no shorthand
                continue
            meant = None
            if source and (exact := self._as_it_stands.get(word)):
                first, last = _back(back, start, end)
                stands = source[first:last] if exact[0].isupper() else source[first:last].casefold()
                meant = exact[1] if stands == exact[0] else None
            if meant is None:
                meant = self._in_full(word, low, end) or self.right(word.replace(".", ""))
            if meant != word:
                length += start - done + len(meant)
                parts += (low[done:start], meant)
                edits.append((length - len(meant), length, start, end))
                done = end
        return ("".join((*parts, low[done:])), edits) if edits else (low, edits)

    def _in_full(self, word: str, low: str, end: int) -> str | None:
        """What shorthand stands for; the "c" of "c est" stands for itself."""
        meant = self._written.get(word)
        if meant and " " in meant:
            first, _, rest = meant.partition(" ")
            if first == word and low[end:].lstrip(" '").startswith(rest.partition(" ")[0]):
                return None
        return meant

    def _right(self, word: str) -> str:
        speller = self._known.speller
        if len(word) < _SPELLABLE or not word.isalpha():
            return word
        if speller.knows(word):
            return word
        if month := month_meant(word):
            return month
        if word in self:
            return word
        if parted := glued(word, self):
            return parted
        acronym = self._known.acronyms.get("".join(sorted(word)), "")
        meant = acronym if OSA.distance(word, acronym) == 1 else speller.correct(word)
        if meant is None or (len(meant) <= _SHORT and OSA.distance(word, meant) > 1):
            return word
        return meant


def glued(word: str, known: Container[str]) -> str | None:
    """The two words of "demploi", whose apostrophe is missing; None where it is not such a word.

    >>> glued("demploi", {"emploi"}), glued("depuis", {"emploi"})
    ('d emploi', None)
    """
    for head in _ELIDED:
        rest = word[len(head) :]
        if word.startswith(head) and len(rest) >= _LEAST_PARTED and rest[0] in _VOWELS and rest in known:
            return f"{head} {rest}"
    return None


class _Edits(NamedTuple):
    """What was changed in a text, and where each change begins in the new one."""

    every: Sequence[Edit]
    starts: Sequence[int]

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> "_Edits":
        return cls(edits, [edit[0] for edit in edits])


def _back(edits: _Edits, start: int, end: int) -> tuple[int, int]:
    """Where characters of a new text stood in the old one; what lies within a change stands for the whole of it."""
    return _old(edits, start, last=False), _old(edits, end, last=True)


def _old(edits: _Edits, place: int, *, last: bool) -> int:
    at = bisect_right(edits.starts, place - last) - 1
    if at < 0:
        return place
    _, new_end, old_start, old_end = edits.every[at]
    if place - last < new_end:
        return old_end if last else old_start
    return place - new_end + old_end
