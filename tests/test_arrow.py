"""Packs as tables: nothing is lost, and what a stranger's table has wrong is said."""

import datetime
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Annotated, Any

import attrs
import duckdb
import polars
import pyarrow as pa
import pytest
from hypothesis import given

import mlinterview
from mlinterview import (
    Answer,
    Difficulty,
    Kind,
    Limits,
    MlinterviewError,
    Pack,
    PackError,
    Problem,
    QueryError,
    Question,
    Report,
    Topic,
    arrow,
    select,
)
from mlinterview.document import DEFAULT_LIMITS, tables
from mlinterview.model import AnswerKind, Author, Metadata, Rubric
from mlinterview.model.columns import columns_of, table_of
from mlinterview.model.converter import unstructure
from mlinterview.model.entities import COLLECTIONS, Number
from mlinterview.model.fields import constrain, fields_of, spec
from mlinterview.testing import packs

TODAY = datetime.date(2026, 11, 22)


def question(id: str, **fields: Any) -> Question:
    required: dict[str, Any] = {
        "kind": Kind.CONCEPT,
        "prompt": f"What is {id}?",
        "topics": ("basics",),
        "status": "draft",
        "intent": "To see.",
        "difficulty": Difficulty.ADVANCED,
        "answers": (Answer(kind=AnswerKind.SAMPLE, body="That is it."),),
    }
    required["status"] = mlinterview.Status.DRAFT
    return Question(id=id, **(required | fields))


def pack(*questions: Question, **fields: Any) -> Pack:
    return Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=Metadata(
            id="small",
            title="Small",
            version="1.0.0",
            language="en",
            license="MIT",
            authors=(Author(name="Ada"),),
        ),
        topics=(Topic(id="basics", title="Basics"),),
        questions=questions or (question("one"), question("two")),
        **fields,
    )


ANCHORS = dict.fromkeys(("strong_no_hire", "no_hire", "hire", "strong_hire"), "A.")


def table(**columns: Any) -> pa.Table:
    """Return the table of a pack of two questions, some of its columns replaced."""
    made = arrow.to_table(pack())
    for name, column in columns.items():
        at = made.schema.get_field_index(name)
        made = (
            made.set_column(at, name, column)
            if at >= 0
            else made.append_column(name, column)
        )
    return made


def header(**changes: Any) -> dict[str, str]:
    """Return the metadata of that table, some of its keys replaced."""
    text = arrow.to_table(pack()).schema.metadata[b"mlinterview"]
    return {"mlinterview": json.dumps({**json.loads(text), **changes})}


def report(made: pa.Table, **options: Any) -> Report:
    with pytest.raises(PackError) as caught:
        arrow.from_table(made, today=TODAY, **options)
    return caught.value.report


def only(made: pa.Table, **options: Any) -> Problem:
    (found,) = report(made, **options).errors
    return found


# Exactness


@pytest.mark.slow
@given(packs())
def test_a_table_becomes_the_pack_that_it_was_made_from(drawn: Pack) -> None:
    made = arrow.to_table(drawn)
    made.validate(full=True)
    again = arrow.from_table(made, today=TODAY)
    assert again == drawn
    assert mlinterview.dumps(again, "json") == mlinterview.dumps(drawn, "json")


@pytest.mark.slow
@given(packs())
def test_what_a_table_holds_is_what_json_would_hold(drawn: Pack) -> None:
    found = tables.of_table(arrow.to_table(drawn), "drawn", DEFAULT_LIMITS)
    assert found.data == unstructure(drawn)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, [], {}, "", [None, [{}]], {"": {"\U0001f389": "\x00\u202e"}}),
        *(2**53 - 1, -(2**53) + 1, 1e300, 5e-324, -0.0, 0.1, 1.0),
    ],
)
def test_whatever_json_has_is_kept_under_an_x_key(value: Any) -> None:
    one = question("one", extensions={"x-any": value, "x-z": 1, "x-a": 2})
    again = arrow.from_table(arrow.to_table(pack(one)), today=TODAY)
    (found,) = again.questions
    assert repr(found.extensions) == repr(one.extensions)


