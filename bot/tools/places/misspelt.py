"""Names that are misspelt, shortened or heard wrong, and the communes that were meant."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from bot.knowledge.areas import Commune
from bot.language.sound import sound
from bot.language.spelling import typos
from bot.language.text import Reader as TextReader
from bot.tools.places.exact import LONGEST_NAME, ExactNames, Hit, dominant
from bot.tools.places.index import TOWN, Area, PlaceIndex
from bot.tools.places.match import PlaceMatch, told
from bot.tools.places.names import Near, allowed, key
from bot.tools.places.reading import Reader, Reading

_KNOWN = 2_000  # inhabitants under which a short misspelt name elsewhere is more likely another word
_LONG = 11  # letters of a name that no other word resembles by chance
_TOWN_ELSEWHERE, _ELSEWHERE, _AREA_MISSPELT = 0.5, 2.0, 0.2  # by how many typos these must be nearer than a name here
_MOST_NAME = 4  # words that may be a name in which hardly a letter is right
_MOST_WINDOWS, _MOST_NEAR = 40, 3
_BEGINNING = 5  # letters of a part of a name that stands beside its code


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What a known name stands for; ``here`` in the departments covered, ``told`` in one that the text names."""

    communes: tuple[Commune, ...]
    area: Area | None
    here: bool
    told: bool

    @property
    def largest(self) -> int:
        """The inhabitants of its largest commune."""
        return max((commune.population for commune in self.communes), default=0)

    @property
    def further(self) -> float:
        """By how many typos it must be nearer than the name of a commune here."""
        elsewhere = _TOWN_ELSEWHERE if self.largest >= TOWN else _ELSEWHERE
        return (0.0 if self.here else elsewhere) + (0.0 if self.communes else _AREA_MISSPELT)


