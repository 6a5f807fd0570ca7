"""Read JSON Lines one line at a time, and check each line on its own."""

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
"""How many bytes of lines with problems are explained; further lines are only counted."""
CHUNK_SIZE: Final = 2**20
"""How many bytes of a file are checked at once."""
_NO_HEADER: Final = b"{}"
"""The header to read lines with if the file has none that can be read."""
_CLASSES: Final[Mapping[str, Any]] = dict(COLLECTIONS.values())
_BLANK: Final = b" \t\r"
_BOM: Final = b"\xef\xbb\xbf"


@attrs.frozen(kw_only=True)
class Header:
    """The header of a file, which is needed to check any of its lines.

    Args:
        line: The first line that is not blank, which should be the header.
        source: The bytes of the header, or those of an empty object if it cannot be read.
        data: The header as plain data, or None if it cannot be read.
    """

    line: Line
    source: bytes = attrs.field(repr=False)
    data: Any = attrs.field(default=None, repr=False)

    @property
    def before(self) -> Line:
        """The header as a line that comes before line 0."""
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
    parsed = document_of(file, [line])
    is_header = any(
        part.entries and part.entries.header is not None for part in parsed.parts
    )
    if is_header and parsed.complete and line.source is not None:
        return Header(line=line, source=line.source, data=parsed.data)
    return Header(line=line, source=_NO_HEADER)


@attrs.frozen(kw_only=True)
class ReadLine:
    """A line that has been read, with its entity or a document to check.

    Args:
        line: The line.
        key: The top-level list that its entity belongs to, or empty if it has none.
        index: The index of the entity in that list.
        entity: The entity, if no rule of the scope ``"entity"`` can object to it.
        document: A document of the header and the line, if *entity* is None.
        today: The day on which the pack is checked.
    """

    line: Line
    key: str = ""
    index: int = 0
    entity: Entity | None = None
    document: Document | None = None
    today: datetime.date

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems that the line has on its own."""
        if self.document is None:
            return ()
        checked = check_document(self.document, today=self.today, scopes=("entity",))
        number = self.line.number + 1
        # Problems of the header are reported once, for the line that it is on.
        return tuple(problem for problem in checked.report if problem.line == number)

    def made(self) -> Entity | None:
        """Return the entity on the line, which must have no errors, or None.

        To be called only if `entity` is None.
        """
        assert self.document is not None  # noqa: S101 - there is no entity
        stated: Any = self.document.data
        pack: Any = make_function(Pack)(stated)
        return next(iter(getattr(pack, self.key)), None) if self.key else None

    def named(self) -> Named | None:
        """Return the names in the entity on the line, or None if it has none."""
        if self.entity is not None:
            return named(KINDS[self.key], self.entity)
        assert self.document is not None  # noqa: S101 - otherwise it has an entity
        return next(stated_names(contents_of(self.document.data)), None)


@attrs.define
class LineReader:
    """Reads a file line by line.

    Args:
        file: The file.
        header: Its header.
        today: The day on which the pack is checked.
        last: The last line that has been read.
        counts: For each top-level list, the number of its items that have been read,
            those of earlier files of the pack included.
    """

    file: LinesFile
    header: Header
    today: datetime.date
    last: Line | None = None
    counts: Counter[str] = attrs.field(factory=Counter)

    def read(self, start: int = 0, end: int | None = None) -> Iterator[ReadLine]:
        """Yield the lines that begin from *start* to before *end*, except blank ones."""
        waiting: list[tuple[Line, tuple[str, Entity] | None]] = []
        size = 0
        for line in self.file.lines(start, end):
            self.last = line
            if line.source is None or bare(line) or self.is_header(line):
                waiting.append((line, self.accepted(line)))
                size += len(line.source or b"")
            # A single line may be as large as the limit allows, so both are counted.
            if len(waiting) == SIZE or size > CHUNK_SIZE:
                yield from self.cleared(waiting)
                waiting, size = [], 0
        yield from self.cleared(waiting)

    def cleared(
        self, lines: Sequence[tuple[Line, tuple[str, Entity] | None]]
    ) -> Iterator[ReadLine]:
        """Yield lines, with their entities if all rules clear them.

        Args:
            lines: The lines, each with what `accepted` returns.
        """
        doubted = self.doubted([item for _line, item in lines if item is not None])
        for line, item in lines:
            if item is None or id(item[1]) in doubted:
                yield self.unclear(line)
            else:
                key, entity = item
                index = self.index(key)
                yield ReadLine(
                    line=line, key=key, index=index, entity=entity, today=self.today
                )

    def doubted(self, accepted: Sequence[tuple[str, Entity]]) -> set[int]:
        """Return the identities of the entities that some rule does not clear."""
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
                    in_doubt = entities if rule.clears is None else rule.clears(batch)
                    doubted.update(map(id, in_doubt))
        return doubted

    def is_header(self, line: Line) -> bool:
        """Return True if a line is the first one that is not blank."""
        return line.offset == self.header.line.offset

    def unclear(self, line: Line) -> ReadLine:
        """Return a line as a document that has to be checked."""
        is_header = self.is_header(line)
        parsed = document_of(
            self.file, [line] if is_header else [self.header.before, line]
        )
        data: Mapping[str, Any] = parsed.data if isinstance(parsed.data, dict) else {}
        key = next((key for key in KINDS if data.get(key)), "")
        index = self.index(key)
        parsed = attrs.evolve(parsed, indexes={key: (index,)} if key else {})
        return ReadLine(
            line=line, key=key, index=index, document=parsed, today=self.today
        )

    def entity(self, line: Line) -> Entity:
        """Return the entity on a line, which must have one and no errors."""
        if (accepted := self.accepted(line)) is not None:
            return accepted[1]
        entity = self.unclear(line).made()
        assert entity is not None  # noqa: S101 - the caller has made sure of it
        return entity

    def accepted(self, line: Line) -> tuple[str, Entity] | None:
        """Return the list key and the entity of a line, or None if it needs more work.

        None is returned for the header, and for all that the schema refuses or that
        cannot be decoded in one step.
        """
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
        entity: Entity = make_function(_CLASSES[key])(data)
        return key, entity

    def index(self, key: str) -> int:
        """Return the index of the next item of a top-level list, and count the item."""
        index = self.counts[key]
        self.counts[key] += 1
        return index


def bare(line: Line) -> bytes:
    """Return the bytes of a line without a byte order mark and outer white space."""
    source = line.source or b""
    return (source.removeprefix(_BOM) if not line.offset else source).strip(_BLANK)


def document_of(file: LinesFile, lines: Sequence[Line]) -> Document:
    """Return a document of some lines of a file, in their order."""
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
                start = {"offset": line.offset, "before": line.number}
                problem = document.not_utf8(error, "jsonl", file.name, **start)
                return Document(file.name, None, (), (problem,), limits=file.limits)
        sources.append(source or b"")
    parsed = document.parse(
        b"\n".join(sources),
        "jsonl",
        name=file.name,
        limits=attrs.evolve(file.limits, bytes=2 * file.limits.bytes + MAX_BYTES),
        numbers=[line.number for line in lines],
    )
    return attrs.evolve(
        parsed,
        problems=(*problems, *parsed.problems),
        complete=parsed.complete and not problems,
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
