"""Packs of any size and in shards: the same bytes, whoever makes them or dies at it."""

import datetime
import itertools
import multiprocessing
import os
import signal
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from command_line import in_terminal
from mlinterview import (
    ExportError,
    Limits,
    MlinterviewError,
    Pack,
    arrow,
    convert,
    export_bytes,
    exporters,
)
from mlinterview.anki import AnkiCsvOptions
from mlinterview.cli.commands import export as export_module
from mlinterview.cli.main import main
from mlinterview.document import codes, lines_file
from mlinterview.model.converter import unstructure
from mlinterview.storage.writers import write_jsonl
from mlinterview.testing import packs
from mlinterview.validation import check_files
from mlinterview.validation.rules.duplicate_ids import DUPLICATE_ID
from mlinterview.validation.rules.role_names import NEAR_MISS
from mlinterview.validation.rules.unresolved import UNRESOLVED
from small_packs import FULL
from streamed_packs import HEADER, TOPIC, lines, question, ready, set_chunk_size, topic

TODAY = datetime.date(2026, 11, 22)
STREAMED = exporters.streamed()
ENDINGS = {name: mlinterview.formats()[name].suffix for name in mlinterview.formats()}


def _die(_text: object) -> object:
    assert multiprocessing.parent_process() is not None
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


class DeadlyDate(datetime.date):
    """A date that no other process survives."""

    def __reduce__(self) -> Any:
        return _die, (None,)