def test_an_absent_list_is_empty_and_any_other_absent_value_is_null() -> None:
    (row,) = arrow.to_table(pack(question("one", difficulty=None))).to_pylist()
    assert row["levels"] == row["follow_ups"] == []
    assert row["difficulty"] is row["rubric"] is row["minutes"] is None
    assert row["extensions"] is None
    assert row["kind"] == "concept"


def test_what_a_pack_holds_beside_questions_is_in_the_metadata() -> None:
    made = arrow.to_table(pack(extensions={"x-mine": 1}))
    rest = json.loads(made.schema.metadata[b"mlinterview"])
    assert list(rest) == ["schema_version", "pack", "topics", "x-mine"]


def test_a_part_of_a_pack_takes_along_what_it_needs() -> None:
    one = question("one", related=("two",))
    chosen = select(pack(one, question("two")), where=lambda one: one.id == "one")
    again = arrow.from_table(arrow.to_table(chosen), today=TODAY)
    assert again == chosen.to_pack()
    assert [found.related for found in again.questions] == [()]


def test_questions_of_several_packs_are_refused() -> None:
    other = attrs.evolve(pack(), metadata=attrs.evolve(pack().metadata, id="other"))
    with pytest.raises(QueryError, match=r"several packs \(small, other\)"):
        arrow.to_table(select(pack(), other))


def test_a_pack_without_questions_is_a_table_without_rows() -> None:
    empty = attrs.evolve(pack(), questions=())
    made = arrow.to_table(empty)
    assert made.num_rows == 0
    assert arrow.from_table(made, today=TODAY) == empty


# The schema


@pytest.mark.parametrize("entity", COLLECTIONS)
def test_every_field_is_a_column(entity: str) -> None:
    def names(cls: Any, members: Any) -> None:
        found = {member.name: member.type for member in members}
        fields = {field.name: field.shape for field in fields_of(cls)}
        assert list(found) == [*fields, "extensions"]
        for name, shape in fields.items():
            held = found[name].value_type if shape.item else found[name]
            shape = shape.item or shape
            assert pa.types.is_struct(held) == (shape.kind == "object")
            if shape.kind == "object":
                names(shape.type, held)

    names(COLLECTIONS[entity][1], arrow.schema(entity))


def test_what_every_question_has_is_never_null() -> None:
    columns = arrow.schema()
    assert not columns.field("id").nullable
    assert not columns.field("status").nullable
    assert not columns.field("levels").nullable
    assert columns.field("minutes").nullable
    assert columns.field("rubric").nullable


@attrs.frozen(kw_only=True, field_transformer=constrain)
class Wider(Question):
    """A question as a later version of the schema may have it."""

    weight: Annotated[Number | None, spec("A number.")] = None
    counts: Annotated[tuple[int, ...], spec("Whole numbers.")] = ()
    days: Annotated[tuple[datetime.date, ...], spec("Days.")] = ()
    is_open: Annotated[bool, spec("A boolean.")] = True
    moods: Annotated[tuple[Difficulty, ...], spec("Of a vocabulary.")] = ()
    spare: Annotated[Rubric | None, spec("An object.")] = None


def test_a_new_field_of_the_model_is_a_column_without_more_ado(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "Question", Wider)
    added = [one.name for one in columns_of(Wider)][len(arrow.schema()) - 1 :]
    assert added == [
        *("weight", "counts", "days", "is_open", "moods", "spare", "extensions")
    ]
    fields = {one.name: getattr(question("one"), one.name) for one in fields_of(Question)}
    wide = Wider(
        **fields,
        weight=2.5,
        counts=(1, 2**53 - 1),
        days=(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)),
        is_open=False,
        moods=(Difficulty.ADVANCED,),
    )
    rows = [wide, attrs.evolve(wide, id="two", weight=3, is_open=True)]
    made = table_of(Wider, rows).replace_schema_metadata(header())
    made.validate(full=True)
    found: Any = tables.of_table(made, "wider", DEFAULT_LIMITS).data
    first, second = found["questions"]
    assert first["weight"] == 2.5
    assert first["counts"] == [1, 2**53 - 1]
    assert first["days"] == ["1900-01-01", "2199-12-31"]
    assert first["is_open"] is False
    assert first["moods"] == ["advanced"]
    assert "spare" not in first
    assert repr(second["weight"]) == "3"
    assert "is_open" not in second


