"""Which bodies stand around a place of work, the best first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.areas import Commune
from bot.knowledge.schema.entries import Relay
from bot.tools.places.gazetteer import Gazetteer
from bot.tools.places.match import PlaceMatch


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies of the base. Without a ``gazetteer`` they are told apart by their ids alone."""

    relays: tuple[Relay, ...]
    gazetteer: Gazetteer | None = None

    def covering(self, insee: str) -> Sequence[Relay]:
        """The bodies to turn to for a commune, the best first; none where the commune is unknown."""
        commune = self.gazetteer.commune(insee) if self.gazetteer and insee else None
        return relays_for([commune], self.relays) if commune else ()

    def around(self, insee: str) -> list[Relay]:
        """Every body that could take a request over: those that cover the place, those of its department, the rest."""
        covering = list(self.covering(insee))
        known = {relay.id for relay in covering}
        here = departement(insee)
        others = [relay for relay in self.relays if relay.id not in known]
        others.sort(key=lambda relay: (here not in self._departements(relay), relay.name))
        return [relay for relay in (*covering, *others) if relay.status not in ("directory", "not_relay_partner")]

    def _departements(self, relay: Relay) -> Collection[str]:
        covers = relay.covers
        found = {*covers.departements, *(departement(insee) for insee in covers.communes)}
        if self.gazetteer:
            found.update(code for siren in covers.epci for code in self.gazetteer.departements_of(siren))
        return found


def departement(insee: str) -> str:
    """The code of the department in which a commune lies, by its own code."""
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]


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


def as_json(place: str, found: PlaceMatch, relays: Sequence[Relay]) -> dict[str, Any]:
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
