"""The command `list`: filters, queries, and several packs."""

import json
from pathlib import Path
from typing import Any

import pytest

import mlinterview
from command_line import fails, names, ok
from mlinterview import Pack


def ids(*options: str) -> list[str]:
    found = json.loads(ok("list", "ml-engineer", "--format", "json", *options))
    return [one["id"] for one in found]


@pytest.mark.slow
def test_questions_are_listed_with_how_many_there_are(ml_engineer: Pack) -> None:
    shown = ok("list", "ml-engineer")
    for one in ml_engineer.questions:
        assert one.id in shown
    number = len(ml_engineer.questions)
    assert shown.endswith(f"{number} of {number} questions\n")


@pytest.mark.slow
def test_questions_for_programs_are_those_of_the_pack(ml_engineer: Pack) -> None:
    found = json.loads(ok("list", "ml-engineer", "--format", "json"))
    assert [one["id"] for one in found] == [one.id for one in ml_engineer.questions]
    assert found[0]["global_id"] == f"ml-engineer:question/{found[0]['id']}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "filters"),
    [
        (["--kind", "design"], {"kind": "design"}),
        (["--kind", "design", "--kind", "opener"], {"kind": ["design", "opener"]}),
        (["--difficulty", "intermediate"], {"difficulty": "intermediate"}),
        (["--level", "senior"], {"level": "senior"}),
        (["--minutes", "8"], {"minutes": 8}),
        (["--minutes", "5-10"], {"minutes": range(5, 11)}),
        (["--minutes", "-10"], {"minutes": range(1, 11)}),
        (["--minutes", "10-"], {"minutes": range(10, 1441)}),
        (["--status", "ready"], {"status": "ready"}),
        (
            ["--kind", "design", "--level", "senior"],
            {"kind": "design", "level": "senior"},
        ),
    ],
)
def test_options_filter_as_the_library_does(
    options: list[str], filters: dict[str, Any], ml_engineer: Pack
) -> None:
    expected = [one.id for one in mlinterview.select(ml_engineer, **filters)]
    assert ids(*options) == expected
    number = len(ml_engineer.questions)
    shown = ok("list", "ml-engineer", *options)
    assert shown.endswith(f"{len(expected)} of {number} questions\n")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["topic", "role", "stage", "tag", "competency"])
def test_an_option_takes_what_the_pack_has(name: str, ml_engineer: Pack) -> None:
    counts = mlinterview.select(ml_engineer).count_by(name)  # type: ignore[arg-type]
    value = next(iter(counts))
    expected = mlinterview.select(ml_engineer, **{name: value})
    assert ids(f"--{name}", value) == [one.id for one in expected]
    assert len(expected) >= counts[value] > 0


@pytest.mark.slow
def test_questions_are_sorted_by_a_field(ml_engineer: Pack) -> None:
    by_minutes = mlinterview.select(ml_engineer).sort("minutes")
    assert ids("--sort", "minutes") == [one.id for one in by_minutes]
    assert "no field `minuts`; did you mean `minutes`" in fails(
        2, "list", "ml-engineer", "--sort", "minuts"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "value", ["x", "-", "", "5-x", "1.5", "--5", "10-5", "１０", "5 "]
)
def test_a_time_that_is_none_is_refused(value: str) -> None:
    shown = fails(2, "list", "ml-engineer", f"--minutes={value}")
    assert "Invalid value for '--minutes'" in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--topic", "zzz", "there is no topic `zzz`; choose from: "),
        ("--stage", "zzz", "there is no stage `zzz`; choose from: "),
    ],
)
def test_an_unknown_topic_or_stage_is_refused(
    option: str, value: str, message: str
) -> None:
    assert message in fails(2, "list", "ml-engineer", option, value)


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


@pytest.mark.slow
def test_an_installed_pack_may_come_second(packs: Path) -> None:
    found = names("list", "small.json", "ml-engineer", "id:tree,overfitting")
    assert found == ["small:tree", "ml-engineer:overfitting"]


def test_topics_may_be_mapped(packs: Path) -> None:
    both = ["list", "small.json", "other.json"]
    mapped = names(*both, "topic:models", "--map-topic", "other:trees=small:trees")
    assert mapped[-2:] == ["other:tree", "other:root"]
    assert names(*both, "topic:models")[-1] == "small:plain"
    assert "`trees` is not a pair of topics" in fails(2, *both, "--map-topic", "trees")
    assert "no topic `other:tree`" in fails(2, *both, "--map-topic", "other:tree=data")
