"""Objects made at once are those that the plain way makes, of what the schema accepts."""

import gc
import importlib
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import Pack, document
from mlinterview._support import garbage
from mlinterview.document import DEFAULT_LIMITS, Limits
from mlinterview.model.converter import structure, unstructure
from mlinterview.model.entities import COLLECTIONS
from mlinterview.testing import broken_packs, mutations, packs
from mlinterview.validation import records
from mlinterview.validation.checking import accepts


def _data(data: Any) -> Pack | None:
    """Return what the libraries make of plain data."""
    return records.from_data(data, size=math.inf)


def _small(data: Any) -> Pack | None:
    """Return what the validators of the model make of plain data."""
    return records.from_data(data, size=0)


def _json(source: str | bytes) -> Pack | None:
    written = source.encode() if isinstance(source, str) else source
    return records.from_json(written, DEFAULT_LIMITS)


def _jsonl(source: str) -> Pack | None:
    return records.from_jsonl(source.encode(), DEFAULT_LIMITS)


# The same objects ------------------------------------------------------------


@given(packs())
def test_a_pack_is_the_same_whichever_way_it_is_made(pack: Pack) -> None:
    data = unstructure(pack)
    for made in (
        _data(data),
        _small(data),
        _json(json.dumps(data)),
        _json(json.dumps(data, indent=2, ensure_ascii=False)),
        _jsonl(mlinterview.dumps(pack, "jsonl")),
    ):
        assert made is None or made == pack


def test_equal_lists_of_ids_are_one_and_the_same(ml_engineer: Pack) -> None:
    made = _json(mlinterview.dumps(ml_engineer, "json"))
    assert made == ml_engineer
    seen: dict[tuple[str, ...], tuple[str, ...]] = {}
    for question in made.questions:
        lists = [question.topics, question.roles, question.stages, question.sources]
        for listed in [*lists, *(answer.sources for answer in question.answers)]:
            assert seen.setdefault(listed, listed) is listed


@given(st.one_of(broken_packs(), packs().map(unstructure).flatmap(mutations)))
def test_nothing_is_made_of_what_the_schema_refuses(data: Any) -> None:
    made = [_data(data), _small(data), _json(json.dumps(data))]
    if not accepts(data):
        assert made == [None, None, None]
    else:
        assert all(one is None or one == structure(data) for one in made)


@given(packs(), st.data())
def test_damaged_json_is_never_taken_for_another_pack(pack: Pack, data: Any) -> None:
    text = json.dumps(unstructure(pack))
    at = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(at, min(len(text), at + 40)))
    put = data.draw(st.sampled_from(["", '"', " ", '":', "\\", ",", '"x":1,', "\x00"]))
    again = data.draw(st.booleans())
    damaged = text[:at] + (text[at:end] if again else "") + put + text[at:]
    made = _json(damaged)
    plain = document.parse(damaged, "json")
    if made is not None:
        assert not plain.problems
        assert made == structure(plain.data)


_MARKED = st.text(
    st.sampled_from('ab" \\\n\t\r\x00\x07\x0b\x1f\x7f\x80\x9f\xa0\xa1é\u2028\U0001f600'),
    min_size=1,
)


@given(_MARKED, st.booleans())
def test_no_control_character_gets_in(text: str, is_ascii: bool) -> None:
    data = {**HEADER, "tips": [{"id": "a", "body": text}]}
    written = json.dumps(data, ensure_ascii=is_ascii)
    line = {"type": "tip", "id": "a", "body": text}
    lines = [json.dumps(one, ensure_ascii=is_ascii) for one in (HEADER, line)]
    for made in (_json(written), _jsonl("\n".join(lines))):
        if accepts(data):
            assert made == structure(data)
        else:
            assert made is None


