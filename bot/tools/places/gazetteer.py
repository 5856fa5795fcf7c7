"""From what a person writes to the communes that are meant, and from these to the relays."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Literal

from bot.knowledge.areas import Commune, Departement, Epci, FormerName
from bot.knowledge.schema.entries import Relay
from bot.knowledge.schema.places import PlaceWords
from bot.language.fold import words as folded
from bot.language.sound import sound
from bot.language.spelling import typos
from bot.language.text import Reader as TextReader
from bot.tools.places.names import Names, allowed, key
from bot.tools.places.reading import Reader, Reading

Match = Literal["exact", "fuzzy", "ambiguous", "none"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a text names: ``ambiguous`` holds every commune that may be meant, ``exact`` and ``fuzzy`` hold one.

    ``area`` is the name of the EPCI or department where one was named. ``near`` are other communes that a misspelt or
    shortened name may mean. ``former`` is the name of a former commune or of a part of one, where that was named.
    Communes of the covered departments come first, then the most populous.
    """

    match: Match
    communes: tuple[Commune, ...] = ()
    area: str | None = None
    near: tuple[Commune, ...] = ()
    former: str = ""


_TEN_TIMES = 10  # a town ten times larger than its homonyms is the one meant
_TOWN = 10_000  # inhabitants from which a town elsewhere is thought of before a former village here
_KNOWN = 2_000  # inhabitants under which a short misspelt name elsewhere is more likely another word
_HEARD = 5_000  # inhabitants from which a name elsewhere is spelled by ear often enough to be listened for
_LONG = 11  # letters of a name that no other word resembles by chance
_TOWN_ELSEWHERE, _ELSEWHERE, _AREA_MISSPELT = 0.5, 2.0, 0.2  # by how many typos these must be nearer than a name here
_MOST_NAME = 4  # words that may be a name in which hardly a letter is right
_LONGEST_NAME, _MOST_WINDOWS, _MOST_NEAR = 12, 40, 3
_HEAD_BEHIND = 5  # letters: "Niort agglo"; shorter ones as "ca" are other words behind a name
_OF = frozenset({"de", "du", "des", "d"})
_JOINED = _OF | {"la", "le", "les", "l"}  # between "agglo" and a name


@dataclass(frozen=True, slots=True)
class _Area:
    """A territory of several communes that goes by one name."""

    name: str
    epci: frozenset[str] = frozenset()
    departements: frozenset[str] = frozenset()

    def holds(self, commune: Commune) -> bool:
        return commune.epci in self.epci or commune.departement in self.departements


