"""Bytes to a `Document`: plain data, and where in which file each value stands.

This stage knows YAML, JSON and how a directory becomes one document; it knows
nothing of questions.  What it accepts is JSON's data model, whichever way it is
written: YAML anchors, aliases, tags and merge keys are problems, as are
duplicate keys, lone surrogates and numbers that not every reader agrees on.

Both formats become events, and one builder makes values of them on a stack of
its own, so that no depth of nesting can exhaust Python's or libyaml's.  The
builder keeps positions only when it is asked to, and `Part.spans` asks only when
somebody wants to know where something is.
"""

import functools
import itertools
import json
import math
import os
import re
import stat
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import attrs
import yaml

from . import codes
from .codes import Code
from .errors import (
    MAX_EXCERPT,
    Position,
    Problem,
    Severity,
    did_you_mean,
    printable,
    quote,
)

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
"""Plain data, as JSON has it."""

Location: TypeAlias = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""

Format = Literal["yaml", "json"]

FORMATS: Final[Mapping[str, Format]] = {".yaml": "yaml", ".json": "json"}
"""The format that each file name ending stands for."""

PACK_FILE: Final = "pack.yaml"
"""The file that makes a directory a pack."""

MAX_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8259, 6)."""

MAX_DIRECTIVES: Final = 1_000
"""How often a YAML text may say `%TAG`, which nothing but a test of limits does."""

MAX_STEP: Final = 1_000
"""The longest key that the pointer of a problem repeats; a longer one is left out."""


@attrs.frozen(kw_only=True)
class Limits:
    """How much of a pack is read before it is refused; raise them at will.

    Args:
        bytes: The size of all files together, in bytes.
        depth: How deep lists and objects may be nested.
        nodes: How many keys and values one file may hold.
        files: How many files a directory may hold.
        problems: How many problems are listed; more are counted.
    """

    bytes: int = 256 * 2**20
    depth: int = 64
    nodes: int = 20_000_000
    files: int = 10_000
    problems: int = 1_000


DEFAULT_LIMITS: Final = Limits()


class Span(NamedTuple):
    """Where a value stands, and its key if it has one."""

    key: Position | None
    value: Position


class _Mistake(NamedTuple):
    """A problem that has not been given its file yet."""

    code: Code
    message: str
    hint: str
    path: Location
    position: Position


class _Stop(Exception):
    """Nothing behind this point can be read."""

    def __init__(self, code: Code, message: str, hint: str, at: Any) -> None:
        self.code, self.message, self.hint, self.at = code, message, hint, at


def pointer(path: Iterable[str | int]) -> str:
    """Return *path* as a JSON Pointer (RFC 6901).

    >>> pointer(("questions", 0, "x-a/b"))
    '/questions/0/x-a~1b'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


# Events and the builder ------------------------------------------------------


class _Event(NamedTuple):
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


@attrs.define
class _Frame:
    """A list or an object that is being filled."""

    container: list[JSON] | dict[str, JSON]
    path: Location
    start: Any
    key: str | None = None
    key_position: Position | None = None
    key_lines: dict[str, int] = attrs.field(factory=dict)


@attrs.define
class _Builder:
    """Makes one value of a stream of events."""

    position: Callable[[Any, Any], Position]
    limits: Limits
    spans: dict[Location, Span] | None
    mistakes: list[_Mistake]
    root: JSON = None
    stack: list[_Frame] = attrs.field(factory=list)
    nodes: int = 0
    last_end: Any = None

    def feed(self, event: _Event) -> None:
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
            self.record(self.place(), event.start, event.end)
            self.add(event.value)
        else:
            self.open(event)

    def count(self, event: _Event) -> None:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise _Stop(
                codes.TOO_LARGE,
                f"more than {self.limits.nodes} keys and values in one file",
                "split the pack into several files or raise the limit",
                (event.start, event.end),
            )

    def take_key(self, frame: _Frame, event: _Event) -> None:
        if event.kind != "scalar":
            raise _Stop(
                codes.SYNTAX,
                "a key must be text, not a list or an object",
                "put quotes around text that starts with a bracket",
                (event.start, event.end),
            )
        frame.key = event.text
        position = frame.key_position = self.position(event.start, event.end)
        first = frame.key_lines.setdefault(event.text, position.line)
        if event.text in frame.container:
            self.mistakes.append(
                _Mistake(
                    codes.DUPLICATE_KEY,
                    f"the key {quote(event.text)} stands twice in one object;"
                    f" the first is on line {first}",
                    "remove one of the two, or merge them",
                    (*frame.path, event.text),
                    position,
                )
            )

    def open(self, event: _Event) -> None:
        if len(self.stack) >= self.limits.depth:
            raise _Stop(
                codes.TOO_DEEP,
                f"lists and objects are nested deeper than {self.limits.depth}",
                "a pack needs no more than ten levels; look for a stray bracket",
                (event.start, event.end),
            )
        container: list[JSON] | dict[str, JSON] = {} if event.kind == "{" else []
        self.last_end = event.end
        self.stack.append(_Frame(container, self.place(), event.start))

    def close(self, event: _Event) -> None:
        frame = self.stack.pop()
        # A block of YAML has no mark of its own at its end: it ends with the last
        # value in it, while the next token may be lines below.
        if event.end is not None:
            self.last_end = event.end
        self.record(frame.path, frame.start, self.last_end)
        self.add(frame.container)

    def place(self) -> Location:
        """Return the path of the value that comes next."""
        if not self.stack:
            return ()
        frame = self.stack[-1]
        if isinstance(frame.container, dict):
            return frame.path if frame.key is None else (*frame.path, frame.key)
        return (*frame.path, len(frame.container))

    def record(self, path: Location, start: Any, end: Any) -> None:
        if self.spans is not None:
            key = self.stack[-1].key_position if self.stack else None
            self.spans[path] = Span(key, self.position(start, end))

    def add(self, value: JSON) -> None:
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        if isinstance(frame.container, dict):
            frame.container[frame.key or ""] = value
            frame.key = frame.key_position = None
        else:
            frame.container.append(value)


