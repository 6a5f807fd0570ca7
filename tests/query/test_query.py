"""Selections: picked, combined, ordered, grouped, drawn, and made packs again."""

import datetime
import inspect
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mlinterview
from mlinterview import (
    Answer,
    Difficulty,
    FollowUp,
    Kind,
    Level,
    Pack,
    QueryError,
    Question,
    Selection,
    Status,
    Topic,
    select,
)
from mlinterview.model import (
    AnswerKind,
    AppliesTo,
    Author,
    Fact,
    FactStatus,
    Framework,
    Guide,
    Metadata,
    Mistake,
    Section,
    Source,
    SourceType,
    Stage,
    Step,
    Tip,
)
from mlinterview.query import FIELDS
from mlinterview.testing import packs

TODAY = datetime.date(2026, 11, 22)
FEWER = settings(max_examples=settings.default.max_examples // 2)  # type: ignore[union-attr]


def question(id: str, *topics: str, **fields: Any) -> Question:
    fields = {"kind": Kind.CONCEPT, "prompt": f"What of {id}?", **fields}
    return Question(id=id, topics=topics or ("models",), **fields)


def pack(*questions: Question, id: str = "small", **fields: Any) -> Pack:
    """A pack with a tree of topics: models > trees > forests, and data."""
    metadata = Metadata(
        id=id,
        title=id.capitalize(),
        version="1.0.0",
        language="en",
        license="MIT",
        authors=(Author(name="A"),),
    )
    topics = (
        Topic(id="models", title="Models"),
        Topic(id="trees", title="Trees", parent="models"),
        Topic(id="forests", title="Forests", parent="trees"),
        Topic(id="data", title="Data"),
    )
    stages = (
        Stage(id="onsite", title="Onsite", order=2, assesses="Depth."),
        Stage(id="screen", title="Screen", order=1, assesses="Breadth."),
    )
    collections: dict[str, Any] = {"topics": topics, "stages": stages, **fields}
    return Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=metadata,
        questions=questions,
        **collections,
    )


def source(id: str) -> Source:
    return Source(id=id, type=SourceType.PAPER, title=id)


def ids(selection: Selection) -> list[str]:
    return [one.id for one in selection]


FULL = pack(
    question(
        "forest",
        "forests",
        "data",
        kind=Kind.DESIGN,
        difficulty=Difficulty.ADVANCED,
        levels=(Level.SENIOR, Level.STAFF),
        roles=("ml-engineer",),
        stages=("onsite",),
        tags=("b", "a"),
        competencies=("depth",),
        minutes=30,
        updated=datetime.date(2026, 5, 1),
    ),
    question(
        "tree",
        "trees",
        difficulty=Difficulty.FOUNDATIONAL,
        levels=(Level.JUNIOR,),
        roles=("ml-engineer", "data-scientist"),
        stages=("screen", "onsite"),
        tags=("a",),
        minutes=10,
        updated=datetime.date(2026, 1, 1),
    ),
    question("plain", "models", status=Status.DRAFT),
    question("clean", "data", kind=Kind.CODING, difficulty=Difficulty.INTERMEDIATE),
)


