"""Texts that were not finished, or begin as too many others do."""

from typing import Any

import pytest

from sample_content import marked, places, pointers, problems


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("It is so. TODO say why.", ["TODO"]),
        ("TBD", ["TBD"]),
        ("FIXME and XXX and XXXX.", ["FIXME", "XXX", "XXXX"]),
        ("Lorem ipsum dolor sit amet.", ["Lorem ipsum"]),
        ("As [insert the name of the company here] does.",
         ["insert the name of the company here"]),
        ("Insert example here.", ["Insert example here"]),
        ("A todo list, and `TODO` comments.", []),
        ("```\nTODO\n```\n\nThe $XXX$ and TODOs.", []),
        ("We insert rows. There is room here.", []),
        ("Insert it into the index; here is how.", []),
        ("See https://example.com/TODO for it.", []),
    ],
)  # fmt: skip
def test_placeholders_are_found_in_words_alone(body: str, found: list[str]) -> None:
    assert marked("MLI513", body) == found


def test_they_are_found_on_their_line_and_in_any_text() -> None:
    text = "topics: [{id: t, title: TBD}]\n"
    text += "tips:\n  - id: t\n    body: |\n      A.\n\n      B TODO.\n"
    assert places("MLI513", text) == [(1, 25), (7, 9)]


def answers(*bodies: str) -> dict[str, Any]:
    return {"questions": [{"id": "q", "answers": [{"body": body} for body in bodies]}]}


def test_six_answers_that_begin_alike_are_reported() -> None:
    same = [f"It's IMPORTANT to say {at}." for at in range(5)]
    assert pointers("MLI514", answers(*same)) == []
    more = {"follow_ups": [{"answer": "“It's important, to say” this."}]}
    data = {"questions": [*answers(*same)["questions"], {"id": "r", **more}]}
    assert pointers("MLI514", data) == [
        *(f"/questions/0/answers/{at}/body" for at in range(5)),
        "/questions/1/follow_ups/0/answer",
    ]
    (found, *_) = problems("MLI514", data)
    assert found.message == "5 other answers begin with `it's important to say` as well"
    assert pointers("MLI514", data, max_same_openings=5) == []


def test_what_is_too_short_or_no_answer_has_no_opening() -> None:
    assert pointers("MLI514", answers(*["It depends."] * 9)) == []
    tips = [{"id": f"t{at}", "body": "It is important to ask."} for at in range(9)]
    assert pointers("MLI514", {"tips": tips}) == []


def test_the_opening_is_marked() -> None:
    lines = [f"      - body: '> So it is, then {at}.'" for at in range(6)]
    text = "questions:\n  - id: q\n    answers:\n" + "\n".join(lines)
    (first, *_) = problems("MLI514", text)
    assert (first.line, first.column, first.end_column) == (4, 18, 32)
