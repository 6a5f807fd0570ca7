"""Events of a text, and the builder that makes one value of them.

Every format is read as events. The builder has a stack of its own, so that deep nesting
cannot exhaust that of Python or libyaml. It keeps only the positions that are needed.
"""

import math
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import (
    Callable,
    Collection,
    Container,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeAlias

import attrs

from ..errors import MAX_EXCERPT, Code, Fix, Position, masked, quote
from ..model import JSON
from . import codes

Location: TypeAlias = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""

Format = Literal["yaml", "json", "jsonl"]
"""How a text is written."""

MAX_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8259, 6)."""


@attrs.frozen(kw_only=True)
class Limits:
    """How large a pack may be; a larger one is refused. Each limit can be raised.

    Args:
        bytes: The size of all files together, in bytes.
        depth: How deep lists and objects may be nested.
        nodes: How many keys and values a pack may hold. A file of questions has about
            one for every 60 bytes. A file of 50 MB with many more of them would take
            more than a gigabyte of memory.
        files: How many files a directory or an archive may hold.
        markup: How many signs of Markdown, such as brackets and line breaks, are
            parsed. The default is about as many as two thousand questions have. It
            bounds the time for hostile texts, which can take a thousand times as long
            to parse as ordinary ones.
        image: How many bytes an image may have.
        problems: How many problems are listed; more are counted.
    """

    bytes: int = 64 * 2**20
    depth: int = 64
    nodes: int = 1_000_000
    files: int = 10_000
    markup: int = 250_000
    image: int = 5 * 2**20
    problems: int = 1_000


DEFAULT_LIMITS: Final = Limits()


class Span(NamedTuple):
    """The position of a value, and of its key if it has one."""

    key: Position | None
    value: Position


class ReadingMistake(NamedTuple):
    """A mistake in a text: a problem without the name of the file."""

    code: Code
    message: str
    hint: str
    path: Location
    position: Position
    fix: Fix | None = None


class Stop(Exception):
    """A mistake after which the rest of the text cannot be read."""

    def __init__(self, code: Code, message: str, hint: str, marks: Any) -> None:
        self.code, self.message, self.hint, self.marks = code, message, hint, marks


def pointer(path: Iterable[str | int]) -> str:
    """Return *path* as a JSON Pointer (RFC 6901).

    >>> pointer(("questions", 0, "x-a/b"))
    '/questions/0/x-a~1b'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


TOO_MANY_NODES: Final = (
    "the pack has more keys and values than the limit allows",
    "split the pack, or raise the limit `nodes`",
)
"""A message and a hint."""


class Event(NamedTuple):
    """A step in reading a file.

    Args:
        kind: A bracket that opens or closes a list or an object, or ``"scalar"``.
        value: The value of a scalar.
        text: A scalar as text, for use as a key.
        start: The start, in a form that only the reader and its function of positions
            know.
        end: The end after the last character, in the same form; `None` where nothing
            is written, as at the end of a block of YAML.
    """

    kind: Literal["{", "}", "[", "]", "scalar"]
    value: JSON
    text: str
    start: Any
    end: Any


@attrs.define(eq=False, repr=False)
class _Frame:
    """A list or an object that is being filled."""

    container: list[JSON] | dict[str, JSON]
    start: Any
    step: str | int | None
    is_wanted: bool
    key: str | None = None
    key_marks: tuple[Any, Any] | None = None
    keys: dict[str, tuple[Any, Any]] = attrs.field(factory=dict)


@attrs.define(eq=False, repr=False)
class Record:
    """The positions of some values, or of all.

    Args:
        paths: The values whose positions are needed; `None` for all.
        spans: The positions of these values and of all containers of them.

    Attributes:
        wanted: The paths of these values and of all containers of them.
        remaining: The number of *paths* that have no position yet.
    """

    paths: Collection[Location] | None = None
    spans: dict[Location, Span] = attrs.field(factory=dict)
    wanted: Container[Location] = attrs.field(init=False)
    remaining: float = attrs.field(init=False)

    @wanted.default
    def _with_containers(self) -> Container[Location]:
        paths = self.paths or ()
        return {path[:end] for path in paths for end in range(len(path) + 1)}

    @remaining.default
    def _number_of_paths(self) -> float:
        return math.inf if self.paths is None else len(set(self.paths))

    def wants(self, path: Location) -> bool:
        """Return True if the position of *path* or of a value in it is needed."""
        return self.paths is None or path in self.wanted

    def add(self, path: Location, span: Span) -> None:
        """Add the position of a value."""
        if self.paths is not None and path in self.paths and path not in self.spans:
            self.remaining -= 1
        self.spans[path] = span


