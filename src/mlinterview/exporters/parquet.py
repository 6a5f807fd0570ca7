"""A pack in Parquet, for DuckDB, Polars, pandas and other programs that read tables.

Each row is a question, and each column a field; `answers`, for example, is a list of
structs. A file holds one pack with everything in the model, never questions of several;
programs can read several files as one table. Everything but the questions is in the
metadata of the file, as JSON under the key `mlinterview`. Keys that begin with `x-` are
JSON in the column `extensions`. Part of a pack is written with what its questions refer
to; see `Selection.to_pack`.

It needs the extra `arrow`: install `mlinterview[arrow]`. The bytes are the same on every
machine with the same version of pyarrow.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

import attrs

from .._support.options import Options
from ..arrow import to_table, write_parquet
from ..errors import ExportError, MlinterviewError
from ..model import Pack
from . import Exporter, ExportRequest, Stream
from ._packs import to_pack

if TYPE_CHECKING:
    import pyarrow


def _piece(request: ExportRequest[Options]) -> "pyarrow.Table":
    # The file has the metadata only once, from `_write`.
    return _table(to_pack(request.selection)).replace_schema_metadata()


def _write(
    request: ExportRequest[Options],
    pieces: "Iterable[pyarrow.Table]",
    file: BinaryIO,
) -> None:
    rest = attrs.evolve(to_pack(request.selection), questions=())
    write_parquet(file, _table(rest).schema, pieces)


def _table(pack: Pack) -> "pyarrow.Table":
    try:
        return to_table(pack)
    except MlinterviewError as error:
        raise ExportError(str(error)) from error


_STREAM = Stream(piece=_piece, write=_write, alone=True)


def _export(request: ExportRequest[Options]) -> bytes:
    return _STREAM.export(request)


EXPORTER = Exporter(
    name="parquet",
    suffix=".parquet",
    summary="A pack in Parquet, complete, to query with DuckDB or Polars.",
    export=_export,
    stream=_STREAM,
    binary=True,
)