# Filters


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["forest", "tree", "plain", "clean"]),
        ({"kind": "design"}, ["forest"]),
        ({"kind": Kind.DESIGN}, ["forest"]),
        ({"kind": ["design", "coding"]}, ["forest", "clean"]),
        ({"kind": []}, []),
        ({"difficulty": "foundational"}, ["tree"]),
        ({"difficulty": {Difficulty.FOUNDATIONAL, "advanced"}}, ["forest", "tree"]),
        ({"level": "staff"}, ["forest"]),
        ({"level": ("staff", "junior")}, ["forest", "tree"]),
        ({"role": "data-scientist"}, ["tree"]),
        ({"role": "astronaut"}, []),
        ({"stage": "screen"}, ["tree"]),
        ({"stage": "onsite"}, ["forest", "tree"]),
        ({"tag": "a"}, ["forest", "tree"]),
        ({"tag": iter(["b", "c"])}, ["forest"]),
        ({"competency": "depth"}, ["forest"]),
        ({"minutes": 10}, ["tree"]),
        ({"minutes": range(1, 11)}, ["tree"]),
        ({"minutes": range(10, 31)}, ["forest", "tree"]),
        ({"minutes": (30, 45)}, ["forest"]),
        ({"status": "draft"}, ["plain"]),
        ({"status": Status.READY}, ["forest", "tree", "clean"]),
        ({"where": lambda one: "ea" in one.id}, ["clean"]),
        ({"tag": "a", "minutes": 30, "topic": "models"}, ["forest"]),
        ({"tag": "a", "minutes": 10, "topic": "data"}, []),
    ],
)
def test_a_filter_keeps_the_questions_that_meet_it(
    filters: dict[str, Any], expected: list[str]
) -> None:
    assert ids(select(FULL, **filters)) == expected


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("models", ["forest", "tree", "plain"]),
        ("trees", ["forest", "tree"]),
        ("forests", ["forest"]),
        ("data", ["forest", "clean"]),
        (["forests", "data"], ["forest", "clean"]),
    ],
)
def test_a_topic_includes_those_below_it_and_second_topics(
    topic: Any, expected: list[str]
) -> None:
    assert ids(select(FULL, topic=topic)) == expected


@pytest.mark.parametrize(
    ("filters", "parts"),
    [
        (
            {"kind": "desing"},
            ["no kind `desing`", "concept, design", "did you mean `design`"],
        ),
        ({"difficulty": "hard"}, ["foundational, intermediate, advanced"]),
        ({"level": "Senior"}, ["junior, mid, senior, staff", "did you mean `senior`"]),
        ({"status": "done"}, ["ready, draft"]),
        ({"topic": "tree"}, ["no topic `tree`", "models, trees", "did you mean `trees`"]),
        ({"stage": "onsight"}, ["screen, onsite", "did you mean `onsite`"]),
        ({"kind": ["design", "no"]}, ["no kind `no`"]),
    ],
)
def test_a_value_outside_a_vocabulary_is_refused_with_the_choices(
    filters: dict[str, Any], parts: list[str]
) -> None:
    with pytest.raises(QueryError) as caught:
        select(FULL, **filters)
    assert all(part in str(caught.value) for part in parts), str(caught.value)


