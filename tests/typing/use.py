"""Code as users write it; type checkers read it, nothing runs it."""

from collections.abc import Sequence
from typing import Any, assert_type

import attrs

import mlinterview
from mlinterview import Answer, Difficulty, Entry, Kind, Pack, Question, Report, Selection
from mlinterview.interviews import AnswerGiven, Session, Verdict, apply_event
from mlinterview.linting import Gap, count_coverage
from mlinterview.model import AnswerKind, Mistake, Source, Stage, Tip


def read(path: str) -> None:
    pack = mlinterview.load(path)
    assert_type(pack, Pack)
    assert_type(pack.questions, tuple[Question, ...])
    assert_type(pack.title, str)
    for question in pack.questions:
        assert_type(question.id, str)
        assert_type(question.kind, Kind)
        assert_type(question.difficulty, Difficulty | None)
        assert_type(question.minutes, int | None)
        assert_type(question.topics, tuple[str, ...])
        assert_type(question.answers, tuple[Answer, ...])
    assert_type(mlinterview.validate(path), Report)
    assert_type(mlinterview.lint(path).report, Report)
    assert_type(mlinterview.lint(path, run_code=True).counts.formulas, int)
    assert_type(mlinterview.linting.Standards(max_words=300).max_words, int)
    assert_type(mlinterview.loads(b"{}", "json"), Pack)
    assert_type(mlinterview.dumps(pack, "yaml"), str)
    assert_type(mlinterview.upgrade({"schema_version": "1.0"}), dict[str, Any])
    assert_type(mlinterview.schema("1.0"), dict[str, Any])


def pick(pack: Pack) -> None:
    selection = mlinterview.select(pack, kind=Kind.DESIGN, minutes=range(1, 11))
    assert_type(selection, Selection)
    assert_type(selection[0], Question)
    assert_type(selection[:2], Selection)
    assert_type(selection | selection, Selection)
    assert_type(selection.select(level=["mid", "senior"]), Selection)
    assert_type(selection.sort("difficulty").sample(3, seed=1), Selection)
    assert_type(selection.entries, tuple[Entry, ...])
    entry = selection.entry("overfitting")
    assert_type(entry.tips, tuple[Tip, ...])
    assert_type(entry.mistakes, tuple[Mistake, ...])
    assert_type(entry.stages, tuple[Stage, ...])
    assert_type(entry.sources, tuple[Source, ...])
    assert_type(entry.related, tuple[Question, ...])
    as_sequence: Sequence[Question] = selection
    assert_type(len(as_sequence), int)
    assert_type(mlinterview.export_bytes(selection, format="markdown"), bytes)
    plan = mlinterview.plan_interview(pack, selection, level=["mid"], minutes=45)
    assert_type(plan, mlinterview.interviews.Plan)
    assert_type(plan.slots[0].entry, Entry)
    assert_type(
        mlinterview.export_bytes(plan, format="json", audience="candidate"), bytes
    )
    session = apply_event(Session(plan=plan), AnswerGiven(1))
    assert_type(session.result.verdict, Verdict | None)
    assert_type(count_coverage(pack).gaps, tuple[Gap, ...])


def make() -> Question:
    question = Question(
        id="overfitting",
        kind=Kind.CONCEPT,
        prompt="What is overfitting?",
        topics=("basics",),
        answers=(Answer(kind=AnswerKind.SAMPLE, body="Learning the noise."),),
    )
    return attrs.evolve(question, difficulty=Difficulty.FOUNDATIONAL)


def mistakes(question: Question) -> None:
    # Each of these is an error to a type checker, or the comment is one.
    question.prompt = "What?"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    Question(id="a", kind=Kind.CONCEPT, prompt="What?")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Question(
        id=5,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        kind=Kind.CONCEPT,
        prompt="What?",
        topics=("a",),
    )
    question.answer  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnusedExpression]  # noqa: B018
