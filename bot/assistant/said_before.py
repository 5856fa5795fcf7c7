"""What was shown before answers what is asked of it: the sentence of an entry that fits a message best."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.assistant.cues import Heard
from bot.knowledge.schema.entries import Entry, Lexicon, Public
from bot.language.fold import words
from bot.language.small_words import ALL as SMALL_WORDS
from bot.language.stems import stem

_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«0-9])|\n+")
_LEAST = 3  # letters of a word that says something
_LONGEST = 320  # characters of a sentence that is told alone
_LEADING = frozenset({"suppose", "correct", "confirm", "clarify", "wait", "why", "pronoun", "that", "asks"})  # cues
_MARKS = " -•"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an entry, and the stems of the words that say something in it."""

    text: str
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fit:
    """A sentence, and how many telling words it shares with a message."""

    text: str
    shared: int


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of entries, each entry taken apart once."""

    lexicon: Lexicon
    _apart: dict[str, tuple[Sentence, ...]] = field(default_factory=dict)
    _empty: set[str] = field(default_factory=set)

    def fitting(self, entry: Entry, heard: Heard) -> str:
        """The sentence of an entry that shares most with a message; empty where none shares anything telling."""
        return self.fit(entry, heard).text

    def fit(self, entry: Entry, heard: Heard) -> Fit:
        """The same, with how many telling words both share."""
        asked = self.telling(heard) or self._stems(heard.spoken)
        sentences = self._of(entry)
        held = Counter(one for sentence in sentences for one in sentence.stems)
        best, most = "", (0, 0.0)
        for sentence in sentences:
            shared = asked & sentence.stems
            fits = (len(shared), sum(1 / held[one] for one in shared))
            if fits > most:
                best, most = sentence.text, fits
        return Fit(best, most[0])

    def telling(self, heard: Heard) -> frozenset[str]:
        """The stems of the words that say something, and do not only lead the conversation."""
        led = {at for one in heard.found if one.tag in _LEADING for at in range(one.start, one.end)} | heard.filler
        return self._stems([word for at, word in enumerate(heard.text.words) if at not in led and word[0].isalnum()])

    def _of(self, entry: Entry) -> tuple[Sentence, ...]:
        if entry.id not in self._apart:
            self._apart[entry.id] = tuple(
                Sentence(text, self._stems(words(text))) for text in _sentences(entry) if len(text) <= _LONGEST
            )
        return self._apart[entry.id]

    def _stems(self, spoken: list[str]) -> frozenset[str]:
        if not self._empty:
            self._empty.update(word for line in self.lexicon.stopwords for word in words(line))
            self._empty.update(SMALL_WORDS)
        return frozenset(stem(word) for word in spoken if len(word) >= _LEAST and word not in self._empty)


def gist(entry: Entry) -> str:
    """An entry in a few lines: its short form, else the first sentence of its answer."""
    return entry.short or first_sentence(entry.answer)


def first_sentence(text: str) -> str:
    """The first sentence of an answer."""
    return next(iter(_split(text)), text)


def _sentences(entry: Entry) -> Iterator[str]:
    """The sentences of an entry, those that everybody reads first before the others."""
    told = [entry.answer, entry.check, entry.why, entry.uncertain, entry.details]
    if isinstance(entry, Public):
        told.append(entry.duration)
    for text in told:
        yield from _split(text or "")


def _split(text: str) -> Iterator[str]:
    for part in _ENDS.split(text):
        if said := part.strip(_MARKS):
            yield said
