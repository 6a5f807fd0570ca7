"""No question refers to itself."""

from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import Code, quote
from ...model import FollowUp, Question
from ..batches import Batch
from ..rule import Context, Rule

SELF_REFERENCE: Final = Code(
    id="MLI204",
    name="self-reference",
    summary="A question refers to itself.",
    why="A related question or a follow-up should lead to another question.",
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft, related: [q]}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft, related: [r]}\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft}",
)


def self_references(context: Context) -> Iterator[Finding]:
    """Yield a finding for each reference of a question to itself."""
    names = {node.path: node.text("id") for node in context.contents.of(Question)}
    for text in context.contents.texts:
        owner = text.owner.cls
        is_related = owner is Question and text.field.name == "related"
        is_follow_up = owner is FollowUp and text.field.name == "question"
        if not (is_related or is_follow_up):
            continue
        if names[text.path[:2]] == text.value:
            yield context.finding(
                SELF_REFERENCE,
                f"{quote(text.value)} refers to itself",
                text.path,
                hint="name another question, or remove it",
            )


def _in_doubt(batch: Batch) -> Iterator[Question]:
    for question in batch.entities:
        if question.id in question.related or any(
            follow_up.question == question.id for follow_up in question.follow_ups
        ):
            yield question


RULE: Final = Rule(
    name="self-references",
    codes=(SELF_REFERENCE,),
    looks_at=(Question,),
    find=self_references,
    clears=_in_doubt,
)
