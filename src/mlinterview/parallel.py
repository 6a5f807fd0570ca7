"""Many packs at once: each in a process of its own, and none is lost with it."""

import collections
import datetime
import functools
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import Final

from . import codes
from .document import DEFAULT_LIMITS, Limits
from .errors import MlinterviewError, Report
from .loader import Source, validate

WAITING: Final = 4
"""For each process, how many packs are handed over before the first is done."""
UNKNOWN_JOBS: Final = 64
"""How many processes another executor is taken to have."""

_Check = Callable[[Source], Report]


def validate_many(
    paths: Iterable[Source],
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Report]:
    """Yield what `validate` returns for each of several packs, in their order.

    If a process dies, what the pool was given is checked once more, each pack in a new
    process on this machine; so is what a broken executor takes no more. A pack at which
    that dies too has a problem that says so. A program that is run as a
    script has to start under ``if __name__ == "__main__":``, as ``multiprocessing`` says.

    Args:
        paths: What `validate` takes, but no packs that were made in Python. They are
            read as they are needed. An executor on other machines finds them under the
            same names there.
        executor: What runs the checks, such as ``Client.get_executor()`` of Dask; a pool
            of processes by default.
        jobs: How many processes that pool has, one for each processor by default. With
            one, the packs are checked in this process.
        select: The codes to look for, or the beginnings of several; all by default.
        ignore: Those of them to leave out.
        today: The day on which the packs are checked; the current one by default.
        limits: How much to read of each.

    Raises:
        MlinterviewError: If no code begins like one of those given, or if there are
            fewer jobs than one.

    >>> [report.ok for report in validate_many(["ml-engineer"], jobs=1)]
    [True]
    """
    select, ignore = tuple(select), tuple(ignore)
    codes.chosen(select, ignore)
    if jobs is not None and jobs < 1:
        msg = f"{jobs} processes cannot check anything; ask for one or more"
        raise MlinterviewError(msg)
    check: _Check = functools.partial(
        validate,
        select=select,
        ignore=ignore,
        today=today or datetime.date.today(),
        limits=limits,
    )
    left = iter(paths)
    number = jobs or os.cpu_count() or 1
    if executor is None and number == 1:
        return map(check, left)
    own = _in_processes(check, left, number)
    if executor is None:
        return own
    # What a broken executor takes no more is left to processes of our own.
    return itertools.chain(_in_order(check, left, executor, UNKNOWN_JOBS), own)


def _in_processes(check: _Check, paths: Iterator[Source], jobs: int) -> Iterator[Report]:
    """Yield the reports that a pool of processes makes; a broken pool is replaced."""
    for first in paths:
        pool = ProcessPoolExecutor(jobs)
        try:
            yield from _in_order(check, itertools.chain([first], paths), pool, jobs)
        finally:
            pool.shutdown(cancel_futures=True)


def _in_order(
    check: _Check, paths: Iterator[Source], executor: Executor, jobs: int
) -> Iterator[Report]:
    """Yield the reports that an executor makes, until it takes no more packs."""
    waiting: collections.deque[tuple[Source, Future[Report] | None]] = collections.deque()
    is_broken = False
    while True:
        while not is_broken and len(waiting) < WAITING * jobs:
            path = next(paths, None)
            if path is None:
                break
            try:
                waiting.append((path, executor.submit(check, path)))
            except BrokenExecutor:
                waiting.append((path, None))
                is_broken = True
        if not waiting:
            return
        path, future = waiting.popleft()
        try:
            report = future.result() if future is not None else None
        except BrokenExecutor:
            report, is_broken = None, True
        except Exception:  # noqa: BLE001 - executors have their own names for a death
            report = None  # If it was no death, it is raised once more.
        yield _once_more(check, path) if report is None else report


def _once_more(check: _Check, path: Source) -> Report:
    """Return what a process that does nothing else finds."""
    try:
        with ProcessPoolExecutor(1) as pool:
            return pool.submit(check, path).result()
    except BrokenExecutor:
        name = os.fspath(path)
        problem = codes.UNREADABLE.problem(
            "not checked: the process that was to do it died, twice",
            hint="there may be too little memory; lower the limits, or split the pack",
            file=name,
        )
        return Report(name=name, problems=(problem,))
