"""Packs in and out: found, loaded, validated and written."""

import datetime
import json
import os
import stat
from pathlib import Path
from typing import Any

import attrs
import pytest

import mlinterview
from mlinterview import Limits, MlinterviewError, Pack, PackError
from mlinterview.model.entities import Author, Fact, FactStatus, Metadata, Tip, Topic
from mlinterview.storage.loading import open_document

TODAY = datetime.date(2026, 11, 22)
TEXT = """\
schema_version: "1.0"
pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,
  authors: [{name: A}]}
topics: [{id: basics, title: Basics}]
"""
BROKEN = TEXT.replace("title: P", "titel: P")


def small(**details: Any) -> Pack:
    metadata = Metadata(
        id="p",
        title="P",
        version="1.0.0",
        language="en",
        license="CC-BY-4.0",
        authors=(Author(name="A"),),
    )
    return Pack(schema_version=mlinterview.SCHEMA_VERSION, metadata=metadata, **details)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "p.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty current folder."""
    path = tmp_path / "here"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


def code_of(source: Any, **options: Any) -> str:
    (problem,) = mlinterview.validate(source, today=TODAY, **options)
    return str(problem.code)


# Finding ---------------------------------------------------------------------


@pytest.mark.slow
def test_bundled_packs_are_listed_by_name_and_can_be_loaded() -> None:
    packs = mlinterview.storage.bundled()
    assert [pack.id for pack in packs] == sorted(pack.id for pack in packs)
    for pack in packs:
        assert mlinterview.load(pack.id, today=TODAY).id == pack.id
        assert mlinterview.load(pack.path, today=TODAY).id == pack.id


def test_a_path_may_be_text_or_a_path(file: Path) -> None:
    assert mlinterview.load(file) == mlinterview.load(str(file))
    assert mlinterview.load(file).topics == (Topic(id="basics", title="Basics"),)


@pytest.mark.slow
def test_a_path_goes_before_a_name(folder: Path) -> None:
    assert mlinterview.load("ml-engineer", today=TODAY).id == "ml-engineer"
    (folder / "ml-engineer").mkdir()
    (folder / "ml-engineer" / "pack.yaml").write_text(TEXT, encoding="utf-8")
    assert mlinterview.load("ml-engineer").id == "p"


def test_what_has_a_separator_or_an_ending_is_a_path(folder: Path) -> None:
    for source in ("./ml-engineer", "ml-engineer.yaml", "ml-engineer.json", "a/b"):
        report = mlinterview.validate(source)
        assert [problem.code for problem in report] == ["MLI001"]
        assert "no such file" in report[0].message


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ml-enginer", "did you mean `ml-engineer`?"),
        ("chemistry", "installed: ml-engineer"),
        ("", "installed: ml-engineer"),
        ("ml-engineer.yml", "did you mean `ml-engineer`?"),
    ],
)
def test_a_name_that_is_not_installed_gets_a_hint(name: str, hint: str) -> None:
    with pytest.raises(PackError) as caught:
        mlinterview.load(name)
    (problem,) = caught.value.report
    assert problem.code == "MLI001"
    assert problem.hint.startswith(hint)
    assert problem.file == name


@pytest.mark.usefixtures("folder")
def test_no_source_raises_anything_but_a_report() -> None:
    for source in ("a" * 5000, "a\0b", "\udcff", "..", "/", os.devnull):
        assert not mlinterview.validate(source).ok


# Loading ---------------------------------------------------------------------


