"""What a message says about a request, in whatever words: that it is asked after, or that it is for the other side.

The words are those of knowledge/intake.yaml.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.schema.requests import RequestWords
from bot.knowledge.vocabulary import AboutRequest, Manner
from bot.language.phrases import Occurrence, Phrases, phrases
from bot.language.text import Reader

_BEFORE = 2  # words before a question begins: "et du coup", "ok mais"
_ACROSS = frozenset({Manner.INTRODUCES})  # said across a comma: "Bonjour, Anne de la cellule"
_LONG = 14  # words: a longer message says more than that it asks after a request


@dataclass(frozen=True, slots=True)
class RequestQuestion:
    """A message that was heard: what it asks of a request that was sent, if anything, and how it speaks.

    ``plainly`` where the request itself is named, so that the question makes sense of nothing else.
    """

    about: AboutRequest | None = None
    plainly: bool = False
    manner: frozenset[Manner] = frozenset()
    length: int = 0  # words

    @property
    def asks(self) -> bool:
        """Tell whether it is a question."""
        return Manner.ASKS in self.manner


class Listener:
    """Hears what messages say about requests."""

    def __init__(self, file: RequestWords, reader: Reader) -> None:
        """Prepare the phrases of the file; messages are read by ``reader``.

        Raises:
            ValueError: where a phrase cannot be read.
        """
        self.file = file
        self._reader = reader
        self._about: Phrases[tuple[AboutRequest, bool]] = phrases(
            ((line, (about, named)) for named, every in ((True, file.about), (False, file.about_open))
             for about, lines in every.items() for line in lines),
            frozenset(),
        )  # fmt: skip
        self._manner: Phrases[Manner] = phrases(
            ((line, manner) for manner, lines in file.manner.items() for line in lines), frozenset()
        )
        self._changed: Phrases[bool] = phrases(((line, True) for line in file.changed_mind), frozenset())
        self._yes: Phrases[bool] = phrases(
            [*((line, True) for line in file.agreed), *((line, False) for line in file.filler)], frozenset()
        )

    def heard(self, text: str) -> RequestQuestion:
        """Hear a message."""
        words = self._reader.read(text).words
        spoken = [word for word in words if word[0].isalnum()]
        manner = {found.tag for found in self._manner.find(words) if _counts(found, words)}
        manner |= {found.tag for found in self._manner.find(spoken)} & _ACROSS
        if "?" in text:
            manner.add(Manner.ASKS)
        asked = max(self._asked(words, spoken), key=_weight, default=None) if len(spoken) <= _LONG else None
        about, plainly = asked.tag if asked else (None, False)
        return RequestQuestion(about, plainly, frozenset(manner), len(spoken))

    def _asked(self, words: Sequence[str], spoken: Sequence[str]) -> list[Occurrence[tuple[AboutRequest, bool]]]:
        """What is asked of a request; what names it may stand before a comma: "notre dossier, qui le traite ?"."""
        named = (found for found in self._about.find(spoken) if found.tag[1])
        return [*self._about.find(words), *named]

    def changes_mind(self, text: str) -> bool:
        """Tell whether a text takes back a no."""
        return bool(self._changed.find(self._reader.read(text).words))

    def agrees(self, text: str) -> bool:
        """Tell whether a text says yes, and nothing else."""
        words = [word for word in self._reader.read(text).words if word[0].isalnum()]
        found = self._yes.find(words)
        covered = {at for one in found for at in range(one.start, one.end)}
        return any(one.tag for one in found) and len(covered) == len(words)


def _weight(found: Occurrence[tuple[AboutRequest, bool]]) -> tuple[bool, int]:
    """What names the request is meant, whatever else is found; else the longest."""
    return found.tag[1], found.end - found.start


def _counts(found: Occurrence[Manner], words: Sequence[str]) -> bool:
    """A word that asks does so near the beginning: "qui" in the midst of a sentence asks nothing."""
    return found.tag is not Manner.ASKS or sum(word[0].isalnum() for word in words[: found.start]) <= _BEFORE
