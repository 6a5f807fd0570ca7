"""Pieces of a conversion: some questions each, which another process can export."""

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
    """Some questions to export; it can be pickled.

    Args:
        format: The name of the exporter.
        options: The options of the exporter.
        pack: The pack without its questions. If the exporter needs nothing but the
            question itself, the pack has no other entities either.
        chunk: The lines with the questions.
        before: The earlier questions that are linked with these: a chunk of each file,
            and the offsets of the lines.
        after: The later questions that are linked with these, likewise.
    """

    format: str
    options: Options
    pack: Pack
    chunk: Chunk
    before: "Sequence[tuple[Chunk, array[int]]]" = ()
    after: "Sequence[tuple[Chunk, array[int]]]" = ()

    def made(self) -> Any:
        """Return the exported text of the questions.

        Raises:
            OSError: If a file cannot be read.
        """
        own = _questions(self.chunk.entities())
        before, after = (
            [
                question
                for file, offsets in linked
                for question in _questions(file.entities(offsets))
            ]
            for linked in (self.before, self.after)
        )
        index = PackIndex(attrs.evolve(self.pack, questions=(*before, *own, *after)))
        selection = Selection([Entry(question, index) for question in own], (index,))
        stream = exporters.exporter(self.format).stream
        assert stream is not None  # noqa: S101 - only such formats have pieces
        return stream.piece(ExportRequest(selection=selection, options=self.options))


def _questions(entities: Iterable[object]) -> list[Question]:
    return [entity for entity in entities if isinstance(entity, Question)]


@attrs.frozen
class FailedPiece:
    """The file because of which a piece could not be made, and the reason."""

    file: str
    reason: str


def make_piece(piece: ConversionPiece) -> Any:
    """Return the exported piece, or a `FailedPiece`."""
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
class LineOffsets:
    """The offsets of the lines in each file, and the links between questions.

    Args:
        files: The number of files.
        links: Whether to keep the links between questions.
        by_file: For each file and top-level list, the offsets at which the lines of its
            items begin.
        numbers: A number for each id of a question, which takes less memory than the id.
        ordinals: For each such number, the index of the question among those of all
            files, or -1 if it has not been read yet.
        pairs: The numbers of two linked questions, those of the next two, and so on.
        questions: The number of questions in all files.
    """

    files: int
    links: bool
    by_file: "list[defaultdict[str, array[int]]]" = attrs.field(init=False)
    numbers: dict[str, int] = attrs.field(factory=dict, init=False)
    ordinals: "array[int]" = attrs.field(factory=lambda: array("q"), init=False)
    pairs: "array[int]" = attrs.field(factory=lambda: array("q"), init=False)
    questions: int = attrs.field(default=0, init=False)

    @by_file.default
    def _by_file(self) -> "list[defaultdict[str, array[int]]]":
        return [defaultdict(lambda: array("Q")) for _ in range(self.files)]

    def take(self, file: int, summary: ChunkSummary) -> None:
        """Add the summary of the next chunk of a file, which has to come in order."""
        for key, offsets in summary.offsets.items():
            self.by_file[file][key] += offsets
        if not self.links:
            self.questions += len(summary.offsets.get(QUESTIONS, ()))
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
        """Return the number of the question with the id *name*."""
        number = self.numbers.setdefault(name, len(self.numbers))
        if number == len(self.ordinals):
            self.ordinals.append(-1)
        return number

    def linked(self) -> Iterator[tuple[int, int]]:
        """Yield the indexes, among all questions, of each two that are linked."""
        numbers = iter(self.pairs)
        for question, other in zip(numbers, numbers, strict=True):
            yield self.ordinals[question], self.ordinals[other]


@attrs.define
class QuestionRun:
    """Consecutive questions of one file.

    Args:
        file: The number of the file.
        start: The offset at which the line of the first question begins.
        stop: The offset at which the next question begins, or the end of the file.
        first: The index of the first question among those of all files.
        end: The index after that of the last question.
        linked: The indexes of the questions of other runs that are linked with these.
        before: For each file, the offsets of the earlier ones of those.
        after: For each file, the offsets of the later ones of those.
    """

    file: int
    start: int
    stop: int
    first: int
    end: int
    linked: "array[int]" = attrs.field(factory=lambda: array("q"), init=False)
    before: "Mapping[int, array[int]]" = attrs.field(init=False)
    after: "Mapping[int, array[int]]" = attrs.field(init=False)

    @before.default
    @after.default
    def _nothing(self) -> "Mapping[int, array[int]]":
        return defaultdict(lambda: array("Q"))
