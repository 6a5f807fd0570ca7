"""Plain data is written so that every reader reads the same."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mlinterview.document import parse
from mlinterview.storage.writers import WRITERS, write_json, write_yaml
from mlinterview.testing import json_values

_CHARACTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from(
        list(" \n\t\r-#:,[]{}&*!|>'\"%@`~?=<.0123456789eE+_\x85\u2028\ufeffyYnN")
    ),
)
texts = st.text(_CHARACTERS, max_size=120)


def nested(leaves: Any) -> Any:
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
        ),
        max_leaves=6,
    )


@given(nested(json_values() | texts), st.sampled_from(["yaml", "json"]))
@example({"a\x85b": "c\u2028d"}, "yaml")
@example({"a": "x \ny\n\n", "b": "\nx", "c": " x\ny", "d": "x\ny"}, "yaml")
def test_what_is_written_reads_back_as_it_was(value: Any, format: Any) -> None:
    found = parse(WRITERS[format](value), format)
    assert not found.problems
    assert found.data == value


@given(nested(texts))
def test_other_yaml_readers_read_the_same_text(value: Any) -> None:
    written = write_yaml(value)
    assert yaml.safe_load(written) == value
    assert yaml.load(written, yaml.CSafeLoader) == value


@given(nested(json_values()))
def test_the_standard_library_reads_the_same_json(value: Any) -> None:
    assert json.loads(write_json(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "~",
        "no",
        "Yes",
        "1",
        "1.0",
        "1e3",
        "0x1F",
        "0o7",
        "null",
        "",
        "2026-01-01",
        "1:30",
        "<<",
        "=",
        ".inf",
        "True",
        "- a",
        "a: b",
        "a #b",
        "1_000",
        "+1",
        "*a",
        "&a",
    ],
)
def test_text_that_looks_like_something_else_is_quoted(text: str) -> None:
    written = write_yaml({"a": text})
    assert written[3] in "'\""
    assert parse(written, "yaml").data == yaml.safe_load(written) == {"a": text}


@pytest.mark.parametrize(
    "text", ["one\ntwo", "one\n\n  two\n", "# a\nb\n\n", "`é`\n日本"]
)
def test_text_of_several_lines_is_a_literal_block(text: str) -> None:
    written = write_yaml({"a": text})
    assert written.startswith("a: |")
    for line in text.splitlines():
        assert f"  {line}".rstrip() in written.splitlines()


@pytest.mark.parametrize(
    "text", ["one \ntwo", "one\n\ttwo", "\none", " one\ntwo", "a\r\nb"]
)
def test_a_block_that_editors_would_change_is_quoted(text: str) -> None:
    written = write_yaml({"a": text})
    assert written.startswith('a: "')
    assert parse(written, "yaml").data == {"a": text}


def test_keys_keep_their_order_and_characters() -> None:
    data = {"b": "é", "a": [{"z": 1, "y": []}], "c": {}}
    assert write_yaml(data) == "b: é\na:\n  - z: 1\n    y: []\nc: {}\n"
    assert write_json({"b": "é", "a": 1}) == '{\n  "b": "é",\n  "a": 1\n}\n'


def test_a_value_that_is_there_twice_is_written_twice() -> None:
    shared = {"a": [1]}
    assert write_yaml([shared, shared]) == "- a:\n    - 1\n- a:\n    - 1\n"


def test_json_has_no_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(float("nan"))
