"""Tables to a `Document`: a row is a question, and the rest of the pack is metadata.

A table comes from a Parquet file or from memory, and is not trusted. Its columns are
compared with the model first: each column that is missing, unknown or of another type is
one problem, and then no row is read. Values are judged with the rest of the pack, as in
any other format; only what JSON could not hold is a problem here.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from ..errors import Code, Problem, quote
from ..model import (
    COLLECTIONS,
    EXTENSIONS,
    JSON,
    METADATA,
    SCHEMA_VERSION,
    Field,
    Question,
    Shape,
    arrow_library,
    fields_of,
)
from . import codes
from .documents import Document
from .events import (
    MAX_INTEGER,
    TOO_MANY_NODES,
    Limits,
    Lines,
    Location,
    Span,
    pointer,
)
from .json_events import is_crowded, read_json
from .json_items import decode
from .numbers import number_message
from .parts import Part, parse_part, too_large
from .table_columns import ColumnChecker
from .table_values import ArrayReader, Budget, LimitExceeded, named_column

QUESTIONS: Final = COLLECTIONS["question"][0]
"""The list of a pack whose items are the rows."""

BATCH: Final = 4_000
"""How many rows are turned into objects of Python at once."""

_NO_METADATA: Final = (
    f"the table has no metadata `{METADATA}`, which holds the rest of its pack",
    "put back what the table had that it was made from: `replace_schema_metadata`",
)
_REPEATED: Final = f"the metadata holds `{QUESTIONS}`, which are the rows of the table"


# Places ----------------------------------------------------------------------


@attrs.frozen(eq=False)
class TableRows(Part):
    """The rows of a table, whose values have a row and a column but no line."""

    def spans(self, wanted: Any = None) -> Mapping[Location, Span]:
        """Return an empty mapping, since no value is on a line."""
        return {}

    def words(self, path: Location) -> str:
        """Return the row and the column of the value at *path*, in words."""
        return row_and_column(path)


def row_and_column(path: Location) -> str:
    """Return the row and the column of the value at *path*, in words.

    Returns:
        Such as ``"row 2, column `tags[0]`"``; empty if the value is not in a row.
    """
    match path:
        case (_, int(row)):
            return f"row {row + 1}"
        case (_, int(row), *steps):
            return f"row {row + 1}, column `{_column(steps)}`"
        case _:
            return ""


def _column(steps: Iterable[str | int]) -> str:
    """Return the name of the column that *steps*, the path within a row, lead to."""
    cls: Any = Question
    name = ""
    for step in steps:
        if isinstance(step, int):
            name += f"[{step}]"
            continue
        fields = fields_of(cls) if cls else ()
        field = next((field for field in fields if field.key == step), None)
        dot = "." if name else ""
        if field is None:
            return f"{name}{dot}{EXTENSIONS}" if cls else name
        name += dot + field.name
        shape = field.shape.item or field.shape
        cls = shape.type if shape.kind == "object" else None
    return name


# Rows ------------------------------------------------------------------------


@attrs.define
class QuestionTable:
    """A table whose metadata was read and whose columns were checked.

    Args:
        name: What to call it in problems.
        header: The metadata, or `None` if it could not be read.
        problems: What is wrong with it; reading the rows adds to this list.
        limits: How much to read.
        is_whole: Whether every row has been read.
    """

    name: str
    header: Part | None
    problems: list[Problem]
    limits: Limits
    _pa: Any
    _batches: Iterable[Any]
    is_whole: bool = False
    _budget: Budget = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._budget = Budget(self.limits.nodes, self.limits.bytes)

    @classmethod
    def without_rows(cls, name: str, problem: Problem, limits: Limits) -> "QuestionTable":
        """Return a table that cannot be read because of *problem*."""
        return cls(name, None, [problem], limits, None, ())

    def rows(self) -> Iterator[dict[str, JSON]]:
        """Yield the questions as plain data, up to the first that cannot be read.

        Only one batch of rows is in memory at a time.
        """
        reader = ArrayReader(self._pa, self._budget)
        number = 0
        try:
            for batch in self._batches:
                for row in reader.values(batch.to_struct_array()):
                    yield self._object(Question, row, (QUESTIONS, number))
                    number += 1
                    if len(self.problems) > self.limits.problems:
                        return
            self.is_whole = True
        except LimitExceeded as error:
            self.problems.append(refused(self.name, self.limits, error))
        except damage(self._pa) as error:
            self.problems.append(unreadable(self.name, error))

    def _object(self, cls: type, row: dict[str, Any], path: Location) -> dict[str, JSON]:
        """Return the object in *row* as a file of JSON would have it."""
        data: dict[str, JSON] = {}
        for field in fields_of(cls):
            value = row.pop(field.name, None)
            if value is not None and not _is_default(field, value):
                data[field.key] = self._value(field.shape, value, (*path, field.key))
        extensions = row.pop(EXTENSIONS, None)
        # The columns that are left are of a newer schema version.
        data |= self._undeclared(row, path)
        self._budget.spend(1 + len(data))
        if extensions is not None:
            self._add_extensions(data, cls, extensions, path)
        return data

    def _value(self, declared: Shape, value: Any, path: Location) -> Any:
        if value is None or isinstance(value, str):
            return value
        if declared.item is not None:
            return [
                self._value(declared.item, item, (*path, index))
                for index, item in enumerate(value)
            ]
        if declared.kind == "object":
            return self._object(declared.type, value, path)
        return self._undeclared(value, path)

    def _undeclared(self, value: Any, path: Location) -> Any:
        """Return a value of which the model declares nothing, without absent members."""
        if isinstance(value, dict):
            return {
                name: self._undeclared(member, (*path, name))
                for name, member in value.items()
                if member is not None
            }
        if isinstance(value, list):
            return [
                self._undeclared(item, (*path, index)) for index, item in enumerate(value)
            ]
        if isinstance(value, int | float) and not _is_exact(value):
            self._report(codes.NUMBER, *number_message(str(value)), path)
            return None
        # JSON has one type of number; a column of floats may hold whole numbers.
        is_whole = isinstance(value, float) and value.is_integer()
        return int(value) if is_whole else value

    def _add_extensions(
        self, data: dict[str, JSON], cls: type, text: str, path: Location
    ) -> None:
        """Add the keys in the column `EXTENSIONS` to an object.

        Args:
            data: The object.
            cls: Its class in the model.
            text: What the column holds, as JSON.
            path: The path of the object.
        """
        column = (*path, EXTENSIONS)
        extensions = self._parsed(text, column)
        if not isinstance(extensions, dict):
            message = f"expected an object in JSON, found {quote(extensions)}"
            hint = 'write {"x-key": ...}, or leave it empty'
            self._report(codes.WRONG_TYPE, message, hint, column)
            return
        for key in [field.key for field in fields_of(cls) if field.key in extensions]:
            message = f"{quote(key)} is a column of its own"
            self._report(codes.DUPLICATE_KEY, message, "put it there", column)
            del extensions[key]
        data |= extensions

    def _parsed(self, text: str, path: Location) -> JSON:
        """Return the value of a text in JSON, and report what is wrong with it."""
        if is_crowded(text, self._budget.nodes):
            raise LimitExceeded(is_nodes=True)
        if (decoded := decode(text, self.limits)) is not None:
            value, nodes = decoded
        else:
            read = read_json(text, Lines(text, [0]), self.limits)
            for mistake in read.mistakes:
                self._report(mistake.code, mistake.message, mistake.hint, path)
            value, nodes = read.data if read.complete else {}, read.nodes
        self._budget.spend(nodes)
        return value

    def _report(self, code: Code, message: str, hint: str, path: Location) -> None:
        where = row_and_column(path)
        self.problems.append(
            code.problem(
                f"{where}: {message}", hint=hint, pointer=pointer(path), file=self.name
            )
        )

    def document(self) -> Document:
        """Return the document of the table; all rows are in memory then."""
        header = self.header
        rest = header.data if header is not None else None
        if header is None or not isinstance(rest, dict) or self.problems:
            return self._unread()
        rows: list[JSON] = [*self.rows()]
        if not self.is_whole:
            # Every reference to a row that is missing would be a problem, too.
            return self._unread()
        part = TableRows(self.name, "", "json", {QUESTIONS: rows}, self.limits)
        return Document(
            self.name,
            {**rest, QUESTIONS: rows},
            (header, part),
            tuple(self.problems),
            {QUESTIONS: [(0, part)]},
            self.limits,
        )

    def _unread(self) -> Document:
        return Document(self.name, None, (), tuple(self.problems), limits=self.limits)


def _is_default(field: Field, value: Any) -> bool:
    """Return True if a file would leave out *value* as the default of *field*."""
    default = field.default
    plain = list(default) if isinstance(default, tuple) else default
    return not field.required and bool(value == plain)


def _is_exact(value: float) -> bool:
    """Return True if every reader of JSON would read the same number."""
    most = sys.float_info.max if type(value) is float else MAX_INTEGER
    return abs(value) <= most


# Tables ----------------------------------------------------------------------


def of_table(table: Any, name: str, limits: Limits) -> Document:
    """Return the document of an Arrow table.

    What cannot be read is a problem of the document, never an exception.

    Args:
        table: The table.
        name: What to call it in problems.
        limits: How much to read.
    """
    pa = arrow_library()
    batches = _validated(pa, table.to_batches(max_chunksize=BATCH))
    return open_table(
        pa, table.schema, table.schema.metadata, batches, name, limits
    ).document()


def _validated(pa: Any, batches: Iterable[Any]) -> Iterator[Any]:
    """Yield batches after pyarrow has validated them; others may hold any bytes."""
    for batch in batches:
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            with named_column(pa, name):
                column.validate(full=True)
        yield batch


def open_table(
    pa: Any,
    schema: Any,
    metadata: Mapping[bytes, bytes] | None,
    batches: Iterable[Any],
    name: str,
    limits: Limits,
) -> QuestionTable:
    """Return a table after reading its metadata and checking its columns.

    Args:
        pa: The module `pyarrow`.
        schema: The columns.
        metadata: The metadata of the table.
        batches: The rows, as record batches; none is read yet.
        name: What to call the table in problems.
        limits: How much to read.
    """
    header, problems = _header(metadata or {}, name, limits)
    stated = header.data if header is not None else None
    version = stated.get("schema_version") if isinstance(stated, dict) else None
    checker = ColumnChecker(pa, name, version in (None, SCHEMA_VERSION))
    problems += checker.problems(Question, list(schema))
    return QuestionTable(name, header, problems, limits, pa, batches)


def _header(
    metadata: Mapping[bytes, bytes], name: str, limits: Limits
) -> tuple[Part | None, list[Problem]]:
    """Return the metadata as a part of the document, and what is wrong with it."""
    text = metadata.get(METADATA.encode())
    if text is None:
        message, hint = _NO_METADATA
        return None, [codes.MISSING_KEY.problem(message, hint=hint, file=name)]
    part, problems = parse_part(text, "json", f"{name}/{METADATA}", limits)
    if part is None:
        return None, problems
    document = Document(part.name, part.data, (part,))
    if not isinstance(part.data, dict):
        message = f"expected an object, found {quote(part.data)}"
        problems.append(document.problem(codes.WRONG_TYPE, message))
    elif QUESTIONS in part.data:
        hint, path = "remove it", (QUESTIONS,)
        problems.append(
            document.problem(codes.UNKNOWN_KEY, _REPEATED, path, hint=hint, on_key=True)
        )
    return part, problems


def damage(pa: Any) -> tuple[type[Exception], ...]:
    """Return the exceptions that pyarrow raises on damaged data."""
    return (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)


def refused(name: str, limits: Limits, error: LimitExceeded) -> Problem:
    """Return the problem that a table has more than the limits allow."""
    if not error.is_nodes:
        return too_large(name, limits)
    message, hint = TOO_MANY_NODES
    return codes.TOO_LARGE.problem(message, hint=hint, file=name)


def unreadable(name: str, error: Exception) -> Problem:
    """Return the problem that a file is not readable as Parquet."""
    reason = str(error).partition("\n")[0]
    message = f"not a Parquet file, or a damaged one: {reason}"
    return codes.UNREADABLE.problem(message, hint="export the pack once more", file=name)