class _Read(NamedTuple):
    """What reading a text came to."""

    data: JSON
    mistakes: list[_Mistake]
    complete: bool


def _build(
    events: Callable[[list[_Mistake], Callable[[], Location]], Iterator[_Event]],
    position: Callable[[Any, Any], Position],
    limits: Limits,
    spans: dict[Location, Span] | None,
) -> _Read:
    """Read a whole text; a mistake that allows it does not end the reading.

    More mistakes than are listed do end it: no hostile file is to fill the memory.
    """
    mistakes: list[_Mistake] = []
    builder = _Builder(position, limits, spans, mistakes)
    try:
        for event in events(mistakes, builder.place):
            builder.feed(event)
            if len(mistakes) > limits.problems:
                return _Read(None, mistakes, complete=False)
    except _Stop as stop:
        mistakes.append(
            _Mistake(
                stop.code, stop.message, stop.hint, builder.place(), position(*stop.at)
            )
        )
        return _Read(None, mistakes, complete=False)
    return _Read(builder.root, mistakes, complete=True)


# YAML ------------------------------------------------------------------------

_YAML_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
# What YAML's core schema reads as something other than text, but JSON does not
# write in this way.  Left as text, a program that follows the core schema would
# see another value than we do, so the author has to choose.
_AMBIGUOUS: Final = re.compile(
    r"~|Null|NULL|True|TRUE|False|FALSE"
    r"|[-+]?0[0-9]+|\+[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.[0-9]+|[0-9]+\.)(?:[eE][-+]?[0-9]+)?"
    r"|(?:\+|-?0(?=[0-9]))[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    re.ASCII,
)
_YAML_CONSTANTS: Final[Mapping[str, JSON]] = {
    "": None,
    "null": None,
    "true": True,
    "false": False,
}


def plain_is_text(text: str) -> bool:
    """Say whether *text*, written without quotes in YAML, is read as itself."""
    return not (
        text in _YAML_CONSTANTS or _NUMBER.fullmatch(text) or _AMBIGUOUS.fullmatch(text)
    )


def _number(text: str) -> int | float:
    """Return the number that *text* writes.

    Raises:
        OverflowError: If not every reader of JSON would read the same number.
    """
    found = _NUMBER.fullmatch(text)
    if found is not None and not any(found.groups()):
        # int() refuses to read thousands of digits; none of those is in range.
        if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
            raise OverflowError(text)
        return int(text)
    value = float(text)
    if not math.isfinite(value):
        raise OverflowError(text)
    return value


