"""The values in the arrays of a table, as plain data and within limits."""

import contextlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

import attrs

from ..errors import quote


class LimitExceeded(Exception):
    """There is more in a table than the limits allow.

    Args:
        is_nodes: Whether there are too many values, and not too many bytes.
    """

    def __init__(self, *, is_nodes: bool = False) -> None:
        self.is_nodes = is_nodes


@attrs.define
class Budget:
    """How many values and bytes may still be read."""

    nodes: int
    bytes: int

    def spend(self, nodes: int, bytes: int = 0) -> None:
        """Subtract what has been read.

        Raises:
            LimitExceeded: If there is less than that left.
        """
        self.nodes -= nodes
        self.bytes -= bytes
        if min(self.nodes, self.bytes) < 0:
            raise LimitExceeded(is_nodes=self.nodes < 0)


@attrs.frozen
class ArrayReader:
    """Turns arrays into plain values, and counts them.

    `to_pylist` alone would take longer, copy a text wherever a dictionary refers to it,
    and raise on dates that Python does not have.

    Args:
        pa: The module `pyarrow`.
        budget: How much may still be read.
    """

    pa: Any
    budget: Budget

    def values(self, array: Any, column: str = "") -> list[Any]:
        """Return the values of an array; `None` for those that are absent.

        Args:
            array: The array.
            column: The name of its column in problems.

        Raises:
            LimitExceeded: If there are more values, or bytes, than the budget allows.
        """
        types, array_type = self.pa.types, array.type
        if types.is_struct(array_type):
            return self._objects(array, column)
        if hasattr(array_type, "value_type") and not types.is_dictionary(array_type):
            return self._lists(array, column)
        # Not looked into where a whole object is absent: anything may be there.
        with named_column(self.pa, column):
            array.validate(full=True)
        if types.is_dictionary(array_type):
            used = array.indices.unique()
            texts = array.dictionary.take(used).to_pylist()
            text_of = dict(zip(used.to_pylist(), texts, strict=True))
            values = [text_of[index] for index in array.indices.to_pylist()]
        elif types.is_date(array_type):
            values = array.cast(self.pa.string()).to_pylist()
        else:
            values = array.to_pylist()
        size = sum(len(value) for value in values if isinstance(value, str))
        self.budget.spend(len(values) - values.count(None), size)
        return values

    def _objects(self, array: Any, column: str) -> list[Any]:
        names = [member.name for member in array.type]
        dot = "." if column else ""
        members = [
            self.values(member, f"{column}{dot}{name}")
            for name, member in zip(names, array.flatten(), strict=True)
        ]
        are_valid = array.is_valid().to_pylist()
        rows = zip(*members, strict=True) if members else ((),) * len(are_valid)
        return [
            dict(zip(names, row, strict=True)) if is_valid else None
            for is_valid, row in zip(are_valid, rows, strict=True)
        ]

    def _lists(self, array: Any, column: str) -> list[Any]:
        items = iter(self.values(array.flatten(), f"{column}[]"))
        lengths = self.pa.compute.list_value_length(array).to_pylist()
        return [None if n is None else list(islice(items, n)) for n in lengths]


@contextlib.contextmanager
def named_column(pa: Any, column: str) -> Iterator[None]:
    """Add the name of a column to what pyarrow says of a damaged array."""
    try:
        yield
    except pa.ArrowInvalid as error:
        msg = f"the column {quote(column)}: {error}"
        raise pa.ArrowInvalid(msg) from error
