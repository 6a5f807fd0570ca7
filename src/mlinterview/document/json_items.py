"""JSON and JSON Lines whose entities are decoded one at a time, never all at once.

`msgspec` decodes a hundred times as fast as the reader of events, and half of the memory
is saved if the plain data of one entity is freed before the next is decoded. But it
silently keeps only the last of two equal keys, and it accepts numbers that some readers
do not. So its result is used only after a check that nothing was lost. Otherwise, and
where it is not installed, the text is read event by event, which tells what is wrong.
"""

import functools
import importlib
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from types import GenericAlias
from typing import Any, Final, NamedTuple, overload

from ..model import COLLECTIONS, JSON, fields_of
from .events import MAX_INTEGER, Limits, Location

TYPE: Final = "type"
"""The key that says what the entity on a line of JSON Lines is."""


def _has_type(cls: type) -> bool:
    return any(field.key == TYPE for field in fields_of(cls))


OWN_TYPE: Final[Mapping[str, str]] = {
    kind: f"{kind}_{TYPE}" for kind, (_key, cls) in COLLECTIONS.items() if _has_type(cls)
}
"""For each type of entity with a key ``type`` of its own, the name of that key in JSON
Lines."""

KINDS: Final[Mapping[str, str]] = {key: kind for kind, (key, _cls) in COLLECTIONS.items()}
"""The type of the entities in each top-level list."""

_KEY: Final = re.compile(rb'[\s,]*"[^"\\]*(?:\\.[^"\\]*)*"\s*:\s*', re.DOTALL)
"""A key of an object, with the comma before it and the colon after it."""

_BLANK: Final = b" \t\r\n"
_BOM: Final = b"\xef\xbb\xbf"


class _Codec(NamedTuple):
    """The functions of `msgspec` that are used here.

    Args:
        value: Decodes any value.
        keys: Decodes an object, but not its values.
        items: Decodes a list, but not its items.
        kind: Decodes only the ``type`` of an object.
        encode: Encodes a value.
        errors: What decoding raises for text that is not JSON.
    """

    value: Callable[[Any], Any]
    keys: Callable[[Any], Any]
    items: Callable[[Any], Any]
    kind: Callable[[Any], Any]
    encode: Callable[[Any], bytes]
    errors: tuple[type[Exception], ...]


@functools.cache
def _codec() -> _Codec | None:
    """Return the functions of `msgspec`, or None if it is not installed."""
    try:
        msgspec = importlib.import_module("msgspec")
    except ImportError:
        return None
    decoder, raw = msgspec.json.Decoder, msgspec.Raw
    kind = msgspec.defstruct("Kind", [(TYPE, Any, None)])
    return _Codec(
        value=decoder().decode,
        keys=decoder(GenericAlias(dict, (str, raw))).decode,
        items=decoder(GenericAlias(list, (raw,))).decode,
        kind=decoder(kind).decode,
        encode=msgspec.json.Encoder().encode,
        errors=(msgspec.MsgspecError, UnicodeError, RecursionError),
    )


# One value -------------------------------------------------------------------


def decode(text: str, limits: Limits) -> tuple[JSON, int] | None:
    """Return the value that JSON holds and the number of its keys and values.

    Returns:
        None if the text has to be read event by event: it is not JSON, an object has a
        key twice, or the value exceeds the limits.
    """
    codec = _codec()
    if codec is None:
        return None
    try:
        source = text.encode()
        data = codec.value(source)
    except codec.errors:
        return None
    if _quotes(source) != _quotes(codec.encode(data)):
        return None
    nodes = count_nodes(data, limits)
    return None if nodes is None else (data, nodes)


def _quotes(source: bytes) -> int:
    """Return the number of quotation marks around texts.

    Each key and each text has two; a quotation mark inside a text follows a backslash. If
    the number is the same before and after decoding, no key was dropped.
    """
    inside = _ESCAPED.findall(source).count(rb"\"") if b'\\"' in source else 0
    return source.count(b'"') - inside


# The second of two backslashes escapes nothing.
_ESCAPED: Final = re.compile(rb"\\[\\\"]")


def count_nodes(data: JSON, limits: Limits) -> int | None:
    """Return the number of keys and values in *data*.

    Returns:
        None if it is nested too deeply, has too many of them, or has a whole number that
        some readers of JSON do not keep exactly.
    """
    level: list[Any] = [data]
    depth, nodes = 0, 0
    while level:
        nodes += len(level)
        inner: list[Any] = []
        containers = 0
        for value in level:
            kind = type(value)
            if kind is dict:
                nodes += len(value)
                inner += value.values()
                containers = 1
            elif kind is list:
                inner += value
                containers = 1
            elif kind is int and not -MAX_INTEGER <= value <= MAX_INTEGER:
                return None
        depth += containers
        if depth > limits.depth or nodes > limits.nodes:
            return None
        level = inner
    return nodes


