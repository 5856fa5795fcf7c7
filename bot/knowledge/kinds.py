"""The kinds of file of the knowledge base: where each stands, and the model that it must fit."""

from enum import Enum, auto
from typing import NamedTuple

from pydantic import BaseModel

from bot.knowledge.schema.clause import ClauseFile
from bot.knowledge.schema.dialogue import Dialogue
from bot.knowledge.schema.eligibility import FactsFile, Grid
from bot.knowledge.schema.entries import Article, Faq, Labelled, Lexicon, Outside, Public, Relay, Smalltalk, Term, Tool
from bot.knowledge.schema.hours import HoursFile
from bot.knowledge.schema.modality import Modality
from bot.knowledge.schema.places import PlaceWords
from bot.knowledge.schema.requests import RequestWords
from bot.knowledge.schema.texts import Texts


class Shape(Enum):
    """How the things of a kind are laid out in files."""

    FOLDER = auto()
    """A folder with a file for each."""
    KEYED = auto()
    """One file with a key for each."""
    SINGLE = auto()
    """One file that is one thing."""


class FileKind(NamedTuple):
    """One kind of file; ``entry`` is the first part of the ids of its entries, empty where it holds none."""

    name: str
    model: type[BaseModel]
    shape: Shape
    entry: str = ""
    optional: bool = False
    field: str = ""
    """The field of ``Knowledge`` that holds it; empty for what the tools decide by (``Tables``)."""

    @property
    def place(self) -> str:
        """Its folder or file, from the folder of the base."""
        return self.name if self.shape is Shape.FOLDER else f"{self.name}.yaml"


KINDS = (
    FileKind("publics", Public, Shape.FOLDER, "public", field="publics"),
    FileKind("articles", Article, Shape.FOLDER, "article", field="articles"),
    FileKind("faq", Faq, Shape.FOLDER, "faq", field="faq"),
    FileKind("relays", Relay, Shape.FOLDER, "relay", field="relays"),
    FileKind("glossary", Term, Shape.KEYED, "term", field="terms"),
    FileKind("tools", Tool, Shape.KEYED, "tool", field="tools"),
    FileKind("outside", Outside, Shape.KEYED, field="outside"),
    FileKind("smalltalk", Smalltalk, Shape.KEYED, field="smalltalk"),
    FileKind("lexicon", Lexicon, Shape.SINGLE, field="lexicon"),
    FileKind("texts", Texts, Shape.SINGLE, field="texts"),
    FileKind("facts", FactsFile, Shape.SINGLE),
    FileKind("grids", Grid, Shape.FOLDER),
    FileKind("modality", Modality, Shape.SINGLE),
    FileKind("hours", HoursFile, Shape.SINGLE),
    FileKind("clause", ClauseFile, Shape.SINGLE),
    FileKind("places", PlaceWords, Shape.SINGLE),
    FileKind("intake", RequestWords, Shape.SINGLE),
    FileKind("dialogue", Dialogue, Shape.SINGLE),
    FileKind("questions", Labelled, Shape.FOLDER, optional=True),
)
ENTRIES = tuple(kind for kind in KINDS if kind.entry)
RULES = tuple(kind for kind in KINDS if not kind.field and not kind.optional)
BESIDE = frozenset({"territory", "README.md"})  # of the base's folder, read otherwise or by people
