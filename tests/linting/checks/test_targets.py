"""How many questions there are, against a plan."""

from pathlib import Path
from typing import Any

import pytest

from mlinterview import MlinterviewError, document
from mlinterview.linting import Targets, read_targets
from mlinterview.linting.checks import CHECKS, LintedContent, Standards
from mlinterview.linting.checks.targets import counted
from rule_context import context_of
from sample_content import content_of, places, pointers, problems

TOPICS = [{"id": "a"}, {"id": "b", "parent": "a"}, {"id": "c", "parent": "c"}]
LEVELS = {"f": "foundational", "i": "intermediate", "a": "advanced"}


def pack(**counts: str) -> dict[str, Any]:
    """Return a pack with a question of a topic for each letter of a difficulty."""
    questions = [
        {"id": f"{topic}{at}", "topics": [topic, "a"], "difficulty": LEVELS[letter]}
        for topic, letters in counts.items()
        for at, letter in enumerate(letters)
    ]
    return {"topics": TOPICS, "questions": questions}


def test_questions_are_counted_by_main_topic_and_difficulty() -> None:
    found = counted(content_of(pack(a="ffi", c="a")))
    assert found == {"a": (2, 1, 0), "c": (0, 0, 1)}


def test_a_topic_includes_those_below_it_that_have_no_target() -> None:
    data = pack(a="f", b="i")
    targets = Targets({"a": (1, 1, 0), "z": (0, 0, 0)})
    assert counted(content_of(data, targets=targets)) == {"a": (1, 1, 0), "z": (0, 0, 0)}
    both = Targets({"a": (1, 1, 0), "b": (0, 0, 0)})
    assert counted(content_of(data, targets=both)) == {"a": (1, 0, 0), "b": (0, 1, 0)}


def test_what_cannot_be_counted_is_not() -> None:
    questions = [
        {"id": "d", "topics": ["a"], "difficulty": "advanced", "status": "draft"},
        {"id": "e", "topics": [], "difficulty": "advanced"},
        {"id": "f", "topics": 5},
        {"id": "g", "topics": [5]},
        {"id": "h", "topics": ["a"], "difficulty": "hard"},
    ]
    assert counted(content_of({"questions": questions})) == {"a": (0, 0, 0)}


def test_without_targets_there_is_nothing_to_compare() -> None:
    assert pointers("MLI515", pack(a="f")) == []


def test_every_difference_is_a_problem_of_its_topic() -> None:
    targets = Targets({"a": (1, 2, 0), "z": (0, 0, 1)})
    found = problems("MLI515", pack(a="iaa", c="f"), targets=targets)
    assert [(one.pointer, one.message, one.hint) for one in found] == [
        (
            "/topics/0",
            "`a` has 0 foundational questions; the target is 1",
            "write 1 more",
        ),
        ("/topics/0", "`a` has 1 intermediate question; the target is 2", "write 1 more"),
        (
            "/topics/0",
            "`a` has 2 advanced questions; the target is 0",
            "that is 2 more than planned",
        ),
        ("", "`z` has 0 advanced questions; the target is 1", "write 1 more"),
        (
            "/topics/2",
            "the topic `c` has 1 question and no target",
            "state its target, or choose another main topic for them",
        ),
    ]


def test_the_topic_is_marked() -> None:
    text = "topics:\n  - {id: a, title: A}\n"
    assert places("MLI515", text, targets=Targets({"a": (1, 0, 0)})) == [(2, 5)]


def test_a_circle_of_topics_has_an_end() -> None:
    data = pack(c="f")
    assert len(pointers("MLI515", data, targets=Targets({"a": (0, 0, 0)}))) == 1


def test_a_pack_that_was_read_in_part_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("topics: [{id: a}]")
    (tmp_path / "more.yaml").write_text("questions: [")
    whole = document.read(tmp_path)
    content = LintedContent(context_of(whole), Standards(), Targets({"a": (1, 1, 1)}))
    check = CHECKS[-1]
    assert list(check.find(content)) == []


# The file


@pytest.mark.parametrize(
    ("name", "text"), [("t.yaml", "a: [1, 2, 3]"), ("t.json", '{"a": [1, 2, 3]}')]
)
def test_targets_are_read(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert read_targets(tmp_path / name) == Targets({"a": (1, 2, 3)})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2]", "states no targets"),
        ("a: 5", "`a` needs a list of three numbers: foundational, intermediate, adv"),
        ("a: [1, 2]", "`a` needs a list"),
        ("a: [1, 2, 3, 4]", "`a` needs a list"),
        ("a: [1, 2, x]", "`a` needs a list"),
        ("a: [1, 2, true]", "`a` needs a list"),
        ("a: [1, 2, 3, true]", "`a` needs a list"),
        ("a: [1, 2, -3]", "`a` needs a list"),
        ("a: [1, 2, 3000000]", "`a` needs a list"),
        ("a: [1", "error MLI005"),
    ],
)
def test_what_states_no_targets_is_refused(
    text: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "targets.yaml"
    path.write_text(text)
    with pytest.raises(MlinterviewError, match=r"targets\.yaml") as caught:
        read_targets(path)
    assert message in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MlinterviewError, match="MLI001"):
        read_targets(tmp_path / "none.yaml")
    with pytest.raises(MlinterviewError, match="is a directory"):
        read_targets(tmp_path)
