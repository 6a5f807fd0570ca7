"""JSON and YAML: valid by the schema, and the same pack when read again."""

import datetime
import json
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import mlinterview
from mlinterview import ExportError, Pack, select
from mlinterview.testing import packs

TODAY = datetime.date(2026, 11, 22)
FEWER = settings(max_examples=settings().max_examples // 2)
each_format = pytest.mark.parametrize("format", ["json", "yaml"])


def read(content: bytes, format: str) -> Any:
    return json.loads(content) if format == "json" else yaml.safe_load(content)


def check_schema(data: Any) -> None:
    jsonschema.Draft202012Validator(mlinterview.schema()).validate(data)


@each_format
def test_the_bundled_pack_is_read_back_as_it_was(format: Any, ml_engineer: Pack) -> None:
    made = mlinterview.export_bytes(ml_engineer, format=format)
    assert mlinterview.loads(made, format, today=TODAY) == ml_engineer
    check_schema(read(made, format))


@pytest.mark.slow
@each_format
@FEWER
@given(drawn=packs(), data=st.data())
def test_any_part_of_a_pack_is_a_valid_pack_of_those_questions(
    format: Any, drawn: Pack, data: st.DataObject
) -> None:
    names = data.draw(st.sets(st.sampled_from([one.id for one in drawn.questions])))
    part = select(drawn, where=lambda one: one.id in names)
    made = mlinterview.export_bytes(part, format=format)
    again = mlinterview.loads(made, format, today=TODAY)
    assert again == part.to_pack()
    check_schema(json.loads(mlinterview.dumps(again, "json")))


@each_format
def test_a_part_takes_along_what_it_refers_to(format: Any, ml_engineer: Pack) -> None:
    part = select(ml_engineer, where=lambda one: one.id == "overfitting")
    data = read(mlinterview.export_bytes(part, format=format), format)
    (entry,) = part.entries
    kept = {one["id"] for one in data["questions"]}
    assert "overfitting" in kept
    assert kept < {one.id for one in ml_engineer.questions}
    for key, things in (
        ("topics", (*entry.topics, *entry.topic_path)),
        ("stages", entry.stages),
        ("sources", entry.sources),
        ("tips", entry.tips),
        ("mistakes", entry.mistakes),
    ):
        assert {one.id for one in things} <= {one["id"] for one in data.get(key, [])}
    assert data["pack"]["license"] == ml_engineer.metadata.license
    assert "guides" not in data


@each_format
def test_several_packs_are_refused(format: Any, ml_engineer: Pack) -> None:
    other = mlinterview.loads(
        mlinterview.dumps(ml_engineer, "json").replace('"ml-engineer"', '"other"', 1),
        "json",
        today=TODAY,
    )
    with pytest.raises(ExportError, match=r"several packs \(ml-engineer, other\)"):
        mlinterview.export_bytes(select(ml_engineer, other), format=format)
