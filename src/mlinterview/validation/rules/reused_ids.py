"""No former id of a question is an id, or a former id, of another question."""

from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import Code, quote
from ...model import FORMER, Question
from ..batches import Entities
from ..contents import Node
from ..names import aliases_of
from ..rule import Context, Rule

REUSED_ID: Final = Code(
    id="MLI216",
    name="reused-id",
    summary="An alias of one question is the id or an alias of another.",
    why="An id must not be used again: decks still know the old question by it, and an"
    " update would put the new text on the old card.",
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft, aliases: [q]}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft,"
    " aliases: [old-r]}",
)


def reused_ids(context: Context) -> Iterator[Finding]:
    """Yield a finding for each alias that is an id or an alias of another question."""
    owners: dict[str, Node] = {}
    questions = list(context.contents.of(Question))
    for question in questions:
        if (name := question.text("id")) is not None:
            owners.setdefault(name, question)
    for question in questions:
        for index, alias in enumerate(aliases_of(question)):
            other = owners.setdefault(alias.removeprefix(FORMER), question)
            if other is not question:
                yield context.finding(
                    REUSED_ID,
                    f"the alias {quote(alias)} already means the question"
                    f" {quote(other.text('id'))}",
                    (*question.path, "aliases", index),
                    hint="remove it from one of the two",
                )


def _in_doubt(entities: Entities) -> Iterator[Question]:
    # Its own id is no former one, unless another question has that id as well.
    reused = {*entities.names.reused(), *entities.names.doubled["question"]}
    if not reused:
        return
    for question in entities.of(Question):
        former = (alias.removeprefix(FORMER) for alias in question.aliases)
        if question.id in reused or any(name in reused for name in former):
            yield question


RULE: Final = Rule(
    name="reused-ids",
    codes=(REUSED_ID,),
    looks_at=(Question,),
    find=reused_ids,
    clears=_in_doubt,
    scope="names",
)
