"""Names that stand in a text as they are written, and which commune or area each means."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.knowledge.areas import Commune
from bot.language.fold import words as folded
from bot.tools.places.index import JOINED, TOWN, Area, PlaceIndex
from bot.tools.places.match import PlaceMatch, told
from bot.tools.places.reading import Reader, Reading

_TEN_TIMES = 10  # a town ten times larger than its homonyms is the one meant
LONGEST_NAME = 12  # words
_MOST_NEAR = 3
_HEAD_BEHIND = 5  # letters: "Niort agglo"; shorter ones as "ca" are other words behind a name

Within = Callable[[Commune], bool]


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a name stands for; ``sure`` where it is the commune's own name, not the beginning of it."""

    communes: tuple[Commune, ...]
    sure: bool = True
    near: tuple[Commune, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """The words of a text from ``start`` to ``end`` that are the key of communes, of an area, or of both."""

    start: int
    end: int
    key: str
    communes: tuple[Commune, ...]
    stressed: bool
    area: Area | None


class ExactNames:
    """Finds the names of an index in texts."""

    def __init__(self, index: PlaceIndex, reader: Reader) -> None:
        self._index = index
        self._reader = reader

    def hits(self, reading: Reading, within: Within | None) -> Iterator[Hit]:
        """The longest runs of words that are names, in the order of their length; none overlaps another."""
        taken: set[int] = set()
        tokens = reading.tokens
        for length in range(min(LONGEST_NAME, len(tokens)), 0, -1):
            for start in range(len(tokens) - length + 1):
                end = start + length
                if taken.intersection(range(start, end)) or not self._may_be_name(reading, start, end):
                    continue
                hit = self._hit(reading, start, end, within)
                if hit is not None:
                    taken.update(range(start, end))
                    yield hit

    def _may_be_name(self, reading: Reading, start: int, end: int) -> bool:
        if self.ends_longer(reading, start):
            return False
        match reading.weight(start, end):
            case 2:
                return True
            case 1:
                named = self._index.areas.get("".join(reading.tokens[start:end])) if end - start > 1 else None
                return start in reading.stressed or reading.alone(start, end) or bool(named and named.departements)
            case _:
                return reading.whole(start, end)

    def ends_longer(self, reading: Reading, start: int) -> bool:
        """Tell whether the words before, joined to these, are the beginning of a longer name, and no name here."""
        first, end = reading.before(start)
        if reading.weight(first, end) < 2:  # noqa: PLR2004  "le", "chantier": no part of a name
            return False
        here = chain.from_iterable(
            (*self._index.today.get(name, ()), *self._index.former.get(name, ()))
            for name in ("".join(reading.tokens[first:end]), reading.tokens[end - 1])
        )
        return not any(commune.departement in self._index.covered for commune in here)

    def _hit(self, reading: Reading, start: int, end: int, within: Within | None) -> Hit | None:
        name = "".join(reading.tokens[start:end])
        area, communes = self._area_named(reading, end, name), self._communes_named(reading, start, end, name)
        counted = area is None and reading.counted(start) and not any(map(self._index.is_known, communes))
        if counted or not (communes or area):
            return None
        if within:
            communes = tuple(filter(within, communes)) or tuple(filter(within, self._index.begun(name))) or communes
        if self._is_whole(name) and (siren := self._headed(reading, start, end, communes)):
            return Hit(start, end, name, (), start in reading.stressed, self._index.as_area(siren))
        if area and communes:
            area, communes = self._area_or_town(area, communes, within)
        if area and start and reading.tokens[start - 1] in self._reader.articles:
            communes = ()  # "la Vienne" is the department, Vienne may be the town
        stressed = start in reading.stressed or (start - 1 in reading.stressed and not reading.weights[start - 1])
        return Hit(start, end, name, communes, stressed, area)

    def _is_whole(self, name: str) -> bool:
        """Tell whether a name is the whole one of a commune, of today or of former times."""
        return name in self._index.today or name in self._index.former

    def _communes_named(self, reading: Reading, start: int, end: int, name: str) -> tuple[Commune, ...]:
        """The communes of a name, or those whose names begin so where several words are no whole name."""
        begins = end - start > 1 and name not in self._index.areas and not self._is_whole(name)
        communes = self._index.begun(name) if begins else self._index.named(name)
        if reading.tokens[start] in self._reader.links - self._reader.articles:  # "à Chey" is not Achey
            return tuple(c for c in communes if folded(c.name)[0] == reading.tokens[start])
        return communes

    def _area_named(self, reading: Reading, end: int, name: str) -> Area | None:
        """The area of a name; one elsewhere only where the name ends there."""
        area = self._index.areas.get(name)
        if area and not self._index.is_here(area) and reading.goes_on(end):
            return None  # "Marne-la-Vallée" is not the department
        return area

    def _area_or_town(
        self, area: Area, communes: tuple[Commune, ...], within: Within | None
    ) -> tuple[Area | None, tuple[Commune, ...]]:
        """Of an area and the communes of the same name, what is meant; both where that is open."""
        inside = within is not None and any(map(within, communes))
        if self._index.is_here(area):
            return (
                (None, communes) if inside and not any(map(area.holds, communes)) else (area, communes)
            )  # "Vienne 38"
        # Paris is the town, Creuse the department and not the hamlet, unless its department is given
        town = any(c.departement in self._index.covered or c.population >= TOWN for c in communes)
        return (None, communes) if inside or town else (area, ())

    def _headed(self, reading: Reading, start: int, end: int, communes: Sequence[Commune]) -> str | None:
        """The EPCI of a commune whose name stands beside "agglo" and the like."""
        for head_start, head_end in reading.heads:
            before = head_end <= start and set(reading.tokens[head_end:start]) <= JOINED
            behind = head_start == end and len("".join(reading.tokens[head_start:head_end])) >= _HEAD_BEHIND
            if before or behind:
                here = [commune for commune in communes if commune.departement in self._index.covered] or communes
                return max(here, key=lambda commune: commune.population).epci or None
        return None

    @staticmethod
    def told_apart(hits: Sequence[Hit]) -> list[Hit]:
        """The hits without the areas that only tell which commune is meant: "Surin, Vienne"."""
        found = list(hits)
        for area in [hit for hit in hits if hit.area]:
            kept = []
            for hit in found:
                inside = tuple(c for c in hit.communes if area.area and area.area.holds(c)) if hit != area else ()
                kept.append(replace(hit, communes=inside, area=None) if inside else hit)
            if any(hit is not was for hit, was in zip(kept, found, strict=True)):
                found = [hit for hit in kept if hit != area]
        return found

    def most_telling(self, hits: Sequence[Hit]) -> list[Hit]:
        """Of several names the ones here, and of these the ones behind "à" and the like."""
        own = [hit for hit in hits if hit.area or hit.key in self._index.today or hit.key in self._index.former]
        hits = own or hits  # a whole name rather than the beginning of one
        here = [hit for hit in hits if self._touches_here(hit)]
        if here:
            hits = [
                hit for hit in hits if hit in here or (hit.stressed and any(c.population >= TOWN for c in hit.communes))
            ]
        return [hit for hit in hits if hit.stressed] or list(hits)

    def _touches_here(self, hit: Hit) -> bool:
        return any(c.departement in self._index.covered for c in hit.communes) or bool(
            hit.area and self._index.is_here(hit.area)
        )

    def of_hit(self, hit: Hit, reading: Reading) -> PlaceMatch:
        """What a hit stands for: a whole area, one commune, or several that may be meant."""
        if hit.area and not hit.communes:
            return self._index.whole(hit.area)
        if hit.area:
            return replace(
                told("ambiguous", self._index.unique((*self._index.whole(hit.area).communes, *hit.communes))), area=None
            )
        meant = self._meant(hit.key, hit.communes, reading.tokens[hit.start : hit.end])
        former = ""
        if len(meant.communes) == 1 and meant.communes[0] not in self._index.today.get(hit.key, ()):
            former = self._index.former_names.get((hit.key, meant.communes[0].insee), "")
        sure = meant.sure and not self._goes_on(reading, hit.end) and not self._contradicted(reading, hit, meant)
        return replace(told("exact" if sure else "fuzzy", meant.communes), near=meant.near, former=former)

    def _goes_on(self, reading: Reading, end: int) -> bool:
        """Tell whether hyphens make the words the beginning of a longer name: "Niort-sur-Loire"."""
        small = self._reader.links | self._reader.articles
        return {end, end + 1} <= reading.hyphened and reading.tokens[end] in small

    @staticmethod
    def _contradicted(reading: Reading, hit: Hit, meant: _Meant) -> bool:
        """Tell whether another department stands right behind the words than those of the communes: "Mirebeau 21"."""
        behind = reading.tokens[hit.end].upper() if hit.end < len(reading.tokens) else ""
        return behind in reading.departements and all(one.departement != behind for one in meant.communes)

    def _meant(self, name: str, candidates: Sequence[Commune], spelled: Sequence[str]) -> _Meant:
        """Which of the communes that a name stands for is meant; several where that is open."""
        todays = [c for c in candidates if c in self._index.today.get(name, ())]
        formers = [c for c in candidates if c in self._index.former.get(name, ())]
        if not todays and not formers:  # the beginning of a name, in the department that was given
            return _Meant(tuple(candidates), sure=False)
        if here := self._here(name, todays, formers):
            return _Meant(here)
        if not todays:  # a hamlet far away is not what a short name means for certain
            known = dominant(formers) or tuple(formers)
            begun = self._index.begun(name)
            return _Meant(begun or known, sure=not begun and any(one.population >= TOWN for one in known))
        return self._elsewhere(name, todays, spelled)

    def _here(self, name: str, todays: Sequence[Commune], formers: Sequence[Commune]) -> tuple[Commune, ...]:
        """The communes here that a name means; none where those elsewhere are likelier."""
        once = [c for c in formers if c.departement in self._index.covered]
        if here := [c for c in todays if c.departement in self._index.covered]:
            town = any(c.population >= TOWN for c in here)
            return tuple(here) if town else self._index.unique((*here, *once))
        if once and all(c.population < TOWN for c in todays):
            return self._index.unique((*once, *self._index.begun(name)))  # or one of today whose name begins so
        return ()

    def _elsewhere(self, name: str, todays: Sequence[Commune], spelled: Sequence[str]) -> _Meant:
        """Which of the communes elsewhere that bear a name today, or a longer one that begins so, is meant."""
        begun = self._index.begun(name) if len(todays) == len(self._index.today[name]) else ()
        largest = dominant((*todays, *begun), 2 * _TEN_TIMES if begun else _TEN_TIMES)
        if largest:
            near = tuple(c for c in begun if c not in largest)
            return _Meant(largest, sure=largest[0] in todays, near=near[:_MOST_NEAR])
        if begun:
            return _Meant((*begun, *todays))
        alike = [c for c in todays if folded(c.name) == list(spelled)]
        return _Meant(tuple(alike or todays))


def dominant(communes: Sequence[Commune], times: int = _TEN_TIMES) -> tuple[Commune, ...]:
    """The commune that many times larger than each other one, alone; nothing where there is none."""
    ranked = sorted(communes, key=lambda commune: -commune.population)
    if len(ranked) == 1 or (ranked and ranked[0].population >= times * max(1, ranked[1].population)):
        return (ranked[0],)
    return ()
