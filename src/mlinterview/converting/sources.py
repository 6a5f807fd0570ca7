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
    """Return the paths of the files to convert, in order.

    Args:
        source: A pack, a folder of shards, a pattern, or several of these.

    Raises:
        MlinterviewError: If there is no file.
    """
    if isinstance(source, str | os.PathLike):
        source = [source]
    paths = [path for item in source for path in _files_of(os.fspath(item))]
    if not paths:
        msg = "there is nothing to convert; name a pack, or the shards of one"
        raise MlinterviewError(msg)
    return paths


def _files_of(name: str) -> Iterable[str]:
    """Return the files of a folder of shards or a pattern, or else *name* itself."""
    path = Path(name)
    if path.is_dir() and not (path / PACK_FILE).exists():
        return sorted(map(str, path.glob("*.jsonl"))) or [name]
    if glob.has_magic(name) and not os.path.lexists(name):
        return sorted(glob.glob(name))  # noqa: PTH207 - the pattern may be absolute
    return [name]


def pack_name(paths: Sequence[str]) -> str:
    """Return one name for the pack in several files."""
    more = len(paths) - 1
    return f"{paths[0]} and {more} more" if more else paths[0]


def unread_problems(
    paths: Sequence[str], files: Sequence[LinesFile | None], limits: Limits
) -> Iterator[Problem]:
    """Yield problems of the paths that cannot be shards, since they are not JSON Lines.

    Args:
        paths: The paths.
        files: The file for each path, or None if it is not readable JSON Lines.
        limits: How much to read.
    """
    for path, file in zip(paths, files, strict=True):
        if file is None:
            problems = document.read(path, limits=limits).problems
            yield from problems or [
                codes.UNKNOWN_FORM.problem(
                    "of several files, each is a shard in JSON Lines",
                    hint="convert it to .jsonl first",
                    file=path,
                )
            ]