@pytest.mark.parametrize(
    ("written", "is_tame"),
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
def test_what_may_stand_for_a_control_character_is_seen(
    written: str, is_tame: bool
) -> None:
    assert records.is_tame(written.encode()) is is_tame


def test_the_bundled_pack_is_made_at_once(ml_engineer: Pack) -> None:
    assert _json(mlinterview.dumps(ml_engineer, "json")) == ml_engineer
    assert _jsonl(mlinterview.dumps(ml_engineer, "jsonl")) == ml_engineer
    assert _data(unstructure(ml_engineer)) == ml_engineer
    assert _small(unstructure(ml_engineer)) == ml_engineer


def test_what_was_given_is_left_as_it_was(ml_engineer: Pack) -> None:
    data = unstructure(ml_engineer)
    before = json.dumps(data)
    assert _data(data) is not None
    assert _small(data) is not None
    assert json.dumps(data) == before


def test_objects_that_a_user_makes_are_checked_as_before(ml_engineer: Pack) -> None:
    assert _json(mlinterview.dumps(ml_engineer, "json")) is not None
    with pytest.raises(mlinterview.ModelError, match=r"Question\.id"):
        mlinterview.Question(id="No slug", kind="concept", prompt="Why?", topics=("a",))  # type: ignore[arg-type]


def test_no_list_of_a_pack_has_limits_that_would_be_passed_over() -> None:
    properties = mlinterview.schema()["properties"]
    for key, _cls in COLLECTIONS.values():
        assert properties[key].keys() == {"description", "type", "items"}


# What goes the plain way -----------------------------------------------------

HEADER: dict[str, Any] = {
    "schema_version": "1.0",
    "pack": {
        "id": "one",
        "title": "One",
        "version": "1.0.0",
        "language": "en",
        "license": "MIT",
        "authors": [{"name": "A"}],
    },
}
TOPIC = {"id": "a", "title": "A"}


def test_a_small_pack_is_read_without_the_libraries(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    path.write_text(json.dumps({**HEADER, "topics": [TOPIC]}), encoding="utf-8")
    program = f"""
import sys
import mlinterview
assert mlinterview.validate({str(path)!r}).ok
assert [topic.title for topic in mlinterview.load({str(path)!r}).topics] == ["A"]
assert not {{"msgspec", "jsonschema_rs", "cattrs"}} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_program_that_reads_many_small_packs_takes_the_libraries(
    tmp_path: Path,
) -> None:
    path = tmp_path / "small.json"
    path.write_text(json.dumps({**HEADER, "topics": [TOPIC]}), encoding="utf-8")
    program = f"""
import sys
import mlinterview
from mlinterview._records import FEW
packs = [mlinterview.load({str(path)!r}) for _ in range(FEW // {path.stat().st_size} + 1)]
assert all(pack == packs[0] for pack in packs)
assert {{"msgspec", "jsonschema_rs"}} <= sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "topic",
    [
        None,
        [],
        {},
        {"id": "a"},
        {**TOPIC, "id": "A"},
        {**TOPIC, "parent": None},
        {**TOPIC, "aliases": "b"},
        {**TOPIC, "aliases": ["b", "b"]},
        {**TOPIC, "aliases": [1]},
        {**TOPIC, "x-mine": 1},
        {**TOPIC, "extensions": {}},
    ],
)
def test_what_a_validator_refuses_is_left_to_the_plain_way(topic: Any) -> None:
    assert _small({**HEADER, "topics": [topic]}) is None


@pytest.mark.parametrize("day", ["20261101", "2026-W44-7", "1800-01-01", "2026-02-30", 1])
def test_a_day_is_written_in_one_way(day: Any) -> None:
    header = {**HEADER, "pack": {**HEADER["pack"], "as_of": day}}
    assert not accepts(header)
    assert _small(header) is None


def test_a_small_pack_is_made_at_once() -> None:
    made = _json(json.dumps({**HEADER, "topics": [TOPIC]}))
    assert made is not None
    assert [topic.title for topic in made.topics] == ["A"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "{}",
        "\ufeff" + json.dumps(HEADER),
        json.dumps({**HEADER, "x-mine": 1}),
        json.dumps({**HEADER, "topics": {}}),
        json.dumps({**HEADER, "topics": [1]}),
        json.dumps({**HEADER, "topics": [{**TOPIC, "x-mine": 1}]}),
        json.dumps({**HEADER, "topics": [{**TOPIC, "title": "A\n"}]}),
        json.dumps({**HEADER, "topics": [{**TOPIC, "title": "\ud800"}]}),
        json.dumps({**HEADER, "schema_version": "1.9"}),
        json.dumps({**HEADER, "schema_version": 1}),
        json.dumps({**HEADER, "pack": []}),
        json.dumps({**HEADER, "stages": [1.5]}),
        json.dumps(HEADER)[:-1] + ', "topics": [], "topics": []}',
        json.dumps(HEADER)[:-1] + ', "topics" : [], "topics": []}',
        json.dumps(HEADER).replace('"id": "one"', '"id": "two", "id": "one"'),
        json.dumps(HEADER).replace('"id": "one"', '"id" : "two", "id": "one"'),
        json.dumps(HEADER).replace('"id": "one"', '"id"\n: "two", "id": "one"'),
    ],
)
def test_what_is_unusual_is_left_to_the_plain_way(text: str) -> None:
    assert _json(text.encode(errors="surrogatepass")) is None


@pytest.mark.parametrize(
    "data",
    [1, [], {**HEADER, "x-mine": 1}, {**HEADER, "topics": {}}, {"topics": [TOPIC]}],
)
def test_data_that_is_unusual_is_left_to_the_plain_way(data: Any) -> None:
    assert _data(data) is None
    assert _small(data) is None


def test_a_whole_number_with_a_point_is_left_to_the_plain_way() -> None:
    stage = {"id": "a", "title": "A", "order": 5.0, "assesses": "B"}
    text = json.dumps({**HEADER, "stages": [stage]})
    assert _json(text) is None
    assert mlinterview.loads(text, "json").stages[0].order == 5


def test_a_colon_behind_a_quotation_is_no_key() -> None:
    for title in ('He said "no": so', 'Say "yes" : or "no" :', "A : B", '"": "'):
        text = json.dumps({**HEADER, "topics": [{**TOPIC, "title": title}]})
        made = _json(text)
        assert made is None or made.topics[0].title == title
        assert mlinterview.loads(text, "json").topics[0].title == title


def test_more_keys_than_the_limit_are_left_to_the_plain_way() -> None:
    text = json.dumps(HEADER).encode()
    assert records.from_json(text, Limits(nodes=8)) is None
    assert records.from_json(text, Limits(nodes=100)) is not None


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [{"type": "topic", **TOPIC}],
        [{**HEADER, "topics": []}],
        [{**HEADER, "pack": 1}],
        [HEADER, 1],
        [HEADER, TOPIC],
        [HEADER, {"type": "no", **TOPIC}],
        [HEADER, {"type": ["topic"], **TOPIC}],
        [HEADER, {"type": "source", "id": "a", "title": "A"}],
        [HEADER, {"type": "topic", "topic_type": "a", **TOPIC}],
    ],
)
def test_lines_that_are_unusual_are_left_to_the_plain_way(lines: list[Any]) -> None:
    assert _jsonl("\n".join(map(json.dumps, lines))) is None