def test_a_pack_without_stages_says_that_it_has_none() -> None:
    with pytest.raises(QueryError, match="none in these packs"):
        select(attrs.evolve(FULL, stages=()), stage="onsite")


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"kind": 5}, r"kind takes str values, not `5` \(int\)"),
        ({"tag": 5.5}, r"tag takes str values, not `5.5` \(float\)"),
        ({"tag": object}, r"tag takes str values"),
        ({"tag": [None]}, r"tag takes str values, not nothing \(NoneType\)"),
        ({"tag": b"a"}, r"tag takes str values, not `97` \(int\)"),
        ({"topic": [["trees"]]}, r"topic takes str values, not a list of 1 \(list\)"),
        ({"minutes": True}, r"minutes takes int values, not `true` \(bool\)"),
        ({"minutes": "10"}, r"minutes takes int values, not `10` \(str\)"),
        ({"minutes": [10, 5.0]}, r"minutes takes int values, not `5.0` \(float\)"),
    ],
)
def test_a_value_of_a_wrong_type_is_refused(
    filters: dict[str, Any], message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        select(FULL, **filters)


# Several packs


def test_questions_of_several_packs_come_in_the_order_of_the_packs() -> None:
    other = pack(question("tree", "trees"), id="other")
    both = select(FULL, other)
    assert ids(both) == [*ids(select(FULL)), "tree"]
    assert [entry.pack.id for entry in both.entries] == ["small"] * 4 + ["other"]
    assert both.packs == (FULL, other)
    assert [index.pack for index in both.indexes] == [FULL, other]
    assert repr(both) == "<Selection of 5 questions from small, other>"


def test_a_pack_that_is_given_twice_counts_once() -> None:
    equal = attrs.evolve(FULL)
    assert equal is not FULL
    assert select(FULL, FULL, equal) == select(FULL)


def test_two_different_packs_of_one_id_are_refused() -> None:
    with pytest.raises(QueryError, match="two different packs are called `small`"):
        select(FULL, pack(question("x")))
    with pytest.raises(QueryError, match="two different packs are called `small`"):
        select(FULL) | select(pack(question("x")))


def test_one_id_in_two_packs_is_asked_for_by_its_global_id() -> None:
    both = select(FULL, pack(question("tree"), id="other"))
    assert both.entry("other:question/tree").pack.id == "other"
    message = "choose `small:question/tree` or `other:question/tree`"
    with pytest.raises(QueryError, match=message):
        both.entry("tree")


def test_a_filter_by_topic_goes_by_the_tree_of_each_pack() -> None:
    flat = pack(
        question("one", "trees"),
        id="flat",
        topics=(Topic(id="trees", title="Trees"), Topic(id="roots", title="Roots")),
    )
    assert ids(select(FULL, flat, topic="models")) == ["forest", "tree", "plain"]
    assert ids(select(FULL, flat, topic="trees")) == ["forest", "tree", "one"]
    assert ids(select(FULL, flat, topic="roots")) == []


# One question


def test_an_entry_is_found_by_question_and_by_id() -> None:
    selection = select(FULL)
    by_id = selection.entry("tree")
    assert by_id.question is FULL.questions[1]
    assert selection.entry(FULL.questions[1]) is by_id
    assert selection.entry(attrs.evolve(FULL.questions[1])) is by_id
    assert by_id.global_id == "small:question/tree"


def test_an_unknown_question_is_refused_with_a_guess() -> None:
    with pytest.raises(QueryError, match=r"no question `tre` here; did you mean `tree`"):
        select(FULL).entry("tre")
    with pytest.raises(QueryError, match=r"no question `zzz` here$"):
        select(FULL).entry("zzz")
    with pytest.raises(QueryError, match=r"no question `new` here$"):
        select(FULL).entry(question("new"))


RICH = pack(
    question(
        "main",
        "forests",
        "data",
        stages=("screen", "onsite"),
        framework="soar",
        sources=("one", "two"),
        answers=(
            Answer(kind=AnswerKind.SAMPLE, body="Yes.", sources=("two", "three")),
            Answer(kind=AnswerKind.WEAK, body="No."),
        ),
        follow_ups=(
            FollowUp(prompt="And then?", answer="Nothing."),
            FollowUp(prompt="And there?", question="next"),
        ),
        related=("other",),
    ),
    question("next", "data", follow_ups=(FollowUp(prompt="More?", question="last"),)),
    question("last", "data"),
    question("other", "data", kind=Kind.CASE),
    sources=tuple(map(source, ["three", "two", "one", "frame", "idle"])),
    frameworks=(
        Framework(
            id="soar",
            title="SOAR",
            steps=(Step(title="S", prompt="What?"),),
            sources=("frame",),
        ),
        Framework(id="idle", title="Idle", steps=(Step(title="S", prompt="What?"),)),
    ),
    facts=(
        Fact(
            id="fact",
            statement="It is.",
            as_of=TODAY,
            status=FactStatus.REPORTED,
            sources=("idle",),
        ),
    ),
    tips=(
        Tip(id="all", body="Always."),
        Tip(id="topic", body="Topic.", applies_to=AppliesTo(topics=("models",))),
        Tip(
            id="stage",
            body="Stage.",
            applies_to=AppliesTo(stages=("screen",), questions=("last",)),
        ),
        Tip(id="named", body="Named.", applies_to=AppliesTo(questions=("main",))),
        Tip(id="elsewhere", body="Not.", applies_to=AppliesTo(questions=("other",))),
    ),
    mistakes=(
        Mistake(id="any", title="Any", body="B.", remedy="R."),
        Mistake(
            id="unplaced",
            title="U",
            body="B.",
            remedy="R.",
            applies_to=AppliesTo(kinds=(Kind.CONCEPT,), topics=("models", "data")),
        ),
        Mistake(
            id="second",
            title="S",
            body="B.",
            remedy="R.",
            order=2,
            applies_to=AppliesTo(topics=("trees",)),
        ),
        Mistake(
            id="first",
            title="F",
            body="B.",
            remedy="R.",
            order=0,
            applies_to=AppliesTo(stages=("onsite",)),
        ),
    ),
    guides=(Guide(id="g", title="G", sections=(Section(heading="H", body="B."),)),),
)


def test_an_entry_gives_what_belongs_to_its_question_as_objects() -> None:
    entry = select(RICH).entry("main")
    assert entry.pack is RICH
    assert [one.body for one in entry.answers] == ["Yes.", "No."]
    assert [one.id for one in entry.topics] == ["forests", "data"]
    assert [one.id for one in entry.topic_path] == ["models", "trees", "forests"]
    assert [one.id for one in entry.stages] == ["screen", "onsite"]
    assert entry.framework is RICH.frameworks[0]
    assert [one.id for one in entry.sources] == ["one", "two", "three"]
    assert [one.id for one in entry.follow_up_questions] == ["next"]
    assert [one.id for one in entry.related] == ["other"]


def test_tips_and_mistakes_are_those_that_name_something_of_the_question() -> None:
    entry = select(RICH).entry("main")
    assert [one.id for one in entry.tips] == ["topic", "stage", "named"]
    assert [one.id for one in entry.mistakes] == ["first", "second", "unplaced"]
    last = select(RICH).entry("last")
    assert [one.id for one in last.tips] == ["stage"]
    assert [one.id for one in last.mistakes] == ["unplaced"]


def test_a_question_that_refers_to_nothing_has_nothing() -> None:
    entry = select(RICH).entry("last")
    assert entry.framework is None
    assert entry.sources == entry.stages == entry.related == ()


def test_a_relation_counts_in_both_directions_and_never_with_itself() -> None:
    related = pack(
        question("a", related=("b", "a", "gone")), question("b", related=("a",))
    )
    a, b = select(related).entries
    assert [one.id for one in a.related] == ["b"]
    assert [one.id for one in b.related] == ["a"]


def test_what_is_not_in_the_pack_is_left_out() -> None:
    """A pack that was made in Python need not have been validated."""
    entry = select(pack(question("a", "gone", framework="gone", stages=("gone",))))
    (found,) = entry.entries
    assert found.topics == found.topic_path == found.stages == ()
    assert found.framework is None
    assert [*entry.group_by("topic")] == ["gone"]
    assert ids(entry.sort("topic")) == ["a"]


def test_topics_in_a_circle_come_to_an_end() -> None:
    circle = pack(
        question("x", "a"),
        topics=(
            Topic(id="a", title="A", parent="b"),
            Topic(id="b", title="B", parent="a"),
        ),
    )
    (entry,) = select(circle).entries
    assert [one.id for one in entry.topic_path] == ["b", "a"]
    assert ids(select(circle, topic="b")) == ["x"]


# A sequence


def test_a_selection_is_a_sequence_of_questions() -> None:
    selection = select(FULL)
    assert len(selection) == 4
    assert selection[0] is FULL.questions[0]
    assert selection[-1] is FULL.questions[3]
    assert FULL.questions[2] in selection
    assert selection.index(FULL.questions[2]) == 2
    assert list(reversed(selection)) == list(reversed(FULL.questions))
    with pytest.raises(IndexError):
        selection[4]


@pytest.mark.parametrize(
    "part", [slice(1, 3), slice(None), slice(None, None, -1), slice(3, 1), slice(0, 9, 2)]
)
def test_a_slice_is_a_selection_from_the_same_packs(part: slice) -> None:
    selection = select(FULL)
    assert isinstance(selection[part], Selection)
    assert list(selection[part]) == list(FULL.questions)[part]
    assert selection[part].packs == (FULL,)


def test_selections_are_equal_if_their_packs_and_questions_are() -> None:
    assert select(FULL, tag="a") == select(FULL)[:2]
    assert hash(select(FULL, tag="a")) == hash(select(FULL)[:2])
    assert select(FULL)[:1] != select(FULL)[:2]
    assert select(FULL)[:0] != select(RICH)[:0]
    assert select(FULL) != list(FULL.questions)


# Sets

subsets = st.sets(st.sampled_from([one.id for one in FULL.questions]))


def chosen(names: set[str]) -> Selection:
    return select(FULL, where=lambda one: one.id in names)


@given(subsets, subsets, subsets)
def test_selections_follow_the_laws_of_sets(
    a: set[str], b: set[str], c: set[str]
) -> None:
    x, y, z = chosen(a), chosen(b), chosen(c)
    assert set(ids(x | y)) == a | b
    assert set(ids(x & y)) == a & b
    assert set(ids(x - y)) == a - b
    assert x | x == x & x == x
    assert x & (y | z) == (x & y) | (x & z) or set(x & (y | z)) == set((x & y) | (x & z))
    assert x - (y | z) == (x - y) & (x - z)
    assert not (x - y) & y
    assert len(x | y) + len(x & y) == len(x) + len(y)


def test_a_union_keeps_the_order_of_the_left_one_and_adds_the_packs_of_the_right() -> (
    None
):
    other = pack(question("tree"), id="other")
    union = select(FULL)[::-1] | select(other) | select(FULL)[:1]
    assert ids(union) == ["clean", "plain", "tree", "forest", "tree"]
    assert union.packs == (FULL, other)
    assert ids(select(other) | select(FULL, tag="a")) == ["tree", "forest", "tree"]


def test_questions_of_one_id_in_two_packs_are_different() -> None:
    other = pack(question("tree"), id="other")
    assert not select(FULL) & select(other)
    assert select(FULL) - select(other) == select(FULL)


# Order

IN_ORDER: dict[str, list[str]] = {
    "topic": ["plain", "tree", "forest", "clean"],
    "kind": ["tree", "plain", "forest", "clean"],
    "difficulty": ["tree", "clean", "forest", "plain"],
    "level": ["tree", "forest", "plain", "clean"],
    "role": ["tree", "forest", "plain", "clean"],
    "stage": ["tree", "forest", "plain", "clean"],
    "tag": ["forest", "tree", "plain", "clean"],
    "competency": ["forest", "tree", "plain", "clean"],
    "minutes": ["tree", "forest", "plain", "clean"],
    "status": ["forest", "tree", "clean", "plain"],
    "updated": ["tree", "forest", "plain", "clean"],
    "pack": ["forest", "tree", "plain", "clean"],
    "id": ["clean", "forest", "plain", "tree"],
    "source": ["forest", "tree", "plain", "clean"],
    "framework": ["forest", "tree", "plain", "clean"],
    "has": ["forest", "tree", "clean", "plain"],
}
SORTED_BY: Any = sorted(IN_ORDER)


@pytest.mark.parametrize("key", SORTED_BY)
def test_questions_are_sorted_by_a_field(key: Any) -> None:
    assert ids(select(FULL).sort(key)) == IN_ORDER[key]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("difficulty", ["forest", "clean", "tree", "plain"]),
        ("minutes", ["forest", "tree", "plain", "clean"]),
        ("tag", ["forest", "tree", "plain", "clean"]),
        (lambda one: len(one.id), ["forest", "plain", "clean", "tree"]),
        (lambda one: one.minutes, ["forest", "tree", "plain", "clean"]),
    ],
)
def test_those_without_a_value_come_last_in_reverse_too(
    key: Any, expected: list[str]
) -> None:
    assert ids(select(FULL).sort(key, reverse=True)) == expected


