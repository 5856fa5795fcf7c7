"""Reads the knowledge base whole, from one folder or several, and tells everything that is wrong with it at once.

Of several folders the later wins: an entry replaces one of the same id or is added, and so does a grid, a word of the
glossary, a subject; of the files that are one thing (texts, words) each key given replaces that key alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.knowledge import folders
from bot.knowledge.explain import explained
from bot.knowledge.kinds import ENTRIES, KINDS, RULES, FileKind, Shape
from bot.knowledge.problems import KnowledgeError, Problem
from bot.knowledge.ruleset import Tables
from bot.knowledge.schema.entries import Entry, Knowledge
from bot.knowledge.where import Where
from bot.knowledge.yaml import YamlFile


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing was read: its files, of which the later win, and the path inside them."""

    files: tuple[YamlFile, ...]
    path: tuple[str, ...] = ()

    def problem(self, path: Sequence[str | int], message: str) -> Problem:
        """A problem with a value of this thing; in the message items count from 1."""
        within = (*self.path, *path)
        file = next((file for file in reversed(self.files) if file.holds(within)), self.files[0])
        line, kept = file.trace(within)
        where = ".".join(str(step + 1) if isinstance(step, int) else step for step in kept[len(self.path) :])
        return Problem(file.name, line, f"{where} : {message}" if where else message)

    def line_of(self, text: str) -> int:
        """The line of the first value that is this text, in the file that stands first."""
        return self.files[0].line_of(text)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read of a base: all that is right in it, where each thing stands, and what is wrong.

    ``places`` are by id (``faq/cdd``) for entries, by name for files that are one thing (``facts``), by folder and
    name for grids (``grids/reference``). ``ids`` are those of all entries, also of those that could not be read.
    """

    things: Mapping[str, Mapping[str, BaseModel]]
    """The things of each kind by key; those of a kind that is one file under an empty key."""
    places: Mapping[str, Place]
    ids: frozenset[str]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Every entry that could be read, by id, kind by kind."""
        each = (thing for kind in ENTRIES for thing in self.things[kind.name].values())
        return {entry.id: entry for entry in each if isinstance(entry, Entry)}

    def one(self, name: str) -> Any:
        """The thing of a kind that is one file; None where it could not be read."""
        return self.things[name].get("")

    @property
    def knowledge(self) -> Knowledge:
        """The entries and the texts of a base without errors."""
        fields: dict[str, Any] = {}
        for kind in KINDS:
            if kind.field:
                things = self.things[kind.name]
                single = kind.shape is Shape.SINGLE
                fields[kind.field] = things[""] if single else tuple(things.values()) if kind.entry else things
        return Knowledge(**fields)

    @property
    def tables(self) -> Tables:
        """What the tools decide by, of a base without errors."""
        every: dict[str, Any] = {
            kind.name: self.things[kind.name] if kind.shape is Shape.FOLDER else self.one(kind.name) for kind in RULES
        }
        return Tables(**every)

    @property
    def decides(self) -> bool:
        """Tell whether the base holds anything to decide by; one without any answers only."""
        return any(self.things[kind.name] for kind in RULES)


@dataclass(slots=True)
class _Reader:
    """What was found so far."""

    things: dict[str, dict[str, BaseModel]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def build(self, kind: FileKind, key: str, data: Any, place: Place) -> None:
        """Make one thing of a kind, or note what is wrong with it."""
        self.places[_named(kind, key)] = place
        if not isinstance(data, dict):
            self.errors.append(place.problem((), "des champs étaient attendus, chacun avec « : » et sa valeur"))
            return
        given = {"id": f"{kind.entry}/{key}"} if kind.entry else {}
        if "id" in data and kind.entry:
            self.errors.append(place.problem(("id",), "le nom du fichier ou la clé suffit, retirer ce champ"))
            return
        try:
            self.things[kind.name][key] = kind.model.model_validate({**data, **given})
        except ValidationError as error:
            told: set[Problem] = set()  # a value that fits none of several types is told once
            for path, message in explained(error.errors(), kind.model, self.ids, given):
                problem = place.problem(path, message)
                if not any((p.file, p.line, p.message.partition(" : ")[0]) == _spot(problem) for p in told):
                    told.add(problem)
            self.errors.extend(told)


def load(where: Where) -> Loaded:
    """Read the base from its folder, or from several.

    Raises:
        KnowledgeError: with every fault of form found in any file: unknown or missing key, wrong type, bad date,
            repeated key, not YAML. What only the whole shows is for ``bot.knowledge.checks``.
    """
    loaded = read(where)
    if loaded.errors:
        raise KnowledgeError(loaded.errors)
    return loaded


def tables(where: Where) -> Tables:
    """Read only what the tools decide by.

    Raises:
        KnowledgeError: with every fault of form found in any of these files.
    """
    loaded = read(where, RULES)
    if loaded.errors:
        raise KnowledgeError(loaded.errors)
    return loaded.tables


def read(where: Where, kinds: Sequence[FileKind] = KINDS) -> Loaded:
    """Read what can be read, and note every fault of form; the kinds not asked for stay empty."""
    reader = _Reader(things={kind.name: {} for kind in KINDS})
    found = folders.read(where, kinds)
    reader.errors.extend(found.errors)
    reader.warnings.extend(found.warnings)
    raw = {kind: dict(_laid_out(kind, found.files[kind.name], reader.errors)) for kind in kinds}
    reader.ids = frozenset(f"{kind.entry}/{key}" for kind, things in raw.items() if kind.entry for key in things)
    reader.ids |= {f"{kind.entry}/{name}" for kind in ENTRIES for name in found.unread.get(kind.name, ())}
    for kind, things in raw.items():
        for key, (data, place) in things.items():
            reader.build(kind, key, data, place)
    return Loaded(reader.things, reader.places, reader.ids, tuple(sorted(reader.errors)), tuple(reader.warnings))


def _named(kind: FileKind, key: str) -> str:
    """The name by which the place of a thing is known."""
    first = kind.entry or kind.name
    return f"{first}/{key}" if key else first


def _spot(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.line, problem.message.partition(" : ")[0]


def _laid_out(
    kind: FileKind, parsed: Sequence[YamlFile], errors: list[Problem]
) -> Iterator[tuple[str, tuple[Any, Place]]]:
    """The things that the files of a kind hold, by key; a later file of the same key wins."""
    if kind.shape is Shape.SINGLE:
        if parsed:
            yield "", (reduce(_merged, [file.data for file in parsed]), Place(tuple(parsed)))
        return
    for file in parsed:
        if kind.shape is Shape.FOLDER:
            things = [(file.stem, file.data, Place((file,)))]
        elif isinstance(file.data, dict):
            things = [(key, data, Place((file,), (key,))) for key, data in file.data.items()]
        else:
            errors.append(file.problem((), "des clés étaient attendues, une pour chaque fiche"))
            continue
        for key, data, place in things:
            if folders.fits_a_name(key):
                yield key, (data, place)
            else:
                errors.append(place.problem((), f"« {key} » ne va pas, {folders.NAME}"))


def _merged(data: Any, over: Any) -> Any:
    """A value with another laid over it, key by key; lists and texts are replaced whole."""
    if not isinstance(data, dict) or not isinstance(over, dict):
        return over
    return data | {key: _merged(data[key], value) if key in data else value for key, value in over.items()}
