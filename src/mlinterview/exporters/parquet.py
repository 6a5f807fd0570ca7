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
    # What is in the metadata, the file has once.
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
