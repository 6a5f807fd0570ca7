"""The command line on several packs, with queries, and search."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from test_cli import fails, ok

import mlinterview
from small_packs import FULL, OTHER


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two packs, in which the commands run."""
    for pack in (FULL, OTHER):
        # Less is asked of drafts.
        drafts = tuple(
            attrs.evolve(one, status=mlinterview.Status.DRAFT) for one in pack.questions
        )
        mlinterview.dump(
            attrs.evolve(pack, questions=drafts), f"{tmp_path}/{pack.id}.json"
        )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*arguments: object) -> list[str]:
    found = json.loads(ok(*arguments, "--format", "json"))
    return [one["global_id"].replace("question/", "") for one in found]


# Queries


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["tag:a minutes<=10"], ["small:tree"]),
        (["tag:a", "minutes<=10"], ["small:tree"]),
        (["--query", "-tag:a", "--query", "kind:coding"], ["small:clean"]),
        (["tag:a", "-q", "has:rubric"], ["small:forest"]),
        (["tag:a", "--kind", "design"], ["small:forest"]),
        (["-q", "not ()"], []),
        (["x" * 5_000], []),
        (['"what of"', "topic:models -has:levels"], ["small:plain"]),
    ],
)
def test_what_follows_a_pack_is_a_query(
    packs: Path, arguments: list[str], expected: list[str]
) -> None:
    assert names("list", "small.json", *arguments) == expected


def test_a_wrong_query_is_shown_with_its_place(packs: Path) -> None:
    result = fails(2, "list", "small.json", "levle:mid")
    assert "Error: there is no field `levle`; did you mean `level`? levle:mid ^" in result
    assert "cannot have the character" in fails(2, "list", "small.json", "a\x1b[31m")


def test_export_takes_a_query(packs: Path) -> None:
    written = ok("export", "small.json", "tag:b", "--format", "json")
    assert [one["id"] for one in json.loads(written)["questions"]] == ["forest"]
    assert "no question meets" in fails(
        2, "export", "small.json", "not ()", "--format", "json"
    )


# Several packs


def test_several_packs_are_listed_as_one(packs: Path) -> None:
    found = names("list", "small.json", "other.json", "id:tree")
    assert found == ["small:tree", "other:tree"]
    shown = ok("list", "small.json", "other.json", "topic:roots")
    assert "other:question/root" in shown
    assert "1 of 6 questions" in shown


def test_a_folder_is_a_pack_only_with_a_pack_in_it(packs: Path) -> None:
    (packs / "tree").mkdir()
    assert names("list", "small.json", "tree") == ["small:tree"]
    (packs / "forest").mkdir()
    (packs / "forest" / "pack.yaml").write_text("")
    assert "MLI" in fails(1, "list", "small.json", "forest")


def test_a_second_pack_that_is_not_there_is_no_query(packs: Path) -> None:
    assert "did you mean `other.json`" in fails(2, "list", "small.json", "othr.json")


def test_an_installed_pack_may_come_second(packs: Path) -> None:
    found = names("list", "small.json", "ml-engineer", "id:tree,overfitting")
    assert found == ["small:tree", "ml-engineer:overfitting"]


def test_topics_may_be_mapped(packs: Path) -> None:
    both = ["list", "small.json", "other.json"]
    mapped = names(*both, "topic:models", "--map-topic", "other:trees=small:trees")
    assert mapped[-2:] == ["other:tree", "other:root"]
    assert names(*both, "topic:models")[-1] == "small:plain"
    assert "names no two topics" in fails(2, *both, "--map-topic", "trees")
    assert "no topic `other:tree`" in fails(2, *both, "--map-topic", "other:tree=data")


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


def test_several_packs_are_exported_to_one_document(packs: Path) -> None:
    written = ok("export", "small.json", "other.json", "--format", "markdown")
    assert written.count("What of tree?") >= 2
    assert "several packs" in fails(
        1, "export", "small.json", "other.json", "--format", "yaml"
    )


# Search


def test_search_prints_what_it_finds_the_best_first(packs: Path) -> None:
    shown = ok("search", "small.json", "the size of a forest")
    lines = [line for line in shown.splitlines() if "Design the chunk" in line]
    assert lines[0].startswith(" forest ")
    assert "1 of 4 questions" in shown
    assert "0 of 4 questions" in ok("search", "small.json", "elephant")


def test_search_prints_for_programs(packs: Path) -> None:
    arguments = ["search", "small.json", "other.json", "overfit"]
    (one,) = json.loads(ok(*arguments, "--format", "json"))
    assert one["global_id"] == "small:question/forest"
    assert one["score"] > 0
    first, last = one["highlights"][0]
    assert one["snippet"][first:last] == "Overfitting"
    assert one["prompt"] == "Design the *chunk  size* of a forest."


def test_search_is_narrowed_and_limited(packs: Path) -> None:
    both = ["search", "small.json", "other.json", "tree"]
    assert {*names(*both)} >= {"small:tree", "other:tree"}
    assert names(*both, "--query", "pack:other id:tree") == ["other:tree"]
    assert names(*both, "--kind", "design") == ["small:forest"]
    assert len(names(*both, "--limit", "1")) == 1


def test_search_asks_for_a_pack_and_words(packs: Path) -> None:
    assert "name a pack, and then what to look for" in fails(2, "search", "small.json")
    assert "there is no word" in fails(2, "search", "small.json", "??")


def test_a_terminal_shows_what_was_found_in_bold(packs: Path) -> None:
    leader, follower = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    subprocess.run(
        [sys.executable, "-m", "mlinterview", "search", "small.json", "overfitting"],
        stdout=follower,
        env=environment,
        check=True,
    )
    os.close(follower)
    printed = b""
    while chunk := _read(leader):
        printed += chunk
    assert b"\x1b[1mOverfitting\x1b[0m" in printed


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 10_000)
    except OSError:  # Nobody writes any more.
        return b""