def test_numbers_that_no_json_holds_are_problems_in_their_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "Question", Wider)
    made = table(
        weight=pa.array([float("nan"), float("-inf")]),
        counts=pa.array([[1], [2, 2**60]]),
    )
    found = tables.of_table(made, "wider", DEFAULT_LIMITS).problems
    assert [(one.code, one.message.partition(":")[0]) for one in found] == [
        ("MLI009", "row 1, column `weight`"),
        ("MLI009", "row 2, column `weight`"),
        ("MLI009", "row 2, column `counts[1]`"),
    ]


@pytest.mark.parametrize("entity", COLLECTIONS)
def test_other_entities_are_tables_of_their_own(entity: str, ml_engineer: Pack) -> None:
    made = arrow.to_table(ml_engineer, entity)
    made.validate(full=True)
    assert made.schema.equals(arrow.schema(entity))
    listed = getattr(ml_engineer, COLLECTIONS[entity][0])
    assert made.column("id").to_pylist() == [one.id for one in listed]
    assert bool(made.schema.metadata) == (entity == "question")


def test_an_unknown_entity_is_refused_with_the_choices() -> None:
    with pytest.raises(MlinterviewError, match=r"choose from: topic, .*`source`\?"):
        arrow.to_table(pack(), "sources")
    with pytest.raises(MlinterviewError, match=r"choose from: topic, .*guide$"):
        arrow.schema("zzz")


# Tables from elsewhere


def as_polars(made: pa.Table) -> pa.Table:
    return polars.from_arrow(made).to_arrow()  # type: ignore[union-attr]


def as_duckdb(made: pa.Table) -> pa.Table:
    assert made is not None  # DuckDB finds it by its name.
    return duckdb.sql("SELECT * FROM made").to_arrow_table()


def as_pandas_would(made: pa.Table) -> pa.Table:
    """Use other types for the same values, in another order."""
    types = {
        "id": pa.large_string(),
        "kind": pa.dictionary(pa.int8(), pa.string()),
        "minutes": pa.uint16(),
        "updated": pa.date64(),
        "levels": pa.large_list(pa.string()),
        "topics": pa.list_(pa.string(), 1),
    }
    columns = {
        name: made.column(name).cast(types.get(name, made.schema.field(name).type))
        for name in sorted(made.schema.names)
    }
    return pa.table(columns)


@pytest.mark.parametrize("change", [as_polars, as_duckdb, as_pandas_would])
def test_other_tools_may_use_other_types(change: Callable[[pa.Table], pa.Table]) -> None:
    full = pack(
        question("one", minutes=5, updated=datetime.date(2026, 1, 2)),
        question("two", levels=(mlinterview.Level.MID,), extensions={"x-a": [1.5]}),
    )
    made = arrow.to_table(full)
    changed = change(made).replace_schema_metadata(made.schema.metadata)
    assert arrow.from_table(changed, today=TODAY) == full


def test_a_column_that_no_question_needs_may_be_missing_or_null() -> None:
    made = table(rubric=pa.nulls(2), minutes=pa.nulls(2)).drop_columns(
        ["levels", "extensions", "status"]
    )
    again = arrow.from_table(made, today=TODAY)
    assert {one.status for one in again.questions} == {mlinterview.Status.READY}


def test_a_table_in_many_pieces_is_one() -> None:
    made = pa.concat_tables([table()[:1], table()[1:]])
    assert arrow.from_table(made, today=TODAY) == pack()
    assert arrow.from_table(table()[1:], today=TODAY).questions == pack().questions[1:]


