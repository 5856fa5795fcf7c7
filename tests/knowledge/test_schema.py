from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.knowledge.json_schema import schemas
from bot.knowledge.kinds import KINDS, Shape

MODELS = {kind.name: kind.model for kind in KINDS if kind.entry}
KEYS = {kind.name: kind.model for kind in KINDS if not kind.entry}
ONE_FILE = {kind.name for kind in KINDS if kind.shape is Shape.KEYED}


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every description of a mapping with named keys inside a schema."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for value in schema.values():
            yield from _objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _objects(value)


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


def _of_one_entry(name: str) -> dict[str, Any]:
    schema = schemas()[name]
    entry: dict[str, Any] = schema["additionalProperties"] if name in ONE_FILE else schema
    return entry


def test_every_folder_and_file_of_the_base_has_its_schema():
    assert set(schemas()) == set(MODELS) | set(KEYS)


@pytest.mark.parametrize(("name", "model"), [*MODELS.items(), *KEYS.items()])
def test_a_schema_lists_exactly_the_keys_that_the_loader_takes(name, model):
    taken = {field.alias or key for key, field in model.model_fields.items()} - ({"id"} if name in MODELS else set())
    required = {field.alias or key for key, field in model.model_fields.items() if field.is_required()} & taken
    assert set(_of_one_entry(name)["properties"]) == taken
    assert set(_of_one_entry(name)["required"]) == required


@pytest.mark.parametrize("name", [*MODELS, *KEYS])
def test_a_schema_forbids_every_other_key_at_every_depth(name):
    found = list(_objects(schemas()[name]))
    assert found
    assert [thing.get("title") for thing in found if thing.get("additionalProperties") is not False] == []


@pytest.mark.parametrize("name", [*MODELS, *KEYS])
def test_everything_that_a_schema_refers_to_is_in_it(name):
    schema = schemas()[name]
    named = {f"#/$defs/{key}" for key in schema.get("$defs", {})}
    assert set(_references(schema)) <= named


def test_an_editor_is_told_the_values_and_lengths_that_the_loader_asks_for():
    publics = schemas()["publics"]["properties"]
    assert publics["confidence"]["enum"] == ["high", "medium", "low"]
    assert publics["questions"]["minItems"] == 12
    assert publics["verified_on"]["format"] == "date"
    assert publics["answer"]["maxLength"] == 900
    assert schemas()["texts"]["$defs"]["ButtonTexts"]["properties"]["yes"]["maxLength"] == 40


def test_every_shipped_file_holds_only_keys_of_its_schema_and_all_that_are_required(knowledge_folder):
    odd = []
    for name in schemas():
        single = knowledge_folder / f"{name}.yaml"
        paths = [single] if single.exists() else sorted((knowledge_folder / name).glob("*.yaml"))
        assert paths, name
        odd += [path.name for path in paths if not all(_fits(entry, name) for entry in _entries(path, name))]
    assert odd == []


def _entries(path, name):
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return data.values() if name in ONE_FILE else [data]


def _fits(entry, name):
    schema = _of_one_entry(name)
    return set(schema["required"]) <= set(entry) <= set(schema["properties"])
