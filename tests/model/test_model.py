"""The model: immutable, strict, and declared once."""

import copy
import datetime
import enum
import pickle
from typing import Annotated, Any

import attrs
import pytest
from hypothesis import given

from mlinterview import ModelError, Pack
from mlinterview.model import VERSIONS, entities
from mlinterview.model.entities import (
    Answer,
    AnswerKind,
    Author,
    Fact,
    FactStatus,
    Kind,
    Level,
    Metadata,
    Question,
    Stage,
    Tip,
    Topic,
)
from mlinterview.model.fields import Spec, expectation, fields_of, shape, spec
from mlinterview.testing import packs

CLASSES = [
    value
    for value in vars(entities).values()
    if isinstance(value, type) and attrs.has(value) and value is not entities.Extensible
]


def question(**changes: object) -> Question:
    values: dict[str, object] = {
        "id": "overfitting",
        "kind": Kind.CONCEPT,
        "prompt": "What is overfitting?",
        "topics": ("basics",),
    }
    return Question(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("cls", CLASSES)
def test_a_class_of_the_model_is_frozen_slotted_and_by_keyword(cls: type) -> None:
    assert cls.__setattr__ is not object.__setattr__
    assert "__dict__" not in dir(cls)
    assert all(a.kw_only for a in attrs.fields(cls))


def test_an_object_can_not_be_changed() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        question().prompt = "What?"  # type: ignore[misc]


@pytest.mark.parametrize("cls", CLASSES)
def test_a_field_has_a_description_that_is_a_sentence(cls: type) -> None:
    for field in fields_of(cls):
        assert field.shape.spec.description[:1].isupper(), field.name
        assert field.shape.spec.description.endswith("."), field.name
        assert field.shape.spec.since in VERSIONS


@pytest.mark.parametrize("cls", CLASSES)
def test_a_list_is_a_tuple_and_has_a_limit_below_the_top(cls: type) -> None:
    for field in fields_of(cls):
        if field.shape.kind == "array" and cls is not Pack:
            assert field.shape.spec.max_items is not None, field.name
            assert field.required or field.default == ()


@pytest.mark.parametrize("cls", CLASSES)
def test_a_text_has_a_pattern_and_a_limit(cls: type) -> None:
    for field in fields_of(cls):
        inner = field.shape.item or field.shape
        if inner.kind == "string":
            assert inner.spec.pattern is not None, field.name
            assert inner.spec.max_length is not None, field.name


@pytest.mark.slow
@given(packs())
def test_equal_objects_have_equal_hashes(pack: Pack) -> None:
    for one in pack.questions:
        assert hash(attrs.evolve(one)) == hash(one)
        assert len({one, attrs.evolve(one)}) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": 5}, "Question.id: expected a slug"),
        ({"id": "Over Fitting"}, "got `Over Fitting` (str)"),
        ({"id": "overfitting\n"}, "Question.id"),
        ({"id": "a" * 81}, "Question.id"),
        ({"kind": "concept"}, "Question.kind: expected one of concept, design"),
        ({"topics": ["basics"]}, "got a list of 1 (list)"),
        ({"topics": ()}, "Question.topics"),
        ({"topics": ("basics", "basics")}, "Question.topics"),
        ({"topics": ("basics", 5)}, "Question.topics"),
        ({"topics": "basics"}, "Question.topics"),
        ({"minutes": True}, "a whole number of minutes from 1 to 1440, got `true`"),
        ({"minutes": 5.0}, "got `5.0` (float)"),
        ({"minutes": 0}, "Question.minutes"),
        ({"minutes": 1441}, "Question.minutes"),
        ({"prompt": ""}, "Question.prompt"),
        ({"prompt": " What?"}, "Question.prompt"),
        ({"prompt": "What?\nWhy?"}, "Question.prompt"),
        ({"prompt": "half a pair \ud800"}, "Question.prompt"),
        ({"updated": "2026-11-01"}, "Question.updated: expected a date"),
        (
            {"updated": datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)},
            "Question.updated",
        ),
        ({"updated": datetime.date(1066, 10, 14)}, "Question.updated"),
        ({"levels": (Level.MID, "senior")}, "each one of junior, mid, senior, staff"),
        ({"answers": (Tip(id="aloud", body="Speak."),)}, "each a Answer"),
        ({"intent": None, "rubric": "good"}, "Question.rubric: expected a Rubric"),
    ],
)
def test_a_value_outside_its_limits_is_refused_with_what_is_allowed(
    changes: dict[str, object], words: str
) -> None:
    with pytest.raises(ModelError) as caught:
        question(**changes)
    assert words in str(caught.value)


