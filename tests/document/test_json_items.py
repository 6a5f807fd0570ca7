"""JSON whose entities are decoded one at a time: what is found of it at a glance."""

import json
from typing import Any

import pytest

from missing_library import without
from mlinterview.document import (
    DEFAULT_LIMITS,
    Limits,
    count_nodes,
    decode_line,
    has_no_control_characters,
    parse,
)
from mlinterview.document.json_items import decode, split_json, split_lines

DATA: dict[str, Any] = {"x-a": [1], "tips": [{"id": "a"}, {"id": "é"}], "topics": []}
LINES = '\n{"x-a": [1]}\n{"type": "tip", "id": "a"}\n \n{"type": "tip", "id": "b"}\n'


@pytest.mark.parametrize(
    ("written", "is_free"),
    [
        (r'"plain"', True),
        (r'"a line\n\tand \"another\""', True),
        (r'"\\beta and \\frac and \\rho and \\underline"', True),
        ('"1 °C, × and ·"', True),
        (r'"a\b"', False),
        (r'"\\\r"', False),
        (r'"\u0007"', False),
        ('"\x7f"', False),
        ('"\x85"', False),
    ],
)
def test_what_may_be_a_control_character_is_seen(written: str, is_free: bool) -> None:
    assert has_no_control_characters(written.encode()) is is_free


def test_the_entities_of_json_are_a_sequence() -> None:
    found = parse(json.dumps(DATA), "json", by_entities=True)
    assert found.split is not None
    assert found.data == DATA
    assert found.rest == {"x-a": [1]}
    tips = found.lists["tips"]
    assert len(tips) == 2
    assert (tips[0], tips[-1]) == ({"id": "a"}, {"id": "é"})
    assert tips[:1] == [{"id": "a"}]
    assert list(tips) == DATA["tips"]
    assert found.entity(("tips", 1, "id")) == {"id": "é"}
    assert found.value(("tips", 1, "id")) == "é"
    assert found.value(("x-a", 0)) == 1


def test_the_entities_of_lines_have_no_type() -> None:
    found = parse(LINES, "jsonl", by_entities=True)
    assert found.split is not None
    assert found.data == {"x-a": [1], "tips": [{"id": "a"}, {"id": "b"}]}
    source = parse(
        '{"x-a": 1}\n{"type": "source", "source_type": "book"}', "jsonl", by_entities=True
    )
    assert source.lists["sources"][0] == {"type": "book"}


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("[]", {}),
        ("{", {}),
        ('{"tips": [}', {}),
        ('{"x-a": 9007199254740993}', {}),
        ('{"x-a": "\\u0022"}', {}),
        ('{"a": 1, "b": 2}', {"nodes": 3}),
        ('{"a": [1, 2, 3]}', {"nodes": 4}),
        ("{}", {"depth": 9}),
    ],
)
def test_what_may_not_be_right_is_read_at_once(text: str, limits: dict[str, int]) -> None:
    assert split_json(text.encode(), Limits(**limits)) is None
    found = parse(text, "json", limits=Limits(**limits), by_entities=True)
    assert found.split is None


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ('{"type": "tip"}', {}),
        ("5", {}),
        ("{", {}),
        ("{}\n{}", {}),
        ('{}\n{"type": "no"}', {}),
        ('{}\n{"type": 5}', {}),
        ('{"tips": []}', {}),
        ('{"a": [1, 2, 3]}', {"nodes": 4}),
        ('{"x-a": "\\u0022"}', {}),
    ],
)
def test_lines_that_may_not_be_right_are_read_at_once(
    text: str, limits: dict[str, int]
) -> None:
    assert split_lines(text.encode(), Limits(**limits)) is None
    assert parse(text, "jsonl", limits=Limits(**limits), by_entities=True).split is None


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{"type": "tip", "id": "a"}', ("tips", {"id": "a"})),
        ('{"type": "source", "source_type": "x"}', ("sources", {"type": "x"})),
        ('{"type": "source", "id": "x"}', ("sources", {"id": "x"})),
        ('{"id": "a"}', None),
        ('{"type": "no"}', None),
        ('{"type": 5}', None),
        ("5", None),
        ("{", None),
        ('{"type": "tip", "id": "a", "id": "b"}', None),
    ],
)
def test_a_line_is_an_entity_or_read_event_by_event(source: str, found: Any) -> None:
    assert decode_line(source.encode()) == found


def test_without_a_decoder_everything_is_read_event_by_event() -> None:
    with without("msgspec"):
        assert decode("{}", DEFAULT_LIMITS) is None
        assert decode_line(b'{"type": "tip"}') is None
        assert parse(json.dumps(DATA), "json", by_entities=True).data == DATA
        assert parse(LINES, "jsonl", by_entities=True).split is None
    assert decode("{}", DEFAULT_LIMITS) == ({}, 1)


@pytest.mark.parametrize(
    ("data", "nodes"),
    [(5, 1), ([], 1), ({"a": 1}, 3), ([[1], {"a": [2**53 - 1]}], 7), (2**53, None)],
)
def test_keys_and_values_are_counted(data: Any, nodes: int | None) -> None:
    assert count_nodes(data, DEFAULT_LIMITS) == nodes
    if nodes is not None:
        assert count_nodes(data, Limits(nodes=nodes - 1)) is None


def test_lists_and_objects_may_be_only_so_deep() -> None:
    assert count_nodes([[1]], Limits(depth=2)) == 3
    assert count_nodes([[1]], Limits(depth=1)) is None


@pytest.mark.parametrize(
    ("text", "limits", "code"),
    [
        ('{"a": "\ud800"}', {}, "MLI015"),
        ('{"a": "long"}', {"bytes": 5}, "MLI011"),
        ("\n" * 101, {"nodes": 20}, "MLI011"),
    ],
)
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_what_is_no_text_or_too_long_is_said_at_once(
    text: str, limits: dict[str, int], code: str, form: Any
) -> None:
    found = parse(text, form, limits=Limits(**limits), by_entities=True)
    assert code in [problem.code for problem in found.problems]
