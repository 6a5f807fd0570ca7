"""The document: the plain data of one or more files, with the position of each value."""

import functools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import attrs

from ..errors import Code, Fix, Position, Problem, Severity
from ..model import JSON
from .events import DEFAULT_LIMITS, Format, Limits, Location, Span, pointer
from .json_items import KINDS, Split
from .media import Media
from .parts import Part, parse_part

if TYPE_CHECKING:
    from .alignment import Alignment


class Finding(NamedTuple):
    """A problem with a value, before the position of the value in its file is known.

    Args:
        code: The kind of problem.
        message: What is wrong.
        path: The path of the value.
        hint: What to write instead, or empty.
        entity: The entity that has the value, or empty.
        severity: The severity, if it differs from that of the code.
        on_key: Whether the key of the value is wrong, and not the value.
        piece: If the value is a text of which only a piece is wrong, the offsets at which
            that starts and ends.
        other: The path of another value, whose place is added to the message.
        fix: A change that would correct it.
        as_written: If the problem depends on how the value is written in its file, a
            function that takes what is written and returns the finding to report.
    """

    code: Code
    message: str
    path: Location = ()
    hint: str = ""
    entity: str = ""
    severity: Severity | None = None
    on_key: bool = False
    piece: tuple[int, int] | None = None
    other: Location | None = None
    fix: Fix | None = None
    as_written: "Callable[[str], Finding] | None" = None


@attrs.frozen
class Document:
    """A pack as plain data, with the files that it was read from.

    Args:
        name: The path that was read, or the name that the caller gave.
        stated: The data of all parts together. It is `None` if nothing could be read, or
            if the entities are decoded one at a time, see `split`.
        parts: The files.
        problems: The problems with the files themselves.
        origins: For each top-level list that several parts may add to, the parts, each
            with the index in the whole list at which its items begin.
        limits: The limits that it was read with.
        complete: Whether every file could be read. If not, an entity that seems to be
            missing may be in a file that could not.
        media: The images of the pack, or `None` if it is not in a folder or archive.
        indexes: If it holds only some entities of a larger pack, the indexes that the
            items of each top-level list have there.
    """

    name: str
    stated: JSON = attrs.field(repr=False)
    parts: tuple[Part, ...] = attrs.field(default=(), repr=False)
    problems: tuple[Problem, ...] = ()
    origins: Mapping[str, Sequence[tuple[int, Part]]] = attrs.field(
        factory=dict, repr=False
    )
    limits: Limits = DEFAULT_LIMITS
    complete: bool = True
    media: Media | None = attrs.field(default=None, repr=False, eq=False)
    indexes: Mapping[str, Sequence[int]] = attrs.field(factory=dict, repr=False)

    @property
    def data(self) -> JSON:
        """The data of all parts together, or `None` if nothing could be read."""
        return self.parts[0].data if self.split is not None else self.stated

    @property
    def split(self) -> Split | None:
        """The entities, if they are decoded one at a time."""
        return self.parts[0].split if len(self.parts) == 1 else None

    @property
    def rest(self) -> JSON:
        """The top-level data without the lists of entities."""
        if self.split is not None:
            return self.split.rest
        if not isinstance(self.stated, dict):
            return self.stated
        return {key: value for key, value in self.stated.items() if key not in self.lists}

    @functools.cached_property
    def lists(self) -> Mapping[str, Sequence[JSON]]:
        """The lists of entities as plain data, which need not be valid."""
        if self.split is not None:
            return self.split.lists
        stated = self.stated if isinstance(self.stated, dict) else {}
        return {key: value for key in KINDS if isinstance(value := stated.get(key), list)}

    def entity(self, path: Location) -> JSON:
        """Return the entity that has the value at *path*, or None if no entity has it."""
        match path:
            case (str(key), int(index), *_) if key in self.lists:
                return self.lists[key][index]
            case _:
                return None

    def read_again(self) -> "Document":
        """Return the same document, read fully, with the mistakes in its entities."""
        part = self.parts[0]
        whole = parse(
            part.source,
            part.format,
            name=part.name,
            limits=self.limits,
            by_entities=False,
        )
        return attrs.evolve(whole, name=self.name, media=self.media)

    def origin(self, path: Location) -> tuple[Part, Location] | None:
        """Return the part that holds the value at *path*, and its path in that part.

        Returns:
            None if the document has no parts.
        """
        if not self.parts:
            return None
        if not path or len(self.parts) == 1:
            return self.parts[0], path
        first = str(path[0])
        begins = self.origins.get(first)
        if begins and len(path) > 1 and isinstance(path[1], int):
            index = path[1]
            start, part = begins[
                bisect_right(begins, index, key=lambda begin: begin[0]) - 1
            ]
            return part, (first, index - start, *path[2:])
        for part in self.parts:
            if isinstance(part.data, dict) and first in part.data:
                return part, path
        return self.parts[0], ()

    def words(self, path: Location) -> str:
        """Return the place of *path* in words; empty if it has a position in lines."""
        origin = self.origin(path)
        if origin is None:
            return ""
        part, local = origin
        return part.words(local)

    def in_whole(self, path: Location) -> Location:
        """Return *path* as a path in the larger pack, if this is a piece of one."""
        match path:
            case (str(key), int(index), *rest) if key in self.indexes:
                return (key, self.indexes[key][index], *rest)
            case _:
                return path

    def problem_in_whole(self, problem: Problem) -> Problem:
        """Return *problem* as one of the larger pack, if this is a piece of one."""
        steps = problem.pointer.split("/", 3)[1:3]
        if len(steps) < 2 or steps[0] not in self.indexes:
            return problem
        key, index = steps[0], int(steps[1])
        old, new = pointer((key, index)), pointer(self.in_whole((key, index)))

        def moved(place: str) -> str:
            return new + place.removeprefix(old)

        fix = problem.fix
        return attrs.evolve(
            problem,
            pointer=moved(problem.pointer),
            fix=fix and attrs.evolve(fix, pointer=moved(fix.pointer)),
        )

    def value(self, path: Location) -> JSON:
        """Return the value at *path*."""
        value: JSON = self.entity(path)
        steps = path[2:]
        if value is None:
            value, steps = self.data, path
        for step in steps:
            # A path leads only through objects and lists.
            value = value[step]  # type: ignore[index]
        return value

    def locate(self, findings: Iterable[Finding]) -> list[Problem]:
        """Return the problems that *findings* are, each with its position.

        A finding about a value that does not exist gets the position of the nearest
        container of it. However many findings a file has, it is read only once more.
        """
        findings = list(findings)
        places = _Places(self)
        for finding in findings:
            places.need(finding.path)
            if finding.other is not None:
                places.need(finding.other)
        return [places.problem(finding) for finding in findings]

    def problem(
        self,
        code: Code,
        message: str,
        path: Location = (),
        *,
        hint: str = "",
        on_key: bool = False,
    ) -> Problem:
        """Return a problem at *path*, or at the nearest container of it that exists."""
        finding = Finding(code=code, message=message, path=path, hint=hint, on_key=on_key)
        return self.locate([finding])[0]


