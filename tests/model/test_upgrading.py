"""An older pack becomes a newer one, step by step, and only when asked."""

import copy
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given

import mlinterview
from corpus import cases
from mlinterview import MlinterviewError, upgrade
from mlinterview.model import schemas
from mlinterview.model.versions import STEPS, Step, through
from mlinterview.testing import json_values


def _renamed(data: dict[str, Any]) -> dict[str, Any]:
    for tip in data["tips"]:
        tip["text"] = tip.pop("body")
    return data


def _moved(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "tips": {tip["id"]: tip["text"] for tip in data["tips"]}}


CHAIN: Mapping[str, Step] = {
    "1.0": Step("1.10", lambda data: data),
    "1.10": Step("2.0", _renamed),
    "2.0": Step("10.0", _moved),
}
OLD = {"schema_version": "1.0", "tips": [{"id": "a", "body": "x"}], "x-a": [{}]}


def test_there_is_nothing_older_yet() -> None:
    assert not STEPS
    assert schemas.VERSIONS == ("1.0",)


def test_every_version_but_the_newest_has_a_step_to_a_newer_one() -> None:
    assert set(STEPS) == set(schemas.VERSIONS[:-1])


@pytest.mark.parametrize(
    ("to", "tips"),
    [
        ("1.0", [{"id": "a", "body": "x"}]),
        ("1.10", [{"id": "a", "body": "x"}]),
        ("2.0", [{"id": "a", "text": "x"}]),
        ("10.0", {"a": "x"}),
    ],
)
def test_a_pack_goes_through_every_step_up_to_the_one_that_is_wanted(
    to: str, tips: object
) -> None:
    before = copy.deepcopy(OLD)
    assert through(CHAIN, OLD, to) == {**OLD, "schema_version": to, "tips": tips}
    assert before == OLD


def test_a_pack_may_begin_in_the_middle() -> None:
    data = {"schema_version": "2.0", "tips": [{"id": "a", "text": "x"}]}
    assert through(CHAIN, data, "10.0")["tips"] == {"a": "x"}


def test_to_the_version_that_it_has_is_an_equal_copy_that_shares_nothing() -> None:
    result = upgrade(OLD)
    assert result == OLD
    result["x-a"][0]["y"] = 1
    assert OLD["x-a"] == [{}]


@pytest.mark.parametrize("case", cases("valid"), ids=lambda case: case.name)
def test_what_is_new_already_stays_valid(case: Any) -> None:
    data = json.loads(case.normal)
    if data["schema_version"] == mlinterview.SCHEMA_VERSION:
        assert upgrade(data) == data


@pytest.mark.parametrize(
    ("data", "to", "message"),
    [
        ({}, "1.0", r'`schema_version: "1\.0"`; found nothing'),
        ({"schema_version": 1.0}, "1.0", r"found `1\.0`"),
        ({"schema_version": "1.0.0"}, "1.0", r"found `1\.0\.0`"),
        ({"schema_version": "01.0"}, "1.0", r"found `01\.0`"),
        ({"schema_version": "0.9"}, "1.0", r"`0\.9` is not known here.* from 1\.0"),
        ({"schema_version": "1.1"}, "1.0", r"newer than `1\.0`.*so update mlinterview"),
        ({"schema_version": "9.0"}, "1.0", r"newer than `1\.0`.*so update mlinterview"),
        ({"schema_version": "1.0"}, "1.5", r"no schema version `1\.5` .* choose of 1\.0"),
        ({"schema_version": "1.0"}, "", r"no schema version `` "),
    ],
)
def test_a_version_that_is_not_known_is_an_error_that_teaches(
    data: Any, to: str, message: str
) -> None:
    with pytest.raises(MlinterviewError, match=message):
        upgrade(data, to=to)


def test_nothing_is_taken_back() -> None:
    data = {"schema_version": "2.0"}
    with pytest.raises(MlinterviewError, match=r"choose it with `to='2\.0'`"):
        through(CHAIN, data, "1.10")


@pytest.mark.parametrize(
    "steps",
    [
        {"1.0": Step("2.0", _renamed), "1.5": Step("2.0", _renamed)},
        {"1.5": Step("1.6", _renamed)},
        {"1.0": Step("1.0", _renamed), "1.5": Step("1.6", _renamed)},
    ],
)
def test_steps_that_do_not_meet_are_no_way(steps: Mapping[str, Step]) -> None:
    with pytest.raises(MlinterviewError, match=r"no way from schema version `1\.0`"):
        through(steps, {"schema_version": "1.0"}, "1.5")


@given(json_values())
def test_any_data_are_copied_or_refused(data: Any) -> None:
    try:
        result = upgrade(data)
    except MlinterviewError:
        return
    assert result == data
