"""The known schema versions, and how a pack gets from one to the next."""

import copy
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given

from corpus import cases
from mlinterview import SCHEMA_VERSION, MlinterviewError, upgrade
from mlinterview.model import (
    VERSIONS,
    SchemaVersion,
    VersionSupport,
    version_of,
    versions,
)
from mlinterview.testing import json_values


def _renamed(data: dict[str, Any]) -> dict[str, Any]:
    for tip in data["tips"]:
        tip["text"] = tip.pop("body")
    return data


def _moved(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "tips": {tip["id"]: tip["text"] for tip in data["tips"]}}


TABLE = (
    SchemaVersion("1.0"),
    SchemaVersion("1.10"),
    SchemaVersion("2.0", _renamed),
    SchemaVersion("10.0", _moved),
)
OLD = {"schema_version": "1.0", "tips": [{"id": "a", "body": "x"}], "x-a": [{}]}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, SchemaVersion]:
    """A longer table of versions, in the place of that of this release."""
    made = MappingProxyType({version.number: version for version in TABLE})
    monkeypatch.setattr(versions, "VERSIONS", made)
    monkeypatch.setattr(versions, "SCHEMA_VERSION", "10.0")
    return made


def test_the_table_begins_with_the_oldest() -> None:
    numbers = [tuple(map(int, number.split("."))) for number in VERSIONS]
    assert numbers == sorted(numbers)
    assert all(number == version.number for number, version in VERSIONS.items())
    assert list(VERSIONS)[-1] == SCHEMA_VERSION


def test_every_version_has_its_files() -> None:
    for version in VERSIONS.values():
        assert version.path().is_file()
        assert version.path("part").is_file()


@pytest.mark.parametrize(
    ("to", "tips"),
    [
        ("1.0", [{"id": "a", "body": "x"}]),
        ("1.10", [{"id": "a", "body": "x"}]),
        ("2.0", [{"id": "a", "text": "x"}]),
        ("10.0", {"a": "x"}),
    ],
)
@pytest.mark.usefixtures("table")
def test_a_pack_goes_through_every_step_up_to_the_one_that_is_wanted(
    to: str, tips: object
) -> None:
    before = copy.deepcopy(OLD)
    assert upgrade(OLD, to=to) == {**OLD, "schema_version": to, "tips": tips}
    assert before == OLD


@pytest.mark.usefixtures("table")
def test_a_pack_may_begin_in_the_middle() -> None:
    data = {"schema_version": "2.0", "tips": [{"id": "a", "text": "x"}]}
    assert upgrade(data, to="10.0")["tips"] == {"a": "x"}


def test_to_the_version_that_it_has_is_an_equal_copy_that_shares_nothing() -> None:
    data: Any = {**OLD, "schema_version": SCHEMA_VERSION}
    result = upgrade(data)
    assert result == data
    result["x-a"][0]["y"] = 1
    assert data["x-a"] == [{}]


@pytest.mark.parametrize("case", cases("valid"), ids=lambda case: case.name)
def test_what_is_new_already_stays_valid(case: Any) -> None:
    data = json.loads(case.normal)
    if data["schema_version"] == SCHEMA_VERSION:
        assert upgrade(data) == data


@pytest.mark.parametrize(
    ("stated", "to", "message"),
    [
        (None, SCHEMA_VERSION, r'a text such as `schema_version: ".*"`; found nothing'),
        (1.0, SCHEMA_VERSION, r"found `1\.0`"),
        ("1.0.0", SCHEMA_VERSION, r"found `1\.0\.0`"),
        ("01.0", SCHEMA_VERSION, r"found `01\.0`"),
        ("1.٣", SCHEMA_VERSION, r"found `1\.٣`"),
        ("0.9", SCHEMA_VERSION, r"`0\.9` is not known here.* can upgrade from 1\.0"),
        ("1.999", SCHEMA_VERSION, r"newer than .*so update mlinterview"),
        ("99.0", SCHEMA_VERSION, r"newer than .*so update mlinterview"),
        (SCHEMA_VERSION, "1.999", r"no schema version `1\.999` .* choose of 1\.0"),
        (SCHEMA_VERSION, "", r"no schema version `` "),
    ],
)
def test_a_version_that_is_not_known_is_an_error_that_teaches(
    stated: object, to: str, message: str
) -> None:
    data = {} if stated is None else {"schema_version": stated}
    with pytest.raises(MlinterviewError, match=message):
        upgrade(data, to=to)


@pytest.mark.usefixtures("table")
def test_nothing_is_taken_back() -> None:
    data = {"schema_version": "2.0"}
    with pytest.raises(MlinterviewError, match=r"choose it with `to='2\.0'`"):
        upgrade(data, to="1.10")


@given(json_values())
def test_any_data_are_copied_or_refused(data: Any) -> None:
    try:
        result = upgrade(data)
    except MlinterviewError:
        return
    assert result == data


@pytest.mark.parametrize(
    ("stated", "support", "nearest"),
    [
        ("1.0", VersionSupport.KNOWN, "1.0"),
        ("2.0", VersionSupport.KNOWN, "2.0"),
        ("1.5", VersionSupport.NEWER_MINOR, "1.10"),
        ("1.11", VersionSupport.NEWER_MINOR, "1.10"),
        ("10.1", VersionSupport.NEWER_MINOR, "10.0"),
        ("0.9", VersionSupport.UNKNOWN_MAJOR, "10.0"),
        ("3.0", VersionSupport.UNKNOWN_MAJOR, "10.0"),
        ("1", VersionSupport.NOT_A_VERSION, "10.0"),
        ("1.0\n", VersionSupport.NOT_A_VERSION, "10.0"),
        ("1.٣", VersionSupport.NOT_A_VERSION, "10.0"),
        (1.0, VersionSupport.NOT_A_VERSION, "10.0"),
        (None, VersionSupport.NOT_A_VERSION, "10.0"),
    ],
)
def test_a_stated_version_is_known_newer_foreign_or_none(
    table: Mapping[str, SchemaVersion],
    stated: object,
    support: VersionSupport,
    nearest: str,
) -> None:
    assert version_of(stated) == (support, table[nearest])
