"""Many packs at once: the reports are the same, whoever makes them and whoever dies."""

import datetime
import gc
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from pathlib import Path

import pytest
from click.testing import CliRunner

import mlinterview
from deadly import Deadly
from mlinterview import Limits, MlinterviewError, validate, validate_many
from mlinterview._support import processes
from mlinterview.cli.main import main
from mlinterview.document import codes
from small_packs import FULL
from streamed_packs import set_chunk_size

TODAY = datetime.date(2026, 11, 22)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("packs")
    found = []
    for number in range(12):
        path = folder / f"{number}.json"
        mlinterview.dump(FULL, path)
        if number % 3 == 0:
            path.write_text(path.read_text("utf-8").replace('"design"', "5"), "utf-8")
        found.append(str(path))
    return [*found, str(folder / "none.yaml")]


@pytest.mark.parametrize("jobs", [None, 1, 2, 3])
def test_the_reports_are_the_same_whatever_the_number_of_processes(
    paths: list[str], jobs: int | None
) -> None:
    found = list(validate_many(paths, jobs=jobs, today=TODAY))
    assert found == [validate(path, today=TODAY) for path in paths]


def test_one_large_file_is_shared_among_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.jsonl"
    mlinterview.dump(FULL, path)
    path.write_text(path.read_text("utf-8").replace('"design"', "5"), "utf-8")
    limits = Limits(bytes=max(map(len, path.read_bytes().split(b"\n"))))
    set_chunk_size(monkeypatch, 500)
    alone = validate(path, limits=limits, today=TODAY)
    assert not alone.ok
    for jobs in (None, 2, 3):
        done: list[tuple[int, int]] = []
        assert alone == validate(
            path,
            limits=limits,
            today=TODAY,
            jobs=jobs,
            progress=lambda *how_far, done=done: done.append(how_far),
        )
        assert len(done) > 3
        assert done == sorted(done)
        assert done[-1] == (path.stat().st_size, path.stat().st_size)
    with ThreadPoolExecutor(2) as executor:
        assert alone == validate(path, limits=limits, today=TODAY, executor=executor)
    with pytest.raises(MlinterviewError, match="must be at least 1, got 0"):
        validate(path, limits=limits, jobs=0)


def test_one_large_file_is_checked_by_several_processes_on_the_command_line(
    tmp_path: Path,
) -> None:
    path = tmp_path / "large.jsonl"
    mlinterview.dump(FULL, path)
    size = max(map(len, path.read_bytes().split(b"\n")))
    arguments = ["validate", str(path), "--limit", f"bytes={size}"]
    alone = CliRunner().invoke(main, arguments)
    several = CliRunner().invoke(main, [*arguments, "--jobs", "2"])
    assert (several.exit_code, several.output) == (alone.exit_code, alone.output)


@pytest.mark.parametrize("cls", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_will_do(paths: list[str], cls: Callable[[int], Executor]) -> None:
    with cls(2) as executor:
        found = list(validate_many(paths, executor=executor, select=["MLI1"]))
    assert found == [validate(path, select=["MLI1"]) for path in paths]


@pytest.mark.slow
def test_a_process_that_is_killed_takes_nothing_with_it(paths: list[str]) -> None:
    found = validate_many(paths, jobs=2, today=TODAY)
    reports = [next(found)]
    for child in multiprocessing.active_children():
        child.kill()
    assert [*reports, *found] == [validate(path, today=TODAY) for path in paths]


@pytest.mark.slow
def test_an_executor_that_is_broken_before_takes_nothing_with_it(
    paths: list[str],
) -> None:
    with ProcessPoolExecutor(1) as pool:
        with pytest.raises(BrokenExecutor):
            pool.submit(os.fspath, Deadly()).result()
        found = list(validate_many(paths[:2], executor=pool, today=TODAY))
    # What it was not given any more is not lost either.
    assert found == [validate(path, today=TODAY) for path in paths[:2]]


@pytest.mark.slow
def test_a_pack_at_which_processes_die_is_reported(paths: list[str]) -> None:
    several: list[str | Deadly] = [paths[0], Deadly(), *paths[1:]]
    before, deadly, *after = validate_many(several, jobs=2, today=TODAY)
    assert [before, *after] == [validate(path, today=TODAY) for path in paths]
    (problem,) = deadly
    assert (deadly.name, problem.code) == ("deadly.yaml", codes.UNREADABLE.id)
    assert problem.message.startswith("not checked")


@pytest.mark.parametrize("cls", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_what_is_no_path_is_a_mistake_of_the_program(
    cls: Callable[[int], Executor],
) -> None:
    with cls(1) as executor, pytest.raises(TypeError):
        list(validate_many([5], executor=executor))  # type: ignore[list-item]


@pytest.mark.slow
def test_packs_are_asked_for_as_they_are_needed(paths: list[str]) -> None:
    asked = []

    def endless() -> Iterator[str]:
        while True:
            asked.append(1)
            yield paths[1]

    found = validate_many(endless(), jobs=2, today=TODAY)
    assert next(found) == validate(paths[1], today=TODAY)
    assert len(asked) <= processes.WAITING * 2 + 1
    del found
    assert not multiprocessing.active_children()


def test_what_is_asked_wrongly_is_said_at_once(paths: list[str]) -> None:
    with pytest.raises(MlinterviewError, match="must be at least 1, got 0"):
        validate_many(paths, jobs=0)
    with pytest.raises(MlinterviewError, match="MLX"):
        validate_many(paths, select=["MLX"])


def test_the_command_line_takes_the_number_of_processes(
    paths: list[str], tmp_path: Path
) -> None:
    one, two = (
        CliRunner().invoke(main, ["validate", *paths[:4], "--jobs", number])
        for number in ("1", "2")
    )
    assert one.exit_code == two.exit_code == 1
    assert one.output == two.output
    wrong = CliRunner().invoke(main, ["validate", paths[1], "--jobs", "0"])
    assert wrong.exit_code == 2


# What is handed over ----------------------------------------------------------

SIZES = [0, 1, processes.LARGE - 1, processes.LARGE, 10 * processes.LARGE]


def _filled(size: int) -> bytes:
    return b"x" * size


@pytest.mark.slow
def test_much_comes_as_whole_as_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = list(processes.each(_filled, SIZES, jobs=2))
    assert found == [*map(_filled, SIZES)]
    assert not list(tmp_path.iterdir())


def test_what_is_put_aside_is_taken_once(tmp_path: Path) -> None:
    folder = str(tmp_path)
    for size in SIZES:
        found = processes._put_aside(_filled, folder, size)
        if isinstance(found, processes._Aside):
            assert [found.path] == [*tmp_path.iterdir()]
            found = found.taken()
        assert found == _filled(size)
        assert not [*tmp_path.iterdir()]


def test_a_new_process_looks_for_garbage_seldom() -> None:
    before = gc.get_threshold()
    try:
        processes._settle()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > before[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


@pytest.mark.slow
def test_nothing_stays_behind_if_nobody_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = processes.each(_filled, [processes.LARGE] * 20, jobs=2)
    assert next(found) == _filled(processes.LARGE)
    assert list(tmp_path.iterdir())
    found.close()  # type: ignore[attr-defined]
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_what_finds_no_room_comes_another_way() -> None:
    with processes.Pool(2) as pool:
        Path(pool.folder).rmdir()
        found = list(processes.each(_filled, SIZES, pool=pool))
    assert found == [*map(_filled, SIZES)]
