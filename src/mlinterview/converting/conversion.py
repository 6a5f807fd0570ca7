"""A conversion of files in JSON Lines, one piece after the other."""

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
    LinePlaces,
    QuestionRun,
    make_piece,
)
from .targets import ConversionTarget, export_loaded, needs_all


@attrs.frozen(kw_only=True)
class Conversion:
    """A conversion of files in JSON Lines.

    Args:
        name: What they are called together.
        files: The files.
        place: Where the result goes.
        today: The day on which they are checked.
        limits: How much to read of each line.
        each: Calls a function with each of several values, maybe elsewhere.
        progress: Takes how much has been done.
    """

    name: str
    files: Sequence[LinesFile]
    place: ConversionTarget
    today: datetime.date
    limits: Limits
    each: Callable[..., Iterator[Any]]
    progress: Callable[[int, int], None]

    def run(self) -> Report:
        """Convert them, and return what is wrong with them."""
        stream = self.place.stream
        if stream is None and self.size > self.limits.bytes:
            consequence = f"it takes no more than {self.limits.bytes} bytes"
            raise needs_all(self.place.exporter, consequence)
        states = self.states()
        places = LinePlaces(
            len(self.files), links=stream is not None and not stream.alone
        )
        report = check_files(
            self.files,
            self.today,
            lambda _code: True,
            name=self.name,
            each=with_progress(self.half_way, self.size, self.each),
            keep=places.take,
        )
        if not report.ok:
            return report
        try:
            if stream is None:
                pack = self.pack(places, COLLECTIONS)
                self.check_unchanged(states)
                export_loaded(pack, self.place, self.files[0].media)
            else:
                self.write(stream, places, states)
        except ConversionStopped as stopped:
            return _with(report, stopped.problem)
        except ExportError:
            raise
        except Exception:
            # What is read of a file that has been changed meanwhile may be anything.
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
        """Return what would change if one of the files did."""
        return [_state(Path(file.name)) for file in self.files]

    def changed(self, states: Sequence[object]) -> Iterator[Problem]:
        """Yield a problem for each file that was changed while it was read."""
        for file, before, now in zip(self.files, states, self.states(), strict=True):
            if before != now:
                yield _unconverted(file.name, "changed while it was read")

    def half_way(self, done: int, of: int) -> None:
        """Say how far the first of the two rounds has come."""
        self.progress(done // 2, of)

    def check_unchanged(self, states: Sequence[object]) -> None:
        """Stop if a file was changed while it was read."""
        for problem in self.changed(states):
            raise ConversionStopped(problem)

    # What is no question -----------------------------------------------------

    @functools.cached_property
    def headers(self) -> Sequence[Header]:
        """The header of each file."""
        return [header_of(file) for file in self.files]

    def piece(self, run: QuestionRun, pack: Pack) -> ConversionPiece:
        """Return the piece that a run of questions becomes."""
        before, after = (
            [(self.chunk(file), places) for file, places in near.items()]
            for near in (run.before, run.after)
        )
        return ConversionPiece(
            format=self.place.exporter.name,
            options=self.place.options,
            pack=pack,
            chunk=self.chunk(run.file, run.start, run.stop),
            before=before,
            after=after,
        )

    def chunk(self, file: int, start: int = 0, end: int = 0) -> Chunk:
        """Return a chunk of a file, by the number of the file."""
        return Chunk(
            name=self.files[file].name,
            limits=self.limits,
            header=self.headers[file],
            start=start,
            end=end,
            today=self.today,
        )

    def pack(self, places: LinePlaces, kinds: Iterable[str]) -> Pack:
        """Return the pack with entities of some kinds."""
        head = structure(self.headers[0].data)
        lists: dict[str, Any] = {
            key: tuple(
                entity
                for file, at in enumerate(places.at)
                for entity in self.chunk(file).entities(at[key])
            )
            for key, _cls in (COLLECTIONS[kind] for kind in kinds)
        }
        return attrs.evolve(head, **lists)

    # Questions ---------------------------------------------------------------

    def write(self, stream: Stream, places: LinePlaces, states: Sequence[object]) -> None:
        """Write the files, all of them or none."""
        targets = self.place.files(places.questions)
        rest = self.pack(places, [kind for kind in COLLECTIONS if kind != "question"])
        head = self.pack(places, ())
        runs = self.runs(places, len(targets))
        pieces = [piece for run in runs for piece in run]
        if not stream.alone:
            self.join(pieces, places)
        shown = head if stream.alone else rest
        made = self.made([self.piece(run, shown) for run in pieces])
        with contextlib.ExitStack() as stack, contextlib.closing(made):
            drafts = []
            for number, (target, run) in enumerate(zip(targets, runs, strict=True)):
                own = head if stream.shared and number else rest
                request = ExportRequest(selection=select(own), options=self.place.options)
                try:
                    draft = stack.enter_context(Draft(target))
                    stream.write(request, itertools.islice(made, len(run)), draft.file)
                    draft.flush()
                except OSError as error:
                    raise exporters.write_error(target, error) from error
                drafts.append(draft)
            self.check_unchanged(states)
            for draft in drafts:
                draft.put()

    def runs(self, places: LinePlaces, files: int) -> "list[list[QuestionRun]]":
        """Return for each file that is written the runs of lines that go there."""
        step = self.place.per_file if self.place.is_several else places.questions
        runs: list[list[QuestionRun]] = [[] for _ in range(files)]
        first = 0
        for file, at in enumerate(places.at):
            lines = at[QUESTIONS]
            begin = 0
            while begin < len(lines):
                # No piece is in two files, neither here nor there.
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

    def join(self, runs: "Sequence[QuestionRun]", places: LinePlaces) -> None:
        """Say of each run which questions of others it needs."""
        firsts = [run.first for run in runs]
        for one, other in places.linked():
            for own, near in ((one, other), (other, one)):
                run = runs[bisect_left(firsts, own + 1) - 1]
                if not run.first <= near < run.end:
                    run.near.append(near)
        begins = list(
            itertools.accumulate((len(at[QUESTIONS]) for at in places.at), initial=0)
        )
        for run in runs:
            for near in sorted(set(run.near)):
                file = bisect_left(begins, near + 1) - 1
                side = run.before if near < run.first else run.after
                side[file].append(places.at[file][QUESTIONS][near - begins[file]])
            del run.near[:]

    def made(self, pieces: Sequence[ConversionPiece]) -> Generator[Any, None, None]:
        """Yield what becomes of each piece.

        Raises:
            ConversionStopped: If nothing becomes of one.
        """
        done = self.size // 2
        for piece, found in zip(pieces, self.each(make_piece, pieces), strict=True):
            if isinstance(found, Died):
                found = FailedPiece(piece.chunk.name, process_died(piece.chunk))
            if isinstance(found, FailedPiece):
                raise ConversionStopped(_unconverted(found.file, found.reason))
            done += (piece.chunk.end - piece.chunk.start) // 2
            self.progress(min(done, self.size), self.size)
            yield found


def _with(report: Report, *problems: Problem) -> Report:
    return attrs.evolve(report, problems=(*report.problems, *problems))


def _state(path: Path) -> object:
    """Return what would change if a file did."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _unconverted(name: str, reason: str) -> Problem:
    return codes.UNREADABLE.problem(
        reason, hint="nothing has been written; convert it once more", file=name
    )
