"""JSON Schema of each kind of knowledge file, for an editor that completes and checks while one types."""

from typing import Any

from bot.knowledge.kinds import KINDS, Shape


def schemas() -> dict[str, dict[str, Any]]:
    """One schema for each kind of file, by its name."""
    found: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        schema = kind.model.model_json_schema(by_alias=True)
        if kind.entry:  # the id is given by the file's name or key
            del schema["properties"]["id"]
            schema["required"].remove("id")
        found[kind.name] = _keyed(schema) if kind.shape is Shape.KEYED else schema
    return found


def _keyed(entry: dict[str, Any]) -> dict[str, Any]:
    definitions = entry.pop("$defs", {})
    return {"type": "object", "additionalProperties": entry, "$defs": definitions}