@attrs.define(eq=False, repr=False)
class _Builder:
    """Makes one value of the events of a text."""

    position: Callable[[Any, Any], Position]
    limits: Limits
    record: Record | None
    mistakes: list[ReadingMistake]
    root: JSON = None
    stack: list[_Frame] = attrs.field(factory=list)
    nodes: int = 0
    last_end: Any = None

    def feed(self, event: Event) -> None:
        """Take the next event."""
        if event.kind in "}]":
            self.close(event)
            return
        self.count(event)
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.container, dict) and frame.key is None:
            self.take_key(frame, event)
        elif event.kind == "scalar":
            self.last_end = event.end
            if self.record is not None and (frame is None or frame.is_wanted):
                self.note(event.start, event.end)
            self.add(event.value)
        else:
            self.open(event)

    def count(self, event: Event) -> None:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise Stop(codes.TOO_LARGE, *TOO_MANY_NODES, (event.start, event.end))

    def take_key(self, frame: _Frame, event: Event) -> None:
        if event.kind != "scalar":
            raise Stop(
                codes.SYNTAX,
                "a key must be text, not a list or an object",
                "put quotes around text that starts with a bracket",
                (event.start, event.end),
            )
        frame.key = event.text
        marks = frame.key_marks = event.start, event.end
        last = self.mistakes[-1] if self.mistakes else None
        if last and last.fix and last.position == self.position(*marks):
            # The mistake is in a key. Its fix would change the value at its path, which
            # is the object that has the key.
            self.mistakes[-1] = last._replace(fix=None)
        first = frame.keys.setdefault(event.text, marks)
        if first is not marks:
            self.mistakes.append(
                ReadingMistake(
                    codes.DUPLICATE_KEY,
                    f"the key {quote(event.text)} occurs twice in one object;"
                    f" the first is on line {self.position(*first).line}",
                    "remove one of the two, or merge them",
                    self.place(),
                    self.position(*marks),
                )
            )

    def open(self, event: Event) -> None:
        if len(self.stack) >= self.limits.depth:
            raise Stop(
                codes.TOO_DEEP,
                f"lists and objects are nested deeper than {self.limits.depth}",
                "a pack needs no more than ten levels; look for a stray bracket",
                (event.start, event.end),
            )
        container: list[JSON] | dict[str, JSON] = {} if event.kind == "{" else []
        self.last_end = event.end
        is_wanted = self.is_wanted()
        self.stack.append(_Frame(container, event.start, self.step(), is_wanted))

    def close(self, event: Event) -> None:
        frame = self.stack.pop()
        # No character ends a block of YAML, and the next token may be lines below: the
        # block ends where the last value in it does.
        if event.end is not None:
            self.last_end = event.end
        if frame.is_wanted:
            self.note(frame.start, self.last_end)
        self.add(frame.container)

    def step(self) -> str | int | None:
        """Return the key or index of the next value; None if it is the whole text."""
        if not self.stack:
            return None
        frame = self.stack[-1]
        return frame.key if isinstance(frame.container, dict) else len(frame.container)

    def place(self) -> Location:
        """Return the path of the next value."""
        steps = [*(frame.step for frame in self.stack), self.step()]
        return tuple(step for step in steps if step is not None)

    def is_wanted(self) -> bool:
        """Return True if the position of the next value or of one in it is needed.

        The containers of a needed value are needed, too. So nothing is needed in a
        container that is not.
        """
        if self.record is None or (self.stack and not self.stack[-1].is_wanted):
            return False
        return self.record.wants(self.place())

    def note(self, start: Any, end: Any) -> None:
        """Record the position of the next value, if it is needed."""
        if self.record is None or not self.is_wanted():
            return
        marks = self.stack[-1].key_marks if self.stack else None
        key = self.position(*marks) if marks else None
        self.record.add(self.place(), Span(key, self.position(start, end)))

    def add(self, value: JSON) -> None:
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        if isinstance(frame.container, dict):
            frame.container[frame.key or ""] = value
            frame.key = frame.key_marks = None
        else:
            frame.container.append(value)


