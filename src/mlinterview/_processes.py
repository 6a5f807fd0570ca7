"""Work for several processes: done in order, and none is lost with one of them."""

import collections
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import Any, Final, Generic, Self, TypeVar

import attrs

from .errors import MlinterviewError

WAITING: Final = 4
"""For each process, how many pieces of work are handed over before the first is done."""
UNKNOWN_JOBS: Final = 64
"""How many processes another executor is taken to have."""

T = TypeVar("T")
R = TypeVar("R")


@attrs.frozen
class Died(Generic[T]):
    """What is left of work at which processes died, twice.

    Args:
        item: What was to be worked on.
    """

    item: T


class Pool:
    """Processes that are started when there is work, and stay for more of it.

    It is a context manager, at whose end they stop.

    Args:
        jobs: How many, one for each processor by default.

    Raises:
        MlinterviewError: If there are fewer than one.
    """

    def __init__(self, jobs: int | None = None) -> None:
        if jobs is not None and jobs < 1:
            msg = f"{jobs} processes cannot do anything; ask for one or more"
            raise MlinterviewError(msg)
        self.jobs = jobs or os.cpu_count() or 1
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def executor(self) -> ProcessPoolExecutor:
        """What the processes are given work by."""
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self.jobs)
        return self._executor

    def stop(self) -> None:
        """Stop the processes; what they have not begun is left."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None


def each(
    task: Callable[[T], R],
    items: Iterable[T],
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    pool: Pool | None = None,
) -> Iterator[R | Died[T]]:
    """Yield what a function returns for each of several values, in their order.

    If a process dies, what the pool was given is done once more, each in a new process
    on this machine; so is what a broken executor takes no more.

    Args:
        task: The function.
        items: The values, which are asked for as they are needed.
        executor: What runs it; a pool of processes by default.
        jobs: How many processes that pool has, one for each processor by default. With
            one, all is done in this process. Of another executor, how many it is taken
            to have.
        pool: The pool, if it is to stay for more work.

    Raises:
        MlinterviewError: If there are fewer jobs than one.
    """
    left = iter(items)
    used = pool or Pool(jobs)
    if executor is None and used.jobs == 1:
        return map(task, left)
    own = _in_processes(task, left, used, stays=pool is not None)
    if executor is None:
        return own
    # What a broken executor takes no more is left to processes of our own.
    there = _in_order(task, left, executor, jobs or UNKNOWN_JOBS)
    return itertools.chain(there, own)


_LOST: Final[Any] = object()
"""What stands for a result that died with its process."""


def _in_processes(
    task: Callable[[T], R], items: Iterator[T], pool: Pool, *, stays: bool
) -> Iterator[R | Died[T]]:
    """Yield what a pool of processes returns; if it breaks, others take their place."""
    is_done = False
    try:
        first = next(items, _LOST)
        while first is not _LOST:
            several = itertools.chain([first], items)
            yield from _in_order(task, several, pool.executor, pool.jobs)
            first = next(items, _LOST)
            if first is not _LOST:
                pool.stop()
        is_done = True
    finally:
        if not (is_done and stays):
            pool.stop()


def _in_order(
    task: Callable[[T], R], items: Iterator[T], executor: Executor, jobs: int
) -> Iterator[R | Died[T]]:
    """Yield what an executor returns, until it takes no more."""
    waiting: collections.deque[tuple[T, Future[R] | None]] = collections.deque()
    is_broken = False
    while True:
        while not is_broken and len(waiting) < WAITING * jobs:
            item = next(items, _LOST)
            if item is _LOST:
                break
            try:
                waiting.append((item, executor.submit(task, item)))
            except BrokenExecutor:
                waiting.append((item, None))
                is_broken = True
        if not waiting:
            return
        item, future = waiting.popleft()
        try:
            result = future.result() if future is not None else _LOST
        except BrokenExecutor:
            result, is_broken = _LOST, True
        except Exception:  # noqa: BLE001 - executors have their own names for a death
            result = _LOST  # If it was no death, it is raised once more.
        yield _once_more(task, item) if result is _LOST else result


def _once_more(task: Callable[[T], R], item: T) -> R | Died[T]:
    """Return what a process that does nothing else returns."""
    try:
        with ProcessPoolExecutor(1) as pool:
            return pool.submit(task, item).result()
    except BrokenExecutor:
        return Died(item)
