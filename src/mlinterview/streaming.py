"""Packs of any size: JSON Lines one at a time, of which little is kept.

A line that is surely in order is made an object of, and let go. Any other goes the plain
way, as a small document of the header and that line which knows where in the file it
stands. To hold the lines of a whole file against each other, only their names are kept: a
first pass gathers them, and finds which lines something is wrong with. If there are
any, a second pass takes them out of the file, and the rules say of these few, as one
document, what they say of a whole pack.

Two rules compare the texts of all questions with each other. They are left out here,
since to keep the texts is to keep the file.
"""

import datetime
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from . import _records, codes, document, rules, screening
from .document import Document, Line, LinesFile
from .errors import PackError, Position, Problem, Report
from .model import COLLECTIONS, FORMER, Entity, Question, Topic
from .rules import Names, references
from .validation import SURPLUS, Chosen, validate_document

MAX_BYTES: Final = 16 * 2**20
"""How many bytes of lines with problems are explained; of the rest they are counted."""

_ALL_TEXTS: Final = (rules.questions.similar_prompts, rules.questions.repeated_texts)
"""The rules that compare the texts of all entities."""
_OTHERS: Final = (*_ALL_TEXTS, references.unresolved)
"""The rules that nothing can be said of a line by itself with."""

_NO_HEADER: Final = b"{}"
"""What stands for a header that is not there, or cannot be read."""
_BLANK: Final = b" \t\r"
_BOM: Final = b"\xef\xbb\xbf"
_KINDS: Final = {key: kind for kind, (key, _cls) in COLLECTIONS.items()}


def questions(file: LinesFile, today: datetime.date) -> Iterator[Question]:
    """Yield the questions of a file; see `mlinterview.iter_questions`.

    Raises:
        PackError: At the first line with an error.
    """
    for found in _Reader(file, today).read():
        report = Report(name=file.name, problems=found.problems())
        if not report.ok:
            raise PackError(report)
        entity = found.entity or found.made()
        if isinstance(entity, Question):
            yield entity


def check(file: LinesFile, today: datetime.date, chosen: Chosen) -> Report:
    """Return what is wrong with a file, see `mlinterview.validate`.

    Args:
        file: The file.
        today: The day on which it is checked.
        chosen: Which codes to look for.
    """
    gathered = _Gathered(file.limits.problems * SURPLUS)
    reader = _Reader(file, today)
    for found in reader.read():
        problems = found.problems()
        if any(one.code == codes.NOT_UTF8.id for one in problems):
            # Nothing else is said of such a file.
            asked = tuple(one for one in problems if chosen(one.code))
            return Report(name=file.name, problems=asked)
        gathered.add(found, is_wrong=bool(problems))
    gathered.last = reader.last
    whole = gathered.names()
    wanted = gathered.wanted(whole)
    if not gathered.wrong and not wanted.is_any:
        return Report(name=file.name)
    few, left_out = _wrong_lines(_Reader(file, today), gathered, wanted)
    report = validate_document(
        few, today=today, chosen=chosen, names=whole, without=_ALL_TEXTS
    )
    return attrs.evolve(report, omitted=report.omitted + left_out)


def _wrong_lines(
    reader: "_Reader", gathered: "_Gathered", wanted: "_Wanted"
) -> tuple[Document, int]:
    """Return the lines with problems as one document, and how many are not in it."""
    file = reader.file
    lines: list[Line] = []
    indexes: defaultdict[str, list[int]] = defaultdict(list)
    wrong = set(gathered.wrong)
    room = _Room(gathered.most, MAX_BYTES, file.limits.nodes)
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
    whole = _piece(file, _framed(lines, gathered.last or lines[-1]))
    left_out = len(wrong) + gathered.left_out
    return attrs.evolve(whole, indexes=indexes), left_out


