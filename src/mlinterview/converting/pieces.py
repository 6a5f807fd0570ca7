"""What becomes of some questions of a large pack, made by a process of its own."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from .. import exporters
from .._support.options import Options
from ..errors import Problem
from ..exporters import ExportRequest
from ..model import COLLECTIONS, Pack, Question
from ..query import Entry, PackIndex, Selection
from ..validation import (
    Chunk,
    ChunkSummary,
    Named,
)

QUESTIONS: Final = COLLECTIONS["question"][0]


@attrs.frozen(kw_only=True)
class ConversionPiece:
    """Some questions, which a process of its own makes something of.

    Args:
        format: The format.
        options: What is chosen about it.
        pack: The pack without its questions; if each stands alone, without all else
            as well.
        chunk: The lines that the questions are on.
        before: Other questions that they show, or that name them, which come before
            them: in which file, and where the lines begin.
        after: Those that come after them.
    """

    format: str
    options: Options
    pack: Pack
    chunk: Chunk
    before: "Sequence[tuple[Chunk, array[int]]]" = ()
    after: "Sequence[tuple[Chunk, array[int]]]" = ()

    def made(self) -> Any:
        """Return what becomes of the questions.

        Raises:
            OSError: If a file cannot be read.
        """
        own = _questions(self.chunk.entities())
        before, after = (
            [one for file, places in near for one in _questions(file.entities(places))]
            for near in (self.before, self.after)
        )
        index = PackIndex(attrs.evolve(self.pack, questions=(*before, *own, *after)))
        selection = Selection([Entry(one, index) for one in own], (index,))
        stream = exporters.exporter(self.format).stream
        assert stream is not None  # noqa: S101 - only such formats have pieces
        return stream.piece(ExportRequest(selection=selection, options=self.options))


def _questions(entities: Iterable[object]) -> list[Question]:
    return [one for one in entities if isinstance(one, Question)]


@attrs.frozen
class FailedPiece:
    """Why there is nothing of a piece, and which file is to blame."""

    file: str
    reason: str


def make_piece(piece: ConversionPiece) -> Any:
    """Return what becomes of a piece."""
    try:
        return piece.made()
    except OSError as error:
        name = error.filename or piece.chunk.name
        return FailedPiece(
            name, f"cannot be read: {(error.strerror or str(error)).lower()}"
        )


class ConversionStopped(Exception):
    """A piece could not be made."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


@attrs.define
class LinePlaces:
    """Where the lines of each list begin, in one file after the other, and links.

    Args:
        files: How many files there are.
        links: Whether to keep which question refers to which.
    """

    files: int
    links: bool
    at: "list[defaultdict[str, array[int]]]" = attrs.field(init=False)
    numbers: dict[str, int] = attrs.field(factory=dict, init=False)
    ordinals: "array[int]" = attrs.field(factory=lambda: array("q"), init=False)
    pairs: "array[int]" = attrs.field(factory=lambda: array("q"), init=False)
    questions: int = attrs.field(default=0, init=False)

    @at.default
    def _at(self) -> "list[defaultdict[str, array[int]]]":
        return [defaultdict(lambda: array("Q")) for _ in range(self.files)]

    def take(self, file: int, summary: ChunkSummary) -> None:
        """Take what was found in the next chunk of a file."""
        for key, places in summary.places.items():
            self.at[file][key] += places
        if not self.links:
            self.questions += len(summary.places.get(QUESTIONS, ()))
            return
        for fields in summary.named:
            named = Named(*fields)
            if named.kind == "question":
                own = self.number(named.name or "")
                self.ordinals[own] = self.questions
                self.questions += 1
                for kind, other in named.refers:
                    if kind == "question":
                        self.pairs += array("q", (own, self.number(other)))

    def number(self, name: str) -> int:
        """Return the number of a name; a name takes much more room than a number."""
        number = self.numbers.setdefault(name, len(self.numbers))
        if number == len(self.ordinals):
            self.ordinals.append(-1)
        return number

    def linked(self) -> Iterator[tuple[int, int]]:
        """Yield the places, among all questions, of each two that are linked."""
        numbers = iter(self.pairs)
        for one, other in zip(numbers, numbers, strict=True):
            yield self.ordinals[one], self.ordinals[other]


@attrs.define
class QuestionRun:
    """Questions that stand in a row.

    Args:
        file: The number of the file that they are in.
        start: Where the line of the first begins.
        stop: Where the line behind the last begins.
        first: The place of the first among all questions.
        end: That of the one behind the last.
    """

    file: int
    start: int
    stop: int
    first: int
    end: int
    near: "array[int]" = attrs.field(factory=lambda: array("q"), init=False)
    before: "Mapping[int, array[int]]" = attrs.field(init=False)
    after: "Mapping[int, array[int]]" = attrs.field(init=False)

    @before.default
    @after.default
    def _nothing(self) -> "Mapping[int, array[int]]":
        return defaultdict(lambda: array("Q"))
