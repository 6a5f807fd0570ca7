"""Find the packs that the arguments of a command name."""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ..document import ENDINGS, PACK_FILE, PART_FORMATS
from .loading import installed, is_name

PACK_ENDINGS: Final = tuple(f".mlpack{ending}" for ending in ENDINGS)
"""The endings of the names of files that are whole packs."""


class DiscoveredPacks(NamedTuple):
    """The result of `discover`.

    Args:
        packs: The packs, each once, in the order of the arguments.
        others: The arguments that lead to no pack.
    """

    packs: tuple[str, ...]
    others: tuple[str, ...]


def discover(arguments: Iterable[str], *, skip_others: bool = False) -> DiscoveredPacks:
    """Return the packs that names, files, directories and globs lead to.

    A directory that is not itself a pack leads to all packs in it, and a file that is a
    part of a pack to the whole pack. Hidden folders are skipped.

    Args:
        arguments: Names of installed packs, paths and globs. A path that does not exist
            counts as a pack, so that it is reported when it is read.
        skip_others: Whether to skip files that belong to no pack. Otherwise each of
            them counts as a pack.
    """
    packs: dict[str, str] = {}
    others: dict[str, None] = {}
    for argument in arguments:
        for path in _expanded(argument):
            packs_of_path = list(_packs(path, skip_others=skip_others))
            for pack in packs_of_path:
                packs.setdefault(_real(pack), pack)
            if not packs_of_path:
                others[path] = None
    return DiscoveredPacks(tuple(packs.values()), tuple(others))


def _real(path: str) -> str:
    """Return *path* with its links resolved, to recognize it by."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path  # No file can have such a path.


def _expanded(path: str) -> list[str]:
    """Return the paths that match a glob, or *path* itself if it exists or none match."""
    if os.path.lexists(path) or not glob.has_magic(path):
        return [path]
    # `Path.glob` takes no absolute pattern, and drops a leading `./`.
    try:
        return sorted(glob.glob(path, recursive=True)) or [path]  # noqa: PTH207
    except ValueError:
        return [path]  # No file can have such a name.


def _packs(path: str, *, skip_others: bool) -> Iterator[str]:
    """Yield the packs that *path* leads to."""
    # The methods of `Path` raise an error if the path is too long.
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
    """Yield the packs in *folder*, or *folder* itself if it is a pack."""
    for root, folders, files in os.walk(folder):
        if PACK_FILE in files:
            folders.clear()
            yield root
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(PACK_ENDINGS):
                yield str(Path(root, name))


def _whole(path: str) -> str | None:
    """Return the directory of the pack that a file is a part of, or `None`."""
    # `..` would count as a hidden folder below.
    file = Path(os.path.abspath(path))  # noqa: PTH100
    if file.suffix.lower() not in (*PART_FORMATS, ".yml"):
        return None
    for folder in file.parents:
        if file.relative_to(folder).parts[0].startswith("."):
            return None  # A file in a hidden folder is not a part.
        if (folder / PACK_FILE).is_file():
            return os.path.relpath(folder)
    return None
