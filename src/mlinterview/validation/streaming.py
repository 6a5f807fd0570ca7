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
import errno
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from .. import document
from ..document import (
    KINDS,
    Document,
    Limits,
    Line,
    LinesFile,
    codes,
    count_nodes,
    decode_line,
    has_no_control_characters,
)
from ..errors import PackError, Position, Problem, Report, quote
from ..model import COLLECTIONS, FORMER, Entity, Pack, Question
from ..model.converter import make_function
from .accepting import ENTITY_DEFINITIONS, acceptor
from .batches import SIZE, Batch, MarkupBudget
from .checking import SURPLUS, Chosen
from .checking import check as check_document
from .contents import contents_of
from .names import Named, NameTable, named, same, stated_names
from .rules import rules

MAX_BYTES: Final = 16 * 2**20
"""How many bytes of lines with problems are explained; of the rest they are counted."""

STRETCH: Final = 2**20
"""How many bytes of a file are looked at at once."""

Each = Callable[
    [Callable[["Stretch"], "Survey"], Sequence["Stretch"]], Iterable["Survey"]
]

_NO_HEADER: Final = b"{}"
"""What stands for a header that is not there, or cannot be read."""
_CLASSES: Final[Mapping[str, Any]] = dict(COLLECTIONS.values())
_BLANK: Final = b" \t\r"
_BOM: Final = b"\xef\xbb\xbf"


def questions(file: LinesFile, today: datetime.date) -> Iterator[Question]:
    """Yield the questions of a file; see `mlinterview.iter_questions`.

    Raises:
        PackError: At the first line with an error.
    """
    for found in _Reader(file, header_of(file), today).read():
        report = Report(name=file.name, problems=found.problems())
        if not report.ok:
            raise PackError(report)
        entity = found.entity or found.made()
        if isinstance(entity, Question):
            yield entity


def check(
    files: Sequence[LinesFile],
    today: datetime.date,
    chosen: Chosen,
    *,
    name: str | None = None,
    each: Each = map,
    keep: Callable[[int, "Survey"], None] = lambda _number, _survey: None,
) -> Report:
    """Return what is wrong with files that are read as one pack.

    Args:
        files: The files; for one, see `mlinterview.validate`.
        today: The day on which they are checked.
        chosen: Which codes to look for.
        name: What to call them in the report; the name of the first by default.
        each: Calls a function with each of several values, maybe elsewhere.
        keep: Takes what was found in each stretch of a file, by its number.
    """
    shards = [_Shard.of(file) for file in files]
    gathered = _Gathered(files[0].limits.problems * SURPLUS)
    numbered = [
        (number, stretch)
        for number, shard in enumerate(shards)
        for stretch in shard.stretches(today)
    ]
    surveys = each(survey, [stretch for _number, stretch in numbered])
    for (number, _stretch), found in zip(numbered, surveys, strict=True):
        gathered.take_survey(shards[number], found)
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


def watched(
    progress: Callable[[int, int], None],
    size: int,
    each: Callable[..., Iterable[Any]] = map,
) -> Each:
    """Return what calls a function with each stretch, and says how far it has come.

    Args:
        progress: Takes how many bytes have been looked at, and how many there are.
        size: How many there are.
        each: What calls the function, maybe elsewhere, as `_processes.each` does.
    """

    def watch(
        task: Callable[[Stretch], Survey], stretches: Sequence[Stretch]
    ) -> Iterator[Survey]:
        done = 0
        for stretch, found in zip(stretches, each(task, stretches), strict=True):
            yield found if isinstance(found, Survey) else Survey(unread=died(stretch))
            done += stretch.end - stretch.start
            progress(min(done, size), size)

    return watch


def died(stretch: "Stretch") -> str:
    """Say that processes died at a stretch, each time that it was tried."""
    return (
        f"the process that was to read bytes {stretch.start} to {stretch.end} died, twice"
    )


# Stretches of files ----------------------------------------------------------


@attrs.frozen(kw_only=True)
class Header:
    """The header of a file, which every line of it is read with.

    Args:
        line: The line that it is on, or should be on.
        source: The header, or what stands for one that cannot be read.
        data: What it states, or `None` if it cannot be read.
    """

    line: Line
    source: bytes = attrs.field(repr=False)
    data: Any = attrs.field(default=None, repr=False)

    @property
    def before(self) -> Line:
        """The header as a line in front of any other."""
        return Line(-1, 0, self.source)


def header_of(file: LinesFile) -> Header:
    """Return the header of a file.

    Raises:
        OSError: If the file cannot be read.
    """
    line = Line(0, 0, b"")
    for line in file.lines():
        if line.source is None or _bare(line):
            break
    whole = _piece(file, [line])
    is_header = any(
        part.entries and part.entries.header is not None for part in whole.parts
    )
    if is_header and whole.complete and line.source is not None:
        return Header(line=line, source=line.source, data=whole.data)
    return Header(line=line, source=_NO_HEADER)