def decode_line(source: bytes) -> tuple[str, dict[str, JSON]] | None:
    """Return the entity on a line of JSON Lines, and the key of the list that it is for.

    Returns:
        The key and the entity, which may exceed the limits, see `count_nodes`; or None if
        the line has to be read event by event.
    """
    codec = _codec()
    if codec is None:
        return None
    try:
        data = codec.value(source)
    except codec.errors:
        return None
    if type(data) is not dict or _quotes(source) != _quotes(codec.encode(data)):
        return None
    kind = data.pop(TYPE, None)
    if type(kind) is not str or kind not in COLLECTIONS:
        return None
    if (own := OWN_TYPE.get(kind)) is not None and own in data:
        data[TYPE] = data.pop(own)
    return COLLECTIONS[kind][0], data


# Many entities ---------------------------------------------------------------


class EntityList(Sequence[JSON]):
    """The entities of one list, each decoded whenever it is accessed.

    Args:
        sources: The text of each entity.
        kind: The type of the entities if they are from JSON Lines, else None.
    """

    __slots__ = ("_decode", "_encode", "_errors", "_own_type", "is_line", "sources")

    def __init__(self, sources: Sequence[Any], kind: str | None = None) -> None:
        codec = _codec()
        assert codec is not None  # noqa: S101 - what was split by it has it
        self.sources = sources
        self.is_line = kind is not None
        self._own_type = OWN_TYPE.get(kind or "")
        self._decode = codec.value
        self._encode = codec.encode
        self._errors = codec.errors

    @property
    def depth(self) -> int:
        """How many lists and objects each entity is in."""
        return 0 if self.is_line else 2

    def __len__(self) -> int:
        return len(self.sources)

    @overload
    def __getitem__(self, index: int) -> JSON: ...
    @overload
    def __getitem__(self, index: slice) -> list[JSON]: ...
    def __getitem__(self, index: int | slice) -> JSON:
        if isinstance(index, slice):
            return [self._plain(self._decode(source)) for source in self.sources[index]]
        return self._plain(self._decode(self.sources[index]))

    def decoded(self) -> Iterator[tuple[JSON, int]]:
        """Yield each entity, and the number of quotation marks of its encoded form.

        It ends before the first entity that is not JSON.
        """
        decode, encode, plain = self._decode, self._encode, self._plain
        for source in self.sources:
            try:
                data = decode(source)
            except self._errors:
                return
            number = encode(data).count(b'"')
            yield (plain(data) if self.is_line else data), number

    def _plain(self, data: Any) -> JSON:
        """Return an entity without what JSON Lines adds to it."""
        if self.is_line:
            data.pop(TYPE, None)
            if self._own_type is not None and self._own_type in data:
                data[TYPE] = data.pop(self._own_type)
        entity: JSON = data
        return entity


class Split(NamedTuple):
    """A text whose entities have not been decoded yet.

    Args:
        source: The text.
        rest: The top-level keys and values that are not lists of entities.
        lists: The lists of entities.
        keys: The top-level keys, in order.
        quotes: The number of quotation marks outside the entities.
        numbers: For JSON Lines, the line numbers of the items of each list, from 0.
        header: For JSON Lines, the line number of the header.
    """

    source: bytes
    rest: dict[str, JSON]
    lists: Mapping[str, EntityList]
    keys: Sequence[str]
    quotes: int
    numbers: Mapping[str, list[int]] = {}
    header: int | None = None

    def whole(self) -> dict[str, JSON]:
        """Return all of the plain data."""
        return {
            key: list(self.lists[key]) if key in self.lists else self.rest[key]
            for key in self.keys
        }

    def places(
        self, text: str, wanted: Container[Location]
    ) -> Iterator[tuple[Location, int, int]]:
        """Yield the offsets in *text* at which some entities begin and end.

        Args:
            text: The source as text, which is JSON.
            wanted: The paths of the entities: the key of a list and an index.
        """
        bytes_before = characters_before = 0
        for entity, start, end in self._places():
            if entity in wanted:
                between = self.source[bytes_before:start].decode()
                first = characters_before + len(between)
                bytes_before, characters_before = start, first
                yield entity, first, first + len(self.source[start:end].decode())

    def _places(self) -> Iterator[tuple[Location, int, int]]:
        """Yield the offsets in the source at which each entity begins and ends."""
        offset = self.source.index(b"{") + 1
        codec = _codec()
        assert codec is not None  # noqa: S101 - what was split by it has it
        for key, value in codec.keys(self.source).items():
            match = _KEY.match(self.source, offset)
            offset = match.end() if match else offset
            if key in self.lists:
                start = offset + 1
                for index, source in enumerate(self.lists[key].sources):
                    while self.source[start] in b" \t\r\n,":
                        start += 1
                    end = start + memoryview(source).nbytes
                    yield (key, index), start, end
                    start = end
            offset += memoryview(value).nbytes

    def has_all(self, quotes: int) -> bool:
        """Return True if no key of the text was dropped.

        Args:
            quotes: The number of quotation marks of the entities, encoded again.
        """
        return self.source.count(b'"') == self.quotes + quotes