@pytest.mark.parametrize(
    ("changes", "code", "message", "hint"),
    [
        (
            {"minutes": pa.array(["5", "6"])},
            "MLI103",
            "`minutes` is of the type `string`; expected int",
            "cast",
        ),
        (
            {"minutes": pa.array([5.0, None])},
            "MLI103",
            "`minutes` is of the type `double`; expected int64",
            "cast",
        ),
        (
            {"id": pa.array([1, 2])},
            "MLI103",
            "`id` is of the type `int64`; expected string",
            "cast",
        ),
        (
            {"id": pa.array(["a", "b"], pa.binary())},
            "MLI103",
            "`id` is of the type `binary`",
            "cast",
        ),
        (
            {"id": pa.array(["a", "b"], pa.string_view())},
            "MLI103",
            "`string_view`",
            "cast",
        ),
        (
            {"topics": pa.array(["a", "b"])},
            "MLI103",
            "`topics` is of the type `string`; expected list<",
            "cast",
        ),
        (
            {"topics": pa.array([[1], [2]])},
            "MLI103",
            "`topics[]` is of the type `int64`",
            "cast",
        ),
        (
            {"rubric": pa.array(["a", "b"])},
            "MLI103",
            "`rubric` is of the type `string`; expected struct<",
            "cast",
        ),
        (
            {"updated": pa.array([0, 1], pa.timestamp("s"))},
            "MLI103",
            "`updated` is of the type `timestamp[s]`; expected date32",
            "cast",
        ),
        (
            {"extensions": pa.array([1, 2])},
            "MLI103",
            "`extensions` is of the type `int64`; expected string",
            "cast",
        ),
        (
            {"answers": pa.array([[{"kind": "weak", "body": "No.", "level": 3}]] * 2)},
            "MLI103",
            "`answers[].level` is of the type `int64`",
            "cast",
        ),
        (
            {"answers": pa.array([[{"kind": "weak"}]] * 2)},
            "MLI102",
            "`answers[].body` is missing",
            "add it, as string",
        ),
        (
            {"minuts": pa.array([5, 6])},
            "MLI101",
            "`minuts` is not known",
            "did you mean `minutes`?",
        ),
        ({"zzz": pa.array([5, 6])}, "MLI101", "`zzz` is not known", "drop it"),
    ],
)
def test_a_wrong_column_is_one_problem(
    changes: dict[str, Any], code: str, message: str, hint: str
) -> None:
    found = only(table(**changes), name="mine")
    assert found.code == code
    assert found.message.startswith("the column ")
    assert message in found.message
    assert hint in found.hint
    assert found.file == "mine"


def test_a_missing_column_is_one_problem() -> None:
    found = only(table().drop_columns("kind"))
    assert (found.code, found.message) == ("MLI102", "the column `kind` is missing")
    assert found.hint == "add it, as string"


def test_a_column_that_is_there_twice_is_a_problem() -> None:
    found = only(table().append_column("minutes", pa.array([1, 2])))
    assert (found.code, found.message) == (
        "MLI006",
        "the column `minutes` is there twice",
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"id": pa.array(["one", None])},
            "row 2: item 2 of `questions` lacks the key `id`",
        ),
        ({"minutes": pa.array([5, 1441])}, "row 2, column `minutes`: `minutes` must be"),
        ({"levels": pa.array([["mid"], [None]])}, "row 2, column `levels[0]`: item 1 of"),
        (
            {"updated": pa.array([2**31 - 1, 1], pa.int32()).view(pa.date32())},
            "row 1, column `updated`: ",
        ),
        (
            {"answers": pa.array([[{"kind": "weak", "body": " a"}], []])},
            "row 1, column `answers[0].body`: ",
        ),
        (
            {"rubric": pa.array([{"anchors": ANCHORS | {"no_hire": " "}}, None])},
            "row 1, column `rubric.anchors.no_hire`: ",
        ),
        ({"topics": pa.array([["basics"], ["basic"]])}, "row 2, column `topics[0]`: "),
    ],
)
def test_a_wrong_value_is_a_problem_in_its_row_and_column(
    changes: dict[str, Any], message: str
) -> None:
    found = report(table(**changes)).errors
    assert message in [one.message[: len(message)] for one in found]
    assert {(one.file, one.line) for one in found} == {("<table>", None)}


def test_a_problem_names_the_row_of_what_it_is_like() -> None:
    found = report(table(id=pa.array(["one", "one"]))).errors[0]
    assert found.code == "MLI202"
    assert found.message.startswith("row 2, column `id`: ")
    assert found.message.endswith(", row 1, column `id`")
    assert (found.pointer, found.entity) == ("/questions/1/id", "question/one")


