"""Events of a text, and the builder that makes one value of them.

Every format is read as events, and one builder makes values of them on a stack of its
own, so that no depth of nesting can exhaust Python's or libyaml's. The builder keeps
positions only of what it is asked for.
"""

import itertools
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
    """How much of a pack is read before it is refused; raise them at will.

    Args:
        bytes: The size of all files together, in bytes.
        depth: How deep lists and objects may be nested.
        nodes: How many keys and values a pack may hold. A file of questions has one
            for every 60 bytes or so; with very many more, one of 50 MB would take
            more than a gigabyte of memory.
        files: How many files a directory or an archive may hold.
        markup: How many signs of Markdown, such as brackets and line breaks, are
            parsed. Two thousand questions have about as many; some texts that mean
            nothing take a thousand times as long as those that people write.
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
    """Where a value stands, and its key if it has one."""

    key: Position | None
    value: Position


class ReadingMistake(NamedTuple):
    """A problem that has not been given its file yet."""

    code: Code
    message: str
    hint: str
    path: Location
    position: Position
    fix: Fix | None = None


class Stop(Exception):
    """Nothing behind this point can be read."""

    def __init__(self, code: Code, message: str, hint: str, at: Any) -> None:
        self.code, self.message, self.hint, self.at = code, message, hint, at


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
        kind: A bracket that opens or closes, or a scalar.
        value: The scalar's value.
        text: The scalar as text, which is what it is as a key.
        start: A mark of the reader's own; the builder only passes it on.
        end: Likewise, just behind the last character; `None` if nothing is written
            there, as at the end of a block of YAML.
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
    """Where values stand, of those that are asked for.

    Args:
        asked: The values that are asked for; `None` stands for every value.
        spans: Where they are, and what they are in.
    """

    asked: Collection[Location] | None = None
    spans: dict[Location, Span] = attrs.field(factory=dict)
    wanted: Container[Location] = attrs.field(init=False)
    left: float = attrs.field(init=False)

    @wanted.default
    def _with_owners(self) -> Container[Location]:
        paths = self.asked or ()
        return {path[:end] for path in paths for end in range(len(path) + 1)}

    @left.default
    def _all(self) -> float:
        return math.inf if self.asked is None else len(set(self.asked))

    def wants(self, path: Location) -> bool:
        """Say whether where *path* stands matters, or what is in it does."""
        return self.asked is None or path in self.wanted

    def add(self, path: Location, span: Span) -> None:
        """Keep where a value stands."""
        if self.asked is not None and path in self.asked and path not in self.spans:
            self.left -= 1
        self.spans[path] = span


@attrs.define(eq=False, repr=False)
class _Builder:
    """Makes one value of a stream of events."""

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
            # It mends a value; where it leads to is the object that the key is of.
            self.mistakes[-1] = last._replace(fix=None)
        first = frame.keys.setdefault(event.text, marks)
        if first is not marks:
            self.mistakes.append(
                ReadingMistake(
                    codes.DUPLICATE_KEY,
                    f"the key {quote(event.text)} stands twice in one object;"
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
        # A block of YAML has no mark of its own at its end: it ends with the last
        # value in it, while the next token may be lines below.
        if event.end is not None:
            self.last_end = event.end
        if frame.is_wanted:
            self.note(frame.start, self.last_end)
        self.add(frame.container)

    def step(self) -> str | int | None:
        """Return the key or index of the value that comes next, if it has one."""
        if not self.stack:
            return None
        frame = self.stack[-1]
        return frame.key if isinstance(frame.container, dict) else len(frame.container)

    def place(self) -> Location:
        """Return the path of the value that comes next."""
        steps = [*(frame.step for frame in self.stack), self.step()]
        return tuple(step for step in steps if step is not None)

    def is_wanted(self) -> bool:
        """Say whether it is asked for where the value that comes next stands.

        Whoever asks for a value asks for what it is in, too: nothing is wanted in
        what is not.
        """
        if self.record is None or (self.stack and not self.stack[-1].is_wanted):
            return False
        return self.record.wants(self.place())

    def note(self, start: Any, end: Any) -> None:
        """Keep where the value that comes next stands, if that is asked for."""
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
    """What reading a text came to."""

    data: JSON
    mistakes: list[ReadingMistake]
    complete: bool
    nodes: int = 0


class Watch(Protocol):
    """What a reader may ask of the builder that it reads for."""

    mistakes: list[ReadingMistake]

    def place(self) -> Location:
        """Return the path of the value that comes next."""

    def is_wanted(self) -> bool:
        """Say whether it is asked for where the value that comes next stands."""


def build(
    events: Callable[[Watch], Iterator[Event]],
    position: Callable[[Any, Any], Position],
    limits: Limits,
    record: Record | None,
) -> Read:
    """Read a whole text; a mistake that allows it does not end the reading.

    More mistakes than are listed do end it: no hostile file is to fill the memory.
    """
    mistakes: list[ReadingMistake] = []
    builder = _Builder(position, limits, record, mistakes)
    try:
        for event in events(builder):
            builder.feed(event)
            if len(mistakes) > limits.problems or (record and not record.left):
                return Read(None, mistakes, complete=False)
    except Stop as stop:
        mistakes.append(
            ReadingMistake(
                stop.code, stop.message, stop.hint, builder.place(), position(*stop.at)
            )
        )
        return Read(None, mistakes, complete=False)
    return Read(builder.root, mistakes, complete=True, nodes=builder.nodes)


_LINE_BREAKS: Final[Mapping[Format, re.Pattern[str]]] = {
    "json": re.compile(r"\r\n|\n|\r"),
    "jsonl": re.compile(r"\n"),
    # libyaml follows YAML 1.1, where these break a line as well.
    "yaml": re.compile("\r\n|[\n\r\x85\u2028\u2029]"),
}


@attrs.frozen(eq=False, repr=False)
class Lines:
    """Where the lines of a text start.

    Args:
        text: The text.
        starts: Their offsets.
        before: How many lines there are in front of the text.
        numbers: For some lines of a larger text, which lines of it they are, from 0
            and in order.
        start: The offset in the text that positions are counted from.
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
        """Return the lines of *text* as its format parts them."""
        # An array takes a fifth of the memory of a list.
        starts = array("Q", [0])
        if format != "yaml" and "\r" not in text:
            lengths = [len(line) + 1 for line in text.split("\n")]
            starts.extend(itertools.accumulate(lengths[:-1]))
            return cls(text, starts, numbers=numbers)
        starts.extend(found.end() for found in _LINE_BREAKS[format].finditer(text))
        return cls(text, starts, numbers=numbers)

    def position(self, start: int, end: int) -> Position:
        """Return the range between two offsets."""
        start, end = start + self.start, end + self.start
        line, end_line = (bisect_right(self.starts, at) for at in (start, end))
        return Position(
            self.number(line - 1) + 1,
            start - self.starts[line - 1] + 1,
            self.number(end_line - 1) + 1,
            end - self.starts[end_line - 1] + 1,
        )

    def number(self, index: int) -> int:
        """Return which line of the larger text the line *index* here is."""
        return index + self.before if self.numbers is None else self.numbers[index]

    def index(self, number: int) -> int:
        """Return which line here is the line *number* of the larger text."""
        return number if self.numbers is None else bisect_left(self.numbers, number)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place that `position` has returned."""
        return self.starts[self.index(line - 1)] + column - 1

    def excerpt(self, position: Position) -> str:
        """Return the line that *position* starts on, cut around its column."""
        index = self.index(position.line - 1)
        if index >= len(self.starts):
            return ""
        ends = [*self.starts[index + 1 : index + 2], len(self.text)]
        start = self.starts[index] + max(0, position.column - 1 - MAX_EXCERPT // 2)
        # The line may be the whole of a large file: no more of it is copied.
        return masked(self.text[start : min(ends[0], start + MAX_EXCERPT)].rstrip())
