"""A profile's text as words: written out, spelled, its numbers in digits; and the words of the field, prepared."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.knowledge.schema.eligibility import Belied, FactsFile
from bot.knowledge.schema.entries import Knowledge
from bot.language.fold import plain
from bot.language.fold import words as fold_words
from bot.language.numbers import digits
from bot.language.phrases import Phrases, phrases, root, vocabulary, written_out
from bot.language.spelling import Speller

STOPS = frozenset('.,;!?()\n«»"…•')
"""What ends a clause."""
LABEL_ENDS = frozenset(":=")
"""What stands between a form's label and its answer."""

_SPELLABLE = 4  # letters; shorter words are too near to one another
_ELIDED, _VOWELS = frozenset("cdjlmnst"), frozenset("aeiouyh")
_SHORT_WORD = 5  # letters; an acronym is not heard in just any word: "beau" is no BOETH
_OF_FIELD, _OF_EVERYDAY, _OF_FRENCH = 10, 5, 1  # which correction is likelier where several are as near
_TOKEN = re.compile(r"[a-z]+\d+[a-z\d]*|\d+(?:[.,]\d+)?|[a-z]+|[^\s\w'’-]|\n")
_WORD = re.compile(r"[a-z]+\d*[a-z\d]*")
_DOTTED = re.compile(r"(?:\b[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")


class Tag(NamedTuple):
    """What a phrase stands for: a fact and what it states; or, without a fact, one of the lists of small words."""

    fact: str
    states: str


@dataclass(frozen=True, slots=True)
class ProfileWords:
    """knowledge/facts.yaml, prepared for reading; made by ``profile_words``."""

    file: FactsFile
    phrases: Phrases[Tag]
    belied: Phrases[Belied]
    speller: Speller
    roots: frozenset[str]
    written: Mapping[str, str]
    left_out: frozenset[str]
    children: frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """A text and its words: where each ``starts`` in ``plain``, and the places of those that count (``kept``)."""

    plain: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    kept: tuple[int, ...]

    def place(self, character: int) -> int:
        """The place of the first word that begins at or after a character."""
        return bisect_left(self.starts, character)

    def word(self, place: int) -> str:
        """The word at a place, empty beyond the text."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def between(self, start: int, end: int) -> tuple[str, ...]:
        """The words from a place up to another."""
        return self.words[start:end]

    def clause_ends(self, place: int) -> bool:
        """Tell whether a clause ends before a place."""
        return place >= len(self.words) or self.words[place] in STOPS


def profile_words(file: FactsFile, known: Iterable[str] = ()) -> ProfileWords:
    """Prepare the words of a facts file; ``known`` are further words of well-spelled French, never corrected.

    Raises:
        ValueError: where a phrase cannot be read.
    """
    hearing = file.hearing
    left_out = frozenset(hearing.left_out)
    lists: Mapping[str, Sequence[str]] = {
        "neutral": hearing.neutral,
        "anchor": hearing.anchors,
        "work": hearing.not_worked_since,
        "studies": hearing.studies_ended,
        "doubting": hearing.doubting,
        "wondering": hearing.wondering,
        "past": hearing.past,
        "pending": hearing.pending,
        "denied": hearing.denied,
        "relatives": hearing.relatives,
        **{long_term(months): group for months, group in hearing.long_term.items()},
    }
    filed = [(phrase, Tag("", name)) for name, group in lists.items() for phrase in group]
    filed += [
        (phrase, Tag(name, states))
        for name, sheet in file.facts.items()
        for states, group in sheet.words.items()
        for phrase in group
    ]
    filed = [(written_out(phrase, file.groups), tag) for phrase, tag in filed]
    belied = [(phrase, one) for sheet in file.facts.values() for one in sheet.belied_by for phrase in one.words]
    field = {*vocabulary(phrase for phrase, _ in (*filed, *belied)), *map(plain, hearing.written)}
    frequency = (
        dict.fromkeys(known, _OF_FRENCH)
        | {plain(word): _OF_EVERYDAY for group in hearing.single_words() for word in group}
        | dict.fromkeys(field, _OF_FIELD)
    )
    return ProfileWords(
        file=file,
        phrases=phrases(filed, left_out),
        belied=phrases(belied, left_out),
        speller=Speller(frequency),
        roots=frozenset(map(root, frequency)),
        written={plain(short): plain(meant) for short, meant in hearing.written.items()},
        left_out=left_out,
        children=frozenset(map(root, hearing.children)),
    )


def long_term(months: int) -> str:
    """The name under which the phrases for "longue durée" of so many months are filed."""
    return f"months {months}"


def said_in(text: str, words: ProfileWords) -> Said:
    """A text taken apart: acronyms without dots, SMS spelling written out, misspellings corrected."""
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    if not text.isupper():
        for sigle, meant in words.file.hearing.sigles.items():
            text = re.sub(rf"(?<![\w'])(?:{re.escape(sigle)})(?!\w)", meant, text)
    spelled = digits(_WORD.sub(lambda match: _spelled(match[0], words), plain(text)))
    found = list(_TOKEN.finditer(spelled))
    return Said(
        plain=spelled,
        words=tuple(match[0] for match in found),
        starts=tuple(match.start() for match in found),
        kept=tuple(place for place, match in enumerate(found) if match[0] not in words.left_out),
    )


def well_spelled(base: Knowledge) -> frozenset[str]:
    """The words of the base's own texts, folded: French that needs no correction (the questions do)."""
    texts = (
        text
        for entry in base.entries()
        for text in (entry.label, entry.answer, entry.why, entry.check, entry.uncertain, entry.details)
        if text
    )
    return frozenset(word for text in texts for word in fold_words(text) if len(word) >= _SPELLABLE)


def _spelled(word: str, words: ProfileWords) -> str:
    if written := words.written.get(word):
        return written
    if root(word) in words.roots or not word.isalpha() or len(word) < _SPELLABLE:
        return word
    if word[0] in _ELIDED and word[1] in _VOWELS and root(word[1:]) in words.roots:
        return f"{word[0]} {word[1:]}"  # the apostrophe is missing: "demploi", "lecole"
    meant = words.speller.correct(word)
    if meant is None or (len(meant) <= _SHORT_WORD and OSA.distance(word, meant) > 1):
        return word
    return meant