def test_topics_that_a_pack_does_not_list_are_sorted_by_name() -> None:
    bare = pack(question("x", "b"), question("y", "a"), topics=())
    assert ids(select(bare).sort("topic")) == ["y", "x"]
    assert [*select(bare).group_by("topic")] == ["b", "a"]


def test_every_field_to_sort_by_is_tested() -> None:
    assert {name for name, field in FIELDS.items() if not field.is_text} == set(IN_ORDER)


@pytest.mark.parametrize("act", ["sort", "group_by", "count_by"])
def test_an_unknown_field_is_refused(act: str) -> None:
    method = getattr(select(FULL), act)
    with pytest.raises(QueryError, match="no field `topics`; did you mean `topic`"):
        method("topics")
    with pytest.raises(QueryError, match="no field `zzz`; choose topic, kind, diff"):
        method("zzz")


# Groups


def test_groups_come_in_the_order_of_their_vocabulary_and_none_last() -> None:
    selection = select(FULL)
    assert selection.count_by("difficulty") == {
        "foundational": 1,
        "intermediate": 1,
        "advanced": 1,
        None: 1,
    }
    order: list[Any] = [*selection.group_by("difficulty")]
    assert order == ["foundational", "intermediate", "advanced", None]
    assert [*selection.group_by("stage")] == ["screen", "onsite", None]
    assert [*selection.group_by("tag")] == ["a", "b", None]
    assert [*selection.group_by("minutes")] == [10, 30, None]
    assert [*selection.group_by(lambda one: one.id[0])] == ["f", "t", "p", "c"]


