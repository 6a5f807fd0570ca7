"""What a directory and an archive have in common: a list of files."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from ..errors import Problem, quote
from . import codes
from .events import Format, Limits
from .file_system import BytesReader
from .formats.texts import PART_FORMATS
from .media import ImageFile


class ListedFile(NamedTuple):
    """A file that is a part of a pack.

    Args:
        name: What to call it in problems.
        steps: Its path within the pack.
        read: Returns its bytes, or the problem with it.
    """

    name: str
    steps: tuple[str, ...]
    read: BytesReader

    @property
    def format(self) -> Format:
        """The format of its text."""
        return PART_FORMATS[PurePosixPath(self.steps[-1]).suffix.lower()]


class Listing(NamedTuple):
    """The files of a directory or an archive.

    Args:
        name: The directory or archive as it was named.
        files: The files that are parts of the pack.
        problems: What is wrong with other files.
        hint: What may help if there is no `PACK_FILE`.
        images: The images of an archive, by their paths in the pack.
    """

    name: str
    files: Sequence[ListedFile]
    problems: Sequence[Problem]
    hint: str = ""
    images: Mapping[str, ImageFile] = MappingProxyType({})


def too_many(name: str, limits: Limits) -> Problem:
    """Return the problem that there are more files than the limit allows."""
    message, hint = f"more than {limits.files} files", "join some, or raise the limit"
    return codes.TOO_LARGE.problem(message, hint=hint, file=name)


def ignored(name: str, stem: str) -> Problem:
    """Return the problem that a `.yml` file is not read.

    Args:
        name: The file.
        stem: Its name without folders and without the ending.
    """
    return codes.IGNORED_FILE.problem(
        "a .yml file is not read as a part of the pack",
        hint=f"rename it to {quote(stem + '.yaml')}",
        file=name,
    )
