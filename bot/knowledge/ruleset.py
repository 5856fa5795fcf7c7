"""The tables that the tools decide by: what ``knowledge/`` holds for them, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.knowledge.schema.clause import ClauseFile
from bot.knowledge.schema.dialogue import Dialogue
from bot.knowledge.schema.eligibility import FactsFile, Grid
from bot.knowledge.schema.hours import HoursFile
from bot.knowledge.schema.modality import Modality
from bot.knowledge.schema.places import PlaceWords
from bot.knowledge.schema.requests import RequestWords

REFERENCE = "reference"  # the grid that applies where nobody names another


@dataclass(frozen=True, slots=True)
class Tables:
    """Facts of a person, grids of rules, the buyer's decision, figures of hours, a clause, and the words that lead."""

    facts: FactsFile
    grids: Mapping[str, Grid]
    modality: Modality
    hours: HoursFile
    clause: ClauseFile
    places: PlaceWords
    intake: RequestWords
    dialogue: Dialogue
