"""Validate many packs in several processes, also if one of these dies."""

import datetime
import functools
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor

from .._support import processes
from .._support.processes import Died
from ..document import DEFAULT_LIMITS, Limits, codes
from ..errors import Report
from ..validation import chosen as selected_codes
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
    """Yield the report that `validate` returns for each of several packs, in order.

    If a process dies, the packs that the pool had accepted are checked again, each in a
    new process on this machine; so are the packs that a broken executor refuses. If that
    process dies as well, the report of the pack has a problem that says so. A script must
    call this under ``if __name__ == "__main__":``, as ``multiprocessing`` requires.

    Args:
        paths: Paths, or names of installed packs, which are taken as they are needed.
            An executor on other machines finds them under the same names there.
        executor: Runs the checks, such as ``Client.get_executor()`` of Dask; a pool of
            processes by default.
        jobs: The number of processes of that pool, one for each processor by default.
            With 1, the packs are checked in this process.
        select: The codes to look for, or prefixes such as ``MLI2``; all by default.
        ignore: Codes, or prefixes, to leave out of these.
        today: The day on which the packs are checked; the current one by default.
        limits: How much to read of each.

    Raises:
        MlinterviewError: If a value of *select* or *ignore* matches no code, or *jobs*
            is less than 1.

    >>> [report.ok for report in validate_many(["ml-engineer"], jobs=1)]
    [True]
    """
    select, ignore = tuple(select), tuple(ignore)
    selected_codes(select, ignore)
    check = functools.partial(
        validate,
        select=select,
        ignore=ignore,
        today=today or datetime.date.today(),
        limits=limits,
    )
    return map(_reported, processes.each(check, paths, executor=executor, jobs=jobs))


def _reported(outcome: Report | Died[Source]) -> Report:
    """Return the report on a pack, also if the processes that checked it died."""
    if isinstance(outcome, Report):
        return outcome
    name = os.fspath(outcome.item)
    problem = codes.UNREADABLE.problem(
        "not checked: the process that checked it died, twice",
        hint="there may be too little memory; lower the limits, or split the pack",
        file=name,
    )
    return Report(name=name, problems=(problem,))
