"""Tables to a `Document`: a row is a question, and the rest of the pack is metadata.

A table comes from a Parquet file or from memory, and may be anybody's. Its columns are
compared with those of the model first: one that is missing, unknown or of another type
is one problem, and no row is read. Values are judged when the rest of the pack is, as
those of every form are; only what no JSON could hold is found here.
"""

import contextlib
import datetime
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import attrs

from ..errors import Code, Problem, did_you_mean, quote
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
    shape,
    type_of,
)
from . import codes
from .documents import Document
from .events import (
    MAX_INTEGER,
    TOO_MANY_NODES,
    Limits,
    Lines,
    Location,
    SlowPath,
    Span,
    pointer,
)
from .json_events import fast_json, is_crowded, read_json
from .numbers import number_message
from .parts import Part, parse_part, too_large

QUESTIONS: Final = COLLECTIONS["question"][0]
"""The list of a pack that the rows are."""

BATCH: Final = 4_000
"""How many rows are turned into Python's objects at once."""

_NO_METADATA: Final = (
    f"the table has no metadata `{METADATA}`, which holds the rest of its pack",
    "put back what the table had that it was made from: `replace_schema_metadata`",
)
_REPEATED: Final = f"the metadata holds `{QUESTIONS}`, which are the rows of the table"


# Places ----------------------------------------------------------------------


@attrs.frozen(eq=False)
class Rows(Part):
    """The rows of a table: problems say row and column, since there are no lines."""

    def spans(self, wanted: Any = None) -> Mapping[Location, Span]:
        """Return nothing: a value is on no line."""
        return {}

    def words(self, path: Location) -> str:
        """Return the row and the column of a value."""
        return place(path)


def place(path: Location) -> str:
    """Return in words where in the table the value at *path* is, if it is in a row."""
    match path:
        case (_, int(row)):
            return f"row {row + 1}"
        case (_, int(row), *steps):
            return f"row {row + 1}, column `{_column(steps)}`"
        case _:
            return ""


def _column(steps: Iterable[str | int]) -> str:
    """Return what the column is called to which a path within a row leads."""
    cls: Any = Question
    words = ""
    for step in steps:
        if isinstance(step, int):
            words += f"[{step}]"
            continue
        found = next((f for f in fields_of(cls) if f.key == step), None) if cls else None
        dot = "." if words else ""
        if found is None:
            return f"{words}{dot}{EXTENSIONS}" if cls else words
        words += dot + found.name
        shape = found.shape.item or found.shape
        cls = shape.type if shape.kind == "object" else None
    return words


# Columns ---------------------------------------------------------------------

_TEXT: Final = shape(str)
_PLAIN: Final = (_TEXT, shape(float | int), shape(bool), shape(datetime.date))
"""What JSON has a form for, apart from lists and objects."""

_CAST: Final = "cast the column to that type"
_DROP: Final = f"drop it, or put it as an `x-` key into the column `{EXTENSIONS}`"


