"""What a pack covers: how much there is of each topic and difficulty, and what lacks."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import attrs

from ..model import AnswerKind, Difficulty, Pack, Status
from ..query import Entry, Selection, select
from .checks import Targets

Counts = tuple[int, ...]
"""A number for each difficulty, in the order of `Difficulty`."""


@attrs.frozen(kw_only=True)
class Gap:
    """A place in the plan of a pack that is not filled.

    Args:
        topic: The id of the topic.
        difficulty: The difficulty.
        questions: How many questions there are.
        target: How many were planned.
    """

    topic: str
    difficulty: Difficulty
    questions: int
    target: int

    @property
    def missing(self) -> int:
        """How many more are needed."""
        return self.target - self.questions


@attrs.frozen(kw_only=True)
class TopicCoverage:
    """How much there is of a topic. All but the drafts are counts of what is ready.

    Args:
        topic: The id of the topic, or empty for all topics together.
        title: Its title.
        counts: The number of questions of each difficulty.
        unstated: The number of those that state no difficulty.
        drafts: The number of those that are not finished.
        answers: The number of answers that may be given.
        weak_answers: The number of answers to avoid.
        follow_ups: The number of follow-up questions.
        rubrics: The number of questions with a rubric.
        sources: The number of different sources.
        targets: How many questions of each difficulty were planned, or `None`.
    """

    topic: str
    title: str
    counts: Counts
    unstated: int
    drafts: int
    answers: int
    weak_answers: int
    follow_ups: int
    rubrics: int
    sources: int
    targets: Counts | None = None

    @property
    def questions(self) -> int:
        """The number of questions."""
        return sum(self.counts) + self.unstated

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where there are fewer questions than were planned."""
        found = zip(Difficulty, self.counts, self.targets or self.counts, strict=True)
        return tuple(
            Gap(topic=self.topic, difficulty=one, questions=number, target=target)
            for one, number, target in found
            if number < target
        )


@attrs.frozen(kw_only=True)
class Coverage:
    """How much there is of every topic.

    Args:
        topics: The topics, in the order of the pack; those that are only planned last.
        total: All of them together.
    """

    topics: tuple[TopicCoverage, ...]
    total: TopicCoverage

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where there are fewer questions than were planned, topic by topic."""
        return tuple(gap for topic in self.topics for gap in topic.gaps)


def count_coverage(
    selection: Selection | Pack, *, targets: Targets | None = None
) -> Coverage:
    """Return how much there is of each topic and difficulty.

    A question counts under its main topic, or under the nearest topic above it that
    has a target. A topic that no question names is there, too. In a selection of
    several packs, topics of the same id are one.

    Args:
        selection: What to count; a pack stands for all of its questions.
        targets: How many questions are wanted, see `read_targets`.

    >>> from mlinterview import load
    >>> coverage = count_coverage(load("ml-engineer"))
    >>> coverage.total.questions, coverage.topics[0].counts
    (300, (5, 6, 3))
    """
    if isinstance(selection, Pack):
        selection = select(selection)
    wanted = targets.counts if targets is not None else {}
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in selection.entries:
        found[_counted_under(entry, wanted)].append(entry)
    titles = {topic.id: topic.title for pack in selection.packs for topic in pack.topics}
    return Coverage(
        topics=tuple(
            _coverage(name, titles.get(name, name), found[name], wanted.get(name))
            for name in _order(selection, found, wanted)
        ),
        total=_coverage("", "all", selection.entries, _sum(wanted)),
    )


def _counted_under(entry: Entry, wanted: Mapping[str, Counts]) -> str:
    """Return the id of the topic that a question counts under."""
    main = entry.question.topics[0]
    above = entry.index.lineages.get(main, (main,))
    return next((name for name in reversed(above) if name in wanted), main)


def _order(
    selection: Selection, found: Mapping[str, object], wanted: Mapping[str, Counts]
) -> Iterator[str]:
    """Yield the ids of the topics to show."""
    named = {
        name
        for entry in selection.entries
        for name in entry.index.topics_of(entry.question)
    }
    stated = [name for index in selection.indexes for name in index.topics]
    for name in dict.fromkeys(itertools.chain(stated, found, wanted)):
        # One that is only ever the second topic of a question, or above its main
        # topic, is not empty.
        if name in found or name in wanted or name not in named:
            yield name


def _sum(wanted: Mapping[str, Counts]) -> Counts | None:
    return tuple(map(sum, zip(*wanted.values(), strict=True))) or None


def _coverage(
    topic: str, title: str, entries: Sequence[Entry], targets: Counts | None
) -> TopicCoverage:
    ready = [one for one in entries if one.question.status is Status.READY]
    questions = [entry.question for entry in ready]
    kinds = [answer.kind for question in questions for answer in question.answers]
    difficulties = [question.difficulty for question in questions]
    weak = kinds.count(AnswerKind.WEAK)
    return TopicCoverage(
        topic=topic,
        title=title,
        counts=tuple(map(difficulties.count, Difficulty)),
        unstated=difficulties.count(None),
        drafts=len(entries) - len(ready),
        answers=len(kinds) - weak,
        weak_answers=weak,
        follow_ups=sum(len(question.follow_ups) for question in questions),
        rubrics=sum(question.rubric is not None for question in questions),
        sources=len({(e.pack.id, source.id) for e in ready for source in e.sources}),
        targets=targets,
    )