def _yaml_position(start: Any, end: Any) -> Position:
    return Position(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _yaml_events(
    text: str, mistakes: list[_Mistake], place: Callable[[], Location]
) -> Iterator[_Event]:
    """Yield the events of the one YAML document that *text* holds."""

    def report(code: Code, message: str, hint: str, event: Any) -> None:
        position = _yaml_position(event.start_mark, event.end_mark)
        mistakes.append(_Mistake(code, message, hint, place(), position))

    documents = 0
    for event in _parsed(text):
        match event:
            case yaml.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise _Stop(
                        codes.SYNTAX,
                        "a second YAML document starts here",
                        "remove the `---` line, or put it into a file of its own",
                        (event.start_mark, event.end_mark),
                    )
            case yaml.AliasEvent():
                report(
                    codes.YAML_FEATURE,
                    f"a YAML alias, {quote(f'*{event.anchor}')}, is not allowed",
                    "write the value out where it is needed",
                    event,
                )
                yield _Event("scalar", None, "", event.start_mark, event.end_mark)
            case yaml.NodeEvent():
                _report_features(event, report)
                _report_swallowed(text, event, report)
                yield _yaml_event(event, report)
            case yaml.MappingEndEvent():
                yield _Event("}", None, "", *_closing_marks(event))
            case yaml.SequenceEndEvent():
                yield _Event("]", None, "", *_closing_marks(event))
            case _:
                pass  # The start and end of the stream, the end of the document.


def _closing_marks(event: Any) -> tuple[Any, Any]:
    """Return the marks of the bracket that *event* stands for, if there is one."""
    written = event.start_mark.index < event.end_mark.index
    return event.start_mark, event.end_mark if written else None


def _parsed(text: str) -> Iterator[Any]:
    """Yield PyYAML's own events, its errors as ours."""
    if text.count("%TAG") > MAX_DIRECTIVES:
        # libyaml compares each of them with all others.
        at = _yaml_mark(text, text.find("%TAG"))
        message = f"`%TAG` stands here more than {MAX_DIRECTIVES} times"
        raise _Stop(
            codes.YAML_FEATURE,
            message,
            "remove it: the schema says what type a value has",
            (at, at),
        )
    try:
        yield from yaml.parse(text, Loader=_YAML_LOADER)
    except yaml.reader.ReaderError as error:
        # Such a character is allowed nowhere, so this is the first of its kind.
        at = _yaml_mark(text, text.find(chr(error.character)))
        raise _Stop(
            codes.SYNTAX,
            "a character that YAML does not allow",
            r'write it as an escape in double quotes, such as "\u0007"',
            (at, at),
        ) from error
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or _yaml_mark(text, len(text))
        if mark.index >= len(text):
            # What is open says more than the end does, which may be lines below.
            end = len(text.rstrip())
            opened = error.context_mark
            is_before = opened is not None and opened.index < end
            mark = opened if is_before else _yaml_mark(text, end)
        context = f"{error.context}, " if error.context else ""
        raise _Stop(
            codes.SYNTAX,
            f"not YAML: {context}{error.problem}",
            _yaml_hint(str(error.problem), text, mark),
            (mark, mark),
        ) from error


_YAML_HINTS: Final = (
    ("mapping values are not allowed", "put quotes around text that has `: ` in it"),
    ("alphabetic or numeric", "put quotes around text that starts with `*` or `&`"),
    ("directive", "put quotes around text that starts with `%`"),
    ("tab character", "indent with spaces, not with tabs"),
    ("expected ':'", "put a colon and a space behind each key, and close each quote"),
    ("end of stream", "close the quotes or brackets that are opened here"),
)
"""For a part of what libyaml says, what is most often meant."""


def _yaml_hint(problem: str, text: str, mark: Any) -> str:
    """Return what to do about a mistake in YAML at *mark*."""
    here = text[mark.index : mark.index + 1]
    if "cannot start any token" in problem and here != "\t":
        return f"put quotes around text that starts with {quote(here)}"
    if "cannot start any token" in problem:
        return "indent with spaces, not with tabs"
    fitting = (hint for part, hint in _YAML_HINTS if part in problem)
    return next(fitting, "check the indentation and quotes here and on the line above")


def _yaml_mark(text: str, offset: int) -> Any:
    """Return PyYAML's mark for a place in *text*."""
    place = _Lines.of(text[:offset], "yaml").position(offset, offset)
    return yaml.Mark("", offset, place.line - 1, place.column - 1, None, 0)


def _report_features(event: Any, report: Callable[[Code, str, str, Any], None]) -> None:
    """Report what YAML can say of a node and JSON cannot."""
    if event.anchor:
        report(
            codes.YAML_FEATURE,
            f"a YAML anchor, {quote('&' + event.anchor)}, is not allowed",
            "remove it, and write the value out where it is needed",
            event,
        )
    if event.tag:
        report(
            codes.YAML_FEATURE,
            f"a YAML tag, {quote(event.tag)}, is not allowed",
            "remove it: the schema says what type a value has",
            event,
        )
    if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
        report(
            codes.YAML_FEATURE,
            "a YAML merge key, `<<`, is not allowed",
            "write the keys out where they are needed",
            event,
        )


# What YAML takes for a comment behind a text, but is written like a part of it.
_SWALLOWED: Final = re.compile(r"[ \t]+#\w+")


def _report_swallowed(
    text: str, event: Any, report: Callable[[Code, str, str, Any], None]
) -> None:
    """Report a text that goes on behind a `#`, such as “bug #3”."""
    is_plain = isinstance(event, yaml.ScalarEvent) and not event.style
    end: Any = event.end_mark
    if not is_plain or " " not in event.value:
        return
    if found := _SWALLOWED.match(text, end.index):
        report(
            codes.SWALLOWED,
            f"{quote(found[0].strip())} and what follows is a comment to YAML, no text",
            "put quotes around the text; for a comment, put a space behind the `#`",
            event,
        )


def _yaml_event(event: Any, report: Callable[[Code, str, str, Any], None]) -> _Event:
    """Return the event for the start of a YAML node."""
    marks = event.start_mark, event.end_mark
    if isinstance(event, yaml.MappingStartEvent):
        return _Event("{", None, "", *marks)
    if isinstance(event, yaml.SequenceStartEvent):
        return _Event("[", None, "", *marks)
    text: str = event.value
    # Quoted and block scalars have a style; they are always text.
    value: JSON = text if event.style else _plain_scalar(text, event, report)
    return _Event("scalar", value, text, *marks)


def _plain_scalar(
    text: str, event: Any, report: Callable[[Code, str, str, Any], None]
) -> JSON:
    """Return the value of a scalar without quotes, by JSON's types alone."""
    if text in _YAML_CONSTANTS:
        return _YAML_CONSTANTS[text]
    if _NUMBER.fullmatch(text):
        try:
            return _number(text)
        except OverflowError:
            report(codes.NUMBER, *_number_message(text), event)
            return None
    if _AMBIGUOUS.fullmatch(text):
        report(
            codes.AMBIGUOUS_SCALAR,
            f"{quote(text)} without quotes is read differently by different programs",
            f"for text write {quote(json.dumps(text))}; for a value write `true`,"
            " `false`, `null` or a plain decimal number",
            event,
        )
    return text


def _number_message(text: str) -> tuple[str, str]:
    return (
        f"the number {quote(text)} is too large to be kept exactly",
        f"whole numbers go up to {MAX_INTEGER}; put quotes around it if it is text",
    )


# JSON ------------------------------------------------------------------------

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_WORD: Final = re.compile(r"[-+.\w]+|.", re.DOTALL)
_JSON_CONSTANTS: Final[Mapping[str, JSON]] = {"null": None, "true": True, "false": False}
_END: Final = "the end of the file"
_NO_NUMBER: Final = "JSON has no such number; leave the key out"
_JSON_HINTS: Final[Mapping[str, str]] = {
    "'": "JSON has double quotes only",
    "/": "JSON has no comments",
    "#": "JSON has no comments",
    "NaN": _NO_NUMBER,
    "Infinity": _NO_NUMBER,
    "-Infinity": _NO_NUMBER,
    "True": "write `true`",
    "False": "write `false`",
    "None": "write `null`",
}
"""What to write instead of what is often taken for JSON."""


class _SlowPath(Exception):
    """There may be a mistake: read again, event by event."""


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise _SlowPath
    return result


def _no_constant(_text: str) -> JSON:
    raise _SlowPath


def _fast_json(text: str, limits: Limits) -> JSON:
    """Return the value of *text* if it is surely without mistake.

    The plain way is `_json_events` and the builder; this one lets the decoder of
    the standard library do the same in a tenth of the time.

    Raises:
        _SlowPath: If the plain way has to look.
    """
    if _SURROGATE.search(text):
        raise _SlowPath
    try:
        data: JSON = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_int=_number,
            parse_float=_number,
        )
    except (ValueError, RecursionError, OverflowError) as error:
        raise _SlowPath from error
    if not _within(data, limits):
        raise _SlowPath
    return data


