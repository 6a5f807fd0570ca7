"""Packs as Arrow tables, and back: a row is a question, a column is a field of it.

It needs pyarrow: ``pip install "mlinterview[arrow]"``.

A list is a column of lists and an object a column of structs, so that DuckDB, Polars
and pandas query them as they are. The types follow from the model: a new field is a new
column. What in a pack is no question is in the metadata of the table, as JSON under the
key ``mlinterview``, and so nothing is lost.
"""

import datetime
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import attrs

from .document import DEFAULT_LIMITS, Limits
from .document.tables import of_table
from .errors import MlinterviewError, did_you_mean, quote
from .model import (
    COLLECTIONS,
    METADATA,
    Pack,
    arrow_library,
    columns_of,
    table_of,
    unstructure,
)
from .query import Selection
from .storage import structured

if TYPE_CHECKING:
    import pyarrow

__all__ = ["from_table", "schema", "to_table"]

QUESTION: Final = "question"

LEVEL: Final = 3
"""How hard to compress: level 1 takes two thirds of the time for a fifth more bytes."""

ROW_GROUP: Final = 2_000
"""How many questions are written at once, and can be read at once."""


def schema(entity: str = QUESTION) -> "pyarrow.Schema":
    """Return the columns of a table of questions, or of other entities.

    Args:
        entity: What the rows are: ``"question"``, ``"source"``, ``"topic"`` and so on.

    Raises:
        MlinterviewError: If there is no such entity, or pyarrow is not installed.

    >>> schema().field("minutes")
    pyarrow.Field<minutes: int64>
    >>> schema("topic").names
    ['id', 'title', 'parent', 'description', 'aliases', 'extensions']
    """
    return columns_of(_collection(entity)[1])


def to_table(pack: Pack | Selection, entity: str = QUESTION) -> "pyarrow.Table":
    """Return the questions of a pack as a table, or its other entities.

    A table of questions carries the whole pack: the rest is in its metadata, and
    `from_table` makes an equal pack of it. A table of other entities carries just them;
    it is for queries that join the two.

    Args:
        pack: The pack, or questions of one, which take along what they need; see
            `mlinterview.Selection.to_pack`.
        entity: What the rows are: ``"question"``, ``"source"``, ``"topic"`` and so on.

    Raises:
        QueryError: If the questions are from several packs.
        MlinterviewError: If there is no such entity, or pyarrow is not installed.

    >>> from mlinterview import load
    >>> table = to_table(load("ml-engineer"))
    >>> table.column("difficulty").unique().to_pylist()
    ['foundational', 'intermediate', 'advanced']
    """
    key, cls = _collection(entity)
    whole = pack.to_pack() if isinstance(pack, Selection) else pack
    table = table_of(cls, getattr(whole, key))
    if entity != QUESTION:
        return table
    # What is empty is left out.
    rest = unstructure(attrs.evolve(whole, questions=()))
    text = json.dumps(rest, ensure_ascii=False, allow_nan=False)
    return table.replace_schema_metadata({METADATA: text})


def from_table(
    table: "pyarrow.Table",
    *,
    name: str = "<table>",
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Pack:
    """Return the pack that a table of questions carries.

    It is judged as every pack is, and problems say in which row and column they are.
    Integers, texts and lists may be of any of Arrow's types for them, and a column that
    no question needs may be missing.

    Args:
        table: The table. What makes a new one often drops the metadata;
            ``replace_schema_metadata`` puts it back.
        name: What to call it in problems.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        PackError: If anything is wrong with it; carries the `mlinterview.Report` of
            all of it.
        MlinterviewError: If pyarrow is not installed.

    >>> from mlinterview import load
    >>> pack = load("ml-engineer")
    >>> from_table(to_table(pack)) == pack
    True
    """
    found = of_table(table, name, limits)
    return structured(found, today or datetime.date.today())


def write_parquet(
    file: BinaryIO, schema: "pyarrow.Schema", tables: "Iterable[pyarrow.Table]"
) -> None:
    """Write tables, one after the other, as one Parquet file.

    The same version of pyarrow writes the same, however the rows are shared among the
    tables.

    Args:
        file: Where to.
        schema: Their columns, with the metadata of the file.
        tables: The tables.
    """
    pa = arrow_library()
    # Arrow's own copy of the schema says nothing that Parquet's does not; it would
    # hold the metadata a second time.
    with pa.parquet.ParquetWriter(
        file,
        schema,
        compression="zstd",
        compression_level=LEVEL,
        store_schema=False,
        write_page_checksum=True,
    ) as writer:
        for group in _row_groups(pa, tables):
            writer.write_table(group.cast(schema), row_group_size=ROW_GROUP)
            # The pool keeps what has been freed, which is more with each group.
            pa.default_memory_pool().release_unused()
        writer.add_key_value_metadata(schema.metadata)


def _row_groups(pa: Any, tables: "Iterable[pyarrow.Table]") -> "Iterator[pyarrow.Table]":
    """Yield the rows of tables in tables of `ROW_GROUP` rows, but for the last one."""
    waiting: list[Any] = []
    rows = 0
    for table in tables:
        waiting.append(table)
        rows += table.num_rows
        while rows >= ROW_GROUP:
            joined = pa.concat_tables(waiting)
            # Where one piece ends and the next begins must not be seen in the file.
            yield joined.slice(0, ROW_GROUP).combine_chunks()
            rest = joined.slice(ROW_GROUP)
            waiting, rows = [rest], rest.num_rows
    if rows:
        yield pa.concat_tables(waiting).combine_chunks()


def _collection(entity: str) -> tuple[str, type]:
    if entity not in COLLECTIONS:
        hint = did_you_mean(entity, COLLECTIONS)
        msg = f"there is no entity {quote(entity)}; choose from: {', '.join(COLLECTIONS)}"
        raise MlinterviewError(f"{msg} ({hint})" if hint else msg)
    return COLLECTIONS[entity]
