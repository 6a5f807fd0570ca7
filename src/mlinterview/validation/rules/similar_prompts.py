"""No two prompts are nearly the same."""

import operator
from collections.abc import Iterator
from typing import Any, Final

from ...document import Finding
from ...errors import Code, Severity, quote
from ...model import Question
from ..batches import Entities
from ..contents import Node, PackContents
from ..rule import Context, Rule
from ..similarity import similar

SIMILAR_PROMPTS: Final = Code(
    id="MLI302",
    name="similar-prompts",
    summary="Two questions ask nearly the same in the same words.",
    why="A reader would practice it twice. Prompts are nearly the same if both have at"
    " least 70 % of all runs of three words that are in either.",
    severity=Severity.WARNING,
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: What is the variance of a sum?,"
    " topics: [basics], status: draft}\n"
    "  - {id: r, kind: concept, prompt: What is the variance of a sum,"
    " topics: [basics], status: draft}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: What is the variance of a sum?,"
    " topics: [basics], status: draft}\n"
    "  - {id: r, kind: concept, prompt: When do variances add up?,"
    " topics: [basics], status: draft}",
)


def similar_prompts(context: Context) -> Iterator[Finding]:
    """Yield a finding for each prompt that is nearly that of an earlier question."""
    for question, other in similar(_prompts(context.contents)):
        yield context.finding(
            SIMILAR_PROMPTS,
            f"the prompt is nearly that of {quote(other.text('id'))}",
            (*question.path, "prompt"),
            hint="merge the two, or say what sets this one apart",
            other=(*other.path, "prompt"),
        )


def _prompts(contents: PackContents) -> Iterator[tuple[str, Node]]:
    return (
        (text.value, text.owner)
        for text in contents.texts
        if text.owner.cls is Question
        and text.field.name == "prompt"
        and not text.is_too_long
    )


def _in_doubt(entities: Entities) -> Iterator[Any]:
    prompts: list[tuple[int, str, Any]] = [
        (index, question.prompt, question)
        for index, question in entities.indexed(Question)
    ]
    if refused := [*_prompts(entities.refused)]:
        # Each is compared with those before it, as it is where they are reported.
        prompts += ((int(node.path[1]), text, node) for text, node in refused)
        prompts.sort(key=operator.itemgetter(0))
    for pair in similar((text, owner) for _index, text, owner in prompts):
        yield from (owner for owner in pair if isinstance(owner, Question))


RULE: Final = Rule(
    name="similar-prompts",
    codes=(SIMILAR_PROMPTS,),
    looks_at=(Question,),
    find=similar_prompts,
    clears=_in_doubt,
    scope="texts",
)
