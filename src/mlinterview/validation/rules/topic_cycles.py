"""No topic is below itself."""

from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import Code, quote
from ...model import Topic
from ..batches import Entities
from ..names import circles
from ..rule import Context, Rule

TOPIC_CYCLE: Final = Code(
    id="MLI203",
    name="topic-cycle",
    summary="A topic is, by its parents, a part of itself.",
    why="A topic includes the topics below it, which has no end in a circle.",
    bad="topics:\n  - {id: basics, title: Basics, parent: maths}\n"
    "  - {id: maths, title: Maths, parent: basics}",
    good="topics:\n  - {id: basics, title: Basics}\n"
    "  - {id: maths, title: Maths, parent: basics}",
)


def topic_cycles(context: Context) -> Iterator[Finding]:
    """No topic is below itself."""
    topics = {
        name: node
        for node in context.contents.of(Topic)
        if (name := node.text("id")) is not None
    }
    for circle in circles(context.names.parents):
        if (at := circle[0]) in topics:
            yield context.finding(
                TOPIC_CYCLE,
                f"the topic {quote(at)} is below itself: {' → '.join(circle)}",
                (*topics[at].path, "parent"),
                hint="remove the `parent` of the widest of them",
            )


def _in_doubt(entities: Entities) -> Iterator[Topic]:
    circular = entities.names.circular()
    return (topic for topic in entities.of(Topic) if topic.id in circular)


RULE: Final = Rule(
    name="topic-cycles",
    codes=(TOPIC_CYCLE,),
    looks_at=(Topic,),
    find=topic_cycles,
    clears=_in_doubt,
    scope="names",
)
