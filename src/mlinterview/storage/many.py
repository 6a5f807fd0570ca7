"""Many packs at once: each in a process of its own, and none is lost with it."""

import datetime
import functools
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor

from .._support import processes
from .._support.processes import Died
from ..document import DEFAULT_LIMITS, Limits
from ..errors import Report
from ..validation import codes
from .loading import Source, validate


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
    check = functools.partial(
        validate,
        select=select,
        ignore=ignore,
        today=today or datetime.date.today(),
        limits=limits,
    )
    return map(_reported, processes.each(check, paths, executor=executor, jobs=jobs))


def _reported(found: Report | Died[Source]) -> Report:
    """Return the report on a pack, also on one at which processes died."""
    if isinstance(found, Report):
        return found
    name = os.fspath(found.item)
    problem = codes.UNREADABLE.problem(
        "not checked: the process that was to do it died, twice",
        hint="there may be too little memory; lower the limits, or split the pack",
        file=name,
    )
    return Report(name=name, problems=(problem,))
