"""What was shown before answers what is asked of it: the sentence of an entry that fits a message best."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.assistant.cues import CueReading
from bot.knowledge.schema.entries import Entry, Knowledge, Public
from bot.language.fold import words
from bot.language.small_words import ALL as SMALL_WORDS
from bot.language.stems import stem

_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«0-9])|\n+")
_MANY = 0.1  # of all entries, by which a word is common
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
    """A sentence, and how many telling words it shares with a message; ``rare`` where one of them is no common word."""

    text: str
    shared: int
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of entries, each entry taken apart once."""

    knowledge: Knowledge
    _apart: dict[str, tuple[Sentence, ...]] = field(default_factory=dict)
    _empty: set[str] = field(default_factory=set)
    _held: set[str] = field(default_factory=set)

    def fitting(self, entry: Entry, heard: CueReading) -> str:
        """The sentence of an entry that shares most with a message; empty where none shares anything telling."""
        return self.fit(entry, heard).text

    def fit(self, entry: Entry, heard: CueReading) -> Fit:
        """The same, with how many telling words both share."""
        return self._best(self._of(entry), heard)

    def naming(self, entry: Entry, any_of: Collection[str]) -> str:
        """The first sentence of an entry that holds one of some words; empty where none does."""
        wanted = self._stems(list(any_of))
        return next((one.text for one in self._of(entry) if one.stems & wanted), "")

    def fit_text(self, text: str, heard: CueReading) -> Fit:
        """The sentence of any text that shares most with a message, and how many telling words."""
        return self._best(self._apart_of(_split(text)), heard)

    def _best(self, sentences: Sequence[Sentence], heard: CueReading) -> Fit:
        asked = self.telling(heard) or self._stems(heard.spoken)
        held = Counter(one for sentence in sentences for one in sentence.stems)
        best, most, rare = "", (0, 0.0), False
        for sentence in sentences:
            shared = asked & sentence.stems
            fits = (len(shared), sum(1 / held[one] for one in shared))
            if fits > most:
                best, most, rare = sentence.text, fits, not shared <= self._common
        return Fit(best, most[0], rare)

    def telling(self, heard: CueReading) -> frozenset[str]:
        """The stems of the words that say something, and do not only lead the conversation."""
        led = {at for one in heard.found if one.tag in _LEADING for at in range(one.start, one.end)} | heard.filler
        return self._stems([word for at, word in enumerate(heard.text.words) if at not in led and word[0].isalnum()])

    @property
    def _common(self) -> frozenset[str]:
        """The stems that many entries hold, by which no sentence is told from another: "heure", "clause"."""
        if not self._held:
            entries = [self._stems(words(entry.answer)) for entry in self.knowledge.entries()]
            counts = Counter(one for stems in entries for one in stems)
            self._held.update(one for one, count in counts.items() if count > len(entries) * _MANY)
        return frozenset(self._held)

    def _of(self, entry: Entry) -> tuple[Sentence, ...]:
        if entry.id not in self._apart:
            self._apart[entry.id] = self._apart_of(_sentences(entry))
        return self._apart[entry.id]

    def _apart_of(self, texts: Iterable[str]) -> tuple[Sentence, ...]:
        return tuple(Sentence(text, self._stems(words(text))) for text in texts if len(text) <= _LONGEST)

    def _stems(self, spoken: list[str]) -> frozenset[str]:
        if not self._empty:
            self._empty.update(word for line in self.knowledge.lexicon.stopwords for word in words(line))
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
    told = [entry.short, entry.answer, entry.check, entry.why, entry.uncertain, entry.details]
    if isinstance(entry, Public):
        told.append(entry.duration)
    for text in told:
        yield from _split(text or "")


def _split(text: str) -> Iterator[str]:
    """The sentences of a text; a point of a list is read behind what the list is of: "Ne comptent pas : un stage"."""
    heading, asked = "", ""
    for part in _ENDS.split(text):
        said = part.strip(_MARKS)
        if part.lstrip().startswith("-"):
            said = f"{heading} {said}" if heading and said else said
        else:
            heading = said if said.endswith(":") else ""
        if said.endswith("?"):  # "Il vous reste du temps ?" leads to what follows, and tells nothing alone
            asked = said
        elif said and not said.endswith(":"):
            yield f"{asked} {said}".strip()
            asked = ""