@attrs.frozen
class _Columns:
    """Compares the columns of a table with those of the model.

    Args:
        pa: pyarrow.
        name: What the table is called.
        is_known: Whether its schema version is known in full. What a newer one has
            added is kept otherwise, and judged with the rest.
    """

    pa: Any
    name: str
    is_known: bool

    def problems(
        self, cls: type, members: Sequence[Any], at: str = ""
    ) -> Iterator[Problem]:
        """Yield what is wrong with the columns for objects of *cls*, below *at*."""
        fields = {field.name: field for field in fields_of(cls)}
        seen: set[str] = set()
        for member in members:
            name, column = member.name, f"{at}{member.name}"
            if name in seen:
                yield self.problem(codes.DUPLICATE_KEY, column, "is there twice", _DROP)
            elif name == EXTENSIONS:
                yield from self.mismatches(_TEXT, member.type, column)
            elif name in fields:
                yield from self.mismatches(fields[name].shape, member.type, column)
            elif self.is_known:
                hint = did_you_mean(name, [*fields, EXTENSIONS]) or _DROP
                yield self.problem(codes.UNKNOWN_KEY, column, "is not known", hint)
            elif not self.is_plain(member.type):
                yield self.mismatch(column, member.type, "what JSON has a form for")
            seen.add(name)
        for field in fields.values():
            if field.required and field.name not in seen:
                column, wanted = f"{at}{field.name}", type_of(self.pa, field.shape)
                hint = f"add it, as {wanted}"
                yield self.problem(codes.MISSING_KEY, column, "is missing", hint)

    def mismatches(self, wanted: Shape, held: Any, column: str) -> Iterator[Problem]:
        """Yield what keeps a column of the type *held* from having such values."""
        if wanted.item is not None and self.is_list(held):
            yield from self.mismatches(wanted.item, held.value_type, f"{column}[]")
        elif wanted.kind == "object" and self.pa.types.is_struct(held):
            yield from self.problems(wanted.type, list(held), f"{column}.")
        elif not self.fits(wanted, held):
            yield self.mismatch(column, held, str(type_of(self.pa, wanted)))

    def fits(self, wanted: Shape, held: Any) -> bool:
        """Say whether a column of the type *held* may have such plain values."""
        types = self.pa.types
        tests = {
            "string": (self.is_text,),
            "enum": (self.is_text,),
            "integer": (types.is_integer,),
            "number": (types.is_integer, types.is_floating),
            "boolean": (types.is_boolean,),
            "date": (types.is_date,),
        }
        return any(test(held) for test in (types.is_null, *tests.get(wanted.kind, ())))

    def is_plain(self, held: Any) -> bool:
        """Say whether JSON has a form for every value of the type *held*."""
        if self.is_list(held):
            return self.is_plain(held.value_type)
        if self.pa.types.is_struct(held):
            return all(self.is_plain(member.type) for member in held)
        return any(self.fits(wanted, held) for wanted in _PLAIN)

    def is_text(self, held: Any) -> bool:
        types = self.pa.types
        if types.is_dictionary(held):
            return self.is_text(held.value_type)
        # A view can show the same text very often; what it refers to is copied then.
        return bool(types.is_string(held) or types.is_large_string(held))

    def is_list(self, held: Any) -> bool:
        types = self.pa.types
        tests = (types.is_list, types.is_large_list, types.is_fixed_size_list)
        return any(test(held) for test in tests)

    def mismatch(self, column: str, held: Any, wanted: str) -> Problem:
        says = f"is of the type {quote(str(held))}; expected {wanted}"
        return self.problem(codes.WRONG_TYPE, column, says, _CAST)

    def problem(self, code: Code, column: str, says: str, hint: str) -> Problem:
        return code.problem(
            f"the column {quote(column)} {says}", hint=hint, file=self.name
        )


# Values ----------------------------------------------------------------------


class Full(Exception):
    """There is more than the limits allow.

    Args:
        is_crowded: Whether there are too many values, and not too many bytes.
    """

    def __init__(self, *, is_crowded: bool = False) -> None:
        self.is_crowded = is_crowded


@attrs.define
class _Budget:
    """How much may still be read."""

    nodes: int
    bytes: int

    def spend(self, nodes: int, bytes: int = 0) -> None:
        self.nodes -= nodes
        self.bytes -= bytes
        if min(self.nodes, self.bytes) < 0:
            raise Full(is_crowded=self.nodes < 0)


@attrs.frozen
class _Values:
    """Turns arrays into plain values, and counts them.

    The plain way is `to_pylist`, which takes longer, makes a text anew wherever a
    dictionary refers to it, and raises on dates that Python does not have.
    """

    pa: Any
    budget: _Budget

    def of(self, array: Any, at: str = "") -> list[Any]:
        """Return the values of an array, the column *at*; `None` for what is absent."""
        types, held = self.pa.types, array.type
        if types.is_struct(held):
            return self.objects(array, at)
        if hasattr(held, "value_type") and not types.is_dictionary(held):
            return self.lists(array, at)
        # What is in an object that is absent is not looked at: it may be anything.
        with _named(self.pa, at):
            array.validate(full=True)
        if types.is_dictionary(held):
            used = array.indices.unique()
            texts = array.dictionary.take(used).to_pylist()
            words = dict(zip(used.to_pylist(), texts, strict=True))
            found = [words[index] for index in array.indices.to_pylist()]
        elif types.is_date(held):
            found = array.cast(self.pa.string()).to_pylist()
        else:
            found = array.to_pylist()
        texts = (one for one in found if isinstance(one, str))
        self.budget.spend(len(found) - found.count(None), sum(map(len, texts)))
        return found

    def objects(self, array: Any, at: str) -> list[Any]:
        names = [member.name for member in array.type]
        dot = "." if at else ""
        columns = [
            self.of(column, f"{at}{dot}{name}")
            for name, column in zip(names, array.flatten(), strict=True)
        ]
        there = array.is_valid().to_pylist()
        rows = zip(*columns, strict=True) if columns else ((),) * len(there)
        return [
            dict(zip(names, row, strict=True)) if valid else None
            for valid, row in zip(there, rows, strict=True)
        ]

    def lists(self, array: Any, at: str) -> list[Any]:
        items = iter(self.of(array.flatten(), f"{at}[]"))
        lengths = self.pa.compute.list_value_length(array).to_pylist()
        return [None if n is None else list(islice(items, n)) for n in lengths]