class DeadlyText(str):
    """A text that no other process survives."""

    __slots__ = ()

    def __reduce__(self) -> Any:
        return _die, (None,)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let little be much, so that there are many stretches."""
    set_chunk_size(monkeypatch, 2_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("converted")


def many(number: int = 40) -> list[str]:
    """Return the lines of questions that name each other, near and far."""

    def other(at: int, step: int) -> str:
        return f"q-{(at + step) % number}"

    return [
        ready(
            f"q-{at}",
            related=[other(at, 1), other(at, 7 + at % 5)],
            follow_ups=[{"prompt": "And then?", "question": other(at, 17)}],
        )
        for at in range(number)
    ]


TIP = '{"type": "tip", "id": "aloud", "body": "Practise aloud."}'
SOURCE = '{"type": "source", "id": "s", "source_type": "book", "title": "S"}'


@pytest.fixture
def shards(tmp_path: Path) -> list[Path]:
    """Three shards of one pack, in which entities of all sorts are mixed."""
    listed = [TIP, *many(), topic("more", parent="basics"), SOURCE]
    paths = [tmp_path / "in" / f"part-{number}.jsonl" for number in range(3)]
    paths[0].parent.mkdir()
    for number, path in enumerate(paths):
        own = listed[number::3] if number else [TOPIC, *listed[::3]]
        path.write_bytes(lines(HEADER, *own))
    return paths


def whole(shards: Sequence[Path]) -> Pack:
    """Return the pack that shards are, as one file."""
    texts = [path.read_bytes().split(b"\n", 1) for path in shards]
    joined = texts[0][0] + b"\n" + b"".join(rest for _header, rest in texts)
    return mlinterview.loads(joined, "jsonl", today=TODAY)


def converted(source: Any, target: Path, **more: Any) -> bytes:
    """Return what *target* holds when it has been written without a problem."""
    report = convert(source, target, **{"jobs": 1, "today": TODAY, **more})
    assert not report.errors
    return target.read_bytes()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# The same bytes ------------------------------------------------------------------


@pytest.mark.slow
@given(
    format=st.sampled_from(STREAMED),
    pack=packs(),
    step=st.integers(40, 2_000),
    number=st.integers(1, 3),
)
def test_what_is_written_in_pieces_is_what_is_written_at_once(
    folder: Path, format: str, pack: Pack, step: int, number: int
) -> None:
    header, *rest = write_jsonl(unstructure(pack)).encode().splitlines(keepends=True)
    paths = [folder / f"{at}.jsonl" for at in range(number)]
    for at, path in enumerate(paths):
        size = -(-len(rest) // number)
        path.write_bytes(header + b"".join(rest[at * size : (at + 1) * size]))
    with pytest.MonkeyPatch.context() as patch:
        set_chunk_size(patch, step)
        patch.setattr(arrow, "ROW_GROUP", 3)
        found = converted(paths, folder / f"out{ENDINGS[format]}")
        assert found == export_bytes(pack, format=format)


@pytest.mark.slow
@given(pack=packs())
def test_a_pack_converted_to_json_lines_is_the_same_pack(
    folder: Path, pack: Pack
) -> None:
    mlinterview.dump(pack, folder / "in.jsonl")
    converted(folder / "in.jsonl", folder / "again.jsonl")
    assert mlinterview.load(folder / "again.jsonl", today=TODAY) == pack


@pytest.mark.parametrize("format", STREAMED)
@pytest.mark.parametrize("jobs", [1, 2, 3, None])
def test_the_number_of_processes_changes_nothing(
    shards: list[Path], tmp_path: Path, format: str, jobs: int | None
) -> None:
    found = converted(shards, tmp_path / f"out{ENDINGS[format]}", jobs=jobs)
    assert found == export_bytes(whole(shards), format=format)


@pytest.mark.parametrize("cls", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_will_do(
    shards: list[Path], tmp_path: Path, cls: Callable[[int], Executor]
) -> None:
    with cls(2) as executor:
        found = converted(shards, tmp_path / "out.csv", executor=executor, jobs=None)
    assert found == export_bytes(whole(shards), format="anki-csv")


def test_keys_of_a_newer_version_are_converted(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    newer = HEADER.replace('"1.0"', '"1.9"')
    path.write_bytes(lines(newer, TOPIC, ready("a", later={"b": 1}), *many()))
    found = converted(path, tmp_path / "out.csv")
    assert found == export_bytes(mlinterview.load(path), format="anki-csv")


def test_rows_of_a_table_are_grouped_the_same_way_however_they_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow, "ROW_GROUP", 7)
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(HEADER, TOPIC, *(ready(f"q-{at}") for at in range(30))))
    found = converted(path, tmp_path / "out.parquet")
    assert found == export_bytes(mlinterview.load(path), format="parquet")
    import pyarrow.parquet

    table = pyarrow.parquet.ParquetFile(tmp_path / "out.parquet")
    rows = [table.metadata.row_group(at).num_rows for at in range(table.num_row_groups)]
    assert rows == [7, 7, 7, 7, 2]
    assert mlinterview.load(tmp_path / "out.parquet") == mlinterview.load(path)


def test_what_is_chosen_about_a_format_counts(shards: list[Path], tmp_path: Path) -> None:
    options = AnkiCsvOptions(deck="Mine")
    found = converted(shards, tmp_path / "out.txt", format="anki-csv", options=options)
    assert b"#deck:Mine\n" in found
    assert found == export_bytes(whole(shards), format="anki-csv", options=options)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"\n \n" + lines(HEADER, TOPIC, ready("a")), id="blank lines first"),
        pytest.param(lines(HEADER, "", TOPIC, " ", ready("a"))[:-1], id="no line break"),
        pytest.param(b"\xef\xbb\xbf" + lines(HEADER, TOPIC, ready("a")), id="a mark"),
        pytest.param(lines(HEADER, ready("a"), TOPIC, TIP), id="topics at the end"),
        pytest.param(lines(HEADER, TOPIC), id="no question"),
        pytest.param(lines(HEADER, TOPIC, question("a")), id="a draft"),
        pytest.param(
            lines(HEADER, TOPIC, ready("a", **{"x-own": [1]})), id="keys of one's own"
        ),
        pytest.param(
            lines(HEADER, TOPIC, ready("long", intent="x" * 9_000), ready("b")),
            id="a line longer than a stretch",
        ),
    ],
)
@pytest.mark.parametrize("format", STREAMED)
def test_lines_of_any_sort_are_converted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes, format: str
) -> None:
    set_chunk_size(monkeypatch, 50)
    path = tmp_path / "in.jsonl"
    path.write_bytes(text)
    found = converted(path, tmp_path / f"out{ENDINGS[format]}")
    assert found == export_bytes(mlinterview.load(path, today=TODAY), format=format)


# Formats and forms that take the whole -------------------------------------------


@pytest.mark.parametrize("format", sorted(mlinterview.formats().keys() - {*STREAMED}))
def test_other_formats_are_made_of_shards_as_well(
    shards: list[Path], tmp_path: Path, format: str
) -> None:
    target = tmp_path / f"out{ENDINGS[format]}"
    assert converted(shards, target) == export_bytes(whole(shards), format=format)


def test_other_formats_are_made_of_one_file(shards: list[Path], tmp_path: Path) -> None:
    shards[0].write_bytes(lines(HEADER, TOPIC, *many()))
    found = converted(shards[0], tmp_path / "out.md")
    assert found == export_bytes(mlinterview.load(shards[0]), format="markdown")


def test_other_formats_take_no_more_bytes_than_the_limit(
    shards: list[Path], tmp_path: Path
) -> None:
    for source in (shards, shards[0]):
        with pytest.raises(ExportError, match="markdown needs all questions at once"):
            convert(source, tmp_path / "out.md", limits=Limits(bytes=1_500))
    assert names(tmp_path) == ["in"]


def test_packs_in_other_forms_are_loaded(shards: list[Path], tmp_path: Path) -> None:
    pack = whole(shards)
    mlinterview.dump(pack, tmp_path / "in.yaml")
    found = converted(tmp_path / "in.yaml", tmp_path / "out.jsonl")
    assert found == export_bytes(pack, format="jsonl")
    with pytest.raises(ExportError, match=r"convert it to one \.jsonl file first"):
        convert(tmp_path / "in.yaml", tmp_path / "out-*.jsonl")
    (tmp_path / "in.yaml").write_text("{}")
    report = convert(tmp_path / "in.yaml", tmp_path / "new.jsonl", today=TODAY)
    assert report == mlinterview.validate(tmp_path / "in.yaml", today=TODAY)
    assert not (tmp_path / "new.jsonl").exists()


# Where it comes from -------------------------------------------------------------


def test_shards_are_named_by_their_folder_or_by_a_pattern(
    shards: list[Path], tmp_path: Path
) -> None:
    wanted = converted(shards, tmp_path / "out.jsonl")
    for source in (shards[0].parent, str(shards[0].parent / "part-*.jsonl")):
        assert converted(source, tmp_path / "out.jsonl") == wanted


def test_a_name_that_looks_like_a_pattern_is_a_name_if_it_exists(tmp_path: Path) -> None:
    path = tmp_path / "[a].jsonl"
    path.write_bytes(lines(HEADER, TOPIC, *many()))
    found = converted(path, tmp_path / "out.jsonl")
    assert found == export_bytes(mlinterview.load(path), format="jsonl")


@pytest.mark.parametrize("source", [[], "no-such-*.jsonl"])
def test_there_has_to_be_something_to_convert(source: Any, tmp_path: Path) -> None:
    with pytest.raises(MlinterviewError, match="nothing to convert"):
        convert(source, tmp_path / "out.jsonl")


def test_a_folder_without_shards_is_judged_as_a_pack(tmp_path: Path) -> None:
    (report,) = convert(tmp_path, tmp_path / "out.jsonl")
    assert report.code == codes.NO_PACK_FILE.id


# Where it goes -------------------------------------------------------------------


def test_several_files_in_json_lines_are_shards_of_the_pack(
    shards: list[Path], tmp_path: Path
) -> None:
    pack = whole(shards)
    for jobs in (1, 2):
        report = convert(
            shards, tmp_path / "new-*.jsonl", per_file=7, jobs=jobs, today=TODAY
        )
        assert report.ok
        found = sorted(tmp_path.glob("new-*"))
        assert found[0].name == "new-00001.jsonl"
        assert len(found) == -(-len(pack.questions) // 7)
        again = converted(found, tmp_path / "out.jsonl")
        assert again == export_bytes(pack, format="jsonl")
    counts = [path.read_text().count('"type":"question"') for path in found]
    assert counts[:-1] == [7] * (len(found) - 1)


@pytest.mark.parametrize("format", ["anki-csv", "parquet"])
def test_several_files_in_another_format_are_each_complete(
    shards: list[Path], tmp_path: Path, format: str
) -> None:
    ending = ENDINGS[format]
    assert convert(shards, tmp_path / f"new-*{ending}", per_file=9, today=TODAY).ok
    pack = whole(shards)
    if format == "anki-csv":
        one = export_bytes(pack, format=format).splitlines()
        parts = [path.read_bytes().splitlines() for path in sorted(tmp_path.glob("new*"))]
        header = [line for line in one if line.startswith(b"#")]
        assert all(part[: len(header)] == header for part in parts)
        joined = [line for part in parts for line in part[len(header) :]]
        assert joined == one[len(header) :]
    else:
        import pyarrow.parquet

        tables = [
            pyarrow.parquet.read_table(one) for one in sorted(tmp_path.glob("new*"))
        ]
        table = pyarrow.concat_tables(tables)
        assert arrow.from_table(table, today=TODAY) == pack


def test_a_pack_without_questions_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(HEADER, TOPIC))
    assert convert(path, tmp_path / "new-*.jsonl", today=TODAY).ok
    assert names(tmp_path) == ["in.jsonl", "new-00001.jsonl"]


def test_files_of_an_earlier_pack_do_not_stay_among_the_new_ones(
    shards: list[Path], tmp_path: Path
) -> None:
    old = tmp_path / "new-00009.jsonl"
    old.write_bytes(b"old")
    with pytest.raises(ExportError, match=r"new-00009\.jsonl.* would seem to belong"):
        convert(shards, tmp_path / "new-*.jsonl", today=TODAY)
    assert names(tmp_path) == ["in", "new-00009.jsonl"]


def test_what_cannot_be_is_said_before_anything_is_read(tmp_path: Path) -> None:
    for target, more, message in (
        ("out.none", {}, "format cannot be told"),
        ("new-*.md", {}, "markdown needs all questions at once"),
        ("new-*.csv", {"per_file": 0}, "`per_file` must be at least 1, got 0"),
        ("out.jsonl", {"options": AnkiCsvOptions()}, "takes options of the class"),
        ("out.jsonl", {"jobs": 0}, "must be at least 1, got 0"),
    ):
        with pytest.raises(MlinterviewError, match=message):
            convert("no-such.jsonl", tmp_path / target, **more)


def test_a_target_that_cannot_be_written_is_said(
    shards: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ExportError, match=r"no/out\.jsonl.* cannot be written"):
        convert(shards, tmp_path / "no" / "out.jsonl", jobs=1, today=TODAY)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "new-00001.csv").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="no space left"):
        convert(shards, tmp_path / "new-*.csv", jobs=1, today=TODAY)
    assert (tmp_path / "new-00001.csv").read_bytes() == b"old"
    assert names(tmp_path) == ["in", "new-00001.csv"]


@pytest.mark.slow
@pytest.mark.parametrize("stop", [1, 2, 9, 14])
def test_an_interruption_leaves_what_was_there(
    shards: list[Path], tmp_path: Path, stop: int
) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"old")
    done: list[int] = []

    def interrupt(number: int, _of: int) -> None:
        done.append(number)
        if len(done) == stop:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(shards, target, jobs=2, today=TODAY, progress=interrupt)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["in", "out.jsonl"]
    assert not multiprocessing.active_children()


# What is wrong -------------------------------------------------------------------


def refused(source: Any, target: Path, **more: Any) -> mlinterview.Report:
    """Return the report on what cannot be converted, and see that all is as it was."""
    target.write_bytes(b"old")
    before = names(target.parent)
    report = convert(source, target, **{"jobs": 1, "today": TODAY, **more})
    assert not report.ok
    assert target.read_bytes() == b"old"
    assert names(target.parent) == before
    return report


def places(report: mlinterview.Report) -> list[tuple[str, str, int | None]]:
    return [(one.code, Path(one.file).name, one.line) for one in report.errors]


def edited(path: Path, *more: str) -> int:
    """Add lines to a shard; return the number of the first."""
    before = path.read_bytes()
    path.write_bytes(before + lines(*more))
    return before.count(b"\n") + 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_broken_line_is_said_with_its_file_and_line(
    shards: list[Path], tmp_path: Path, jobs: int
) -> None:
    one = edited(shards[1], ready("wrong", kind="odd"), "5")
    other = edited(shards[2], "{")
    report = refused(shards, tmp_path / "out.jsonl", jobs=jobs)
    assert places(report) == [
        (codes.NOT_A_CHOICE.id, "part-1.jsonl", one),
        (codes.WRONG_TYPE.id, "part-1.jsonl", one + 1),
        (codes.SYNTAX.id, "part-2.jsonl", other),
    ]
    assert report.name == f"{shards[0]} and 2 more"


def test_one_broken_file_is_judged_as_a_large_one_is(
    shards: list[Path], tmp_path: Path
) -> None:
    edited(shards[0], ready("wrong", kind="odd", topics=["gone"]))
    report = refused(shards[0], tmp_path / "out.jsonl")
    limits = Limits(bytes=shards[0].stat().st_size - 1)
    assert report == mlinterview.validate(shards[0], today=TODAY, limits=limits)


def test_a_problem_knows_its_place_in_the_whole_pack(
    shards: list[Path], tmp_path: Path
) -> None:
    counts = [path.read_text().count('"type": "question"') for path in shards]
    edited(shards[1], ready("wrong", kind="odd"))
    (problem,) = refused(shards, tmp_path / "out.jsonl").errors
    assert problem.pointer == f"/questions/{counts[0] + counts[1]}/kind"


def test_an_id_is_there_once_in_all_shards(shards: list[Path], tmp_path: Path) -> None:
    edited(shards[0], ready("twice"))
    at = edited(shards[2], ready("twice"), topic("basics"))
    report = refused(shards, tmp_path / "out.jsonl")
    assert places(report) == [
        (DUPLICATE_ID.id, "part-2.jsonl", at),
        (DUPLICATE_ID.id, "part-2.jsonl", at + 1),
    ]
    assert str(shards[0]) in report[0].message


def test_a_reference_may_name_what_another_shard_holds(
    shards: list[Path], tmp_path: Path
) -> None:
    edited(shards[0], ready("first", related=["last"]))
    edited(shards[2], ready("last", topics=["more"]))
    found = converted(shards, tmp_path / "out.csv")
    assert found == export_bytes(whole(shards), format="anki-csv")
    at = edited(shards[1], ready("lost", related=["gone"]))
    report = refused(shards, tmp_path / "out.csv")
    assert places(report) == [(UNRESOLVED.id, "part-1.jsonl", at)]


def test_shards_begin_with_the_same_header(shards: list[Path], tmp_path: Path) -> None:
    text = shards[2].read_text().replace('"MIT"', '"CC0-1.0"', 1)
    shards[2].write_text("\n" + text)
    report = refused(shards, tmp_path / "out.jsonl")
    assert places(report) == [(codes.DUPLICATE_PART.id, "part-2.jsonl", 2)]


def test_a_header_that_is_wrong_everywhere_is_said(
    shards: list[Path], tmp_path: Path
) -> None:
    for path in shards:
        path.write_text(path.read_text().replace('"schema_version": "1.0", ', "", 1))
    report = refused(shards, tmp_path / "out.jsonl")
    assert (codes.MISSING_KEY.id, "part-0.jsonl", 1) in places(report)
    shards[1].write_text("{\n")
    report = refused(shards, tmp_path / "out.jsonl")
    assert (codes.SYNTAX.id, "part-1.jsonl", 1) in places(report)


def test_a_shard_that_is_no_text_keeps_no_other_from_being_judged(
    shards: list[Path], tmp_path: Path
) -> None:
    number = edited(shards[0], "x") - 1
    shards[0].write_bytes(shards[0].read_bytes()[:-2] + b"\xff\n")
    at = edited(shards[1], ready("wrong", kind="odd", related=["gone"]))
    report = refused(shards, tmp_path / "out.jsonl")
    # What is missing may be in the one that cannot be read.
    assert places(report) == [
        (codes.NOT_UTF8.id, "part-0.jsonl", number + 1),
        (codes.NOT_A_CHOICE.id, "part-1.jsonl", at),
    ]


def test_a_shard_that_cannot_be_read_is_said(shards: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "folder.jsonl"
    folder.mkdir()
    none, other = tmp_path / "none.jsonl", tmp_path / "other.yaml"
    mlinterview.dump(FULL, other)
    report = refused([*shards, none, folder, other], tmp_path / "out.jsonl")
    assert [(one.code, one.file) for one in report] == [
        (codes.NOT_FOUND.id, str(none)),
        (codes.NO_PACK_FILE.id, str(folder)),
        (codes.UNKNOWN_FORM.id, str(other)),
    ]


@pytest.mark.parametrize("change", ["removed", "cut", "longer"])
@pytest.mark.parametrize(
    ("format", "when"),
    [
        *itertools.product(
            ("anki-csv", "jsonl"), ("at once", "before pieces", "between pieces")
        ),
        # It is made in one piece.
        *itertools.product(["markdown"], ("at once", "before pieces")),
    ],
)
def test_a_file_that_is_changed_while_it_is_read_is_said(
    shards: list[Path], tmp_path: Path, when: str, change: str, format: str
) -> None:
    last = shards[-1]
    surveys = sum(-(-path.stat().st_size // 2_000) for path in shards)
    moments = {"at once": 1, "before pieces": surveys, "between pieces": surveys + 1}
    steps: list[int] = []

    def meddle(done: int, _of: int) -> None:
        steps.append(done)
        if len(steps) == moments[when]:
            if change == "removed":
                last.unlink()
            elif change == "cut":
                last.write_bytes(last.read_bytes()[:-30])
            else:
                edited(last, ready("new"))

    target = tmp_path / f"out{ENDINGS[format]}"
    report = refused(shards, target, progress=meddle)
    assert {one.file for one in report.errors} == {str(last)}


def test_a_file_that_cannot_be_opened_is_said(
    shards: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = lines_file(shards[1], Limits())
    assert found is not None
    shards[1].unlink()
    report = check_files([found], TODAY, lambda _code: True)
    assert [one.code for one in report] == [codes.UNREADABLE.id]


# Processes that die --------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("when", [1, 11])
def test_a_process_that_is_killed_takes_nothing_with_it(
    shards: list[Path], tmp_path: Path, when: int
) -> None:
    steps: list[int] = []

    def kill(done: int, _of: int) -> None:
        steps.append(done)
        if len(steps) == when:
            for child in multiprocessing.active_children():
                child.kill()

    found = converted(shards, tmp_path / "out.csv", jobs=2, progress=kill)
    assert len(steps) > when
    assert found == export_bytes(whole(shards), format="anki-csv")


@pytest.mark.slow
def test_lines_at_which_processes_die_are_said(
    shards: list[Path], tmp_path: Path
) -> None:
    today = DeadlyDate(2026, 11, 22)
    report = refused(shards[:1], tmp_path / "out.jsonl", jobs=2, today=today)
    (problem,) = report
    assert (problem.code, problem.file) == (codes.UNREADABLE.id, str(shards[0]))
    assert "bytes 0 to 2000 died, twice" in problem.message


@pytest.mark.slow
def test_questions_at_which_processes_die_are_said(
    shards: list[Path], tmp_path: Path
) -> None:
    options = AnkiCsvOptions(deck=DeadlyText("Mine"))
    report = refused(shards, tmp_path / "out.csv", jobs=2, options=options)
    (problem,) = report
    assert (problem.code, problem.file) == (codes.UNREADABLE.id, str(shards[0]))
    assert "died, twice" in problem.message
    assert "nothing has been written" in problem.hint


def test_a_mistake_of_the_program_is_raised(
    shards: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = attrs.evolve(mlinterview.formats()["jsonl"].stream, piece=lambda _: 1 // 0)
    broken = attrs.evolve(mlinterview.formats()["jsonl"], stream=stream)
    monkeypatch.setattr(exporters, "exporter", lambda _name: broken)
    with pytest.raises(ZeroDivisionError):
        convert(shards, tmp_path / "out.jsonl", jobs=1, today=TODAY)
    assert names(tmp_path) == ["in"]


# Progress and memory -------------------------------------------------------------


@pytest.mark.parametrize("format", [*STREAMED, "markdown"])
def test_progress_is_told_in_bytes(
    shards: list[Path], tmp_path: Path, format: str
) -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> None:
        told.append((done, of))

    converted(shards, tmp_path / f"out{ENDINGS[format]}", progress=progress)
    size = sum(path.stat().st_size for path in shards)
    assert [done for done, _of in told] == sorted(done for done, _of in told)
    assert {of for _done, of in told} == {size}
    assert told[-1][0] <= size


# YAML goes the way of JSON, but takes very long to write.
@pytest.mark.parametrize("format", [one for one in STREAMED if one != "yaml"])
def test_what_is_kept_of_a_file_is_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    set_chunk_size(monkeypatch, 100_000)
    monkeypatch.setattr(arrow, "ROW_GROUP", 10)
    path, target = tmp_path / "in.jsonl", tmp_path / f"out{ENDINGS[format]}"
    peaks = []
    for number in (20, 20, 400):
        bodies = [{"kind": "sample", "body": "word " * 3_000}]
        several = (ready(f"q-{at}", answers=bodies) for at in range(number))
        path.write_bytes(lines(HEADER, TOPIC, *several))
        tracemalloc.start()
        assert convert(path, target, jobs=1, today=TODAY).ok
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # The first time, what is made once is made.
    assert peaks[2] - peaks[1] < path.stat().st_size / 10


# The command line ----------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_the_command_line_converts(shards: list[Path], here: Path) -> None:
    result = run("convert", *shards, "out.csv", "--deck", "Mine", "--jobs", "1")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Wrote out.csv\n"
    options = AnkiCsvOptions(deck="Mine")
    wanted = export_bytes(whole(shards), format="anki-csv", options=options)
    assert Path("out.csv").read_bytes() == wanted
    result = run("convert", "in", "new-*.jsonl", "--per-file", "5", "--format", "jsonl")
    assert (result.exit_code, result.stderr) == (0, "Wrote new-*.jsonl\n")


def test_the_command_line_says_what_is_wrong(shards: list[Path], here: Path) -> None:
    at = edited(shards[1], ready("wrong", kind="odd"))
    result = run("convert", "in", "out.csv")
    assert result.exit_code == 1
    assert f"in/part-1.jsonl:{at}:" in result.stdout
    assert not Path("out.csv").exists()
    assert run("convert", "none.jsonl", "out.csv").exit_code == 2
    result = run("convert", "out.csv")
    assert result.exit_code == 2
    assert "name a pack, and then the file" in result.stderr


def test_warnings_are_said_and_stop_nothing(here: Path) -> None:
    Path("in.jsonl").write_bytes(lines(HEADER, TOPIC, ready("a", roles=["ml-enginer"])))
    result = run("convert", "in.jsonl", "out.jsonl", "--jobs", "1")
    assert result.exit_code == 0
    assert NEAR_MISS.id in result.stdout
    assert Path("out.jsonl").exists()


@pytest.mark.slow
def test_a_terminal_shows_how_far_it_has_come(here: Path) -> None:
    Path("in.jsonl").write_bytes(lines(HEADER, TOPIC, *many()))
    shown = in_terminal("convert", "in.jsonl", "out.csv", "--jobs", "2")
    assert "Converting" in shown
    assert "Wrote out.csv" in shown
    shown = in_terminal("validate", "in.jsonl", "--limit", "bytes=2000")
    assert "Checking" in shown
    assert "in.jsonl: no problems" in shown


def test_a_file_larger_than_the_limit_is_exported_question_by_question(
    shards: list[Path], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_module, "DEFAULT_LIMITS", Limits(bytes=2_000))
    path = shards[0]
    path.write_bytes(lines(HEADER, TOPIC, *(ready(f"q-{at}") for at in range(20))))
    result = run("export", path, "-o", "out.csv", "--deck", "Mine")
    assert (result.exit_code, result.stderr) == (0, "Wrote out.csv\n")
    options = AnkiCsvOptions(deck="Mine")
    wanted = export_bytes(mlinterview.load(path), format="anki-csv", options=options)
    assert Path("out.csv").read_bytes() == wanted
    for more in (
        ["kind:concept", "-o", "out.csv"],
        ["--query", "kind:concept", "-o", "out.csv"],
        ["--format", "jsonl"],
    ):
        result = run("export", path, *more)
        assert result.exit_code == 1
        assert "which is too much to choose questions from" in result.stderr
