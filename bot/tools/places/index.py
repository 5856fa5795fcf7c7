"""Every name by which a place goes, indexed once: communes of today and former ones, postal codes, areas."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.knowledge.areas import Commune, Departement, Epci, FormerName
from bot.knowledge.schema.places import PlaceWords
from bot.language.fold import words as folded
from bot.tools.places.match import PlaceMatch, told
from bot.tools.places.names import Names, key
from bot.tools.places.reading import Reader

TOWN = 10_000  # inhabitants from which a town elsewhere is thought of before a former village here
_HEARD = 5_000  # inhabitants from which a name elsewhere is spelled by ear often enough to be listened for
OF = frozenset({"de", "du", "des", "d"})
JOINED = OF | {"la", "le", "les", "l"}  # between "agglo" and a name


@dataclass(frozen=True, slots=True)
class Area:
    """A territory of several communes that goes by one name."""

    name: str
    epci: frozenset[str] = frozenset()
    departements: frozenset[str] = frozenset()

    def holds(self, commune: Commune) -> bool:
        """Tell whether a commune lies in this territory."""
        return commune.epci in self.epci or commune.departement in self.departements


class PlaceIndex:
    """The communes, their names and their areas; ``covered`` are the departments in which the base has relays."""

    def __init__(
        self,
        communes: Iterable[Commune],
        former: Iterable[FormerName],
        epci: Iterable[Epci],
        departements: Iterable[Departement],
        *,
        covered: Collection[str],
        words: PlaceWords,
        reader: Reader,
    ) -> None:
        """Index the names; ``reader`` tells articles and links from names."""
        departements = tuple(departements)
        self.covered = frozenset(covered)
        self._reader = reader
        self.common = frozenset(word for line in words.common for word in folded(line))
        self.departements = {one.code: one.name for one in departements}
        self.by_insee = {commune.insee: commune for commune in communes}
        self.today: dict[str, list[Commune]] = defaultdict(list)
        self.postal: dict[str, list[Commune]] = defaultdict(list)
        self.in_area: dict[str, list[Commune]] = defaultdict(list)
        self.former: dict[str, list[Commune]] = defaultdict(list)
        self.former_names: dict[tuple[str, str], str] = {}
        here = self._index_communes() | self._index_former(former, words)
        self.epci = {one.siren: one for one in epci}
        self.areas: dict[str, Area] = {}
        self._index_areas(words)
        self.names = Names(
            chain(self.today, self.areas),
            here,
            (name for name, all_ in self.today.items() if any(c.population >= _HEARD for c in all_)),
            articles=self._reader.articles,
            common=self.common,
            links=self._reader.links,
        )

    def _index_communes(self) -> dict[str, Sequence[str]]:
        """Index the names of today; those of the covered departments, with their words."""
        here: dict[str, Sequence[str]] = {}
        for commune in self.by_insee.values():
            name = folded(commune.name)
            whole = "".join(name)
            self.today[whole].append(commune)
            self.in_area[commune.epci].append(commune)
            self.in_area[commune.departement].append(commune)
            for code in commune.postal_codes:
                self.postal[code].append(commune)
            if commune.departement in self.covered:
                here[whole] = name
        return here

    def _index_former(self, former: Iterable[FormerName], words: PlaceWords) -> dict[str, Sequence[str]]:
        """Index the names of once, and the other ways to call a commune; those of the covered departments."""
        here: dict[str, Sequence[str]] = {}
        others = (FormerName(name, insee) for insee, names in words.communes.items() for name in names)
        for is_former, names in ((True, former), (False, others)):
            for one in names:
                now, name = self.by_insee.get(one.insee), folded(one.name)
                whole = "".join(name)
                if now is None or now in self.former[whole]:
                    continue
                self.former[whole].append(now)
                if is_former:
                    self.former_names[whole, now.insee] = one.name
                if now.departement in self.covered and whole not in self.today:
                    here[whole] = name
        return here

    def _index_areas(self, words: PlaceWords) -> None:
        for one in self.departements:
            self.areas[key(self.departements[one])] = Area(self.departements[one], departements=frozenset({one}))
        heads = sorted((tuple(folded(line)) for line in words.intercommunal), key=len, reverse=True)
        for epci in sorted(self.epci.values(), key=lambda epci: self.covered.isdisjoint(epci.departements)):
            area = self.as_area(epci.siren)
            for name in _short_names(folded(epci.name), heads, self._reader.articles | JOINED):
                if name not in self.today:
                    self.areas.setdefault(name, area)
        for name, meant in words.areas.items():
            label = (
                " / ".join(self.epci[siren].name for siren in meant.epci if siren in self.epci)
                if meant.epci
                else " / ".join(self.departements.get(code, code) for code in meant.departements)
            )
            self.areas[key(name)] = Area(label, frozenset(meant.epci), frozenset(meant.departements))

    def commune(self, insee: str) -> Commune | None:
        """The commune of an INSEE code."""
        return self.by_insee.get(insee)

    def departements_of(self, siren: str) -> Sequence[str]:
        """The departments in which an EPCI lies."""
        epci = self.epci.get(siren)
        return epci.departements if epci else ()

    def named(self, name: str) -> tuple[Commune, ...]:
        """The communes, of today and former ones, that bear just this name (its key)."""
        return self.unique(chain(self.today.get(name, ()), self.former.get(name, ())))

    def coded(self, code: str) -> Sequence[Commune]:
        """The communes of a postal code, else the one of an INSEE code."""
        if at_post := self.postal.get(code):
            return at_post
        return [self.by_insee[code]] if code in self.by_insee else []

    def begun(self, name: str) -> tuple[Commune, ...]:
        """The communes here whose name, of today or else a former one, begins with these words."""
        whole = self.names.parts(name)
        todays = self.unique(c for known in whole for c in self.today.get(known, ()) if c.departement in self.covered)
        return todays or self.unique(
            c for known in whole for c in self.former.get(known, ()) if c.departement in self.covered
        )

    def is_known(self, commune: Commune) -> bool:
        """Tell whether a commune lies here or is a town that anybody may name."""
        return commune.departement in self.covered or commune.population >= TOWN

    def as_area(self, siren: str) -> Area:
        """The territory of an EPCI."""
        return Area(self.epci[siren].name if siren in self.epci else siren, epci=frozenset({siren}))

    def is_here(self, area: Area) -> bool:
        """Tell whether an area lies in the covered departments, in part at least."""
        return not self.covered.isdisjoint(area.departements) or any(
            siren in self.epci and not self.covered.isdisjoint(self.epci[siren].departements) for siren in area.epci
        )

    def whole(self, area: Area) -> PlaceMatch:
        """Every commune of an area; where it has a single one, as Paris, that one is meant."""
        communes = self.unique(c for code in (*area.epci, *area.departements) for c in self.in_area.get(code, ()))
        if not communes:
            return PlaceMatch("none")
        return replace(told("exact", communes), area=area.name)

    def unique(self, communes: Iterable[Commune]) -> tuple[Commune, ...]:
        """Each commune once: here first, then the most populous."""
        return tuple(
            sorted(
                {commune.insee: commune for commune in communes}.values(),
                key=lambda commune: (commune.departement not in self.covered, -commune.population, commune.insee),
            )
        )


def _short_names(name: Sequence[str], heads: Sequence[tuple[str, ...]], joined: Collection[str]) -> Iterator[str]:
    """The keys under which an EPCI goes: its name without "CC du", and without "agglomération" behind."""
    yield "".join(name)
    core = tuple(name)
    for head in heads:
        if core[: len(head)] == head and len(core) > len(head):
            core = core[len(head) :]
            break
    while True:
        if core[0] not in OF:
            yield "".join(core)
        for head in heads:
            if core[-len(head) :] == head and len(core) > len(head):
                yield "".join(core[: -len(head)])
                break
        if len(core) == 1 or core[0] not in joined:
            return
        core = core[1:]
