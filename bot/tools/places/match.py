"""What a text names."""

from dataclasses import dataclass
from typing import Literal

from bot.knowledge.areas import Commune

Match = Literal["exact", "fuzzy", "ambiguous", "none"]


@dataclass(frozen=True, slots=True)
class PlaceMatch:
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


def told(match: Match, communes: tuple[Commune, ...]) -> PlaceMatch:
    """A find of one commune as it is, of several as ambiguous."""
    return PlaceMatch(match if len(communes) == 1 else "ambiguous" if communes else "none", communes)
