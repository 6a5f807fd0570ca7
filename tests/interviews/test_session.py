"""Sessions: what happened leads to the next state, and to no other."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import plan_interview
from mlinterview.errors import SessionError
from mlinterview.interviews import (
    AnswerGiven,
    AnswerJudged,
    ClockPaused,
    NoteTaken,
    Phase,
    QuestionResult,
    Session,
    Verdict,
    apply_event,
    competency_scores,
)
from mlinterview.interviews.session import Event, replay
from sample_interviews import pack, question

PLAN = plan_interview(
    pack(
        question("a", competencies=("rigour", "honesty")),
        question("b", competencies=("rigour",)),
        question("c"),
    ),
    stages="screen",
)
BEGUN = Session(plan=PLAN)
LEGAL = {
    Phase.ANSWER: AnswerGiven(1),
    Phase.JUDGE: AnswerJudged(None, 1),
    Phase.NOTE: NoteTaken(),
}

events = st.one_of(
    st.builds(ClockPaused, st.integers(0, 5000)),
    st.builds(AnswerGiven, st.integers(0, 5000)),
    st.builds(AnswerJudged, st.sampled_from([None, *Verdict]), st.integers(0, 5000)),
    st.builds(NoteTaken, st.text(max_size=5)),
)


def legal(session: Session, event: Event) -> bool:
    expected = {
        AnswerGiven: Phase.ANSWER,
        AnswerJudged: Phase.JUDGE,
        NoteTaken: Phase.NOTE,
    }
    if isinstance(event, ClockPaused):
        return session.phase is not Phase.DONE
    return expected[type(event)] is session.phase


@given(st.lists(events, max_size=20))
def test_an_event_leads_on_or_is_refused_and_time_only_grows(
    drawn: list[Event],
) -> None:
    session = BEGUN
    for event in drawn:
        if not legal(session, event):
            with pytest.raises(SessionError, match="cannot follow"):
                apply_event(session, event)
            continue
        after = apply_event(session, event)
        assert len(after.results) - len(session.results) in (0, 1)
        spent = getattr(event, "seconds", 0)
        total = sum(result.seconds for result in session.results) + spent
        assert sum(result.seconds for result in after.results) == total
        assert after.plan is session.plan
        session = after


def test_each_question_is_answered_judged_and_noted_in_turn() -> None:
    phases = []
    session = BEGUN
    while session.phase is not Phase.DONE:
        phases.append((session.question_number, session.phase))
        session = apply_event(session, LEGAL[session.phase])
    assert phases == [
        (at, phase)
        for at in range(3)
        for phase in (Phase.ANSWER, Phase.JUDGE, Phase.NOTE)
    ]
    assert len(session.results) == 3
    assert session.result == QuestionResult(seconds=2)


def test_what_came_of_a_question_is_kept() -> None:
    session = replay(
        PLAN,
        [
            ClockPaused(5),
            AnswerGiven(60),
            AnswerJudged(Verdict.HIRE, 30),
            NoteTaken("clear"),
        ],
    )
    assert session.results[0] == QuestionResult(
        seconds=95, verdict=Verdict.HIRE, note="clear"
    )
    assert session.slot == PLAN.slots[1]
    assert session.round == PLAN.rounds[0]
    assert not session.starts_round
    assert BEGUN.starts_round


def test_the_result_counts_a_question_for_each_competency() -> None:
    verdicts = {"a": Verdict.STRONG_HIRE, "b": Verdict.NO_HIRE, "c": None}
    session = BEGUN
    while session.phase is not Phase.DONE:
        verdict = verdicts[session.slot.question.id]
        event = LEGAL[session.phase]
        session = apply_event(
            session, AnswerJudged(verdict) if event == AnswerJudged(None, 1) else event
        )
    found = {
        one.competency: (one.questions, one.points, one.mean)
        for one in competency_scores(session)
    }
    assert found == {"honesty": (1, 4, 4.0), "rigour": (2, 6, 3.0)}
    assert [one.competency for one in competency_scores(session)] == ["honesty", "rigour"]
    assert len(session.judged) == 2
    assert competency_scores(BEGUN) == ()


def test_verdicts_count_from_one_to_four_and_are_the_anchors_of_rubrics() -> None:
    assert [verdict.points for verdict in Verdict] == [1, 2, 3, 4]
    properties = mlinterview.schema()["$defs"]["anchors"]["properties"]
    assert list(properties) == [str(verdict) for verdict in Verdict]


@pytest.mark.parametrize("wrong", [-1, 1.5, True, "1"])
@pytest.mark.parametrize(
    "make", [ClockPaused, AnswerGiven, lambda seconds: AnswerJudged(None, seconds)]
)
def test_a_time_is_a_whole_number_of_seconds(make: Any, wrong: Any) -> None:
    with pytest.raises(SessionError, match="whole number of seconds from 0 on"):
        make(wrong)


def test_an_event_that_is_none_is_refused() -> None:
    with pytest.raises(SessionError, match="str cannot follow; the next phase is"):
        apply_event(BEGUN, "answered")  # type: ignore[arg-type]
