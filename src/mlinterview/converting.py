"""Packs of any size, and in several files, from one format to another on several cores.

The files are looked at in stretches, each by a process: first what is wrong with them,
and which names there are; then, if there is no error, what becomes of their questions.
The pieces are put together in their order. So the result is the same, whatever does the
work, and a process holds no more than a stretch at a time.
"""

import contextlib
import datetime
import functools
import glob
import itertools
import os
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Final

import attrs

from . import document, exporters
from ._support import processes
from ._support.files import Draft
from ._support.options import Options
from ._support.processes import Died, Pool
from .document import DEFAULT_LIMITS, PACK_FILE, Limits, LinesFile
from .errors import ExportError, MlinterviewError, Problem, Report
from .exporters import Exporter, ExportRequest, Stream
from .model import COLLECTIONS, Pack, Question, structure
from .query import Entry, PackIndex, Selection, select
from .storage import Source, loading
from .validation import Header, Named, Stretch, Survey, codes, streaming

PER_FILE: Final = 10_000
"""How many questions each of several files gets."""

OTHER_JOBS: Final = 16
"""How many processes another executor is taken to have: so much of the result waits."""

_STAR: Final = "*"
_QUESTIONS: Final = COLLECTIONS["question"][0]


def convert(
    source: Source | Iterable[Source],
    target: str | os.PathLike[str],
    *,
    format: str | None = None,
    options: Options | None = None,
    executor: Executor | None = None,
    jobs: int | None = None,
    per_file: int = PER_FILE,
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Report:
    r"""Write a pack in another format; a pack in JSON Lines may be of any size.

    Such a pack may also stand in several files, its shards: each begins with the same
    header, and together they are one pack, as if the lines of one file followed those
    of the one before. So an id may be there once, and a reference may name what another
    file holds.

    Nothing is written if there is an error; else all of it is. The bytes are the same
    whatever the number of processes, and those that `export` writes. A program that is
    run as a script has to start under ``if __name__ == "__main__":``, as
    ``multiprocessing`` says.

    Args:
        source: What `load` takes; or the shards of a pack in their order, as paths, as a
            pattern such as ``"shards/*.jsonl"``, or as a folder that holds them.
        target: The file. With a star in its name, such as ``"cards-*.csv"``, several
            files, numbered from 00001. Those in JSON Lines are shards of the pack, of
            which the first holds all that is no question. In another format, each is
            complete by itself.
        format: The name of an exporter, see `formats`; by default that whose files end
            as *target* does. One that needs all questions at once takes no more bytes
            than the limit.
        options: What is chosen about the format; its defaults by default.
        executor: What does the work, such as ``Client.get_executor()`` of Dask; a pool
            of processes by default. Other machines find the files under the same names.
        jobs: How many processes that pool has, one for each processor by default. With
            one, all is done in this process.
        per_file: With a star in *target*, how many questions each file gets.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read; in JSON Lines, of each line.
        progress: Takes how many bytes have been worked on, and how many there are to
            work on, each time when there are more.

    Returns:
        What is wrong with the pack, as `validate` says it of a large file. If the
        report is ``ok``, the target has been written.

    Raises:
        ExportError: If there is no such format, it cannot carry the pack, or the target
            cannot be written. What was there is left as it was.
        MlinterviewError: If there is no source, or there are fewer jobs than one.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     convert("ml-engineer", f"{folder}/pack.jsonl", jobs=1).ok
    ...     convert(f"{folder}/pack.jsonl", f"{folder}/cards.csv", jobs=1).ok
    True
    True
    """
    today = today or datetime.date.today()
    paths = shards(source)
    place = _Place.of(target, format, options, per_file)
    pool = Pool(jobs)
    each = functools.partial(
        processes.each, executor=executor, jobs=jobs or OTHER_JOBS, pool=pool
    )
    files = [document.lines_file(path, limits) for path in paths]
    read = [file for file in files if file is not None]
    if len(read) < len(files):
        if len(files) == 1:
            return _loaded(paths[0], place, today, limits)
        return Report(name=_named(paths), problems=tuple(_unread(paths, files, limits)))
    if place.stream is None and len(read) == 1 and read[0].size <= limits.bytes:
        return _loaded(paths[0], place, today, limits)
    conversion = _Conversion(
        name=_named(paths),
        files=read,
        place=place,
        today=today,
        limits=limits,
        each=each,
        progress=progress,
    )
    with pool:
        return conversion.run()


def shards(source: Source | Iterable[Source]) -> list[str]:
    """Return the files that a source stands for, in their order.

    Raises:
        MlinterviewError: If there are none.
    """
    if isinstance(source, str | os.PathLike):
        source = [source]
    found = [path for one in source for path in _files_of(os.fspath(one))]
    if not found:
        msg = "there is nothing to convert; name a pack, or the shards of one"
        raise MlinterviewError(msg)
    return found


def _files_of(name: str) -> Iterable[str]:
    """Return the files that a folder of shards or a pattern stands for."""
    path = Path(name)
    if path.is_dir() and not (path / PACK_FILE).exists():
        return sorted(map(str, path.glob("*.jsonl"))) or [name]
    if glob.has_magic(name) and not os.path.lexists(name):
        return sorted(glob.glob(name))  # noqa: PTH207 - the pattern may be absolute
    return [name]


def _named(paths: Sequence[str]) -> str:
    """Return what several files are called together."""
    more = len(paths) - 1
    return f"{paths[0]} and {more} more" if more else paths[0]


def _unread(
    paths: Sequence[str], files: Sequence[LinesFile | None], limits: Limits
) -> Iterator[Problem]:
    """Yield a problem for each of several files that is no file of JSON Lines."""
    for path, file in zip(paths, files, strict=True):
        if file is None:
            found = document.read(path, limits=limits).problems
            yield from found or [
                codes.UNKNOWN_FORM.problem(
                    "of several files, each is a shard in JSON Lines",
                    hint="convert it to .jsonl first",
                    file=path,
                )
            ]


# Where it goes ---------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Place:
    """Where the result goes, and in which format.

    Args:
        path: The file, or a pattern for several.
        exporter: The format.
        options: What is chosen about it.
        per_file: How many questions each of several files gets.
    """

    path: Path
    exporter: Exporter
    options: Options
    per_file: int

    @classmethod
    def of(
        cls,
        target: str | os.PathLike[str],
        format: str | None,
        options: Options | None,
        per_file: int,
    ) -> "_Place":
        chosen = exporters.exporter_for(target, format)
        place = cls(
            path=Path(target),
            exporter=chosen,
            options=exporters.checked_options(chosen, options),
            per_file=per_file,
        )
        if per_file < 1:
            msg = f"{per_file} questions a file are none; ask for one or more"
            raise ExportError(msg)
        if place.is_several and chosen.stream is None:
            raise _needs_all(chosen, "it cannot be written in several files")
        return place

    @property
    def stream(self) -> Stream | None:
        return self.exporter.stream

    @property
    def is_several(self) -> bool:
        """Whether there are several files."""
        return _STAR in self.path.name

    def files(self, questions: int) -> list[Path]:
        """Return the files for so many questions.

        Raises:
            ExportError: If there are more files of the pattern, which would seem to
                belong to them.
        """
        if not self.is_several:
            return [self.path]
        before, _, after = self.path.name.partition(_STAR)
        number = max(1, -(-questions // self.per_file))
        made = [
            self.path.with_name(f"{before}{one:05}{after}")
            for one in range(1, number + 1)
        ]
        pattern = f"{glob.escape(before)}*{glob.escape(after)}"
        others = sorted({*self.path.parent.glob(pattern)} - {*made})
        if others:
            other = exporters.quote_path(others[0])
            msg = (
                f"{other} would seem to belong to the new files;"
                " remove it, or choose another name"
            )
            raise ExportError(msg)
        return made


def _needs_all(chosen: Exporter, consequence: str) -> ExportError:
    """Return the error that a format cannot be written some questions at a time."""
    fitting = ", ".join(exporters.streamed())
    return ExportError(
        f"{chosen.name} needs all questions at once, so {consequence};"
        f" choose from: {fitting}"
    )


def _loaded(path: str, place: _Place, today: datetime.date, limits: Limits) -> Report:
    """Convert a pack that is loaded as a whole."""
    report = loading.validate(path, today=today, limits=limits)
    if report.ok:
        if place.is_several:
            msg = (
                f"{exporters.quote_path(path)} is no file of JSON Lines, so it cannot be"
                " written in several files; convert it to one .jsonl file first"
            )
            raise ExportError(msg)
        pack, media = loading.load_with_media(path, today=today, limits=limits)
        _exported(pack, place, media)
    return report


def _exported(pack: Pack, place: _Place, media: document.Media) -> None:
    exporters.export(
        select(pack),
        place.path,
        format=place.exporter.name,
        options=place.options,
        media=media,
    )


# Pieces ----------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Piece:
    """Some questions, which a process of its own makes something of.

    Args:
        format: The format.
        options: What is chosen about it.
        pack: The pack without its questions; if each stands alone, without all else
            as well.
        stretch: The lines that the questions are on.
        before: Other questions that they show, or that name them, which come before
            them: in which file, and where the lines begin.
        after: Those that come after them.
    """

    format: str
    options: Options
    pack: Pack
    stretch: Stretch
    before: "Sequence[tuple[Stretch, array[int]]]" = ()
    after: "Sequence[tuple[Stretch, array[int]]]" = ()

    def made(self) -> Any:
        """Return what becomes of the questions.

        Raises:
            OSError: If a file cannot be read.
        """
        own = _questions(self.stretch.entities())
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
class _Failed:
    """Why there is nothing of a piece, and which file is to blame."""

    file: str
    reason: str


def _made(piece: _Piece) -> Any:
    """Return what becomes of a piece."""
    try:
        return piece.made()
    except OSError as error:
        name = error.filename or piece.stretch.name
        return _Failed(name, f"cannot be read: {(error.strerror or str(error)).lower()}")


class _Stopped(Exception):
    """A piece could not be made."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


@attrs.define
class _Places:
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

    def take(self, file: int, survey: Survey) -> None:
        """Take what was found in the next stretch of a file."""
        for key, places in survey.places.items():
            self.at[file][key] += places
        if not self.links:
            self.questions += len(survey.places.get(_QUESTIONS, ()))
            return
        for fields in survey.named:
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


# One after the other -----------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Conversion:
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
    place: _Place
    today: datetime.date
    limits: Limits
    each: Callable[..., Iterator[Any]]
    progress: Callable[[int, int], None]

    def run(self) -> Report:
        """Convert them, and return what is wrong with them."""
        stream = self.place.stream
        if stream is None and self.size > self.limits.bytes:
            consequence = f"it takes no more than {self.limits.bytes} bytes"
            raise _needs_all(self.place.exporter, consequence)
        states = self.states()
        places = _Places(len(self.files), links=stream is not None and not stream.alone)
        report = streaming.check(
            self.files,
            self.today,
            lambda _code: True,
            name=self.name,
            each=streaming.watched(self.half_way, self.size, self.each),
            keep=places.take,
        )
        if not report.ok:
            return report
        try:
            if stream is None:
                pack = self.pack(places, COLLECTIONS)
                self.check_unchanged(states)
                _exported(pack, self.place, self.files[0].media)
            else:
                self.write(stream, places, states)
        except _Stopped as stopped:
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
            raise _Stopped(problem)

    # What is no question -----------------------------------------------------

    @functools.cached_property
    def headers(self) -> Sequence[Header]:
        return [streaming.header_of(file) for file in self.files]

    def stretch(self, file: int, start: int = 0, end: int = 0) -> Stretch:
        return Stretch(
            name=self.files[file].name,
            limits=self.limits,
            header=self.headers[file],
            start=start,
            end=end,
            today=self.today,
        )

    def pack(self, places: _Places, kinds: Iterable[str]) -> Pack:
        """Return the pack with entities of some kinds."""
        head = structure(self.headers[0].data)
        lists: dict[str, Any] = {
            key: tuple(
                entity
                for file, at in enumerate(places.at)
                for entity in self.stretch(file).entities(at[key])
            )
            for key, _cls in (COLLECTIONS[kind] for kind in kinds)
        }
        return attrs.evolve(head, **lists)

    # Questions ---------------------------------------------------------------

    def write(self, stream: Stream, places: _Places, states: Sequence[object]) -> None:
        """Write the files, all of them or none."""
        targets = self.place.files(places.questions)
        rest = self.pack(places, [kind for kind in COLLECTIONS if kind != "question"])
        head = self.pack(places, ())
        runs = self.runs(places, len(targets))
        pieces = [piece for run in runs for piece in run]
        if not stream.alone:
            self.join(pieces, places)
        shown = head if stream.alone else rest
        made = self.made([piece.piece(self, shown) for piece in pieces])
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

    def runs(self, places: _Places, files: int) -> "list[list[_Run]]":
        """Return for each file that is written the runs of lines that go there."""
        step = self.place.per_file if self.place.is_several else places.questions
        runs: list[list[_Run]] = [[] for _ in range(files)]
        first = 0
        for file, at in enumerate(places.at):
            lines = at[_QUESTIONS]
            begin = 0
            while begin < len(lines):
                # No piece is in two files, neither here nor there.
                most = bisect_left(lines, lines[begin] + streaming.STRETCH)
                room = step - (first + begin) % step
                end = min(most, begin + room)
                ends = [*lines[end : end + 1], self.files[file].size + 1]
                runs[(first + begin) // step].append(
                    _Run(file, lines[begin], ends[0], first + begin, first + end)
                )
                begin = end
            first += len(lines)
        return runs

    def join(self, runs: "Sequence[_Run]", places: _Places) -> None:
        """Say of each run which questions of others it needs."""
        firsts = [run.first for run in runs]
        for one, other in places.linked():
            for own, near in ((one, other), (other, one)):
                run = runs[bisect_left(firsts, own + 1) - 1]
                if not run.first <= near < run.end:
                    run.near.append(near)
        begins = list(
            itertools.accumulate((len(at[_QUESTIONS]) for at in places.at), initial=0)
        )
        for run in runs:
            for near in sorted(set(run.near)):
                file = bisect_left(begins, near + 1) - 1
                side = run.before if near < run.first else run.after
                side[file].append(places.at[file][_QUESTIONS][near - begins[file]])
            del run.near[:]

    def made(self, pieces: Sequence[_Piece]) -> Generator[Any, None, None]:
        """Yield what becomes of each piece.

        Raises:
            _Stopped: If nothing becomes of one.
        """
        done = self.size // 2
        for piece, found in zip(pieces, self.each(_made, pieces), strict=True):
            if isinstance(found, Died):
                found = _Failed(piece.stretch.name, streaming.died(piece.stretch))
            if isinstance(found, _Failed):
                raise _Stopped(_unconverted(found.file, found.reason))
            done += (piece.stretch.end - piece.stretch.start) // 2
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


@attrs.define
class _Run:
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

    def piece(self, conversion: _Conversion, pack: Pack) -> _Piece:
        """Return the piece to be made of them."""
        before, after = (
            [(conversion.stretch(file), places) for file, places in near.items()]
            for near in (self.before, self.after)
        )
        return _Piece(
            format=conversion.place.exporter.name,
            options=conversion.place.options,
            pack=pack,
            stretch=conversion.stretch(self.file, self.start, self.stop),
            before=before,
            after=after,
        )
