"""The published schema: made from the model, readable, portable, and never fetched."""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import attrs
import jsonschema
import pytest

import mlinterview
from mlinterview import SCHEMA_VERSION, MlinterviewError
from mlinterview.model import VERSIONS, SchemaFile, schemas
from mlinterview.model.entities import COLLECTIONS, Extensible, Kind, Pack
from mlinterview.model.fields import fields_of, spec
from mlinterview.validation.explaining import _EXPLAIN

ROOT = Path(__file__).parents[2]
NAMES = ["pack", "part"]
# What editors support, and what the messages of the validator explain.
STRUCTURE = {"$schema", "$id", "$ref", "$defs", "title", "description", "default"}
STRUCTURE |= {"examples", "properties", "patternProperties", "items"}


def _subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    yield schema
    for key in ("properties", "$defs", "patternProperties"):
        for inner in schema.get(key, {}).values():
            yield from _subschemas(inner)
    if "items" in schema:
        yield from _subschemas(schema["items"])


@pytest.mark.parametrize("name", NAMES)
def test_the_published_schema_is_what_the_model_stands_for(name: SchemaFile) -> None:
    published = ROOT / "schema" / SCHEMA_VERSION / f"{name}.schema.json"
    assert published.read_text(encoding="utf-8") == schemas.render(name), (
        "run `make generate`"
    )
    assert schemas.schema_text(SCHEMA_VERSION, name) == schemas.render(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_is_valid_by_its_metaschema(name: SchemaFile) -> None:
    built = schemas.build(name)
    assert built["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(built)


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_uses_only_known_keywords(name: SchemaFile) -> None:
    # The metaschema does not notice a misspelt keyword, so each is looked up here.
    allowed = STRUCTURE | _EXPLAIN.keys()
    for subschema in _subschemas(schemas.build(name)):
        assert subschema.keys() <= allowed


def test_every_keyword_that_can_fail_is_used_and_explained() -> None:
    used = {key for inner in _subschemas(schemas.build()) for key in inner}
    assert used - STRUCTURE == set(_EXPLAIN)


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_is_to_a_definition_of_the_same_file(name: SchemaFile) -> None:
    built = schemas.build(name)
    references = {inner["$ref"] for inner in _subschemas(built) if "$ref" in inner}
    assert references == {f"#/$defs/{key}" for key in built["$defs"]}


def test_every_property_and_definition_has_a_description() -> None:
    built = schemas.build()
    for subschema in _subschemas(built):
        for described in subschema.get("properties", {}).values():
            assert described["description"]
    for described in built["$defs"].values():
        assert described["description"]


def test_every_id_and_every_example_is_as_the_schema_has_it() -> None:
    built = schemas.build()
    checked = 0
    for subschema in _subschemas(built):
        if "examples" in subschema:
            target = {"$defs": built["$defs"], **subschema}
            for example in subschema["examples"]:
                jsonschema.Draft202012Validator(target).validate(example)
                checked += 1
    assert checked > 20


def test_patterns_are_portable() -> None:
    patterns = {
        pattern
        for inner in _subschemas(schemas.build())
        for pattern in [inner.get("pattern"), *inner.get("patternProperties", {})]
        if pattern
    }
    assert patterns
    for pattern in patterns:
        assert not re.search(r"\\[dDwWsSpPZA]", pattern), pattern
        assert pattern.startswith("^")
        assert pattern.endswith("$")
        allows_breaks = re.search(pattern, "a\nb") is not None
        if not allows_breaks:
            for text in ("a", "1.0", "1.0.0", "x-a", "2026", "2026-01-01", "http://a"):
                if re.search(pattern, text):
                    assert not re.search(pattern, text + "\n"), pattern


def test_a_slug_is_ascii_only() -> None:
    pattern = schemas.build()["$defs"]["slug"]["pattern"]
    for slug in ("a", "rag-search", "gpt-4", "1"):
        assert re.search(pattern, slug)
    for wrong in ("", "-a", "a-", "a--b", "A", "ä", "a b", "a\n", "１", "a\u200b", "a_b"):
        assert not re.search(pattern, wrong)


def test_the_schema_of_a_part_only_asks_for_less() -> None:
    pack, part = schemas.build("pack"), schemas.build("part")
    assert pack["required"] == ["schema_version", "pack"]
    assert "required" not in part
    assert part["properties"] == pack["properties"]
    assert part["$defs"] == pack["$defs"]


def test_each_entity_is_a_definition_by_its_name() -> None:
    assert {*COLLECTIONS, "metadata"} <= schemas.build()["$defs"].keys()


def test_the_library_and_the_file_give_the_same_schema() -> None:
    assert mlinterview.schema() == schemas.build()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_known_version_has_its_published_schema(version: str) -> None:
    assert mlinterview.schema(version)["$id"] == f"urn:mlinterview:schema:{version}:pack"
    part = json.loads(schemas.schema_text(version, "part"))
    assert part["$id"] == f"urn:mlinterview:schema:{version}:part"


def test_a_version_that_is_not_here_is_an_error_that_names_those_that_are() -> None:
    with pytest.raises(MlinterviewError, match=r"no schema version '9\.9'.* has "):
        mlinterview.schema("9.9")


def test_the_generator_refuses_a_type_it_does_not_know() -> None:
    @attrs.frozen(kw_only=True)
    class Odd(Extensible):
        """Odd."""

        data: Annotated[bytes, spec("Bytes.")]

    with pytest.raises(TypeError, match="the schema has no form for the type"):
        schemas.build("pack", Odd)


def test_a_later_field_says_since_when_and_a_default_is_stated() -> None:
    @attrs.frozen(kw_only=True)
    class New(Extensible):
        """New."""

        kind: Annotated[Kind, spec("The kind.", since="1.1")]
        is_new: Annotated[bool, spec("Whether it is new.")] = True
        plain: Annotated[str, spec("Text.", max_length=3)] = "abc"

    built = schemas.build("pack", New)
    assert built["properties"]["kind"]["description"].endswith("Since 1.1.")
    assert built["properties"]["is_new"] == {
        "description": "Whether it is new.",
        "default": True,
        "type": "boolean",
    }
    assert built["properties"]["plain"]["maxLength"] == 3
    assert built["required"] == ["kind"]


def test_what_a_version_added_is_what_its_schema_has_more() -> None:
    versions = list(VERSIONS)
    for before, after in itertools.pairwise(versions):
        older, newer = _keys(before), _keys(after)
        stated = schemas.added_keys().items()
        added = {(name, k) for name, keys in stated for k in keys if keys[k] == after}
        assert {one for one in newer - older if one[0] in dict(older)} <= added <= newer
        assert not added & older
    for keys in schemas.added_keys().values():
        assert set(keys.values()) <= set(versions[1:])


def _keys(version: str) -> set[tuple[str, str]]:
    whole = mlinterview.schema(version)
    definitions = {"pack": whole, **whole["$defs"]}
    return {
        (name, key)
        for name, definition in definitions.items()
        for key in definition.get("properties", {})
    }


def test_the_file_is_readable() -> None:
    text = schemas.schema_text()
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    assert list(json.loads(text)["$defs"]) == sorted(json.loads(text)["$defs"])
    assert list(json.loads(text)["properties"]) == [f.key for f in fields_of(Pack)]
