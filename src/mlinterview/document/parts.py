"""A part of a document: one file or one text, and where each value in it stands."""

import functools
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from .._support import garbage
from ..errors import Position, Problem
from ..model import JSON
from . import codes
from .events import (
    TOO_MANY_NODES,
    Format,
    Limits,
    Lines,
    Location,
    Read,
    ReadingMistake,
    Record,
    Span,
    build,
    pointer,
)
from .json_events import is_crowded, read_json
from .json_items import Split, decode, split_json, split_lines
from .json_lines import JsonLines, split_spans

if TYPE_CHECKING:
    from .alignment import Alignment

MAX_STEP: Final = 1_000
"""The longest key that the pointer of a problem repeats; a longer one is left out."""


MAX_LINES: Final = 5
"""For each key or value that the limits allow, how many lines a file may have."""


@attrs.frozen(eq=False, repr=False)
class Part:
    """One file, or one text, of a document.

    Args:
        name: The file as it was named.
        source: What it holds.
        format: How that is written.
        value: The plain data, unless the entities are decoded one at a time.
        limits: What it was read under.
        is_complete: Whether every line could be read.
        entries: For JSON Lines, on which line each entity is.
        nodes: How many keys and values it holds; 0 if they were not counted.
        numbers: If it is some lines of a larger file, which they are.
        split: The entities in it, if they are decoded one at a time.
    """

    name: str
    source: str | bytes
    format: Format
    value: JSON
    limits: Limits
    is_complete: bool = True
    entries: JsonLines | None = None
    nodes: int = 0
    numbers: Sequence[int] | None = None
    split: Split | None = None

    @functools.cached_property
    def text(self) -> str:
        """The text without a byte order mark."""
        source = self.source
        text = source if isinstance(source, str) else source.decode()
        return text.removeprefix("\ufeff")

    @functools.cached_property
    def data(self) -> JSON:
        """The plain data."""
        return self.value if self.split is None else self.split.whole()

    @functools.cached_property
    def lines(self) -> Lines:
        """Where the lines start."""
        return Lines.of(self.text, self.format, self.numbers)

    def spans(
        self, wanted: Collection[Location] | None = None
    ) -> Mapping[Location, Span]:
        """Return where values stand; the text is read once more for it.

        Args:
            wanted: The paths of the values; all by default. One that is not there is
                passed over.
        """
        if self.entries is not None:
            return self.entries.spans(self.lines, self.limits, wanted)
        if self.split is not None and wanted is not None:
            return split_spans(self.split, self.text, self.lines, self.limits, wanted)
        record = Record(wanted)
        read_events(self.text, self.format, self.lines, self.limits, record)
        return record.spans

    def words(self, path: Location) -> str:
        """Return in words where a value is, if it is on no line."""
        return ""

    def rank(self, path: Location) -> tuple[int, ...]:
        """Return what puts values in the order in which they stand in the file."""
        lines = () if self.entries is None else (self.entries.line(path) or 0,)
        return (*lines, *self._steps(path))

    def _steps(self, path: Location) -> Iterator[int]:
        # What a finding is about is there, but for the last key at most.
        at: Any = self.data
        for step in path:
            if isinstance(at, dict):
                keys = self.key_orders.get(id(at))
                if keys is None:
                    keys = self.key_orders[id(at)] = {key: n for n, key in enumerate(at)}
                yield keys.get(str(step), -1)
                at = at.get(step)
            else:
                yield int(step)
                at = at[step]

    @functools.cached_property
    def key_orders(self) -> dict[int, dict[str, int]]:
        """For the objects that `rank` has met, the order of their keys."""
        return {}

    def offsets(self, place: Position) -> tuple[int, int]:
        """Return where in the text a place starts and ends."""
        return (
            self.lines.offset(place.line, place.column),
            self.lines.offset(place.end_line, place.end_column),
        )

    def written(self, span: Span) -> str:
        """Return the value at *span* as it is written."""
        start, end = self.offsets(span.value)
        return self.text[start:end]

    def alignment(self, span: Span, text: str) -> "tuple[int, Alignment] | None":
        """Return how *text*, which stands at *span*, was written, if that is plain.

        Returns:
            The offset at which it starts in the file, and the alignment from there.
        """
        from .alignment import Alignment  # Only for a place in a wrong text.

        found = Alignment.of(self.written(span), text)
        return (self.offsets(span.value)[0], found) if found is not None else None


def read_events(
    text: str, format: Format, lines: Lines, limits: Limits, record: Record | None = None
) -> Read:
    """Read *text* event by event."""
    if format == "yaml":
        # Only this takes PyYAML, whose import is long.
        from .yaml_events import end_of, yaml_events, yaml_position

        events = functools.partial(yaml_events, text)
        position = functools.partial(yaml_position, last=end_of(text))
        return build(events, position, limits, record)
    return read_json(text, lines, limits, record)