def test_a_question_is_in_the_group_of_each_value_but_of_its_main_topic_only() -> None:
    selection = select(FULL)
    assert selection.count_by("tag") == {"a": 2, "b": 1, None: 2}
    assert ids(selection.group_by("tag")["a"]) == ["forest", "tree"]
    assert selection.count_by("topic") == {
        "models": 1,
        "trees": 1,
        "forests": 1,
        "data": 1,
    }


@pytest.mark.slow
@FEWER
@given(packs(), st.sampled_from(SORTED_BY))
def test_groups_and_counts_agree_with_each_other_and_with_filters(
    drawn: Pack, key: Any
) -> None:
    selection = select(drawn)
    groups = selection.group_by(key)
    assert selection.count_by(key) == {value: len(g) for value, g in groups.items()}
    assert {one.id for group in groups.values() for one in group} == set(ids(selection))
    # A topic holds those below it, too; some fields are there for queries alone.
    if key != "topic" and key in inspect.signature(Selection.select).parameters:
        for value in groups.keys() - {None}:
            assert selection.select(**{key: value}) == groups[value]


# Draws


def test_a_draw_is_the_same_for_the_same_seed(ml_engineer: Pack) -> None:
    selection = select(ml_engineer)
    assert selection.sample(3, seed=1) == selection.sample(3, seed=1)
    draws = {tuple(ids(selection.sample(3, seed=seed))) for seed in range(20)}
    assert len(draws) > 10


