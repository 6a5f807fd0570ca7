"""Many packs on a cluster of Dask, here of processes on this machine."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster

import mlinterview
from deadly import Deadly
from mlinterview import Pack, convert, export_bytes, load, validate, validate_many
from mlinterview.document import codes
from streamed_packs import set_chunk_size

TODAY = datetime.date(2026, 11, 22)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        dask.config.set(
            {
                "distributed.scheduler.allowed-failures": 0,
                # A machine that does much else takes its time to start one.
                "distributed.comm.timeouts.connect": "120s",
                "distributed.comm.timeouts.tcp": "120s",
            }
        ),
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory, ml_engineer: Pack) -> list[str]:
    folder = tmp_path_factory.mktemp("packs")
    found = [str(folder / f"{number}.json") for number in range(4)]
    for path in found:
        mlinterview.dump(ml_engineer, path)
    return [*found, str(folder / "none.json")]


def test_a_cluster_says_the_same(paths: list[str], client: Client) -> None:
    found = list(validate_many(paths, executor=client.get_executor(), today=TODAY))
    assert found == [validate(path, today=TODAY) for path in paths]


def test_a_worker_that_dies_takes_nothing_with_it(
    paths: list[str], client: Client
) -> None:
    several: list[str | Deadly] = [paths[0], Deadly(), *paths[1:]]
    executor = client.get_executor()
    before, deadly, *after = validate_many(several, executor=executor, today=TODAY)
    assert [before, *after] == [validate(path, today=TODAY) for path in paths]
    assert [problem.code for problem in deadly] == [codes.UNREADABLE.id]


@pytest.fixture
def shards(
    tmp_path: Path, ml_engineer: Pack, monkeypatch: pytest.MonkeyPatch
) -> list[Path]:
    """Two shards of a pack, each of several stretches."""
    set_chunk_size(monkeypatch, 100_000)
    mlinterview.dump(ml_engineer, tmp_path / "whole.jsonl")
    header, *rest = (tmp_path / "whole.jsonl").read_bytes().splitlines(keepends=True)
    found = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    found[0].write_bytes(header + b"".join(rest[:150]))
    found[1].write_bytes(header + b"".join(rest[150:]))
    return found


@pytest.mark.parametrize(
    ("format", "ending"),
    [("jsonl", "jsonl"), ("anki-csv", "csv"), ("parquet", "parquet")],
)
def test_a_cluster_writes_the_same(
    shards: list[Path], tmp_path: Path, client: Client, format: str, ending: str
) -> None:
    target = tmp_path / f"out.{ending}"
    report = convert(shards, target, executor=client.get_executor(), today=TODAY)
    assert report.ok
    pack = load(tmp_path / "whole.jsonl", today=TODAY)
    assert target.read_bytes() == export_bytes(pack, format=format)


def test_a_worker_that_is_killed_changes_nothing_that_is_written(
    shards: list[Path], tmp_path: Path, client: Client
) -> None:
    steps: list[int] = []

    def kill(done: int, _of: int) -> None:
        steps.append(done)
        if len(steps) in (2, 30):
            # It ends in the middle of whatever it does.
            some = next(iter(client.scheduler_info()["workers"]))
            client.run(os._exit, 1, workers=[some], on_error="ignore")

    executor, target = client.get_executor(), tmp_path / "out.csv"
    report = convert(shards, target, executor=executor, today=TODAY, progress=kill)
    assert report.ok
    assert len(steps) > 30
    pack = load(tmp_path / "whole.jsonl", today=TODAY)
    assert target.read_bytes() == export_bytes(pack, format="anki-csv")
