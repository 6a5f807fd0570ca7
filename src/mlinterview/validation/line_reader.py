"""Packs of any size, line by line: what a line of JSON Lines holds, and what is wrong."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from .. import document
from ..document import (
    KINDS,
    Document,
    Line,
    LinesFile,
    codes,
    count_nodes,
    decode_line,
    has_no_control_characters,
)
from ..errors import Position, Problem
from ..model import COLLECTIONS, Entity, Pack, make_function
from .accepting import ENTITY_DEFINITIONS, acceptor
from .batches import SIZE, Batch, MarkupBudget
from .checking import check as check_document
from .contents import contents_of
from .names import Named, named, stated_names
from .rules import all_rules

MAX_BYTES: Final = 16 * 2**20
"""How many bytes of lines with problems are explained; of the rest they are counted."""
CHUNK_SIZE: Final = 2**20
"""How many bytes of a file are looked at at once."""
_NO_HEADER: Final = b"{}"
"""What stands for a header that is not there, or cannot be read."""
_CLASSES: Final[Mapping[str, Any]] = dict(COLLECTIONS.values())
_BLANK: Final = b" \t\r"
_BOM: Final = b"\xef\xbb\xbf"


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
        if line.source is None or bare(line):
            break
    whole = document_of(file, [line])
    is_header = any(
        part.entries and part.entries.header is not None for part in whole.parts
    )
    if is_header and whole.complete and line.source is not None:
        return Header(line=line, source=line.source, data=whole.data)
    return Header(line=line, source=_NO_HEADER)


@attrs.frozen(kw_only=True)
class FoundLine:
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
class LineReader:
    """Reads a file line by line."""

    file: LinesFile
    header: Header
    today: datetime.date
    last: Line | None = None
    counts: Counter[str] = attrs.field(factory=Counter)

    def read(self, start: int = 0, end: int | None = None) -> Iterator[FoundLine]:
        """Yield what each line holds that is not blank, and what the header does."""
        waiting: list[tuple[Line, tuple[str, Entity] | None]] = []
        size = 0
        for line in self.file.lines(start, end):
            self.last = line
            if line.source is None or bare(line) or self.is_header(line):
                waiting.append((line, self.accepted(line)))
                size += len(line.source or b"")
            # A line may be as large as the limit allows.
            if len(waiting) == SIZE or size > CHUNK_SIZE:
                yield from self.found(waiting)
                waiting, size = [], 0
        yield from self.found(waiting)

    def found(
        self, lines: Sequence[tuple[Line, tuple[str, Entity] | None]]
    ) -> Iterator[FoundLine]:
        """Yield what lines hold, each with the entity that it was accepted as."""
        doubted = self.doubted([made for _line, made in lines if made is not None])
        for line, made in lines:
            if made is None or id(made[1]) in doubted:
                yield self.explained(line)
            else:
                key, entity = made
                index = self.index(key)
                yield FoundLine(
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
            for rule in all_rules():
                if rule.scope == "entity" and cls in rule.looks_at:
                    unsure = entities if rule.clears is None else rule.clears(batch)
                    doubted.update(map(id, unsure))
        return doubted

    def is_header(self, line: Line) -> bool:
        """Return True if a line is the header, or in the place of one."""
        return line.offset == self.header.line.offset

    def explained(self, line: Line) -> FoundLine:
        """Return what a line holds as a document."""
        is_header = self.is_header(line)
        whole = document_of(
            self.file, [line] if is_header else [self.header.before, line]
        )
        data: Mapping[str, Any] = whole.data if isinstance(whole.data, dict) else {}
        key = next((key for key in KINDS if data.get(key)), "")
        index = self.index(key)
        whole = attrs.evolve(whole, indexes={key: (index,)} if key else {})
        return FoundLine(
            line=line, key=key, index=index, document=whole, today=self.today
        )

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


def bare(line: Line) -> bytes:
    """Return what is on a line, without white space at its ends."""
    source = line.source or b""
    return (source.removeprefix(_BOM) if not line.offset else source).strip(_BLANK)


def document_of(file: LinesFile, lines: Sequence[Line]) -> Document:
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
