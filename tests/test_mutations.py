"""A valid pack with one thing broken is rejected by the schema and the loader alike."""

import copy
import datetime
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import Pack, PackError, document, schemas
from mlinterview._converter import structure, unstructure
from mlinterview.validation import accepts, explain
from strategies import packs

TODAY = datetime.date(2026, 11, 22)
ORACLE = jsonschema.Draft202012Validator(
    schemas.build(), format_checker=jsonschema.FormatChecker(formats=["date"])
)

Path = tuple[str | int, ...]

ODD_VALUES: list[Any] = [None, True, 0, -1, 5.0, 1.5, 1e300, [], ["a"], ["a", "a"], {}]
ODD_VALUES += ["", "a", "a\n", "A", "x" * 3000, "2026-02-29", "2028-02-29", "1.0"]
ODD_VALUES += ["1.0.0", "http://a", "concept", "question/a"]


def _places(data: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where there is anything that the schema says something of."""
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            if not key.startswith("x-"):
                yield from _places(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _places(value, (*path, index))


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _put(data: Any, path: Path, value: object) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(data)
    _at(changed, path[:-1])[path[-1]] = value
    return changed


@st.composite
def broken(draw: st.DrawFn) -> Any:
    """Draw the plain data of a pack with one mistake that the schema must see."""
    data = unstructure(draw(packs()))
    place = draw(st.sampled_from(list(_places(data))))
    value = _at(data, place)
    if isinstance(value, dict):
        required = [
            key for key in ("id", "schema_version", "pack", "body") if key in value
        ]
        ways = ["unknown key", "other type", *(["missing key"] if required else [])]
        match draw(st.sampled_from(ways)):
            case "unknown key":
                return _put(data, place, {**value, "unknown": 1})
            case "missing key":
                gone = draw(st.sampled_from(required))
                # An answer may do without an id.
                if gone == "id" and "answers" in place:
                    gone = "body"
                rest = {key: held for key, held in value.items() if key != gone}
                return _put(data, place, rest)
        return _put(data, place, draw(st.sampled_from([None, 5, "text", []])))
    if isinstance(value, list):
        return _put(data, place, draw(st.sampled_from([None, 5, "text", {}, [None]])))
    if isinstance(value, bool):
        return _put(data, place, draw(st.sampled_from([None, 0, "true", []])))
    if isinstance(value, int | float):
        return _put(data, place, draw(st.sampled_from([None, True, "5", 1e16, [5]])))
    return _put(data, place, draw(st.sampled_from([None, 5, True, "", "\n", ["a"], {}])))


@given(broken())
def test_a_broken_pack_is_rejected_by_schema_and_loader_alike(data: Any) -> None:
    assert not ORACLE.is_valid(data)
    assert not accepts(data)
    with pytest.raises(PackError) as caught:
        mlinterview.loads(json.dumps(data), "json", today=TODAY)
    assert caught.value.report.errors


@given(packs())
def test_what_schema_and_rules_accept_the_model_loads(pack: Pack) -> None:
    data = unstructure(pack)
    assert ORACLE.is_valid(data)
    assert accepts(data)
    assert mlinterview.validate(pack, today=TODAY).ok
    assert structure(data) == pack


@given(st.data())
def test_any_change_gets_one_verdict_from_both_validators(data: st.DataObject) -> None:
    plain = unstructure(data.draw(packs()))
    place = data.draw(st.sampled_from(list(_places(plain))))
    new = data.draw(st.sampled_from(ODD_VALUES))
    changed = _put(plain, place, new)
    verdict = ORACLE.is_valid(changed)
    assert accepts(changed) == verdict
    assert (not list(explain(document.from_data(changed)))) == verdict
    text = json.dumps(changed)
    try:
        loaded = mlinterview.loads(text, "json", today=TODAY)
    except PackError:
        # A rule may refuse what the schema accepts, but never the other way round.
        return
    assert verdict
    assert (
        mlinterview.loads(mlinterview.dumps(loaded, "yaml"), "yaml", today=TODAY)
        == loaded
    )
