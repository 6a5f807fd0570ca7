"""Convert packs to Arrow tables and back: a row is a question, a column is a field.

This module needs pyarrow: ``pip install "mlinterview[arrow]"``.

Lists become columns of lists, and objects columns of structs, so that DuckDB, Polars and
pandas can query them. The types are derived from the model, so a new field becomes a new
column. Everything in a pack besides its questions is in the metadata of the table, as
JSON under the key ``mlinterview``, so that nothing is lost.
"""

import datetime
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import attrs

from .document import DEFAULT_LIMITS, Limits, read_table
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

__all__ = ["from_table", "schema", "to_table", "write_parquet"]

QUESTION: Final = "question"

LEVEL: Final = 3
"""The compression level: level 1 takes two thirds of the time for a fifth more bytes."""

ROW_GROUP: Final = 2_000
"""The number of questions in a row group, the unit of writing and reading."""


def schema(entity: str = QUESTION) -> "pyarrow.Schema":
    """Return the Arrow schema of a table of questions, or of other entities.

    Args:
        entity: The type of the rows: ``"question"``, ``"source"``, ``"topic"`` and so on.

    Raises:
        MlinterviewError: If there is no such entity, or pyarrow is not installed.

    >>> schema().field("minutes")
    pyarrow.Field<minutes: int64>
    >>> schema("topic").names
    ['id', 'title', 'parent', 'description', 'aliases', 'extensions']
    """
    return columns_of(_collection(entity)[1])


def to_table(pack: Pack | Selection, entity: str = QUESTION) -> "pyarrow.Table":
    """Return the questions of a pack, or its other entities, as a table.

    A table of questions contains the whole pack: its metadata holds everything else, and
    `from_table` returns an equal pack. A table of other entities contains only these; it
    is meant for joins in queries.

    Args:
        pack: The pack, or a selection from one pack, which includes the entities that
            its questions refer to; see `mlinterview.Selection.to_pack`.
        entity: The type of the rows: ``"question"``, ``"source"``, ``"topic"`` and so on.

    Raises:
        QueryError: If the selection is from several packs.
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
    # Empty lists are left out, so this has no questions.
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
    """Return the pack that a table of questions contains.

    The pack is validated, and each problem states its row and column. Integers, texts
    and lists may have any of the Arrow types for them, and optional columns may be
    missing.

    Args:
        table: The table, with the metadata of `to_table`. Functions that make a new
            table often drop it; ``replace_schema_metadata`` puts it back.
        name: The name of the table in problems.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        PackError: If the pack has errors; the exception carries the
            `mlinterview.Report` with all problems.
        MlinterviewError: If pyarrow is not installed.

    >>> from mlinterview import load
    >>> pack = load("ml-engineer")
    >>> from_table(to_table(pack)) == pack
    True
    """
    document = read_table(table, name, limits)
    return structured(document, today or datetime.date.today())


def write_parquet(
    file: BinaryIO, schema: "pyarrow.Schema", tables: "Iterable[pyarrow.Table]"
) -> None:
    """Write tables, one after the other, as one Parquet file.

    With the same version of pyarrow, the bytes depend on the rows only, not on how these
    are divided among the tables.

    Args:
        file: The file to write to, open in binary mode.
        schema: The schema of the tables, with the metadata of the file.
        tables: The tables.
    """
    pa = arrow_library()
    # With `store_schema`, the file would contain the metadata a second time.
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
            # Otherwise the pool keeps the freed memory, and grows with each group.
            pa.default_memory_pool().release_unused()
        writer.add_key_value_metadata(schema.metadata)


def _row_groups(pa: Any, tables: "Iterable[pyarrow.Table]") -> "Iterator[pyarrow.Table]":
    """Yield the rows of *tables* in tables of `ROW_GROUP` rows; the last has the rest."""
    pending: list[Any] = []
    rows = 0
    for table in tables:
        pending.append(table)
        rows += table.num_rows
        while rows >= ROW_GROUP:
            joined = pa.concat_tables(pending)
            # One chunk, so that the file does not depend on the division into tables.
            yield joined.slice(0, ROW_GROUP).combine_chunks()
            rest = joined.slice(ROW_GROUP)
            pending, rows = [rest], rest.num_rows
    if rows:
        yield pa.concat_tables(pending).combine_chunks()


def _collection(entity: str) -> tuple[str, type]:
    if entity not in COLLECTIONS:
        hint = did_you_mean(entity, COLLECTIONS)
        msg = f"there is no entity {quote(entity)}; choose from: {', '.join(COLLECTIONS)}"
        raise MlinterviewError(f"{msg} ({hint})" if hint else msg)
    return COLLECTIONS[entity]
