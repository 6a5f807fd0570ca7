"""The conversion of packs of any size from one format to another."""

import datetime
import functools
import os
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import Final

from .. import document
from .._support import processes
from .._support.options import Options
from .._support.processes import Pool
from ..document import DEFAULT_LIMITS, Limits
from ..errors import Report
from ..storage import Source
from .conversion import Conversion
from .sources import pack_name, shards, unread_problems
from .targets import ConversionTarget, convert_loaded

PER_FILE: Final = 10_000
"""How many questions each of several files gets."""

OTHER_JOBS: Final = 16
"""How many processes another executor is taken to have: so much of the result waits."""


def convert(
    source: Source | Iterable[Source],
    target: str | os.PathLike[str],
    *,
    format: str | None = None,
    options: Options | None = None,
    executor: Executor | None = None,
    jobs: int | None = None,
    per_file: int = PER_FILE,
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Report:
    r"""Write a pack in another format; a pack in JSON Lines may be of any size.

    Such a pack may also stand in several files, its shards: each begins with the same
    header, and together they are one pack, as if the lines of one file followed those
    of the one before. So an id may be there once, and a reference may name what another
    file holds.

    Nothing is written if there is an error; else all of it is. The bytes are the same
    whatever the number of processes, and those that `export` writes. A program that is
    run as a script has to start under ``if __name__ == "__main__":``, as
    ``multiprocessing`` says.

    Args:
        source: What `load` takes; or the shards of a pack in their order, as paths, as a
            pattern such as ``"shards/*.jsonl"``, or as a folder that holds them.
        target: The file. With a star in its name, such as ``"cards-*.csv"``, several
            files, numbered from 00001. Those in JSON Lines are shards of the pack, of
            which the first holds all that is no question. In another format, each is
            complete by itself.
        format: The name of an exporter, see `formats`; by default that whose files end
            as *target* does. One that needs all questions at once takes no more bytes
            than the limit.
        options: What is chosen about the format; its defaults by default.
        executor: What does the work, such as ``Client.get_executor()`` of Dask; a pool
            of processes by default. Other machines find the files under the same names.
        jobs: How many processes that pool has, one for each processor by default. With
            one, all is done in this process.
        per_file: With a star in *target*, how many questions each file gets.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read; in JSON Lines, of each line.
        progress: Takes how many bytes have been worked on, and how many there are to
            work on, each time when there are more.

    Returns:
        What is wrong with the pack, as `validate` says it of a large file. If the
        report is ``ok``, the target has been written.

    Raises:
        ExportError: If there is no such format, it cannot carry the pack, or the target
            cannot be written. What was there is left as it was.
        MlinterviewError: If there is no source, or there are fewer jobs than one.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     convert("ml-engineer", f"{folder}/pack.jsonl", jobs=1).ok
    ...     convert(f"{folder}/pack.jsonl", f"{folder}/cards.csv", jobs=1).ok
    True
    True
    """
    today = today or datetime.date.today()
    paths = shards(source)
    place = ConversionTarget.of(target, format, options, per_file)
    pool = Pool(jobs)
    each = functools.partial(
        processes.each, executor=executor, jobs=jobs or OTHER_JOBS, pool=pool
    )
    files = [document.lines_file(path, limits) for path in paths]
    read = [file for file in files if file is not None]
    if len(read) < len(files):
        if len(files) == 1:
            return convert_loaded(paths[0], place, today, limits)
        return Report(
            name=pack_name(paths), problems=tuple(unread_problems(paths, files, limits))
        )
    if place.stream is None and len(read) == 1 and read[0].size <= limits.bytes:
        return convert_loaded(paths[0], place, today, limits)
    conversion = Conversion(
        name=pack_name(paths),
        files=read,
        place=place,
        today=today,
        limits=limits,
        each=each,
        progress=progress,
    )
    with pool:
        return conversion.run()
