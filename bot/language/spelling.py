"""Misspellings: a word that nobody knows becomes the known word that was meant, or stays as it is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA

from bot.language.sound import sound

_SHORT, _MIDDLE = 4, 8  # a search engine's usual steps: no typo up to 4 letters, one up to 8, two beyond
_SHORTEST_BY_EAR = 3
_FAR = 99  # typos: nothing is so near


def budget(word: str) -> int:
    """How many typos a word of this length may hold.

    >>> [budget(w) for w in ("rsa", "caisse", "attestation")]
    [0, 1, 2]
    """
    return 0 if len(word) <= _SHORT else 1 if len(word) <= _MIDDLE else 2


def typos(word: str, meant: str) -> int:
    """How far a word is from the one that may be meant: a swap counts once, a wrong first letter double.

    >>> typos("artcile", "article"), typos("mlause", "clause")
    (1, 2)
    """
    return OSA.distance(word, meant) + (word[:1] != meant[:1])


def words_by_sound(vocabulary: Iterable[str], exact: Collection[str] = ()) -> dict[str, list[str]]:
    """The words of a vocabulary that sound the same, without those of ``exact``."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in vocabulary:
        if word in exact:
            continue
        if word.isalpha() and len(word) >= _SHORTEST_BY_EAR:
            found[sound(word)].append(word)
    return dict(found)


class Speller:
    """Corrects words against a vocabulary, whose most frequent word wins where several are as near."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        by_sound: Mapping[str, Sequence[str]] | None = None,
        exact: Collection[str] = (),
        names: Iterable[str] = (),
    ) -> None:
        """Prepare; ``by_sound`` is what ``words_by_sound`` gave for vocabulary and names, where it was kept.

        Words of ``exact``, as acronyms, are known but no other word is ever corrected into them. Nor is one into a
        name, where a word of the vocabulary is as near: "le marhcé" is the marché, not Marçay.
        """
        self._names = frozenset(names) - vocabulary.keys()
        self._frequency = dict.fromkeys(self._names, 0) | dict(vocabulary)
        self._by_sound = by_sound if by_sound is not None else words_by_sound(self._frequency, exact)
        self._by_shape: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._seen: dict[str, str | None] = {}
        for word in self._frequency.keys() - frozenset(exact):
            if word.isalpha() and len(word) >= _SHORTEST_BY_EAR:
                self._by_shape[word[0], len(word)].append(word)

    def knows(self, word: str) -> bool:
        """Tell whether the word is in the vocabulary, or a name."""
        return word in self._frequency

    def has_word(self, word: str) -> bool:
        """Tell whether the word is in the vocabulary."""
        return word in self._frequency and word not in self._names

    def correct(self, word: str) -> str | None:
        """The known word that was meant: the word itself, one that sounds the same, one within the budget; or None.

        Numbers, and words of one or two letters, are never corrected.
        """
        if word in self._frequency:
            return word
        if not word.isalpha() or len(word) < _SHORTEST_BY_EAR:
            return None
        if word not in self._seen:
            if len(self._seen) > 20_000:  # noqa: PLR2004  what people type is endless, memory is not
                self._seen.clear()
            self._seen[word] = self._nearest(word)
        return self._seen[word]

    def _nearest(self, word: str) -> str | None:
        """The likeliest: a word heard the same before one that looks alike, and any word before a name."""
        heard = [
            known for known in self._by_sound.get(sound(word), ()) if abs(len(known) - len(word)) <= len(word) // 2
        ]
        words = [known for known in heard if known not in self._names]
        named = min((typos(word, known) for known in heard if known in self._names), default=_FAR)
        seen = self._alike(word)
        if words or (heard and (seen is None or seen in self._names or named <= typos(word, seen))):
            return min(words or heard, key=lambda known: (typos(word, known), -self._frequency[known], known))
        return seen

    def _alike(self, word: str) -> str | None:
        """The word that looks most alike, within the budget."""
        allowed = budget(word)
        if not allowed:
            return None
        near = [
            (distance, known in self._names, -self._frequency[known], known)
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for known in self._by_shape.get((word[0], length), ())
            if (distance := OSA.distance(word, known, score_cutoff=allowed)) <= allowed
        ]
        if near:
            return min(near)[3]
        if allowed < 2:  # noqa: PLR2004  a wrong first letter costs two
            return None
        other = [
            (known in self._names, -self._frequency[known], known)
            for length in range(len(word) - 1, len(word) + 2)
            for (_, size), group in self._by_shape.items()
            if size == length
            for known in group
            if OSA.distance(word, known, score_cutoff=1) <= 1
        ]
        return min(other)[2] if other else None
