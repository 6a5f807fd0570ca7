"""No follow-up has both an answer and a question that it leads to."""

from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import Code
from ...model import FollowUp, Question
from ..batches import Batch
from ..rule import Context, Rule

FOLLOW_UP_CONFLICT: Final = Code(
    id="MLI207",
    name="follow-up-conflict",
    summary="A follow-up has an answer and refers to another question as well.",
    why="A follow-up is answered either here, or in the question that it refers to. Two"
    " answers would drift apart.",
    bad="questions:\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft}\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: How so?, answer: Like this., question: r}]}",
    good="questions:\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft}\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: How so?, question: r}]}",
)


def conflicting_follow_ups(context: Context) -> Iterator[Finding]:
    """Yield a finding for each follow-up with both an answer and a question."""
    for follow_up in context.contents.of(FollowUp):
        if "answer" in follow_up.data and "question" in follow_up.data:
            yield context.finding(
                FOLLOW_UP_CONFLICT,
                "the follow-up has both an `answer` and a `question`",
                (*follow_up.path, "question"),
                hint="remove one of the two",
                on_key=True,
            )


def _in_doubt(batch: Batch) -> Iterator[Question]:
    for question in batch.entities:
        if any(
            follow_up.question is not None and follow_up.answer is not None
            for follow_up in question.follow_ups
        ):
            yield question


RULE: Final = Rule(
    name="follow-up-conflicts",
    codes=(FOLLOW_UP_CONFLICT,),
    looks_at=(Question,),
    find=conflicting_follow_ups,
    clears=_in_doubt,
)
