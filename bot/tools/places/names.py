"""The names that places go by, and the ones that were meant where a name is misspelt."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.fold import words
from bot.language.sound import sound
from bot.language.spelling import budget, typos

_VERY_LONG = 16  # letters: three typos in "saintgeorgesdedidonne" still leave no doubt
_LONG_ENOUGH = 7  # letters that leave no doubt where all but the first are right
_LEAST_LETTERS = 5  # of a part of a name that may stand for the whole
_LEAST_BY_EAR = 4
BY_EAR = 1.25  # what another spelling of the same sound counts, in typos
_NEARLY_BY_EAR = 2.5
_PART = 0.5  # what a beginning in place of the whole name counts
_ALIKE = 0.6  # of its letters that a name at least shares with what was written, to be offered
_ALIKE_BEGUN, _BEGINNING = 0.5, 4  # and where these first letters are the same
_END = 1.0  # and an end


@dataclass(frozen=True, slots=True)
class Near:
    """A known name that may be meant, and how far what was written is from it, in typos."""

    key: str
    cost: float


def key(name: str) -> str:
    """The form under which names are compared: folded, without spaces ("L'Isle-Jourdain" is "lislejourdain")."""
    return "".join(words(name))


def allowed(written: Sequence[str], common: Collection[str]) -> int:
    """How many typos these words may hold: by their length, without those as "saint", hardly ever what is wrong.

    >>> allowed(["saint", "xandr"], {"saint"}), allowed(["sainttes"], {"saint"}), allowed(["saint", "pons"], {"saint"})
    (1, 1, 0)
    """
    rest = "".join(word for word in written if word not in common) or "".join(written)
    return budget(rest) + (len(rest) >= _VERY_LONG)


class Names:
    """Known keys, found again from misspelt ones.

    ``everywhere`` are compared letter by letter; ``here`` by ear too, and they may be given in part: ``here`` maps a
    key to the folded words of the name. ``heard`` are the keys elsewhere that deserve an ear.
    """

    def __init__(
        self,
        everywhere: Iterable[str],
        here: Mapping[str, Sequence[str]],
        heard: Iterable[str],
        *,
        articles: Collection[str],
        common: Iterable[str],
        links: Collection[str],
    ) -> None:
        self._common = frozenset(common)
        self._parts: dict[str, dict[str, float]] = defaultdict(dict)
        for whole, name in here.items():
            for part, cost in _parts(name, articles, self._common | frozenset(links)):
                self._parts[part].setdefault(whole, cost)
        self._by_shape: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_rest: dict[str, list[str]] = defaultdict(list)
        self._known_elsewhere = frozenset(everywhere)
        for known in self._known_elsewhere.union(here, self._parts):
            self._by_shape[known[:1], len(known)].append(known)
        for known in here:
            self._by_rest[known[1:]].append(known)
        self._known_here = frozenset(here)
        self._known = self._known_here | self._known_elsewhere
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_sound_shape: dict[tuple[str, int], list[str]] = defaultdict(list)
        for known in dict.fromkeys(chain(here, self._parts, heard)):
            if len(known) >= _LEAST_BY_EAR and known.isalpha():
                self._by_sound[sound(known)].append(known)
        for heard_as in dict.fromkeys(sound(known) for known in here if known.isalpha()):
            self._by_sound_shape[heard_as[:1], len(heard_as)].append(heard_as)

    def parts(self, written: str) -> tuple[str, ...]:
        """The keys of names here that begin with these whole words."""
        return tuple(known for known, cost in self._parts.get(written, {}).items() if cost <= _PART)

    def near(self, spelled: Sequence[str]) -> list[Near]:
        """The names that may be meant by these words, the nearest first; the very words are not among them."""
        written = "".join(spelled)
        found: dict[str, float] = {}
        for known, cost in chain(self._by_letters(written, allowed(spelled, self._common)), self._by_ear(written)):
            for whole, more in self._wholes(known):
                found[whole] = min(found.get(whole, 9), cost + more)
        found.update({whole: min(found.get(whole, 9), cost) for whole, cost in self._parts.get(written, {}).items()})
        if not found and allowed(spelled, self._common):
            found = dict.fromkeys(self._nearly_by_ear(written), _NEARLY_BY_EAR)
        found.pop(written, None)
        return sorted((Near(known, cost) for known, cost in found.items()), key=lambda near: (near.cost, near.key))

    def alike(self, written: str, most: int) -> tuple[str, ...]:
        """The names here that resemble what was written most, however little that says."""
        found = process.extract(
            written,
            self._known_here,
            scorer=OSA.normalized_similarity,
            score_cutoff=_ALIKE_BEGUN,
            limit=None,
            processor=None,
        )
        alike = (k for k, share, _ in found if share >= _ALIKE or k[:_BEGINNING] == written[:_BEGINNING])
        return tuple(islice(alike, most))

    def _wholes(self, known: str) -> Iterator[tuple[str, float]]:
        if known in self._known:
            yield known, 0.0
        yield from self._parts.get(known, {}).items()

    def _by_letters(self, written: str, most: int) -> Iterator[tuple[str, float]]:
        for length in range(len(written) - most, len(written) + most + 1):
            near = self._by_shape.get((written[0], length))
            if most and near:
                for known, distance, _ in process.extract(
                    written, near, scorer=OSA.distance, score_cutoff=most, limit=None, processor=None
                ):
                    yield known, float(distance)
        if (
            len(written) >= _LONG_ENOUGH
        ):  # a wrong first letter counts double: replaced, forgotten, added, or swapped with the second
            swapped = written[1:2] + written[:1] + written[2:]
            for rest in (written[1:], written):
                yield from ((known, 2.0) for known in self._by_rest.get(rest, ()))
            yield from ((known, 2.0) for known in (written[1:], swapped) if known in self._known_here)

    def _by_ear(self, written: str) -> Iterator[tuple[str, float]]:
        if len(written) < _LEAST_BY_EAR or not written.isalpha():
            return
        for known in self._by_sound.get(sound(written), ()):
            if abs(len(known) - len(written)) <= len(written) // 2:
                yield known, min(BY_EAR, float(typos(written, known)))

    def _nearly_by_ear(self, written: str) -> Iterator[str]:
        """Names here whose sound is one step away: "chatelro" for Châtellerault."""
        if not written.isalpha():
            return
        heard = sound(written)
        if len(heard) <= _LEAST_LETTERS:
            return
        for length in range(len(heard) - 1, len(heard) + 2):
            for near in self._by_sound_shape.get((heard[0], length), ()):
                if OSA.distance(heard, near, score_cutoff=1) <= 1:
                    yield from (known for known in self._by_sound[near] if known in self._known_here)


def _parts(name: Sequence[str], articles: Collection[str], empty: Collection[str]) -> Iterator[tuple[str, float]]:
    """The beginnings and the ends that may stand for a name of several words: "mignaloux", "didonne", "tremblade"."""
    bare = name[1:] if name[0] in articles and len(name) > 1 else name
    if bare != name and len("".join(bare)) >= _LEAST_LETTERS:
        yield "".join(bare), _PART / 2
    for start in (name, bare) if bare != name else (name,):
        for end in range(1, len(start)):
            part = start[:end]
            if part[-1] not in empty and len("".join(part)) >= _LEAST_LETTERS:
                yield "".join(part), _PART
    for begin in range(1, len(name)):
        part = name[begin:]
        if part != bare and part[0] not in empty and len("".join(part)) >= _LEAST_LETTERS:
            yield "".join(part), _END
