"""Find the packs that installed distributions offer, without importing anything.

A distribution offers a pack by an entry point in the group `GROUP`: its name is the id
of the pack, and its value the import name of a package that holds a ``pack.yaml``.
Importing that package would run its code. So it is only located, by the finders that an
import uses, and its folder is read as files.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ..document import PACK_FILE, codes
from ..errors import Problem, quote

if TYPE_CHECKING:
    import importlib.metadata

GROUP: Final = "mlinterview.packs"
"""The entry point group of packs."""


@attrs.frozen(order=True)
class InstalledPack:
    """A pack that can be loaded by its name: a bundled one, or of a distribution.

    Args:
        id: The name by which to load the pack.
        distribution: The name of the distribution that offers it.
        version: The version of that distribution.
        path: The directory of the pack, or `None` if it cannot be found.
        problem: The reason why it cannot be found, or `None`.
    """

    id: str
    distribution: str
    version: str
    path: Path | None = attrs.field(order=False)
    problem: Problem | None = attrs.field(default=None, order=False)


_METADATA_ERRORS: Final = (OSError, ValueError, KeyError, AttributeError, TypeError)
"""The exceptions of the standard library for damaged metadata of a distribution."""


def offered() -> tuple[InstalledPack, ...]:
    """Return the packs that other distributions offer, sorted by id."""
    import importlib.metadata

    # A distribution may be found twice, such as on a path that is listed twice. An
    # import would take the first one.
    packs: dict[tuple[str, str], InstalledPack] = {}
    for distribution in importlib.metadata.distributions():
        for pack in _offers(distribution):
            packs.setdefault((pack.id, pack.distribution), pack)
    return tuple(sorted(packs.values()))


def _offers(distribution: "importlib.metadata.Distribution") -> Iterator[InstalledPack]:
    """Yield the packs of one distribution."""
    try:
        points = [point for point in distribution.entry_points if point.group == GROUP]
        if not points:
            return
        name, version = _named(distribution)
    except _METADATA_ERRORS as error:
        # The folder of its metadata if known; others may be in the same place.
        metadata_folder = getattr(distribution, "_path", None)
        place = str(metadata_folder or distribution.locate_file(""))
        damaged = codes.BROKEN_DISTRIBUTION.problem(
            f"the metadata of a distribution cannot be read: {error}",
            hint="reinstall it",
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
    # Missing metadata is empty or an error, depending on the version of Python.
    try:
        metadata: Any = distribution.metadata
    except FileNotFoundError:
        metadata = {}
    name, version = metadata.get("Name"), metadata.get("Version")
    if not name or not version:
        msg = "the name or the version is missing"
        raise ValueError(msg)
    return str(name), str(version)


def _locate(value: str) -> tuple[Path | None, str]:
    """Return the folder that an entry point names, or `None` and the reason."""
    names = value.strip().split(".")
    if not all(name.isidentifier() for name in names):
        return None, "that is not the import name of a package"
    folders: list[str] | None = None
    for end in range(1, len(names) + 1):
        name = ".".join(names[:end])
        folders = _folders(name, folders)
        if not folders:
            return None, f"there is no package {quote(name)}"
    for folder in folders or ():
        # `Path.is_file` raises an error for a folder without permission.
        if os.path.isfile(Path(folder, PACK_FILE)):  # noqa: PTH113
            return Path(folder), ""
    return None, f"there is no {PACK_FILE} in it"


def _folders(name: str, within: list[str] | None) -> list[str]:
    """Return the folders of a package, as an import would find them.

    `importlib.util.find_spec` would import the packages that contain it.

    Args:
        name: The full import name.
        within: The folders of the package that contains it, or `None` at the top.
    """
    for finder in sys.meta_path:
        try:
            spec = finder.find_spec(name, within)
            folders = spec and list(spec.submodule_search_locations or ())
        except (ImportError, *_METADATA_ERRORS):
            continue  # Another finder may know it.
        if folders:
            return folders
    # A folder without an `__init__.py` is a package as well, but its spec could be made
    # only after an import of the package that contains it.
    inner = [Path(folder, name.rpartition(".")[2]) for folder in within or ()]
    return [str(folder) for folder in inner if os.path.isdir(folder)]  # noqa: PTH112