def test_the_error_is_a_value_error_for_those_who_know_nothing_of_this_library() -> None:
    with pytest.raises(ValueError, match=r"Question\.id"):
        question(id=None)


def test_a_change_is_checked_like_the_first_value() -> None:
    with pytest.raises(ModelError, match=r"Question\.minutes"):
        attrs.evolve(question(), minutes=-5)


def test_values_at_their_limits_are_accepted() -> None:
    made = question(
        id="a" * 80, minutes=1440, updated=datetime.date(2199, 12, 31), prompt="?" * 2000
    )
    assert made.minutes == 1440


def test_a_number_may_be_whole_or_not_but_nothing_else() -> None:
    day = datetime.date(2026, 11, 1)
    fact = Fact(
        id="growth",
        statement="It grows.",
        as_of=day,
        status=FactStatus.REPORTED,
        low=15,
        high=15.5,
    )
    assert (fact.low, fact.high) == (15, 15.5)
    for wrong in (True, "15", float("nan"), float("inf"), 1e16):
        with pytest.raises(ModelError, match=r"Fact\.low"):
            attrs.evolve(fact, low=wrong)


def test_a_boolean_is_no_number_and_no_number_is_a_boolean() -> None:
    with pytest.raises(ModelError, match="expected true or false, got `1`"):
        Answer(kind=AnswerKind.SAMPLE, body="Yes.", illustrative=1)  # type: ignore[arg-type]


def test_extensions_are_kept_but_take_no_fields_place() -> None:
    tip = Tip(id="aloud", body="Speak.", extensions={"x-colour": "red"})
    assert tip.extensions == {"x-colour": "red"}
    with pytest.raises(ModelError, match="`body` is a field; set it as such"):
        attrs.evolve(tip, extensions={"body": "Sing."})


@pytest.mark.parametrize(
    "wrong",
    [
        [1],
        None,
        {1: 2},
        {"x-a": object()},
        {"x-a": float("nan")},
        {"x-a": [{"b": (1,)}]},
        {"x-a": "half \ud800"},
        {"x-\ud800": 1},
    ],
)
def test_extensions_are_what_a_file_can_hold(wrong: Any) -> None:
    with pytest.raises(ModelError, match="text keys with values as JSON has them"):
        Tip(id="aloud", body="Speak.", extensions=wrong)
    kept = {"x-a": [None, True, 1, 1.5, "é", {"b": []}]}
    assert Tip(id="aloud", body="Speak.", extensions=kept).extensions == kept


def test_an_object_without_extensions_has_an_empty_mapping_that_stays_so() -> None:
    plain = Tip(id="aloud", body="Speak.")
    assert plain.extensions == {}
    assert plain.extensions == {}
    assert (list(plain.extensions), len(plain.extensions)) == ([], 0)
    assert "x-a" not in plain.extensions
    assert repr(plain) == repr(attrs.evolve(plain, extensions={}))
    assert plain == attrs.evolve(plain, extensions={})
    assert plain != attrs.evolve(plain, extensions={"x-a": 1})
    with pytest.raises(KeyError):
        plain.extensions["x-a"]
    with pytest.raises(TypeError):
        plain.extensions["x-a"] = 1  # type: ignore[index]
    for again in (pickle.loads(pickle.dumps(plain)), copy.deepcopy(plain)):  # noqa: S301
        assert again == plain
        assert again.extensions is plain.extensions