def test_empty_lines_mean_nothing() -> None:
    lines = ["", json.dumps(HEADER), " \t\r", json.dumps({"type": "topic", **TOPIC}), ""]
    made = _jsonl("\n".join(lines))
    assert made is not None
    assert len(made.topics) == 1


@pytest.mark.parametrize("library", ["msgspec", "jsonschema_rs"])
def test_without_a_library_everything_goes_the_plain_way(library: str) -> None:
    program = f"""
import sys
sys.modules[{library!r}] = None
import json
import mlinterview
from mlinterview import _records
assert records.from_data({{}}, size=1_000_000) is None
assert records.from_json(b"{{}}", mlinterview.Limits()) is None
assert records.from_jsonl(b"", mlinterview.Limits()) is None
pack = mlinterview.load("ml-engineer")
text = mlinterview.dumps(pack, "json")
assert mlinterview.loads(text, "json") == pack
print(len(pack.questions))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


# The garbage collector -------------------------------------------------------


def test_the_collector_is_paused_until_the_last_one_leaves() -> None:
    assert gc.isenabled()
    with garbage.gc_paused():
        assert not gc.isenabled()
        with garbage.gc_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_turns_the_collector_on_again() -> None:
    with pytest.raises(ZeroDivisionError), garbage.gc_paused():
        _ = 1 / 0
    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    try:
        with garbage.gc_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_who_wants_to_keep_the_collector_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(garbage.KEEP, "1")
    with garbage.gc_paused():
        assert gc.isenabled()
    assert importlib.import_module("gc").isenabled()