class _Places:
    """Finds positions in the files of a document, all those in one file at once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.wanted: defaultdict[Part, set[Location]] = defaultdict(set)
        self.spans: dict[Part, Mapping[Location, Span]] = {}
        self.aligned: tuple[Span, tuple[int, Alignment] | None] | None = None

    def need(self, path: Location) -> None:
        """Note that the position of *path* will be needed, before the first `span`."""
        if (origin := self.document.origin(path)) is not None:
            part, local = origin
            self.wanted[part].add(local)

    def span(self, path: Location) -> tuple[Part, Span | None] | None:
        """Return the part and the position of *path*, or of its nearest container.

        Returns:
            None if the document has no parts. The position is None if the part has none.
        """
        origin = self.document.origin(path)
        if origin is None:
            return None
        part, local = origin
        if part not in self.spans:
            self.spans[part] = part.spans(self.wanted[part])
        spans = self.spans[part]
        while local and local not in spans:
            local = local[:-1]
        return part, spans.get(local)

    def problem(self, finding: Finding) -> Problem:
        """Return the problem that *finding* is."""
        part, span = self.span(finding.path) or (None, None)
        if part is not None and span is not None and finding.as_written is not None:
            finding = finding.as_written(part.written(span))
        where = self.document.words(finding.path)
        lead = f"{where}: " if where else ""
        problem = finding.code.problem(
            lead + finding.message + self.other_place(finding.other),
            hint=finding.hint,
            entity=finding.entity,
            pointer=pointer(finding.path),
            file=self.document.name,
            severity=finding.severity,
            fix=finding.fix,
        )
        if part is None:
            return problem
        if span is None:
            return attrs.evolve(problem, file=part.name)
        position = (span.key or span.value) if finding.on_key else span.value
        if finding.piece is not None:
            position = self.piece(part, span, finding.path, finding.piece)
        return attrs.evolve(
            problem,
            file=part.name,
            position=position,
            excerpt=part.lines.excerpt(position),
        )

    def other_place(self, path: Location | None) -> str:
        """Return the place of *path* in words, with a comma, to be added to a message."""
        if path is None or (place := self.span(path)) is None:
            return ""
        part, span = place
        if span is None:
            where = self.document.words(path)
            return f", {where}" if where else ""
        return f", line {span.value.line} of {part.name}"

    def piece(
        self, part: Part, span: Span, path: Location, piece: tuple[int, int]
    ) -> Position:
        """Return the position of a piece of the text at *path*."""
        # Findings in the same text come one after another, so its alignment is kept.
        if self.aligned is None or self.aligned[0] is not span:
            text = str(self.document.value(path))
            self.aligned = span, part.alignment(span, text)
        aligned = self.aligned[1]
        if aligned is None:
            return span.value
        start, alignment = aligned
        first, end = alignment.piece(*piece)
        return part.lines.position(start + first, start + end)


def from_data(data: JSON, name: str = "") -> Document:
    """Return the document of plain *data* that is not from a file."""
    return Document(name, data)


def parse(
    source: str | bytes,
    format: Format,
    *,
    name: str = "",
    limits: Limits = DEFAULT_LIMITS,
    numbers: Sequence[int] | None = None,
    by_entities: bool = False,
) -> Document:
    """Return the document that *source* holds; never raise an error about its content.

    Args:
        source: The text, or its bytes in UTF-8.
        format: ``"yaml"``, ``"json"`` or ``"jsonl"``.
        name: What to call it in problems.
        limits: How much to read.
        numbers: If these are some lines of a larger file of JSON Lines, their numbers in
            it, from 0.
        by_entities: Whether entities in JSON and JSON Lines may be decoded one at a time.
            Mistakes in them are then found by `Document.read_again`.
    """
    part, problems = parse_part(
        source, format, name, limits, numbers, by_entities=by_entities and not numbers
    )
    if part is None:
        return Document(name, None, (), tuple(problems), limits=limits)
    return Document(
        name,
        part.value,
        (part,),
        tuple(problems),
        limits=limits,
        complete=part.is_complete,
    )