class MisspeltNames:
    """Finds what was meant where no name stands as it is written.

    The words that ``ordinary`` knows are never the misspelt name of a place.
    """

    def __init__(self, index: PlaceIndex, reader: Reader, exact: ExactNames, ordinary: TextReader) -> None:
        self._index = index
        self._reader = reader
        self._exact = exact
        self._ordinary = ordinary

    def meant(self, reading: Reading, hits: Sequence[Hit]) -> PlaceMatch | None:
        """The best misspelt name, where it explains more of the text than the exact ones do; else None."""
        heavy = set(reading.heavy())
        explained = {at for hit in hits for at in range(hit.start, hit.end)}
        if typed := self._typed_whole(reading, explained):
            return told("fuzzy", typed)
        if not heavy - explained:
            return None
        ranked: list[tuple[tuple[Any, ...], str]] = []
        for start, end in self._windows(reading):
            inside = explained.intersection(range(start, end))
            if hits and (not inside or not any(hit.start >= start and hit.end <= end for hit in hits)):
                continue
            if hits and len(heavy.intersection(range(start, end))) <= len(heavy & inside):
                continue
            count = sum(weight > 0 for weight in reading.weights[start:end])
            ranked += self._near(reading, start, end, count)
        if not ranked:
            return None
        ranked.sort()
        communes = self._of_key(ranked[0][1], reading)
        near = self._index.unique(
            c for _, name in ranked[:12] for c in self._of_key(name, reading) if c not in communes
        )
        if area := self._index.areas.get(ranked[0][1]):
            return self._index.whole(area)
        return replace(told("fuzzy", communes), near=near[:_MOST_NEAR])

    def nearest(self, text: str, most: int = 3) -> tuple[Commune, ...]:
        """The communes here whose names resemble a text most, where ``find`` dares none: offered, not taken.

        None where nothing in the text may be a name: words of the field, ordinary ones, so many of something.
        """
        reading = self._reader.read(self._reader.names(text))
        heavy = [at for at in reading.heavy() if not reading.counted(at) and not self._is_ordinary(reading.tokens[at])]
        if not heavy or len(heavy) > _MOST_NAME:
            return ()
        return self._index.unique(
            commune
            for name in self._index.names.alike("".join(reading.tokens[heavy[0] : heavy[-1] + 1]), most)
            for commune in chain(self._index.today.get(name, ()), self._index.former.get(name, ()))
            if commune.departement in self._index.covered
        )[:most]

    def nearest_of(self, reading: Reading, communes: Sequence[Commune]) -> tuple[Commune, ...]:
        """The commune among a few that a misspelt or shortened name beside their code means."""
        best: list[tuple[float, Commune]] = []
        for start, end in self._windows(reading):
            written = "".join(reading.tokens[start:end])
            most = max(1, allowed(reading.tokens[start:end], self._index.common))
            for commune in communes:
                whole = key(commune.name)
                if whole.startswith(written) or (len(written) > _BEGINNING and written in whole):
                    best.append((0.5, commune))
                elif (distance := typos(written, whole)) <= most:
                    best.append((float(distance), commune))
                elif sound(written) == sound(whole):
                    best.append((1.0, commune))
        if not best:
            return ()
        least = min(cost for cost, _ in best)
        return self._index.unique(commune for cost, commune in best if cost == least)

    def _typed_whole(self, reading: Reading, explained: Collection[int]) -> tuple[Commune, ...]:
        """The commune here whose long name is the whole text but for a typo or two, whatever words it is made of."""
        name = [(at, token) for at, token in enumerate(reading.tokens) if not token.isdigit()]
        written = [token for _, token in name]
        if all(at in explained for at, _ in name) or len(written) > LONGEST_NAME or len("".join(written)) < _LONG:
            return ()
        near = next(iter(self._index.names.near(written)), None)
        if near is None or near.cost > 2 or typos("".join(written), near.key) > 2:  # noqa: PLR2004  two typos
            return ()
        return tuple(c for c in self._of_key(near.key, reading) if c.departement in self._index.covered)

    def _near(self, reading: Reading, start: int, end: int, count: int) -> Iterator[tuple[tuple[Any, ...], str]]:
        """The names that a window may mean, each with its rank: what explains most, then the nearest."""
        written = "".join(reading.tokens[start:end])
        if reading.counted(start) or (end - start == 1 and self._is_ordinary(written)):
            return
        asking = self._reader.misspelt_asking(written) if end - start == 1 else None
        only = all(start <= at < end for at in reading.heavy())
        for near in self._index.names.near(reading.tokens[start:end]):
            if asking is not None and (asking < near.cost or (asking == near.cost and not only)):
                continue
            candidate = self._candidate(near, reading)
            if candidate.here or (
                (only or start in reading.stressed) and _plausible_elsewhere(written, near.cost, candidate)
            ):
                former = near.key not in self._index.today and candidate.area is None
                nearness = (near.cost + candidate.further, near.cost, start - end, former, -candidate.largest)
                yield (not candidate.told, -count, *nearness), near.key

    def _candidate(self, near: Near, reading: Reading) -> _Candidate:
        communes, area = self._of_key(near.key, reading), self._index.areas.get(near.key)
        here = self._index.is_here(area) if area else any(c.departement in self._index.covered for c in communes)
        told = any(c.departement in reading.departements for c in communes)
        return _Candidate(communes, area, here, told)

    def _is_ordinary(self, word: str) -> bool:
        return self._ordinary.has_word(word) or self._ordinary.has_word(word.rstrip("sx"))

    def _of_key(self, name: str, reading: Reading) -> tuple[Commune, ...]:
        """The communes that a known name stands for: here before elsewhere, in the department given before another."""
        communes = self._index.named(name)
        inside = tuple(c for c in communes if c.departement in reading.departements)
        here = tuple(c for c in communes if c.departement in self._index.covered)
        todays = tuple(c for c in here or communes if c in self._index.today.get(name, ()))
        return inside or dominant(todays) or todays or here or communes

    def _windows(self, reading: Reading) -> list[tuple[int, int]]:
        """The runs of words that may be a misspelt name: no word of asking inside, none of weight 0 at the end."""
        found: list[tuple[int, int]] = []
        for start, token in enumerate(reading.tokens):
            if reading.weights[start] == 0 and token not in self._reader.articles:
                continue
            if self._exact.ends_longer(reading, start):
                continue
            for end in range(start + 1, min(start + LONGEST_NAME, len(reading.tokens)) + 1):
                last = reading.tokens[end - 1]
                if reading.weights[end - 1] == 0 and last not in self._reader.links:
                    break
                if reading.goes_on(end) and reading.tokens[end] in self._reader.articles:
                    continue  # the beginning of "Marne-la-Vallée"
                common = self._index.common.issuperset(reading.tokens[start:end]) and len(reading.tokens) > end - start
                if reading.weights[end - 1] and reading.weight(start, end) == 2 and not common:  # noqa: PLR2004
                    found.append((start, end))
        return found[:_MOST_WINDOWS]


def _plausible_elsewhere(written: str, cost: float, candidate: _Candidate) -> bool:
    """Tell whether a misspelt name may mean a place elsewhere: of 35 000 communes one resembles any short word."""
    if candidate.area:
        return True
    if cost > 2:  # noqa: PLR2004  typos
        return False
    return len(written) >= _LONG or candidate.largest >= (_KNOWN if cost < 2 else TOWN)  # noqa: PLR2004  likewise
