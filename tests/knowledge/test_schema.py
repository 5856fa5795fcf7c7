"""What an editor completes and checks by is what the loader takes: the JSON Schema of each kind of file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

from bot.knowledge import loader
from bot.knowledge.json_schema import schemas
from bot.knowledge.kinds import KINDS, FileKind, Shape
from bot.process.settings import SHIPPED_KNOWLEDGE

ROOT = Path(__file__).parents[2]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


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


def _thing(kind: FileKind) -> dict[str, Any]:
    """The schema of one thing of a kind."""
    schema = schemas()[kind.name]
    thing: dict[str, Any] = schema["additionalProperties"] if kind.shape is Shape.KEYED else schema
    return thing


@pytest.fixture(scope="module")
def written(knowledge_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schemas with the names of the shipped base, a file for each kind."""
    loaded = loader.read(knowledge_folder)
    folder = tmp_path_factory.mktemp("schemas")
    for name, schema in schemas(loaded.ids, loaded.things["grids"]).items():
        (folder / f"{name}.json").write_text(json.dumps(schema), encoding="utf-8")
    return folder


def _validated(written: Path, kind: FileKind, *files: Path) -> str:
    """What check-jsonschema has to say, with regular expressions read as ECMA-262 does; empty where all is right."""
    ended = CliRunner().invoke(check_jsonschema, ["--schemafile", str(written / f"{kind.name}.json"), *map(str, files)])
    return "" if ended.exit_code == 0 else ended.output


def test_every_kind_of_file_has_its_schema() -> None:
    assert list(schemas()) == [kind.name for kind in KINDS]


@each_kind
def test_every_shipped_file_is_valid_by_its_schema(written: Path, knowledge_folder: Path, kind: FileKind) -> None:
    place = knowledge_folder / kind.place
    files = sorted(place.glob("*.yaml")) if kind.shape is Shape.FOLDER else [place]
    assert files or kind.optional
    assert not files or _validated(written, kind, *files) == ""


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("publics/senior.yaml", "confidence: high", "confidence: haute"),
        ("publics/senior.yaml", "next: [tool/eligibility]", "next: [faq/cdi]"),
        ("publics/senior.yaml", "see_also: [", "see_also: [public/seniors, "),
        (
            "grids/reference.yaml",
            "public/senior: {age: {at_least: 50}",
            "public/seniors: {age: {at_least: 50}",
        ),
        ("grids/reference.yaml", "public/senior: {age: {at_least: 50}", "public/senior: {age: {atleast: 50}"),
        ("grids/reference.yaml", "public/senior: {age:", "public/senior: {ages:"),
    ],
)
def test_a_slip_is_underlined_by_the_editor(written: Path, tmp_path: Path, file: str, old: str, new: str) -> None:
    text = (SHIPPED_KNOWLEDGE / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "spoilt.yaml").write_text(text.replace(old, new), encoding="utf-8")
    kind = next(kind for kind in KINDS if kind.name == file.partition("/")[0])
    assert "Schema validation errors" in _validated(written, kind, tmp_path / "spoilt.yaml")


@each_kind
def test_a_schema_lists_exactly_the_keys_that_the_loader_takes(kind: FileKind) -> None:
    fields = {field.alias or key: field for key, field in kind.model.model_fields.items()}
    given_by_the_file = {"id"} if kind.entry else set()
    assert set(_thing(kind)["properties"]) == set(fields) - given_by_the_file
    assert (
        set(_thing(kind).get("required", ())) == {k for k, f in fields.items() if f.is_required()} - given_by_the_file
    )


@each_kind
def test_a_schema_forbids_every_other_key_at_every_depth(kind: FileKind) -> None:
    found = list(_objects(schemas()[kind.name]))
    assert found
    assert [sorted(thing["properties"]) for thing in found if thing.get("additionalProperties") is not False] == []


@each_kind
def test_every_field_is_described_in_french(kind: FileKind) -> None:
    schema = schemas()[kind.name]
    assert schema["description"]
    undescribed = {
        field
        for thing in _objects(schema)
        for field, value in thing["properties"].items()
        if value != {"$ref": "#/$defs/Test"} and not value.get("description")
    }
    assert not undescribed, "say what they hold in bot/knowledge/descriptions.py"


@each_kind
def test_everything_that_a_schema_refers_to_is_in_it(kind: FileKind) -> None:
    schema = schemas()[kind.name]
    assert set(_references(schema)) <= {f"#/$defs/{key}" for key in schema.get("$defs", {})}


def test_an_editor_is_told_the_values_and_lengths_that_the_loader_asks_for() -> None:
    publics = schemas()["publics"]["properties"]
    assert publics["confidence"]["enum"] == ["high", "medium", "low"]
    assert publics["questions"]["minItems"] == 12
    assert publics["verified_on"]["format"] == "date"
    assert publics["answer"]["maxLength"] == 900
    assert schemas()["texts"]["$defs"]["ButtonTexts"]["properties"]["yes"]["maxLength"] >= 20


def test_an_editor_completes_the_ids_of_the_base() -> None:
    found = schemas({"public/deld", "faq/cdd", "tool/hours", "article/ccp-l2112-2"}, {"iae", "reference"})
    fields = found["articles"]["properties"]
    assert fields["see_also"]["items"]["enum"] == ["article/ccp-l2112-2", "faq/cdd", "public/deld", "tool/hours"]
    assert fields["next"]["items"]["enum"] == ["tool/hours"]
    assert fields["replaces"]["items"]["enum"] == ["ccp-l2112-2"]
    assert found["relays"]["properties"]["grid"]["anyOf"][0]["enum"] == ["iae", "reference"]
    assert list(found["grids"]["properties"]["rules"]["properties"]) == ["public/deld"]


def test_the_editor_is_told_which_schema_belongs_to_which_file() -> None:
    told = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    every = {kind.name: f"{kind.place}/*.yaml" if kind.shape is Shape.FOLDER else kind.place for kind in KINDS}
    assert told == {f"build/schemas/{name}.json": f"knowledge/{place}" for name, place in every.items()}
