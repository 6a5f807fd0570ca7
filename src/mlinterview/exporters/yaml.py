"""A pack in YAML: everything that the model holds, valid by the schema.

A file holds one pack, as in the format `json`. Comments of the original file are lost.
"""

from collections.abc import Iterable
from typing import BinaryIO, Final

from .._support.options import Options
from ..model import Pack
from ..storage import encoded
from . import Exporter, ExportRequest, Stream
from ._packs import (
    after_questions,
    before_questions,
    only_questions,
    to_pack,
    without_extensions,
)

_KEY: Final = b"questions:\n"


def _export(request: ExportRequest[Options]) -> bytes:
    return encoded(to_pack(request.selection), "yaml")


def _piece(request: ExportRequest[Options]) -> bytes:
    pack = without_extensions(only_questions(to_pack(request.selection)))
    return _members(pack).removeprefix(_KEY)


def _write(
    request: ExportRequest[Options], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    pack = to_pack(request.selection)
    file.write(encoded(without_extensions(before_questions(pack)), "yaml"))
    key = _KEY
    for piece in filter(None, pieces):
        file.write(key + piece)
        key = b""
    file.write(_members(after_questions(pack)))


def _members(pack: Pack) -> bytes:
    """Return the members after the header."""
    header = Pack(schema_version=pack.schema_version, metadata=pack.metadata)
    return encoded(pack, "yaml").removeprefix(encoded(header, "yaml"))


EXPORTER = Exporter(
    name="yaml",
    suffix=".yaml",
    summary="A pack in YAML, complete and valid by the schema.",
    export=_export,
    stream=Stream(piece=_piece, write=_write, alone=True),
)
