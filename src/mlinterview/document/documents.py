"""The document: plain data of one or several files that remembers where it stands."""

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
    """A problem with a value, before it is known where in its file that stands.

    Args:
        code: What kind of problem it is.
        message: What is wrong.
        path: The value.
        hint: What to write instead, or empty.
        entity: The entity that it is in, or empty.
        severity: How much it matters, if not as the code has it.
        on_key: Whether the key of the value is what is wrong.
        piece: The offsets in the value, which is text, of what is wrong in it.
        other: Another value, whose place is put behind the message.
        fix: A change that would mend it.
        as_written: For what depends on how the value is written in its file: takes
            that, and returns the finding to report instead.
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
    """A pack as plain data that remembers where it came from.

    Args:
        name: What was read: a path, or the name that the caller gave.
        stated: The data of all parts together, or `None` if nothing could be read; or if
            its entities are decoded one at a time, see `split`.
        parts: The files.
        problems: What is wrong with the files themselves.
        origins: For each top-level list that several parts may add to, the
            part and the index in the whole at which its items begin.
        limits: What it was read under.
        complete: Whether every file could be read; if not, what seems to be missing
            may be in one of the others.
        media: The images beside it, or `None` if it stands in no folder.
        indexes: If it holds only some entities of a larger pack, the index in that of
            each item of each top-level list.
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
        """The data at the top that are no lists of entities."""
        if self.split is not None:
            return self.split.rest
        if not isinstance(self.stated, dict):
            return self.stated
        return {key: value for key, value in self.stated.items() if key not in self.lists}

    @functools.cached_property
    def lists(self) -> Mapping[str, Sequence[JSON]]:
        """The lists of entities, each of which is plain data, or ought to be."""
        if self.split is not None:
            return self.split.lists
        stated = self.stated if isinstance(self.stated, dict) else {}
        return {key: value for key in KINDS if isinstance(value := stated.get(key), list)}

    def entity(self, path: Location) -> JSON:
        """Return the entity that *path* is in, or None if it is in none."""
        match path:
            case (str(key), int(index), *_) if key in self.lists:
                return self.lists[key][index]
            case _:
                return None

    def read_again(self) -> "Document":
        """Return the document with every mistake in its entities."""
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
        """Return the part that holds *path*, and the path within that part."""
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
        """Return in words where *path* is, if it is on no line."""
        found = self.origin(path)
        return found[0].words(found[1]) if found is not None else ""

    def in_whole(self, path: Location) -> Location:
        """Return where *path* is in the larger pack, if this is a piece of one."""
        match path:
            case (str(key), int(index), *rest) if key in self.indexes:
                return (key, self.indexes[key][index], *rest)
            case _:
                return path

    def problem_in_whole(self, problem: Problem) -> Problem:
        """Return a problem of this as one of the larger pack, likewise."""
        steps = problem.pointer.split("/", 3)[1:3]
        if len(steps) < 2 or steps[0] not in self.indexes:
            return problem
        key, index = steps[0], int(steps[1])
        here, there = pointer((key, index)), pointer(self.in_whole((key, index)))

        def moved(place: str) -> str:
            return there + place.removeprefix(here)

        fix = problem.fix
        return attrs.evolve(
            problem,
            pointer=moved(problem.pointer),
            fix=fix and attrs.evolve(fix, pointer=moved(fix.pointer)),
        )

    def value(self, path: Location) -> JSON:
        """Return the value at *path*."""
        found: JSON = self.entity(path)
        steps = path[2:]
        if found is None:
            found, steps = self.data, path
        for step in steps:
            found = found[step]  # type: ignore[index]
        return found

    def locate(self, findings: Iterable[Finding]) -> list[Problem]:
        """Return the problems that *findings* are, each with its place.

        A value that is not there is looked for at what is nearest above it. Each file
        is read once more, however many findings there are.
        """
        found = list(findings)
        places = _Places(self)
        for finding in found:
            places.ask(finding.path)
            if finding.other is not None:
                places.ask(finding.other)
        return [places.problem(finding) for finding in found]

    def problem(
        self,
        code: Code,
        message: str,
        path: Location = (),
        *,
        hint: str = "",
        on_key: bool = False,
    ) -> Problem:
        """Return a problem at *path*, or at what is nearest above it."""
        finding = Finding(code=code, message=message, path=path, hint=hint, on_key=on_key)
        return self.locate([finding])[0]


class _Places:
    """Finds places in the files of a document, all of one file at once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.wanted: defaultdict[Part, set[Location]] = defaultdict(set)
        self.spans: dict[Part, Mapping[Location, Span]] = {}
        self.aligned: tuple[Span, tuple[int, Alignment] | None] | None = None

    def ask(self, path: Location) -> None:
        """Say that the place of *path* will be wanted."""
        if (found := self.document.origin(path)) is not None:
            part, local = found
            self.wanted[part].add(local)

    def span(self, path: Location) -> tuple[Part, Span | None] | None:
        """Return where *path* is, or what is nearest above it."""
        found = self.document.origin(path)
        if found is None:
            return None
        part, local = found
        if part not in self.spans:
            self.spans[part] = part.spans(self.wanted[part])
        spans = self.spans[part]
        while local and local not in spans:
            local = local[:-1]
        return part, spans.get(local)

    def problem(self, finding: Finding) -> Problem:
        """Return the problem that *finding* is."""
        found = self.span(finding.path)
        if found is not None and found[1] is not None and finding.as_written is not None:
            finding = finding.as_written(found[0].written(found[1]))
        where = self.document.words(finding.path)
        lead = f"{where}: " if where else ""
        record = finding.code.problem(
            lead + finding.message + self.named(finding.other),
            hint=finding.hint,
            entity=finding.entity,
            pointer=pointer(finding.path),
            file=self.document.name,
            severity=finding.severity,
            fix=finding.fix,
        )
        if found is None:
            return record
        part, span = found
        if span is None:
            return attrs.evolve(record, file=part.name)
        position = (span.key or span.value) if finding.on_key else span.value
        if finding.piece is not None:
            position = self.piece(part, span, finding.path, finding.piece)
        return attrs.evolve(
            record,
            file=part.name,
            position=position,
            excerpt=part.lines.excerpt(position),
        )

    def named(self, path: Location | None) -> str:
        """Return where *path* is, in words, to be put behind a message."""
        found = self.span(path) if path is not None else None
        if path is None or found is None:
            return ""
        if found[1] is None:
            where = self.document.words(path)
            return f", {where}" if where else ""
        return f", line {found[1].value.line} of {found[0].name}"

    def piece(
        self, part: Part, span: Span, path: Location, piece: tuple[int, int]
    ) -> Position:
        """Return where a piece of the text at *path* stands."""
        # The findings in one text follow each other.
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
    """Return the document of plain *data* that was never in a file."""
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
    """Return the document that *source* writes; never raises on its content.

    Args:
        source: The text, or its bytes in UTF-8.
        format: ``"yaml"``, ``"json"`` or ``"jsonl"``.
        name: What to call it in problems.
        limits: How much to read.
        numbers: For some lines of a larger file of JSON Lines, which lines of it they
            are, from 0.
        by_entities: Whether entities in JSON may be decoded one at a time. Whoever asks
            for a mistake in one of them then calls `Document.read_again`.
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
