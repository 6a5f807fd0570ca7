"""Packs with one thing broken, and the ways to break one."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hypothesis import strategies as st

from ..document import JSON, Location
from ..model import (
    unstructure,
)
from .strategies import _packs

_ODD: Final[Sequence[Any]] = (
    *(None, True, 0, -1, 5.0, 1.5, 1e300),
    *("", "a", "a\n", "A", "x" * 3000, "2026-02-29", "2028-02-29", "1.0", "1.0.0"),
    *("http://a", "concept", "question/a"),
    [],
    ["a"],
    ["a", "a"],
    {},
)
"""Values that are valid in some places and invalid in most."""

_WRONG: Final[Mapping[type, tuple[JSON, ...]]] = {
    dict: (None, 5, "text", []),
    list: (None, 5, "text", {}, [None]),
    bool: (None, 0, "true", []),
    int: (None, True, "5", 1e16, [5]),
    float: (None, True, "5", 1e16, [5]),
    str: (None, 5, True, "", "\n", ["a"], {}),
}
"""For each type of a value, values that are invalid in its place in every field."""


def mutations(data: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for copies of *data* in which one value is replaced.

    Most of the copies are invalid as packs, but not all: use `mlinterview.validate` to
    find out. Values under ``x-`` keys are not replaced, since any value is valid there.

    Args:
        data: Plain data, such as ``json.loads(mlinterview.dumps(pack, "json"))``.

    >>> import json
    >>> from hypothesis import given
    >>> import mlinterview
    >>> import pytest
    >>> @given(mutations({"schema_version": "1.0", "questions": []}))
    ... def test_whatever_is_wrong_is_said_in_one_exception(data):
    ...     with pytest.raises(mlinterview.PackError):
    ...         mlinterview.loads(json.dumps(data), "json")
    >>> test_whatever_is_wrong_is_said_in_one_exception()
    """
    drawn = st.tuples(st.sampled_from(list(_places(data))), st.sampled_from(_ODD))
    return drawn.map(lambda pair: _put(data, pair[0], copy.deepcopy(pair[1])))


def broken_packs() -> st.SearchStrategy[Any]:
    """Return a strategy for plain data of packs with exactly one mistake.

    The mistake violates the schema: an invalid value, an unknown key or a missing key.

    >>> from hypothesis import given, settings
    >>> import jsonschema
    >>> import mlinterview
    >>> validator = jsonschema.Draft202012Validator(mlinterview.schema())
    >>> @settings(max_examples=5)
    ... @given(broken_packs())
    ... def test_the_schema_finds_the_mistake(data):
    ...     assert not validator.is_valid(data)
    >>> test_the_schema_finds_the_mistake()
    """
    return _broken_packs()


@st.composite
def _broken_packs(draw: st.DrawFn) -> JSON:
    data: JSON = unstructure(draw(_packs(None, 4)))
    place = draw(st.sampled_from(list(_places(data))))
    value = _at(data, place)
    ways: list[JSON] = list(_WRONG[type(value)])
    if isinstance(value, dict):
        ways.append({**value, "unknown": 1})
        # The id of an answer is optional, but its text is not.
        required = ("body",) if "answers" in place else ("id", "schema_version", "pack")
        ways += [
            {key: kept for key, kept in value.items() if key != missing}
            for missing in required
            if missing in value
        ]
    return _put(data, place, draw(st.sampled_from(ways)))


def _places(data: JSON, path: Location = ()) -> Iterator[Location]:
    """Yield the places of all values that the schema constrains."""
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            if not key.startswith("x-"):
                yield from _places(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _places(value, (*path, index))


def _at(data: Any, path: Location) -> Any:
    for step in path:
        data = data[step]
    return data


def _put(data: JSON, path: Location, value: JSON) -> JSON:
    """Return a copy of *data* with *value* at *path*."""
    if not path:
        return value
    changed = copy.deepcopy(data)
    _at(changed, path[:-1])[path[-1]] = value
    return changed
