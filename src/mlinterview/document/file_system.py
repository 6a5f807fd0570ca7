"""Reading files with a limit; what goes wrong is a problem, never an exception."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from ..errors import Problem, did_you_mean
from . import codes
from .events import Limits
from .parts import too_large

BytesReader: TypeAlias = Callable[[int], tuple[bytes, Problem | None]]
"""Returns the bytes of a file, or the problem with it; takes how many to read at most."""

NOT_A_FILE: Final = "a device, a pipe or a folder is no file to read"


def read_bytes(path: Path, limit: int) -> tuple[bytes, Problem | None]:
    """Return the bytes of a file, and the problem if they cannot be read.

    Args:
        path: The file.
        limit: How many bytes it may have.
    """
    name = str(path)
    try:
        with open(path, "rb", opener=open_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return b"", codes.UNREADABLE.problem(NOT_A_FILE, file=name)
            source = file.read(limit + 1)
    except OSError as error:
        message = f"cannot be read: {reason_of(error)}"
        return b"", codes.UNREADABLE.problem(message, file=name)
    if len(source) > limit:
        return b"", too_large(name, Limits(bytes=limit))
    return source, None


def bytes_reader(path: Path) -> BytesReader:
    """Return a function that reads the file *path* when it is called."""
    return lambda limit: read_bytes(path, limit)


def open_without_waiting(path: str, flags: int) -> int:
    """Open a file without waiting for a pipe that nobody writes to."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def reason_of(error: Exception) -> str:
    """Return the reason that an error gives, without the path, in lower case."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def similar_name_hint(path: Path) -> str:
    """Return a hint that names a file like *path* in the same folder, or ``""``."""
    try:
        names = {sibling.name for sibling in path.parent.iterdir()}
    except (OSError, ValueError):
        return ""
    return did_you_mean(path.name, sorted(names - {path.name}))
