"""The entry for SchemaStore's catalog is what the catalog takes."""

import fnmatch
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import mlinterview
from mlinterview import Pack
from mlinterview.model import SCHEMA_VERSION, VERSIONS
from mlinterview.model.schemas import schema_text

ROOT = Path(__file__).parents[2]
CATALOG = ROOT / "tests" / "data" / "schemastore" / "schema-catalog.json"
HOST = "https://www.schemastore.org/"


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def entry() -> Any:
    return _read(ROOT / "schema" / "schemastore" / "catalog-entry.json")


def test_it_is_as_the_schema_of_the_catalog_has_it(entry: Any) -> None:
    catalog = {
        "$schema": "https://json.schemastore.org/schema-catalog.json",
        "version": 1,
        "schemas": [entry],
    }
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    validator = jsonschema.Draft4Validator(_read(CATALOG), format_checker=checker)
    assert list(validator.iter_errors(catalog)) == []
    assert not validator.is_valid({**catalog, "schemas": [{**entry, "file": []}]})


def test_it_matches_the_files_of_packs_and_no_others(
    entry: Any, ml_engineer: Pack, tmp_path: Path
) -> None:
    # A JSON Lines file has a line of its own for each entity, and is no JSON file.
    for suffix in (".yaml", ".json"):
        path = tmp_path / f"networking.mlpack{suffix}"
        mlinterview.dump(ml_engineer, path)
        assert mlinterview.load(path) == ml_engineer
        assert any(fnmatch.fnmatch(path.name, one) for one in entry["fileMatch"])
    for name in ("pack.yaml", "networking.json", "mlpack.yaml", "a.mlpack.jsonl"):
        assert not any(fnmatch.fnmatch(name, one) for one in entry["fileMatch"])


def test_it_has_every_version_of_the_schema_and_leads_to_the_newest(entry: Any) -> None:
    urls = {one: f"{HOST}mlinterview-pack-{one}.json" for one in VERSIONS}
    assert entry["versions"] == urls
    assert entry["url"] == urls[SCHEMA_VERSION]


def test_what_would_be_hosted_needs_no_other_file() -> None:
    found = set()

    def look(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                found.add(node["$ref"])
            node = list(node.values())
        for one in node if isinstance(node, list) else ():
            look(one)

    look(json.loads(schema_text()))
    assert found
    assert all(one.startswith("#/$defs/") for one in found)
