"""JSON Lines: a header, then one entity per line.

The header holds what a pack states about itself, `schema_version` and `pack`. Each line
after it is an entity with an additional key ``type``, which names its type: ``{"type":
"tip", "id": "aloud", "body": "Practice aloud."}``. An entity that has a key ``type`` of
its own, such as a source, states it under a longer name, here ``source_type``.
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
    """The line numbers of the header and of the entities, from 0.

    Args:
        header: The line number of the header, or None if there is none.
        entities: For each top-level list, the line numbers of its items.
    """

    header: int | None
    entities: Mapping[str, list[int]]

    @classmethod
    def read(
        cls, text: str, limits: Limits, numbers: Sequence[int] | None = None
    ) -> "tuple[JsonLines, Read]":
        """Return the line numbers and the data of a text.

        Lines that cannot be read are left out. Reading ends when there are more mistakes
        than can be listed, or the text is too large.

        Args:
            text: The lines.
            limits: How much to read.
            numbers: If these are some lines of a larger text, their numbers in it.
        """
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
        """Return the positions of values, as `Part.spans` does."""
        wanted_on: defaultdict[int, set[Location]] = defaultdict(set)
        for path in wanted if wanted is not None else ():
            if (number := self.line(path)) is not None:
                wanted_on[number].add(_on_line(path))
        every = wanted is None
        spans: dict[Location, Span] = {}
        for number, start in self._lines():
            if every or number in wanted_on:
                record = Record(None if every else wanted_on[number])
                line = _text(lines, number)
                read_json(line, Lines(line, [0], number), limits, record)
                for path, span in record.spans.items():
                    # The added key `type` is not part of the pack.
                    if not start or path[:1] != (TYPE,):
                        spans[_in_whole(path, start)] = span
        if self.header is None:
            spans[()] = Span(None, lines.position(0, len(lines.text)))
        return spans

    def _lines(self) -> Iterator[tuple[int, Location]]:
        """Yield the number of each line with data, and the path of that in the pack."""
        if self.header is not None:
            yield self.header, ()
        for key, numbers in self.entities.items():
            for index, number in enumerate(numbers):
                yield number, (key, index)

    def line(self, path: Location) -> int | None:
        """Return the number of the line that *path* is on, or None if it is on none."""
        match path:
            case (str(key), int(index), *_) if index < len(self.entities.get(key, ())):
                return self.entities[key][index]
            case _:
                return self.header


def _text(lines: Lines, number: int) -> str:
    """Return the line *number* with its line break."""
    index = lines.index(number)
    ends = [*lines.starts[index + 1 : index + 2], len(lines.text)]
    return lines.text[lines.starts[index] : ends[0]]


def _on_line(path: Location) -> Location:
    """Return *path*, which is one in the pack, as a path within its line."""
    if len(path) < 2 or path[0] not in KINDS or not isinstance(path[1], int):
        return path
    own = OWN_TYPE.get(KINDS[str(path[0])])
    local = path[2:]
    return (own, *local[1:]) if own is not None and local[:1] == (TYPE,) else local


def _in_whole(path: Location, start: Location) -> Location:
    """Return *path*, which is one within the line of *start*, as a path in the pack."""
    own = OWN_TYPE.get(KINDS[str(start[0])]) if start else None
    return (*start, *((TYPE, *path[1:]) if own and path[:1] == (own,) else path))


class _Reader:
    """Makes the data of a pack from its lines, one after another."""

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
        """Read a line and add what it holds to the data.

        Args:
            number: The number of the line.
            line: The line, which is not blank.
        """
        lines = Lines(line, [0], number)
        read = Read(None, [], complete=True)
        if (decoded := decode(line, self.limits)) is not None:
            value, nodes = decoded
        else:
            read = read_json(line, lines, self.limits)
            value, nodes = read.data, read.nodes
        # A line that cannot be read to its end adds nothing to the pack.
        start = self.place(lines, value) if read.complete else None
        self.limits = attrs.evolve(self.limits, nodes=self.limits.nodes - nodes)
        self.complete &= read.complete
        self.is_first = False
        for mistake in read.mistakes:
            path = () if start is None else _in_whole(mistake.path, start)
            self.mistakes.append(mistake._replace(path=path))
            self.is_full |= mistake.code is codes.TOO_LARGE

    def place(self, lines: Lines, value: JSON) -> Location | None:
        """Add the value of a line to the pack, and return its path there.

        Returns:
            None if it is neither a header nor an entity, which is reported.
        """
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
        """Make the header the data to which entities are added."""
        self.header = lines.before
        for key in [key for key in value if key in KINDS]:
            del value[key]
            message = f"the header holds {quote(key)}, but its items need their own lines"
            hint = f'write each on a line of its own, with `"{TYPE}": "{KINDS[key]}"`'
            self.report(codes.UNKNOWN_KEY, message, hint, lines, (key,))
        self.data = value

    def take_entity(self, number: int, kind: str, value: dict[str, JSON]) -> Location:
        """Add an entity of the type *kind*, and return its path."""
        own = OWN_TYPE.get(kind)
        if own is not None and own in value:
            value[TYPE] = value.pop(own)
        key = COLLECTIONS[kind][0]
        entities: Any = self.data.setdefault(key, [])
        entities.append(value)
        self.lines.setdefault(key, []).append(number)
        return key, len(entities) - 1

    def report(
        self,
        code: Code,
        message: str,
        hint: str,
        lines: Lines,
        path: Location = (),
    ) -> None:
        """Add a mistake at *path* in a line that is not part of the pack."""
        self.complete = False
        record = Record({path})
        read_json(lines.text, lines, self.limits, record)
        span = record.spans[path]
        position = span.key if code is codes.UNKNOWN_KEY and span.key else span.value
        self.mistakes.append(ReadingMistake(code, message, hint, (), position))


# Positions of entities --------------------------------------------------------


def split_spans(
    split: Split, text: str, lines: Lines, limits: Limits, wanted: Collection[Location]
) -> Mapping[Location, Span]:
    """Return the positions of values in JSON.

    Only the entities that the values are in are read again, or the whole text if a value
    is in none.

    Args:
        split: The text with its entities.
        text: The text.
        lines: Its lines.
        limits: How much to read.
        wanted: The paths of the values.
    """
    wanted_in: defaultdict[Location, set[Location]] = defaultdict(set)
    for path in wanted:
        is_in_entity = len(path) > 1 and path[0] in split.lists
        entity, local = (path[:2], path[2:]) if is_in_entity else ((), path)
        wanted_in[entity].add(local)
    record = Record(wanted_in.pop((), set()))
    if record.paths:
        read_json(text, lines, limits, record)
    spans = record.spans
    for entity, start, end in split.places(text, wanted_in):
        inside = Record(wanted_in[entity])
        shifted = attrs.evolve(lines, start=start)
        read_json(text[start:end], shifted, limits, inside)
        spans |= {(*entity, *path): span for path, span in inside.spans.items()}
    return spans
