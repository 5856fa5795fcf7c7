"""From what a person writes to the communes that are meant, and from these to the relays."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

from bot.deciding.place_names import Names, key
from bot.deciding.places_data import PlaceWords
from bot.knowledge.models import Relay
from bot.knowledge.territory import Commune, Departement, Epci, FormerName
from bot.language.fold import plain, words
from bot.language.sound import sound
from bot.language.spelling import Speller, typos

Match = Literal["exact", "fuzzy", "ambiguous", "none"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a text names: ``ambiguous`` holds every commune that may be meant, the others one, ``none`` nothing.

    ``area`` is the name of the EPCI or department where one was named. ``near`` are other communes that a misspelt
    name may mean. Communes of the covered departments come first, then the most populous.
    """

    match: Match
    communes: tuple[Commune, ...] = ()
    area: str | None = None
    near: tuple[Commune, ...] = ()


NOWHERE = Found("none")

_TEN_TIMES = 10  # a town ten times larger than its homonyms is the one meant
_TOWN = 10_000  # inhabitants from which a town elsewhere is thought of before a hamlet here
_KNOWN = 2_000  # inhabitants under which a short name elsewhere is too easily a misspelt other word
_SHORT = 8  # letters, the same step as in bot.language.spelling
_MOST_WORDS, _LONGEST_NAME, _MOST_WINDOWS = 60, 12, 48  # a text longer than that names its place early or not at all
_MOST_NEAR = 3

_TELEPHONE = re.compile(r"(?<!\d)(?:\+33|0033|0)\s?[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_SPACED_CODE = re.compile(r"(?<![\d.,/])(\d{2})[ .](\d{3})(?![\d/])")
_CODE = re.compile(r"(?<![\w])(?<!\d{3}[ .])(?:f-?)?(\d{5}|2[ab]\d{3})(?!\w)")
_TOKEN = re.compile(r"[a-z0-9]+")

Within = Callable[[Commune], bool]


@dataclass(frozen=True, slots=True)
class _Area:
    """A territory of several communes: an EPCI, a department, or several that go by one name."""

    name: str
    epci: frozenset[str] = frozenset()
    departements: frozenset[str] = frozenset()

    def holds(self, commune: Commune) -> bool:
        return commune.epci in self.epci or commune.departement in self.departements


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text, taken apart: its words, its codes of five digits, the departments it gives by number."""

    tokens: tuple[str, ...]
    codes: tuple[str, ...]
    departements: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words of the text that name communes or an area; ``stressed`` behind "à", "vers" and the like."""

    start: int
    end: int
    communes: tuple[Commune, ...]
    exact: bool
    stressed: bool
    area: _Area | None = None
    near: tuple[Commune, ...] = ()

    def length(self) -> int:
        return self.end - self.start


class Gazetteer:
    """Every name of every commune of France, ready to be found in a text.

    Built once for a knowledge base (a third of a second); a look-up takes a few milliseconds at most.
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
        words: PlaceWords,
    ) -> None:
        """Index the names.

        ``covered`` are the codes of the departments in which the base has relays: a name means a place there first.
        ``empty_words`` are hardly ever a place (``places_data.empty_words``); ``words`` is knowledge/places.yaml.
        """
        self._covered = frozenset(covered)
        self._insee = {commune.insee: commune for commune in communes}
        self._today: dict[str, list[Commune]] = defaultdict(list)
        self._postal: dict[str, list[Commune]] = defaultdict(list)
        for commune in self._insee.values():
            self._today[key(commune.name)].append(commune)
            for code in commune.postal_codes:
                self._postal[code].append(commune)
        self._former: dict[str, list[Commune]] = defaultdict(list)
        for name, insee in chain(
            ((one.name, one.insee) for one in former),
            ((name, insee) for insee, names in words.communes.items() for name in names),
        ):
            if (now := self._insee.get(insee)) and now not in self._former[key(name)]:
                self._former[key(name)].append(now)
        self._departements = {one.code for one in departements_seen(departements := tuple(departements))}
        self._index_words(empty_words, words)
        self._areas = dict(self._named_areas(tuple(epci), departements, words))
        self._index_names(words)

    def find(self, text: str) -> Found:
        """What places a text names; never raises, whatever the text.

        A number of five digits is a postal code first, then an INSEE code. A department beside a name tells which of
        several. Names of today come before former ones, exact names before misspelt ones, here before elsewhere.
        """
        reading = self._read(text)
        coded = [commune for code in reading.codes for commune in self._coded(code, reading)]
        if coded:
            return self._beside_code(reading, _unique(coded))
        if reading.codes:
            known = {code[:2].upper() for code in reading.codes} & self._departements
            reading = _Reading(reading.tokens, (), reading.departements | known)
        found = self._named(reading)
        if found.match == "none" and len(reading.departements) == 1 and not self._content(reading.tokens):
            (only,) = reading.departements
            return self._whole(_Area(only, departements=frozenset(reading.departements))) if not reading.codes else found
        return found
