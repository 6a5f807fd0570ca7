"""YAML as events, with a mistake for all that is beyond the data model of JSON."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

import yaml

from ..errors import Code, Fix, Position, quote
from ..model import JSON
from . import codes
from .events import Event, Limits, Lines, ReadingMistake, Stop, Watch, pointer
from .numbers import NUMBER, number, number_message
from .plain import AMBIGUOUS, CONSTANTS

MAX_DIRECTIVES: Final = 1_000
"""How many `%TAG` directives a text may have; no pack needs one."""

_YAML_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _ReportMistake(Protocol):
    """Reports a mistake in an event, with the value that is meant if that is certain."""

    def __call__(
        self, code: Code, message: str, hint: str, event: Any, meant: JSON = None
    ) -> None: ...


def yaml_position(start: Any, end: Any, *, last: Position | None = None) -> Position:
    """Return the position between two marks of PyYAML.

    Args:
        start: The first mark.
        end: The second mark.
        last: The end of the text if its last line has no line break; see `end_of`. For
            libyaml, that line has one, so that a mark may be on a line after it.
    """
    position = Position(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
    if last is None or position.end_line <= last.line:
        return position
    begin = min((position.line, position.column), (last.line, last.column))
    return Position(*begin, last.line, last.column)


_BREAKS: Final = ("\n", "\r", "\x85", "\u2028", "\u2029")


def end_of(text: str) -> Position | None:
    """Return the end of *text*, or `None` if it ends with a line break."""
    if text.endswith(_BREAKS):
        return None
    breaks = sum(map(text.count, _BREAKS)) - text.count("\r\n")
    column = len(text) - max(map(text.rfind, _BREAKS))
    return Position(breaks + 1, column, breaks + 1, column)


def yaml_events(text: str, watch: Watch) -> Iterator[Event]:
    """Yield the events of the one YAML document that *text* holds."""

    def report(
        code: Code, message: str, hint: str, event: Any, meant: JSON = None
    ) -> None:
        position = yaml_position(event.start_mark, event.end_mark)
        path, fix = watch.place(), None
        if meant is not None:
            fix = Fix(pointer=pointer(path), old=event.value, new=meant)
        watch.mistakes.append(ReadingMistake(code, message, hint, path, position, fix))

    documents = 0
    for event in _parsed(text):
        match event:
            case yaml.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise Stop(
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
                yield Event("scalar", None, "", event.start_mark, event.end_mark)
            case yaml.NodeEvent():
                _report_features(event, report)
                _report_swallowed(text, event, report)
                yield _yaml_event(event, report)
            case yaml.MappingEndEvent():
                yield Event("}", None, "", *_closing_marks(event))
            case yaml.SequenceEndEvent():
                yield Event("]", None, "", *_closing_marks(event))
            case _:
                pass  # The start and end of the stream, the end of the document.


def _closing_marks(event: Any) -> tuple[Any, Any]:
    """Return the marks of a closing bracket; the second is `None` if not written."""
    is_written = event.start_mark.index < event.end_mark.index
    return event.start_mark, event.end_mark if is_written else None


def _parsed(text: str) -> Iterator[Any]:
    """Yield the events of PyYAML.

    Raises:
        Stop: If PyYAML cannot read the text any further.
    """
    if text.count("%TAG") > MAX_DIRECTIVES:
        # libyaml compares each of them with all others.
        mark = _yaml_mark(text, text.find("%TAG"))
        message = f"there are more than {MAX_DIRECTIVES} `%TAG` directives"
        raise Stop(
            codes.YAML_FEATURE,
            message,
            "remove it: the schema says what type a value has",
            (mark, mark),
        )
    try:
        yield from yaml.parse(text, Loader=_YAML_LOADER)
    except yaml.reader.ReaderError as error:
        # Such a character is allowed nowhere, so this is the first of its kind.
        mark = _yaml_mark(text, text.find(chr(error.character)))
        raise Stop(
            codes.SYNTAX,
            "a character that YAML does not allow",
            r'write it as an escape in double quotes, such as "\u0007"',
            (mark, mark),
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or _yaml_mark(text, len(text))
        if mark.index >= len(text):
            # What is not closed helps more than the end, which may be many lines below.
            end = len(text.rstrip())
            opened = error.context_mark
            is_before = opened is not None and opened.index < end
            mark = opened if is_before else _yaml_mark(text, end)
        context = f"{error.context}, " if error.context else ""
        raise Stop(
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
    ("expected ':'", "put a colon and a space after each key, and close each quote"),
    ("end of stream", "close the quotes or brackets that are opened here"),
)
"""The hint for a message of libyaml that contains a text."""


def _yaml_hint(problem: str, text: str, mark: Any) -> str:
    """Return the hint for what libyaml says of the text at *mark*."""
    character = text[mark.index : mark.index + 1]
    if "cannot start any token" in problem and character != "\t":
        return f"put quotes around text that starts with {quote(character)}"
    if "cannot start any token" in problem:
        return "indent with spaces, not with tabs"
    hints = (hint for part, hint in _YAML_HINTS if part in problem)
    return next(hints, "check the indentation and quotes here and on the line above")


def _yaml_mark(text: str, offset: int) -> Any:
    """Return the mark of PyYAML for an offset in *text*."""
    place = Lines.of(text[:offset], "yaml").position(offset, offset)
    return yaml.Mark("", offset, place.line - 1, place.column - 1, None, 0)


def _report_features(event: Any, report: _ReportMistake) -> None:
    """Report an anchor, a tag or a merge key, which JSON does not have."""
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


# A comment for YAML that looks like a part of the text before it.
_SWALLOWED: Final = re.compile(r"[ \t]+#\w+")


def _report_swallowed(text: str, event: Any, report: _ReportMistake) -> None:
    """Report a text that is cut off by a `#`, such as “bug #3”."""
    is_plain = isinstance(event, yaml.ScalarEvent) and not event.style
    end: Any = event.end_mark
    if not is_plain or " " not in event.value:
        return
    if match := _SWALLOWED.match(text, end.index):
        report(
            codes.SWALLOWED,
            f"{quote(match[0].strip())} and what follows is a comment in YAML, not text",
            "put quotes around the text; for a comment, put a space after the `#`",
            event,
        )


