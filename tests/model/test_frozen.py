"""Released schemas stay what they are."""

import json
from pathlib import Path
from typing import Any

import freeze
import generate
import pytest

from mlinterview.model import FIRST_VERSION, SCHEMA_VERSION, VERSIONS, schemas

PACK = f"{SCHEMA_VERSION}/pack.schema.json"
NEXT = "99.0"


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A copy of the schemas, as they were released."""
    for name in ("pack", "part"):
        path = tmp_path / SCHEMA_VERSION / f"{name}.schema.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(schemas.render(name), encoding="utf-8")  # type: ignore[arg-type]
    freeze.freeze(tmp_path, [SCHEMA_VERSION])
    return tmp_path


def changed(folder: Path, name: str, **keywords: Any) -> None:
    path = folder / name
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, **keywords}), encoding="utf-8")


def test_what_is_released_is_as_it_was() -> None:
    # To mend it, read what it says: a released schema is not changed.
    assert list(freeze.mistakes()) == []


def test_every_version_but_the_newest_is_frozen() -> None:
    older = [version for version in VERSIONS if version != SCHEMA_VERSION]
    files = {f"{version}/{file}" for version in older for file in freeze.FILES}
    assert files <= set(freeze.frozen())
    assert f"{FIRST_VERSION}/pack.schema.json" in freeze.frozen()


@pytest.mark.parametrize(
    ("schema", "same"),
    [
        ({"type": "string", "description": "b"}, True),
        ({"type": "string", "title": "b", "examples": [1], "$comment": "c"}, True),
        ({"default": "b", "type": "string"}, True),
        ({"type": "string", "maxLength": 5}, False),
        ({"type": "number"}, False),
    ],
)
def test_prose_does_not_count(schema: Any, same: bool) -> None:
    plain = {"type": "string", "description": "a"}
    assert (freeze.digest(schema) == freeze.digest(plain)) is same
    for key in ("properties", "$defs", "patternProperties"):
        inner = freeze.digest({key: {"title": schema}})
        assert (inner == freeze.digest({key: {"title": plain}})) is same
    inner = freeze.digest({"items": schema})
    assert (inner == freeze.digest({"items": plain})) is same


def test_a_property_that_has_the_name_of_a_keyword_counts() -> None:
    assert freeze.digest({"properties": {"title": {}}}) != freeze.digest(
        {"properties": {}}
    )


def test_the_order_of_names_does_not_count() -> None:
    for key in ("required", "enum"):
        assert freeze.digest({key: ["a", "b"]}) == freeze.digest({key: ["b", "a"]})
        assert freeze.digest({key: ["a", "b"]}) != freeze.digest({key: ["a"]})


def test_prose_of_a_released_schema_may_be_mended(released: Path) -> None:
    changed(released, PACK, description="Better.", title="Better")
    assert list(freeze.mistakes(released, [SCHEMA_VERSION])) == []


def test_a_released_schema_that_changed_is_a_mistake_that_says_what_to_do(
    released: Path,
) -> None:
    changed(released, PACK, required=["schema_version"])
    (mistake,) = freeze.mistakes(released, [SCHEMA_VERSION])
    assert mistake.startswith(f"schema/{PACK} would not accept the same packs")
    assert "add a version to VERSIONS" in mistake
    with pytest.raises(SystemExit, match="frozen"):
        freeze.freeze(released, [SCHEMA_VERSION])


def test_a_released_schema_does_not_vanish(released: Path) -> None:
    (released / PACK).unlink()
    found = list(freeze.mistakes(released, [SCHEMA_VERSION]))
    assert found[0].startswith(f"schema/{PACK} is gone")
    assert "make generate" in found[1]


def test_a_released_version_stays_in_the_list(released: Path) -> None:
    found = list(freeze.mistakes(released, []))
    message = f"VERSIONS in model/versions.py lacks {SCHEMA_VERSION}, which was released"
    assert found == [f"{message}: add it."] * 2


def test_a_version_that_is_listed_is_there(released: Path) -> None:
    found = list(freeze.mistakes(released, [SCHEMA_VERSION, NEXT]))
    start = f"VERSIONS in model/versions.py has {NEXT}, but there is no schema/{NEXT}/"
    assert [message.startswith(start) for message in found] == [True, True]


def test_to_freeze_adds_what_is_new_and_changes_nothing_else(released: Path) -> None:
    before = freeze.frozen(released)
    assert freeze.freeze(released, [SCHEMA_VERSION]) == []
    for file in freeze.FILES:
        new = released / NEXT / file
        new.parent.mkdir(exist_ok=True)
        new.write_text('{"type": "object"}', encoding="utf-8")
    added = freeze.freeze(released, [SCHEMA_VERSION, NEXT])
    assert added == [f"{NEXT}/pack.schema.json", f"{NEXT}/part.schema.json"]
    after = freeze.frozen(released)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == set(added)


def test_what_is_generated_is_written_while_it_accepts_the_same(released: Path) -> None:
    changed(released, PACK, description="Old prose.")
    generate.generate(released)
    assert (released / PACK).read_text(encoding="utf-8") == schemas.render()


def test_what_is_frozen_is_not_written_over(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (released / PACK).read_bytes()
    stricter = {**schemas.build(), "maxProperties": 1}
    monkeypatch.setattr(generate, "render", lambda name: json.dumps(stricter))
    with pytest.raises(SystemExit, match="add a version to VERSIONS"):
        generate.generate(released)
    assert (released / PACK).read_bytes() == before


def test_what_is_not_frozen_yet_is_written(tmp_path: Path) -> None:
    assert [path.name for path in generate.generate(tmp_path)] == list(freeze.FILES)