def parse_part(
    source: str | bytes,
    format: Format,
    name: str,
    limits: Limits,
    numbers: Sequence[int] | None = None,
    *,
    by_entities: bool = False,
) -> tuple[Part | None, list[Problem]]:
    """Return one part and its problems; no part if it cannot be read to the end.

    Args:
        source: The text, or its bytes in UTF-8.
        format: How it is written.
        name: What to call it in problems.
        limits: How much to read.
        numbers: For some lines of a larger file, which lines of it they are.
        by_entities: Whether to leave the entities in JSON to be decoded one at a time.
            Mistakes in them are not found then.
    """
    if by_entities and (part := _split_part(source, format, name, limits)):
        return part, []
    text = decoded(source, format, name, limits)
    if isinstance(text, Problem):
        return None, [text]
    if format == "json" and is_crowded(text, limits.nodes):
        message, hint = TOO_MANY_NODES
        return None, [codes.TOO_LARGE.problem(message, hint=hint, file=name)]
    if format == "jsonl":
        entries, read = JsonLines.read(text, limits, numbers)
        part = Part(
            name,
            text,
            format,
            read.data,
            limits,
            read.complete,
            entries,
            numbers=numbers,
        )
        return part, problems_of(read.mistakes, part.lines, name)
    made = _yaml_values(text, limits) if format == "yaml" else decode(text, limits)
    if made is not None:
        data, nodes = made
        return Part(name, text, format, data, limits, nodes=nodes), []
    lines = Lines.of(text, format) if format == "json" else Lines(text, [0])
    read = read_events(text, format, lines, limits)
    if read.mistakes and format == "yaml":
        lines = Lines.of(text, format)
    problems = problems_of(read.mistakes, lines, name)
    if not read.complete:
        return None, problems
    return Part(name, text, format, read.data, limits, nodes=read.nodes), problems


def _split_part(
    source: str | bytes,
    format: Format,
    name: str,
    limits: Limits,
) -> Part | None:
    """Return a part in JSON or JSON Lines whose entities are decoded one at a time."""
    if format == "yaml":
        return None
    try:
        written = source.encode() if isinstance(source, str) else source
    except UnicodeEncodeError:
        return None
    if len(written) > limits.bytes or written.count(b"\n") > MAX_LINES * limits.nodes:
        return None
    split = (split_json if format == "json" else split_lines)(written, limits)
    if split is None:
        return None
    lines = JsonLines(split.header, split.numbers) if format == "jsonl" else None
    return Part(name, source, format, None, limits, entries=lines, split=split)


def _yaml_values(text: str, limits: Limits) -> tuple[JSON, int] | None:
    """Return the value of YAML and its nodes, or None if events have to be read."""
    from .yaml_events import fast_yaml

    with garbage.paused():
        return fast_yaml(text, limits)


def problems_of(mistakes: list[ReadingMistake], lines: Lines, name: str) -> list[Problem]:
    """Return mistakes in a text as problems of the file *name*."""
    return [
        attrs.evolve(
            mistake.code.problem(
                mistake.message,
                hint=mistake.hint,
                pointer=pointer(_repeatable(mistake.path)),
                file=name,
                fix=mistake.fix,
            ),
            position=mistake.position,
            excerpt=lines.excerpt(mistake.position),
        )
        for mistake in mistakes
    ]


def _repeatable(path: Location) -> Location:
    """Return *path* down to its first key that is too long to be repeated."""
    steps = itertools.takewhile(lambda step: len(str(step)) <= MAX_STEP, path)
    return tuple(steps)


def decoded(
    source: str | bytes, format: Format, name: str, limits: Limits
) -> str | Problem:
    """Return the text of *source*, or the problem that keeps it from being read."""
    try:
        written = source.encode() if isinstance(source, str) else source
        if len(written) > limits.bytes:
            return too_large(name, limits)
        if written.count(b"\n") > MAX_LINES * limits.nodes:
            message, hint = TOO_MANY_NODES
            return codes.TOO_LARGE.problem(message, hint=hint, file=name)
        text = source if isinstance(source, str) else written.decode()
    except UnicodeDecodeError as error:
        return not_utf8(error, format, name)
    except UnicodeEncodeError as error:
        return _at_end(
            codes.LONE_SURROGATE.problem(
                f"half of a surrogate pair, U+{ord(error.object[error.start]):04X},"
                " is no character",
                hint="remove it, or put the whole character in its place",
                file=name,
            ),
            error.object[: error.start],
            format,
        )
    # A byte order mark says nothing in UTF-8, and is no part of the text.
    return text.removeprefix("\ufeff")


def not_utf8(
    error: UnicodeDecodeError,
    format: Format,
    name: str,
    *,
    offset: int = 0,
    before: int = 0,
) -> Problem:
    """Return the problem with bytes that are no UTF-8.

    Args:
        error: What decoding them raised.
        format: How they are written.
        name: The file.
        offset: How many bytes of the file are in front of them.
        before: How many lines are.
    """
    source = error.object
    wide = source[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in source[:4]
    problem = codes.NOT_UTF8.problem(
        f"byte {offset + error.start + 1}, {source[error.start]:#04x}, is not UTF-8",
        hint="it looks like UTF-16; save the file as UTF-8"
        if wide
        else "save the file as UTF-8",
        file=name,
    )
    return _at_end(problem, source[: error.start].decode(), format, before)


def _at_end(problem: Problem, text: str, format: Format, before: int = 0) -> Problem:
    """Return *problem* at the character behind *text*, with lines in front of that."""
    text = text.removeprefix("\ufeff")
    lines = attrs.evolve(Lines.of(text, format), before=before)
    place = lines.position(len(text), len(text))
    return attrs.evolve(
        problem, position=attrs.evolve(place, end_column=place.column + 1)
    )


def too_large(name: str, limits: Limits) -> Problem:
    """Return the problem of a file with more bytes than the limit."""
    return codes.TOO_LARGE.problem(
        f"more than {limits.bytes} bytes",
        hint="split the pack, or raise the limit",
        file=name,
    )
