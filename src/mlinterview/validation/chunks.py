"""Pieces of a large file, each of which a process of its own can look at."""

import datetime
import errno
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from .. import document
from ..document import (
    Limits,
    Line,
    codes,
)
from ..model import Entity
from .line_reader import Header, LineReader, bare


@attrs.frozen(kw_only=True)
class Chunk:
    """Some lines of a file, which a process of its own can look at.

    Args:
        name: The file.
        limits: How much to read.
        header: The header of the file.
        start: The offset from which on lines that begin are among them.
        end: The offset from which on they are not.
        today: The day on which they are checked.
    """

    name: str
    limits: Limits
    header: Header
    start: int
    end: int
    today: datetime.date

    def reader(self) -> "LineReader":
        """Return what reads the lines.

        Raises:
            OSError: If the file is there no more.
        """
        file = document.lines_file(self.name, self.limits)
        if file is None:
            reason = "it is there no more, or may not be read"
            raise FileNotFoundError(errno.ENOENT, reason, self.name)
        return LineReader(file, self.header, self.today)

    def entities(self, offsets: Iterable[int] | None = None) -> Iterator[Entity]:
        """Yield the entities on the lines, which no error is in.

        Args:
            offsets: Where in the file the lines begin that are wanted, if not those of
                the chunk.

        Raises:
            OSError: If the file cannot be read.
        """
        reader = self.reader()
        file = reader.file
        lines = file.lines(self.start, self.end)
        for line in lines if offsets is None else file.lines_at(offsets):
            if not reader.is_header(line) and bare(line):
                yield reader.entity(line)


@attrs.frozen(kw_only=True)
class ChunkSummary:
    """What is kept of a chunk.

    Args:
        wrong: Which lines something is wrong with by themselves, counted from 0.
        named: The names on the lines, each the fields of a `Named`: a plain tuple goes
            from one process to another in a fraction of the time. That something is
            referred to is told once, of questions with each that refers to them.
        places: For each list of a pack, where in the file the lines of its items begin.
        last: The last line, of which just the number and the length count.
        broken: A line that is no UTF-8. Nothing else is said then.
        unread: Why the lines could not be read, or empty.
    """

    wrong: Sequence[int] = ()
    named: Sequence[tuple[Any, ...]] = ()
    places: "Mapping[str, array[int]]" = attrs.field(factory=dict)
    last: Line | None = None
    broken: Line | None = None
    unread: str = ""


def summarize(chunk: Chunk) -> ChunkSummary:
    """Look at the lines of a chunk, each by itself."""
    wrong: list[int] = []
    named: list[tuple[Any, ...]] = []
    places: dict[str, array[int]] = {}
    told: set[tuple[str, str]] = set()
    try:
        reader = chunk.reader()
        for found in reader.read(chunk.start, chunk.end):
            problems = found.problems()
            if any(one.code == codes.NOT_UTF8.id for one in problems):
                return ChunkSummary(broken=found.line)
            if problems:
                wrong.append(found.line.number)
            if (names := found.named()) is not None:
                # Decks show with each question which others it is linked to.
                refers = [
                    one for one in names.refers if one[0] == "question" or one not in told
                ]
                told.update(refers)
                named.append(tuple(names._replace(refers=refers)))
            if found.key:
                places.setdefault(found.key, array("Q")).append(found.line.offset)
    except OSError as error:
        return ChunkSummary(unread=(error.strerror or str(error)).lower())
    last = reader.last and reader.last._replace(source=blank(reader.last))
    return ChunkSummary(wrong=wrong, named=named, places=places, last=last)


def blank(line: Line) -> bytes:
    """Return spaces as wide as a line."""
    return b" " * len((line.source or b"").decode(errors="replace"))
