"""Every question has a difficulty, an intent and an answer that is not weak."""

from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import Code, Severity, nearest, quote
from ...model import AnswerKind, Question, fields_of
from ..batches import Batch
from ..contents import Node
from ..rule import Context, Rule

MAX_UNKNOWN: Final = 100
"""How many unknown keys of a question are compared with its missing keys."""

REQUIRED: Final = ("difficulty", "intent", "answers")
"""The keys that a question needs for practice."""


INCOMPLETE: Final = Code(
    id="MLI205",
    name="incomplete-question",
    summary="A question lacks its difficulty, its intent or an answer.",
    why="To practice with a question, a reader needs all three. For a question with"
    " `status: draft` this is only a warning.",
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics]}",
    good="questions:\n  - id: q\n    kind: concept\n    prompt: Why?\n    topics: [basics]\n"
    "    difficulty: foundational\n    intent: To see whether the basics are there.\n"
    "    answers: [{kind: sample, body: Because.}]",
)


def severity_of(question: Node) -> Severity:
    """Return a warning for drafts, and an error for other questions."""
    draft = question.data.get("status") == "draft"
    return Severity.WARNING if draft else Severity.ERROR


def incomplete(context: Context) -> Iterator[Finding]:
    """Yield a finding for each question that is incomplete or has only weak answers."""
    for question in context.contents.of(Question):
        severity = severity_of(question)
        hint = "add what is missing"
        if severity is Severity.ERROR:
            hint += ", or mark it `status: draft`"
        if lacking := list(_lacking(question)):
            *before, last = map(quote, lacking)
            names = f"{', '.join(before)} and {last}" if before else last
            yield context.finding(
                INCOMPLETE,
                f"the question lacks {names}",
                question.path,
                hint=hint,
                severity=severity,
            )
        elif _only_weak(question):
            yield context.finding(
                INCOMPLETE,
                "all answers of the question are weak ones",
                (*question.path, "answers"),
                hint="add one to learn from",
                severity=severity,
            )


def _only_weak(question: Node) -> bool:
    answers = question.data.get("answers")
    return isinstance(answers, list) and all(
        isinstance(answer, dict) and answer.get("kind") == AnswerKind.WEAK
        for answer in answers
    )


def _lacking(question: Node) -> Iterator[str]:
    """Return the keys that a question lacks, except keys that are only misspelled."""
    # The schema reports null and other wrong values; an empty list is reported here.
    lacking = [key for key in REQUIRED if question.data.get(key, []) == []]
    known = [field.key for field in fields_of(Question)]
    unknown = [key for key in question.data if key not in known] if lacking else []
    meant = {nearest(key, known) for key in unknown[:MAX_UNKNOWN]}
    return (key for key in lacking if key not in meant)


def _in_doubt(batch: Batch) -> Iterator[Question]:
    for question in batch.entities:
        if (
            question.difficulty is None
            or question.intent is None
            or not question.answers
            # The best answer comes first, so if that is weak, all may be.
            or question.answers[0].kind is AnswerKind.WEAK
        ):
            yield question


RULE: Final = Rule(
    name="incomplete",
    codes=(INCOMPLETE,),
    looks_at=(Question,),
    find=incomplete,
    clears=_in_doubt,
)
