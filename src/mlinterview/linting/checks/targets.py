"""How many questions there are of each topic and difficulty, against a plan."""

from collections.abc import Iterator, Mapping
from typing import Final

from ...document import Finding, Location
from ...errors import quote
from ...model import Difficulty, Topic
from ...validation import codes
from ._content import Check, Content
from ._targets import Counts

_NONE: Final = (0,) * len(Difficulty)


def counted(content: Content) -> Mapping[str, Counts]:
    """Return the number of ready questions of each difficulty, by topic.

    A question counts under its main topic, or under the nearest topic above it that
    has a target. What has a target is there, in its order, if only with zeros.
    """
    wanted = content.targets.counts if content.targets is not None else {}
    found: dict[str, Counts] = dict.fromkeys(wanted, _NONE)
    parents = {
        topic.text("id"): topic.text("parent")
        for topic in content.context.contents.of(Topic)
    }
    for question in content.ready:
        topics = question.data.get("topics")
        main = topics[0] if isinstance(topics, list) and topics else None
        if isinstance(main, str):
            name = _above(main, parents, wanted)
            now = found.get(name, _NONE)
            found[name] = tuple(
                number + (question.data.get("difficulty") == one)
                for number, one in zip(now, Difficulty, strict=True)
            )
    return found


def _above(
    topic: str, parents: Mapping[str | None, str | None], wanted: Mapping[str, Counts]
) -> str:
    """Return the nearest topic from *topic* up that is wanted, or itself."""
    at: str | None = topic
    passed: set[str] = set()
    while at is not None and at not in passed:
        if at in wanted:
            return at
        passed.add(at)
        at = parents.get(at)
    return topic


def off_target(content: Content) -> Iterator[Finding]:
    """There are as many questions as were planned."""
    context = content.context
    # The questions of a file that could not be read are missing from the numbers.
    if content.targets is None or not context.document.complete:
        return
    places: dict[str | None, Location] = {
        topic.text("id"): topic.path for topic in context.contents.of(Topic)
    }
    for topic, numbers in counted(content).items():
        path = places.get(topic, ())
        wanted = content.targets.counts.get(topic)
        if wanted is None:
            yield context.finding(
                codes.OFF_TARGET,
                f"the topic {quote(topic)} has {_questions(sum(numbers))} and no target",
                path,
                hint="state its target, or choose another main topic for them",
            )
            continue
        for number, target, difficulty in zip(numbers, wanted, Difficulty, strict=True):
            if number != target:
                more = target - number
                yield context.finding(
                    codes.OFF_TARGET,
                    f"{quote(topic)} has {_questions(number, difficulty)};"
                    f" the target is {target}",
                    path,
                    hint=f"write {more} more"
                    if more > 0
                    else f"there are {-more} more than planned",
                )


def _questions(number: int, difficulty: str = "") -> str:
    words = f"{difficulty} question".strip() + ("s" if number != 1 else "")
    return f"{number} {words}"


CHECKS: Final = (Check((codes.OFF_TARGET,), off_target),)
