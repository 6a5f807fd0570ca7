"""Packs are written by `msgspec` with the same bytes as through plain data."""

import datetime
import enum
import subprocess
import sys
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import Pack, Question, Topic
from mlinterview.model import Fact, FactStatus, Source, SourceType, Tip
from mlinterview.model.converter import unstructure
from mlinterview.storage import encoding as encoding
from mlinterview.storage.encoding import encoded
from mlinterview.storage.writers import WRITERS
from mlinterview.testing import packs

TODAY = datetime.date(2026, 11, 1)
EMPTY = Pack(
    schema_version=mlinterview.SCHEMA_VERSION,
    metadata=attrs.evolve(mlinterview.load("ml-engineer").metadata),
)


def plain(pack: Pack, format: Any) -> bytes:
    return WRITERS[format](unstructure(pack)).encode()


def holds(pack: Pack) -> bool:
    """Return True if all formats are as `WRITERS` writes them from plain data."""
    formats = ("json", "jsonl", "yaml")
    return all(encoded(pack, one) == plain(pack, one) for one in formats)  # type: ignore[arg-type]


@pytest.mark.slow
@given(packs())
def test_a_pack_is_written_as_through_plain_data(pack: Pack) -> None:
    assert encoded(pack, "json") == plain(pack, "json")
    assert encoded(pack, "jsonl") == plain(pack, "jsonl")


def test_so_are_the_bundled_pack_and_one_of_metadata_alone(ml_engineer: Pack) -> None:
    assert holds(ml_engineer)
    assert holds(EMPTY)


@given(
    low=st.none() | st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15),
    high=st.sampled_from([None, 0, -0.0, 5.0, 1e-5, 1e-7, 0.1, 1e15, 10**15, 1.5e-300]),
)
def test_numbers_are_written_as_python_writes_them(low: Any, high: Any) -> None:
    fact = Fact(
        id="a",
        statement="A",
        as_of=TODAY,
        status=FactStatus.REPORTED,
        low=low,
        high=high,
    )
    assert holds(attrs.evolve(EMPTY, facts=(fact,)))


VALUES: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text('x"\\\n\té', max_size=4), inner)
    ),
    max_leaves=8,
)


@given(VALUES, VALUES, st.sampled_from(["x-a", 'x-"\\\n', "type"]))
def test_keys_of_somebodys_own_are_written_where_they_stand(
    value: Any, other: Any, key: str
) -> None:
    tip = Tip(id="a", body="B", extensions={key: value})
    source = Source(
        id="s",
        type=SourceType.BOOK,
        title="S",
        extensions={"x-a": other, "extensions": {}},
    )
    metadata = attrs.evolve(EMPTY.metadata, extensions={key: other})
    pack = attrs.evolve(
        EMPTY, metadata=metadata, tips=(tip,), sources=(source,), extensions={key: value}
    )
    assert encoded(pack, "json") == plain(pack, "json")
    assert encoded(pack, "jsonl") == plain(pack, "jsonl")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_character_is_written_alike(text: str) -> None:
    topic = Topic(id="a", title="A")
    # What no object takes is written alike as well.
    object.__setattr__(topic, "title", text)
    assert holds(attrs.evolve(EMPTY, topics=(topic,)))


class Name(str):
    """Text of somebody's own."""


class Day(datetime.date):
    """A date of somebody's own."""


class Choice(enum.StrEnum):
    """Names of somebody's own."""

    ONE = "one"


class Count(int):
    """A number of somebody's own."""


def test_values_of_derived_classes_are_written_as_what_they_are_derived_from() -> None:
    question = Question(
        id=Choice.ONE,
        kind=mlinterview.Kind.CONCEPT,
        prompt=Name("Why?"),
        topics=(Name("a"), Choice.ONE),
        minutes=Count(5),
        updated=Day(2026, 1, 2),
    )
    alone = attrs.evolve(
        question, prompt="Why?", minutes=None, updated=None, topics=("a",)
    )
    for one in (question, alone):
        assert encoded(attrs.evolve(EMPTY, questions=(one,)), "json") == plain(
            attrs.evolve(EMPTY, questions=(one,)), "json"
        )
        assert encoded(attrs.evolve(EMPTY, questions=(one,)), "jsonl") == plain(
            attrs.evolve(EMPTY, questions=(one,)), "jsonl"
        )


@pytest.mark.parametrize("format", ["json", "jsonl"])
@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_what_is_no_number_in_json_is_refused(format: Any, wrong: float) -> None:
    fact = Fact(id="a", statement="A", as_of=TODAY, status=FactStatus.REPORTED)
    object.__setattr__(fact, "low", wrong)
    with pytest.raises(ValueError, match="not JSON compliant"):
        encoded(attrs.evolve(EMPTY, facts=(fact,)), format)


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_half_a_character_is_refused(format: Any) -> None:
    topic = Topic(id="a", title="A")
    object.__setattr__(topic, "title", "\ud800")
    with pytest.raises(UnicodeEncodeError):
        encoded(attrs.evolve(EMPTY, topics=(topic,)), format)


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_nothing_of_the_bundled_pack_goes_the_plain_way_but_facts_with_a_point(
    ml_engineer: Pack, format: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    monkeypatch.setattr(
        encoding, "unstructure", lambda one: made.append(one) or unstructure(one)
    )
    encoded(ml_engineer, format)
    assert {type(one) for one in made} <= {Pack, Fact}
    for fact in made[1:]:
        assert float in {type(fact.low), type(fact.high)}


@pytest.mark.slow
def test_without_the_library_everything_is_written_through_plain_data(
    ml_engineer: Pack,
) -> None:
    program = """
import sys
sys.modules["msgspec"] = None
import mlinterview
from mlinterview.storage.encoding import encoded, line_encoder
pack = mlinterview.load("ml-engineer")
lines = encoded(pack, "jsonl")
assert line_encoder("question")(pack.questions[0]) in lines
sys.stdout.buffer.write(lines + encoded(pack, "json"))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True
    )
    assert done.stdout == encoded(ml_engineer, "jsonl") + encoded(ml_engineer, "json")