def _within(data: JSON, limits: Limits) -> bool:
    """Say whether *data* keeps the limits on depth and on nodes."""
    level: list[Any] = [data] if isinstance(data, list | dict) else []
    depth, nodes = 0, 1
    while level:
        depth += 1
        nodes += sum(len(c) * 2 if type(c) is dict else len(c) for c in level)
        if depth > limits.depth or nodes > limits.nodes:
            return False
        level = [
            child
            for container in level
            for child in (container.values() if type(container) is dict else container)
            if type(child) is dict or type(child) is list
        ]
    return True


def _json_events(
    text: str, mistakes: list[_Mistake], place: Callable[[], Location], lines: "_Lines"
) -> Iterator[_Event]:
    """Yield the events of the JSON text *text* (RFC 8259, strictly)."""
    brackets: list[str] = []
    at = _skip(text, 0)
    expect = "value"
    while True:
        if expect == "value":
            event = _json_value(text, at, mistakes, place, lines)
            yield event
            at = _skip(text, event.end)
            if event.kind == "scalar":
                expect = "more"
                continue
            brackets.append(event.kind)
            closing = "}" if event.kind == "{" else "]"
            if text[at : at + 1] == closing:
                yield _Event(_bracket(closing), None, "", at, at + 1)
                at, expect = _skip(text, at + 1), "more"
                brackets.pop()
            else:
                expect = "key" if event.kind == "{" else "value"
        elif expect == "key":
            if text[at : at + 1] != '"':
                raise _unexpected(text, at, "a key in double quotes")
            event = _json_value(text, at, mistakes, place, lines)
            yield event
            at = _skip(text, event.end)
            if text[at : at + 1] != ":":
                raise _unexpected(text, at, "a colon behind the key")
            at, expect = _skip(text, at + 1), "value"
        elif not brackets:
            if at < len(text):
                raise _unexpected(text, at, _END)
            return
        else:
            closing = "}" if brackets[-1] == "{" else "]"
            if text[at : at + 1] == ",":
                at = _skip(text, at + 1)
                expect = "key" if closing == "}" else "value"
            elif text[at : at + 1] == closing:
                yield _Event(_bracket(closing), None, "", at, at + 1)
                at = _skip(text, at + 1)
                brackets.pop()
            else:
                raise _unexpected(text, at, f"a comma or `{closing}`")