def split_json(source: bytes, limits: Limits) -> Split | None:
    """Return the entities of a pack in JSON, or None if events have to be read."""
    codec = _splitting(source, limits)
    if codec is None:
        return None
    rest: dict[str, JSON] = {}
    lists: dict[str, EntityList] = {}
    source = source.removeprefix(_BOM)
    try:
        written = codec.keys(source)
        for key, value in written.items():
            if key in KINDS and bytes(value).startswith(b"["):
                lists[key] = EntityList(codec.items(value))
            else:
                rest[key] = codec.value(value)
    except codec.errors:
        return None
    if count_nodes(rest, limits) is None:
        return None
    quotes = codec.encode(rest).count(b'"') + codec.encode([*lists]).count(b'"')
    return Split(source, rest, lists, [*written], quotes)


def split_lines(source: bytes, limits: Limits) -> Split | None:
    """Return the entities of a pack in JSON Lines, or None if events have to be read."""
    codec = _splitting(source, limits)
    if codec is None:
        return None
    sources: dict[str, list[bytes]] = {}
    numbers: dict[str, list[int]] = {}
    header: int | None = None
    rest: dict[str, JSON] = {}
    source = source.removeprefix(_BOM)
    try:
        for number, line in enumerate(source.split(b"\n")):
            if not (line := line.strip(_BLANK)):
                continue
            kind = codec.kind(line).type
            if header is None and kind is None:
                header, rest = number, codec.value(line)
            elif header is None or type(kind) is not str or kind not in COLLECTIONS:
                return None
            else:
                key = COLLECTIONS[kind][0]
                sources.setdefault(key, []).append(line)
                numbers.setdefault(key, []).append(number)
    except codec.errors:
        return None
    if TYPE in rest or rest.keys() & KINDS.keys() or count_nodes(rest, limits) is None:
        return None
    lists = {key: EntityList(lines, KINDS[key]) for key, lines in sources.items()}
    quotes = codec.encode(rest).count(b'"')
    return Split(source, rest, lists, [*rest, *lists], quotes, numbers, header)


def _splitting(source: bytes, limits: Limits) -> _Codec | None:
    """Return the functions to split a text with, or None if it has to be read as events.

    That is the case if it may exceed the limits, or has a quotation mark that is written
    by its number: the entity has that mark when it is encoded again, the source has not.
    """
    is_crowded = 2 * source.count(b'":') > limits.nodes or limits.depth < _DEPTH
    return None if is_crowded or b"\\u0022" in source else _codec()


_DEPTH: Final = 10
"""The least limit of depth that no entity exceeds which the schema has fields for."""


# Control characters ----------------------------------------------------------


def has_no_control_characters(source: bytes) -> bool:
    """Return True if no text in JSON has a control character other than breaks and tabs.

    False may also mean that this is not certain. To look at each character of every block
    of Markdown would take two fifths of the time of the schema. So this searches the
    bytes for what can encode a control character; the decoder refuses unescaped ones
    below the space.
    """
    if b"\x7f" in source or (b"\xc2" in source and _HIGH_CONTROL.search(source)):
        return False
    if _ESCAPE.search(source) is None:
        return True
    # It may be TeX, whose macros begin with a backslash, which JSON writes as two.
    return not _NUMBERED.search(source) and {*_PAIRED.findall(source)} <= {rb"\\"}


_HIGH_CONTROL: Final = re.compile(rb"\xc2[\x80-\x9f]")
_ESCAPE: Final = re.compile(rb"\\[bfru]")
_NUMBERED: Final = re.compile(rb"\\u[0-9A-Fa-f]{4}")
_PAIRED: Final = re.compile(rb"\\[\\bfr]")
