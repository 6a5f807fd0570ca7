"""No two answers of a question have the same id."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ...document import Finding, Location
from ...model import Answer, Question
from ..batches import Batch
from ..contents import Node
from ..rule import Context, Rule
from .duplicate_ids import DUPLICATE_ID, duplicates


def duplicate_answer_ids(context: Context) -> Iterator[Finding]:
    """Yield a finding for each id that an earlier answer of the question has."""
    answers: defaultdict[Location, list[Node]] = defaultdict(list)
    for answer in context.contents.of(Answer):
        answers[answer.path[:2]].append(answer)
    for answers_of_question in answers.values():
        yield from duplicates(context, "answer", answers_of_question)


def _in_doubt(batch: Batch) -> Iterator[Question]:
    for question in batch.entities:
        if len(question.answers) > 1:
            ids = [answer.id for answer in question.answers if answer.id is not None]
            if len(ids) > len(set(ids)):
                yield question


RULE: Final = Rule(
    name="duplicate-answer-ids",
    codes=(DUPLICATE_ID,),
    looks_at=(Question,),
    find=duplicate_answer_ids,
    clears=_in_doubt,
)