def test_a_pack_gives_what_its_metadata_says_at_hand(ml_engineer: Pack) -> None:
    assert ml_engineer.id == ml_engineer.metadata.id == "ml-engineer"
    assert ml_engineer.title == ml_engineer.metadata.title
    assert ml_engineer.version == ml_engineer.metadata.version


def test_each_collection_holds_the_entities_it_is_named_for() -> None:
    for kind, (key, cls) in entities.COLLECTIONS.items():
        field = next(field for field in fields_of(Pack) if field.name == key)
        assert field.shape.item is not None
        assert field.shape.item.type is cls
        assert key == f"{kind}s"


# Declarations ----------------------------------------------------------------


class Colour(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    "hint",
    [
        bytes,
        dict[str, str],
        list[str],
        tuple[str, int],
        tuple[str],
        object,
        str | int,
        int | float | None,
        set[str],
        complex,
        enum.Enum,
        datetime.datetime,
        None,
    ],
)
def test_a_type_without_a_form_in_the_schema_is_refused(hint: object) -> None:
    if hint == int | float | None:
        hint = str | bytes | None
    with pytest.raises(TypeError, match="the schema has no form for the type"):
        shape(hint)


@pytest.mark.parametrize(
    ("hint", "kind", "words"),
    [
        (str, "string", "text"),
        (int, "integer", "a whole number"),
        (bool, "boolean", "true or false"),
        (float | int, "number", "a number"),
        (datetime.date, "date", "a date"),
        (Colour, "enum", "one of red"),
        (Author, "object", "a Author"),
        (tuple[int, ...], "array", "a list of items, each a whole number"),
        (
            Annotated[int, spec(minimum=1, maximum=5)],
            "integer",
            "a whole number from 1 to 5",
        ),
        (Annotated[str, spec(expects="a name")], "string", "a name"),
    ],
)
def test_a_known_type_has_a_kind_and_words(hint: object, kind: str, words: str) -> None:
    found = shape(hint)
    assert found.kind == kind
    assert expectation(found) == words
    assert not found.optional


def test_an_optional_type_is_the_type_and_may_be_none() -> None:
    found = shape(Annotated[str | None, spec("A name.")])
    assert (found.kind, found.optional) == ("string", True)


def test_an_outer_spec_states_over_an_inner_one() -> None:
    inner = Annotated[str, spec("Inner.", max_length=5, definition="name")]
    found = shape(Annotated[inner, spec("Outer.")])
    assert found.spec == Spec(description="Outer.", max_length=5, definition="name")
    assert found.named is not None
    assert found.named.description == "Inner."


def test_a_field_whose_key_is_no_name_in_python_says_so() -> None:
    keys = [field.key for field in fields_of(entities.Anchors)]
    assert keys == ["strong-no-hire", "no-hire", "hire", "strong-hire"]


def test_required_fields_are_those_without_a_default() -> None:
    required = {field.name for field in fields_of(Stage) if field.required}
    assert required == {"id", "title", "order", "assesses"}
    assert {f.name for f in fields_of(Metadata) if f.required} == {
        "id",
        "title",
        "version",
        "language",
        "license",
        "authors",
    }


def test_objects_are_equal_if_all_that_they_hold_is() -> None:
    one, two = (Topic(id="a", title="A", aliases=("B",)) for _ in range(2))
    assert one == two
    assert hash(one) == hash(two)
    assert len({one, two}) == 1
    for changes in ({"title": "B"}, {"aliases": ()}, {"extensions": {"x-a": 1}}):
        assert one != attrs.evolve(two, **changes)  # type: ignore[arg-type]
    assert one != Tip(id="a", body="A")
    assert one.__eq__("a") is NotImplemented


def test_what_others_added_takes_no_hash_away() -> None:
    one = Topic(id="a", title="A", extensions={"x-a": [1]})
    assert hash(one) == hash(Topic(id="a", title="A", extensions={"x-b": {}}))
