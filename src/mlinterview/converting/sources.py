"""The files that a conversion reads: one pack, or the shards of one."""

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .. import document
from ..document import PACK_FILE, Limits, LinesFile, codes
from ..errors import MlinterviewError, Problem
from ..storage import Source


def shards(source: Source | Iterable[Source]) -> list[str]:
    """Return the files that a source stands for, in their order.

    Raises:
        MlinterviewError: If there are none.
    """
    if isinstance(source, str | os.PathLike):
        source = [source]
    found = [path for one in source for path in _files_of(os.fspath(one))]
    if not found:
        msg = "there is nothing to convert; name a pack, or the shards of one"
        raise MlinterviewError(msg)
    return found


def _files_of(name: str) -> Iterable[str]:
    """Return the files that a folder of shards or a pattern stands for."""
    path = Path(name)
    if path.is_dir() and not (path / PACK_FILE).exists():
        return sorted(map(str, path.glob("*.jsonl"))) or [name]
    if glob.has_magic(name) and not os.path.lexists(name):
        return sorted(glob.glob(name))  # noqa: PTH207 - the pattern may be absolute
    return [name]


def pack_name(paths: Sequence[str]) -> str:
    """Return what several files are called together."""
    more = len(paths) - 1
    return f"{paths[0]} and {more} more" if more else paths[0]


def unread_problems(
    paths: Sequence[str], files: Sequence[LinesFile | None], limits: Limits
) -> Iterator[Problem]:
    """Yield a problem for each of several files that is no file of JSON Lines."""
    for path, file in zip(paths, files, strict=True):
        if file is None:
            found = document.read(path, limits=limits).problems
            yield from found or [
                codes.UNKNOWN_FORM.problem(
                    "of several files, each is a shard in JSON Lines",
                    hint="convert it to .jsonl first",
                    file=path,
                )
            ]
