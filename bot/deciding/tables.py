"""The tables that the tools decide by: what ``knowledge/`` holds for them, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from bot.deciding.eligibility_data import FactsFile, Grid
from bot.deciding.hours_data import HoursFile
from bot.deciding.modality_data import Modality
from bot.deciding.places_data import PlaceWords

FILES: Mapping[str, type[BaseModel]] = {
    "facts.yaml": FactsFile,
    "modality.yaml": Modality,
    "hours.yaml": HoursFile,
    "places.yaml": PlaceWords,
}
FOLDERS: Mapping[str, type[BaseModel]] = {"grids": Grid}
REFERENCE = "reference"  # the grid that applies where nobody names another


@dataclass(frozen=True, slots=True)
class Tables:
    """The facts of a person and the grids of rules, the buyer's decision, the figures of hours, the words of places."""

    facts: FactsFile
    grids: Mapping[str, Grid]
    modality: Modality
    hours: HoursFile
    places: PlaceWords
