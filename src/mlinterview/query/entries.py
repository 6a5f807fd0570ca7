"""A question with its pack, and a pack with its entities by id.

Nothing here changes a pack, and the model does not depend on this module.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import attrs

from ..model import (
    Answer,
    AppliesTo,
    Framework,
    Mistake,
    Pack,
    Question,
    Source,
    Stage,
    Tip,
    Topic,
)

T = TypeVar("T")


class PackIndex:
    """A pack with its entities by id. Each mapping is made when it is first needed.

    Args:
        pack: The pack.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.id = pack.id

    @functools.cached_property
    def questions(self) -> Mapping[str, Question]:
        """The questions by id."""
        return {question.id: question for question in self.pack.questions}

    @functools.cached_property
    def topics(self) -> Mapping[str, Topic]:
        """The topics by id."""
        return {topic.id: topic for topic in self.pack.topics}

    @functools.cached_property
    def stages(self) -> Mapping[str, Stage]:
        """The stages by id, in the order of the interview process."""
        ordered = sorted(self.pack.stages, key=lambda stage: stage.order)
        return {stage.id: stage for stage in ordered}

    @functools.cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        return {source.id: source for source in self.pack.sources}

    @functools.cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        """The frameworks by id."""
        return {framework.id: framework for framework in self.pack.frameworks}

    @functools.cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes sorted by their ``order``; those without one come last."""
        return tuple(
            sorted(self.pack.mistakes, key=lambda m: (m.order is None, m.order or 0))
        )

    @functools.cached_property
    def related(self) -> Mapping[str, tuple[str, ...]]:
        """For each question, the ids of related ones, which it names or which name it."""
        links: dict[str, dict[str, None]] = {name: {} for name in self.questions}
        for question in self.pack.questions:
            for other in question.related:
                if other in links and other != question.id:
                    links[question.id][other] = None
                    links[other][question.id] = None
        return {name: tuple(others) for name, others in links.items()}

    @functools.cached_property
    def lineages(self) -> Mapping[str, tuple[str, ...]]:
        """For each topic, the ids of its ancestors and its own, the widest first."""
        return {name: self._lineage(name) for name in self.topics}

    def _lineage(self, name: str) -> tuple[str, ...]:
        chain: list[str] = []
        topic = self.topics.get(name)
        while topic is not None and topic.id not in chain:
            chain.append(topic.id)
            topic = self.topics.get(topic.parent or "")
        return tuple(reversed(chain))

    def topics_of(self, question: Question) -> frozenset[str]:
        """Return the ids of the topics of *question* and of their ancestors."""
        return frozenset(
            itertools.chain.from_iterable(
                self.lineages.get(topic, (topic,)) for topic in question.topics
            )
        )

    @functools.cached_property
    def _names_of_topics(self) -> Mapping[str, str]:
        """For each topic, the titles and aliases of it and of its ancestors."""
        return {
            name: " | ".join(
                word
                for topic in reversed(lineage)
                for word in (self.topics[topic].title, *self.topics[topic].aliases)
            )
            for name, lineage in self.lineages.items()
        }

    def topic_words(self, question: Question) -> str:
        """Return the names of the topics of *question* and of their ancestors."""
        names = self._names_of_topics
        return " | ".join(names[topic] for topic in question.topics if topic in names)

    @functools.cached_property
    def _tips(self) -> "_ByTarget[Tip]":
        return _ByTarget(self.pack.tips)

    @functools.cached_property
    def _mistakes(self) -> "_ByTarget[Mistake]":
        return _ByTarget(self.mistakes)

    def tips_for(self, question: Question) -> tuple[Tip, ...]:
        """Return the tips that name *question*, its kind, a stage or a topic of it."""
        return self._tips.about(question, self.topics_of(question))

    def mistakes_for(self, question: Question) -> tuple[Mistake, ...]:
        """Return the mistakes that name *question*, its kind, a stage or a topic."""
        return self._mistakes.about(question, self.topics_of(question))


A = TypeVar("A", Tip, Mistake)


class _ByTarget(Generic[A]):
    """Tips or mistakes by what they apply to, so that not all are tested per question."""

    def __init__(self, entities: Sequence[A]) -> None:
        self._entities: Sequence[A] = entities
        self._positions: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for position, entity in enumerate(entities):
            rule = entity.applies_to or AppliesTo()
            for target in _targets(rule.questions, rule.kinds, rule.stages, rule.topics):
                self._positions[target].append(position)

    def about(self, question: Question, topics: Iterable[str]) -> tuple[A, ...]:
        """Return those that apply to *question* or to one of *topics*, in order."""
        targets = _targets((question.id,), (question.kind,), question.stages, topics)
        positions = {n for target in targets for n in self._positions.get(target, ())}
        return tuple(self._entities[n] for n in sorted(positions))


def _targets(
    questions: Iterable[str],
    kinds: Iterable[str],
    stages: Iterable[str],
    topics: Iterable[str],
) -> Iterator[tuple[str, str]]:
    """Yield each name together with the type of what it names."""
    yield from (("question", name) for name in questions)
    yield from (("kind", name) for name in kinds)
    yield from (("stage", name) for name in stages)
    yield from (("topic", name) for name in topics)


@attrs.frozen(eq=False)
class Entry:
    """A question together with the pack that it is from.

    Args:
        question: The question.
        index: Its pack, with the entities by id.
    """

    question: Question
    index: PackIndex = attrs.field(repr=False)

    @property
    def pack(self) -> Pack:
        """The pack that the question is from."""
        return self.index.pack

    @property
    def global_id(self) -> str:
        """The id that is unique across packs, such as ``ml-engineer:question/rag``."""
        return f"{self.pack.id}:question/{self.question.id}"

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers, the best first."""
        return self.question.answers

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics, the main one first."""
        return _named(self.index.topics, self.question.topics)

    @property
    def topic_path(self) -> tuple[Topic, ...]:
        """The main topic after its ancestors, the widest first."""
        main = self.question.topics[0]
        return _named(self.index.topics, self.index.lineages.get(main, ()))

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages in which the question is asked."""
        return _named(self.index.stages, self.question.stages)

    @property
    def framework(self) -> Framework | None:
        """The framework that helps to answer the question."""
        return self.index.frameworks.get(self.question.framework or "")

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The ids of the sources of the question and of its answers, each once."""
        ids = itertools.chain(
            self.question.sources, *(answer.sources for answer in self.answers)
        )
        return tuple(dict.fromkeys(ids))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the question and of its answers, each once."""
        return _named(self.index.sources, self.source_ids)

    @property
    def related(self) -> tuple[Question, ...]:
        """The questions that this one names as related, or that name this one."""
        return _named(self.index.questions, self.index.related[self.question.id])

    @property
    def follow_up_questions(self) -> tuple[Question, ...]:
        """The questions that the follow-ups lead to."""
        ids = (follow_up.question for follow_up in self.question.follow_ups)
        return _named(self.index.questions, filter(None, ids))

    @property
    def tips(self) -> tuple[Tip, ...]:
        """The tips that name the question, its kind, a stage or a topic of it."""
        return self.index.tips_for(self.question)

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes that name the question, its kind, a stage or a topic of it."""
        return self.index.mistakes_for(self.question)


def _named(entities: Mapping[str, T], ids: Iterable[str]) -> tuple[T, ...]:
    """Return the entities with the given ids, without those that are missing."""
    return tuple(entities[name] for name in ids if name in entities)
