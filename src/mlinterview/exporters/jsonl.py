"""A pack in JSON Lines: a header, then one entity a line.

Programs can read it line by line, and tools that compare files show which questions
have changed. It carries one pack, and cannot carry questions of several. A part of a
pack takes along what its questions need; see `Selection.to_pack`.
"""

from collections.abc import Iterable
from typing import BinaryIO

from .._support.options import Options
from ..model import Pack
from ..storage import encoded, header_line
from . import Exporter, ExportRequest, Stream
from ._packs import behind, in_front, to_pack, with_questions


def _export(request: ExportRequest[Options]) -> bytes:
    return encoded(to_pack(request.selection), "jsonl")


def _piece(request: ExportRequest[Options]) -> bytes:
    return _lines(with_questions(to_pack(request.selection)))


def _write(
    request: ExportRequest[Options], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    pack = to_pack(request.selection)
    file.write(encoded(in_front(pack), "jsonl"))
    file.writelines(pieces)
    file.write(_lines(behind(pack)))


def _lines(pack: Pack) -> bytes:
    """Return the lines behind the header."""
    return encoded(pack, "jsonl").removeprefix(header_line(pack) + b"\n")


EXPORTER = Exporter(
    name="jsonl",
    suffix=".jsonl",
    summary="A pack in JSON Lines, complete, one entity a line.",
    export=_export,
    stream=Stream(piece=_piece, write=_write, alone=True, shared=True),
)
