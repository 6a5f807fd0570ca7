"""Directories to a `Document`."""

import os
from collections.abc import Mapping
from pathlib import Path

import attrs

from ..errors import Problem
from . import codes
from .documents import Document
from .events import Limits
from .file_system import bytes_reader, reason_of, similar_name_hint
from .formats import PACK_FILE, PART_FORMATS
from .joining import read_listing
from .listing import ListedFile, Listing, ignored
from .media import images_in_folder


def read_directory(root: Path, limits: Limits, texts: Mapping[str, str]) -> Document:
    """Return the document of a directory.

    Args:
        root: The directory.
        limits: How much to read.
        texts: Texts to use instead of those in files, by the names of the files.
    """
    document = read_listing(_list_directory(root, limits), limits, texts)
    return attrs.evolve(document, media=images_in_folder(str(root), root, limits))


def _list_directory(root: Path, limits: Limits) -> Listing:
    """Return the files that make up the directory *root*.

    The search stops once there are more of them than the limit allows.
    """
    pack_file = root / PACK_FILE
    files: list[ListedFile] = []
    problems: list[Problem] = []
    if not os.path.lexists(pack_file):
        return Listing(str(root), files, problems, similar_name_hint(pack_file))

    def report(error: OSError) -> None:
        message = f"the folder cannot be read: {reason_of(error)}"
        problems.append(codes.UNREADABLE.problem(message, file=str(error.filename)))

    real_root = os.path.realpath(root)
    for folder, folders, names in os.walk(root, onerror=report):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        file_names = frozenset(names)
        for name in sorted([*names, *folders]):
            path = Path(folder, name)
            suffix = path.suffix.lower()
            if name.startswith("."):
                continue
            # As in `_is_file_inside`, a method of `Path` could raise.
            if os.path.islink(path) and not _is_file_inside(path, real_root):  # noqa: PTH114
                problems.append(
                    codes.OUTSIDE_PACK.problem(
                        "a link out of the pack, or to a folder, is not followed",
                        hint="copy what it points to into the pack",
                        file=str(path),
                    )
                )
            elif suffix == ".yml" and name in file_names:
                problems.append(ignored(str(path), path.stem))
            elif suffix in PART_FORMATS and name in file_names:
                steps = path.relative_to(root).parts
                files.append(ListedFile(str(path), steps, bytes_reader(path)))
        if len(files) + len(problems) > limits.files:
            break
    return Listing(str(root), files, problems)


def _is_file_inside(link: Path, real_root: str) -> bool:
    """Return True if *link* leads to a file in the folder *real_root*."""
    # The methods of `Path` raise on a link to itself or to a forbidden folder; these
    # functions do not.
    target = os.path.realpath(link)
    return Path(target).is_relative_to(real_root) and not os.path.isdir(target)  # noqa: PTH112
