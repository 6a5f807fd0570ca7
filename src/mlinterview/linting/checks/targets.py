"""Whether a pack has as many questions as its targets state."""

from collections.abc import Iterator, Mapping
from typing import Final

from ...document import Finding, Location
from ...errors import quote
from ...model import Difficulty, Topic
from ...validation import codes
from ._content import Check, LintedContent
from ._targets import Counts

_NONE: Final = (0,) * len(Difficulty)


def counted(content: LintedContent) -> Mapping[str, Counts]:
    """Return the number of ready questions of each difficulty, by topic.

    A question counts under its main topic, or under the nearest topic above it that
    has a target. Topics with a target come first, in the order of the targets, also
    those without a question.
    """
    targets = content.targets.counts if content.targets is not None else {}
    counts: dict[str, Counts] = dict.fromkeys(targets, _NONE)
    parents = {
        topic.text("id"): topic.text("parent")
        for topic in content.context.contents.of(Topic)
    }
    for question in content.ready:
        topics = question.data.get("topics")
        main = topics[0] if isinstance(topics, list) and topics else None
        if isinstance(main, str):
            topic = _counted_under(main, parents, targets)
            counts[topic] = tuple(
                number + (question.data.get("difficulty") == difficulty)
                for number, difficulty in zip(
                    counts.get(topic, _NONE), Difficulty, strict=True
                )
            )
    return counts


def _counted_under(
    topic: str, parents: Mapping[str | None, str | None], targets: Mapping[str, Counts]
) -> str:
    """Return the first of *topic* and its ancestors that has a target, or *topic*."""
    ancestor: str | None = topic
    seen: set[str] = set()
    while ancestor is not None and ancestor not in seen:
        if ancestor in targets:
            return ancestor
        seen.add(ancestor)
        ancestor = parents.get(ancestor)
    return topic


def off_target(content: LintedContent) -> Iterator[Finding]:
    """Require as many questions of each topic and difficulty as the targets state."""
    context = content.context
    # Questions in a file that could not be read would be counted as missing.
    if content.targets is None or not context.document.complete:
        return
    places: dict[str | None, Location] = {
        topic.text("id"): topic.path for topic in context.contents.of(Topic)
    }
    for topic, numbers in counted(content).items():
        path = places.get(topic, ())
        targets = content.targets.counts.get(topic)
        if targets is None:
            yield context.finding(
                codes.OFF_TARGET,
                f"the topic {quote(topic)} has {_questions(sum(numbers))} and no target",
                path,
                hint="state its target, or choose another main topic for them",
            )
            continue
        for number, target, difficulty in zip(numbers, targets, Difficulty, strict=True):
            if number != target:
                missing = target - number
                yield context.finding(
                    codes.OFF_TARGET,
                    f"{quote(topic)} has {_questions(number, difficulty)};"
                    f" the target is {target}",
                    path,
                    hint=f"write {missing} more"
                    if missing > 0
                    else f"that is {-missing} more than planned",
                )


def _questions(number: int, difficulty: str = "") -> str:
    words = f"{difficulty} question".strip() + ("s" if number != 1 else "")
    return f"{number} {words}"


CHECKS: Final = (Check((codes.OFF_TARGET,), off_target),)
