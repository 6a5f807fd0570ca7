"""Large files of JSON Lines, which are read line by line."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from .events import Limits
from .file_system import open_without_waiting
from .formats import LINES
from .media import Media, images_in_folder

_STEP: Final = 2**20
"""How many bytes of a line that is too long are skipped at a time."""


class Line(NamedTuple):
    """A line of a file.

    Args:
        number: The number of the line, from 0.
        offset: How many bytes of the file come before it.
        source: Its bytes, or `None` if they are more than the limit allows.
    """

    number: int
    offset: int
    source: bytes | None


class LinesFile(NamedTuple):
    """A file of JSON Lines that is read line by line.

    Args:
        name: The file as it was named.
        size: How many bytes it has.
        limits: How much to read; the limits on bytes and on nodes apply to each line.
        media: The images beside it.
    """

    name: str
    size: int
    limits: Limits
    media: Media

    def lines(self, start: int = 0, end: int | None = None) -> Iterator[Line]:
        """Yield each line, without the line break at its end.

        After the last line break comes one more line, which may be empty, as when a text
        is split.

        Args:
            start: The offset of the first line to yield; if it is within a line, the
                next line is the first. Lines are numbered from the first one.
            end: The offset to stop at: no line that begins there or later is yielded.

        Raises:
            OSError: If the file cannot be read.
        """
        limit = self.limits.bytes + 1
        with open(self.name, "rb", opener=open_without_waiting) as file:
            if start:
                # A line begins at `start` only if the byte before it ends another line.
                file.seek(start - 1)
                skipped, is_ended = _skip_line(file)
                if not is_ended:
                    return
                start += skipped - 1
            number, offset = 0, start
            while end is None or offset < end:
                source = file.readline(limit)
                size, is_ended = len(source), source.endswith(b"\n")
                is_too_long = size == limit and not is_ended
                if is_too_long:
                    skipped, is_ended = _skip_line(file)
                    size += skipped
                line = None if is_too_long else source.removesuffix(b"\n")
                yield Line(number, offset, line)
                if not is_ended:
                    return
                number, offset = number + 1, offset + size

    def lines_at(self, offsets: Iterable[int]) -> Iterator[Line]:
        """Yield the lines that begin at *offsets*, numbered from 0 in that order.

        Raises:
            OSError: If the file cannot be read.
        """
        with open(self.name, "rb", opener=open_without_waiting) as file:
            for number, offset in enumerate(offsets):
                file.seek(offset)
                source = file.readline(self.limits.bytes + 1)
                yield Line(number, offset, source.removesuffix(b"\n"))


def _skip_line(file: BinaryIO) -> tuple[int, bool]:
    """Skip the rest of a line; return its size, and whether a line break ends it."""
    size = 0
    while piece := file.readline(_STEP):
        size += len(piece)
        if piece.endswith(b"\n"):
            return size, True
    return size, False


def lines_file(path: str | os.PathLike[str], limits: Limits) -> LinesFile | None:
    """Return the file of JSON Lines at *path*, to be read line by line.

    Args:
        path: The file.
        limits: How much to read; see `LinesFile`.

    Returns:
        The file, or `None` if it is not a readable file of JSON Lines.
    """
    root = Path(path)
    try:
        status = root.stat()
        is_readable = os.access(root, os.R_OK)
    except (OSError, ValueError):
        return None
    is_file = stat.S_ISREG(status.st_mode)
    if root.suffix.lower() != LINES or not is_file or not is_readable:
        return None
    media = images_in_folder(str(root), root.parent, limits)
    return LinesFile(str(root), status.st_size, limits, media)