def test_what_is_in_no_row_is_in_no_place_in_words() -> None:
    found = tables.of_table(table(), "small", DEFAULT_LIMITS)
    assert found.words(("questions",)) == found.words(("topics", 0)) == ""
    assert found.words(("questions", 1)) == "row 2"
    assert found.words(("questions", 1, "x-a", "b")) == "row 2, column `extensions`"


def test_the_input_is_left_as_it_is() -> None:
    made = table()
    before = made.to_pylist()
    arrow.from_table(made, today=TODAY)
    assert made.to_pylist() == before


# What others have added


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("{", "MLI005", "not JSON: "),
        ('{"x-a": 1, "x-a": 2}', "MLI006", ""),
        ('{"x-a": 12345678901234567890}', "MLI009", ""),
        (f'{{"x-a": {"[" * 80}{"]" * 80}}}', "MLI010", ""),
        ('{"x-a": "\\ud800"}', "MLI015", "half"),
        ("[1]", "MLI103", "expected an object in JSON, found a list of 1"),
        ("null", "MLI103", "expected an object in JSON, found nothing"),
        ('{"minutes": 5}', "MLI006", "`minutes` is a column of its own"),
        ('{"mine": 5}', "MLI101", ""),
        ('{"x-B": 5}', "MLI101", ""),
    ],
)
def test_what_is_wrong_with_added_keys_is_said(
    text: str, code: str, message: str
) -> None:
    found = only(table(extensions=pa.array([None, text])))
    assert found.code == code
    assert found.message.startswith(f"row 2, column `extensions`: {message}")


def test_added_keys_within_an_object_are_looked_at_as_well() -> None:
    answers = [
        [{"kind": "weak", "body": "No.", "extensions": one}] for one in ("{}", "[")
    ]
    found = only(table(answers=pa.array(answers)))
    assert found.message.startswith("row 2, column `answers[0].extensions`: not JSON")
    assert found.pointer == "/questions/1/answers/0/extensions"


def test_columns_of_a_newer_version_are_kept() -> None:
    made = table(
        mood=pa.array(["calm", None]),
        seen=pa.array([[{"on": datetime.date(2026, 1, 2), "by": None}], None]),
        score=pa.array([1.5, 2.0]),
    ).replace_schema_metadata(header(schema_version="1.9"))
    assert (
        mlinterview.dumps(arrow.from_table(made, today=TODAY), "json").count("mood") == 1
    )
    (first, second) = arrow.from_table(made, today=TODAY).questions
    assert first.extensions == {
        "mood": "calm",
        "seen": [{"on": "2026-01-02"}],
        "score": 1.5,
    }
    assert second.extensions == {"score": 2}
    assert arrow.from_table(arrow.to_table(arrow.from_table(made)), today=TODAY)


def test_a_column_of_a_newer_version_that_json_has_no_form_for_is_refused() -> None:
    made = table(mood=pa.array([[{"a": b"x"}], None]))
    found = only(made.replace_schema_metadata(header(schema_version="1.9")))
    assert found.code == "MLI103"
    assert "`mood`" in found.message
    assert "expected what JSON has a form for" in found.message


def test_an_unknown_version_is_all_that_is_said() -> None:
    found = only(table().replace_schema_metadata(header(schema_version="2.0")))
    assert found.code == "MLI401"


# The metadata


def test_a_table_without_metadata_is_told_what_it_lacks() -> None:
    found = only(table().replace_schema_metadata(None))
    assert (found.code, found.file) == ("MLI102", "<table>")
    assert "no metadata `mlinterview`" in found.message
    assert "replace_schema_metadata" in found.hint


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("{", "MLI005", "not JSON"),
        ("[]", "MLI103", "expected an object, found a list of 0"),
        (b"\xff", "MLI004", "byte 1"),
    ],
)
def test_metadata_that_cannot_be_read_is_a_problem(
    text: str | bytes, code: str, message: str
) -> None:
    found = only(table().replace_schema_metadata({"mlinterview": text}))
    assert (found.code, found.file) == (code, "<table>/mlinterview")
    assert message in found.message


