"""Packs that installed distributions offer: found and read without importing anything.

A distribution offers a pack by an entry point in the group `GROUP`: its name is the id
of the pack, its value the import name of a package that holds a ``pack.yaml``. To import
that package would run a stranger's code, so it is only located, by the finders that an
import would ask, and its folder is read as files.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ..document import PACK_FILE
from ..errors import Problem, quote
from ..validation import codes

if TYPE_CHECKING:
    import importlib.metadata

GROUP: Final = "mlinterview.packs"
"""The entry point group of packs."""


@attrs.frozen(order=True)
class InstalledPack:
    """A pack that is installed: one of this package's, or of another distribution.

    Args:
        id: Its name, to load it by.
        distribution: The name of the distribution that offers it.
        version: The version of that distribution.
        path: The directory that holds it, or `None` if it cannot be found.
        problem: What is wrong with the offer, or `None`.
    """

    id: str
    distribution: str
    version: str
    path: Path | None = attrs.field(order=False)
    problem: Problem | None = attrs.field(default=None, order=False)


_METADATA_ERRORS: Final = (OSError, ValueError, KeyError, AttributeError, TypeError)
"""What the standard library raises where the metadata of a distribution is damaged."""


def offered() -> tuple[InstalledPack, ...]:
    """Return the packs that other distributions offer, in the order of their names."""
    import importlib.metadata

    # A distribution may be found twice, as on a path that is listed twice; the first
    # is the one that an import would take.
    found: dict[tuple[str, str], InstalledPack] = {}
    for distribution in importlib.metadata.distributions():
        for one in _offers(distribution):
            found.setdefault((one.id, one.distribution), one)
    return tuple(sorted(found.values()))


def _offers(distribution: "importlib.metadata.Distribution") -> Iterator[InstalledPack]:
    """Yield the packs of one distribution."""
    try:
        points = [one for one in distribution.entry_points if one.group == GROUP]
        if not points:
            return
        name, version = _named(distribution)
    except _METADATA_ERRORS as error:
        # Its own folder, if it has one; others may lie beside it.
        own = getattr(distribution, "_path", None)
        place = str(own or distribution.locate_file(""))
        damaged = codes.BROKEN_DISTRIBUTION.problem(
            f"the metadata of a distribution cannot be read: {error}",
            hint="install it anew",
            file=place,
        )
        yield InstalledPack("", place, "", None, damaged)
        return
    for point in points:
        path, reason = _locate(point.value)
        problem: Problem | None = None
        if path is None:
            problem = codes.BROKEN_DISTRIBUTION.problem(
                f"the distribution {quote(name)} offers a pack in {quote(point.value)};"
                f" {reason}",
                hint="name a package that holds a pack.yaml, such as `my_pack.data`, in"
                f" the entry point group `{GROUP}`",
                file=point.name,
            )
        yield InstalledPack(point.name, name, version, path, problem)


def _named(distribution: "importlib.metadata.Distribution") -> tuple[str, str]:
    """Return the name and the version of a distribution.

    Raises:
        ValueError: If it does not state them.
    """
    # What is missing is nothing or an error, depending on the version of Python.
    try:
        metadata: Any = distribution.metadata
    except FileNotFoundError:
        metadata = {}
    name, version = metadata.get("Name"), metadata.get("Version")
    if not name or not version:
        msg = "it states no name or no version"
        raise ValueError(msg)
    return str(name), str(version)


def _locate(value: str) -> tuple[Path | None, str]:
    """Return the folder that an entry point names, or why there is none."""
    names = value.strip().split(".")
    if not all(name.isidentifier() for name in names):
        return None, "that is no import name of a package"
    folders: list[str] | None = None
    for end in range(1, len(names) + 1):
        found = _folders(".".join(names[:end]), folders)
        if not found:
            return None, f"there is no package {quote('.'.join(names[:end]))}"
        folders = found
    for folder in folders or ():
        # `Path.is_file` raises on what is forbidden.
        if os.path.isfile(Path(folder, PACK_FILE)):  # noqa: PTH113
            return Path(folder), ""
    return None, f"there is no {PACK_FILE} in it"


def _folders(name: str, within: list[str] | None) -> list[str]:
    """Return the folders of the package *name*, as an import would find them.

    `importlib.util.find_spec` would import the packages that it is in.
    """
    for finder in sys.meta_path:
        try:
            spec = finder.find_spec(name, within)
            folders = spec and list(spec.submodule_search_locations or ())
        except (ImportError, *_METADATA_ERRORS):
            continue  # Some other finder may know it.
        if folders:
            return folders
    # A folder without an `__init__.py`, as of data, is a package as well; its spec can
    # only be made once the package that it is in has been imported.
    inner = [Path(folder, name.rpartition(".")[2]) for folder in within or ()]
    return [str(folder) for folder in inner if os.path.isdir(folder)]  # noqa: PTH112
