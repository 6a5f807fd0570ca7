"""Many packs on a cluster of Dask, here of processes on this machine."""

import datetime
import multiprocessing
import os
import signal
from collections.abc import Iterator

import dask
import pytest
from distributed import Client, LocalCluster

import mlinterview
from mlinterview import Pack, codes, validate, validate_many

TODAY = datetime.date(2026, 11, 22)


class Deadly(os.PathLike[str]):
    """A path that no other process survives."""

    def __fspath__(self) -> str:
        if multiprocessing.parent_process() is not None:
            os.kill(os.getpid(), signal.SIGTERM)
        return "deadly.yaml"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
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