class Read(NamedTuple):
    """What was read of a text.

    Args:
        data: The value; `None` if the text is not complete.
        mistakes: The mistakes in the text.
        complete: Whether the whole text was read.
        nodes: The number of keys and values.
    """

    data: JSON
    mistakes: list[ReadingMistake]
    complete: bool
    nodes: int = 0


class Watch(Protocol):
    """What a reader of events can use of the builder that takes them."""

    mistakes: list[ReadingMistake]

    def place(self) -> Location:
        """Return the path of the next value."""

    def is_wanted(self) -> bool:
        """Return True if the position of the next value or of one in it is needed."""


def build(
    events: Callable[[Watch], Iterator[Event]],
    position: Callable[[Any, Any], Position],
    limits: Limits,
    record: Record | None,
) -> Read:
    """Return the value of a text and the mistakes in it.

    Reading ends at a mistake after which nothing can be read. It also ends when there are
    more mistakes than can be listed, so that a hostile file cannot fill the memory, and
    when *record* has all positions that it needs.

    Args:
        events: Returns the events of the text for the builder that takes them.
        position: Returns the position between two marks of events.
        limits: How much to read.
        record: Where to put positions; `None` if none are needed.
    """
    mistakes: list[ReadingMistake] = []
    builder = _Builder(position, limits, record, mistakes)
    try:
        for event in events(builder):
            builder.feed(event)
            if len(mistakes) > limits.problems or (record and not record.remaining):
                return Read(None, mistakes, complete=False)
    except Stop as stop:
        mistakes.append(
            ReadingMistake(
                stop.code, stop.message, stop.hint, builder.place(), position(*stop.marks)
            )
        )
        return Read(None, mistakes, complete=False)
    return Read(builder.root, mistakes, complete=True, nodes=builder.nodes)


_LINE_BREAKS: Final[Mapping[Format, re.Pattern[str]]] = {
    "json": re.compile(r"\r\n|\n|\r"),
    "jsonl": re.compile(r"\n"),
    # libyaml follows YAML 1.1, in which these characters end a line as well.
    "yaml": re.compile("\r\n|[\n\r\x85\u2028\u2029]"),
}


@attrs.frozen(eq=False, repr=False)
class Lines:
    """The lines of a text.

    Args:
        text: The text.
        starts: The offset at which each line starts.
        before: The number of lines before the text.
        numbers: If these are some lines of a larger text, their numbers in it, from 0
            and in order.
        start: The offset in *text* from which `position` counts its arguments.
    """

    text: str
    starts: Sequence[int]
    before: int = 0
    numbers: Sequence[int] | None = None
    start: int = 0

    @classmethod
    def of(
        cls, text: str, format: Format, numbers: Sequence[int] | None = None
    ) -> "Lines":
        """Return the lines of *text*, separated as its format says."""
        # An array takes a fifth of the memory of a list.
        starts = array("Q", [0])
        breaks = _LINE_BREAKS[format]
        if format == "json" and "\r" not in text:
            breaks = _LINE_BREAKS["jsonl"]  # A single alternative is found sooner.
        starts.extend([match.end() for match in breaks.finditer(text)])
        return cls(text, starts, numbers=numbers)

    def position(self, start: int, end: int) -> Position:
        """Return the position between two offsets."""
        start, end = start + self.start, end + self.start
        line, end_line = (bisect_right(self.starts, offset) for offset in (start, end))
        return Position(
            self.number(line - 1) + 1,
            start - self.starts[line - 1] + 1,
            self.number(end_line - 1) + 1,
            end - self.starts[end_line - 1] + 1,
        )

    def number(self, index: int) -> int:
        """Return the number in the larger text of the line *index* of this one."""
        return index + self.before if self.numbers is None else self.numbers[index]

    def index(self, number: int) -> int:
        """Return the index in this text of the line *number* of the larger one."""
        return number if self.numbers is None else bisect_left(self.numbers, number)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column of a result of `position`."""
        return self.starts[self.index(line - 1)] + column - 1

    def excerpt(self, position: Position) -> str:
        """Return the line that *position* starts on, cut around its column."""
        index = self.index(position.line - 1)
        if index >= len(self.starts):
            return ""
        ends = [*self.starts[index + 1 : index + 2], len(self.text)]
        start = self.starts[index] + max(0, position.column - 1 - MAX_EXCERPT // 2)
        # A line may be a whole large file: only the excerpt is copied.
        return masked(self.text[start : min(ends[0], start + MAX_EXCERPT)].rstrip())
