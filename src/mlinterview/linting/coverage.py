"""What a pack covers: questions per topic and difficulty, and the gaps."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import attrs

from ..model import AnswerKind, Difficulty, Pack, Status
from ..query import Entry, Selection, select
from .checks import Counts, Targets


@attrs.frozen(kw_only=True)
class Gap:
    """A topic and difficulty with fewer questions than planned.

    Args:
        topic: The id of the topic.
        difficulty: The difficulty.
        questions: The number of questions that there are.
        target: The number that was planned.
    """

    topic: str
    difficulty: Difficulty
    questions: int
    target: int

    @property
    def missing(self) -> int:
        """How many more questions are needed."""
        return self.target - self.questions


@attrs.frozen(kw_only=True)
class TopicCoverage:
    """The numbers of questions, answers and so on of a topic.

    Except for *drafts*, all numbers are of ready questions.

    Args:
        topic: The id of the topic, or empty for all topics together.
        title: The title of the topic.
        counts: The number of questions of each difficulty.
        unstated: The number of questions that state no difficulty.
        drafts: The number of drafts.
        answers: The number of answers that are not weak.
        weak_answers: The number of weak answers, which show what to avoid.
        follow_ups: The number of follow-up questions.
        rubrics: The number of questions with a rubric.
        sources: The number of different sources.
        targets: The number of questions of each difficulty that was planned, or `None`.
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
        """The difficulties with fewer questions than planned."""
        targets = self.targets or self.counts
        return tuple(
            Gap(topic=self.topic, difficulty=difficulty, questions=count, target=target)
            for difficulty, count, target in zip(
                Difficulty, self.counts, targets, strict=True
            )
            if count < target
        )


@attrs.frozen(kw_only=True)
class Coverage:
    """The numbers of questions, answers and so on of every topic.

    Args:
        topics: The topics, in the order of the pack; after them, topics that only the
            targets name.
        total: The numbers of all topics together.
    """

    topics: tuple[TopicCoverage, ...]
    total: TopicCoverage

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The topics and difficulties with fewer questions than planned."""
        return tuple(gap for topic in self.topics for gap in topic.gaps)


def count_coverage(
    selection: Selection | Pack, *, targets: Targets | None = None
) -> Coverage:
    """Return the number of questions of each topic and difficulty, and the gaps.

    A question counts under its main topic, or under the nearest topic above it that
    has a target. Topics that no question names are included. In a selection from
    several packs, topics with the same id are counted as one.

    Args:
        selection: The questions to count, or a pack to count all of its questions.
        targets: How many questions are wanted; see `read_targets`.

    >>> from mlinterview import load
    >>> coverage = count_coverage(load("ml-engineer"))
    >>> coverage.total.questions, coverage.topics[0].counts
    (300, (5, 6, 3))
    """
    if isinstance(selection, Pack):
        selection = select(selection)
    wanted = targets.counts if targets is not None else {}
    by_topic: dict[str, list[Entry]] = defaultdict(list)
    for entry in selection.entries:
        by_topic[_counted_under(entry, wanted)].append(entry)
    titles = {topic.id: topic.title for pack in selection.packs for topic in pack.topics}
    return Coverage(
        topics=tuple(
            _coverage(name, titles.get(name, name), by_topic[name], wanted.get(name))
            for name in _order(selection, by_topic, wanted)
        ),
        total=_coverage("", "all", selection.entries, _sum(wanted)),
    )


def _counted_under(entry: Entry, wanted: Mapping[str, Counts]) -> str:
    """Return the id of the topic that a question counts under."""
    main = entry.question.topics[0]
    above = entry.index.lineages.get(main, (main,))
    return next((name for name in reversed(above) if name in wanted), main)


def _order(
    selection: Selection, by_topic: Mapping[str, object], wanted: Mapping[str, Counts]
) -> Iterator[str]:
    """Yield the ids of the topics to show, in their order."""
    named = {
        name
        for entry in selection.entries
        for name in entry.index.topics_of(entry.question)
    }
    stated = [name for index in selection.indexes for name in index.topics]
    for name in dict.fromkeys(itertools.chain(stated, by_topic, wanted)):
        # Of the topics without a count, those are left out that are the second topic
        # of a question or above its main topic: they would look empty.
        if name in by_topic or name in wanted or name not in named:
            yield name


def _sum(wanted: Mapping[str, Counts]) -> Counts | None:
    return tuple(map(sum, zip(*wanted.values(), strict=True))) or None


def _coverage(
    topic: str, title: str, entries: Sequence[Entry], targets: Counts | None
) -> TopicCoverage:
    ready = [entry for entry in entries if entry.question.status is Status.READY]
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