def test_a_draw_does_not_hang_on_the_order_of_the_questions() -> None:
    selection = select(FULL)
    assert ids(selection[::-1].sample(2, seed="x")) == ids(selection.sample(2, seed="x"))


DRAW = """
import mlinterview
questions = mlinterview.select(mlinterview.load("ml-engineer"))
print([q.id for q in questions.sample(5, seed="interview")])
print([q.id for q in questions.sample(5, seed=7, spread_over=None)])
"""


@pytest.mark.slow
def test_a_draw_is_the_same_in_every_process() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", DRAW],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
            encoding="utf-8",
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("seed", range(10))
def test_a_draw_takes_one_of_each_group_before_a_second_of_any(seed: int) -> None:
    many = pack(
        *(question(f"a{at}", "models") for at in range(20)),
        question("b", "trees"),
        question("c", "data"),
    )
    selection = select(many)
    assert set(selection.sample(3, seed=seed).count_by("topic").values()) == {1}
    by_kind = selection.sample(5, seed=seed, spread_over=lambda one: one.id[0])
    assert by_kind.count_by("topic") == {"models": 3, "trees": 1, "data": 1}


def test_a_draw_without_groups_takes_from_all_alike() -> None:
    many = pack(*(question(f"a{at}") for at in range(50)), question("b", "data"))
    draws = [select(many).sample(2, seed=seed, spread_over=None) for seed in range(10)]
    assert any("b" not in ids(draw) for draw in draws)