@attrs.frozen(kw_only=True)
class Stretch:
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

    def reader(self) -> "_Reader":
        """Return what reads the lines.

        Raises:
            OSError: If the file is there no more.
        """
        file = document.lines_file(self.name, self.limits)
        if file is None:
            reason = "it is there no more, or may not be read"
            raise FileNotFoundError(errno.ENOENT, reason, self.name)
        return _Reader(file, self.header, self.today)

    def entities(self, offsets: Iterable[int] | None = None) -> Iterator[Entity]:
        """Yield the entities on the lines, which no error is in.

        Args:
            offsets: Where in the file the lines begin that are wanted, if not those of
                the stretch.

        Raises:
            OSError: If the file cannot be read.
        """
        reader = self.reader()
        file = reader.file
        lines = file.lines(self.start, self.end)
        for line in lines if offsets is None else file.lines_at(offsets):
            if not reader.is_header(line) and _bare(line):
                yield reader.entity(line)


@attrs.frozen(kw_only=True)
class Survey:
    """What is kept of a stretch.

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


def survey(stretch: Stretch) -> Survey:
    """Look at the lines of a stretch, each by itself."""
    wrong: list[int] = []
    named: list[tuple[Any, ...]] = []
    places: dict[str, array[int]] = {}
    told: set[tuple[str, str]] = set()
    try:
        reader = stretch.reader()
        for found in reader.read(stretch.start, stretch.end):
            problems = found.problems()
            if any(one.code == codes.NOT_UTF8.id for one in problems):
                return Survey(broken=found.line)
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
        return Survey(unread=(error.strerror or str(error)).lower())
    last = reader.last and reader.last._replace(source=_blank(reader.last))
    return Survey(wrong=wrong, named=named, places=places, last=last)


def _blank(line: Line) -> bytes:
    """Return spaces as wide as a line."""
    return b" " * len((line.source or b"").decode(errors="replace"))


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

    def stretches(self, today: datetime.date) -> Iterator[Stretch]:
        """Yield the stretches of the file, none if it cannot be read."""
        # Behind the last line break, a line begins at the end of the file.
        ends = [*range(STRETCH, self.file.size, STRETCH), self.file.size + 1]
        starts = [0, *ends[:-1]]
        if self.header is not None:
            for start, end in zip(starts, ends, strict=True):
                yield Stretch(
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
            reader = _Reader(shard.file, shard.header, today, counts=counts.copy())
            found, more = _wrong_of(reader, shard, wanted, room)
            few.append(found)
            left_out += more
        counts += shard.counts
    return _joined(file, few), left_out


def _wrong_of(
    reader: "_Reader", shard: _Shard, wanted: "_Wanted", room: "_Room"
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
    whole = _piece(shard.file, _framed(lines, shard.last or lines[-1]))
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
    end = [last._replace(source=_blank(last))] if last.number > lines[-1].number else []
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


# Line by line ----------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Found:
    """What a line holds.

    Args:
        line: The line.
        key: The list that the entity on it belongs to, or empty if it holds none.
        index: The index of that in the list.
        entity: The entity, if nothing is wrong with it by itself.
        document: Otherwise, the header and the line as a document.
        today: The day on which it is checked.
    """

    line: Line
    key: str = ""
    index: int = 0
    entity: Entity | None = None
    document: Document | None = None
    today: datetime.date

    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the line by itself."""
        if self.document is None:
            return ()
        checked = check_document(self.document, today=self.today, scopes=("entity",))
        number = self.line.number + 1
        # What is wrong with the header has been said of the line that it is on.
        return tuple(one for one in checked.report if one.line == number)

    def made(self) -> Entity | None:
        """Return the entity on a line that no error is in."""
        assert self.document is not None  # noqa: S101 - otherwise it has an entity
        stated: Any = self.document.data
        made: Any = make_function(Pack)(stated)
        return next(iter(getattr(made, self.key)), None) if self.key else None

    def named(self) -> Named | None:
        """Return the names on the line."""
        if self.entity is not None:
            return named(KINDS[self.key], self.entity)
        if self.document is None:
            return None
        return next(stated_names(contents_of(self.document.data)), None)