def _framed(lines: Sequence[Line], last: Line) -> Sequence[Line]:
    """Return *lines* between the first and the last one of the file.

    A file without a header is wrong from its beginning to its end. What is on these
    two does not matter; spaces take the place of it.
    """
    first = [Line(0, 0, b"")] if lines[0].number else []
    width = len((last.source or b"").decode(errors="replace"))
    end = [attrs.evolve(last, source=b" " * width)] if last != lines[-1] else []
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
        entity: The entity, if there is surely nothing wrong with it by itself.
        document: Otherwise, the header and the line as the plain way has them.
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
        report = validate_document(self.document, today=self.today, without=_OTHERS)
        number = self.line.number + 1
        # What is wrong with the header has been said of the line that it is on.
        return tuple(one for one in report if one.line == number)

    def made(self) -> Entity | None:
        """Return the entity on a line that no error is in."""
        from ._converter import structure

        assert self.document is not None  # noqa: S101 - otherwise it has an entity
        made = structure(self.document.data)
        return next(iter(getattr(made, self.key)), None) if self.key else None

    def named(self) -> "_Named | None":
        """Return the names on the line."""
        if self.entity is not None:
            return _names_of(_KINDS[self.key], self.entity)
        return _stated_names(self.document.data) if self.document is not None else None


@attrs.define
class _Reader:
    """Reads a file line by line."""

    file: LinesFile
    today: datetime.date
    header: Line | None = None
    last: Line | None = None
    counts: defaultdict[str, int] = attrs.field(factory=lambda: defaultdict(int))

    def read(self) -> Iterator[_Found]:
        """Yield what each line holds that is not blank; one at least."""
        for line in self.file.lines():
            self.last = line
            if line.source is None or _bare(line):
                yield self.found(line)
        if self.header is None and self.last is not None:
            yield self.found(self.last)

    def found(self, line: Line) -> _Found:
        """Return what a line holds."""
        entity = self.at_once(line) if self.header is not None else None
        if entity is not None:
            key, made = entity
            return self.counted(_Found(line=line, key=key, entity=made, today=self.today))
        before = [] if self.header is None else [self.header]
        whole = _piece(self.file, [*before, line])
        if self.header is None:
            is_header = any(
                part.entries and part.entries.header is not None for part in whole.parts
            )
            self.header = (
                line
                if is_header and whole.complete
                else attrs.evolve(line, source=_NO_HEADER)
            )
        data: Mapping[str, Any] = whole.data if isinstance(whole.data, dict) else {}
        key = next((key for key in _KINDS if data.get(key)), "")
        found = self.counted(_Found(line=line, key=key, document=whole, today=self.today))
        indexes = {key: (found.index,)} if key else {}
        return attrs.evolve(found, document=attrs.evolve(whole, indexes=indexes))

    def at_once(self, line: Line) -> tuple[str, Entity] | None:
        """Return the entity on a line that surely nothing is wrong with, and its list."""
        source = line.source
        if source is None:
            return None
        try:
            kind, entity, keys = _records.entity_of(source)
        except _records.Unusual:
            return None
        # A key may stand twice in one object.
        if 2 * keys > self.file.limits.nodes or not _records.has_so_many_keys(
            source, keys
        ):
            return None
        is_fit = screening.stands_alone(entity, self.today)
        return (COLLECTIONS[kind][0], entity) if is_fit else None

    def counted(self, found: _Found) -> _Found:
        """Return *found* with its index."""
        index = self.counts[found.key]
        self.counts[found.key] += 1
        return attrs.evolve(found, index=index)


def _bare(line: Line) -> bytes:
    """Return what is on a line, without white space at its ends."""
    source = line.source or b""
    return (source.removeprefix(_BOM) if not line.number else source).strip(_BLANK)


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


@attrs.frozen
class _Named:
    """The names on a line.

    Args:
        kind: The type of the entity.
        name: Its id, if it has one.
        aliases: What it was called before.
        parent: The topic that it is below.
        refers: The type and the id of each entity that it refers to.
    """

    kind: str
    name: str | None
    aliases: Sequence[str]
    parent: str | None
    refers: Sequence[tuple[str, str]]


def _names_of(kind: str, entity: Entity) -> _Named:
    """Return the names of an entity."""
    return _Named(
        kind,
        entity.id,
        entity.aliases if isinstance(entity, Question) else (),
        entity.parent if isinstance(entity, Topic) else None,
        list(_referred(entity)),
    )


