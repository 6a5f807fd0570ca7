"""The model as columns: Arrow types that follow from its fields, and arrays of objects.

A column is called as the attribute in Python, so that no name in SQL needs quotes. Each
object has one column more, `EXTENSIONS`: its ``x-`` keys as JSON text.

pyarrow is asked for when it is needed; see `arrow_library`.
"""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any, Final

from ..errors import MlinterviewError
from .fields import Field, Shape, ValueKind, fields_of

EXTENSIONS: Final = "extensions"
"""The column of what third parties have added; no field of the model is called so."""

METADATA: Final = "mlinterview"
"""The key in the metadata of a table under which the rest of its pack is, as JSON."""

MISSING: Final = "Parquet and Arrow need a library that is not installed"
REMEDY: Final = "install `mlinterview[arrow]`"

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
        # Parquet calls the items of a list so, whatever Arrow does.
        return pa.list_(pa.field("element", type_of(pa, shape.item), nullable=False))
    if shape.kind == "object":
        return pa.struct(_members(pa, shape.type))
    return getattr(pa, _TYPES[shape.kind])()


def table_of(cls: type, objects: Sequence[Any]) -> Any:
    """Return a table with a row for each of *objects*, which are of the class *cls*."""
    pa = arrow_library()
    return pa.Table.from_arrays(list(_arrays(pa, cls, objects)), schema=columns_of(cls))


def _arrays(pa: Any, cls: type, objects: Sequence[Any]) -> Iterator[Any]:
    """Yield an array for each column; of what is no object, there is nothing in it."""
    for field in fields_of(cls):
        name = field.name
        values = [None if one is None else getattr(one, name) for one in objects]
        yield _array(pa, field.shape, values)
    yield pa.array([_added(one) for one in objects], pa.string())


def _added(one: Any) -> str | None:
    """Return the ``x-`` keys of an object as JSON, if there are any."""
    if one is None or not one.extensions:
        return None
    return json.dumps(dict(one.extensions), ensure_ascii=False, allow_nan=False)


def _array(pa: Any, shape: Shape, values: Sequence[Any]) -> Any:
    """Return an array of values of a shape.

    One that may not be absent is so only within an object that is: an empty value
    stands for it there, which nobody sees.
    """
    absent = None
    if shape.optional:
        absent = pa.array([one is None for one in values], pa.bool_())
    if shape.item is not None:
        lists = [one or () for one in values]
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
        values = [_EMPTY[shape.kind] if one is None else one for one in values]
    return pa.array(values, type_of(pa, shape))
