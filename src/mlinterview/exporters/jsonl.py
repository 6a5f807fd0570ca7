"""A pack in JSON Lines: a header, then one entity a line.

Programs can read it line by line, and tools that compare files show which questions
have changed. It carries one pack, and cannot carry questions of several. A part of a
pack takes along what its questions need; see `Selection.to_pack`.
"""

from collections.abc import Iterable
from typing import BinaryIO

from .._options import Options
from .._writers import entity_lines, header_line
from ..model import COLLECTIONS
from . import Exporter, ExportRequest, Stream
from ._packs import questions_data, rest_data


def _piece(request: ExportRequest[Options]) -> bytes:
    return entity_lines("question", questions_data(request.selection)).encode()


def _write(
    request: ExportRequest[Options], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    before, behind = rest_data(request.selection)
    data = {**before, **behind}
    file.write(header_line(data).encode())
    for kind, (key, _cls) in COLLECTIONS.items():
        if kind == "question":
            file.writelines(pieces)
        else:
            file.write(entity_lines(kind, data.get(key, [])).encode())


_STREAM = Stream(piece=_piece, write=_write, alone=True, shared=True)


def _export(request: ExportRequest[Options]) -> bytes:
    return _STREAM.export(request)


EXPORTER = Exporter(
    name="jsonl",
    suffix=".jsonl",
    summary="A pack in JSON Lines, complete, one entity a line.",
    export=_export,
    stream=_STREAM,
)
