"""JSON Schema of each kind of knowledge file, for an editor that completes and checks while one types."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from bot.knowledge import descriptions
from bot.knowledge.kinds import KINDS, Shape
from bot.knowledge.schema import forms
from bot.knowledge.schema.person import NAMES

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TOOLS, _PUBLICS, _ARTICLES = "tool/", "public/", "article/"
# The fields that name entries by their slug alone, and the kind that they name
_SLUGS = {
    "replaces": _ARTICLES, "replaced_by": _ARTICLES, "articles": _ARTICLES, "article": _ARTICLES, "record": _ARTICLES,
    "ByContract.marche": _ARTICLES, "ByContract.concession": _ARTICLES,
}  # fmt: skip
# The fields that name entries of one kind only by their whole id
_IDS = {
    "next": _TOOLS,
    "rules": _PUBLICS,
    "on_opinion": _PUBLICS,
    "unless": _PUBLICS,
    "common": _PUBLICS,
    "public": _PUBLICS,
}


def schemas(ids: Collection[str] = (), grids: Collection[str] = ()) -> dict[str, Schema]:
    """One schema for each kind of file, by its name; with the ids and the grids of a base, only those may be named."""
    found: dict[str, Schema] = {}
    for kind in KINDS:
        schema = kind.model.model_json_schema(by_alias=True)
        for name, model in _models(kind.model.__name__, schema):
            _describe(name, model, ids, grids)
        _short_forms(schema.get("$defs", {}))
        if kind.entry:  # the id is given by the file's name or key
            del schema["properties"]["id"]
            schema["required"].remove("id")
        schema["description"] = descriptions.OF_KINDS[kind.name]
        if kind.shape is Shape.KEYED:
            schema = _keyed(schema)
        found[kind.name] = {"$schema": _DIALECT, **schema}
    return found


def _models(name: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Every description of a mapping with named keys, with the name of its model."""
    for each, model in ((name, schema), *schema.get("$defs", {}).items()):
        if "properties" in model:
            yield each, model


def _describe(name: str, model: Schema, ids: Collection[str], grids: Collection[str]) -> None:
    """Put French for the docstring, the titles and the patterns that pydantic gives."""
    model.pop("title", None)
    model.pop("description", None)
    for field, schema in model["properties"].items():
        schema.pop("title", None)
        if description := descriptions.of_field(name, field):
            schema["description"] = description
        _number(schema)
        if name == "Relay" and field == "grid" and grids:
            _put(schema, lambda pattern: sorted(grids) if pattern == forms.SLUG else None)
        elif ids:
            _put(schema, _choices(name, field, ids))


def _choices(model: str, field: str, ids: Collection[str]) -> Callable[[str], list[str] | None]:
    """What may stand in place of a pattern in a field."""
    slugs = _SLUGS.get(f"{model}.{field}") or _SLUGS.get(field)

    def named(pattern: str) -> list[str] | None:
        if pattern == forms.ID:
            return sorted(id_ for id_ in ids if id_.startswith(_IDS.get(field, "")))
        if pattern == forms.SLUG and slugs:
            return sorted(id_.removeprefix(slugs) for id_ in ids if id_.startswith(slugs))
        return None

    return named


def _put(schema: Any, named: Callable[[str], list[str] | None]) -> None:
    """Put the known names in place of the patterns that they must have, wherever in a schema."""
    if isinstance(schema, list):
        for part in schema:
            _put(part, named)
    if not isinstance(schema, dict):
        return
    if (names := named(str(schema.get("pattern")))) is not None:
        del schema["pattern"]
        schema["enum"] = names
    for pattern, value in schema.pop("patternProperties", {}).items():  # the keys of a mapping
        names = named(pattern)
        schema["additionalProperties"] = False
        if names is None:
            schema["patternProperties"] = {pattern: value}
        else:
            schema["properties"] = dict.fromkeys(names, value)
    for part in schema.values():
        _put(part, named)


def _number(schema: Schema) -> None:
    """Write a decimal number as JSON Schema has it, and not as pydantic does."""
    if "gt" in schema:
        schema.pop("anyOf", None)
        schema |= {"type": "number", "exclusiveMinimum": schema.pop("gt")}


def _short_forms(definitions: dict[str, Schema]) -> None:
    """Say how curators write what the models hold at length: ``age: {below: 26}``, ``justice: true``."""
    if test := definitions.get("Test"):
        definitions["Test"] = {"anyOf": [{"type": ["boolean", "integer", "string"]}, test]}
    if rule := definitions.get("Rule"):
        tests = {name: {"$ref": "#/$defs/Test"} for name in NAMES}
        any_of = rule["properties"]["any_of"]
        definitions["Rule"] = {
            "type": "object",
            "properties": tests | {"any_of": any_of},
            "additionalProperties": False,
            "minProperties": 1,
        }
    if sentence := definitions.get("DatedSentence"):
        definitions["DatedSentence"] = {"anyOf": [{"type": "string", "minLength": 1}, sentence]}


def _keyed(entry: Schema) -> Schema:
    definitions, description = entry.pop("$defs", {}), entry.pop("description")
    return {
        "description": description,
        "type": "object",
        "propertyNames": {"pattern": forms.SLUG},
        "additionalProperties": entry,
        "$defs": definitions,
    }
