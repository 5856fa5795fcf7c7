"""Reads the folder ``knowledge/`` whole, and says everything that is wrong with it at once."""

import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.knowledge.problems import KnowledgeError, Problem
from bot.knowledge.schema.entries import (
    Article,
    Entry,
    Faq,
    Knowledge,
    Lexicon,
    Model,
    Outside,
    Public,
    Relay,
    Slug,
    Smalltalk,
    Term,
    Tool,
)
from bot.knowledge.schema.texts import Texts
from bot.knowledge.yaml import YamlFile, parse

LARGEST = 1_000_000  # bytes of a file; the largest shipped one has 160 000
M = TypeVar("M", bound=BaseModel)
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)


class Shelf(NamedTuple):
    """Where the entries of one kind stand: a folder with a file each, or one file with a key each."""

    place: str
    kind: str
    model: type[Entry]

    @property
    def field(self) -> str:
        """The field of ``Knowledge`` that holds these entries."""
        return {"glossary.yaml": "terms", "tools.yaml": "tools"}.get(self.place, self.place)


SHELVES = (
    Shelf("publics", "public", Public),
    Shelf("articles", "article", Article),
    Shelf("faq", "faq", Faq),
    Shelf("relays", "relay", Relay),
    Shelf("glossary.yaml", "term", Term),
    Shelf("tools.yaml", "tool", Tool),
)
ALONE: Mapping[str, type[BaseModel]] = {"lexicon.yaml": Lexicon, "texts.yaml": Texts}
KEYED: Mapping[str, type[Model]] = {"smalltalk.yaml": Smalltalk, "outside.yaml": Outside}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry was read: its file, and the path inside it."""

    file: YamlFile
    path: tuple[str, ...]

    def problem(self, path: Sequence[str | int], message: str) -> Problem:
        """A problem with a value of this entry."""
        where = ".".join(map(str, path))
        return self.file.problem([*self.path, *path], f"{where}: {message}" if where else message)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The base and where each of its entries stands."""

    knowledge: Knowledge
    places: Mapping[str, Place]


def load(folder: Path) -> Loaded:
    """Read the base from its folder.

    Raises:
        KnowledgeError: with every fault of form found in any file: unknown or missing key, wrong type, bad date,
            repeated key, not YAML. What only the whole shows is for ``bot.knowledge.checks``.
    """
    if not folder.is_dir():
        raise KnowledgeError([Problem(str(folder), 1, "no such folder, expected the knowledge base")])
    problems: list[Problem] = []
    fields: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for shelf in SHELVES:
        entries: list[Entry] = []
        for slug, data, place in _shelf(folder, shelf, problems):
            id_ = f"{shelf.kind}/{slug}"
            built = _build(shelf.model, data, place, problems, id=id_)
            if built is not None:
                entries.append(built)
                places[id_] = place
        fields[shelf.field] = tuple(entries)
    for name, model in ALONE.items():
        if file := _file(folder / name, folder, problems):
            fields[name.removesuffix(".yaml")] = _build(model, file.data, Place(file, ()), problems)
    for name, keyed in KEYED.items():
        if file := _file(folder / name, folder, problems):
            fields[name.removesuffix(".yaml")] = {
                key: _build(keyed, data, Place(file, (key,)), problems)
                for key, data in _mapping(file, problems)
                if _is_slug(key, Place(file, (key,)), problems)
            }
    if problems:
        raise KnowledgeError(problems)
    return Loaded(Knowledge(**fields), places)


