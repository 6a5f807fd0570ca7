"""JSON as events (RFC 8259, strictly), which say what is wrong with it and where."""

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
"""What to write instead of what is often taken for JSON."""


_QUOTED: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_EMPTY: Final = re.compile(r"\[[ \t\n\r]*\]|\{[ \t\n\r]*\}")


def is_crowded(text: str, most: int) -> bool:
    """Say whether JSON holds more than *most* keys and values, without reading it.

    What would fill the memory is to be refused before it does.
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
    # Of a text that is known to be JSON, what nobody asks for is passed over.
    events = functools.partial(json_events, text, lines=lines, skip=record is not None)
    return build(events, lines.position, limits, record)


_DECODER: Final = json.JSONDecoder()


def _passed_over(text: str, at: int, watch: Watch) -> Event | None:
    """Return the event for a list or an object that nobody asks for, if it is one."""
    if text[at] not in "{[" or watch.is_wanted():
        return None
    return Event("scalar", None, "", at, _DECODER.raw_decode(text, at)[1])


def json_events(
    text: str, watch: Watch, *, lines: Lines, skip: bool = False
) -> Iterator[Event]:
    """Yield the events of the JSON text *text* (RFC 8259, strictly)."""
    brackets: list[str] = []
    at = _skip(text, 0)
    expect = "value"
    while True:
        if expect == "value":
            passed = _passed_over(text, at, watch) if skip else None
            event = passed or _json_value(text, at, watch, lines)
            yield event
            at = _skip(text, event.end)
            if event.kind == "scalar":
                expect = "more"
                continue
            brackets.append(event.kind)
            closing = "}" if event.kind == "{" else "]"
            if text[at : at + 1] == closing:
                yield Event(_bracket(closing), None, "", at, at + 1)
                at, expect = _skip(text, at + 1), "more"
                brackets.pop()
            else:
                expect = "key" if event.kind == "{" else "value"
        elif expect == "key":
            if text[at : at + 1] != '"':
                raise _unexpected(text, at, "a key in double quotes")
            event = _json_value(text, at, watch, lines)
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
                yield Event(_bracket(closing), None, "", at, at + 1)
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


def _unexpected(text: str, at: int, wanted: str) -> Stop:
    """Return the error for anything but *wanted* at the offset *at*."""
    found = _WORD.match(text, at)
    word = found[0] if found else ""
    hint = _JSON_HINTS.get(word, "")
    if word in ("}", "]") and text[max(0, at - 99) : at].rstrip()[-1:] == ",":
        hint = "remove the comma in front of it"
    got = quote(word) if word.strip() else f"U+{ord(word):04X}" if word else _END
    return Stop(
        codes.SYNTAX,
        f"not JSON: expected {wanted}, found {got}",
        hint,
        (at, at + len(word)),
    )


def _json_value(
    text: str,
    at: int,
    watch: Watch,
    lines: Lines,
) -> Event:
    """Return the event for the value that starts at the offset *at*."""
    first = text[at : at + 1]
    if first == "{" or first == "[":
        return Event("{" if first == "{" else "[", None, "", at, at + 1)
    if first == '"':
        return _json_string(text, at, watch, lines)
    if found := NUMBER.match(text, at):
        value: JSON = None
        try:
            value = number(found[0])
        except OverflowError:
            position = lines.position(at, found.end())
            message, hint = number_message(found[0])
            mistake = ReadingMistake(codes.NUMBER, message, hint, watch.place(), position)
            watch.mistakes.append(mistake)
        return Event("scalar", value, "", at, found.end())
    word = _WORD.match(text, at)
    if word and word[0] in _JSON_CONSTANTS:
        return Event("scalar", _JSON_CONSTANTS[word[0]], "", at, word.end())
    raise _unexpected(text, at, "a value")


def _json_string(
    text: str,
    at: int,
    watch: Watch,
    lines: Lines,
) -> Event:
    """Return the event for the string that starts at the offset *at*."""
    try:
        value, end = scanstring(text, at + 1, True)
    except json.JSONDecodeError as error:
        reason = error.msg.split(" at")[0].split(" starting")[0].lower()
        raise Stop(
            codes.SYNTAX,
            f"not JSON: {reason}",
            r"close the string with a double quote; write a line break as `\n`",
            (error.pos, error.pos + 1),
        ) from error
    if _SURROGATE.search(text, at, end) and not is_unicode(value):
        watch.mistakes.append(
            ReadingMistake(
                codes.LONE_SURROGATE,
                f"half of a surrogate pair in {quote(value)} is no character",
                r"write the character itself, or both halves such as `\ud83d\ude00`",
                watch.place(),
                lines.position(at, end),
            )
        )
        value = value.encode("utf-8", "replace").decode()
    return Event("scalar", value, value, at, end)


def is_unicode(value: str) -> bool:
    """Return True if *value* holds no lone surrogate."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
