"""A part of a document: one file or one text, and the positions of its values."""

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
"""The longest key, in characters, that the pointer of a problem repeats."""

MAX_LINES: Final = 5
"""The most lines of a file, as a multiple of the limit ``nodes``."""


@attrs.frozen(eq=False, repr=False)
class Part:
    """One file, or one text, of a document.

    Args:
        name: The name of the file.
        source: Its content.
        format: The format of the content.
        value: The plain data; `None` if the entities are decoded one at a time.
        limits: The limits that it was read with.
        is_complete: Whether every line could be read.
        entries: For JSON Lines, the line of each entity.
        nodes: The number of keys and values; 0 if they were not counted.
        numbers: If it is some lines of a larger file, their numbers in it, from 0.
        split: The entities, if they are decoded one at a time.
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
        """The lines of the text."""
        return Lines.of(self.text, self.format, self.numbers)

    def spans(
        self, wanted: Collection[Location] | None = None
    ) -> Mapping[Location, Span]:
        """Return the positions of values, for which the text is read once more.

        Args:
            wanted: The paths of the values; all by default. Paths without a value are
                ignored.
        """
        if self.entries is not None:
            return self.entries.spans(self.lines, self.limits, wanted)
        if self.split is not None and wanted is not None:
            return split_spans(self.split, self.text, self.lines, self.limits, wanted)
        record = Record(wanted)
        read_events(self.text, self.format, self.lines, self.limits, record)
        return record.spans

    def words(self, path: Location) -> str:
        """Return the place of a value in words; empty if it has a position in lines."""
        return ""

    def rank(self, path: Location) -> tuple[int, ...]:
        """Return a key that sorts paths in the order of their values in the file."""
        lines = () if self.entries is None else (self.entries.line(path) or 0,)
        return (*lines, *self._steps(path))

    def _steps(self, path: Location) -> Iterator[int]:
        # Every step of the path of a finding exists, except that the last key may lack.
        value: Any = self.data
        for step in path:
            if isinstance(value, dict):
                order = self.key_orders.get(id(value))
                if order is None:
                    order = {key: number for number, key in enumerate(value)}
                    self.key_orders[id(value)] = order
                yield order.get(str(step), -1)
                value = value.get(step)
            else:
                yield int(step)
                value = value[step]

    @functools.cached_property
    def key_orders(self) -> dict[int, dict[str, int]]:
        """The order of keys of each object that `rank` has visited, by its identity."""
        return {}

    def offsets(self, position: Position) -> tuple[int, int]:
        """Return the offsets in the text at which *position* starts and ends."""
        return (
            self.lines.offset(position.line, position.column),
            self.lines.offset(position.end_line, position.end_column),
        )

    def written(self, span: Span) -> str:
        """Return the value at *span* as it is written."""
        start, end = self.offsets(span.value)
        return self.text[start:end]

    def alignment(self, span: Span, text: str) -> "tuple[int, Alignment] | None":
        """Return which characters of the file each character of *text* was written with.

        Args:
            span: The position of the text.
            text: The value at that position.

        Returns:
            The offset in the file at which the text starts, and the alignment from there;
            None if the characters cannot be matched.
        """
        from .alignment import Alignment  # Only a mistake within a text needs it.

        alignment = Alignment.of(self.written(span), text)
        return None if alignment is None else (self.offsets(span.value)[0], alignment)


def read_events(
    text: str, format: Format, lines: Lines, limits: Limits, record: Record | None = None
) -> Read:
    """Read *text* event by event."""
    if format == "yaml":
        # Imported here since PyYAML takes long to import, and only YAML needs it.
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
    """Return one part and its problems; None as the part if it cannot be read fully.

    Args:
        source: The text, or its bytes in UTF-8.
        format: How it is written.
        name: What to call it in problems.
        limits: How much to read.
        numbers: If these are some lines of a larger file, their numbers in it, from 0.
        by_entities: Whether the entities in JSON and JSON Lines may be decoded one at a
            time later. Then this finds no mistakes in them.
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
    result = _yaml_values(text, limits) if format == "yaml" else decode(text, limits)
    if result is not None:
        data, nodes = result
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
    """Return a part whose entities are decoded one at a time.

    Returns:
        None if it has to be read fully: it is YAML, may exceed the limits, is not valid,
        or `msgspec` is not installed.
    """
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
    """Return the value of YAML and the number of its nodes.

    Returns:
        None if the text has to be read event by event.
    """
    from .yaml_events import fast_yaml

    with garbage.gc_paused():
        return fast_yaml(text, limits)


def problems_of(mistakes: list[ReadingMistake], lines: Lines, name: str) -> list[Problem]:
    """Return the problems that mistakes are.

    Args:
        mistakes: Mistakes in a text.
        lines: The lines of the text.
        name: The file that the text is from.
    """
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
    """Return the part of *path* before the first key that is too long to be repeated."""
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
    # In UTF-8, a byte order mark has no meaning and is not part of the text.
    return text.removeprefix("\ufeff")


def not_utf8(
    error: UnicodeDecodeError,
    format: Format,
    name: str,
    *,
    offset: int = 0,
    before: int = 0,
) -> Problem:
    """Return the problem that bytes are not UTF-8.

    Args:
        error: The error of decoding them.
        format: The format of the file.
        name: The name of the file.
        offset: The number of bytes of the file before them.
        before: The number of lines of the file before them.
    """
    source = error.object
    is_utf16 = source[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in source[:4]
    problem = codes.NOT_UTF8.problem(
        f"byte {offset + error.start + 1}, {source[error.start]:#04x}, is not UTF-8",
        hint="it looks like UTF-16; save the file as UTF-8"
        if is_utf16
        else "save the file as UTF-8",
        file=name,
    )
    return _at_end(problem, source[: error.start].decode(), format, before)


def _at_end(problem: Problem, text: str, format: Format, before: int = 0) -> Problem:
    """Return *problem* with the position of the character after *text*.

    Args:
        problem: The problem.
        text: The text of the file up to that character.
        format: The format of the file.
        before: The number of lines of the file before *text*.
    """
    text = text.removeprefix("\ufeff")
    lines = attrs.evolve(Lines.of(text, format), before=before)
    end = lines.position(len(text), len(text))
    return attrs.evolve(problem, position=attrs.evolve(end, end_column=end.column + 1))


def too_large(name: str, limits: Limits) -> Problem:
    """Return the problem that a file has more bytes than the limit allows."""
    return codes.TOO_LARGE.problem(
        f"more than {limits.bytes} bytes",
        hint="split the pack, or raise the limit",
        file=name,
    )
