"""No two entities of a type have the same id."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ...document import Finding
from ...errors import Code, quote
from ...model import COLLECTIONS
from ..batches import Entities
from ..contents import Node
from ..names import same
from ..rule import Context, Rule

DUPLICATE_ID: Final = Code(
    id="MLI202",
    name="duplicate-id",
    summary="Two entities of one type have the same id.",
    why="A reference could mean either, and a deck would mix up their cards. Ids that"
    " differ only in case or in how a character is encoded count as the same.",
    bad="tips:\n  - {id: aloud, body: Practice aloud.}\n  - {id: aloud, body: Speak up.}",
    good="tips:\n  - {id: aloud, body: Practice aloud.}\n  - {id: louder, body: Speak up.}",
)


def duplicate_ids(context: Context) -> Iterator[Finding]:
    """Yield a finding for each id that an earlier entity of the type has."""
    for kind, (_key, cls) in COLLECTIONS.items():
        yield from duplicates(context, kind, list(context.contents.of(cls)))


def duplicates(context: Context, kind: str, nodes: Iterable[Node]) -> Iterator[Finding]:
    """Yield a finding for each of *nodes* whose id an earlier one has.

    Args:
        context: The argument of the rule.
        kind: The type of the nodes, for the message.
        nodes: The nodes.
    """
    first: dict[str, Node] = {}
    for node in nodes:
        if (name := node.text("id")) is None:
            continue
        other = first.setdefault(same(name), node)
        if other is not node:
            yield context.finding(
                DUPLICATE_ID,
                f"the id {quote(name)} is taken by another {kind}",
                (*node.path, "id"),
                hint="give this one an id of its own",
                other=(*other.path, "id"),
            )


def _in_doubt(entities: Entities) -> Iterator[Any]:
    doubled = entities.names.doubled
    if any(doubled.values()):
        for kind, entity in entities.all():
            if same(entity.id) in doubled[kind]:
                yield entity


RULE: Final = Rule(
    name="duplicate-ids",
    codes=(DUPLICATE_ID,),
    looks_at=tuple(cls for _key, cls in COLLECTIONS.values()),
    find=duplicate_ids,
    clears=_in_doubt,
    scope="names",
)
