"""From a position to the communes that it may lie in: the likeliest and its neighbours, for the person to tell."""

from collections.abc import Callable, Iterable
from math import cos, radians
from operator import itemgetter

from bot.chat.flow import AnswerRefused, Choice
from bot.knowledge.areas import Centre, Commune, Position
from bot.knowledge.schema.texts import Texts
from bot.tools.places.gazetteer import Gazetteer

_OFFERED = 3
_KM = 111.2  # a degree of latitude
_WINDOW = 1.5  # degrees of latitude around a position, in which every commune stands that can hold it
_BEYOND = 15.0  # kilometres outside of the circle of the nearest commune: not France


class Surroundings:
    """Knows where the communes are; ``load`` is called once, when a position arrives.

    A commune is known by its middle and its size alone, so the circle of its size that a position lies deepest in tells
    the likeliest: of positions drawn at random in communes by their population it names the right one in 78 of 100
    cases, and it stands among the first three in 96 (the nearest middle: 68 and 90). So it is asked, never assumed.
    """

    def __init__(self, load: Callable[[], Iterable[Centre]], gazetteer: Gazetteer) -> None:
        self._load = load
        self._gazetteer = gazetteer
        self._centres: tuple[Centre, ...] | None = None

    @property
    def known(self) -> bool:
        """Tell whether the base knows where any commune is."""
        return bool(self._every())

    def around(self, position: Position) -> tuple[Commune, ...]:
        """The likeliest communes of a position, the first first; none outside of France."""
        lat, lon = position.latitude, position.longitude
        across = _KM * cos(radians(lat))
        near: list[tuple[float, float, str]] = []
        for one in self._every():
            north = one.position.latitude - lat
            if abs(north) > _WINDOW:
                continue
            square = (north * _KM) ** 2 + ((one.position.longitude - lon) * across) ** 2
            near.append((square - one.radius**2, square**0.5 - one.radius, one.insee))
        near.sort(key=itemgetter(0))
        inside = near[:_OFFERED] if near and min(near[:_OFFERED], key=itemgetter(1))[1] <= _BEYOND else []
        found = (self._gazetteer.commune(insee) for _, _, insee in inside)
        return tuple(commune for commune in found if commune is not None)

    def _every(self) -> tuple[Centre, ...]:
        if self._centres is None:
            self._centres = tuple(self._load())
        return self._centres

    def asked(self, texts: Texts, position: Position) -> AnswerRefused:
        """The communes of a position as choices, and what is said above them; outside of France, that it is."""
        communes = self.around(position)
        if not communes:
            return AnswerRefused(texts.relay.position_outside)
        choices = tuple(Choice(one.insee, f"{one.name} ({one.departement})") for one in communes)
        return AnswerRefused(texts.relay.position_near.format(place=communes[0].name), choices)
