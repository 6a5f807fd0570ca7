"""JSON Lines: a header, then one entity a line.

The header holds what a pack states of itself, `schema_version` and `pack`. Each line
behind it is an entity with a key more, ``type``, which says what it is: ``{"type":
"tip", "id": "aloud", "body": "Practise aloud."}``. An entity that has a key ``type`` of
its own, as a source has, states it under a longer name, here ``source_type``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import attrs

from ..errors import Code, did_you_mean, quote
from ..model import COLLECTIONS, JSON
from . import codes
from .events import Limits, Lines, Location, Read, ReadingMistake, Record, Span
from .json_events import read_json
from .json_items import KINDS, OWN_TYPE, TYPE, Split, decode

_WHITE: Final = " \t\r\n"


class JsonLines(NamedTuple):
    """On which line what is: the numbers of lines, from 0.

    Args:
        header: The line of the header, if there is one.
        entities: For each top-level list, the lines of its items.
    """

    header: int | None
    entities: Mapping[str, list[int]]

    @classmethod
    def read(
        cls, text: str, limits: Limits, numbers: Sequence[int] | None = None
    ) -> "tuple[JsonLines, Read]":
        """Read a whole text; a line that cannot be read does not end the reading."""
        reader = _Reader(limits)
        lines = text.split("\n")
        for number, line in zip(numbers or range(len(lines)), lines, strict=True):
            if line.strip(_WHITE):
                reader.take(number, line)
            if len(reader.mistakes) > limits.problems or reader.is_full:
                reader.complete = False
                break
        read = Read(reader.data, reader.mistakes, reader.complete)
        return cls(reader.header, reader.lines), read

    def spans(
        self, lines: Lines, limits: Limits, wanted: Collection[Location] | None
    ) -> Mapping[Location, Span]:
        """Return where values stand, as `Part.spans` does."""
        asked: defaultdict[int, set[Location]] = defaultdict(set)
        for path in wanted if wanted is not None else ():
            if (number := self.line(path)) is not None:
                asked[number].add(_on_line(path))
        every = wanted is None
        spans: dict[Location, Span] = {}
        for number, start in self._lines():
            if every or number in asked:
                record = Record(None if every else asked[number])
                line = _text(lines, number)
                read_json(line, Lines(line, [0], number), limits, record)
                for path, span in record.spans.items():
                    if not start or path[:1] != (TYPE,):  # It is not in the whole.
                        spans[_in_whole(path, start)] = span
        if self.header is None:
            spans[()] = Span(None, lines.position(0, len(lines.text)))
        return spans

    def _lines(self) -> Iterator[tuple[int, Location]]:
        """Yield each line that holds something, and where in the whole that stands."""
        if self.header is not None:
            yield self.header, ()
        for key, numbers in self.entities.items():
            for index, number in enumerate(numbers):
                yield number, (key, index)

    def line(self, path: Location) -> int | None:
        """Return the line that *path* is on."""
        match path:
            case (str(key), int(index), *_) if index < len(self.entities.get(key, ())):
                return self.entities[key][index]
            case _:
                return self.header


def _text(lines: Lines, number: int) -> str:
    index = lines.index(number)
    ends = [*lines.starts[index + 1 : index + 2], len(lines.text)]
    return lines.text[lines.starts[index] : ends[0]]


def _on_line(path: Location) -> Location:
    """Return the path within its line of a path in the whole."""
    if len(path) < 2 or path[0] not in KINDS or not isinstance(path[1], int):
        return path
    own = OWN_TYPE.get(KINDS[str(path[0])])
    local = path[2:]
    return (own, *local[1:]) if own is not None and local[:1] == (TYPE,) else local


def _in_whole(path: Location, start: Location) -> Location:
    """Return the path in the whole of a path within its line."""
    own = OWN_TYPE.get(KINDS[str(start[0])]) if start else None
    return (*start, *((TYPE, *path[1:]) if own and path[:1] == (own,) else path))


class _Reader:
    """Takes one line after the other."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.data: dict[str, JSON] = {}
        self.header: int | None = None
        self.lines: dict[str, list[int]] = {}
        self.mistakes: list[ReadingMistake] = []
        self.complete = True
        self.is_first = True
        self.is_full = False

    def take(self, number: int, line: str) -> None:
        """Take the line *number*, which is not empty."""
        lines = Lines(line, [0], number)
        read = Read(None, [], complete=True)
        if (made := decode(line, self.limits)) is not None:
            value, nodes = made
        else:
            read = read_json(line, lines, self.limits)
            value, nodes = read.data, read.nodes
        # What cannot be read to its end is in no place of the whole.
        start = self.place(lines, value) if read.complete else None
        self.limits = attrs.evolve(self.limits, nodes=self.limits.nodes - nodes)
        self.complete &= read.complete
        self.is_first = False
        for one in read.mistakes:
            path = () if start is None else _in_whole(one.path, start)
            self.mistakes.append(one._replace(path=path))
            self.is_full |= one.code is codes.TOO_LARGE

    def place(self, lines: Lines, value: JSON) -> Location | None:
        """Put the value of a line where it belongs, and return where that is."""
        kinds = ", ".join(COLLECTIONS)
        if not isinstance(value, dict):
            message = f"expected an object, found {quote(value)}"
            hint = "write an object with a `type` on each line"
            self.report(codes.WRONG_TYPE, message, hint, lines)
        elif TYPE in value:
            kind = value.pop(TYPE)
            if isinstance(kind, str) and kind in COLLECTIONS:
                return self.take_entity(lines.before, kind, value)
            message = f"`{TYPE}` cannot be {quote(kind)}; it is one of {kinds}"
            hint = did_you_mean(str(kind), COLLECTIONS)
            self.report(codes.NOT_A_CHOICE, message, hint, lines, (TYPE,))
        elif self.is_first:
            self.take_header(lines, value)
            return ()
        else:
            message = f"the line lacks the key `{TYPE}`"
            hint = f"say what it is: {kinds}"
            self.report(codes.MISSING_KEY, message, hint, lines)
        return None

    def take_header(self, lines: Lines, value: dict[str, JSON]) -> None:
        self.header = lines.before
        for key in [key for key in value if key in KINDS]:
            del value[key]
            message = f"the header holds {quote(key)}, whose items stand on lines here"
            hint = f'write each on a line of its own, with `"{TYPE}": "{KINDS[key]}"`'
            self.report(codes.UNKNOWN_KEY, message, hint, lines, (key,))
        self.data = value

    def take_entity(self, number: int, kind: str, value: dict[str, JSON]) -> Location:
        own = OWN_TYPE.get(kind)
        if own is not None and own in value:
            value[TYPE] = value.pop(own)
        key = COLLECTIONS[kind][0]
        listed: Any = self.data.setdefault(key, [])
        listed.append(value)
        self.lines.setdefault(key, []).append(number)
        return key, len(listed) - 1

    def report(
        self,
        code: Code,
        message: str,
        hint: str,
        lines: Lines,
        path: Location = (),
    ) -> None:
        """Report a mistake at *path* on a line that has no place in the whole."""
        self.complete = False
        record = Record({path})
        read_json(lines.text, lines, self.limits, record)
        span = record.spans[path]
        place = span.key if code is codes.UNKNOWN_KEY and span.key else span.value
        self.mistakes.append(ReadingMistake(code, message, hint, (), place))


# Where entities stand --------------------------------------------------------


def split_spans(
    split: Split, text: str, lines: Lines, limits: Limits, wanted: Collection[Location]
) -> Mapping[Location, Span]:
    """Return where values stand in JSON, of which only some entities are read again."""
    asked: defaultdict[Location, set[Location]] = defaultdict(set)
    for path in wanted:
        is_in_entity = len(path) > 1 and path[0] in split.lists
        asked[path[:2] if is_in_entity else ()].add(path[2:] if is_in_entity else path)
    record = Record(asked.pop((), set()))
    if record.asked:
        read_json(text, lines, limits, record)
    spans = record.spans
    for entity, start, end in split.places(text, asked):
        inside = Record(asked[entity])
        shifted = attrs.evolve(lines, start=start)
        read_json(text[start:end], shifted, limits, inside)
        spans |= {(*entity, *path): span for path, span in inside.spans.items()}
    return spans
