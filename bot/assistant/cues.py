"""What a message asks of the conversation, whatever it is about: to stop, to wait, to correct, to suppose.

The words are those of knowledge/dialogue.yaml.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge.schema.dialogue import Dialogue
from bot.knowledge.vocabulary import Cue
from bot.language.fold import words
from bot.language.phrases import Occurrence, Phrases, phrases, vocabulary
from bot.language.text import Reader, Text


@dataclass(frozen=True, slots=True)
class CueReading:
    """A message that was read for its cues.

    ``cues`` stand anywhere, ``first`` at its beginning, and ``whole`` are all that it says.
    ``filler`` are the places of words and marks that add nothing.
    """

    text: Text
    found: tuple[Occurrence[Cue], ...]
    cues: frozenset[Cue]
    first: frozenset[Cue]
    whole: frozenset[Cue]
    filler: frozenset[int]

    @property
    def spoken(self) -> list[str]:
        """The words, without the marks between them."""
        return [word for word in self.text.words if word[0].isalnum()]

    def without(self, cue: Cue) -> str:
        """What was written without the words of a cue."""
        source = self.text.source
        for one in reversed([one for one in self.found if one.tag == cue]):
            tokens = self.text.tokens[one.start : one.end]
            source = f"{source[: tokens[0].start]} {source[tokens[-1].end :]}"
        return source


class Cues:
    """Finds cues in messages."""

    def __init__(self, file: Dialogue, reader: Reader) -> None:
        """Prepare the phrases of the file; messages are read by ``reader``.

        Raises:
            ValueError: where a phrase cannot be read.
        """
        self._reader = reader
        self._phrases: Phrases[Cue] = phrases(
            ((phrase, cue) for cue, every in file.cues.items() for phrase in every), frozenset()
        )
        self._words = {cue: frozenset(vocabulary(every)) for cue, every in file.cues.items()}
        self.settles = file.settles
        self._filler: Phrases[str] = phrases(((line, "") for line in file.filler), frozenset())

    def words(self, cue: Cue) -> frozenset[str]:
        """The words of the phrases of a cue."""
        return self._words[cue]

    def heard(self, message: str) -> CueReading:
        """Read a message for its cues."""
        text = self._reader.read(message)
        found = tuple(self._phrases.find(text.words))
        marks = {at for at, word in enumerate(text.words) if not word[0].isalnum()}
        empty = marks | {at for one in self._filler.find(text.words) for at in range(one.start, one.end)}
        cues = frozenset(one.tag for one in found)
        return CueReading(
            text,
            found,
            cues,
            frozenset(one.tag for one in found if all(at in empty for at in range(one.start))),
            frozenset(cue for cue in cues if _fills(cue, found, empty, len(text.words))),
            frozenset(empty),
        )


def spelt(file: Dialogue) -> Iterator[str]:
    """The words of the file, which are well spelled."""
    yield from vocabulary(phrase for every in file.cues.values() for phrase in every)
    yield from (word for line in file.filler for word in words(line))


def _fills(cue: Cue, found: tuple[Occurrence[Cue], ...], empty: set[int], length: int) -> bool:
    """Tell whether a cue and filler are all that is said."""
    covered = {at for one in found if one.tag == cue for at in range(one.start, one.end)}
    return all(at in covered or at in empty for at in range(length))