def read(folder: Path, alone: Mapping[str, type[BaseModel]], folders: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """Read further files of the base: one model for each file, or a mapping of them for each folder, by bare name.

    Raises:
        KnowledgeError: with every fault of form found.
    """
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    for name, model in alone.items():
        if file := _file(folder / name, folder, problems):
            found[name.removesuffix(".yaml")] = _build(model, file.data, Place(file, ()), problems)
    for name, model in folders.items():
        parsed = {path.stem: _file(path, folder, problems) for path in sorted((folder / name).glob("*.yaml"))}
        found[name] = {
            slug: _build(model, file.data, Place(file, ()), problems) for slug, file in parsed.items() if file
        }
        if not found[name]:
            problems.append(Problem(name, 1, "no file in this folder, expected one for each table"))
    if problems:
        raise KnowledgeError(problems)
    return found


def files(folder: Path) -> list[Path]:
    """Every file that the base is made of, territory included, in a fixed order."""
    named = [folder / name for name in (*ALONE, *KEYED, *(s.place for s in SHELVES if s.place.endswith(".yaml")))]
    listed = [
        path for shelf in SHELVES if not shelf.place.endswith(".yaml") for path in (folder / shelf.place).glob("*")
    ]
    return sorted(path for path in (*named, *listed, *(folder / "territory").glob("*.csv")) if path.is_file())


def _shelf(folder: Path, shelf: Shelf, problems: list[Problem]) -> Iterator[tuple[str, Any, Place]]:
    if shelf.place.endswith(".yaml"):
        if file := _file(folder / shelf.place, folder, problems):
            for slug, data in _mapping(file, problems):
                yield slug, data, Place(file, (slug,))
        return
    if not (folder / shelf.place).is_dir():
        problems.append(Problem(shelf.place, 1, "no such folder, expected one file for each entry"))
    for path in sorted((folder / shelf.place).glob("*")):
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        if path.suffix != ".yaml":
            problems.append(Problem(str(path.relative_to(folder)), 1, "an entry's file must end with .yaml"))
        elif file := _file(path, folder, problems):
            yield path.stem, file.data, Place(file, ())


def _file(path: Path, folder: Path, problems: list[Problem]) -> YamlFile | None:
    name = path.relative_to(folder).as_posix()
    parsed: YamlFile | Problem
    try:
        parsed = _unfit(path, name) or parse(name, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        parsed = Problem(name, 1, "no such file, the knowledge base needs it")
    except UnicodeDecodeError as error:
        parsed = Problem(name, path.read_bytes()[: error.start].count(b"\n") + 1, "not UTF-8; save the file as UTF-8")
    except OSError as error:
        parsed = Problem(name, 1, f"cannot be read: {error.strerror}")
    if isinstance(parsed, Problem):
        problems.append(parsed)
        return None
    return parsed


def _unfit(path: Path, name: str) -> Problem | None:
    """What must not even be opened: a pipe would be waited for, and a file without end read until memory is full."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        return Problem(name, 1, "is no file; expected a text of YAML")
    if status.st_size > LARGEST:
        return Problem(name, 1, f"has {status.st_size} bytes, expected at most {LARGEST}; is it the right file?")
    return None


def _mapping(file: YamlFile, problems: list[Problem]) -> Iterator[tuple[str, Any]]:
    if isinstance(file.data, dict):
        yield from file.data.items()
    else:
        problems.append(file.problem((), "a mapping was expected: one key for each entry"))


def _is_slug(key: str, place: Place, problems: list[Problem]) -> bool:
    try:
        _SLUG.validate_python(key)
    except ValidationError as error:
        problems.extend(place.problem((), f"{key}: {_explain(fault, ())}") for fault in error.errors())
        return False
    return True


def _build(model: type[M], data: Any, place: Place, problems: list[Problem], **more: str) -> M | None:
    if not isinstance(data, dict):
        problems.append(place.problem((), "a mapping of keys and values was expected"))
        return None
    for key in more:
        if key in data:
            problems.append(place.problem((key,), "is given by the file's name; leave it out"))
            return None
    try:
        return model.model_validate({**data, **more})
    except ValidationError as error:
        for path, fault in _innermost(error.errors()):
            known = [key for key in _keys(model, path[:-1]) if key not in more]
            problems.append(place.problem(path, _explain(fault, known)))
        return None


def _innermost(faults: Sequence[ErrorDetails]) -> Iterator[tuple[tuple[str | int, ...], ErrorDetails]]:
    """The faults with their paths, without those of a whole whose parts have faults.

    A list with one wrong item is not also too short for lack of that item.
    """
    found = [(tuple(step for step in fault["loc"] if step != "[key]"), fault) for fault in faults]
    wholes = {path[:length] for path, _ in found for length in range(len(path))}
    return ((path, fault) for path, fault in found if path not in wholes)


def _keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that may be given at a path inside a model; a position in a list leads to no other keys."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    for at, step in enumerate(path):
        if step in fields and (inner := _model_in(fields[str(step)].annotation)):
            return _keys(inner, path[at + 1 :])
    return list(fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation, as Source in ``tuple[Source, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


_A_DATE = "not a date; expected year-month-day, as 2026-11-23"
# What a curator did, by pydantic's name of the fault; the braces are filled from its context.
_EXPLAINED = {
    "missing": "missing; it must be given",
    "literal_error": "not one of the values known here; expected {expected}",
    "string_type": 'a text was expected; quote a number, a date or a text that holds ": "',
    "too_short": "too few ({actual_length}); expected at least {min_length}",
    "string_too_long": "too long; expected at most {max_length} characters",
    "string_too_short": "too short; expected at least {min_length} characters",
    "string_pattern_mismatch": "does not have the form expected: {pattern}",
    "tuple_type": "a list was expected: one item a line, each behind '- '",
    "date_type": _A_DATE,
    "date_parsing": _A_DATE,
    "date_from_datetime_parsing": _A_DATE,
    "date_from_datetime_inexact": _A_DATE,
}


def _explain(fault: ErrorDetails, known: Sequence[str]) -> str:
    """Say a pydantic error to a curator: what is wrong, what was expected; ``known`` are the keys of its place."""
    if fault["type"] == "extra_forbidden":
        near = process.extractOne(str(fault["loc"][-1]), known, scorer=fuzz.ratio, score_cutoff=60)
        return f"unknown key; did you mean '{near[0]}'?" if near else f"unknown key; known are {', '.join(known)}"
    if explained := _EXPLAINED.get(fault["type"]):
        return explained.format(**fault.get("ctx", {}))
    message = fault["msg"].removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