def _bracket(closing: str) -> Literal["}", "]"]:
    return "}" if closing == "}" else "]"


def _skip(text: str, at: int) -> int:
    """Return the offset of the next character that is not white space."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _unexpected(text: str, at: int, wanted: str) -> _Stop:
    """Return the error for anything but *wanted* at the offset *at*."""
    found = _WORD.match(text, at)
    word = found[0] if found else ""
    hint = _JSON_HINTS.get(word, "")
    if word in ("}", "]") and text[max(0, at - 99) : at].rstrip()[-1:] == ",":
        hint = "remove the comma in front of it"
    got = quote(word) if word.strip() else f"U+{ord(word):04X}" if word else _END
    return _Stop(
        codes.SYNTAX,
        f"not JSON: expected {wanted}, found {got}",
        hint,
        (at, at + len(word)),
    )


def _json_value(
    text: str,
    at: int,
    mistakes: list[_Mistake],
    place: Callable[[], Location],
    lines: "_Lines",
) -> _Event:
    """Return the event for the value that starts at the offset *at*."""
    first = text[at : at + 1]
    if first == "{" or first == "[":
        return _Event("{" if first == "{" else "[", None, "", at, at + 1)
    if first == '"':
        return _json_string(text, at, mistakes, place, lines)
    if found := _NUMBER.match(text, at):
        number: JSON = None
        try:
            number = _number(found[0])
        except OverflowError:
            position = lines.position(at, found.end())
            mistakes.append(
                _Mistake(codes.NUMBER, *_number_message(found[0]), place(), position)
            )
        return _Event("scalar", number, "", at, found.end())
    word = _WORD.match(text, at)
    if word and word[0] in _JSON_CONSTANTS:
        return _Event("scalar", _JSON_CONSTANTS[word[0]], "", at, word.end())
    raise _unexpected(text, at, "a value")


def _json_string(
    text: str,
    at: int,
    mistakes: list[_Mistake],
    place: Callable[[], Location],
    lines: "_Lines",
) -> _Event:
    """Return the event for the string that starts at the offset *at*."""
    try:
        value, end = scanstring(text, at + 1, True)
    except json.JSONDecodeError as error:
        reason = error.msg.split(" at")[0].split(" starting")[0].lower()
        raise _Stop(
            codes.SYNTAX,
            f"not JSON: {reason}",
            r"close the string with a double quote; write a line break as `\n`",
            (error.pos, error.pos + 1),
        ) from error
    if _SURROGATE.search(text, at, end) and not _is_unicode(value):
        mistakes.append(
            _Mistake(
                codes.LONE_SURROGATE,
                f"half of a surrogate pair in {quote(value)} is no character",
                r"write the character itself, or both halves such as `\ud83d\ude00`",
                place(),
                lines.position(at, end),
            )
        )
        value = value.encode("utf-8", "replace").decode()
    return _Event("scalar", value, value, at, end)


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


# Parts and documents ---------------------------------------------------------

_LINE_BREAKS: Final[Mapping[Format, re.Pattern[str]]] = {
    "json": re.compile(r"\r\n|\n|\r"),
    # libyaml follows YAML 1.1, where these break a line as well.
    "yaml": re.compile("\r\n|[\n\r\x85\u2028\u2029]"),
}


@attrs.frozen
class _Lines:
    """Where the lines of a text start."""

    text: str
    starts: Sequence[int]

    @classmethod
    def of(cls, text: str, format: Format) -> "_Lines":
        breaks = _LINE_BREAKS[format].finditer(text)
        return cls(text, [0, *(found.end() for found in breaks)])

    def position(self, start: int, end: int) -> Position:
        """Return the range between two offsets."""
        line, end_line = (bisect_right(self.starts, at) for at in (start, end))
        return Position(
            line,
            start - self.starts[line - 1] + 1,
            end_line,
            end - self.starts[end_line - 1] + 1,
        )

    def excerpt(self, position: Position) -> str:
        """Return the line that *position* starts on, cut around its column."""
        index = position.line - 1
        if index >= len(self.starts):
            return ""
        start = self.starts[index]
        end = self.starts[index + 1] if position.line < len(self.starts) else None
        skip = max(0, position.column - 1 - MAX_EXCERPT // 2)
        line = self.text[start:end][skip:] if skip else self.text[start:end]
        return printable(line.rstrip()[:MAX_EXCERPT])[:MAX_EXCERPT]


@attrs.frozen
class Part:
    """One file, or one text, of a document.

    Args:
        name: The file as it was named.
        text: What it holds.
        format: How that is written.
        data: The value.
        limits: What it was read under.
    """

    name: str
    text: str = attrs.field(repr=False)
    format: Format
    data: JSON = attrs.field(repr=False)
    limits: Limits = DEFAULT_LIMITS

    @functools.cached_property
    def lines(self) -> _Lines:
        """Where the lines start."""
        return _Lines.of(self.text, self.format)

    @functools.cached_property
    def spans(self) -> Mapping[Location, Span]:
        """Where every value stands; worked out when first asked for."""
        spans: dict[Location, Span] = {}
        _read_events(self.text, self.format, self.lines, self.limits, spans)
        return spans


def _read_events(
    text: str,
    format: Format,
    lines: _Lines,
    limits: Limits,
    spans: dict[Location, Span] | None,
) -> _Read:
    """Read *text* event by event."""
    if format == "yaml":
        events = functools.partial(_yaml_events, text)
        return _build(events, _yaml_position, limits, spans)
    events = functools.partial(_json_events, text, lines=lines)
    return _build(events, lines.position, limits, spans)


@attrs.frozen
class Document:
    """A pack as plain data that remembers where it came from.

    Args:
        name: What was read: a path, or the name that the caller gave.
        data: The data of all parts together, or `None` if nothing could be read.
        parts: The files.
        problems: What is wrong with the files themselves.
        origins: For each top-level list that several parts may add to, the
            part and the index in the whole at which its items begin.
        limits: What it was read under.
        complete: Whether every file could be read; if not, what seems to be missing
            may be in one of the others.
    """

    name: str
    data: JSON = attrs.field(repr=False)
    parts: tuple[Part, ...] = attrs.field(default=(), repr=False)
    problems: tuple[Problem, ...] = ()
    origins: Mapping[str, Sequence[tuple[int, Part]]] = attrs.field(
        factory=dict, repr=False
    )
    limits: Limits = DEFAULT_LIMITS
    complete: bool = True

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

    def problem(
        self,
        code: Code,
        message: str,
        path: Location = (),
        *,
        hint: str = "",
        entity: str = "",
        severity: Severity | None = None,
        on_key: bool = False,
    ) -> Problem:
        """Return a problem at *path*, or at what is nearest above it."""
        found = self.origin(path)
        record = code.problem(
            message,
            hint=hint,
            entity=entity,
            pointer=pointer(path),
            file=self.name,
            severity=severity,
        )
        if found is None:
            return record
        part, local = found
        while local and local not in part.spans:
            local = local[:-1]
        if (span := part.spans.get(local)) is None:
            return attrs.evolve(record, file=part.name)
        position = (span.key or span.value) if on_key else span.value
        return attrs.evolve(
            record,
            file=part.name,
            position=position,
            excerpt=part.lines.excerpt(position),
        )


def from_data(data: JSON, name: str = "") -> Document:
    """Return the document of plain *data* that was never in a file."""
    return Document(name, data)


def parse(
    source: str | bytes,
    format: Format,
    *,
    name: str = "",
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """Return the document that *source* writes; never raises on its content.

    Args:
        source: The text, or its bytes in UTF-8.
        format: ``"yaml"`` or ``"json"``.
        name: What to call it in problems.
        limits: How much to read.
    """
    part, problems = _parse_part(source, format, name, limits)
    if part is None:
        return Document(name, None, (), tuple(problems), limits=limits)
    return Document(name, part.data, (part,), tuple(problems), limits=limits)


def _parse_part(
    source: str | bytes, format: Format, name: str, limits: Limits
) -> tuple[Part | None, list[Problem]]:
    """Return one part and its problems; no part if it cannot be read to the end."""
    text = _decoded(source, format, name, limits)
    if isinstance(text, Problem):
        return None, [text]
    if format == "json":
        try:
            return Part(name, text, format, _fast_json(text, limits), limits), []
        except _SlowPath:
            pass
    lines = _Lines.of(text, format) if format == "json" else _Lines(text, [0])
    read = _read_events(text, format, lines, limits, None)
    if read.mistakes and format == "yaml":
        lines = _Lines.of(text, format)
    problems = [
        attrs.evolve(
            mistake.code.problem(
                mistake.message,
                hint=mistake.hint,
                pointer=pointer(_repeatable(mistake.path)),
                file=name,
            ),
            position=mistake.position,
            excerpt=lines.excerpt(mistake.position),
        )
        for mistake in read.mistakes
    ]
    if not read.complete:
        return None, problems
    return Part(name, text, format, read.data, limits), problems


def _repeatable(path: Location) -> Location:
    """Return *path* down to its first key that is too long to be repeated."""
    steps = itertools.takewhile(lambda step: len(str(step)) <= MAX_STEP, path)
    return tuple(steps)


def _decoded(
    source: str | bytes, format: Format, name: str, limits: Limits
) -> str | Problem:
    """Return the text of *source*, or the problem that keeps it from being read."""
    try:
        written = source.encode() if isinstance(source, str) else source
        text = source if isinstance(source, str) else written.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(error, format, name)
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
    if len(written) > limits.bytes:
        return _too_large(name, limits)
    # A byte order mark says nothing in UTF-8, and is no part of the text.
    return text.removeprefix("\ufeff")


def _not_utf8(error: UnicodeDecodeError, format: Format, name: str) -> Problem:
    source = error.object
    wide = source[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in source[:4]
    problem = codes.NOT_UTF8.problem(
        f"byte {error.start + 1}, {source[error.start]:#04x}, is not UTF-8",
        hint="it looks like UTF-16; save the file as UTF-8"
        if wide
        else "save the file as UTF-8",
        file=name,
    )
    return _at_end(problem, source[: error.start].decode(), format)


def _at_end(problem: Problem, before: str, format: Format) -> Problem:
    """Return *problem* at the character behind the text *before*."""
    before = before.removeprefix("\ufeff")
    place = _Lines.of(before, format).position(len(before), len(before))
    return attrs.evolve(
        problem, position=attrs.evolve(place, end_column=place.column + 1)
    )


def _too_large(name: str, limits: Limits) -> Problem:
    return codes.TOO_LARGE.problem(
        f"more than {limits.bytes} bytes",
        hint="split the pack, or raise the limit",
        file=name,
    )


# Files and directories -------------------------------------------------------

_NO_FILE: Final = "a device, a pipe or a folder is no file to read"


def read(path: str | os.PathLike[str], *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document that the file or directory *path* holds.

    What cannot be read is a problem of the document, never an exception.
    """
    root = Path(path)
    name = str(root)
    try:
        mode = root.stat().st_mode
    except (OSError, ValueError) as error:
        reason = "there is no such file or directory"
        if not isinstance(error, FileNotFoundError):
            reason = f"cannot be opened: {_reason(error)}"
        hint = _nearby(root)
        return _unread(name, codes.NOT_FOUND.problem(reason, hint=hint, file=name))
    if stat.S_ISDIR(mode):
        return _read_directory(root, limits)
    problem = _unreadable_form(root, mode)
    if problem is not None:
        return _unread(name, problem)
    source, problem = _read_bytes(root, name, limits.bytes)
    if problem is not None:
        return _unread(name, problem)
    return parse(source, FORMATS[root.suffix.lower()], name=name, limits=limits)


