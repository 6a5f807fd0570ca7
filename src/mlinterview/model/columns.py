"""The model as Arrow columns: their types, and tables of objects.

A column is named after the attribute in Python, so that no name needs quotes in SQL. Each
object has one more column, `EXTENSIONS`: its ``x-`` keys as JSON text.

pyarrow is optional, and imported when it is needed; see `arrow_library`.
"""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any, Final

from ..errors import MlinterviewError
from .fields import Field, Shape, ValueKind, fields_of

EXTENSIONS: Final = "extensions"
"""The name of the column for ``x-`` keys; no field of the model has this name."""

METADATA: Final = "mlinterview"
"""The key in the metadata of a table that holds the rest of its pack, as JSON."""

MISSING: Final = "Parquet and Arrow need a library that is not installed"
"""What is said where pyarrow is missing."""
REMEDY: Final = "install `mlinterview[arrow]`"
"""What is said to be done about it."""

_TYPES: Final[Mapping[ValueKind, str]] = {
    "string": "string",
    "enum": "string",
    "integer": "int64",
    "number": "float64",
    "boolean": "bool_",
    "date": "date32",
}
_EMPTY: Final[Mapping[ValueKind, object]] = {
    "string": "",
    "enum": "",
    "integer": 0,
    "number": 0.0,
    "boolean": False,
    "date": datetime.date.min,
}


def arrow_library() -> Any:
    """Return pyarrow.

    Raises:
        MlinterviewError: If it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError as error:
        msg = f"{MISSING}; {REMEDY}"
        raise MlinterviewError(msg) from error
    return pyarrow


def columns_of(cls: type) -> Any:
    """Return the Arrow schema of a table whose rows are objects of *cls*."""
    return arrow_library().schema(_members(arrow_library(), cls))


def _members(pa: Any, cls: type) -> list[Any]:
    members = [_member(pa, field) for field in fields_of(cls)]
    return [*members, pa.field(EXTENSIONS, pa.string())]


def _member(pa: Any, field: Field) -> Any:
    return pa.field(field.name, type_of(pa, field.shape), nullable=field.shape.optional)


def type_of(pa: Any, shape: Shape) -> Any:
    """Return the Arrow type for values of a shape."""
    if shape.item is not None:
        # The name that Parquet requires for the items of a list.
        return pa.list_(pa.field("element", type_of(pa, shape.item), nullable=False))
    if shape.kind == "object":
        return pa.struct(_members(pa, shape.type))
    return getattr(pa, _TYPES[shape.kind])()


def table_of(cls: type, objects: Sequence[Any]) -> Any:
    """Return a table with a row for each of *objects*, all of the class *cls*."""
    pa = arrow_library()
    return pa.Table.from_arrays(list(_arrays(pa, cls, objects)), schema=columns_of(cls))


def _arrays(pa: Any, cls: type, objects: Sequence[Any]) -> Iterator[Any]:
    """Yield an array for each column; the values of an absent object are `None`."""
    for field in fields_of(cls):
        name = field.name
        values = [None if value is None else getattr(value, name) for value in objects]
        yield _array(pa, field.shape, values)
    yield pa.array([_extensions(value) for value in objects], pa.string())


def _extensions(value: Any) -> str | None:
    """Return the ``x-`` keys of an object as JSON, or `None` if it has none."""
    if value is None or not value.extensions:
        return None
    return json.dumps(dict(value.extensions), ensure_ascii=False, allow_nan=False)


def _array(pa: Any, shape: Shape, values: Sequence[Any]) -> Any:
    """Return an array of values of a shape.

    A value that is not optional is `None` only in an object that is absent. It is
    replaced by an empty value, which the absent object hides.
    """
    absent = None
    if shape.optional:
        absent = pa.array([value is None for value in values], pa.bool_())
    if shape.item is not None:
        lists = [value or () for value in values]
        ends = accumulate(map(len, lists), initial=0)
        return pa.ListArray.from_arrays(
            pa.array(ends, pa.int32()),
            _array(pa, shape.item, list(chain.from_iterable(lists))),
            type=type_of(pa, shape),
            mask=absent,
        )
    if shape.kind == "object":
        return pa.StructArray.from_arrays(
            list(_arrays(pa, shape.type, values)),
            fields=_members(pa, shape.type),
            mask=absent,
        )
    if absent is None:
        values = [_EMPTY[shape.kind] if value is None else value for value in values]
    return pa.array(values, type_of(pa, shape))
