"""The headers of the pages of a Parquet file, read before any page is unpacked.

The footer of a file states how large everything is, but it may lie: 158 kB can unpack to
700 MB while the footer states 100 bytes. pyarrow trusts the header of each page, and
unpacks no more than it states. So these headers are read here, which takes a few
microseconds a page. The footer is read here as well, since pyarrow ends the whole process
when it is asked for something that a damaged footer lacks.

Both are written in Thrift's compact protocol. A file that could be read in two ways is
refused, since pyarrow has to read the same as this module does.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY = range(1, 9)
_LIST, _SET, _MAP, _STRUCT = range(9, 13)

MAX_DEPTH: Final = 8
"""How deep structs may be nested; five levels are needed."""

MAX_ITEMS: Final = 200_000
"""How many items the lists of a footer may have together: those of a thousand row groups.
pyarrow takes up to a kilobyte of memory for each item."""

MAGIC: Final = b"PAR1"

# The layout of the structs in parquet.thrift. For each field by its number: a list with
# the type of its items, or the layout of a struct. Fields without any list in them are
# left out.
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

# Fields that are read, by their number and type.
_GROUPS, _COLUMNS, _META_DATA = (4, _LIST), (1, _LIST), (3, _STRUCT)
_LENGTH, _DATA_START, _DICTIONARY_START = (7, _I64), (9, _I64), (11, _I64)
_UNPACKED, _PACKED, _VALUES = (2, _I32), (3, _I32), (1, _I32)
_DATA, _DICTIONARY, _DATA_2 = (5, _STRUCT), (7, _STRUCT), (8, _STRUCT)
_ENCODINGS: Final = {_DATA: (2, _I32), _DICTIONARY: (2, _I32), _DATA_2: (4, _I32)}
_DELTA_BYTE_ARRAY: Final = 7

_Struct = dict[tuple[int, int], Any]


class DamagedFile(ValueError):
    """The file is damaged, or could be read in two ways."""


class TooManyItems(ValueError):
    """The footer would take too much memory."""


@attrs.frozen
class PageHeader:
    """What the header of a page states.

    Args:
        column: The number of the column that the page belongs to.
        size: How many bytes the page unpacks to.
        values: How many values it holds, those that are absent included.
    """

    column: int
    size: int
    values: int


def page_headers(source: memoryview) -> Iterator[PageHeader]:
    """Yield the header of each page of a file.

    Raises:
        DamagedFile: If the file is damaged.
        TooManyItems: If its footer has too many items.
    """
    end = len(source) - 8
    start = end - int.from_bytes(source[end : end + 4], "little")
    if end < 0 or bytes(source[end + 4 :]) != MAGIC or start < 0:
        msg = "it does not end as one"
        raise DamagedFile(msg)
    footer = _ThriftReader(source[:end], start).struct(_FILE)
    for group in footer.get(_GROUPS, ()):
        for number, column in enumerate(group.get(_COLUMNS, ())):
            yield from _column_headers(source, number, column.get(_META_DATA, {}))


def _column_headers(
    source: memoryview, number: int, metadata: _Struct
) -> Iterator[PageHeader]:
    """Yield the header of each page of a column in a row group.

    Args:
        source: The file.
        number: The number of the column.
        metadata: What the footer states of the column.
    """
    data_start = metadata.get(_DATA_START, 0)
    dictionary_start = metadata.get(_DICTIONARY_START, 0)
    has_dictionary = 0 < dictionary_start < data_start
    offset = dictionary_start if has_dictionary else data_start
    end = offset + metadata.get(_LENGTH, 0)
    if not 0 < offset <= end <= len(source):
        msg = "a column is outside the file"
        raise DamagedFile(msg)
    while offset < end:
        reader = _ThriftReader(source[:end], offset)
        header = reader.struct(_PLAIN)
        yield _page_header(number, header)
        offset = reader.offset + _size(header, _PACKED)


def _page_header(column: int, header: _Struct) -> PageHeader:
    """Return the header of a page from its struct."""
    values = 0
    for kind, encoding in _ENCODINGS.items():
        kind_header = header.get(kind, {})
        values = max(values, kind_header.get(_VALUES, 0))
        # A text takes no space for the start that it shares with the one before, so that
        # the texts together can be far larger than the header states.
        if kind_header.get(encoding) == _DELTA_BYTE_ARRAY:
            msg = "the encoding DELTA_BYTE_ARRAY is not supported; choose another one"
            raise DamagedFile(msg)
    return PageHeader(column, _size(header, _UNPACKED), values)


def _size(header: _Struct, field: tuple[int, int]) -> int:
    size: int = header.get(field, -1)
    if size < 0:
        msg = "a page has no size"
        raise DamagedFile(msg)
    return size


@attrs.define
class _ThriftReader:
    """Reads the compact protocol. Texts are skipped.

    Args:
        source: The bytes.
        offset: Where to read next.
        items: How many items of lists have been read.
    """

    source: memoryview
    offset: int
    items: int = 0

    def byte(self) -> int:
        if self.offset >= len(self.source):
            msg = "it ends too early"
            raise DamagedFile(msg)
        self.offset += 1
        return self.source[self.offset - 1]

    def varint(self, bits: int) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if value >> bits or shift > 70:
                msg = "a number is too large"
                raise DamagedFile(msg)
            if byte < 0x80:
                return value

    def number(self, bits: int) -> int:
        value = self.varint(bits)
        return (value >> 1) ^ -(value & 1)

    def struct(self, layout: _Layout, depth: int = 0) -> _Struct:
        """Return the fields of a struct, by their number and type."""
        if depth > MAX_DEPTH:
            msg = "it is nested too deeply"
            raise DamagedFile(msg)
        fields: _Struct = {}
        seen: set[int] = set()
        field = 0
        while (byte := self.byte()) != 0:
            kind = byte & 0x0F
            field = field + (byte >> 4) if byte >> 4 else self.number(16)
            if field in seen:
                msg = "a field is there twice"
                raise DamagedFile(msg)
            seen.add(field)
            is_boolean = kind in (_TRUE, _FALSE)
            fields[field, kind] = (
                None if is_boolean else self.value(kind, layout.get(field), depth)
            )
        return fields

    def value(self, kind: int, layout: Any, depth: int) -> Any:
        """Return a number, a struct or a list; `None` for any other value."""
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
            msg = "a value is of an unknown type"
            raise DamagedFile(msg)
        self.offset += length
        return None

    def list(self, layout: Any, depth: int) -> Any:
        """Return the items of a list after checking their type."""
        byte = self.byte()
        kind, length = byte & 0x0F, byte >> 4
        if length == 15:
            length = self.varint(32)
        self.items += length
        if self.items > MAX_ITEMS:
            raise TooManyItems
        item = layout[0] if isinstance(layout, list) else None
        wanted = _STRUCT if isinstance(item, Mapping) else item
        if length and wanted not in (None, kind):
            msg = "the items of a list are of another type"
            raise DamagedFile(msg)
        return [self.value(kind, item, depth) for _ in range(length)]


_BITS: Final = {_I16: 16, _I32: 32, _I64: 64}
_LENGTHS: Final = {_TRUE: 1, _FALSE: 1, _BYTE: 1, _DOUBLE: 8}
"""The sizes of values of fixed size; a boolean takes a byte only in a list."""
