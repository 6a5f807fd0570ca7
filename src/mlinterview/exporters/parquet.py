"""A pack in Parquet, for DuckDB, Polars, pandas and whatever else reads tables.

A row is a question, and the columns are its fields: `answers` is a list of structs, for
one. It carries one pack, all that the model holds, and cannot carry questions of
several; programs read several files as one table. What is no question is in the
metadata of the file, as JSON under the key `mlinterview`. Keys that begin with `x-` are
JSON in the column `extensions`. A part of a pack takes along what its questions need;
see `Selection.to_pack`.

It needs the extra `arrow`: install `mlinterview[arrow]`. The bytes are the same wherever
they are written, with the same version of pyarrow.
"""

from .._options import Options
from ..arrow import parquet_bytes, to_table
from ..errors import ExportError, MlinterviewError
from . import Exporter, ExportRequest
from ._packs import to_pack


def _export(request: ExportRequest[Options]) -> bytes:
    pack = to_pack(request.selection)
    try:
        return parquet_bytes(to_table(pack))
    except MlinterviewError as error:
        raise ExportError(str(error)) from error


EXPORTER = Exporter(
    name="parquet",
    suffix=".parquet",
    summary="A pack in Parquet, complete, to query with DuckDB or Polars.",
    export=_export,
    binary=True,
)