# Rows ------------------------------------------------------------------------


@attrs.define
class Table:
    """A table, its metadata read and its columns compared with those of the model.

    Args:
        name: What it is called in problems.
        header: The metadata, or `None` if it could not be read.
        problems: What is wrong with it; reading the rows adds to that.
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
    _budget: _Budget = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._budget = _Budget(self.limits.nodes, self.limits.bytes)

    @classmethod
    def without_rows(cls, name: str, problem: Problem, limits: Limits) -> "Table":
        """Return a table of which nothing can be read."""
        return cls(name, None, [problem], limits, None, ())

    def rows(self) -> Iterator[dict[str, JSON]]:
        """Yield the questions as plain data, as long as they can be read.

        Only one batch of rows is in memory at a time.
        """
        values = _Values(self._pa, self._budget)
        number = 0
        try:
            for batch in self._batches:
                for row in values.of(batch.to_struct_array()):
                    yield self._object(Question, row, (QUESTIONS, number))
                    number += 1
                    if len(self.problems) > self.limits.problems:
                        return
            self.is_whole = True
        except Full as error:
            self.problems.append(refused(self.name, self.limits, error))
        except damage(self._pa) as error:
            self.problems.append(unreadable(self.name, error))

    def _object(self, cls: type, row: dict[str, Any], path: Location) -> dict[str, JSON]:
        """Return the object that the columns in *row* hold, as a file would have it."""
        data: dict[str, JSON] = {}
        for field in fields_of(cls):
            value = row.pop(field.name, None)
            if value is not None and not _is_default(field, value):
                data[field.key] = self._value(field.shape, value, (*path, field.key))
        added = row.pop(EXTENSIONS, None)
        # What is left is of a newer schema version.
        data |= self._plain(row, path)
        self._budget.spend(1 + len(data))
        if added is not None:
            self._add(data, cls, added, path)
        return data

    def _value(self, declared: Shape, value: Any, path: Location) -> Any:
        if value is None or isinstance(value, str):
            return value
        if declared.item is not None:
            item = declared.item
            return [self._value(item, one, (*path, at)) for at, one in enumerate(value)]
        if declared.kind == "object":
            return self._object(declared.type, value, path)
        return self._plain(value, path)

    def _plain(self, value: Any, path: Location) -> Any:
        """Return a value of which nothing is declared, without what is absent."""
        if isinstance(value, dict):
            there = {name: one for name, one in value.items() if one is not None}
            return {name: self._plain(one, (*path, name)) for name, one in there.items()}
        if isinstance(value, list):
            return [self._plain(one, (*path, at)) for at, one in enumerate(value)]
        if isinstance(value, int | float) and not _is_exact(value):
            self._report(codes.NUMBER, *number_message(str(value)), path)
            return None
        # JSON has one type of number, and a column of them does too.
        is_whole = isinstance(value, float) and value.is_integer()
        return int(value) if is_whole else value

    def _add(self, data: dict[str, JSON], cls: type, text: str, path: Location) -> None:
        """Add what is in the column `EXTENSIONS` to an object."""
        column = (*path, EXTENSIONS)
        added = self._parsed(text, column)
        if not isinstance(added, dict):
            message = f"expected an object in JSON, found {quote(added)}"
            hint = 'write {"x-key": ...}, or leave it empty'
            self._report(codes.WRONG_TYPE, message, hint, column)
            return
        for key in [field.key for field in fields_of(cls) if field.key in added]:
            message = f"{quote(key)} is a column of its own"
            self._report(codes.DUPLICATE_KEY, message, "put it there", column)
            del added[key]
        data |= added

    def _parsed(self, text: str, path: Location) -> JSON:
        """Return the value of JSON; what is wrong with it is reported."""
        if is_crowded(text, self._budget.nodes):
            raise Full(is_crowded=True)
        try:
            value, nodes = fast_json(text, self.limits)
        except SlowPath:
            read = read_json(text, Lines(text, [0]), self.limits)
            for one in read.mistakes:
                self._report(one.code, one.message, one.hint, path)
            value, nodes = read.data if read.complete else {}, read.nodes
        self._budget.spend(nodes)
        return value

    def _report(self, code: Code, message: str, hint: str, path: Location) -> None:
        where = place(path)
        self.problems.append(
            code.problem(
                f"{where}: {message}", hint=hint, pointer=pointer(path), file=self.name
            )
        )

    def document(self) -> Document:
        """Return the whole as a document; all rows are in memory then."""
        header = self.header
        rest = header.data if header is not None else None
        if header is None or not isinstance(rest, dict) or self.problems:
            return Document(self.name, None, (), tuple(self.problems), limits=self.limits)
        rows: list[JSON] = [*self.rows()]
        if not self.is_whole:
            # What is missing would be reported wherever it is referred to.
            return Document(self.name, None, (), tuple(self.problems), limits=self.limits)
        part = Rows(self.name, "", "json", {QUESTIONS: rows}, self.limits)
        return Document(
            self.name,
            {**rest, QUESTIONS: rows},
            (header, part),
            tuple(self.problems),
            {QUESTIONS: [(0, part)]},
            self.limits,
        )


def _is_default(field: Field, value: Any) -> bool:
    """Say whether a file would leave out the value of a field."""
    default = field.default
    plain = list(default) if isinstance(default, tuple) else default
    return not field.required and bool(value == plain)


def _is_exact(value: float) -> bool:
    """Say whether every reader of JSON would read the same number."""
    most = sys.float_info.max if type(value) is float else MAX_INTEGER
    return abs(value) <= most


# Tables ----------------------------------------------------------------------


def of_table(table: Any, name: str, limits: Limits) -> Document:
    """Return the document of an Arrow table; never raises on its content."""
    pa = arrow_library()
    batches = _checked(pa, table.to_batches(max_chunksize=BATCH))
    return open_table(
        pa, table.schema, table.schema.metadata, batches, name, limits
    ).document()


def _checked(pa: Any, batches: Iterable[Any]) -> Iterator[Any]:
    """Yield arrays that are what they say: those from elsewhere may be of any bytes."""
    for batch in batches:
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            with _named(pa, name):
                column.validate(full=True)
        yield batch


@contextlib.contextmanager
def _named(pa: Any, column: str) -> Iterator[None]:
    """Say in which column an array is not what it says."""
    try:
        yield
    except pa.ArrowInvalid as error:
        msg = f"the column {quote(column)}: {error}"
        raise pa.ArrowInvalid(msg) from error


def open_table(
    pa: Any,
    schema: Any,
    metadata: Mapping[bytes, bytes] | None,
    batches: Iterable[Any],
    name: str,
    limits: Limits,
) -> Table:
    """Return a table whose metadata has been read and whose columns were compared."""
    header, problems = _header(metadata or {}, name, limits)
    stated = header.data if header is not None else None
    version = stated.get("schema_version") if isinstance(stated, dict) else None
    columns = _Columns(pa, name, version in (None, SCHEMA_VERSION))
    problems += columns.problems(Question, list(schema))
    return Table(name, header, problems, limits, pa, batches)


def _header(
    metadata: Mapping[bytes, bytes], name: str, limits: Limits
) -> tuple[Part | None, list[Problem]]:
    """Return what the metadata holds, as a part of the document."""
    text = metadata.get(METADATA.encode())
    if text is None:
        message, hint = _NO_METADATA
        return None, [codes.MISSING_KEY.problem(message, hint=hint, file=name)]
    part, problems = parse_part(text, "json", f"{name}/{METADATA}", limits)
    if part is None:
        return None, problems
    whole = Document(part.name, part.data, (part,))
    if not isinstance(part.data, dict):
        message = f"expected an object, found {quote(part.data)}"
        problems.append(whole.problem(codes.WRONG_TYPE, message))
    elif QUESTIONS in part.data:
        hint = "remove it"
        problems.append(
            whole.problem(
                codes.UNKNOWN_KEY, _REPEATED, (QUESTIONS,), hint=hint, on_key=True
            )
        )
    return part, problems


def damage(pa: Any) -> tuple[type[Exception], ...]:
    """Return what pyarrow raises on what is damaged in some way."""
    return (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)


def refused(name: str, limits: Limits, error: Full) -> Problem:
    """Return the problem that there is more than the limits allow."""
    if not error.is_crowded:
        return too_large(name, limits)
    message, hint = TOO_MANY_NODES
    return codes.TOO_LARGE.problem(message, hint=hint, file=name)


def unreadable(name: str, error: Exception) -> Problem:
    """Return the problem of a file that is not readable as Parquet."""
    reason = str(error).partition("\n")[0]
    message = f"not a Parquet file, or a damaged one: {reason}"
    return codes.UNREADABLE.problem(message, hint="export the pack once more", file=name)
