"""A pack in JSON Lines: a header, then one entity a line.

Programs can read it line by line, and tools that compare files show which questions
have changed. It carries one pack, and cannot carry questions of several. A part of a
pack takes along what its questions need; see `Selection.to_pack`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import attrs

from .._converter import unstructure
from .._options import Options
from .._writers import entity_lines, header_line
from ..model import COLLECTIONS
from . import Exporter, ExportRequest, Stream
from ._packs import to_pack


def _piece(request: ExportRequest[Options]) -> bytes:
    questions = map(unstructure, to_pack(request.selection).questions)
    return entity_lines("question", questions).encode()


def _write(
    request: ExportRequest[Options], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    data: Mapping[str, Any] = unstructure(
        attrs.evolve(to_pack(request.selection), questions=())
    )
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
