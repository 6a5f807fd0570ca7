"""Planned interviews: within the time, without repeats, the same for the same seed."""

import contextlib
import itertools
import os
import re
import subprocess
import sys
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mlinterview
from mlinterview import (
    Difficulty,
    FollowUp,
    Level,
    Pack,
    QueryError,
    plan_interview,
    select,
)
from mlinterview.errors import PlanError
from mlinterview.interviews import Plan
from mlinterview.model import Rounds
from mlinterview.testing import packs
from sample_interviews import (
    DESIGN,
    EASY,
    HARD,
    MIDDLE,
    SCREEN,
    pack,
    planned_packs,
    question,
)

FEWER = settings(max_examples=settings.default.max_examples // 2)  # type: ignore[union-attr]
seeds = st.integers(0, 5)
times = st.none() | st.integers(1, 200)


def ids(plan: Plan) -> list[str]:
    return [one.id for one in plan.selection]


def planned(drawn: Pack, **options: Any) -> Plan | None:
    """Return a plan, or nothing where none can be made; both are answers."""
    with contextlib.suppress(PlanError):
        return plan_interview(drawn, **options)
    return None


# What always holds


@pytest.mark.slow
@FEWER
@given(planned_packs(), times, seeds)
def test_a_plan_never_exceeds_its_budget(
    drawn: Pack, minutes: int | None, seed: int
) -> None:
    plan = planned(drawn, minutes=minutes, seed=seed)
    if plan is None:
        return
    assert minutes is None or plan.minutes <= minutes
    lengths = {stage.id: stage.minutes or 0 for stage in drawn.stages}
    for one in plan.rounds:
        assert 1 <= one.minutes <= lengths[one.stage]
        assert sum(slot.minutes for slot in one.slots) + one.spare == one.minutes
        assert one.spare >= 0
    for slot in plan.slots:
        assert slot.minutes == slot.question.minutes
        assert 0 <= slot.follow_up_minutes < slot.minutes


@pytest.mark.slow
@FEWER
@given(planned_packs(), times, seeds)
def test_the_rounds_follow_the_stages(
    drawn: Pack, minutes: int | None, seed: int
) -> None:
    plan = planned(drawn, minutes=minutes, seed=seed)
    if plan is None:
        return
    order = {stage.id: stage.order for stage in drawn.stages}
    places = [order[one.stage] for one in plan.rounds]
    assert places == sorted(places)
    for stage in drawn.stages:
        number = sum(one.stage == stage.id for one in plan.rounds)
        rounds = stage.rounds or Rounds(min=1, max=1)
        assert rounds.min <= number <= rounds.max
    for one in plan.rounds:
        assert all(one.stage in slot.question.stages for slot in one.slots)


@pytest.mark.slow
@FEWER
@given(planned_packs(), times, seeds, st.sampled_from(Level))
def test_no_question_is_planned_twice_and_each_meets_the_conditions(
    drawn: Pack, minutes: int | None, seed: int, level: Level
) -> None:
    plan = planned(drawn, minutes=minutes, seed=seed, level=level)
    if plan is not None:
        assert len(set(ids(plan))) == len(ids(plan)) == len(plan.slots)
        assert all(level in one.levels for one in plan.selection)


@pytest.mark.slow
@FEWER
@given(planned_packs(), times, seeds)
def test_a_round_goes_from_easy_to_hard(
    drawn: Pack, minutes: int | None, seed: int
) -> None:
    plan = planned(drawn, minutes=minutes, seed=seed)
    order = [*Difficulty, None]
    for one in plan.rounds if plan else ():
        places = [order.index(slot.question.difficulty) for slot in one.slots]
        assert places == sorted(places)


def _near(drawn: Pack, first: str, second: str) -> bool:
    links = {
        (one.id, other)
        for one in drawn.questions
        for other in (*one.related, *(f.question for f in one.follow_ups))
    }
    return bool({(first, second), (second, first)} & links)


@pytest.mark.slow
@FEWER
@given(planned_packs(), times, seeds)
def test_related_questions_are_apart_or_it_is_said(
    drawn: Pack, minutes: int | None, seed: int
) -> None:
    plan = planned(drawn, minutes=minutes, seed=seed)
    if plan is None:
        return
    said = "\n".join(map(str, plan.shortfalls))
    for first, second in itertools.combinations(ids(plan), 2):
        if _near(drawn, first, second):
            assert f"`{first}` is related to `{second}`" in said or (
                f"`{second}` is related to `{first}`" in said
            )


@pytest.mark.slow
@FEWER
@given(planned_packs(), times, seeds)
def test_time_is_left_only_if_nothing_else_fits_and_it_is_said(
    drawn: Pack, minutes: int | None, seed: int
) -> None:
    plan = planned(drawn, minutes=minutes, seed=seed)
    if plan is None:
        return
    taken = ids(plan)
    for one in plan.rounds:
        if not one.spare:
            continue
        assert any(shortfall.stage == one.stage for shortfall in plan.shortfalls)
        for other in drawn.questions:
            fits = (other.minutes or 1000) <= one.spare and one.stage in other.stages
            if fits and other.id not in taken:
                assert any(_near(drawn, other.id, name) for name in taken)


@pytest.mark.slow
@FEWER
@given(planned_packs(), times, seeds)
def test_what_states_too_little_is_counted(
    drawn: Pack, minutes: int | None, seed: int
) -> None:
    plan = planned(drawn, minutes=minutes, seed=seed)
    if plan is None:
        return
    said = [shortfall.message for shortfall in plan.shortfalls]
    homeless = sum(not one.stages for one in drawn.questions)
    untimed = sum(bool(one.stages) and not one.minutes for one in drawn.questions)
    for number, end in ((homeless, "of no stage"), (untimed, "without minutes")):
        found = [one for one in said if f"{end} cannot be planned" in one]
        assert found == [one for one in found if one.startswith(f"{number} question")]
        assert len(found) == bool(number)


@pytest.mark.slow
@FEWER
@given(planned_packs(), times, st.integers(0, 5) | st.text(max_size=5))
def test_the_same_seed_gives_the_same_plan(
    drawn: Pack, minutes: int | None, seed: int | str
) -> None:
    first = planned(drawn, minutes=minutes, seed=seed)
    shuffled = attrs.evolve(drawn, questions=drawn.questions[::-1])
    second = planned(shuffled, minutes=minutes, seed=seed)
    assert first is None or second is not None
    if first and second:
        assert first.rounds == second.rounds
        assert first == planned(drawn, minutes=minutes, seed=seed)
        assert hash(first) == hash(planned(drawn, minutes=minutes, seed=seed))


@pytest.mark.slow
@FEWER
@given(packs(), times)
def test_any_pack_gives_a_plan_or_a_reason(drawn: Pack, minutes: int | None) -> None:
    planned(drawn, minutes=minutes, assumed_minutes=5)


@pytest.mark.slow
def test_the_plan_does_not_depend_on_the_process(ml_engineer: Pack) -> None:
    code = (
        "import mlinterview as m;"
        "p = m.plan_interview(m.load('ml-engineer'), level='senior', seed='monday');"
        "print(*(q.id for q in p.selection))"
    )
    expected = ids(plan_interview(ml_engineer, level="senior", seed="monday"))
    for hash_seed in ("1", "2"):
        shown = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert shown.split() == expected


# The bundled pack


def test_a_senior_design_round_on_retrieval_takes_45_minutes(ml_engineer: Pack) -> None:
    plan = plan_interview(
        ml_engineer,
        level="senior",
        topic="rag-search",
        stages="system-design",
        minutes=45,
    )
    (one,) = plan.rounds
    assert (one.stage, one.minutes, one.spare) == ("system-design", 45, 0)
    assert plan.shortfalls == ()
    for asked in plan.selection:
        assert "senior" in asked.levels
        assert "rag-search" in asked.topics


def test_other_seeds_ask_other_questions(ml_engineer: Pack) -> None:
    plans = [plan_interview(ml_engineer, seed=seed) for seed in range(5)]
    assert len({tuple(ids(plan)) for plan in plans}) == 5


def test_a_plan_covers_more_than_chance_would(ml_engineer: Pack) -> None:
    """It has more topics and competencies than questions drawn blindly have."""

    def breadth(questions: Any) -> int:
        return len({name for one in questions for name in one.competencies}) + len(
            {name for one in questions for name in one.topics}
        )

    drawn = select(ml_engineer, stage="technical-phone-screen")
    plans = [
        plan_interview(ml_engineer, stages="technical-phone-screen", seed=seed).selection
        for seed in range(20)
    ]
    blind = [
        drawn.sample(len(plan), seed=seed, spread_over=None)
        for seed, plan in enumerate(plans)
    ]
    assert sum(map(breadth, plans)) > sum(map(breadth, blind))
    # A ramp needs more than one difficulty.
    assert all(
        len({one.difficulty for one in plan}) > 1 for plan in plans if len(plan) > 1
    )


# Rounds and time

SIX = [question(f"s{at}") for at in range(6)] + [
    question(f"d{at}", stages=("design",), minutes=45) for at in range(3)
]
SMALL = pack(*SIX)


def lengths(**options: Any) -> list[tuple[str, int]]:
    plan = plan_interview(SMALL, **options)
    return [(one.stage, one.minutes) for one in plan.rounds]


def test_by_default_each_stage_has_its_least_number_of_rounds() -> None:
    assert lengths() == [("screen", 30), ("design", 45)]


def test_with_more_time_there_are_more_rounds() -> None:
    assert lengths(minutes=120) == [("screen", 30), ("design", 45), ("design", 45)]
    assert lengths(minutes=119) == [("screen", 30), ("design", 45)]


def test_with_less_time_rounds_are_shortened_in_proportion() -> None:
    assert lengths(minutes=50) == [("screen", 20), ("design", 30)]
    assert sum(minutes for _, minutes in lengths(minutes=33)) == 33


def test_stages_can_be_chosen_in_any_order() -> None:
    assert lengths(stages=["design", "screen"]) == [("screen", 30), ("design", 45)]
    assert lengths(stages="screen") == [("screen", 30)]


def test_a_round_can_be_longer_than_its_stage_states() -> None:
    assert lengths(stages="design", round_minutes=60) == [("design", 60)]


def test_without_stages_there_is_one_round_of_all_questions() -> None:
    plan = plan_interview(SMALL, stages=(), minutes=60)
    (one,) = plan.rounds
    assert (one.stage, one.title, one.minutes, one.spare) == ("", "Questions", 60, 0)
    without = attrs.evolve(pack(question("a", stages=())), stages=())
    assert ids(plan_interview(without, minutes=10)) == ["a"]


def test_a_stage_that_may_be_left_out_needs_time_or_its_name() -> None:
    optional = attrs.evolve(DESIGN, rounds=Rounds(min=0, max=1))
    choosy = pack(*SIX, stages=(SCREEN, optional))
    stages = lambda plan: [one.stage for one in plan.rounds]  # noqa: E731
    assert stages(plan_interview(choosy)) == ["screen"]
    assert stages(plan_interview(choosy, minutes=75)) == ["screen", "design"]
    assert stages(plan_interview(choosy, stages="design")) == ["design"]
    with pytest.raises(PlanError, match="every stage may be left out"):
        plan_interview(pack(*SIX, stages=(optional,)))


def test_a_second_round_of_each_stage_comes_before_a_third_of_any() -> None:
    several = [
        attrs.evolve(stage, minutes=10, rounds=Rounds(min=1, max=3))
        for stage in (SCREEN, DESIGN)
    ]
    plan = plan_interview(pack(*SIX, stages=tuple(several)), minutes=40)
    assert [one.stage for one in plan.rounds] == ["screen", "screen", "design", "design"]


def test_the_round_of_a_question_is_found() -> None:
    plan = plan_interview(SMALL)
    found = [plan.round_of(at).stage for at in range(len(plan.slots))]
    assert found == ["screen", "screen", "screen", "design"]
    with pytest.raises(IndexError):
        plan.round_of(4)


def test_a_third_of_the_time_is_for_follow_ups_if_there_are_any() -> None:
    both = pack(
        question("with", minutes=10, follow_ups=(FollowUp(prompt="And?"),)),
        question("without", minutes=10),
    )
    plan = plan_interview(both, stages="screen")
    kept = {slot.question.id: slot.follow_up_minutes for slot in plan.slots}
    assert kept == {"with": 3, "without": 0}


def test_every_round_gets_a_question_before_any_gets_its_second() -> None:
    """The screen could take both; the design has no other."""
    both = ("screen", "design")
    plan = plan_interview(
        pack(
            question("a", stages=both),
            question("b", stages=both),
            question("c", minutes=5),
        )
    )
    assert all(one.slots for one in plan.rounds)


# Several packs


def test_questions_of_several_packs_share_stages_of_the_same_name() -> None:
    first = pack(question("a"), stages=(SCREEN,))
    second = pack(
        question("a"), id="other", stages=(attrs.evolve(SCREEN, minutes=99), DESIGN)
    )
    plan = plan_interview(first, second, stages="screen")
    assert plan.rounds[0].minutes == 30
    assert {entry.global_id for entry in plan.selection.entries} == {
        "network:question/a",
        "other:question/a",
    }


def test_a_selection_is_a_pool_too() -> None:
    pool = select(SMALL, where=lambda one: one.id in ("s1", "d2"))
    assert ids(plan_interview(pool)) == ["s1", "d2"]
    assert ids(plan_interview(pool, SMALL, where=lambda one: one.id == "s1")) == ["s1"]


# What cannot be met is said


def said(plan: Plan) -> list[str]:
    return [str(shortfall) for shortfall in plan.shortfalls]


def test_a_round_that_nothing_fits_says_what_would() -> None:
    small = pack(
        question("long", minutes=12, levels=(Level.SENIOR,)),
        question("easy", minutes=5),
        question("other", minutes=5, stages=("design",), levels=(Level.SENIOR,)),
    )
    plan = plan_interview(small, level=iter(["senior"]), round_minutes=10)
    assert said(plan) == [
        (
            "no senior question of the stage `screen` fits 10 minutes:"
            " the shortest one left takes 12 minutes, without `level` 1 would fit"
        ),
        (
            "5 of 10 minutes of the stage `design` are left free:"
            " the packs have no more questions for it"
        ),
    ]
    assert [len(one.slots) for one in plan.rounds] == [0, 1]


def test_no_question_at_all_is_an_error_that_says_what_to_loosen() -> None:
    small = pack(
        question("long", minutes=12, levels=(Level.SENIOR,)),
        question("easy", minutes=5, levels=(Level.JUNIOR,), topics=("ports",)),
    )
    with pytest.raises(PlanError) as caught:
        plan_interview(small, level="senior", stages="screen", minutes=10)
    assert str(caught.value) == (
        "no question can be planned: no senior question of the stage `screen` fits"
        " 10 minutes: the shortest one left takes 12 minutes, without `level` 1 would fit"
    )
    with pytest.raises(PlanError, match=r"no junior or senior question.*`topic` 2 would"):
        plan_interview(small, level=["senior", "junior"], topic="wires", stages="screen")
    with pytest.raises(PlanError, match=r"fits 1 minute: .*takes 5 minutes"):
        plan_interview(small, stages="screen", minutes=1)
    with pytest.raises(PlanError, match="the packs have no more questions for it"):
        plan_interview(pack(), stages="screen")


def test_what_only_time_or_several_conditions_keep_out_is_said_too() -> None:
    senior = {"levels": (Level.SENIOR,), "roles": ("boss",)}
    small = pack(question("long", minutes=25, **senior), stages=(SCREEN,))
    with pytest.raises(PlanError, match=r"`level` the shortest takes 25 minutes$"):
        plan_interview(small, level="junior", minutes=20)
    with pytest.raises(PlanError, match=r"minutes: without any condition 1 would fit$"):
        plan_interview(small, level="junior", role="clerk")
    with pytest.raises(PlanError, match=r"have no more questions for it$"):
        plan_interview(pack(), level="junior", stages="screen")


def test_a_round_with_time_left_says_why() -> None:
    related = pack(question("a", related=("b",)), question("b"), stages=(SCREEN,))
    (why,) = said(plan_interview(related))
    assert why == (
        "20 of 30 minutes of the stage `screen` are left free:"
        " `a` would fit but is related to a planned question"
    )
    shared = pack(
        question("a", stages=("screen", "design")),
        question("b", stages=("screen", "design")),
        question("c", stages=("screen", "design")),
        *(question(f"{at}", related=("a", "b", "c")) for at in range(2)),
    )
    whys = "; ".join(said(plan_interview(shared)))
    assert "are asked in other rounds" in whys or "is asked in other rounds" in whys
    assert "`0` and `1` would fit but are related to planned questions" in whys


def test_of_many_related_questions_the_first_are_named() -> None:
    ids = "abcdef"
    alike = pack(
        *(question(id, related=tuple(ids.replace(id, ""))) for id in ids),
        stages=(SCREEN,),
    )
    (why,) = said(plan_interview(alike))
    named = re.search(r": `(.)`, `(.)`, `(.)` and 2 more would fit but are related", why)
    assert named
    assert len({*named.groups()}) == 3


def test_one_free_minute_is_said_in_the_singular() -> None:
    short = pack(question("a", minutes=29), stages=(SCREEN,))
    (why,) = said(plan_interview(short))
    assert why.startswith("1 of 30 minutes of the stage `screen` is left free: ")


def test_related_questions_are_planned_if_a_round_would_be_empty() -> None:
    related = pack(
        question("a", related=("b",)), question("b", stages=("design",), minutes=45)
    )
    plan = plan_interview(related)
    assert sorted(ids(plan)) == ["a", "b"]
    near = [one for one in plan.shortfalls if "is related to" in one.message]
    assert len(near) == 1 or len(near) == 2
    assert near[0].hint == "no other question was left; loosen the conditions"


def test_questions_that_state_no_minutes_are_counted_or_assumed() -> None:
    untimed = pack(question("a"), question("b", minutes=None), stages=(SCREEN,))
    assert said(plan_interview(untimed))[0] == (
        "1 question without minutes cannot be planned:"
        " state their minutes, or say what to assume"
    )
    plan = plan_interview(untimed, assumed_minutes=20)
    assert sorted(ids(plan)) == ["a", "b"]
    assert plan.shortfalls == ()


def test_questions_of_no_stage_are_counted_unless_stages_were_chosen() -> None:
    homeless = pack(question("a", minutes=30), question("b", stages=()), stages=(SCREEN,))
    assert said(plan_interview(homeless)) == [
        (
            "1 question of no stage cannot be planned:"
            " state their stages, or plan without stages"
        )
    ]
    assert said(plan_interview(homeless, stages="screen")) == []


def test_time_that_the_stages_cannot_use_is_said() -> None:
    plan = plan_interview(SMALL, stages="screen", minutes=60)
    assert plan.minutes == 30
    assert said(plan) == [
        (
            "30 of 60 minutes are planned: the stages have no more or longer rounds;"
            " say how long a round may be"
        )
    ]


# Wrong use


@pytest.mark.parametrize("name", ["minutes", "round_minutes", "assumed_minutes"])
@pytest.mark.parametrize("wrong", [0, -1, True, 2.5, "45"])
def test_a_time_is_a_positive_whole_number(name: str, wrong: Any) -> None:
    with pytest.raises(PlanError, match=f"{name} takes a whole number from 1 on, not"):
        plan_interview(SMALL, **{name: wrong})


def test_too_little_time_for_so_many_rounds_is_an_error() -> None:
    with pytest.raises(PlanError, match="1 minute cannot be divided among 2 rounds"):
        plan_interview(SMALL, minutes=1)


def test_unknown_lengths_are_an_error_that_says_what_to_state() -> None:
    unstated = pack(*SIX, stages=(attrs.evolve(SCREEN, minutes=None),))
    with pytest.raises(PlanError, match="the stage `screen` states no minutes; say how"):
        plan_interview(unstated)
    assert plan_interview(unstated, minutes=20).minutes == 20
    with pytest.raises(PlanError, match="no stage states minutes; say how"):
        plan_interview(SMALL, stages=())


@pytest.mark.parametrize(
    "options",
    [{"level": "boss"}, {"topic": "nams"}, {"stages": "scren"}, {"stages": ["a", "b"]}],
)
def test_a_name_that_is_none_is_an_error(options: dict[str, Any]) -> None:
    with pytest.raises(QueryError, match="choose from"):
        plan_interview(SMALL, **options)


def test_what_is_no_pack_is_an_error() -> None:
    with pytest.raises(QueryError, match="expected a Pack"):
        plan_interview("ml-engineer")  # type: ignore[arg-type]


def test_plan_errors_are_values_errors() -> None:
    assert issubclass(
        mlinterview.errors.PlanError, (mlinterview.MlinterviewError, ValueError)
    )


def test_difficulties_ramp() -> None:
    ramp = pack(
        question("c", difficulty=HARD),
        question("n"),
        question("a", difficulty=EASY),
        question("b", difficulty=MIDDLE),
        stages=(attrs.evolve(SCREEN, minutes=40),),
    )
    assert ids(plan_interview(ramp)) == ["a", "b", "c", "n"]
