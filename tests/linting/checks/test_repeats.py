"""Texts that say nearly the same."""

from fractions import Fraction
from typing import Any

import pytest

from sample_content import pointers, problems

ONE = "The test set is never touched before the end."
TWO = "The test set is never touched before the end!"
OTHER = "A split by time keeps the future out of the past."


def key_points(*points: str) -> dict[str, Any]:
    return {"answers": [{"key_points": list(points)}]}


def follow_ups(*prompts: str) -> dict[str, Any]:
    return {"follow_ups": [{"prompt": prompt} for prompt in prompts]}


def hire(anchor: str) -> dict[str, Any]:
    return {"rubric": {"anchors": {"hire": anchor}}}


def questions(*listed: dict[str, Any]) -> dict[str, Any]:
    return {"questions": [{"id": f"q{at}", **one} for at, one in enumerate(listed)]}


@pytest.mark.parametrize("place", [key_points, follow_ups, hire])
def test_two_questions_say_nothing_nearly_alike(place: Any) -> None:
    assert pointers("MLI511", questions(place(ONE), place(OTHER))) == []
    (problem,) = problems("MLI511", questions(place(ONE), place(TWO)))
    assert problem.pointer.startswith("/questions/1/")
    assert "is nearly the same as one of `question/q0`" in problem.message


def test_neither_do_two_tips() -> None:
    tips = [{"id": "a", "body": ONE}, {"id": "b", "body": TWO}]
    assert pointers("MLI511", {"tips": tips}) == ["/tips/1/body"]


def test_what_is_the_same_is_left_to_validation() -> None:
    same = questions(key_points(ONE), key_points(ONE.upper()))
    assert pointers("MLI511", same) == []


def test_each_kind_is_compared_with_its_own() -> None:
    data = questions(key_points(ONE), follow_ups(TWO), hire(TWO))
    assert pointers("MLI511", data) == []
    also = questions(hire(ONE), {"rubric": {"anchors": {"no-hire": TWO}}})
    assert pointers("MLI511", also) == []


def test_a_word_that_anything_may_be_is_no_repeat() -> None:
    assert pointers("MLI511", questions(key_points("Yes."), key_points("Yes!"))) == []


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        (key_points, "/questions/0/answers/0/key_points/1"),
        (follow_ups, "/questions/0/follow_ups/1/prompt"),
    ],
)
def test_a_question_says_nothing_twice(place: Any, pointer: str) -> None:
    assert pointers("MLI512", questions(place(ONE, TWO, OTHER))) == [pointer]
    assert pointers("MLI512", questions(place(ONE, ONE))) == [pointer]
    assert pointers("MLI511", questions(place(ONE, TWO))) == []
    assert pointers("MLI512", questions(place(ONE), place(TWO))) == []


def test_how_much_is_alike_can_be_changed() -> None:
    data = questions(key_points(ONE), key_points("The test set is never seen."))
    assert pointers("MLI511", data) == []
    assert len(pointers("MLI511", data, similarity=Fraction(1, 10))) == 1
