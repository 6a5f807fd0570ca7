"""Words that depend on a number, and lists of words."""

import pytest

from mlinterview._support.wording import counted, for_number, joined


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0 questions"), (1, "1 question"), (2, "2 questions"), (-1, "-1 questions")],
)
def test_a_number_has_the_form_of_the_noun_that_goes_with_it(
    number: int, expected: str
) -> None:
    assert counted(number, "question") == expected


def test_a_plural_that_does_not_end_in_s_is_stated() -> None:
    assert counted(1, "entity", "entities") == "1 entity"
    assert counted(0, "entity", "entities") == "0 entities"


def test_a_verb_agrees_with_a_number() -> None:
    verbs = [for_number(number, "is", "are") for number in range(3)]
    assert verbs == ["are", "is", "are"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", 2], "a or 2"), (["a", "b", "c"], "a, b or c")],
)
def test_words_are_listed_as_in_a_sentence(words: list[object], expected: str) -> None:
    assert joined(words, "or") == expected


def test_words_are_joined_by_and_by_default() -> None:
    assert joined(iter(["a", "b"])) == "a and b"
