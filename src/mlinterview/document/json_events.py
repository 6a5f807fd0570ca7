"""Read JSON as events, strictly as RFC 8259 says, and tell what is wrong and where."""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Final, Literal

from ..errors import quote
from ..model import JSON
from . import codes
from .events import (
    Event,
    Limits,
    Lines,
    Read,
    ReadingMistake,
    Record,
    Stop,
    Watch,
    build,
)
from .numbers import NUMBER, number, number_message

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
"""Hints for what is often written but is not JSON."""


_QUOTED: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_EMPTY: Final = re.compile(r"\[[ \t\n\r]*\]|\{[ \t\n\r]*\}")


def is_crowded(text: str, most: int) -> bool:
    """Return True if JSON holds more than *most* keys and values.

    They are counted without parsing, so that a text that would fill the memory is refused
    before it does.
    """
    if len(text) < most or sum(map(text.count, ",:[{")) < most:
        return False
    bare = _QUOTED.sub("", text)
    empty = sum(1 for _ in _EMPTY.finditer(bare))
    return 1 + sum(map(bare.count, ",:[{")) - empty > most


def read_json(
    text: str, lines: Lines, limits: Limits, record: Record | None = None
) -> Read:
    """Read *text* event by event."""
    # A text whose positions are recorded was read before and is JSON. So what needs no
    # position can be skipped.
    events = functools.partial(json_events, text, lines=lines, skip=record is not None)
    return build(events, lines.position, limits, record)


_DECODER: Final = json.JSONDecoder()


def _skipped(text: str, offset: int, watch: Watch) -> Event | None:
    """Return one event for a whole list or object in which no position is needed.

    Returns:
        None if the value at *offset* is a scalar, or a position is needed.
    """
    if text[offset] not in "{[" or watch.is_wanted():
        return None
    return Event("scalar", None, "", offset, _DECODER.raw_decode(text, offset)[1])


def json_events(
    text: str, watch: Watch, *, lines: Lines, skip: bool = False
) -> Iterator[Event]:
    """Yield the events of *text*.

    Args:
        text: The JSON.
        watch: The builder that takes the events.
        lines: The lines of *text*.
        skip: Whether to skip lists and objects in which no position is needed; only for
            text that is known to be valid.
    """
    brackets: list[str] = []
    offset = _skip(text, 0)
    expect = "value"
    while True:
        if expect == "value":
            skipped = _skipped(text, offset, watch) if skip else None
            event = skipped or _json_value(text, offset, watch, lines)
            yield event
            offset = _skip(text, event.end)
            if event.kind == "scalar":
                expect = "more"
                continue
            brackets.append(event.kind)
            closing = "}" if event.kind == "{" else "]"
            if text[offset : offset + 1] == closing:
                yield Event(_bracket(closing), None, "", offset, offset + 1)
                offset, expect = _skip(text, offset + 1), "more"
                brackets.pop()
            else:
                expect = "key" if event.kind == "{" else "value"
        elif expect == "key":
            if text[offset : offset + 1] != '"':
                raise _unexpected(text, offset, "a key in double quotes")
            event = _json_value(text, offset, watch, lines)
            yield event
            offset = _skip(text, event.end)
            if text[offset : offset + 1] != ":":
                raise _unexpected(text, offset, "a colon after the key")
            offset, expect = _skip(text, offset + 1), "value"
        elif not brackets:
            if offset < len(text):
                raise _unexpected(text, offset, _END)
            return
        else:
            closing = "}" if brackets[-1] == "{" else "]"
            if text[offset : offset + 1] == ",":
                offset = _skip(text, offset + 1)
                expect = "key" if closing == "}" else "value"
            elif text[offset : offset + 1] == closing:
                yield Event(_bracket(closing), None, "", offset, offset + 1)
                offset = _skip(text, offset + 1)
                brackets.pop()
            else:
                raise _unexpected(text, offset, f"a comma or `{closing}`")


def _bracket(closing: str) -> Literal["}", "]"]:
    return "}" if closing == "}" else "]"


def _skip(text: str, offset: int) -> int:
    """Return the offset of the next character that is not white space."""
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


def _unexpected(text: str, offset: int, wanted: str) -> Stop:
    """Return the error that *wanted* is expected at *offset*."""
    match = _WORD.match(text, offset)
    word = match[0] if match else ""
    hint = _JSON_HINTS.get(word, "")
    if word in ("}", "]") and text[max(0, offset - 99) : offset].rstrip()[-1:] == ",":
        hint = "remove the comma in front of it"
    got = quote(word) if word.strip() else f"U+{ord(word):04X}" if word else _END
    return Stop(
        codes.SYNTAX,
        f"not JSON: expected {wanted}, found {got}",
        hint,
        (offset, offset + len(word)),
    )


def _json_value(
    text: str,
    offset: int,
    watch: Watch,
    lines: Lines,
) -> Event:
    """Return the event for the value that starts at *offset*."""
    first = text[offset : offset + 1]
    if first == "{" or first == "[":
        return Event("{" if first == "{" else "[", None, "", offset, offset + 1)
    if first == '"':
        return _json_string(text, offset, watch, lines)
    if match := NUMBER.match(text, offset):
        value: JSON = None
        try:
            value = number(match[0])
        except OverflowError:
            position = lines.position(offset, match.end())
            message, hint = number_message(match[0])
            mistake = ReadingMistake(codes.NUMBER, message, hint, watch.place(), position)
            watch.mistakes.append(mistake)
        return Event("scalar", value, "", offset, match.end())
    word = _WORD.match(text, offset)
    if word and word[0] in _JSON_CONSTANTS:
        return Event("scalar", _JSON_CONSTANTS[word[0]], "", offset, word.end())
    raise _unexpected(text, offset, "a value")


def _json_string(
    text: str,
    offset: int,
    watch: Watch,
    lines: Lines,
) -> Event:
    """Return the event for the string that starts at *offset*."""
    try:
        value, end = scanstring(text, offset + 1, True)
    except json.JSONDecodeError as error:
        reason = error.msg.split(" at")[0].split(" starting")[0].lower()
        raise Stop(
            codes.SYNTAX,
            f"not JSON: {reason}",
            r"close the string with a double quote; write a line break as `\n`",
            (error.pos, error.pos + 1),
        ) from error
    if _SURROGATE.search(text, offset, end) and not is_unicode(value):
        watch.mistakes.append(
            ReadingMistake(
                codes.LONE_SURROGATE,
                f"half of a surrogate pair in {quote(value)} is no character",
                r"write the character itself, or both halves such as `\ud83d\ude00`",
                watch.place(),
                lines.position(offset, end),
            )
        )
        value = value.encode("utf-8", "replace").decode()
    return Event("scalar", value, value, offset, end)


def is_unicode(value: str) -> bool:
    """Return True if *value* holds no lone surrogate."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
