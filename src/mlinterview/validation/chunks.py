"""Chunks of a large file, which several processes can read and summarize."""

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
    """The lines of a file that begin in a range of offsets; it can be pickled.

    Args:
        name: The path of the file.
        limits: How much to read.
        header: The header of the file.
        start: The first offset of the range.
        end: The offset after the last one.
        today: The day on which the pack is checked.
    """

    name: str
    limits: Limits
    header: Header
    start: int
    end: int
    today: datetime.date

    def reader(self) -> "LineReader":
        """Return a reader of the file.

        Raises:
            OSError: If the file does not exist any more, or may not be read.
        """
        file = document.lines_file(self.name, self.limits)
        if file is None:
            reason = "it does not exist any more, or may not be read"
            raise FileNotFoundError(errno.ENOENT, reason, self.name)
        return LineReader(file, self.header, self.today)

    def entities(self, offsets: Iterable[int] | None = None) -> Iterator[Entity]:
        """Yield the entities on the lines, which must have no errors.

        Args:
            offsets: The offsets at which the wanted lines begin; the lines of the chunk
                by default.

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
    """The results of reading a chunk. Lines are counted from the start of the chunk.

    Args:
        wrong: The numbers, from 0, of the lines that have problems of their own.
        named: For each line, the fields of its `Named` as a plain tuple, which takes a
            fraction of the time to send to another process. A reference to an entity of
            another type than a question is only in the first `Named` that has it.
        offsets: For each top-level list, the offsets in the file at which the lines of
            its items begin.
        last: The last line, with spaces as its content.
        broken: The first line that is not UTF-8. All other values are then empty.
        unread: Why the chunk could not be read, or an empty text.
    """

    wrong: Sequence[int] = ()
    named: Sequence[tuple[Any, ...]] = ()
    offsets: "Mapping[str, array[int]]" = attrs.field(factory=dict)
    last: Line | None = None
    broken: Line | None = None
    unread: str = ""


def summarize(chunk: Chunk) -> ChunkSummary:
    """Check each line of a chunk on its own, and return the results.

    Errors of reading are in the result; none is raised.
    """
    wrong: list[int] = []
    named: list[tuple[Any, ...]] = []
    offsets: dict[str, array[int]] = {}
    reported: set[tuple[str, str]] = set()
    try:
        reader = chunk.reader()
        for read_line in reader.read(chunk.start, chunk.end):
            problems = read_line.problems()
            if any(problem.code == codes.NOT_UTF8.id for problem in problems):
                return ChunkSummary(broken=read_line.line)
            if problems:
                wrong.append(read_line.line.number)
            if (names := read_line.named()) is not None:
                # References to questions are all kept: decks show with each question
                # which others it is linked to.
                refers = [
                    reference
                    for reference in names.refers
                    if reference[0] == "question" or reference not in reported
                ]
                reported.update(refers)
                named.append(tuple(names._replace(refers=refers)))
            if key := read_line.key:
                offsets.setdefault(key, array("Q")).append(read_line.line.offset)
    except OSError as error:
        return ChunkSummary(unread=(error.strerror or str(error)).lower())
    last = reader.last and reader.last._replace(source=blank(reader.last))
    return ChunkSummary(wrong=wrong, named=named, offsets=offsets, last=last)


def blank(line: Line) -> bytes:
    """Return as many spaces as a line has characters."""
    return b" " * len((line.source or b"").decode(errors="replace"))