def test_metadata_with_questions_in_it_is_a_problem() -> None:
    found = only(table().replace_schema_metadata(header(questions=[])))
    assert (found.code, found.line, found.column) == ("MLI101", 1, found.column)
    assert "the rows of the table" in found.message


def test_what_is_wrong_in_the_metadata_is_said_with_its_place() -> None:
    changed = header(topics=[{"id": "basics", "title": ""}])
    found = only(table().replace_schema_metadata(changed))
    assert (found.file, found.line) == ("<table>/mlinterview", 1)
    assert found.pointer == "/topics/0/title"
    at = changed["mlinterview"].index('""')
    assert found.column == at + 1


# Limits


def test_a_table_larger_than_the_limits_is_refused() -> None:
    text = table(intent=pa.array(["a" * 1000, "b"]))
    assert only(text, limits=Limits(bytes=500)).code == "MLI011"
    found = only(table(), limits=Limits(nodes=20))
    assert (found.code, found.hint) == (
        "MLI011",
        "split the pack, or raise the limit `nodes`",
    )


def test_added_keys_count_as_well() -> None:
    crowded = table(extensions=pa.array(['{"x-a": [' + "1," * 200 + "1]}", None]))
    assert only(crowded, limits=Limits(nodes=150)).code == "MLI011"
    assert only(crowded, limits=Limits(nodes=210)).code == "MLI011"
    assert arrow.from_table(crowded, limits=Limits(nodes=300), today=TODAY)


def test_a_text_in_a_dictionary_counts_wherever_it_is_referred_to() -> None:
    text = pa.DictionaryArray.from_arrays(pa.array([0, 0]), pa.array(["a" * 300]))
    assert only(table(intent=text), limits=Limits(bytes=500)).code == "MLI011"
    assert arrow.from_table(table(intent=text), limits=Limits(bytes=900), today=TODAY)


def test_reading_stops_when_there_are_more_problems_than_are_listed() -> None:
    many = pa.concat_tables([table(extensions=pa.array(["{", "["]))] * 10)
    found = report(many, limits=Limits(problems=5))
    assert len(found) == 5


# What is not what it says


def test_text_that_is_not_utf8_is_a_problem_of_its_column() -> None:
    sizes, content = pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xff")
    bad = pa.Array.from_buffers(pa.string(), 2, [None, sizes, content])
    found = only(table(prompt=bad))
    assert found.code == "MLI002"
    assert "the column `prompt`: Invalid UTF8 sequence" in found.message


def test_a_list_that_leads_out_of_its_items_is_a_problem() -> None:
    sizes = pa.py_buffer(b"\0\0\0\0\x40\0\0\0\1\0\0\0")
    bad = pa.ListArray.from_buffers(
        pa.list_(pa.string()), 2, [None, sizes], children=[pa.array(["basics"])]
    )
    found = only(table(topics=bad))
    assert found.code == "MLI002"
    assert "the column `topics`" in found.message


# Without pyarrow

BLOCKED = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pyarrow":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocker())
"""
USES = {
    "to_table": "arrow.to_table(mlinterview.load('ml-engineer'))",
    "from_table": "arrow.from_table(None)",
    "schema": "arrow.schema()",
    "export": "mlinterview.export(mlinterview.load('ml-engineer'), 'new.parquet')",
    "load": "mlinterview.load('p.parquet')",
}


@pytest.mark.slow
@pytest.mark.parametrize("use", USES)
def test_without_pyarrow_an_error_says_what_to_install(use: str, tmp_path: Any) -> None:
    (tmp_path / "p.parquet").write_bytes(b"PAR1")
    code = f"""{BLOCKED}
import mlinterview
from mlinterview import arrow
try:
    {USES[use]}
except mlinterview.MlinterviewError as error:
    print(type(error).__name__, error)
assert mlinterview.export_bytes(mlinterview.load("ml-engineer"), format="json")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    kinds = {"export": "ExportError", "load": "PackError"}
    assert done.stdout.startswith(kinds.get(use, "MlinterviewError"))
    assert "install `mlinterview[arrow]`" in done.stdout
