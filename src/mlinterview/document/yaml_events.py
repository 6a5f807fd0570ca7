"""YAML as events: JSON's data model, and nothing that only YAML can say."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

import yaml

from ..errors import Code, Fix, Position, quote
from ..model import JSON
from . import codes
from .events import Event, Limits, Lines, Mistake, SlowPath, Stop, Watch, pointer
from .numbers import NUMBER, number, number_message
from .plain import AMBIGUOUS, CONSTANTS

MAX_DIRECTIVES: Final = 1_000
"""How often a YAML text may say `%TAG`, which nothing but a test of limits does."""

_YAML_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Reporter(Protocol):
    """Takes what is wrong with an event, and what was meant if that is certain."""

    def __call__(
        self, code: Code, message: str, hint: str, event: Any, meant: JSON = None
    ) -> None: ...


def yaml_position(start: Any, end: Any, *, last: Position | None = None) -> Position:
    """Return the place between two marks; none is behind *last*, the end of the text.

    To libyaml, a line always ends, so that it may count one more than there is.
    """
    found = Position(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
    if last is None or found.end_line <= last.line:
        return found
    begin = min((found.line, found.column), (last.line, last.column))
    return Position(*begin, last.line, last.column)


_BREAKS: Final = ("\n", "\r", "\x85", "\u2028", "\u2029")


def end_of(text: str) -> Position | None:
    """Return the end of a text whose last line does not end, else `None`."""
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
        watch.mistakes.append(Mistake(code, message, hint, path, position, fix))

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
    """Return the marks of the bracket that *event* stands for, if there is one."""
    written = event.start_mark.index < event.end_mark.index
    return event.start_mark, event.end_mark if written else None


def _parsed(text: str) -> Iterator[Any]:
    """Yield PyYAML's own events, its errors as ours."""
    if text.count("%TAG") > MAX_DIRECTIVES:
        # libyaml compares each of them with all others.
        at = _yaml_mark(text, text.find("%TAG"))
        message = f"`%TAG` stands here more than {MAX_DIRECTIVES} times"
        raise Stop(
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
        raise Stop(
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
    place = Lines.of(text[:offset], "yaml").position(offset, offset)
    return yaml.Mark("", offset, place.line - 1, place.column - 1, None, 0)


def _report_features(event: Any, report: _Reporter) -> None:
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


def _report_swallowed(text: str, event: Any, report: _Reporter) -> None:
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


def _yaml_event(event: Any, report: _Reporter) -> Event:
    """Return the event for the start of a YAML node."""
    marks = event.start_mark, event.end_mark
    if isinstance(event, yaml.MappingStartEvent):
        return Event("{", None, "", *marks)
    if isinstance(event, yaml.SequenceStartEvent):
        return Event("[", None, "", *marks)
    text: str = event.value
    # Quoted and block scalars have a style; they are always text.
    value: JSON = text if event.style else _plain_scalar(text, event, report)
    return Event("scalar", value, text, *marks)


def _plain_scalar(text: str, event: Any, report: _Reporter) -> JSON:
    """Return the value of a scalar without quotes, by JSON's types alone."""
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
            # Every YAML reader of today takes these for what they look like.
            CONSTANTS.get(text.lower()),
        )
    return text


# Without mistake -------------------------------------------------------------


def fast_yaml(text: str, limits: Limits) -> tuple[JSON, int]:
    """Return the value of *text* if it is surely without mistake, and its nodes.

    The plain way is `yaml_events` and the builder. This one takes what PyYAML's events
    hold and never asks where they stand, in a third of the time; four fifths of that
    are spent before an event is here.

    Raises:
        SlowPath: If the plain way has to look.
    """
    if text.count("%TAG") > MAX_DIRECTIVES:
        raise SlowPath
    try:
        loader = _YAML_LOADER(text)
        try:
            documents, nodes = _values(loader.get_event, text, limits)
        finally:
            loader.dispose()
    except (yaml.YAMLError, OverflowError) as error:
        raise SlowPath from error
    if len(documents) > 1:
        raise SlowPath
    return (documents[0] if documents else None), nodes


def _values(
    event_of: Callable[[], Any], text: str, limits: Limits
) -> tuple[list[JSON], int]:
    """Return the value of each document, and how many keys and values there are."""
    scalar, end = yaml.ScalarEvent, yaml.StreamEndEvent
    has_hashes = " #" in text or "\t#" in text
    # What is being filled, and the key that waits for a value in it; what that is in.
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
                    raise SlowPath
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
                raise SlowPath
            continue
        if key is None:
            box.append(value)
        else:
            box[key], key = value, None
        if nodes > most:
            raise SlowPath
    return box, nodes


_FRAME: Final = frozenset(
    {yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent}
)
_ENDS: Final = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})


def _opened(event: Any, box: Any, key: str | None) -> Any:
    """Return the list or the object that begins in *box*."""
    is_key = key is None and type(box) is dict
    # An alias begins nothing; what it stands for is called its anchor, too.
    if is_key or event.anchor or event.tag:
        raise SlowPath
    return {} if type(event) is yaml.MappingStartEvent else []


def _scalar(event: Any, text: str) -> JSON:
    """Return the value of a scalar in *text* that may be more than it seems."""
    value: str = event.value
    if event.anchor or event.tag:
        raise SlowPath
    if event.style:
        return value
    if " " in value and _SWALLOWED.match(text, event.end_mark.index):
        raise SlowPath
    if value in CONSTANTS:
        return CONSTANTS[value]
    if NUMBER.fullmatch(value):
        return number(value)
    if value == "<<" or AMBIGUOUS.fullmatch(value):
        raise SlowPath
    return value


_SUSPECT: Final = frozenset({"", *"+-.0123456789~<ntfNTF"})
"""How what is more than text to some reader of YAML begins, if it is written plainly."""
