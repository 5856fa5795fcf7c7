"""A form from the schema of an entry, and the entry that a form gives back. Pure values, no file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from textwrap import dedent
from typing import Any, Literal

from pydantic import BaseModel

from bot.knowledge import descriptions
from bot.knowledge.kinds import FileKind
from bot.knowledge.tidy import ORDER, round_trip
from bot.knowledge.yaml import YamlFile, parse

_ONE_LINE = 400  # characters up to which a text has one line
_LONGEST = 20_000  # characters of an answer to a field


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: how it is filled in, and what it holds as text."""

    name: str
    widget: Literal["line", "text", "lines", "choice", "date", "yaml"]
    help: str
    required: bool
    value: str = ""
    choices: tuple[str, ...] = ()


class FieldError(ValueError):
    """A field cannot be read; the message names it."""


def fields(kind: FileKind, data: Mapping[str, Any]) -> list[Field]:
    """The fields of an entry of a kind, filled with its data."""
    schema = kind.model.model_json_schema(by_alias=True)
    described = schema["properties"]
    found = []
    for name in ORDER:
        if name not in described:
            continue
        widget, choices = _widget(_first(described[name], schema))
        found.append(
            Field(
                name,
                widget,
                descriptions.of_field(kind.model.__name__, name) or "",
                name in schema.get("required", ()),
                _as_text(data.get(name), widget),
                choices,
            )
        )
    return found


def data_of(kind: FileKind, given: Mapping[str, str]) -> dict[str, Any]:
    """The data of an entry from a filled form; what is empty is left out.

    Raises:
        FieldError: for a field that cannot be read at all.
    """
    found: dict[str, Any] = {}
    for field in fields(kind, {}):
        text = given.get(field.name, "")[:_LONGEST].replace("\r\n", "\n").strip()
        if text:
            found[field.name] = _read(field, text)
    return found


def _first(described: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a field may be, besides nothing."""
    for one in described.get("anyOf", [described]):
        if one.get("type") != "null":
            reference = one.get("$ref", "").rpartition("/")[2]
            resolved: Mapping[str, Any] = schema["$defs"][reference] if reference else one
            return resolved
    return described


def _widget(one: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]]:
    if "enum" in one or "const" in one:
        return "choice", tuple(map(str, one.get("enum", [one.get("const")])))
    if one.get("format") == "date":
        return "date", ()
    if one.get("type") == "string":
        long = one.get("maxLength", _ONE_LINE + 1) > _ONE_LINE or one.get("minLength", 0) == 10  # noqa: PLR2004  a short answer has lines
        return ("text" if long and "pattern" not in one else "line"), ()
    plain = one.get("type") == "array" and one.get("items", {}).get("type") == "string"
    return ("lines" if plain else "yaml"), ()


def _as_text(value: Any, widget: str) -> str:
    match value:
        case None:
            return ""
        case list() | tuple() if widget == "lines":
            return "\n".join(map(str, value))
        case list() | dict():
            out = StringIO()
            round_trip().dump(value, out)
            return dedent(out.getvalue()).strip()
        case date():
            return value.isoformat()
        case _:
            return str(value).rstrip("\n")


def _read(field: Field, text: str) -> Any:
    match field.widget:
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "date":
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise FieldError(f"{field.name} : une date était attendue, comme 2026-11-23") from None
        case "yaml":
            parsed = parse(field.name, f"{field.name}:\n" + "\n".join(f"  {line}" for line in text.splitlines()))
            if not isinstance(parsed, YamlFile):
                raise FieldError(f"{field.name} : {parsed.message}")
            return parsed.data[field.name]
        case _:
            return text


def same(one: Any, other: Any) -> bool:
    """Tell whether two values say the same: a form knows no line end at the end of a text."""
    if isinstance(one, str) and isinstance(other, str):
        return one.rstrip("\n") == other.rstrip("\n")
    return bool(one == other)


def model_of(kind: FileKind, slug: str, data: Mapping[str, Any]) -> BaseModel:
    """The entry that the data make.

    Raises:
        ValidationError: where they do not fit the schema.
    """
    return kind.model.model_validate({**data, "id": f"{kind.entry}/{slug}"})
