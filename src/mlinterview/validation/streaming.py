"""Packs of any size: JSON Lines one line at a time, of which little is kept.

A line goes through the steps of `checking` by itself: it is decoded, accepted, made an
object of, shown to the rules that look at one entity, and let go. To compare the lines of
a whole file with each other, only their names are kept: a first pass gathers them, and
finds which lines something is wrong with. If there are any, a second pass takes them out
of the file, and these few are checked as one document.

The rules that compare the texts of all entities are left out here, since to keep the
texts is to keep the file.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from .. import document
from ..document import (
    KINDS,
    Document,
    Line,
    LinesFile,
    codes,
)
from ..errors import PackError, Position, Problem, Report, quote
from ..model import FORMER, Question
from .checking import SURPLUS, Chosen
from .checking import check as check_document
from .chunks import Chunk, ChunkSummary, blank, summarize
from .line_reader import CHUNK_SIZE, MAX_BYTES, Header, LineReader, document_of, header_of
from .names import Named, NameTable, same

Each = Callable[
    [Callable[["Chunk"], "ChunkSummary"], Sequence["Chunk"]], Iterable["ChunkSummary"]
]


def iter_file_questions(file: LinesFile, today: datetime.date) -> Iterator[Question]:
    """Yield the questions of a file; see `mlinterview.iter_questions`.

    Raises:
        PackError: At the first line with an error.
    """
    for found in LineReader(file, header_of(file), today).read():
        report = Report(name=file.name, problems=found.problems())
        if not report.ok:
            raise PackError(report)
        entity = found.entity or found.made()
        if isinstance(entity, Question):
            yield entity


def check_files(
    files: Sequence[LinesFile],
    today: datetime.date,
    chosen: Chosen,
    *,
    name: str | None = None,
    each: Each = map,
    keep: Callable[[int, "ChunkSummary"], None] = lambda _number, _survey: None,
) -> Report:
    """Return what is wrong with files that are read as one pack.

    Args:
        files: The files; for one, see `mlinterview.validate`.
        today: The day on which they are checked.
        chosen: Which codes to look for.
        name: What to call them in the report; the name of the first by default.
        each: Calls a function with each of several values, maybe elsewhere.
        keep: Takes what was found in each chunk of a file, by its number.
    """
    shards = [_Shard.of(file) for file in files]
    gathered = _Gathered(files[0].limits.problems * SURPLUS)
    numbered = [
        (number, chunk)
        for number, shard in enumerate(shards)
        for chunk in shard.chunks(today)
    ]
    surveys = each(summarize, [chunk for _number, chunk in numbered])
    for (number, _stretch), found in zip(numbered, surveys, strict=True):
        gathered.take_summary(shards[number], found)
        keep(number, found)
    whole = gathered.table
    wanted = gathered.wanted()
    problems = [*_headers_differ(shards), *(one for s in shards for one in s.problems)]
    if not problems and not wanted.is_any and not any(one.wrong for one in shards):
        return Report(name=name or files[0].name)
    few, left_out = _wrong_lines(shards, today, gathered, wanted)
    few = attrs.evolve(
        few,
        name=name or files[0].name,
        problems=(*problems, *few.problems),
        complete=few.complete and not any(one.problems for one in shards),
    )
    report = check_document(
        few, today=today, chosen=chosen, names=whole, scopes=("entity", "names")
    ).report
    return attrs.evolve(report, omitted=report.omitted + left_out)


def with_progress(
    progress: Callable[[int, int], None],
    size: int,
    each: Callable[..., Iterable[Any]] = map,
) -> Each:
    """Return what calls a function with each chunk, and says how far it has come.

    Args:
        progress: Takes how many bytes have been looked at, and how many there are.
        size: How many there are.
        each: What calls the function, maybe elsewhere, as `_processes.each` does.
    """

    def watch(
        task: Callable[[Chunk], ChunkSummary], chunks: Sequence[Chunk]
    ) -> Iterator[ChunkSummary]:
        done = 0
        for chunk, found in zip(chunks, each(task, chunks), strict=True):
            yield (
                found
                if isinstance(found, ChunkSummary)
                else ChunkSummary(unread=process_died(chunk))
            )
            done += chunk.end - chunk.start
            progress(min(done, size), size)

    return watch


def process_died(chunk: "Chunk") -> str:
    """Say that processes died at a chunk, each time that it was tried."""
    return f"the process that was to read bytes {chunk.start} to {chunk.end} died, twice"


@attrs.define
class _Shard:
    """A file, which may be one of several, and what has been found in it so far.

    Args:
        file: The file.
        header: Its header, if it can be read.
        problems: Why nothing else is said of it, if it cannot be read.
        wrong: Which lines something is wrong with by themselves.
        lines: How many lines have been looked at.
        last: The last of them.
        counts: How many items it adds to each list.
    """

    file: LinesFile
    header: Header | None = None
    problems: list[Problem] = attrs.field(factory=list)
    wrong: list[int] = attrs.field(factory=list)
    lines: int = 0
    last: Line | None = None
    counts: Counter[str] = attrs.field(factory=Counter)

    @classmethod
    def of(cls, file: LinesFile) -> "_Shard":
        shard = cls(file)
        try:
            shard.header = header_of(file)
        except OSError as error:
            shard.fails((error.strerror or str(error)).lower())
        return shard

    def fails(self, reason: str) -> None:
        """Say why the file could not be read, once."""
        if not self.problems:
            message = f"cannot be read: {reason}"
            problem = codes.UNREADABLE.problem(message, file=self.file.name)
            self.problems.append(problem)

    def chunks(self, today: datetime.date) -> Iterator[Chunk]:
        """Yield the chunks of the file, none if it cannot be read."""
        # Behind the last line break, a line begins at the end of the file.
        ends = [*range(CHUNK_SIZE, self.file.size, CHUNK_SIZE), self.file.size + 1]
        starts = [0, *ends[:-1]]
        if self.header is not None:
            for start, end in zip(starts, ends, strict=True):
                yield Chunk(
                    name=self.file.name,
                    limits=self.file.limits,
                    header=self.header,
                    start=start,
                    end=end,
                    today=today,
                )


def _headers_differ(shards: Sequence[_Shard]) -> Iterator[Problem]:
    """Yield a problem for each file whose header is not that of the first."""
    read = [one for one in shards if one.header and one.header.data is not None]
    for shard in read[1:]:
        assert shard.header is not None  # noqa: S101 - as was asked above
        first = read[0].header
        if first is not None and shard.header.data != first.data:
            problem = codes.DUPLICATE_PART.problem(
                f"the header is not that of {quote(read[0].file.name)}",
                hint="the files of one pack begin with the same header",
                file=shard.file.name,
            )
            number = shard.header.line.number + 1
            place = Position(number, 1, number, 1)
            yield attrs.evolve(problem, position=place)


def _wrong_lines(
    shards: Sequence[_Shard],
    today: datetime.date,
    gathered: "_Gathered",
    wanted: "_Wanted",
) -> tuple[Document, int]:
    """Return the lines with problems as one document, and how many are not in it."""
    file = shards[0].file
    room = _Room(gathered.most, MAX_BYTES, file.limits.nodes)
    counts: Counter[str] = Counter()
    few: list[Document] = []
    left_out = gathered.left_out
    for shard in shards:
        if shard.header is not None and not shard.problems:
            reader = LineReader(shard.file, shard.header, today, counts=counts.copy())
            found, more = _wrong_of(reader, shard, wanted, room)
            few.append(found)
            left_out += more
        counts += shard.counts
    return _joined(file, few), left_out


def _wrong_of(
    reader: "LineReader", shard: _Shard, wanted: "_Wanted", room: "_Room"
) -> tuple[Document, int]:
    """Return the lines with problems of one file, and how many are not in it."""
    lines: list[Line] = []
    indexes: defaultdict[str, list[int]] = defaultdict(list)
    wrong = set(shard.wrong)
    for found in reader.read():
        is_wrong = found.line.number in wrong
        if lines and not is_wrong and not wanted.matters(found.named()):
            continue
        if lines and not room.takes(found.line):
            break
        wrong.discard(found.line.number)
        lines.append(found.line)
        if found.key:
            indexes[found.key].append(found.index)
        if not wrong and not wanted.is_any:
            break
    whole = document_of(shard.file, _framed(lines, shard.last or lines[-1]))
    return attrs.evolve(whole, indexes=indexes), len(wrong)


def _joined(file: LinesFile, few: Sequence[Document]) -> Document:
    """Return documents of some lines as one, whose lists are put together."""
    if len(few) == 1:
        return few[0]
    data: dict[str, Any] = {}
    origins: dict[str, list[tuple[int, document.Part]]] = {}
    indexes: defaultdict[str, list[int]] = defaultdict(list)
    for one in few:
        stated: Any = one.data or {}
        for key, value in stated.items():
            if key in KINDS:
                listed = data.setdefault(key, [])
                origins.setdefault(key, []).append((len(listed), one.parts[0]))
                listed += value
            else:
                data.setdefault(key, value)
        for key, several in one.indexes.items():
            indexes[key] += several
    return Document(
        file.name,
        data if few else None,
        tuple(part for one in few for part in one.parts),
        tuple(problem for one in few for problem in one.problems),
        origins,
        limits=file.limits,
        complete=all(one.complete for one in few),
        media=file.media,
        indexes=indexes,
    )


def _framed(lines: Sequence[Line], last: Line) -> Sequence[Line]:
    """Return *lines* between the first and the last one of the file.

    A file without a header is wrong from its beginning to its end. What is on these
    two does not matter; spaces take the place of it.
    """
    first = [Line(0, 0, b"")] if lines[0].number else []
    end = [last._replace(source=blank(last))] if last.number > lines[-1].number else []
    return [*first, *lines, *end]


@attrs.define
class _Room:
    """How much is left of what may be explained."""

    lines: int
    bytes: int
    nodes: int

    def takes(self, line: Line) -> bool:
        """Say whether there is room for another line, and take it."""
        source = line.source or b""
        self.lines -= 1
        self.bytes -= len(source)
        # There are at least as many signs as keys and values.
        self.nodes -= sum(map(source.count, (b",", b":", b"[", b"{")))
        return min(self.lines, self.bytes, self.nodes) >= 0


# Names -----------------------------------------------------------------------


@attrs.define
class _Gathered:
    """What the first pass keeps of a file.

    Args:
        most: How many lines with problems are kept at most.
        taken_lines: How many there are so far.
        left_out: How many more there are.
        table: The names in the file.
    """

    most: int
    taken_lines: int = 0
    left_out: int = 0
    table: NameTable = attrs.field(factory=NameTable)

    def take_summary(self, shard: _Shard, found: ChunkSummary) -> None:
        """Take what was found in the next chunk of a file."""
        if found.unread:
            shard.fails(found.unread)
        elif found.broken is not None and not shard.problems:
            number = found.broken.number + shard.lines
            line = found.broken._replace(number=number)
            shard.problems += document_of(shard.file, [line]).problems
        room = max(0, self.most - self.taken_lines)
        self.taken_lines += len(found.wrong[:room])
        shard.wrong += [number + shard.lines for number in found.wrong[:room]]
        self.left_out += len(found.wrong[room:])
        for fields in found.named:
            self.table.take(Named(*fields))
        for key, places in found.places.items():
            shard.counts[key] += len(places)
        if found.last is not None:
            number = found.last.number + shard.lines
            shard.last = found.last._replace(number=number)
            shard.lines = number + 1

    def wanted(self) -> "_Wanted":
        """Return the names that something is wrong with."""
        return _Wanted(
            missing=self.table.missing(),
            doubled=self.table.doubled,
            taken=self.table.reused(),
            circles=self.table.circular(),
        )


@attrs.frozen(kw_only=True)
class _Wanted:
    """The names that something is wrong with.

    Args:
        missing: For each type of entity, ids that are referred to and not there.
        doubled: For each, ids that several have.
        taken: Names of questions that are an id or an alias of several.
        circles: Topics that are below themselves.
    """

    missing: Mapping[str, Container[str]]
    doubled: Mapping[str, Container[str]]
    taken: Container[str]
    circles: Container[str]
    is_any: bool = attrs.field(init=False)

    @is_any.default
    def _any(self) -> bool:
        listed = (*self.missing.values(), *self.doubled.values())
        return any((*listed, self.taken, self.circles))

    def matters(self, named: Named | None) -> bool:
        """Say whether a name on a line is one of them."""
        if not self.is_any or named is None:
            return False
        kind, name = named.kind, named.name
        former = (alias.removeprefix(FORMER) for alias in named.aliases)
        return (
            any(name in self.missing[kind] for kind, name in named.refers)
            or any(one in self.taken for one in former)
            or (
                name is not None
                and (
                    same(name) in self.doubled[kind]
                    or (kind == "question" and name in self.taken)
                    or (kind == "topic" and name in self.circles)
                )
            )
        )
