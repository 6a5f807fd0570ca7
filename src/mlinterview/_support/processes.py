"""Work for several processes: done in order, and none is lost with one of them."""

import collections
import functools
import gc
import itertools
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final, Generic, Self, TypeVar

import attrs

from ..errors import MlinterviewError

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


def _settle() -> None:
    """Let a new process look for garbage seldom, and not in what it began with.

    What it makes of a piece of work, it hands over and forgets: to look through that
    takes a twentieth of its time.
    """
    gc.freeze()
    gc.set_threshold(50_000)


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
            msg = f"the number of processes must be at least 1, got {jobs}"
            raise MlinterviewError(msg)
        self.jobs = jobs or os.cpu_count() or 1
        self._executor: ProcessPoolExecutor | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def executor(self) -> ProcessPoolExecutor:
        """What the processes are given work by."""
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self.jobs, initializer=_settle)
        return self._executor

    @property
    def folder(self) -> str:
        """Where the processes put what they return, until it is taken."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(
                prefix="mlinterview-", ignore_cleanup_errors=True
            )
        return self._folder.name

    def stop(self) -> None:
        """Stop the processes; what they have not begun is left."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


@attrs.frozen
class _Aside:
    """Bytes that a process has put into a file."""

    path: Path

    def taken(self) -> bytes:
        """Return them, and remove the file."""
        found = self.path.read_bytes()
        self.path.unlink()
        return found


LARGE: Final = 2**16
"""How many bytes go through a file rather than through the pipe between two processes.

A pipe holds so many at once. The one who gets them would read them bit by bit, and copy
them three times, while the others need the processor.
"""


def _put_aside(task: Callable[[T], R], folder: str, item: T) -> R | _Aside:
    """Return what a function returns, or where it is if that is many bytes."""
    result = task(item)
    if not isinstance(result, bytes) or len(result) < LARGE:
        return result
    number, path = tempfile.mkstemp(dir=folder)
    with os.fdopen(number, "wb") as file:
        file.write(result)
    return _Aside(Path(path))


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
            yield from _in_order(
                task, several, pool.executor, pool.jobs, folder=pool.folder
            )
            first = next(items, _LOST)
            if first is not _LOST:
                pool.stop()
        is_done = True
    finally:
        if not (is_done and stays):
            pool.stop()


def _in_order(
    task: Callable[[T], R],
    items: Iterator[T],
    executor: Executor,
    jobs: int,
    *,
    folder: str | None = None,
) -> Iterator[R | Died[T]]:
    """Yield what an executor returns, until it takes no more."""
    there: Callable[[T], Any] = task
    if folder is not None:
        there = functools.partial(_put_aside, task, folder)
    waiting: collections.deque[tuple[T, Future[Any] | None]] = collections.deque()
    is_broken = False
    while True:
        while not is_broken and len(waiting) < WAITING * jobs:
            item = next(items, _LOST)
            if item is _LOST:
                break
            try:
                waiting.append((item, executor.submit(there, item)))
            except BrokenExecutor:
                waiting.append((item, None))
                is_broken = True
        if not waiting:
            return
        item, future = waiting.popleft()
        try:
            result = future.result() if future is not None else _LOST
            if isinstance(result, _Aside):
                result = result.taken()
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