@attrs.define
class _Reader:
    """Reads a file line by line."""

    file: LinesFile
    header: Header
    today: datetime.date
    last: Line | None = None
    counts: Counter[str] = attrs.field(factory=Counter)

    def read(self, start: int = 0, end: int | None = None) -> Iterator[_Found]:
        """Yield what each line holds that is not blank, and what the header does."""
        waiting: list[tuple[Line, tuple[str, Entity] | None]] = []
        size = 0
        for line in self.file.lines(start, end):
            self.last = line
            if line.source is None or _bare(line) or self.is_header(line):
                waiting.append((line, self.accepted(line)))
                size += len(line.source or b"")
            # A line may be as large as the limit allows.
            if len(waiting) == SIZE or size > STRETCH:
                yield from self.found(waiting)
                waiting, size = [], 0
        yield from self.found(waiting)

    def found(
        self, lines: Sequence[tuple[Line, tuple[str, Entity] | None]]
    ) -> Iterator[_Found]:
        """Yield what lines hold, each with the entity that it was accepted as."""
        doubted = self.doubted([made for _line, made in lines if made is not None])
        for line, made in lines:
            if made is None or id(made[1]) in doubted:
                yield self.explained(line)
            else:
                key, entity = made
                index = self.index(key)
                yield _Found(
                    line=line, key=key, index=index, entity=entity, today=self.today
                )

    def doubted(self, accepted: Sequence[tuple[str, Entity]]) -> set[int]:
        """Return the identities of the entities that a rule has to look at."""
        by_key: defaultdict[str, list[Entity]] = defaultdict(list)
        for key, entity in accepted:
            by_key[key].append(entity)
        doubted: set[int] = set()
        for key, entities in by_key.items():
            cls = _CLASSES[key]
            budget = MarkupBudget(self.file.limits.markup)
            batch = Batch(cls, entities, self.today, budget)
            for rule in rules():
                if rule.scope == "entity" and cls in rule.looks_at:
                    unsure = entities if rule.clears is None else rule.clears(batch)
                    doubted.update(map(id, unsure))
        return doubted

    def is_header(self, line: Line) -> bool:
        """Return True if a line is the header, or in the place of one."""
        return line.offset == self.header.line.offset

    def explained(self, line: Line) -> _Found:
        """Return what a line holds as a document."""
        is_header = self.is_header(line)
        whole = _piece(self.file, [line] if is_header else [self.header.before, line])
        data: Mapping[str, Any] = whole.data if isinstance(whole.data, dict) else {}
        key = next((key for key in KINDS if data.get(key)), "")
        index = self.index(key)
        whole = attrs.evolve(whole, indexes={key: (index,)} if key else {})
        return _Found(line=line, key=key, index=index, document=whole, today=self.today)

    def entity(self, line: Line) -> Entity:
        """Return the entity on a line that no error is in."""
        if (accepted := self.accepted(line)) is not None:
            return accepted[1]
        made = self.explained(line).made()
        assert made is not None  # noqa: S101 - the line holds one
        return made

    def accepted(self, line: Line) -> tuple[str, Entity] | None:
        """Return the list and the entity of a line that the schema accepts."""
        source = line.source
        if source is None or self.is_header(line):
            return None
        decoded = decode_line(source.removeprefix(_BOM) if not line.offset else source)
        if decoded is None:
            return None
        key, data = decoded
        name = ENTITY_DEFINITIONS[key]
        controlled = has_no_control_characters(source)
        if not acceptor(name, "fields", controlled=controlled)(data):
            if count_nodes(data, self.file.limits) is None:
                return None
            if not acceptor(name, controlled=controlled)(data):
                return None
        made: Entity = make_function(_CLASSES[key])(data)
        return key, made

    def index(self, key: str) -> int:
        """Return the index of the next item of a list."""
        index = self.counts[key]
        self.counts[key] += 1
        return index


def _bare(line: Line) -> bytes:
    """Return what is on a line, without white space at its ends."""
    source = line.source or b""
    return (source.removeprefix(_BOM) if not line.offset else source).strip(_BLANK)


def _piece(file: LinesFile, lines: Sequence[Line]) -> Document:
    """Return the document of some lines of a file, in their order."""
    problems: list[Problem] = []
    sources: list[bytes] = []
    for line in lines:
        source = line.source
        if source is None:
            problems.append(_too_large(file, line))
        else:
            try:
                source.decode()
            except UnicodeDecodeError as error:
                place = {"offset": line.offset, "before": line.number}
                problem = document.not_utf8(error, "jsonl", file.name, **place)
                return Document(file.name, None, (), (problem,), limits=file.limits)
        sources.append(source or b"")
    found = document.parse(
        b"\n".join(sources),
        "jsonl",
        name=file.name,
        limits=attrs.evolve(file.limits, bytes=2 * file.limits.bytes + MAX_BYTES),
        numbers=[line.number for line in lines],
    )
    return attrs.evolve(
        found,
        problems=(*problems, *found.problems),
        complete=found.complete and not problems,
        limits=file.limits,
        media=file.media,
    )


def _too_large(file: LinesFile, line: Line) -> Problem:
    problem = codes.TOO_LARGE.problem(
        f"the line has more than {file.limits.bytes} bytes",
        hint="split what is on it, or raise the limit `bytes`",
        file=file.name,
    )
    number = line.number + 1
    return attrs.evolve(problem, position=Position(number, 1, number, 1))


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

    def take_survey(self, shard: _Shard, found: Survey) -> None:
        """Take what was found in the next stretch of a file."""
        if found.unread:
            shard.fails(found.unread)
        elif found.broken is not None and not shard.problems:
            number = found.broken.number + shard.lines
            line = found.broken._replace(number=number)
            shard.problems += _piece(shard.file, [line]).problems
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
