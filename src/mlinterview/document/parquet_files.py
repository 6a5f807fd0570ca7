"""Parquet files to a `Document`, after checking how much they unpack to."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ..errors import MlinterviewError
from ..model import MISSING, REMEDY, arrow_library
from . import codes
from .documents import Document
from .events import Limits
from .parquet_pages import TooManyItems, page_headers
from .table_values import LimitExceeded
from .tables import BATCH, QuestionTable, damage, open_table, refused, unreadable


def read_parquet(source: bytes, name: str, limits: Limits) -> Document:
    """Return the document of a Parquet file.

    What cannot be read is a problem of the document, never an exception.

    Args:
        source: The bytes of the file.
        name: What to call it in problems.
        limits: How much to read.
    """
    try:
        pa = arrow_library()
    except MlinterviewError:
        problem = codes.UNREADABLE.problem(MISSING, hint=REMEDY, file=name)
        return Document(name, None, (), (problem,), limits=limits)
    return open_parquet(pa, pa.py_buffer(source), name, limits).document()


def open_parquet(pa: Any, source: Any, name: str, limits: Limits) -> QuestionTable:
    """Return the table in a Parquet file, without unpacking any of its pages.

    Args:
        pa: The module `pyarrow`.
        source: The file, as a buffer of Arrow, which may be mapped into memory.
        name: What to call it in problems.
        limits: How much to read.
    """
    try:
        _check_size(memoryview(source).cast("B"), limits)
        footer = pa.parquet.read_metadata(pa.BufferReader(source))
        columns = [footer.schema.column(number) for number in range(footer.num_columns)]
        file = pa.parquet.ParquetFile(
            source,
            metadata=footer,
            # Many values can refer to one long text in a dictionary. Read as a
            # dictionary, that text is in memory only once.
            read_dictionary=[
                column.path for column in columns if column.physical_type == "BYTE_ARRAY"
            ],
            page_checksum_verification=True,
        )
        schema = file.schema_arrow
    except LimitExceeded as error:
        return QuestionTable.without_rows(name, refused(name, limits, error), limits)
    except damage(pa) as error:
        return QuestionTable.without_rows(name, unreadable(name, error), limits)
    return open_table(pa, schema, footer.metadata, _batches(file), name, limits)


def _batches(file: Any) -> Iterator[Any]:
    """Yield the rows of a file in batches."""
    # Each row group has its own dictionaries, and pyarrow cannot join those of lists.
    for group in range(file.num_row_groups):
        yield from file.iter_batches(BATCH, row_groups=[group], use_threads=False)


def _check_size(content: memoryview, limits: Limits) -> None:
    """Check that the pages of a file hold no more than the limits allow.

    Raises:
        LimitExceeded: If they hold more.
    """
    size = 0
    values: defaultdict[int, int] = defaultdict(int)
    try:
        for number, header in enumerate(page_headers(content)):
            size += header.size
            values[header.column] += header.values
            if size > limits.bytes:
                raise LimitExceeded
            if max(number, values[header.column]) > limits.nodes:
                raise LimitExceeded(is_nodes=True)
    except TooManyItems as error:
        raise LimitExceeded(is_nodes=True) from error
