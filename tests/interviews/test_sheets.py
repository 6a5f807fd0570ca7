"""Score sheets: what came of an interview, to read and to compute with."""

import datetime
import json

import pytest

from mlinterview import plan_interview
from mlinterview.interviews import Verdict
from mlinterview.interviews.saving import InterviewRecord
from mlinterview.interviews.session import AnswerGiven, AnswerJudged, NoteTaken
from mlinterview.interviews.sheets import (
    SHEETS,
    clock_time,
    json_sheet,
    markdown_sheet,
    verdict_words,
)
from sample_interviews import pack, question

PLAN = plan_interview(
    pack(
        question("a", competencies=("rigour",), prompt="What *of* a|b <b>?"),
        question("b", competencies=("rigour",), stages=("design",), minutes=45),
    )
)
FIRST = (
    AnswerGiven(60),
    AnswerJudged(Verdict.HIRE, 5),
    NoteTaken("# fine | \x1b[31m <i>"),
)
SECOND = (AnswerGiven(4), AnswerJudged(None, 1), NoteTaken())


def record(*events: object, **fields: object) -> InterviewRecord:
    stated = {"plan": PLAN, "paths": ("x",), "events": events, **fields}
    return InterviewRecord(**stated)  # type: ignore[arg-type]


DONE = record(
    *FIRST, *SECOND, begun=datetime.date(2026, 11, 22), changes=("the pack *changed*",)
)


def test_a_markdown_sheet_has_the_result_of_each_question() -> None:
    sheet = markdown_sheet(DONE)
    assert sheet.startswith("# Score sheet: Network\n")
    assert "- Begun on 2026-11-22\n" in sheet
    assert "- Questions asked: 2 of 2\n" in sheet
    assert "| rigour | 1 | 3.0 |\n" in sheet
    assert "- Verdict: hire (3 of 4)\n- Time: 1:05 of 10:00\n- Note: " in sheet
    assert "- Verdict: not judged\n- Time: 0:05 of 45:00\n" in sheet
    assert "## Round 2: Design\n" in sheet
    assert sheet.index("### 1. ") < sheet.index("## Round 2") < sheet.index("### 2. ")


def test_what_is_typed_or_comes_from_a_pack_is_only_text_there() -> None:
    sheet = markdown_sheet(DONE)
    assert "\x1b" not in sheet
    assert "<b>" not in sheet.replace(r"\<", "")
    assert "\\<i>" in sheet
    assert r"the pack \*changed\*" in sheet


def test_a_json_sheet_has_the_same_as_data() -> None:
    data = json.loads(json_sheet(DONE))
    assert data["begun"] == "2026-11-22"
    assert data["changes"] == ["the pack *changed*"]
    assert data["planned"] == 2
    assert data["packs"][0]["version"] == "1.0.0"
    assert data["competencies"] == [
        {"competency": "rigour", "questions": 1, "points": 3, "mean": 3.0}
    ]
    (first,), (second,) = (one["questions"] for one in data["rounds"])
    assert first["id"] == "network:question/a"
    assert (first["verdict"], first["points"], first["seconds"]) == ("hire", 3, 65)
    assert (second["verdict"], second["points"], second["note"]) == (None, None, "")


@pytest.mark.parametrize("events", [(), FIRST[:1], FIRST[:2]])
def test_before_the_first_question_is_done_a_sheet_has_none(
    events: tuple[object, ...],
) -> None:
    begun = record(*events)
    assert "Questions asked: 0 of 2" in markdown_sheet(begun)
    assert "Begun on" not in markdown_sheet(begun)
    data = json.loads(json_sheet(begun))
    assert [one["questions"] for one in data["rounds"]] == [[], []]


def test_a_sheet_of_an_interrupted_interview_has_what_is_done() -> None:
    data = json.loads(json_sheet(record(*FIRST, AnswerGiven(9))))
    assert [len(one["questions"]) for one in data["rounds"]] == [1, 0]


def test_the_same_interview_gives_the_same_sheet() -> None:
    for make in SHEETS.values():
        assert make(DONE) == make(DONE)


def test_times_and_verdicts_are_written_out() -> None:
    assert [clock_time(seconds) for seconds in (0, 59, 60, 3600)] == [
        "0:00",
        "0:59",
        "1:00",
        "60:00",
    ]
    assert verdict_words(Verdict.STRONG_NO_HIRE) == "strong no hire (1 of 4)"
    assert verdict_words(None) == "not judged"
