"""The parents of topics form no circle."""

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
    summary="The parents of a topic form a circle.",
    why="A topic includes the topics below it, and in a circle there would be no end.",
    bad="topics:\n  - {id: basics, title: Basics, parent: maths}\n"
    "  - {id: maths, title: Maths, parent: basics}",
    good="topics:\n  - {id: basics, title: Basics}\n"
    "  - {id: maths, title: Maths, parent: basics}",
)


def topic_cycles(context: Context) -> Iterator[Finding]:
    """Yield a finding for each circle of parents, at one of its topics."""
    topics = {
        name: node
        for node in context.contents.of(Topic)
        if (name := node.text("id")) is not None
    }
    for circle in circles(context.names.parents):
        if (topic := circle[0]) in topics:
            yield context.finding(
                TOPIC_CYCLE,
                f"the topic {quote(topic)} is below itself: {' → '.join(circle)}",
                (*topics[topic].path, "parent"),
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
