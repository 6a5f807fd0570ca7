"""Every design or behavioral question has a rubric."""

from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import Code
from ...model import Kind, Question
from ..batches import Batch
from ..rule import Context, Rule
from .incomplete import severity_of

JUDGED: Final = (Kind.DESIGN, Kind.BEHAVIOURAL)
"""The kinds of question that must have a rubric."""


NO_RUBRIC: Final = Code(
    id="MLI206",
    name="no-rubric",
    summary="A design or behavioral question has no rubric.",
    why="Such a question has no single right answer; without a rubric, a good answer cannot"
    " be told from a weak one. For a draft this is only a warning.",
    bad="questions:\n  - id: q\n    kind: design\n    prompt: Design a thing.\n"
    "    topics: [basics]\n    difficulty: advanced\n    intent: To see the trade-offs.\n"
    "    answers: [{kind: outline, body: Ask first.}]",
    good="questions:\n  - id: q\n    kind: design\n    prompt: Design a thing.\n"
    "    topics: [basics]\n    difficulty: advanced\n    intent: To see the trade-offs.\n"
    "    answers: [{kind: outline, body: Ask first.}]\n"
    "    rubric:\n      anchors:\n        strong-no-hire: Draws boxes.\n"
    "        no-hire: Names parts.\n        hire: Weighs them.\n"
    "        strong-hire: Asks, weighs and measures.",
)


def missing_rubrics(context: Context) -> Iterator[Finding]:
    """Yield a finding for each design or behavioral question without a rubric."""
    for question in context.contents.of(Question):
        if question.data.get("kind") in JUDGED and "rubric" not in question.data:
            yield context.finding(
                NO_RUBRIC,
                f"a {question.data['kind']} question has no `rubric`",
                question.path,
                hint="describe an answer of each verdict under `rubric: anchors:`",
                severity=severity_of(question),
            )


def _in_doubt(batch: Batch) -> Iterator[Question]:
    for question in batch.entities:
        if question.rubric is None and question.kind in JUDGED:
            yield question


RULE: Final = Rule(
    name="missing-rubrics",
    codes=(NO_RUBRIC,),
    looks_at=(Question,),
    find=missing_rubrics,
    clears=_in_doubt,
)
