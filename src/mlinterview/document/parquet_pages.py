"""What a Parquet file says of its pages, looked at before any of them is unpacked.

The footer of a file says how large everything is, but a hostile one need not be true:
158 kB can unpack to 700 MB while the footer speaks of 100 bytes. pyarrow believes what
the header of each page says, and unpacks no more than that. So the headers are read
here, which takes a few microseconds a page. The footer is read here as well: pyarrow
ends the whole process when it is asked for what a damaged footer lacks.

Both are in Thrift's compact protocol. Whatever could be read in two ways is refused,
since pyarrow has to see the same as this does.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY = range(1, 9)
_LIST, _SET, _MAP, _STRUCT = range(9, 13)

MAX_DEPTH: Final = 8
"""How deep structs may be nested; there is no need for more than five."""

MAX_ITEMS: Final = 200_000
"""How many items the lists of a footer may have: a thousand groups of rows have about
as many. pyarrow takes up to a kilobyte of memory for one."""

MAGIC: Final = b"PAR1"

# For each field that is a list, the type of its items, and for each that is a struct,
# its fields, as parquet.thrift has them. What holds no list is left out.
_Layout = Mapping[int, Any]
_PLAIN: Final[_Layout] = {}
_META: Final[_Layout] = {
    2: [_I32],
    3: [_BINARY],
    8: [_PLAIN],
    13: [_PLAIN],
    16: {2: [_I64], 3: [_I64]},
    17: {2: [_I32]},
}
_COLUMN: Final[_Layout] = {3: _META, 8: {2: {1: [_BINARY]}}}
_GROUP: Final[_Layout] = {1: [_COLUMN], 4: [_PLAIN]}
_FILE: Final[_Layout] = {2: [_PLAIN], 4: [_GROUP], 5: [_PLAIN], 7: [_PLAIN]}

# Fields, by their number and type.
_GROUPS, _COLUMNS, _META_DATA = (4, _LIST), (1, _LIST), (3, _STRUCT)
_LENGTH, _DATA_START, _DICTIONARY_START = (7, _I64), (9, _I64), (11, _I64)
_UNPACKED, _PACKED, _VALUES = (2, _I32), (3, _I32), (1, _I32)
_DATA, _DICTIONARY, _DATA_2 = (5, _STRUCT), (7, _STRUCT), (8, _STRUCT)
_ENCODINGS: Final = {_DATA: (2, _I32), _DICTIONARY: (2, _I32), _DATA_2: (4, _I32)}
_DELTA_BYTE_ARRAY: Final = 7

_Struct = dict[tuple[int, int], Any]


class Broken(ValueError):
    """A file that is damaged, or could be read in two ways."""


class Crowded(ValueError):
    """A footer that would take much memory."""


@attrs.frozen
class Page:
    """What the header of a page states.

    Args:
        column: The number of the column that it is a part of.
        size: How many bytes it unpacks to.
        values: How many values it holds, those that are absent included.
    """

    column: int
    size: int
    values: int


def pages(source: memoryview) -> Iterator[Page]:
    """Yield the pages of a file.

    Raises:
        Broken: If the file is damaged.
        Crowded: If it has too many parts.
    """
    end = len(source) - 8
    start = end - int.from_bytes(source[end : end + 4], "little")
    if end < 0 or bytes(source[end + 4 :]) != MAGIC or start < 0:
        msg = "it does not end as one"
        raise Broken(msg)
    footer = _Thrift(source[:end], start).struct(_FILE)
    for group in footer.get(_GROUPS, ()):
        for number, column in enumerate(group.get(_COLUMNS, ())):
            yield from _in_column(source, number, column.get(_META_DATA, {}))


def _in_column(source: memoryview, number: int, stated: _Struct) -> Iterator[Page]:
    """Yield the pages of a column in a group of rows."""
    start = stated.get(_DATA_START, 0)
    first = stated.get(_DICTIONARY_START, 0)
    at = first if 0 < first < start else start
    end = at + stated.get(_LENGTH, 0)
    if not 0 < at <= end <= len(source):
        msg = "a column is outside of it"
        raise Broken(msg)
    while at < end:
        thrift = _Thrift(source[:end], at)
        header = thrift.struct(_PLAIN)
        yield _page(number, header)
        at = thrift.at + _size(header, _PACKED)


def _page(column: int, header: _Struct) -> Page:
    """Return what the header of a page states."""
    values = 0
    for kind, encoding in _ENCODINGS.items():
        inner = header.get(kind, {})
        values = max(values, inner.get(_VALUES, 0))
        if inner.get(encoding) == _DELTA_BYTE_ARRAY:
            msg = "texts that share their beginnings are not read; write it otherwise"
            raise Broken(msg)
    return Page(column, _size(header, _UNPACKED), values)


def _size(header: _Struct, field: tuple[int, int]) -> int:
    found: int = header.get(field, -1)
    if found < 0:
        msg = "a page has no size"
        raise Broken(msg)
    return found


@attrs.define
class _Thrift:
    """Reads the compact protocol; of a text, only the end is found."""

    source: memoryview
    at: int
    items: int = 0

    def byte(self) -> int:
        if self.at >= len(self.source):
            msg = "it ends too early"
            raise Broken(msg)
        self.at += 1
        return self.source[self.at - 1]

    def varint(self, bits: int) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if value >> bits or shift > 70:
                msg = "a number in it is too large"
                raise Broken(msg)
            if byte < 0x80:
                return value

    def number(self, bits: int) -> int:
        value = self.varint(bits)
        return (value >> 1) ^ -(value & 1)

    def struct(self, layout: _Layout, depth: int = 0) -> _Struct:
        """Return the fields of a struct."""
        if depth > MAX_DEPTH:
            msg = "it is nested too deeply"
            raise Broken(msg)
        found: _Struct = {}
        seen: set[int] = set()
        field = 0
        while (byte := self.byte()) != 0:
            kind = byte & 0x0F
            field = field + (byte >> 4) if byte >> 4 else self.number(16)
            if field in seen:
                msg = "it says something twice"
                raise Broken(msg)
            seen.add(field)
            is_boolean = kind in (_TRUE, _FALSE)
            found[field, kind] = (
                None if is_boolean else self.value(kind, layout.get(field), depth)
            )
        return found

    def value(self, kind: int, layout: Any, depth: int) -> Any:
        """Return a value, or nothing if it is neither a number, a struct nor a list."""
        if kind in _BITS:
            return self.number(_BITS[kind])
        if kind == _STRUCT:
            inner = layout if isinstance(layout, Mapping) else _PLAIN
            return self.struct(inner, depth + 1)
        if kind in (_LIST, _SET):
            return self.list(layout if kind == _LIST else None, depth)
        if kind == _BINARY:
            length = self.varint(32)
        elif kind in _LENGTHS:
            length = _LENGTHS[kind]
        else:
            msg = "it holds something unknown"
            raise Broken(msg)
        self.at += length
        return None

    def list(self, layout: Any, depth: int) -> Any:
        """Return the items of a list; they are of the type that is expected there."""
        byte = self.byte()
        kind, length = byte & 0x0F, byte >> 4
        if length == 15:
            length = self.varint(32)
        self.items += length
        if self.items > MAX_ITEMS:
            raise Crowded
        item = layout[0] if isinstance(layout, list) else None
        wanted = _STRUCT if isinstance(item, Mapping) else item
        if length and wanted not in (None, kind):
            msg = "a list in it is of something else"
            raise Broken(msg)
        return [self.value(kind, item, depth) for _ in range(length)]


_BITS: Final = {_I16: 16, _I32: 32, _I64: 64}
_LENGTHS: Final = {_TRUE: 1, _FALSE: 1, _BYTE: 1, _DOUBLE: 8}
"""How long values are; a boolean that is a field is in the field's own header."""
