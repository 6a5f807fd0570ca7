"""A pack in JSON Lines: a header, then one entity per line.

Programs can read it line by line, and a diff shows which questions have changed. A file
holds one pack, never questions of several. Part of a pack is written with what its
questions refer to; see `Selection.to_pack`.
"""

from collections.abc import Iterable
from typing import BinaryIO

from .._support.options import Options
from ..model import Pack
from ..storage import encoded, header_line
from . import Exporter, ExportRequest, Stream
from ._packs import after_questions, before_questions, only_questions, to_pack


def _export(request: ExportRequest[Options]) -> bytes:
    return encoded(to_pack(request.selection), "jsonl")


def _piece(request: ExportRequest[Options]) -> bytes:
    return _lines(only_questions(to_pack(request.selection)))


def _write(
    request: ExportRequest[Options], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    pack = to_pack(request.selection)
    file.write(encoded(before_questions(pack), "jsonl"))
    file.writelines(pieces)
    file.write(_lines(after_questions(pack)))


def _lines(pack: Pack) -> bytes:
    """Return the lines after the header."""
    return encoded(pack, "jsonl").removeprefix(header_line(pack) + b"\n")


EXPORTER = Exporter(
    name="jsonl",
    suffix=".jsonl",
    summary="A pack in JSON Lines, complete, one entity per line.",
    export=_export,
    stream=Stream(piece=_piece, write=_write, alone=True, shared=True),
)
