"""Parquet files to a `Document`: how much one unpacks to is known before it does."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ..errors import MlinterviewError
from ..model import MISSING, REMEDY, arrow_library
from . import codes
from .documents import Document
from .events import Limits
from .parquet_pages import Crowded, pages
from .tables import BATCH, Full, Table, damage, open_table, refused, unreadable


def read_parquet(source: bytes, name: str, limits: Limits) -> Document:
    """Return the document of a Parquet file; never raises on its content."""
    try:
        pa = arrow_library()
    except MlinterviewError:
        problem = codes.UNREADABLE.problem(MISSING, hint=REMEDY, file=name)
        return Document(name, None, (), (problem,), limits=limits)
    return open_parquet(pa, pa.py_buffer(source), name, limits).document()


def open_parquet(pa: Any, source: Any, name: str, limits: Limits) -> Table:
    """Return the table in a Parquet file, none of whose pages has been unpacked.

    Args:
        pa: pyarrow.
        source: The file, as a buffer of Arrow's; it may be mapped into memory.
        name: What to call it in problems.
        limits: How much to read.
    """
    try:
        _weigh(memoryview(source).cast("B"), limits)
        footer = pa.parquet.read_metadata(pa.BufferReader(source))
        leaves = [footer.schema.column(at) for at in range(footer.num_columns)]
        file = pa.parquet.ParquetFile(
            source,
            metadata=footer,
            # A file can refer to one long text in a dictionary very often. Read so,
            # it is in memory once.
            read_dictionary=[
                leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"
            ],
            page_checksum_verification=True,
        )
        schema = file.schema_arrow
    except Full as error:
        return Table.without_rows(name, refused(name, limits, error), limits)
    except damage(pa) as error:
        return Table.without_rows(name, unreadable(name, error), limits)
    return open_table(pa, schema, footer.metadata, _batches(file), name, limits)


def _batches(file: Any) -> Iterator[Any]:
    """Yield the rows of a file, some at a time."""
    # Each group has dictionaries of its own, and pyarrow joins none within a list.
    for group in range(file.num_row_groups):
        yield from file.iter_batches(BATCH, row_groups=[group], use_threads=False)


def _weigh(content: memoryview, limits: Limits) -> None:
    """Refuse a file whose pages hold more than the limits allow."""
    size = 0
    values: defaultdict[int, int] = defaultdict(int)
    try:
        for number, page in enumerate(pages(content)):
            size += page.size
            values[page.column] += page.values
            if size > limits.bytes:
                raise Full
            if max(number, values[page.column]) > limits.nodes:
                raise Full(is_crowded=True)
    except Crowded as error:
        raise Full(is_crowded=True) from error
