"""Communes, EPCI and departments, as values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of France today; ``epci`` is empty for the few that belong to none."""

    insee: str
    name: str
    postal_codes: tuple[str, ...]
    epci: str
    departement: str
    population: int


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a commune bore, or that a part of it bears, and the commune that holds it today."""

    name: str
    insee: str


@dataclass(frozen=True, slots=True)
class Epci:
    """A grouping of communes with its own taxes: the territory by which relays are organised.

    ``kind`` is CC, CA, CU, METRO or MET69; ``name`` begins with it, but for a metropolis.
    """

    siren: str
    name: str
    kind: str
    departements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Departement:
    """A department of France, or a territory that is counted as one."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Position:
    """A point on earth, in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Centre:
    """The middle of a commune, and the radius in kilometres of a circle as large as it."""

    insee: str
    position: Position
    radius: float
