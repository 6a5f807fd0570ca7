"""Tests of a tool as its authors write them; type checkers read it, nothing runs it."""

from typing import assert_type

from hypothesis import given
from hypothesis.strategies import SearchStrategy

from mlinterview import Pack, Question, testing
from mlinterview.model import Rubric, Tip


def draw() -> None:
    assert_type(testing.packs(), SearchStrategy[Pack])
    assert_type(testing.packs(id="mine", max_questions=2), SearchStrategy[Pack])
    assert_type(testing.questions(), SearchStrategy[Question])
    assert_type(testing.questions(ids={"topic": ["a"]}), SearchStrategy[Question])
    assert_type(testing.instances(Tip), SearchStrategy[Tip])
    assert_type(testing.instances(Rubric, ids={}), SearchStrategy[Rubric])
    assert_type(testing.texts(), SearchStrategy[str])


@given(testing.packs())
def test_a_tool(pack: Pack) -> None:
    assert_type(pack, Pack)
