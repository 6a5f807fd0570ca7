"""What a pack covers: counted under main topics, against a plan if there is one."""

import attrs
import pytest
from hypothesis import given

from mlinterview import Difficulty, Pack, Status, Topic, select
from mlinterview.linting import Gap, Targets, count_coverage
from mlinterview.model import Source, SourceType
from sample_interviews import EASY, HARD, full, pack, planned_packs, question

TOPICS = (
    Topic(id="names", title="Names"),
    Topic(id="caches", title="Caches", parent="names"),
    Topic(id="wires", title="Wires"),
)
SMALL = pack(
    full("a", difficulty=EASY, topics=("caches",), sources=("rfc",)),
    full("b", difficulty=HARD, topics=("caches", "names"), sources=("rfc", "book")),
    question("c", topics=("names",)),
    question("d", topics=("names",), status=Status.DRAFT),
    topics=TOPICS,
    sources=(
        Source(id="rfc", type=SourceType.STANDARD, title="R"),
        Source(id="book", type=SourceType.BOOK, title="B"),
    ),
)


def test_a_question_counts_under_its_main_topic() -> None:
    names, caches, wires = count_coverage(SMALL).topics
    assert (caches.topic, caches.title, caches.counts) == ("caches", "Caches", (1, 0, 1))
    assert (names.counts, names.unstated, names.drafts) == ((0, 0, 0), 1, 1)
    assert names.questions == 1
    # Nobody asks about wires: that is to be seen.
    assert (wires.topic, wires.questions) == ("wires", 0)


def test_what_belongs_to_questions_is_counted() -> None:
    total = count_coverage(SMALL).total
    assert (total.questions, total.counts, total.drafts) == (3, (1, 0, 1), 1)
    assert (total.answers, total.weak_answers, total.follow_ups) == (2, 2, 2)
    assert (total.rubrics, total.sources) == (2, 2)
    assert total.targets is None


def test_without_targets_there_are_no_gaps() -> None:
    assert count_coverage(SMALL).gaps == ()


def test_gaps_are_what_lacks_for_the_targets() -> None:
    targets = Targets({"names": (2, 0, 1), "ports": (0, 1, 0)})
    found = count_coverage(SMALL, targets=targets)
    # Caches count under names, which have a target, and the plan knows one topic more.
    assert [(row.topic, row.title) for row in found.topics] == [
        ("names", "Names"),
        ("wires", "Wires"),
        ("ports", "ports"),
    ]
    assert found.gaps == (
        Gap(topic="names", difficulty=Difficulty.FOUNDATIONAL, questions=1, target=2),
        Gap(topic="ports", difficulty=Difficulty.INTERMEDIATE, questions=0, target=1),
    )
    assert [gap.missing for gap in found.gaps] == [1, 1]
    assert found.total.targets == (2, 1, 1)


def test_a_topic_without_an_entity_is_counted_all_the_same() -> None:
    loose = pack(question("a", topics=("unknown",)), topics=())
    (row,) = count_coverage(loose).topics
    assert (row.topic, row.title, row.questions) == ("unknown", "unknown", 1)


def test_a_selection_is_counted_as_it_is() -> None:
    few = count_coverage(select(SMALL, difficulty="advanced"))
    assert few.total.counts == (0, 0, 1)


def test_an_empty_pack_covers_nothing() -> None:
    empty = count_coverage(pack(topics=()), targets=Targets({}))
    assert (empty.topics, empty.total.questions) == ((), 0)


@pytest.mark.slow
@given(planned_packs())
def test_every_question_is_counted_once(drawn: Pack) -> None:
    found = count_coverage(drawn)
    assert sum(row.questions for row in found.topics) == len(drawn.questions)
    assert found.total.questions == len(drawn.questions)
    drafts = attrs.evolve(
        drawn,
        questions=tuple(
            attrs.evolve(one, status=Status.DRAFT) for one in drawn.questions
        ),
    )
    assert count_coverage(drafts).total.questions == 0
    assert count_coverage(drafts).total.drafts == len(drawn.questions)