def test_a_broken_pack_raises_with_all_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(BROKEN + "x: 1\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        mlinterview.load(path)
    report = caught.value.report
    assert report == mlinterview.validate(path)
    assert [problem.code for problem in report] == ["MLI101", "MLI101"]
    assert str(path) in str(caught.value)


def test_a_text_is_loaded_from_characters_or_bytes() -> None:
    assert mlinterview.loads(TEXT, "yaml") == mlinterview.loads(TEXT.encode(), "yaml")


@pytest.mark.parametrize(("name", "called"), [("", "<yaml text>"), ("mine", "mine")])
def test_a_text_has_a_name_in_problems(name: str, called: str) -> None:
    with pytest.raises(PackError) as caught:
        mlinterview.loads(BROKEN, "yaml", name=name)
    assert caught.value.report.name == called
    assert caught.value.report[0].file == called


def test_a_format_that_there_is_not_is_an_error() -> None:
    for use in (
        lambda: mlinterview.loads(TEXT, "toml"),  # type: ignore[arg-type]
        lambda: mlinterview.dumps(small(), "toml"),  # type: ignore[arg-type]
    ):
        with pytest.raises(MlinterviewError, match="no format `toml`; choose"):
            use()


def test_warnings_do_not_stop_a_load() -> None:
    text = TEXT + "questions: [{id: q, kind: concept, prompt: Why?, topics: [basics],"
    pack = mlinterview.loads(text + " status: draft}]", "yaml")
    assert pack.questions[0].id == "q"


@pytest.mark.parametrize(
    ("today", "codes"),
    [("2026-01-31", ["MLI305"]), ("2026-02-01", []), ("2026-03-02", ["MLI301"])],
)
def test_the_day_of_checking_can_be_stated(
    today: str, codes: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        TEXT
        + "questions:\n- {id: q, kind: concept, prompt: Why?, topics: [basics],"
        + " updated: 2026-02-01, difficulty: advanced, intent: I.,"
        + " answers: [{kind: sample, body: B.}]}\n"
        + "facts: [{id: f, statement: S., as_of: 2026-01-01, status: reported,"
        + " expires: 2026-03-01}]\n",
        encoding="utf-8",
    )
    day = datetime.date.fromisoformat(today)
    assert [problem.code for problem in mlinterview.validate(path, today=day)] == codes
    # Whether a pack loads does not depend on the day.
    assert mlinterview.load(path, today=day).questions
    assert mlinterview.loads(path.read_text("utf-8"), "yaml", today=day).questions


def test_the_day_is_the_current_one_unless_stated() -> None:
    past = Fact(
        id="f",
        statement="S.",
        as_of=datetime.date(1990, 1, 1),
        status=FactStatus.REPORTED,
        expires=datetime.date(1990, 1, 2),
    )
    report = mlinterview.validate(small(facts=(past,)))
    assert [problem.code for problem in report] == ["MLI301"]


@pytest.mark.slow
def test_limits_hold_however_a_pack_is_loaded(file: Path) -> None:
    limits = Limits(bytes=10)
    assert code_of(file, limits=limits) == "MLI011"
    report = mlinterview.validate("ml-engineer", limits=limits)
    assert {problem.code for problem in report} == {"MLI011"}
    for load in (
        lambda: mlinterview.load(file, limits=limits),
        lambda: mlinterview.loads(TEXT, "yaml", limits=limits),
        lambda: mlinterview.load("ml-engineer", limits=Limits(files=2)),
    ):
        with pytest.raises(PackError, match="MLI011"):
            load()


def test_a_deeper_pack_loads_with_a_higher_limit() -> None:
    text = f"{TEXT}x-deep: {'[' * 80}{']' * 80}\n"
    with pytest.raises(PackError, match="MLI010"):
        mlinterview.loads(text, "yaml")
    assert mlinterview.loads(text, "yaml", limits=Limits(depth=81)).extensions


def test_a_document_can_be_opened_without_being_checked(file: Path) -> None:
    file.write_text(BROKEN, encoding="utf-8")
    assert not open_document(file).problems
    assert open_document("nothing").problems


# Packs made in Python --------------------------------------------------------


def test_a_pack_made_in_python_can_be_validated() -> None:
    assert not mlinterview.validate(small())
    report = mlinterview.validate(small(tips=(Tip(id="t", body="<b>x</b>"),)))
    (problem,) = report
    assert report.name == "p"
    assert (problem.code, problem.pointer, problem.entity) == (
        "MLI211", "/tips/0/body", "tip/t",
    )  # fmt: skip
    assert (problem.file, problem.position, problem.excerpt) == ("p", None, "")


def test_the_problems_of_a_pack_are_in_its_order() -> None:
    pack = small(tips=tuple(Tip(id="t", body="x") for _ in range(3)))
    report = mlinterview.validate(pack)
    assert [p.pointer for p in report] == ["/tips/1/id", "/tips/2/id"]
    assert "line" not in report[0].message


# Versions --------------------------------------------------------------------


def test_keys_of_a_newer_version_are_kept_and_written_again() -> None:
    text = (
        TEXT.replace('"1.0"', '"1.7"').replace("title: P", "title: P, mood: calm")
        + "tips: [{id: t, body: B., weight: [1, 2]}]\nnews: {a: null}\n"
    )
    pack = mlinterview.loads(text, "yaml")
    assert pack.schema_version == "1.7"
    assert pack.extensions == {"news": {"a": None}}
    assert pack.metadata.extensions == {"mood": "calm"}
    assert pack.tips[0].extensions == {"weight": [1, 2]}
    for format in ("yaml", "json"):
        written = mlinterview.dumps(pack, format)  # type: ignore[arg-type]
        assert mlinterview.loads(written, format) == pack  # type: ignore[arg-type]


def test_an_unknown_major_version_is_not_loaded() -> None:
    with pytest.raises(PackError) as caught:
        mlinterview.loads(TEXT.replace('"1.0"', '"2.0"'), "yaml")
    assert [problem.code for problem in caught.value.report] == ["MLI401"]


# Writing ---------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["p.yaml", "p.json", "P.JSON", "p.mlpack.yaml"])
def test_a_dumped_pack_loads_as_an_equal_one(
    name: str, tmp_path: Path, ml_engineer: Pack
) -> None:
    for path in (tmp_path / name, str(tmp_path / f"text-{name}")):
        mlinterview.dump(ml_engineer, path)
        assert mlinterview.load(path, today=TODAY) == ml_engineer
    assert sorted(os.listdir(tmp_path)) == sorted([name, f"text-{name}"])  # noqa: PTH208


def test_each_format_is_itself() -> None:
    pack = small(tips=(Tip(id="t", body="two\nlines\n"),))
    assert (
        json.loads(mlinterview.dumps(pack, "json"))["tips"][0]["body"] == "two\nlines\n"
    )
    start = f'schema_version: "{mlinterview.SCHEMA_VERSION}"\npack:\n'
    assert mlinterview.dumps(pack, "yaml").startswith(start)


@pytest.mark.parametrize("name", ["p", "p.yml", "p.txt", "yaml", ".yaml"])
def test_a_name_of_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(MlinterviewError, match=r"end the name in \.yaml or \.json"):
        mlinterview.dump(small(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_failed_write_leaves_the_old_file_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        mlinterview.dump(small(), file)
    assert file.read_text(encoding="utf-8") == TEXT
    assert [path.name for path in file.parent.iterdir()] == ["p.yaml"]


def test_what_can_not_be_written_leaves_the_old_file_alone(file: Path) -> None:
    with pytest.raises(ValueError, match="values as JSON has them"):
        mlinterview.dump(small(extensions={"x-a": "\ud800"}), file.with_suffix(".json"))
    assert [path.name for path in file.parent.iterdir()] == ["p.yaml"]


def test_the_permissions_of_a_file_are_kept_and_the_umask_holds(file: Path) -> None:
    file.chmod(0o600)
    before = os.umask(0o022)
    try:
        mlinterview.dump(small(), file)
        mlinterview.dump(small(), file.with_name("new.json"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.with_name("new.json").stat().st_mode) == 0o644


def test_a_changed_pack_is_written_as_it_is_now(file: Path) -> None:
    pack = mlinterview.load(file)
    changed = attrs.evolve(pack, topics=(*pack.topics, Topic(id="t", title="T")))
    mlinterview.dump(changed, file)
    assert [topic.id for topic in mlinterview.load(file).topics] == ["basics", "t"]