def test_questions_without_a_value_are_a_group_to_draw_from() -> None:
    drawn = select(FULL).sample(3, spread_over="minutes")
    assert None in drawn.count_by("minutes")


@pytest.mark.slow
@FEWER
@given(packs(), st.data(), st.integers(), st.sampled_from([None, *SORTED_BY]))
def test_a_draw_has_as_many_different_questions_as_asked_for(
    drawn: Pack, data: st.DataObject, seed: int, over: Any
) -> None:
    selection = select(drawn)
    n = data.draw(st.integers(0, len(selection)))
    sample = selection.sample(n, seed=seed, spread_over=over)
    assert len(set(ids(sample))) == len(sample) == n
    assert set(ids(sample)) <= set(ids(selection))


@pytest.mark.parametrize("n", [-1, 5])
def test_a_draw_of_more_than_there_are_is_refused(n: int) -> None:
    with pytest.raises(QueryError, match=f"{n} questions cannot be drawn from 4"):
        select(FULL).sample(n)


def test_a_draw_over_an_unknown_field_is_refused() -> None:
    with pytest.raises(QueryError, match="no field `topics`"):
        select(FULL).sample(1, spread_over="topics")  # type: ignore[arg-type]


# A pack again


def test_all_questions_are_the_pack_itself() -> None:
    assert select(RICH).to_pack() is RICH


def test_all_questions_in_another_order_are_the_whole_pack_in_that_order() -> None:
    turned = select(RICH)[::-1].to_pack()
    assert turned == attrs.evolve(RICH, questions=RICH.questions[::-1])


def test_a_part_takes_along_what_it_needs_and_nothing_else() -> None:
    part = select(RICH, where=lambda one: one.id == "main").to_pack()
    assert [one.id for one in part.questions] == ["main", "next", "last"]
    assert [one.id for one in part.topics] == ["models", "trees", "forests", "data"]
    assert [one.id for one in part.stages] == ["onsite", "screen"]
    assert [one.id for one in part.frameworks] == ["soar"]
    assert [one.id for one in part.sources] == ["three", "two", "one", "frame"]
    assert [one.id for one in part.tips] == ["all", "topic", "stage", "named"]
    assert len(part.mistakes) == 4
    assert part.facts == part.guides == ()
    assert part.questions[0].related == ()
    assert part.metadata == RICH.metadata


def test_a_follow_up_leads_to_a_question_once() -> None:
    part = select(RICH, where=lambda one: one.id in ("last", "next")).to_pack()
    assert [one.id for one in part.questions] == ["next", "last"]


def test_references_of_tips_and_mistakes_are_narrowed_to_the_part() -> None:
    part = select(RICH, where=lambda one: one.id == "last").to_pack()
    tips = {tip.id: tip.applies_to for tip in part.tips}
    assert tips == {"all": None, "stage": AppliesTo(questions=("last",))}
    mistakes = {one.id: one.applies_to for one in part.mistakes}
    assert mistakes == {
        "any": None,
        "unplaced": AppliesTo(kinds=(Kind.CONCEPT,), topics=("data",)),
    }