def _unread(name: str, problem: Problem) -> Document:
    return Document(name, None, (), (problem,))


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _nearby(path: Path) -> str:
    """Return a hint that names a file with a similar name in the same folder."""
    try:
        names = {found.name for found in path.parent.iterdir()}
    except (OSError, ValueError):
        return ""
    return did_you_mean(path.name, sorted(names - {path.name}))


def _unreadable_form(path: Path, mode: int) -> Problem | None:
    """Return the problem with a file that is of no known form."""
    if not stat.S_ISREG(mode):
        return codes.UNREADABLE.problem(_NO_FILE, file=str(path))
    if path.suffix.lower() not in FORMATS:
        ending = quote(path.suffix) if path.suffix else "no ending"
        return codes.UNKNOWN_FORM.problem(
            f"a pack is a .yaml file, a .json file or a directory; this has {ending}",
            hint="rename it to .yaml" if path.suffix.lower() == ".yml" else "",
            file=str(path),
        )
    return None


def _read_bytes(path: Path, name: str, most: int) -> tuple[bytes, Problem | None]:
    """Return what the file holds, or the problem with it."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return b"", codes.UNREADABLE.problem(_NO_FILE, file=name)
            source = file.read(most + 1)
    except OSError as error:
        message = f"cannot be read: {_reason(error)}"
        return b"", codes.UNREADABLE.problem(message, file=name)
    if len(source) > most:
        return b"", _too_large(name, Limits(bytes=most))
    return source, None


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to would be waited for otherwise."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _read_directory(root: Path, limits: Limits) -> Document:
    """Read every part of a directory and join them in the order of their paths."""
    name = str(root)
    main = root / PACK_FILE
    paths: list[Path] = []
    problems: list[Problem] = []
    if os.path.lexists(main):
        paths, problems = _part_paths(root, limits)
    if len(paths) + len(problems) > limits.files:
        message, hint = f"more than {limits.files} files", "join some, or raise the limit"
        problems.append(codes.TOO_LARGE.problem(message, hint=hint, file=name))
        return Document(name, None, (), tuple(problems), limits=limits)
    if main not in paths:
        message, hint = f"the directory holds no {PACK_FILE}", _nearby(main)
        problems.append(codes.NO_PACK_FILE.problem(message, hint=hint, file=name))
        return Document(name, None, (), tuple(problems), limits=limits)
    complete = not any(problem.severity is Severity.ERROR for problem in problems)
    parts: list[Part] = []
    left = limits.bytes
    # The file that makes the directory a pack comes first, whatever the others
    # are called: what concerns the whole pack is reported there.
    for path in sorted(paths, key=lambda path: path != main):
        source, problem = _read_bytes(path, str(path), left)
        if problem is not None:
            problems.append(problem)
            continue
        left -= len(source)
        form = FORMATS[path.suffix.lower()]
        part, found = _parse_part(source, form, str(path), limits)
        problems += found
        if part is not None:
            parts.append(part)
        if len(problems) > limits.problems:
            break
    joined = _join(name, parts, problems, limits)
    return attrs.evolve(joined, complete=complete and len(parts) == len(paths))


def _part_paths(root: Path, limits: Limits) -> tuple[list[Path], list[Problem]]:
    """Return the files that make up the directory *root*, in order, and its problems.

    Once there are more than the limit allows, no more are looked for.
    """
    paths: list[Path] = []
    problems: list[Problem] = []

    def report(error: OSError) -> None:
        message = f"the folder cannot be read: {_reason(error)}"
        problems.append(codes.UNREADABLE.problem(message, file=str(error.filename)))

    inside = os.path.realpath(root)
    for folder, folders, files in os.walk(root, onerror=report):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for one in sorted([*files, *folders]):
            path = Path(folder, one)
            if one.startswith("."):
                continue
            # As in `_stays`, `Path` would raise on what is forbidden.
            if os.path.islink(path) and not _stays(path, inside):  # noqa: PTH114
                problems.append(
                    codes.OUTSIDE_PACK.problem(
                        "a link out of the pack, or to a folder, is not followed",
                        hint="copy what it points to into the pack",
                        file=str(path),
                    )
                )
            elif path.suffix.lower() == ".yml" and one in files:
                problems.append(
                    codes.IGNORED_FILE.problem(
                        "a .yml file is not read as a part of the pack",
                        hint=f"rename it to {quote(path.stem + '.yaml')}",
                        file=str(path),
                    )
                )
            elif path.suffix.lower() in FORMATS and one in files:
                paths.append(path)
        if len(paths) + len(problems) > limits.files:
            break
    return sorted(paths, key=lambda path: path.relative_to(root).parts), problems


def _stays(link: Path, inside: str) -> bool:
    """Say whether *link* leads to a file within the folder *inside*."""
    # The methods of `Path` raise on a link to itself or to what is forbidden; these
    # functions do not.
    target = os.path.realpath(link)
    return Path(target).is_relative_to(inside) and not os.path.isdir(target)  # noqa: PTH112


def _join(
    name: str, parts: list[Part], problems: list[Problem], limits: Limits
) -> Document:
    """Return one document of several parts: lists are joined, all else is one's own."""
    data: dict[str, JSON] = {}
    owners: dict[str, Part] = {}
    for part in parts:
        for key, value in _keys(part, problems):
            if key not in owners:
                owners[key] = part
                data[key] = value
            elif not (isinstance(value, list) and isinstance(data[key], list)):
                first = Path(owners[key].name).name
                problems.append(
                    Document(part.name, part.data, (part,)).problem(
                        codes.DUPLICATE_PART,
                        f"{quote(key)} stands in {quote(first)} already",
                        (key,),
                        hint="keep one of the two; only lists may be in several files",
                        on_key=True,
                    )
                )
    origins: dict[str, list[tuple[int, Part]]] = {}
    in_path_order = sorted(parts, key=lambda part: Path(part.name).parts)
    joined: dict[str, list[JSON]] = {
        key: [] for key, value in data.items() if isinstance(value, list)
    }
    for part in in_path_order:
        for key, held in part.data.items() if isinstance(part.data, dict) else ():
            if isinstance(held, list) and key in joined:
                origins.setdefault(key, []).append((len(joined[key]), part))
                joined[key] += held
    data.update(joined)
    moved = {
        (part.name, pointer((key,))): start
        for key, begins in origins.items()
        for start, part in begins
    }
    problems = [_in_the_whole(problem, moved) for problem in problems]
    return Document(name, data, tuple(parts), tuple(problems), origins, limits)


_IN_LIST: Final = re.compile(r"(/[^/]*)/([0-9]+)(|/.*)", re.DOTALL)


def _in_the_whole(problem: Problem, moved: Mapping[tuple[str, str], int]) -> Problem:
    """Return a problem of one file with a pointer into the joined lists."""
    found = _IN_LIST.fullmatch(problem.pointer)
    start = moved.get((problem.file, found[1]), 0) if found else 0
    if not found or not start:
        return problem
    whole = f"{found[1]}/{int(found[2]) + start}{found[3]}"
    return attrs.evolve(problem, pointer=whole)


def _keys(part: Part, problems: list[Problem]) -> Iterable[tuple[str, JSON]]:
    """Return what a part holds; an empty file, or mere comments, holds nothing."""
    if isinstance(part.data, dict):
        return part.data.items()
    if part.data is not None:
        whole = Document(part.name, part.data, (part,))
        message = f"expected an object with lists, found {quote(part.data)}"
        hint = "start with a key such as `questions:`"
        problems.append(whole.problem(codes.WRONG_TYPE, message, hint=hint))
    return ()