def _referred(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the type and the id of each entity that *entity* refers to."""
    cls: Any = type(entity)
    for kind, names in screening.references_of(cls)(entity):
        for name in names:
            if kind == "any":
                at, _, to = name.partition("/")
                yield at, to
            else:
                yield kind, name


def _stated_names(data: Any) -> _Named | None:
    """Return the names in plain data that holds one entity, which may be wrong."""
    survey = rules.survey(data)
    for kind, (_key, cls) in COLLECTIONS.items():
        for thing in survey.of(cls):
            aliases = references.aliases_of(thing) if cls is Question else ()
            parent = thing.text("parent") if cls is Topic else None
            refers = [(to, name) for _text, to, name in references.references(survey)]
            return _Named(kind, thing.text("id"), aliases, parent, refers)
    return None


def _by_kind() -> dict[str, dict[str, None]]:
    # A set would have no order, in which the nearest name is looked for.
    return {kind: {} for kind in COLLECTIONS}


@attrs.define
class _Gathered:
    """What the first pass keeps of a file.

    Args:
        most: How many lines with problems are kept at most.
        wrong: Which lines something is wrong with by themselves.
        left_out: How many more there are.
        last: The last line of the file.
    """

    most: int
    wrong: list[int] = attrs.field(factory=list)
    left_out: int = 0
    last: Line | None = None
    ids: dict[str, dict[str, None]] = attrs.field(factory=_by_kind)
    folded: dict[str, dict[str, None]] = attrs.field(factory=_by_kind)
    doubled: dict[str, dict[str, None]] = attrs.field(factory=_by_kind)
    referred: dict[str, dict[str, None]] = attrs.field(factory=_by_kind)
    aliases: dict[str, Sequence[str]] = attrs.field(factory=dict)
    former: set[str] = attrs.field(factory=set)
    taken: set[str] = attrs.field(factory=set)
    parents: dict[str, str | None] = attrs.field(factory=dict)

    def add(self, found: _Found, *, is_wrong: bool) -> None:
        """Take what a line holds."""
        if is_wrong and len(self.wrong) < self.most:
            self.wrong.append(found.line.number)
        elif is_wrong:
            self.left_out += 1
        if (named := found.named()) is not None:
            self.take(named)

    def take(self, named: _Named) -> None:
        for kind, name in named.refers:
            if name not in self.ids[kind]:
                self.referred[kind][name] = None
        if named.name is not None:
            self.take_id(named.kind, named.name)
        for alias in named.aliases:
            if (former := alias.removeprefix(FORMER)) != named.name:
                if former in self.former:
                    self.taken.add(former)
                self.former.add(former)
        if named.name is None:
            return
        if named.kind == "topic":
            self.parents[named.name] = named.parent
        is_question = named.kind == "question"
        if named.aliases or (is_question and named.name in self.aliases):
            self.aliases[named.name] = named.aliases

    def take_id(self, kind: str, name: str) -> None:
        same = references.same(name)
        if same in self.ids[kind] or same in self.folded[kind]:
            self.doubled[kind][same] = None
        self.ids[kind][name] = None
        if same != name:
            self.folded[kind][same] = None

    def names(self) -> Names:
        """Return the names of the whole file."""
        return Names(self.ids, self.aliases, self.parents)

    def wanted(self, names: Names) -> "_Wanted":
        """Return the names that something is wrong with."""
        ids = self.ids
        return _Wanted(
            missing={
                kind: {name for name in listed if name not in ids[kind]}
                for kind, listed in self.referred.items()
            },
            doubled=self.doubled,
            taken=self.taken.union(one for one in self.former if one in ids["question"]),
            circles={circle[0] for circle in references.circles(names.parents)},
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

    def matters(self, named: _Named | None) -> bool:
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
                    references.same(name) in self.doubled[kind]
                    or (kind == "question" and name in self.taken)
                    or (kind == "topic" and name in self.circles)
                )
            )
        )
