"""JSON Schema of each kind of knowledge file, for an editor that completes and checks while one types."""

from typing import Any

from bot.knowledge.loader import ALONE, KEYED, SHELVES


def schemas() -> dict[str, dict[str, Any]]:
    """One schema for each folder or file of the base, by its name."""
    found: dict[str, dict[str, Any]] = {}
    for shelf in SHELVES:
        entry = shelf.model.model_json_schema(by_alias=True)
        del entry["properties"]["id"]  # given by the file's name or key
        entry["required"].remove("id")
        found[shelf.place.removesuffix(".yaml")] = _keyed(entry) if shelf.place.endswith(".yaml") else entry
    found |= {name.removesuffix(".yaml"): model.model_json_schema() for name, model in ALONE.items()}
    found |= {name.removesuffix(".yaml"): _keyed(model.model_json_schema()) for name, model in KEYED.items()}
    return found


def _keyed(entry: dict[str, Any]) -> dict[str, Any]:
    definitions = entry.pop("$defs", {})
    return {"type": "object", "additionalProperties": entry, "$defs": definitions}
