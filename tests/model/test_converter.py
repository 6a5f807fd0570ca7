"""Objects become plain data and plain data objects, with nothing lost on the way."""

import datetime
import enum
import subprocess
import sys
from typing import Any

import attrs
import pytest
from hypothesis import given

import mlinterview
from mlinterview import SCHEMA_VERSION, Pack
from mlinterview.model.converter import converter, structure, unstructure
from mlinterview.testing import packs

KEYS = {
    ("Pack", "metadata"): "pack",
    ("Anchors", "strong_no_hire"): "strong-no-hire",
    ("Anchors", "no_hire"): "no-hire",
    ("Anchors", "strong_hire"): "strong-hire",
}


def plain(value: Any) -> Any:
    """Return the plain data of a value: attrs' fields by the names of a file."""
    if attrs.has(type(value)):
        stated = {
            KEYS.get((type(value).__name__, field.name), field.name): plain(held)
            for field in attrs.fields(type(value))
            if field.name != "extensions"
            and (held := getattr(value, field.name)) != field.default
        }
        return {**stated, **value.extensions}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.value if isinstance(value, enum.Enum) else value


@pytest.mark.slow
@given(packs())
def test_plain_data_has_what_is_stated_in_the_order_of_the_fields(pack: Pack) -> None:
    data = unstructure(pack)
    assert data == plain(pack)
    assert repr(data) == repr(plain(pack))  # Order and types count as well.


@pytest.mark.slow
@given(packs())
def test_an_equal_pack_is_made_of_plain_data(pack: Pack) -> None:
    assert structure(unstructure(pack)) == pack


@pytest.mark.slow
def test_plain_data_may_be_changed_without_changing_the_object() -> None:
    pack = mlinterview.load("ml-engineer")
    before = unstructure(pack)
    data: Any = unstructure(pack)
    data["questions"][0]["answers"].clear()
    data["questions"][0]["topics"].clear()
    data["pack"].clear()
    assert unstructure(pack) == before


@pytest.mark.slow
@pytest.mark.parametrize("written", ["1", "1.0"])
def test_a_whole_number_may_have_a_point(written: str) -> None:
    rounds = {"min": float(written), "max": 2}
    stage = {"id": "a", "title": "A", "order": 1, "assesses": "B", "rounds": rounds}
    metadata = unstructure(mlinterview.load("ml-engineer").metadata)
    made = structure(
        {"schema_version": SCHEMA_VERSION, "pack": metadata, "stages": [stage]}
    )
    assert repr(made.stages[0].rounds) == "Rounds(min=1, max=2)"


@pytest.mark.slow
def test_to_write_a_pack_takes_no_converter() -> None:
    program = """
import sys
import mlinterview
mlinterview.dumps(mlinterview.load("ml-engineer"), "jsonl")
print("cattrs" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_equal_lists_of_ids_are_one_and_the_same(ml_engineer: Pack) -> None:
    made = structure(unstructure(ml_engineer))
    assert made == ml_engineer
    seen: dict[tuple[str, ...], tuple[str, ...]] = {}
    for question in made.questions:
        lists = [question.topics, question.roles, question.stages, question.sources]
        for listed in [*lists, *(answer.sources for answer in question.answers)]:
            assert seen.setdefault(listed, listed) is listed


def test_objects_that_a_user_makes_are_checked(ml_engineer: Pack) -> None:
    # Those that are made of plain data, which has been checked, are not.
    assert structure(unstructure(ml_engineer)) == ml_engineer
    with pytest.raises(mlinterview.ModelError, match=r"Question\.id"):
        mlinterview.Question(id="No slug", kind="concept", prompt="Why?", topics=("a",))  # type: ignore[arg-type]


def test_to_load_a_pack_takes_no_converter() -> None:
    program = """
import sys
import mlinterview
text = mlinterview.dumps(mlinterview.load("ml-engineer"), "json")
mlinterview.loads(text, "json")
print("cattrs" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


@attrs.frozen
class Deck:
    """A class of a user's own that holds objects of the model."""

    name: str
    questions: tuple[mlinterview.Question, ...]
    on: datetime.date
    size: float | int
    is_done: bool


def test_classes_of_a_user_go_through_the_same_converter(ml_engineer: Pack) -> None:
    deck = Deck(
        name="mine",
        questions=ml_engineer.questions[:3],
        on=datetime.date(2026, 11, 22),
        size=1.5,
        is_done=True,
    )
    data = converter().unstructure(deck)
    assert data["questions"] == [unstructure(one) for one in deck.questions]
    assert data["on"] == "2026-11-22"
    assert converter().structure(data, Deck) == deck
    assert converter().structure(5.0, int) == 5
