"""Whether a question has all that it takes to practise with it."""

from typing import Any

import pytest

from mlinterview import Kind
from sample_content import places, pointers, problems

WORDS = "word " * 90


def question(**details: Any) -> dict[str, Any]:
    return {"questions": [{"id": "q", "kind": "concept", **details}]}


def answers(*listed: Any, **details: Any) -> dict[str, Any]:
    return question(answers=list(listed), **details)


# Lengths


@pytest.mark.parametrize(
    ("words", "found"), [(0, 1), (89, 1), (90, 0), (260, 0), (261, 1)]
)
def test_a_sample_is_as_long_as_one_that_is_spoken(words: int, found: int) -> None:
    data = answers({"kind": "sample", "body": "word " * words})
    assert len(pointers("MLI506", data)) == found


def test_code_is_not_counted() -> None:
    body = WORDS + "\n\n```python\n" + "x = 1\n" * 300 + "```"
    assert pointers("MLI506", answers({"kind": "sample", "body": body})) == []


@pytest.mark.parametrize("kind", ["outline", "reference", "weak", 5])
def test_other_answers_are_as_long_as_they_like(kind: Any) -> None:
    assert pointers("MLI506", answers({"kind": kind, "body": "Short."})) == []


def test_the_key_of_the_answer_is_marked() -> None:
    text = "questions:\n  - id: q\n    answers: [{kind: sample, body: Short.}]\n"
    assert places("MLI506", text) == [(3, 30)]
    assert places("MLI506", text, min_words=1) == []
    (problem,) = problems("MLI506", text, min_words=0, max_words=0)
    assert problem.hint.startswith("cut")


# Key points


@pytest.mark.parametrize(("number", "found"), [(1, 1), (2, 1), (3, 0), (7, 0), (8, 1)])
def test_three_to_seven_points_are_key(number: int, found: int) -> None:
    points = [f"Point {at}." for at in range(number)]
    for kind in ("sample", 5):
        good = {"kind": "outline", "key_points": ["a", "b", "c"]}
        data = answers(good, {"kind": kind, "key_points": points})
        assert pointers("MLI507", data) == ["/questions/0/answers/1/key_points"] * found


@pytest.mark.parametrize(("number", "found"), [(1, 1), (2, 0), (7, 0), (8, 1)])
def test_two_points_are_enough_to_say_why_an_answer_is_weak(
    number: int, found: int
) -> None:
    good = {"kind": "outline", "key_points": ["a", "b", "c"]}
    weak = {"kind": "weak", "key_points": [f"Point {at}." for at in range(number)]}
    data = answers(good, weak)
    assert pointers("MLI507", data) == ["/questions/0/answers/1/key_points"] * found
    assert pointers("MLI507", data, min_weak_key_points=1, max_key_points=8) == []


def test_the_hint_on_too_few_points_fits_the_kind_of_answer() -> None:
    good = {"kind": "outline", "key_points": ["a"]}
    weak = {"kind": "weak", "key_points": ["a"]}
    first, second = problems("MLI507", answers(good, weak))
    assert (first.message[-22:], second.message[-22:]) == (
        "; 3 to 7 are asked for",
        "; 2 to 7 are asked for",
    )
    assert first.hint != second.hint
    assert "weak" in second.hint


def test_some_answer_that_is_not_weak_has_key_points() -> None:
    weak = {"kind": "weak", "key_points": ["a", "b", "c"]}
    place = ["/questions/0/answers"]
    assert pointers("MLI507", answers({"kind": "sample"}, weak)) == place
    assert pointers("MLI507", answers({"kind": "sample", "key_points": 5})) == place
    few = {"kind": "sample", "key_points": ["a"]}
    assert pointers("MLI507", answers(few)) == ["/questions/0/answers/0/key_points"]
    # That a question has none but weak answers, validation reports.
    assert pointers("MLI507", answers(weak)) == []


# Follow-ups


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ([], "no follow-ups of the question have an answer; 2 are asked for"),
        ([{"prompt": "And?"}] * 3, "no follow-ups of the question have an answer"),
        ([{"answer": "So."}, {}], "1 follow-up of the question has an answer; 2"),
        ([{"answer": "So."}, {"question": "r"}], None),
        ([{"answer": "So."}] * 3, None),
    ],
)
def test_two_follow_ups_have_an_answer(listed: list[Any], message: str | None) -> None:
    found = problems("MLI508", question(follow_ups=listed))
    assert len(found) == (message is not None)
    assert all(problem.message.startswith(message or "") for problem in found)
    assert problems("MLI508", question(follow_ups=listed), min_follow_ups=0) == []


# Rubrics


@pytest.mark.parametrize(
    ("kind", "found"),
    [("coding", 1), ("case", 1), ("design", 0), ("behavioural", 0), ("concept", 0)],
)
def test_a_rubric_is_asked_for_where_validation_does_not(kind: str, found: int) -> None:
    assert len(pointers("MLI509", question(kind=kind))) == found
    assert pointers("MLI509", question(kind=kind, rubric={})) == []


def test_who_wants_can_have_more_judged() -> None:
    found = problems("MLI509", question(), judged=(Kind.CONCEPT,))
    assert [problem.message for problem in found] == [
        "a concept question has no `rubric`"
    ]


# Fields


def test_a_question_is_filed() -> None:
    filed = {
        "levels": ["junior"],
        "roles": ["ml-engineer"],
        "stages": ["screen"],
        "competencies": ["clarity"],
        "minutes": 5,
    }
    assert pointers("MLI510", question(**filed)) == []
    for key in filed:
        for value in ([], None):
            (problem,) = problems("MLI510", question(**{**filed, key: value}))
            assert problem.message == f"the question lacks `{key}`"
    assert pointers("MLI510", question(), fields=()) == []


# Drafts


@pytest.mark.parametrize("code", ["MLI506", "MLI507", "MLI508", "MLI509", "MLI510"])
def test_nothing_of_this_is_asked_of_a_draft(code: str) -> None:
    details = {"kind": "coding", "answers": [{"kind": "sample", "body": "Short."}]}
    assert len(pointers(code, question(**details))) == 1
    assert len(pointers(code, question(**details, status="ready"))) == 1
    assert pointers(code, question(**details, status="draft")) == []
