"""The command `show`: a question, and the summary of a pack."""

import json
import re
from pathlib import Path

import attrs
import pytest

import mlinterview
from command_line import fails, names, ok, pack
from mlinterview import Pack


@pytest.mark.slow
def test_a_summary_counts_what_the_pack_holds(small: Path, ml_engineer: Pack) -> None:
    shown = ok("show", "ml-engineer")
    assert shown.startswith(f"{ml_engineer.title} (ml-engineer {ml_engineer.version}")
    assert re.search(rf"questions +{len(ml_engineer.questions)}\b", shown)
    first = mlinterview.select(ml_engineer).sort("topic").entries[0].topics[0]
    assert first.title in shown
    bare = attrs.evolve(pack(), metadata=attrs.evolve(pack().metadata, description=None))
    mlinterview.dump(bare, small)
    assert "Because" not in ok("show", small)


@pytest.mark.slow
def test_a_summary_for_programs(ml_engineer: Pack) -> None:
    found = json.loads(ok("show", "ml-engineer", "--format", "json"))
    assert found["pack"]["id"] == "ml-engineer"
    assert found["counts"]["questions"] == len(ml_engineer.questions)
    counted = sum(sum(counts.values()) for counts in found["topics"].values())
    assert counted == len(ml_engineer.questions)
    assert set(found["topics"]) <= {topic.id for topic in ml_engineer.topics}


def test_topics_of_one_title_are_counted_apart(tmp_path: Path) -> None:
    base = pack()
    twins = attrs.evolve(
        base,
        topics=(*base.topics, attrs.evolve(base.topics[0], id="twin")),
        questions=(
            *base.questions,
            attrs.evolve(base.questions[0], id="other", topics=("twin",)),
        ),
    )
    mlinterview.dump(twins, tmp_path / "twins.json")
    found = json.loads(ok("show", tmp_path / "twins.json", "--format", "json"))
    assert found["topics"].keys() == {"basics", "twin"}


def test_difficulties_that_are_not_stated_are_counted_too(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    mlinterview.dump(pack(), path)
    loaded = json.loads(ok("show", path, "--format", "json"))
    assert loaded["topics"] == {"basics": {"unstated": 1}}
    assert "unstated" in ok("show", path)


@pytest.mark.slow
def test_a_question_is_shown_with_all_that_belongs_to_it(ml_engineer: Pack) -> None:
    shown = " ".join(ok("show", "ml-engineer", "overfitting").split())
    (one,) = [one for one in ml_engineer.questions if one.id == "overfitting"]
    assert one.prompt in shown
    for heading in ("Answer", "Key points", "Follow-up questions", "Rubric", "Sources"):
        assert heading in shown
    by_global_id = ok("show", "ml-engineer", "ml-engineer:question/overfitting")
    assert " ".join(by_global_id.split()) == shown


@pytest.mark.slow
def test_a_question_for_programs_is_as_in_a_file() -> None:
    found = json.loads(ok("show", "ml-engineer", "overfitting", "--format", "json"))
    assert found["id"] == "overfitting"
    assert found["global_id"] == "ml-engineer:question/overfitting"
    assert found["answers"]


@pytest.mark.slow
def test_an_unknown_question_is_refused() -> None:
    shown = fails(2, "show", "ml-engineer", "overfiting")
    assert "did you mean `overfitting`" in shown


def test_questions_of_several_packs_are_shown(packs: Path) -> None:
    both = ["show", "small.json", "other.json"]
    assert "What of root?" in ok(*both, "root")
    assert "choose `small:question/tree` or" in fails(2, *both, "tree")
    assert "What of tree?" in ok(*both, "other:question/tree")
    assert names(*both, "root", "clean") == ["other:root", "small:clean"]
    assert names(*both, "--query", "id:tree") == ["small:tree", "other:tree"]
    assert json.loads(ok(*both, "root", "--format", "json"))["id"] == "root"
    shown = ok(*both, "-q", "id:root or kind:design")
    assert "What of root?" in shown
    assert "of a forest" in shown


def test_each_of_several_packs_is_summed_up(packs: Path) -> None:
    shown = ok("show", "small.json", "other.json")
    assert "Small (small 1.0.0, MIT)" in shown
    assert "Other (other 1.0.0, MIT)" in shown
    found = json.loads(ok("show", "small.json", "other.json", "--format", "json"))
    assert [one["counts"]["questions"] for one in found] == [4, 2]
