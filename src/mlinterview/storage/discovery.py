"""Which packs are meant by what is given on a command line."""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ..document import ENDINGS, PACK_FILE, PART_FORMATS
from .loading import installed, is_name

PACK_ENDINGS: Final = tuple(f".mlpack{ending}" for ending in ENDINGS)
"""How the name of a file ends that is a pack by itself."""


class Found(NamedTuple):
    """What was found.

    Args:
        packs: The packs, each once, in the order in which they were given.
        others: The files that belong to no pack.
    """

    packs: tuple[str, ...]
    others: tuple[str, ...]


def discover(given: Iterable[str], *, skip_others: bool = False) -> Found:
    """Return the packs that are meant by names, files, directories and globs.

    A directory that is no pack itself stands for all packs in it, and a file that is a
    part of a pack for the whole. Hidden folders are passed over.

    Args:
        given: What to look at. What does not exist is taken for a pack, so that it is
            reported when it is read.
        skip_others: Whether to pass over a file that belongs to no pack; it is taken
            for a pack otherwise.
    """
    packs: dict[str, str] = {}
    others: dict[str, None] = {}
    for one in given:
        for path in _expanded(one):
            meant = list(_meant(path, skip_others=skip_others))
            for pack in meant:
                packs.setdefault(_real(pack), pack)
            if not meant:
                others[path] = None
    return Found(tuple(packs.values()), tuple(others))


def _real(path: str) -> str:
    """Return *path* with its links followed, to know it by."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path  # It is none that a file can have.


def _expanded(path: str) -> list[str]:
    """Return the files that a glob stands for; the name of a file may hold a star."""
    if os.path.lexists(path) or not glob.has_magic(path):
        return [path]
    # `Path.glob` takes no absolute pattern, and drops a leading `./`.
    try:
        return sorted(glob.glob(path, recursive=True)) or [path]  # noqa: PTH207
    except ValueError:
        return [path]  # No file can be called so.


def _meant(path: str, *, skip_others: bool) -> Iterator[str]:
    """Yield the packs that *path* stands for."""
    # The methods of `Path` raise on what is too long to be a path.
    is_folder = os.path.isdir(path)  # noqa: PTH112
    if is_name(path) and not (is_folder and _is_unknown(path)):
        yield path
    elif is_folder:
        yield from list(_within(path)) or [path]
    elif path.lower().endswith(PACK_ENDINGS) or not os.path.lexists(path):
        yield path
    elif (whole := _whole(path)) is not None:
        yield whole
    elif not skip_others:
        yield path


def _is_unknown(name: str) -> bool:
    return all(pack.id != name for pack in installed())


def _within(folder: str) -> Iterator[str]:
    """Yield the packs in *folder*, which may be one itself."""
    for root, folders, files in os.walk(folder):
        if PACK_FILE in files:
            folders.clear()
            yield root
            continue
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for one in sorted(files):
            if one.lower().endswith(PACK_ENDINGS):
                yield str(Path(root, one))


def _whole(path: str) -> str | None:
    """Return the directory that is the pack which the file *path* is a part of."""
    file = Path(os.path.abspath(path))  # noqa: PTH100 - `..` would pass for hidden.
    if file.suffix.lower() not in (*PART_FORMATS, ".yml"):
        return None
    for folder in file.parents:
        if file.relative_to(folder).parts[0].startswith("."):
            return None  # What is in a hidden folder is no part.
        if (folder / PACK_FILE).is_file():
            return os.path.relpath(folder)
    return None