Within = Callable[[Commune], bool]


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a name stands for; ``sure`` where it is the commune's own name, not the beginning of it."""

    communes: tuple[Commune, ...]
    sure: bool = True
    near: tuple[Commune, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hit:
    """The words of a text from ``start`` to ``end`` that are the key of communes, of an area, or of both."""

    start: int
    end: int
    key: str
    communes: tuple[Commune, ...]
    stressed: bool
    area: _Area | None


class Gazetteer:
    """Every name of every commune of France, ready to be found in a text.

    Built once for a knowledge base; a look-up takes a few milliseconds at most.
    """

    def __init__(
        self,
        communes: Iterable[Commune],
        former: Iterable[FormerName],
        epci: Iterable[Epci],
        departements: Iterable[Departement],
        *,
        covered: Collection[str],
        empty_words: Iterable[str],
        ordinary: TextReader,
        words: PlaceWords,
    ) -> None:
        """Index the names.

        ``covered`` are the codes of the departments in which the base has relays: a name means a place there first.
        ``empty_words`` are hardly ever a place (``places_data.empty_words``), the words that ``ordinary`` knows
        are never the misspelt name of one; ``words`` is knowledge/places.yaml.
        """
        departements = tuple(departements)
        self._covered = frozenset(covered)
        self._ordinary = ordinary
        self._reader = Reader(words, empty_words, (one.code for one in departements))
        self._common = frozenset(word for line in words.common for word in folded(line))
        self._departements = {one.code: one.name for one in departements}
        self._insee = {commune.insee: commune for commune in communes}
        self._today: dict[str, list[Commune]] = defaultdict(list)
        self._postal: dict[str, list[Commune]] = defaultdict(list)
        self._in_area: dict[str, list[Commune]] = defaultdict(list)
        here: dict[str, Sequence[str]] = {}
        for commune in self._insee.values():
            name = folded(commune.name)
            whole = "".join(name)
            self._today[whole].append(commune)
            self._in_area[commune.epci].append(commune)
            self._in_area[commune.departement].append(commune)
            for code in commune.postal_codes:
                self._postal[code].append(commune)
            if commune.departement in self._covered:
                here[whole] = name
        self._former: dict[str, list[Commune]] = defaultdict(list)
        self._former_name: dict[tuple[str, str], str] = {}
        aliases = (FormerName(name, insee) for insee, names in words.communes.items() for name in names)
        for one in chain(former, aliases):
            now, name = self._insee.get(one.insee), folded(one.name)
            if now and now not in self._former["".join(name)]:
                self._former_name["".join(name), now.insee] = one.name
                self._former["".join(name)].append(now)
                if now.departement in self._covered:
                    here.setdefault("".join(name), name)
        self._epci = {one.siren: one for one in epci}
        self._areas: dict[str, _Area] = {}
        self._index_areas(words)
        self._names = Names(
            chain(self._today, self._areas),
            here,
            (name for name, all_ in self._today.items() if any(c.population >= _HEARD for c in all_)),
            articles=self._reader.articles,
            common=self._common,
            links=self._reader.links,
        )

    def commune(self, insee: str) -> Commune | None:
        """The commune of an INSEE code."""
        return self._insee.get(insee)

    def departements_of(self, siren: str) -> Sequence[str]:
        """The departments in which an EPCI lies."""
        epci = self._epci.get(siren)
        return epci.departements if epci else ()

    def is_name(self, text: str) -> bool:
        """Tell whether a text is the name of a commune and nothing else, as a name is written or of a known place.

        Of 35 000 names many are ordinary words ("plan"); those of the field ("macon") must have their very accents.
        """
        text, written = text.strip(), key(text)
        communes = self._today.get(written) or self._former.get(written) or ()
        known = any(c.departement in self._covered or c.population >= _KNOWN for c in communes)
        spelt = any(commune.name.casefold() == text.casefold() for commune in communes)
        return bool(communes) and (spelt or bool(self._reader.read(text).heavy())) and (known or text[:1].isupper())

    def nearest(self, text: str, most: int = 3) -> tuple[Commune, ...]:
        """The communes here whose names resemble a text most, where ``find`` dares none: offered, not taken.

        None where nothing in the text may be a name: words of the field, ordinary ones, so many of something.
        """
        reading = self._reader.read(self._reader.names(text))
        heavy = [at for at in reading.heavy() if not reading.counted(at) and not self._is_ordinary(reading.tokens[at])]
        if not heavy or len(heavy) > _MOST_NAME:
            return ()
        return self._unique(
            commune
            for name in self._names.alike("".join(reading.tokens[heavy[0] : heavy[-1] + 1]), most)
            for commune in chain(self._today.get(name, ()), self._former.get(name, ()))
            if commune.departement in self._covered
        )[:most]

    def find(self, text: str) -> Found:
        """What places a text names; never raises, whatever the text.

        A number of five digits is a postal code first, then an INSEE code. A department beside a name tells which of
        several. Names of today come before former ones, exact names before misspelt ones, here before elsewhere. The
        place of the work counts; the company's seat only where no other place is named.
        """
        text = self._reader.names(text)
        work = self._reader.of_the_work(text)
        found = self._find(work)
        return self._find(text) if found.match == "none" and work != text else found

    def _find(self, text: str) -> Found:
        reading = self._reader.read(text)
        coded = self._unique(commune for code in reading.codes for commune in self._coded(code))
        if coded:
            return self._beside_code(reading, coded)
        if reading.codes:  # a code that nobody has, as 86999, still tells the department
            unknown = frozenset(code[:2] for code in reading.codes) & self._departements.keys()
            reading = replace(reading, departements=reading.departements | unknown)
        found = self._named(reading)
        if found.match == "none" and not reading.codes and not reading.heavy() and len(reading.departements) == 1:
            (code,) = reading.departements
            return self._whole(_Area(self._departements[code], departements=reading.departements))
        return found

    # --- A code

    def _coded(self, code: str) -> Sequence[Commune]:
        if at_post := self._postal.get(code):
            return at_post
        return [self._insee[code]] if code in self._insee else []

    def _beside_code(self, reading: Reading, coded: tuple[Commune, ...]) -> Found:
        """A code, and the name beside it where there is one."""
        insee = {commune.insee for commune in coded}
        hits = list(self._hits(reading, lambda commune: commune.insee in insee))
        named = self._unique(c for hit in hits for c in hit.communes if c.insee in insee)
        todays = tuple(c for c in named if any(c in self._today.get(hit.key, ()) for hit in hits))
        named = todays or named
        if named:
            return _told("exact", named)
        if near := self._nearest_of(reading, coded):
            return _told("fuzzy", near)
        if reading.heavy():
            there = frozenset(commune.departement for commune in coded)
            apart = self._named(replace(reading, departements=there))
            communes = tuple(c for c in apart.communes if apart.area is None)
            if apart.match == "exact" and communes[0].departement in there:
                return apart  # the code of a neighbour, or of its post office ("Cedex")
            if apart.match in ("exact", "ambiguous") and communes:
                return _told("ambiguous", self._unique((*communes, *coded)))
        return _told("exact", coded)

    def _nearest_of(self, reading: Reading, communes: Sequence[Commune]) -> tuple[Commune, ...]:
        """The commune among a few that a misspelt or shortened name beside their code means."""
        best: list[tuple[float, Commune]] = []
        for start, end in self._windows(reading):
            written = "".join(reading.tokens[start:end])
            most = max(1, allowed(reading.tokens[start:end], self._common))
            for commune in communes:
                whole = key(commune.name)
                if whole.startswith(written) or (len(written) > _HEAD_BEHIND and written in whole):
                    best.append((0.5, commune))
                elif (distance := typos(written, whole)) <= most:
                    best.append((float(distance), commune))
                elif sound(written) == sound(whole):
                    best.append((1.0, commune))
        if not best:
            return ()
        least = min(cost for cost, _ in best)
        return self._unique(commune for cost, commune in best if cost == least)

    # --- Names

    def _named(self, reading: Reading) -> Found:
        def beside(commune: Commune) -> bool:
            return commune.departement in reading.departements

        hits = list(self._hits(reading, beside if reading.departements else None))
        hits = self._told_apart(hits)
        hits = self._most_telling(hits)
        longer = self._misspelt(reading, hits)
        if longer is not None:
            return longer
        if not hits:
            return Found("none")
        if len(hits) == 1:
            return self._of_hit(hits[0], reading)
        every = [self._of_hit(hit, reading) for hit in hits]
        communes = self._unique(commune for found in every for commune in found.communes)
        return _told(every[0].match if len(communes) == 1 else "ambiguous", communes)

    def _hits(self, reading: Reading, within: Within | None) -> Iterator[_Hit]:
        """The longest runs of words that are names, in the order of their length; none overlaps another."""
        taken: set[int] = set()
        tokens = reading.tokens
        for length in range(min(_LONGEST_NAME, len(tokens)), 0, -1):
            for start in range(len(tokens) - length + 1):
                end = start + length
                if taken.intersection(range(start, end)) or not self._may_be_name(reading, start, end):
                    continue
                hit = self._hit(reading, start, end, within)
                if hit is not None:
                    taken.update(range(start, end))
                    yield hit

    def _may_be_name(self, reading: Reading, start: int, end: int) -> bool:
        if self._ends_longer(reading, start):
            return False
        match reading.weight(start, end):
            case 2:
                return True
            case 1:
                named = self._areas.get("".join(reading.tokens[start:end])) if end - start > 1 else None
                return start in reading.stressed or reading.alone(start, end) or bool(named and named.departements)
            case _:
                return reading.whole(start, end)

    def _ends_longer(self, reading: Reading, start: int) -> bool:
        """Tell whether the words before, joined to these, are the beginning of a longer name, and no name here."""
        first, end = reading.before(start)
        if reading.weight(first, end) < 2:  # noqa: PLR2004  "le", "chantier": no part of a name
            return False
        here = chain.from_iterable(
            (*self._today.get(name, ()), *self._former.get(name, ()))
            for name in ("".join(reading.tokens[first:end]), reading.tokens[end - 1])
        )
        return not any(commune.departement in self._covered for commune in here)

    def _hit(self, reading: Reading, start: int, end: int, within: Within | None) -> _Hit | None:
        name = "".join(reading.tokens[start:end])
        area = self._areas.get(name)
        known = name in self._today or name in self._former
        communes = self._unique(chain(self._today.get(name, ()), self._former.get(name, ()))) if known else ()
        if not known and area is None:
            communes = self._begun(name) if end - start > 1 else ()
        if reading.tokens[start] in self._reader.links - self._reader.articles:  # "à Chey" is not Achey
            communes = tuple(c for c in communes if folded(c.name)[0] == reading.tokens[start])
        if area is None and reading.counted(start) and not any(map(self._is_known, communes)):
            return None
        if area and not self._is_here(area) and reading.goes_on(end):
            area = None  # "Marne-la-Vallée" is not the department
        if not communes and area is None:
            return None
        if within and (inside := tuple(filter(within, communes))):
            communes = inside
        elif within and (begun := tuple(filter(within, self._begun(name)))):
            communes = begun
        if known and (siren := self._headed(reading, start, end, communes)):
            return _Hit(start, end, name, (), start in reading.stressed, self._as_area(siren))
        if area and communes:
            area, communes = self._area_or_town(area, communes, within)
        if area and start and reading.tokens[start - 1] in self._reader.articles:
            communes = ()  # "la Vienne" is the department, Vienne may be the town
        stressed = start in reading.stressed or (start - 1 in reading.stressed and not reading.weights[start - 1])
        return _Hit(start, end, name, communes, stressed, area)

    def _area_or_town(
        self, area: _Area, communes: tuple[Commune, ...], within: Within | None
    ) -> tuple[_Area | None, tuple[Commune, ...]]:
        """Of an area and the communes of the same name, what is meant; both where that is open."""
        inside = within is not None and any(map(within, communes))
        if self._is_here(area):
            return (
                (None, communes) if inside and not any(map(area.holds, communes)) else (area, communes)
            )  # "Vienne 38"
        # Paris is the town, Creuse the department and not the hamlet, unless its department is given
        town = any(c.departement in self._covered or c.population >= _TOWN for c in communes)
        return (None, communes) if inside or town else (area, ())

    def _headed(self, reading: Reading, start: int, end: int, communes: Sequence[Commune]) -> str | None:
        """The EPCI of a commune whose name stands beside "agglo" and the like."""
        for head_start, head_end in reading.heads:
            before = head_end <= start and set(reading.tokens[head_end:start]) <= _JOINED
            behind = head_start == end and len("".join(reading.tokens[head_start:head_end])) >= _HEAD_BEHIND
            if before or behind:
                here = [commune for commune in communes if commune.departement in self._covered] or communes
                return max(here, key=lambda commune: commune.population).epci or None
        return None

    @staticmethod
    def _told_apart(hits: Sequence[_Hit]) -> list[_Hit]:
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

    def _most_telling(self, hits: Sequence[_Hit]) -> list[_Hit]:
        """Of several names the ones here, and of these the ones behind "à" and the like."""
        own = [hit for hit in hits if hit.area or hit.key in self._today or hit.key in self._former]
        hits = own or hits  # a whole name rather than the beginning of one
        here = [hit for hit in hits if self._touches_here(hit)]
        if here:
            hits = [
                hit
                for hit in hits
                if hit in here or (hit.stressed and any(c.population >= _TOWN for c in hit.communes))
            ]
        return [hit for hit in hits if hit.stressed] or list(hits)

    def _touches_here(self, hit: _Hit) -> bool:
        return any(c.departement in self._covered for c in hit.communes) or bool(hit.area and self._is_here(hit.area))

    def _of_hit(self, hit: _Hit, reading: Reading) -> Found:
        if hit.area and not hit.communes:
            return self._whole(hit.area)
        if hit.area:
            return replace(
                _told("ambiguous", self._unique((*self._whole(hit.area).communes, *hit.communes))), area=None
            )
        meant = self._meant(hit.key, hit.communes, reading.tokens[hit.start : hit.end])
        former = ""
        if len(meant.communes) == 1 and meant.communes[0] not in self._today.get(hit.key, ()):
            former = self._former_name.get((hit.key, meant.communes[0].insee), "")
        return replace(_told("exact" if meant.sure else "fuzzy", meant.communes), near=meant.near, former=former)

    def _meant(self, name: str, candidates: Sequence[Commune], spelled: Sequence[str]) -> _Meant:
        """Which of the communes that a name stands for is meant; several where that is open."""
        todays = [c for c in candidates if c in self._today.get(name, ())]
        formers = [c for c in candidates if c in self._former.get(name, ())]
        if not todays and not formers:  # the beginning of a name, in the department that was given
            return _Meant(tuple(candidates), sure=False)
        once = [c for c in formers if c.departement in self._covered]
        if here := [c for c in todays if c.departement in self._covered]:
            town = any(c.population >= _TOWN for c in here)
            return _Meant(tuple(here) if town else self._unique((*here, *once)))
        here = once
        if here and all(c.population < _TOWN for c in todays):
            return _Meant(self._unique((*here, *self._begun(name))))  # or a place of today whose name begins so
        if not todays:
            return _Meant(_dominant(formers) or tuple(formers))
        begun = self._begun(name) if len(todays) == len(self._today[name]) else ()
        largest = _dominant((*todays, *begun), 2 * _TEN_TIMES if begun else _TEN_TIMES)
        if largest:
            near = tuple(c for c in begun if c not in largest)
            return _Meant(largest, sure=largest[0] in todays, near=near[:_MOST_NEAR])
        if begun:
            return _Meant((*begun, *todays))
        alike = [c for c in todays if folded(c.name) == list(spelled)]
        return _Meant(tuple(alike or todays))

    def _begun(self, name: str) -> tuple[Commune, ...]:
        """The communes here whose name, of today or else a former one, begins with these words."""
        whole = self._names.parts(name)
        todays = self._unique(
            c for known in whole for c in self._today.get(known, ()) if c.departement in self._covered
        )
        return todays or self._unique(
            c for known in whole for c in self._former.get(known, ()) if c.departement in self._covered
        )

    # --- Misspelt names

    def _misspelt(self, reading: Reading, hits: Sequence[_Hit]) -> Found | None:
        """The best misspelt name, where it explains more of the text than the exact ones do; else None."""
        heavy = set(reading.heavy())
        explained = {at for hit in hits for at in range(hit.start, hit.end)}
        if typed := self._typed_whole(reading, explained):
            return _told("fuzzy", typed)
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
        near = self._unique(c for _, name in ranked[:12] for c in self._of_key(name, reading) if c not in communes)
        if area := self._areas.get(ranked[0][1]):
            return self._whole(area)
        return replace(_told("fuzzy", communes), near=near[:_MOST_NEAR])

    def _typed_whole(self, reading: Reading, explained: Collection[int]) -> tuple[Commune, ...]:
        """The commune here whose long name is the whole text but for a typo or two, whatever words it is made of."""
        name = [(at, token) for at, token in enumerate(reading.tokens) if not token.isdigit()]
        written = [token for _, token in name]
        if all(at in explained for at, _ in name) or len(written) > _LONGEST_NAME or len("".join(written)) < _LONG:
            return ()
        near = next(iter(self._names.near(written)), None)
        if near is None or near.cost > 2 or typos("".join(written), near.key) > 2:  # noqa: PLR2004  two typos
            return ()
        return tuple(c for c in self._of_key(near.key, reading) if c.departement in self._covered)

    def _near(self, reading: Reading, start: int, end: int, count: int) -> Iterator[tuple[tuple[Any, ...], str]]:
        """The names that a window may mean, each with its rank: what explains most, then the nearest."""
        written = "".join(reading.tokens[start:end])
        asking = self._reader.misspelt_asking(written) if end - start == 1 else None
        only = all(start <= at < end for at in reading.heavy())
        if reading.counted(start) or (end - start == 1 and self._is_ordinary(written)):
            return
        for near in self._names.near(reading.tokens[start:end]):
            communes = self._of_key(near.key, reading)
            area = self._areas.get(near.key)
            if asking is not None and (asking < near.cost or (asking == near.cost and not only)):
                continue
            largest = max((c.population for c in communes), default=0)
            here = self._is_here(area) if area else any(c.departement in self._covered for c in communes)
            if not here and not (only or start in reading.stressed):
                continue
            if not here and not area and not _plausible_elsewhere(written, near.cost, largest):
                continue
            told = bool(reading.departements) and any(c.departement in reading.departements for c in communes)
            further = 0.0 if here else _TOWN_ELSEWHERE if largest >= _TOWN else _ELSEWHERE
            further += 0.0 if communes else _AREA_MISSPELT
            former = near.key not in self._today and area is None
            yield (not told, -count, near.cost + further, near.cost, start - end, former, -largest), near.key

    def _is_ordinary(self, word: str) -> bool:
        return self._ordinary.has_word(word) or self._ordinary.has_word(word.rstrip("sx"))

    def _is_known(self, commune: Commune) -> bool:
        return commune.departement in self._covered or commune.population >= _TOWN

    def _of_key(self, name: str, reading: Reading) -> tuple[Commune, ...]:
        """The communes that a known name stands for: here before elsewhere, in the department given before another."""
        communes = self._unique(chain(self._today.get(name, ()), self._former.get(name, ())))
        inside = tuple(c for c in communes if c.departement in reading.departements)
        here = tuple(c for c in communes if c.departement in self._covered)
        todays = tuple(c for c in here or communes if c in self._today.get(name, ()))
        return inside or _dominant(todays) or todays or here or communes

    def _windows(self, reading: Reading) -> list[tuple[int, int]]:
        """The runs of words that may be a misspelt name: no word of asking inside, none of weight 0 at the end."""
        found: list[tuple[int, int]] = []
        for start, token in enumerate(reading.tokens):
            if reading.weights[start] == 0 and token not in self._reader.articles:
                continue
            if self._ends_longer(reading, start):
                continue
            for end in range(start + 1, min(start + _LONGEST_NAME, len(reading.tokens)) + 1):
                last = reading.tokens[end - 1]
                if reading.weights[end - 1] == 0 and last not in self._reader.links:
                    break
                if reading.goes_on(end) and reading.tokens[end] in self._reader.articles:
                    continue  # the beginning of "Marne-la-Vallée"
                common = self._common.issuperset(reading.tokens[start:end]) and len(reading.tokens) > end - start
                if reading.weights[end - 1] and reading.weight(start, end) == 2 and not common:  # noqa: PLR2004
                    found.append((start, end))
        return found[:_MOST_WINDOWS]

    # --- Areas

    def _index_areas(self, words: PlaceWords) -> None:
        for one in self._departements:
            self._areas[key(self._departements[one])] = _Area(self._departements[one], departements=frozenset({one}))
        heads = sorted((tuple(folded(line)) for line in words.intercommunal), key=len, reverse=True)
        for epci in sorted(self._epci.values(), key=lambda epci: self._covered.isdisjoint(epci.departements)):
            area = self._as_area(epci.siren)
            for name in _short_names(folded(epci.name), heads, self._reader.articles | _JOINED):
                if name not in self._today:
                    self._areas.setdefault(name, area)
        for name, meant in words.areas.items():
            label = (
                " / ".join(self._epci[siren].name for siren in meant.epci if siren in self._epci)
                if meant.epci
                else " / ".join(self._departements.get(code, code) for code in meant.departements)
            )
            self._areas[key(name)] = _Area(label, frozenset(meant.epci), frozenset(meant.departements))

    def _as_area(self, siren: str) -> _Area:
        return _Area(self._epci[siren].name if siren in self._epci else siren, epci=frozenset({siren}))

    def _is_here(self, area: _Area) -> bool:
        return not self._covered.isdisjoint(area.departements) or any(
            siren in self._epci and not self._covered.isdisjoint(self._epci[siren].departements) for siren in area.epci
        )

    def _whole(self, area: _Area) -> Found:
        """Every commune of an area; where it has a single one, as Paris, that one is meant."""
        communes = self._unique(c for code in (*area.epci, *area.departements) for c in self._in_area.get(code, ()))
        if not communes:
            return Found("none")
        return replace(_told("exact", communes), area=area.name)

    def _unique(self, communes: Iterable[Commune]) -> tuple[Commune, ...]:
        """Each commune once: here first, then the most populous."""
        return tuple(
            sorted(
                {commune.insee: commune for commune in communes}.values(),
                key=lambda commune: (commune.departement not in self._covered, -commune.population, commune.insee),
            )
        )


def relays_for(communes: Sequence[Commune], relays: Iterable[Relay]) -> list[Relay]:
    """Whom to turn to for a place of work: the relay first, then whoever can direct one, the department, the directory.

    A relay that a source proves stands before one that is only a way in, a body for this territory alone before one
    for several, and the national directory at the end. Elsewhere there is the directory alone. Where several communes
    lead to different bodies the list is empty: the person must say which is meant.
    Source: shared facts on relays (relays.md, relays_coverage.csv), kept in knowledge/relays/.
    """
    every = tuple(relays)
    lists: list[list[Relay]] = []
    for place in dict.fromkeys((commune.insee, commune.epci, commune.departement) for commune in communes):
        lists.append(_relays_of(*place, every))
        if lists[-1] != lists[0]:
            return []
    return lists[0] if lists else []


def as_json(place: str, found: Found, relays: Sequence[Relay]) -> dict[str, Any]:
    """What ``clausette relay --json`` prints for one place."""
    return {
        "place": place,
        "match": found.match,
        "communes": [{"insee": commune.insee, "name": commune.name} for commune in found.communes],
        "relays": [relay.id for relay in relays],
    }


_RANKS = {"relay_verified": 0, "relay_historical": 1, "fallback": 2}


def _relays_of(insee: str, epci: str, departement: str, relays: Sequence[Relay]) -> list[Relay]:
    ranked: list[tuple[tuple[int, int, int, str], Relay]] = []
    for relay in relays:
        covers = relay.covers
        if relay.status == "directory":
            ranked.append(((9, 0, 0, relay.id), relay))
        elif relay.status in _RANKS and insee in covers.communes:
            ranked.append(((_RANKS[relay.status], 0, len(covers.communes), relay.id), relay))
        elif relay.status in _RANKS and epci in covers.epci:
            ranked.append(((_RANKS[relay.status], 1, len(covers.epci), relay.id), relay))
        elif relay.status in _RANKS and departement in covers.departements:
            ranked.append(((8 if relay.status == "fallback" else _RANKS[relay.status], 2, 0, relay.id), relay))
    return [relay for _, relay in sorted(ranked, key=lambda one: one[0])]


def _told(match: Match, communes: tuple[Commune, ...]) -> Found:
    """A find of one commune as it is, of several as ambiguous."""
    return Found(match if len(communes) == 1 else "ambiguous" if communes else "none", communes)


def _dominant(communes: Sequence[Commune], times: int = _TEN_TIMES) -> tuple[Commune, ...]:
    """The commune that many times larger than each other one, alone; nothing where there is none."""
    ranked = sorted(communes, key=lambda commune: -commune.population)
    if len(ranked) == 1 or (ranked and ranked[0].population >= times * max(1, ranked[1].population)):
        return (ranked[0],)
    return ()


def _plausible_elsewhere(written: str, cost: float, population: int) -> bool:
    """Tell whether a misspelt name may mean a commune elsewhere: of 35 000 one resembles any short word."""
    if cost > 2:  # noqa: PLR2004  typos
        return False
    return len(written) >= _LONG or population >= (_KNOWN if cost < 2 else _TOWN)  # noqa: PLR2004  likewise


def _short_names(name: Sequence[str], heads: Sequence[tuple[str, ...]], joined: Collection[str]) -> Iterator[str]:
    """The keys under which an EPCI goes: its name without "CC du", and without "agglomération" behind."""
    yield "".join(name)
    core = tuple(name)
    for head in heads:
        if core[: len(head)] == head and len(core) > len(head):
            core = core[len(head) :]
            break
    while True:
        if core[0] not in _OF:
            yield "".join(core)
        for head in heads:
            if core[-len(head) :] == head and len(core) > len(head):
                yield "".join(core[: -len(head)])
                break
        if len(core) == 1 or core[0] not in joined:
            return
        core = core[1:]
