"""The conversion of JSON Lines files, which are read and written in pieces."""

import contextlib
import datetime
import functools
import itertools
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from .. import exporters
from .._support.files import Draft
from .._support.processes import Died
from ..document import Limits, LinesFile, codes
from ..errors import ExportError, Problem, Report
from ..exporters import ExportRequest, Stream
from ..model import COLLECTIONS, Pack, structure
from ..query import select
from ..validation import (
    CHUNK_SIZE,
    Chunk,
    Header,
    check_files,
    header_of,
    process_died,
    with_progress,
)
from .pieces import (
    QUESTIONS,
    ConversionPiece,
    ConversionStopped,
    FailedPiece,
    LineOffsets,
    QuestionRun,
    make_piece,
)
from .targets import ConversionTarget, export_loaded, needs_all


@attrs.frozen(kw_only=True)
class Conversion:
    """A conversion of JSON Lines files that are together one pack.

    Args:
        name: The name of the pack in the report.
        files: The files.
        target: The files to write, and their format.
        today: The day on which the pack is checked.
        limits: How much to read of each line.
        each: Applies a function to each value in order, as `map` does, perhaps in other
            processes.
        progress: Called with the number of bytes that have been worked on, and the number
            of all bytes.
    """

    name: str
    files: Sequence[LinesFile]
    target: ConversionTarget
    today: datetime.date
    limits: Limits
    each: Callable[..., Iterator[Any]]
    progress: Callable[[int, int], None]

    def run(self) -> Report:
        """Convert the files unless they have errors, and return their problems.

        Raises:
            ExportError: If the format cannot carry the pack, or a file cannot be written.
        """
        stream = self.target.stream
        if stream is None and self.size > self.limits.bytes:
            consequence = f"it takes no more than {self.limits.bytes} bytes"
            raise needs_all(self.target.exporter, consequence)
        states = self.states()
        offsets = LineOffsets(
            len(self.files), links=stream is not None and not stream.alone
        )
        report = check_files(
            self.files,
            self.today,
            lambda _code: True,
            name=self.name,
            each=with_progress(self.first_round, self.size, self.each),
            keep=offsets.take,
        )
        if not report.ok:
            return report
        try:
            if stream is None:
                pack = self.pack(offsets, COLLECTIONS)
                self.check_unchanged(states)
                export_loaded(pack, self.target, self.files[0].media)
            else:
                self.write(stream, offsets, states)
        except ConversionStopped as stopped:
            return _with(report, stopped.problem)
        except ExportError:
            raise  # It says itself what is wrong, whether or not a file has changed.
        except Exception:
            # A file that has changed in the meantime can raise any error; the change is
            # then the problem to report.
            changed = list(self.changed(states))
            if not changed:
                raise
            return _with(report, *changed)
        return report

    @property
    def size(self) -> int:
        """The number of bytes in all files."""
        return sum(file.size for file in self.files)

    def states(self) -> list[object]:
        """Return for each file a value that changes if the file does."""
        return [_state(Path(file.name)) for file in self.files]

    def changed(self, states: Sequence[object]) -> Iterator[Problem]:
        """Yield a problem for each file that was changed while it was read."""
        for file, before, now in zip(self.files, states, self.states(), strict=True):
            if before != now:
                yield _unconverted(file.name, "changed while it was read")

    def first_round(self, done: int, size: int) -> None:
        """Report the progress of the first of the two rounds."""
        self.progress(done // 2, size)

    def check_unchanged(self, states: Sequence[object]) -> None:
        """Raise `ConversionStopped` if a file was changed while it was read."""
        for problem in self.changed(states):
            raise ConversionStopped(problem)

    # All but the questions -----------------------------------------------------

    @functools.cached_property
    def headers(self) -> Sequence[Header]:
        """The header of each file."""
        return [header_of(file) for file in self.files]

    def piece(self, run: QuestionRun, pack: Pack) -> ConversionPiece:
        """Return the piece with the questions of a run, and with those linked to them."""
        before, after = (
            [(self.chunk(file), offsets) for file, offsets in by_file.items()]
            for by_file in (run.before, run.after)
        )
        return ConversionPiece(
            format=self.target.exporter.name,
            options=self.target.options,
            pack=pack,
            chunk=self.chunk(run.file, run.start, run.stop),
            before=before,
            after=after,
        )

    def chunk(self, file: int, start: int = 0, end: int = 0) -> Chunk:
        """Return a chunk of the file with the number *file*."""
        return Chunk(
            name=self.files[file].name,
            limits=self.limits,
            header=self.headers[file],
            start=start,
            end=end,
            today=self.today,
        )

    def pack(self, offsets: LineOffsets, kinds: Iterable[str]) -> Pack:
        """Return the pack with only the entities of the types *kinds*."""
        head = structure(self.headers[0].data)
        lists: dict[str, Any] = {
            key: tuple(
                entity
                for file, by_key in enumerate(offsets.by_file)
                for entity in self.chunk(file).entities(by_key[key])
            )
            for key, _cls in (COLLECTIONS[kind] for kind in kinds)
        }
        return attrs.evolve(head, **lists)

    # Questions ---------------------------------------------------------------

    def write(
        self, stream: Stream, offsets: LineOffsets, states: Sequence[object]
    ) -> None:
        """Write all files, or none of them if there is an error."""
        targets = self.target.files(offsets.questions)
        rest = self.pack(offsets, [kind for kind in COLLECTIONS if kind != "question"])
        head = self.pack(offsets, ())
        runs = self.runs(offsets, len(targets))
        pieces = [piece for run in runs for piece in run]
        if not stream.alone:
            self.link(pieces, offsets)
        context = head if stream.alone else rest
        results = self.results([self.piece(run, context) for run in pieces])
        with contextlib.ExitStack() as stack, contextlib.closing(results):
            drafts = []
            for number, (path, own) in enumerate(zip(targets, runs, strict=True)):
                pack = head if stream.shared and number else rest
                request = ExportRequest(
                    selection=select(pack), options=self.target.options
                )
                try:
                    draft = stack.enter_context(Draft(path))
                    stream.write(request, itertools.islice(results, len(own)), draft.file)
                    draft.flush()
                except OSError as error:
                    raise exporters.write_error(path, error) from error
                drafts.append(draft)
            self.check_unchanged(states)
            for draft in drafts:
                draft.put()

    def runs(self, offsets: LineOffsets, files: int) -> "list[list[QuestionRun]]":
        """Return for each file that is written the runs of questions that go there."""
        step = self.target.per_file if self.target.is_several else offsets.questions
        runs: list[list[QuestionRun]] = [[] for _ in range(files)]
        first = 0
        for file, by_key in enumerate(offsets.by_file):
            lines = by_key[QUESTIONS]
            begin = 0
            while begin < len(lines):
                # A run is from one file, and goes to one file.
                most = bisect_left(lines, lines[begin] + CHUNK_SIZE)
                room = step - (first + begin) % step
                end = min(most, begin + room)
                ends = [*lines[end : end + 1], self.files[file].size + 1]
                runs[(first + begin) // step].append(
                    QuestionRun(file, lines[begin], ends[0], first + begin, first + end)
                )
                begin = end
            first += len(lines)
        return runs

    def link(self, runs: "Sequence[QuestionRun]", offsets: LineOffsets) -> None:
        """Add to each run the questions of other runs that are linked with its own."""
        firsts = [run.first for run in runs]
        for question, other in offsets.linked():
            for own, linked in ((question, other), (other, question)):
                run = runs[bisect_left(firsts, own + 1) - 1]
                if not run.first <= linked < run.end:
                    run.linked.append(linked)
        counts = (len(by_key[QUESTIONS]) for by_key in offsets.by_file)
        begins = list(itertools.accumulate(counts, initial=0))
        for run in runs:
            for linked in sorted(set(run.linked)):
                file = bisect_left(begins, linked + 1) - 1
                side = run.before if linked < run.first else run.after
                lines = offsets.by_file[file][QUESTIONS]
                side[file].append(lines[linked - begins[file]])
            del run.linked[:]

    def results(self, pieces: Sequence[ConversionPiece]) -> Generator[Any, None, None]:
        """Yield for each piece what the format makes of it.

        Raises:
            ConversionStopped: If a piece cannot be made.
        """
        done = self.size // 2
        for piece, result in zip(pieces, self.each(make_piece, pieces), strict=True):
            if isinstance(result, Died):
                result = FailedPiece(piece.chunk.name, process_died(piece.chunk))
            if isinstance(result, FailedPiece):
                raise ConversionStopped(_unconverted(result.file, result.reason))
            done += (piece.chunk.end - piece.chunk.start) // 2
            self.progress(min(done, self.size), self.size)
            yield result


def _with(report: Report, *problems: Problem) -> Report:
    return attrs.evolve(report, problems=(*report.problems, *problems))


def _state(path: Path) -> object:
    """Return a value that changes if a file does, or None if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _unconverted(name: str, reason: str) -> Problem:
    return codes.UNREADABLE.problem(
        reason, hint="nothing has been written; convert it once more", file=name
    )
