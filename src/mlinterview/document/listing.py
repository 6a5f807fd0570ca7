"""What a directory and an archive have in common: a list of files."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final, NamedTuple

from ..errors import Problem, quote
from . import codes
from .events import Format, Limits
from .media import File

PACK_FILE: Final = "pack.yaml"
"""The file that makes a directory a pack."""

PART_FORMATS: Final[Mapping[str, Format]] = {".yaml": "yaml", ".json": "json"}
"""The format that each ending stands for within a directory or an archive."""


class ListedFile(NamedTuple):
    """A file that may be a part of a pack.

    Args:
        name: What to call it in problems.
        steps: Its path within the pack.
        read: Returns what it holds, or the problem with it; takes how many bytes are
            read at most.
    """

    name: str
    steps: tuple[str, ...]
    read: Callable[[int], tuple[bytes, Problem | None]]

    @property
    def format(self) -> Format:
        """How it is written."""
        return PART_FORMATS[PurePosixPath(self.steps[-1]).suffix.lower()]


class Listing(NamedTuple):
    """The files of a directory or an archive.

    Args:
        name: What the whole is called.
        files: Those that are parts.
        problems: What is wrong with others.
        hint: What might help if there is no `PACK_FILE`.
        images: The images of an archive, by their paths in the pack.
    """

    name: str
    files: Sequence[ListedFile]
    problems: Sequence[Problem]
    hint: str = ""
    images: Mapping[str, File] = MappingProxyType({})


def too_many(name: str, limits: Limits) -> Problem:
    """Return the problem that there are more files than the limit allows."""
    message, hint = f"more than {limits.files} files", "join some, or raise the limit"
    return codes.TOO_LARGE.problem(message, hint=hint, file=name)


def ignored(name: str, stem: str) -> Problem:
    """Return the problem that a file has another ending than those of parts."""
    return codes.IGNORED_FILE.problem(
        "a .yml file is not read as a part of the pack",
        hint=f"rename it to {quote(stem + '.yaml')}",
        file=name,
    )


def reason_of(error: Exception) -> str:
    """Return in words why a file could not be read."""
    return (getattr(error, "strerror", None) or str(error)).lower()
