"""Planned interviews as files: the interviewer's sheet and the candidate's."""

import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

import mlinterview
from mlinterview import (
    ExportError,
    Pack,
    Topic,
    export,
    export_bytes,
    exporters,
    plan_interview,
)
from mlinterview.errors import PlanError
from mlinterview.interviews import Audience, Plan
from mlinterview.model import Tip
from sample_interviews import (
    DESIGN,
    SCREEN,
    full,
    hidden_texts,
    pack,
    planned_packs,
    question,
)

FORMATS = exporters.plan_formats()
each_format = pytest.mark.parametrize("format", FORMATS)
PLAN = plan_interview(
    pack(
        full("a", competencies=("rigour",), tags=("tagged",)),
        full("b", stages=("design",), minutes=20),
        stages=(attrs.evolve(SCREEN, format="by phone"), DESIGN),
        tips=(Tip(id="t", body="A tip."),),
    )
)


def sheet(plan: Plan, **options: Any) -> str:
    return export_bytes(plan, **{"format": "markdown", **options}).decode()


@each_format
def test_a_candidate_sees_nothing_that_helps_to_answer(format: str) -> None:
    text = sheet(PLAN, format=format, audience="candidate")
    for slot in PLAN.slots:
        assert slot.question.prompt in text
        for hidden in hidden_texts(slot.question):
            assert hidden not in text
    # Neither do these, which name what the question is about.
    for word in ("rigour", "tagged", "Names", "A tip.", "Depth.", "concept", "left free"):
        assert word not in text
    assert "question/a" not in text


@each_format
def test_nor_does_a_candidate_of_the_bundled_pack(format: str, ml_engineer: Pack) -> None:
    for seed in range(10):
        plan = plan_interview(ml_engineer, seed=seed)
        text = sheet(plan, format=format, audience="candidate")
        for slot in plan.slots:
            for hidden in hidden_texts(slot.question):
                assert hidden not in text
            assert slot.question.id not in text


@each_format
def test_an_interviewer_has_all_that_belongs_to_the_questions(format: str) -> None:
    text = sheet(PLAN, format=format)
    for slot in PLAN.slots:
        for shown in (slot.question.prompt, *hidden_texts(slot.question)):
            assert shown in text
    assert "are left free" in text


def test_the_interviewers_sheet_has_times_and_what_a_stage_assesses() -> None:
    text = sheet(PLAN)
    assert "## Round 1: Phone screen (30 minutes)\n\nby phone\n\nB.\n" in text
    assert "## Round 2: Design (45 minutes)\n\nDepth.\n" in text
    assert "Minutes 0 to 20, 6 of them for follow-ups\n" in text
    assert "Questions of Network 1.0.0 by Ada, licence MIT.\n" in text
    assert text.count("\nVerdict: ____ Notes:\n") == 2


def test_questions_without_follow_ups_need_no_time_for_them() -> None:
    both = pack(question("a"), question("b"))
    text = sheet(plan_interview(both, stages=(), minutes=20))
    assert "Minutes 0 to 10\n" in text
    assert "Minutes 10 to 20\n" in text
    assert "## Round 1: Questions (20 minutes)\n\n### 1. " in text


def test_a_plan_is_data_too() -> None:
    data = json.loads(export_bytes(PLAN, format="json"))
    assert (data["minutes"], data["seed"]) == (75, 0)
    assert len(data["shortfalls"]) == len(PLAN.shortfalls) == 2
    (first,) = data["rounds"][0]["questions"]
    assert first["global_id"] == "network:question/a"
    assert (first["minutes"], first["follow_up_minutes"]) == (10, 3)
    assert first["question"]["id"] == "a"


def test_a_candidates_data_has_the_words_and_the_times_only() -> None:
    data = json.loads(export_bytes(PLAN, format="json", audience="candidate"))
    assert set(data) == {"packs", "minutes", "rounds"}
    for one in data["rounds"]:
        assert set(one) == {"title", "minutes", "questions"}
        for asked in one["questions"]:
            assert set(asked) == {"prompt", "minutes"}


@pytest.mark.slow
@settings(max_examples=15)
@given(planned_packs())
def test_the_same_plan_gives_the_same_bytes(drawn: Pack) -> None:
    for format in FORMATS:
        for audience in Audience:
            try:
                first = plan_interview(drawn)
            except PlanError:
                return
            second = plan_interview(drawn)
            assert sheet(first, format=format, audience=audience) == sheet(
                second, format=format, audience=audience
            )


def test_text_of_a_pack_stays_text() -> None:
    hostile = pack(
        question("a", prompt="# <script>alert(1)</script> \u202e|"),
        topics=(Topic(id="names", title="T"),),
        stages=(attrs.evolve(SCREEN, title="<b>*S*", assesses="# Big\n\n<i>x"),),
    )
    for audience in Audience:
        text = sheet(plan_interview(hostile), audience=audience)
        for tag in ("<script>", "<b>", "<i>"):
            assert tag not in text.replace(f"\\{tag}", "")
        assert r"\*S\*" in text


def test_a_plan_is_written_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "sheet.md"
    export(PLAN, path, audience=Audience.CANDIDATE)
    assert path.read_text(encoding="utf-8") == sheet(PLAN, audience="candidate")


@pytest.mark.parametrize("format", sorted(set(mlinterview.formats()) - set(FORMATS)))
def test_a_format_that_cannot_carry_a_plan_says_which_can(format: str) -> None:
    with pytest.raises(ExportError, match=f"{format} cannot hold a planned interview"):
        export_bytes(PLAN, format=format)


def test_an_unknown_audience_is_an_error() -> None:
    with pytest.raises(ExportError, match="there is no audience `boss`; choose from"):
        export_bytes(PLAN, format="markdown", audience="boss")
