"""Which bodies stand around a place of work, the best first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.knowledge.schema.entries import Relay
from bot.tools.places.gazetteer import Gazetteer, relays_for


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