def _yaml_event(event: Any, report: _ReportMistake) -> Event:
    """Return our event for the start of a node, given that of PyYAML."""
    marks = event.start_mark, event.end_mark
    if isinstance(event, yaml.MappingStartEvent):
        return Event("{", None, "", *marks)
    if isinstance(event, yaml.SequenceStartEvent):
        return Event("[", None, "", *marks)
    text: str = event.value
    # Quoted and block scalars have a style; they are always text.
    value: JSON = text if event.style else _plain_scalar(text, event, report)
    return Event("scalar", value, text, *marks)


def _plain_scalar(text: str, event: Any, report: _ReportMistake) -> JSON:
    """Return the value of a scalar without quotes, which has one of the types of JSON."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if NUMBER.fullmatch(text):
        try:
            return number(text)
        except OverflowError:
            report(codes.NUMBER, *number_message(text), event)
            return None
    if AMBIGUOUS.fullmatch(text):
        report(
            codes.AMBIGUOUS_SCALAR,
            f"{quote(text)} without quotes is read differently by different programs",
            f"for text write {quote(json.dumps(text))}; for a value write `true`,"
            " `false`, `null` or a plain decimal number",
            event,
            # Every reader of YAML reads `True` or `NULL` as what it looks like.
            CONSTANTS.get(text.lower()),
        )
    return text


# Texts without mistakes ------------------------------------------------------


class _NeedsEvents(Exception):
    """There may be a mistake, which `yaml_events` has to find."""


def fast_yaml(text: str, limits: Limits) -> tuple[JSON, int] | None:
    """Return the value of *text* and the number of its nodes, if it has no mistakes.

    `yaml_events` and the builder take three times as long, since they keep positions.
    Four fifths of the time of this function are spent in PyYAML.

    Returns:
        None if there may be a mistake.
    """
    if text.count("%TAG") > MAX_DIRECTIVES:
        return None
    try:
        loader = _YAML_LOADER(text)
        try:
            documents, nodes = _values(loader.get_event, text, limits)
        finally:
            loader.dispose()
    except (yaml.YAMLError, OverflowError, _NeedsEvents):
        return None
    if len(documents) > 1:
        return None
    return (documents[0] if documents else None), nodes


def _values(
    event_of: Callable[[], Any], text: str, limits: Limits
) -> tuple[list[JSON], int]:
    """Return the value of each document, and the number of keys and values."""
    scalar, end = yaml.ScalarEvent, yaml.StreamEndEvent
    has_hashes = " #" in text or "\t#" in text
    # The list or object that is being filled, and the key whose value comes next; then
    # the same for each that it is in.
    box: Any = []
    key: str | None = None
    outside: list[tuple[Any, str | None]] = []
    nodes, most = 0, limits.nodes
    while (kind := type(event := event_of())) is not end:
        if kind is scalar:
            nodes += 1
            value = event.value
            if has_hashes or value[:1] in _SUSPECT or event.anchor or event.tag:
                value = _scalar(event, text)
            if key is None and type(box) is dict:
                key = event.value
                if key in box or nodes > most:
                    raise _NeedsEvents
                continue
        elif kind in _ENDS:
            value = box
            box, key = outside.pop()
        elif kind in _FRAME:
            continue
        else:
            nodes += 1
            outside.append((box, key))
            box, key = _opened(event, box, key), None
            if len(outside) > limits.depth:
                raise _NeedsEvents
            continue
        if key is None:
            box.append(value)
        else:
            box[key], key = value, None
        if nodes > most:
            raise _NeedsEvents
    return box, nodes


_FRAME: Final = frozenset(
    {yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent}
)
_ENDS: Final = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})


def _opened(event: Any, box: Any, key: str | None) -> Any:
    """Return an empty list or object for the event that starts it.

    Args:
        event: The event.
        box: The list or object that it is in.
        key: The key whose value it is, or `None` if it is itself a key or an item.

    Raises:
        _NeedsEvents: If it is a key, or has an anchor or a tag, or is an alias.
    """
    is_key = key is None and type(box) is dict
    # An alias starts nothing, but has an anchor: that of the node it refers to.
    if is_key or event.anchor or event.tag:
        raise _NeedsEvents
    return {} if type(event) is yaml.MappingStartEvent else []


def _scalar(event: Any, text: str) -> JSON:
    """Return the value of a scalar that may be more than a text.

    Raises:
        _NeedsEvents: If there may be a mistake in it.
        OverflowError: If it is a number that is too large.
    """
    value: str = event.value
    if event.anchor or event.tag:
        raise _NeedsEvents
    if event.style:
        return value
    if " " in value and _SWALLOWED.match(text, event.end_mark.index):
        raise _NeedsEvents
    if value in CONSTANTS:
        return CONSTANTS[value]
    if NUMBER.fullmatch(value):
        return number(value)
    if value == "<<" or AMBIGUOUS.fullmatch(value):
        raise _NeedsEvents
    return value


_SUSPECT: Final = frozenset({"", *"+-.0123456789~<ntfNTF"})
"""The first characters of scalars without quotes that some reader of YAML does not read
as text."""
