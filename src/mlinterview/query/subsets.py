"""Make a pack of some questions of a pack, with the entities that they need."""

import attrs

from ..model import AppliesTo, Pack, Question
from .entries import Entry, PackIndex


def pack_of(index: PackIndex, questions: list[Question]) -> Pack:
    """Return the pack of *index* with only *questions* and the entities they need.

    See `Selection.to_pack`.
    """
    pack = index.pack
    if tuple(questions) == pack.questions:
        return pack
    kept = {question.id: question for question in questions}
    if len(kept) == len(pack.questions):
        return attrs.evolve(pack, questions=tuple(kept.values()))
    _add_follow_ups(kept, index)
    entries = [Entry(question, index) for question in kept.values()]
    tips = {tip.id for entry in entries for tip in entry.tips}
    mistakes = {mistake.id for entry in entries for mistake in entry.mistakes}
    topics = {name for entry in entries for name in index.topics_of(entry.question)}
    stages = {stage for question in kept.values() for stage in question.stages}
    named = {question.framework for question in kept.values()}
    frameworks = [framework for framework in pack.frameworks if framework.id in named]
    sources = {source.id for entry in entries for source in entry.sources}
    sources.update(name for framework in frameworks for name in framework.sources)

    def narrowed(rule: AppliesTo | None) -> AppliesTo | None:
        return rule and attrs.evolve(
            rule,
            questions=tuple(name for name in rule.questions if name in kept),
            stages=tuple(name for name in rule.stages if name in stages),
            topics=tuple(name for name in rule.topics if name in topics),
        )

    return attrs.evolve(
        pack,
        topics=tuple(topic for topic in pack.topics if topic.id in topics),
        stages=tuple(stage for stage in pack.stages if stage.id in stages),
        frameworks=tuple(frameworks),
        sources=tuple(source for source in pack.sources if source.id in sources),
        facts=(),
        questions=tuple(
            attrs.evolve(
                question,
                related=tuple(name for name in question.related if name in kept),
            )
            for question in kept.values()
        ),
        tips=tuple(
            attrs.evolve(tip, applies_to=narrowed(tip.applies_to))
            for tip in pack.tips
            if tip.applies_to is None or tip.id in tips
        ),
        mistakes=tuple(
            attrs.evolve(mistake, applies_to=narrowed(mistake.applies_to))
            for mistake in pack.mistakes
            if mistake.applies_to is None or mistake.id in mistakes
        ),
        guides=(),
    )


def _add_follow_ups(kept: dict[str, Question], index: PackIndex) -> None:
    """Add to *kept* the questions that follow-ups of its questions lead to."""
    waiting = list(kept.values())
    while waiting:
        for question in Entry(waiting.pop(), index).follow_up_questions:
            if question.id not in kept:
                kept[question.id] = question
                waiting.append(question)
