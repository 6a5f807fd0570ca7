"""The function `convert`."""

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
"""The default number of questions in each of several files."""

OTHER_JOBS: Final = 16
"""The assumed number of processes of an executor of the caller. It bounds the number of
results that wait to be written."""


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

    Such a pack may also be divided into several files, its shards, which all begin with
    the same header. They are read as one pack: an id must be unique in all of them, and a
    reference may name an entity of another file.

    If there is an error, no file is written. The output is that of `export`, whatever the
    number of processes. A script that calls this function has to do it under
    ``if __name__ == "__main__":``, as ``multiprocessing`` requires.

    Args:
        source: A pack, as for `load`; or the shards of one in their order: paths, a
            pattern such as ``"shards/*.jsonl"``, or a folder.
        target: The file to write. If its name has a star, such as ``"cards-*.csv"``,
            several files are written, with numbers from 00001 in place of the star. JSON
            Lines files are then shards of the pack, and the first has all entities that
            are not questions. In any other format, each file is complete.
        format: The name of an exporter, see `formats`; by default the one for the suffix
            of *target*. An exporter that needs all questions at once converts no pack
            that is larger than ``limits.bytes``.
        options: The options of the exporter; the default ones by default.
        executor: The executor that does the work, such as ``Client.get_executor()`` of
            Dask; a pool of processes by default. If it uses other machines, these must
            find the files under the same names.
        jobs: The number of processes in the pool, at least 1; the number of processors by
            default. With 1, no other process is started.
        per_file: The number of questions in each file, if the name of *target* has a
            star.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read; in JSON Lines, of each line.
        progress: Called repeatedly with the number of bytes that have been worked on, and
            the number of all bytes.

    Returns:
        The problems of the pack, as `validate` reports them for a large file. If the
        report is ``ok``, the target has been written.

    Raises:
        ExportError: If there is no such format, it cannot carry the pack, or the target
            cannot be written. Existing files are then left unchanged.
        MlinterviewError: If there is no source, or *jobs* is less than 1.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     convert("ml-engineer", f"{folder}/pack.jsonl", jobs=1).ok
    ...     convert(f"{folder}/pack.jsonl", f"{folder}/cards.csv", jobs=1).ok
    True
    True
    """
    today = today or datetime.date.today()
    paths = shards(source)
    destination = ConversionTarget.of(target, format, options, per_file)
    pool = Pool(jobs)
    each = functools.partial(
        processes.each, executor=executor, jobs=jobs or OTHER_JOBS, pool=pool
    )
    files = [document.lines_file(path, limits) for path in paths]
    line_files = [file for file in files if file is not None]
    if len(line_files) < len(files):
        if len(files) == 1:
            return convert_loaded(paths[0], destination, today, limits)
        return Report(
            name=pack_name(paths), problems=tuple(unread_problems(paths, files, limits))
        )
    is_small = len(line_files) == 1 and line_files[0].size <= limits.bytes
    if destination.stream is None and is_small:
        return convert_loaded(paths[0], destination, today, limits)
    conversion = Conversion(
        name=pack_name(paths),
        files=line_files,
        target=destination,
        today=today,
        limits=limits,
        each=each,
        progress=progress,
    )
    with pool:
        return conversion.run()
