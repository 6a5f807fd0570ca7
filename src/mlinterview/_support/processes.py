"""Work for several processes: results come in order, even if a process dies."""

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
"""How many items per process are submitted before their results are needed."""
UNKNOWN_JOBS: Final = 64
"""The assumed number of processes of an executor that the caller gives."""

T = TypeVar("T")
R = TypeVar("R")


@attrs.frozen
class Died(Generic[T]):
    """The result for an item whose processing killed a process twice.

    Args:
        item: The item.
    """

    item: T


def _settle() -> None:
    """Make a new process collect garbage rarely, and not among its first objects.

    A process frees what it makes of an item after it has returned the result. Looking for
    garbage in that takes a twentieth of its time.
    """
    gc.freeze()
    gc.set_threshold(50_000)


class Pool:
    """Processes that are started when they are first needed, and kept for more work.

    It is a context manager, which stops the processes at its end.

    Args:
        jobs: The number of processes; one for each processor by default.

    Raises:
        MlinterviewError: If *jobs* is less than one.
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
        """The executor that gives work to the processes."""
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self.jobs, initializer=_settle)
        return self._executor

    @property
    def folder(self) -> str:
        """The folder of large results, until they are read."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(
                prefix="mlinterview-", ignore_cleanup_errors=True
            )
        return self._folder.name

    def stop(self) -> None:
        """Stop the processes, and cancel work that has not begun."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


@attrs.frozen
class _Aside:
    """A result that a process has written to a file."""

    path: Path

    def taken(self) -> bytes:
        """Return the content of the file, and remove the file."""
        content = self.path.read_bytes()
        self.path.unlink()
        return content


LARGE: Final = 2**16
"""The number of bytes from which a result is passed in a file and not through a pipe.

It is what a pipe can hold. Of a longer result, the receiving process would read one piece
after another and copy it three times, while the other processes need the processor.
"""


def _put_aside(task: Callable[[T], R], folder: str, item: T) -> R | _Aside:
    """Return the result of *task*, or the file that it was written to if it is large."""
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
    """Yield the result of a function for each item, in order.

    If a process dies, the items that were submitted are processed once more, each in a
    new process on this machine. So are the items that a broken executor does not accept.

    Args:
        task: The function.
        items: The items, from which the next one is taken when it is needed.
        executor: The executor that calls the function; a pool of processes by default.
        jobs: The number of processes of that pool; one for each processor by default.
            With 1, the function is called in this process. For another executor, the
            number of processes that it is assumed to have.
        pool: The pool to use and to keep for more work; by default a new one, which is
            stopped at the end.

    Raises:
        MlinterviewError: If *jobs* is less than one.
    """
    remaining = iter(items)
    used_pool = pool or Pool(jobs)
    if executor is None and used_pool.jobs == 1:
        return map(task, remaining)
    from_pool = _in_processes(task, remaining, used_pool, stays=pool is not None)
    if executor is None:
        return from_pool
    # If the executor breaks, the pool takes the items that remain.
    from_executor = _in_order(task, remaining, executor, jobs or UNKNOWN_JOBS)
    return itertools.chain(from_executor, from_pool)


_LOST: Final[Any] = object()
"""Used in place of a result whose process died, and of an item after the last one."""


def _in_processes(
    task: Callable[[T], R], items: Iterator[T], pool: Pool, *, stays: bool
) -> Iterator[R | Died[T]]:
    """Yield the results of a pool of processes, which is started again if it breaks."""
    is_done = False
    try:
        first = next(items, _LOST)
        while first is not _LOST:
            remaining = itertools.chain([first], items)
            yield from _in_order(
                task, remaining, pool.executor, pool.jobs, folder=pool.folder
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
    """Yield the results of an executor in order, until the items end or it breaks."""
    submitted: Callable[[T], Any] = task
    if folder is not None:
        submitted = functools.partial(_put_aside, task, folder)
    waiting: collections.deque[tuple[T, Future[Any] | None]] = collections.deque()
    is_broken = False
    while True:
        while not is_broken and len(waiting) < WAITING * jobs:
            item = next(items, _LOST)
            if item is _LOST:
                break
            try:
                waiting.append((item, executor.submit(submitted, item)))
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
        except Exception:  # noqa: BLE001 - executors raise their own errors for a death
            result = _LOST  # An error of the task itself is raised again below.
        yield _once_more(task, item) if result is _LOST else result


def _once_more(task: Callable[[T], R], item: T) -> R | Died[T]:
    """Return the result of *task* in a new process that is used for *item* alone."""
    try:
        with ProcessPoolExecutor(1) as pool:
            return pool.submit(task, item).result()
    except BrokenExecutor:
        return Died(item)
