"""Check JSON Lines packs of any size in two passes, in little memory.

The first pass reads one line at a time. Each line goes through the steps of `checking` on
its own, with the rules of the scope ``"entity"``. It then keeps only the names on the
line, for the rules of the scope ``"names"``, and the number of each line with a problem.

If anything is wrong, the second pass reads the lines concerned once more, and checks
them together as one small document.

The rules of the scope ``"texts"`` are not applied: they would need the text of all
entities in memory.
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
    for read_line in LineReader(file, header_of(file), today).read():
        report = Report(name=file.name, problems=read_line.problems())
        if not report.ok:
            raise PackError(report)
        entity = read_line.entity or read_line.made()
        if isinstance(entity, Question):
            yield entity


def check_files(
    files: Sequence[LinesFile],
    today: datetime.date,
    chosen: Chosen,
    *,
    name: str | None = None,
    each: Each = map,
    keep: Callable[[int, "ChunkSummary"], None] = lambda _number, _summary: None,
) -> Report:
    """Return the problems of files that are together one pack.

    Args:
        files: The files, at least one.
        today: The day on which the pack is checked.
        chosen: Returns True for the id of a code to look for.
        name: The name of the pack in the report; that of the first file by default.
        each: Applies a function to each chunk in order, as `map` does, perhaps in other
            processes.
        keep: Takes the number of a file and the summary of one of its chunks; called for
            each chunk, in order.
    """
    shards = [_ShardState.of(file) for file in files]
    first_pass = _FirstPass(files[0].limits.problems * SURPLUS)
    numbered_chunks = [
        (number, chunk)
        for number, shard in enumerate(shards)
        for chunk in shard.chunks(today)
    ]
    summaries = each(summarize, [chunk for _number, chunk in numbered_chunks])
    for (number, _chunk), summary in zip(numbered_chunks, summaries, strict=True):
        first_pass.take_summary(shards[number], summary)
        keep(number, summary)
    names = first_pass.table
    wrong_names = first_pass.wrong_names()
    problems = [
        *_headers_differ(shards),
        *(problem for shard in shards for problem in shard.problems),
    ]
    if not problems and wrong_names.is_empty and not any(s.wrong for s in shards):
        return Report(name=name or files[0].name)
    extract, left_out = _wrong_lines(shards, today, first_pass, wrong_names)
    extract = attrs.evolve(
        extract,
        name=name or files[0].name,
        problems=(*problems, *extract.problems),
        complete=extract.complete and not any(shard.problems for shard in shards),
    )
    report = check_document(
        extract, today=today, chosen=chosen, names=names, scopes=("entity", "names")
    ).report
    return attrs.evolve(report, omitted=report.omitted + left_out)


def with_progress(
    progress: Callable[[int, int], None],
    size: int,
    each: Callable[..., Iterable[Any]] = map,
) -> Each:
    """Return a function like *each* that also reports its progress.

    A chunk whose process died gets a summary that says so.

    Args:
        progress: Called after each chunk with the number of bytes that have been checked,
            and *size*.
        size: The number of bytes in all files.
        each: Applies a function to each chunk in order, as `map` does, perhaps in other
            processes.
    """

    def watch(
        task: Callable[[Chunk], ChunkSummary], chunks: Sequence[Chunk]
    ) -> Iterator[ChunkSummary]:
        done = 0
        for chunk, result in zip(chunks, each(task, chunks), strict=True):
            yield (
                result
                if isinstance(result, ChunkSummary)
                else ChunkSummary(unread=process_died(chunk))
            )
            done += chunk.end - chunk.start
            progress(min(done, size), size)

    return watch


def process_died(chunk: "Chunk") -> str:
    """Return the message that two processes died while they read *chunk*."""
    return f"the process that was to read bytes {chunk.start} to {chunk.end} died, twice"


@attrs.define
class _ShardState:
    """One file of a pack, and the results of the first pass over it.

    Args:
        file: The file.
        header: Its header, or None if the file cannot be read.
        problems: Why the file cannot be read; empty if it can.
        wrong: The numbers, from 0, of the lines that have problems of their own.
        lines: The number of lines that have been read.
        last: The last line that has been read.
        counts: For each top-level list, the number of its items in the file.
    """

    file: LinesFile
    header: Header | None = None
    problems: list[Problem] = attrs.field(factory=list)
    wrong: list[int] = attrs.field(factory=list)
    lines: int = 0
    last: Line | None = None
    counts: Counter[str] = attrs.field(factory=Counter)

    @classmethod
    def of(cls, file: LinesFile) -> "_ShardState":
        """Return the state of a file of which only the header has been read."""
        shard = cls(file)
        try:
            shard.header = header_of(file)
        except OSError as error:
            shard.add_read_error((error.strerror or str(error)).lower())
        return shard

    def add_read_error(self, reason: str) -> None:
        """Add the problem that the file cannot be read, unless it has one already."""
        if not self.problems:
            message = f"cannot be read: {reason}"
            problem = codes.UNREADABLE.problem(message, file=self.file.name)
            self.problems.append(problem)

    def chunks(self, today: datetime.date) -> Iterator[Chunk]:
        """Yield the chunks of the file; none if its header cannot be read."""
        # The last chunk includes a line that begins at the very end of the file: the
        # empty one after a final line break.
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


def _headers_differ(shards: Sequence[_ShardState]) -> Iterator[Problem]:
    """Yield a problem for each file whose header differs from that of the first."""
    readable = [s for s in shards if s.header and s.header.data is not None]
    for shard in readable[1:]:
        assert shard.header is not None  # noqa: S101 - the others have been left out
        first = readable[0].header
        if first is not None and shard.header.data != first.data:
            problem = codes.DUPLICATE_PART.problem(
                f"the header is not that of {quote(readable[0].file.name)}",
                hint="the files of one pack begin with the same header",
                file=shard.file.name,
            )
            number = shard.header.line.number + 1
            position = Position(number, 1, number, 1)
            yield attrs.evolve(problem, position=position)


def _wrong_lines(
    shards: Sequence[_ShardState],
    today: datetime.date,
    first_pass: "_FirstPass",
    wrong_names: "_WrongNames",
) -> tuple[Document, int]:
    """Return a document of the lines with problems, and how many did not fit in it."""
    file = shards[0].file
    budget = _ExtractBudget(first_pass.most, MAX_BYTES, file.limits.nodes)
    counts: Counter[str] = Counter()
    extracts: list[Document] = []
    left_out = first_pass.left_out
    for shard in shards:
        if shard.header is not None and not shard.problems:
            reader = LineReader(shard.file, shard.header, today, counts=counts.copy())
            extract, more = _wrong_lines_of(reader, shard, wrong_names, budget)
            extracts.append(extract)
            left_out += more
        counts += shard.counts
    return _joined(file, extracts), left_out


def _wrong_lines_of(
    reader: "LineReader",
    shard: _ShardState,
    wrong_names: "_WrongNames",
    budget: "_ExtractBudget",
) -> tuple[Document, int]:
    """Return a document of the lines of one file that have problems.

    Returns:
        The document, and how many such lines did not fit in it. It always has the first
        line of the file that is not blank, the header.
    """
    lines: list[Line] = []
    indexes: defaultdict[str, list[int]] = defaultdict(list)
    wrong = set(shard.wrong)
    for read_line in reader.read():
        is_wrong = read_line.line.number in wrong
        if lines and not is_wrong and not wrong_names.has_any_of(read_line.named()):
            continue
        if lines and not budget.allows(read_line.line):
            break
        wrong.discard(read_line.line.number)
        lines.append(read_line.line)
        if read_line.key:
            indexes[read_line.key].append(read_line.index)
        if not wrong and wrong_names.is_empty:
            break
    extract = document_of(shard.file, _framed(lines, shard.last or lines[-1]))
    return attrs.evolve(extract, indexes=indexes), len(wrong)


def _joined(file: LinesFile, extracts: Sequence[Document]) -> Document:
    """Return one document with the lists, parts and problems of several, in order."""
    if len(extracts) == 1:
        return extracts[0]
    data: dict[str, Any] = {}
    origins: dict[str, list[tuple[int, document.Part]]] = {}
    indexes: defaultdict[str, list[int]] = defaultdict(list)
    for extract in extracts:
        stated: Any = extract.data or {}
        for key, value in stated.items():
            if key in KINDS:
                listed = data.setdefault(key, [])
                origins.setdefault(key, []).append((len(listed), extract.parts[0]))
                listed += value
            else:
                data.setdefault(key, value)
        for key, own_indexes in extract.indexes.items():
            indexes[key] += own_indexes
    return Document(
        file.name,
        data if extracts else None,
        tuple(part for extract in extracts for part in extract.parts),
        tuple(problem for extract in extracts for problem in extract.problems),
        origins,
        limits=file.limits,
        complete=all(extract.complete for extract in extracts),
        media=file.media,
        indexes=indexes,
    )


def _framed(lines: Sequence[Line], last: Line) -> Sequence[Line]:
    """Return *lines* with the first and the last line of the file, blanked, around them.

    The problem that a file has no header is reported from its first line to its last, so
    the document has to have these two.
    """
    first = [Line(0, 0, b"")] if lines[0].number else []
    end = [last._replace(source=blank(last))] if last.number > lines[-1].number else []
    return [*first, *lines, *end]


@attrs.define
class _ExtractBudget:
    """How many more lines, bytes and nodes the document of wrong lines may have."""

    lines: int
    bytes: int
    nodes: int

    def allows(self, line: Line) -> bool:
        """Return True if another line may be added, and subtract it from the budget."""
        source = line.source or b""
        self.lines -= 1
        self.bytes -= len(source)
        # Every key and value follows one of these characters, so that their number is an
        # upper bound on the number of nodes.
        self.nodes -= sum(map(source.count, (b",", b":", b"[", b"{")))
        return min(self.lines, self.bytes, self.nodes) >= 0


# Names -----------------------------------------------------------------------


@attrs.define
class _FirstPass:
    """The results of the first pass over all files.

    Args:
        most: The greatest number of lines with problems to keep.
        kept: The number of lines with problems that have been kept.
        left_out: The number of lines with problems above *most*.
        table: The names in all files.
    """

    most: int
    kept: int = 0
    left_out: int = 0
    table: NameTable = attrs.field(factory=NameTable)

    def take_summary(self, shard: _ShardState, summary: ChunkSummary) -> None:
        """Add the summary of the next chunk of a file, which has to come in order."""
        # A chunk counts its lines from 0.
        if summary.unread:
            shard.add_read_error(summary.unread)
        elif summary.broken is not None and not shard.problems:
            number = summary.broken.number + shard.lines
            line = summary.broken._replace(number=number)
            shard.problems += document_of(shard.file, [line]).problems
        room = max(0, self.most - self.kept)
        self.kept += len(summary.wrong[:room])
        shard.wrong += [number + shard.lines for number in summary.wrong[:room]]
        self.left_out += len(summary.wrong[room:])
        for fields in summary.named:
            self.table.take(Named(*fields))
        for key, offsets in summary.offsets.items():
            shard.counts[key] += len(offsets)
        if summary.last is not None:
            number = summary.last.number + shard.lines
            shard.last = summary.last._replace(number=number)
            shard.lines = number + 1

    def wrong_names(self) -> "_WrongNames":
        """Return the names that a rule of the scope ``"names"`` objects to."""
        return _WrongNames(
            missing=self.table.missing(),
            doubled=self.table.doubled,
            reused=self.table.reused(),
            circular=self.table.circular(),
        )


@attrs.frozen(kw_only=True)
class _WrongNames:
    """The names that a rule of the scope ``"names"`` objects to.

    Args:
        missing: For each type of entity, the ids that are referred to but that no entity
            has.
        doubled: For each type, the ids that several entities have, as `same` returns
            them.
        reused: Former ids of questions that are also an id, or a former id of several.
        circular: A topic of each circle of parents.
    """

    missing: Mapping[str, Container[str]]
    doubled: Mapping[str, Container[str]]
    reused: Container[str]
    circular: Container[str]
    is_empty: bool = attrs.field(init=False)

    @is_empty.default
    def _is_empty(self) -> bool:
        by_type = (*self.missing.values(), *self.doubled.values())
        return not any((*by_type, self.reused, self.circular))

    def has_any_of(self, named: Named | None) -> bool:
        """Return True if one of the names in an entity is one of these."""
        if self.is_empty or named is None:
            return False
        kind, name = named.kind, named.name
        former_ids = (alias.removeprefix(FORMER) for alias in named.aliases)
        return (
            any(to_name in self.missing[to_kind] for to_kind, to_name in named.refers)
            or any(former_id in self.reused for former_id in former_ids)
            or (
                name is not None
                and (
                    same(name) in self.doubled[kind]
                    or (kind == "question" and name in self.reused)
                    or (kind == "topic" and name in self.circular)
                )
            )
        )
