"""The columns of a table, compared with the fields of the model."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from ..errors import Code, Problem, did_you_mean, quote
from ..model import EXTENSIONS, Shape, fields_of, shape, type_of
from . import codes

_TEXT: Final = shape(str)
_SCALARS: Final = (_TEXT, shape(float | int), shape(bool), shape(datetime.date))
"""What a file of JSON can hold, apart from lists and objects."""

_CAST: Final = "cast the column to that type"
_DROP: Final = f"drop it, or put it as an `x-` key into the column `{EXTENSIONS}`"


@attrs.frozen
class ColumnChecker:
    """Compares the columns of a table with the fields of the model.

    Args:
        pa: The module `pyarrow`.
        name: What to call the table in problems.
        is_known: Whether this library knows the schema version of the table. The columns
            that a newer version adds are kept, and judged with the rest of the pack.
    """

    pa: Any
    name: str
    is_known: bool

    def problems(
        self, cls: type, columns: Sequence[Any], prefix: str = ""
    ) -> Iterator[Problem]:
        """Yield what is wrong with columns.

        Args:
            cls: The class of the model whose fields they are.
            columns: The columns, as the fields of Arrow.
            prefix: What to put before their names, such as ``"rubric."``.
        """
        fields = {field.name: field for field in fields_of(cls)}
        seen: set[str] = set()
        for member in columns:
            name, column = member.name, f"{prefix}{member.name}"
            if name in seen:
                yield self._problem(codes.DUPLICATE_KEY, column, "is there twice", _DROP)
            elif name == EXTENSIONS:
                yield from self._mismatches(_TEXT, member.type, column)
            elif name in fields:
                yield from self._mismatches(fields[name].shape, member.type, column)
            elif self.is_known:
                hint = did_you_mean(name, [*fields, EXTENSIONS]) or _DROP
                yield self._problem(codes.UNKNOWN_KEY, column, "is not known", hint)
            elif not self._is_json(member.type):
                yield self._mismatch(column, member.type, "what JSON has a form for")
            seen.add(name)
        for field in fields.values():
            if field.required and field.name not in seen:
                column, wanted = f"{prefix}{field.name}", type_of(self.pa, field.shape)
                hint = f"add it, as {wanted}"
                yield self._problem(codes.MISSING_KEY, column, "is missing", hint)

    def _mismatches(
        self, wanted: Shape, arrow_type: Any, column: str
    ) -> Iterator[Problem]:
        """Yield why a column of *arrow_type* cannot have the values *wanted*."""
        if wanted.item is not None and self._is_list(arrow_type):
            yield from self._mismatches(wanted.item, arrow_type.value_type, f"{column}[]")
        elif wanted.kind == "object" and self.pa.types.is_struct(arrow_type):
            yield from self.problems(wanted.type, list(arrow_type), f"{column}.")
        elif not self._is_scalar(wanted, arrow_type):
            yield self._mismatch(column, arrow_type, str(type_of(self.pa, wanted)))

    def _is_scalar(self, wanted: Shape, arrow_type: Any) -> bool:
        """Return True if a column of *arrow_type* may have the scalars *wanted*."""
        types = self.pa.types
        tests = {
            "string": (self._is_text,),
            "enum": (self._is_text,),
            "integer": (types.is_integer,),
            "number": (types.is_integer, types.is_floating),
            "boolean": (types.is_boolean,),
            "date": (types.is_date,),
        }
        fitting = (types.is_null, *tests.get(wanted.kind, ()))
        return any(test(arrow_type) for test in fitting)

    def _is_json(self, arrow_type: Any) -> bool:
        """Return True if JSON can hold every value of *arrow_type*."""
        if self._is_list(arrow_type):
            return self._is_json(arrow_type.value_type)
        if self.pa.types.is_struct(arrow_type):
            return all(self._is_json(member.type) for member in arrow_type)
        return any(self._is_scalar(wanted, arrow_type) for wanted in _SCALARS)

    def _is_text(self, arrow_type: Any) -> bool:
        types = self.pa.types
        if types.is_dictionary(arrow_type):
            return self._is_text(arrow_type.value_type)
        # Views of strings are refused: many of them may refer to one long text, which
        # would be copied for each.
        return bool(types.is_string(arrow_type) or types.is_large_string(arrow_type))

    def _is_list(self, arrow_type: Any) -> bool:
        types = self.pa.types
        tests = (types.is_list, types.is_large_list, types.is_fixed_size_list)
        return any(test(arrow_type) for test in tests)

    def _mismatch(self, column: str, arrow_type: Any, wanted: str) -> Problem:
        message = f"is of the type {quote(str(arrow_type))}; expected {wanted}"
        return self._problem(codes.WRONG_TYPE, column, message, _CAST)

    def _problem(self, code: Code, column: str, message: str, hint: str) -> Problem:
        return code.problem(
            f"the column {quote(column)} {message}", hint=hint, file=self.name
        )