def test_no_question_at_all_is_a_pack_without_questions() -> None:
    empty = select(RICH)[:0].to_pack()
    assert empty.questions == empty.topics == empty.sources == ()
    assert [tip.id for tip in empty.tips] == ["all"]


def test_several_packs_are_no_pack() -> None:
    other = pack(question("tree"), id="other")
    both = select(FULL, other)
    with pytest.raises(QueryError, match=r"several packs \(small, other\)"):
        both.to_pack()
    with pytest.raises(QueryError, match="several packs"):
        both[:0].to_pack()
    assert both[4:].to_pack() is other


@pytest.mark.slow
@FEWER
@given(packs(), st.data())
def test_any_part_of_a_valid_pack_is_a_valid_pack(
    drawn: Pack, data: st.DataObject
) -> None:
    names = data.draw(st.sets(st.sampled_from([one.id for one in drawn.questions])))
    selection = select(drawn, where=lambda one: one.id in names)
    made = selection.to_pack()
    report = mlinterview.validate(made, today=TODAY)
    assert not report.errors, str(report.errors[0])
    assert {one.id for one in made.questions} >= names


# What holds for every filter


def filters_of(drawn: Pack) -> st.SearchStrategy[dict[str, Any]]:
    """Filters of which many match something of the pack."""
    names = [topic.id for topic in drawn.topics]
    roles = [role for one in drawn.questions for role in one.roles]
    tags = [tag for one in drawn.questions for tag in one.tags]
    minutes = [one.minutes for one in drawn.questions if one.minutes]
    choices: dict[str, list[Any]] = {
        "topic": names,
        "kind": [*Kind],
        "difficulty": [*Difficulty],
        "level": [*Level],
        "status": [*Status],
        "role": [*roles, "none"],
        "tag": [*tags, "none"],
        "minutes": [*minutes, 1441],
    }
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.sets(st.sampled_from(values), min_size=1)
            for name, values in choices.items()
        },
    )


@pytest.mark.slow
@FEWER
@given(packs(), st.data())
def test_filters_commute_and_chaining_is_and(drawn: Pack, data: st.DataObject) -> None:
    a = data.draw(filters_of(drawn))
    b = data.draw(filters_of(drawn))
    chained = select(drawn, **a).select(**b)
    assert chained == select(drawn, **b).select(**a)
    assert chained == select(drawn, **a) & select(drawn, **b)
    if not a.keys() & b.keys():
        assert chained == select(drawn, **a, **b)


ACTIONS: list[Callable[[Selection], object]] = [
    lambda selection: selection.sort("difficulty"),
    lambda selection: selection.group_by("topic"),
    lambda selection: selection.sample(1),
    lambda selection: selection[:1].to_pack(),
    lambda selection: [entry.tips for entry in selection.entries],
    lambda selection: selection | selection[:1],
]


@pytest.mark.slow
@FEWER
@given(packs(), st.data())
def test_nothing_changes_the_pack_or_the_selection(
    drawn: Pack, data: st.DataObject
) -> None:
    before = mlinterview.dumps(drawn, "json")
    selection = select(drawn, **data.draw(filters_of(drawn)))
    names = ids(selection)
    if names:
        data.draw(st.sampled_from(ACTIONS))(selection)
    assert ids(selection) == names
    assert mlinterview.dumps(drawn, "json") == before


@pytest.mark.parametrize("wrong", ["ml-engineer", None, ["a"]])
def test_what_is_no_pack_is_an_error_that_says_what_to_do(wrong: Any) -> None:
    with pytest.raises(QueryError, match=r"expected a Pack, got .* load it first"):
        select(wrong)


@pytest.mark.parametrize("combine", ["__or__", "__and__", "__sub__"])
def test_a_selection_combines_with_selections_only(combine: str) -> None:
    assert getattr(select(pack(question("a"))), combine)([1]) is NotImplemented
