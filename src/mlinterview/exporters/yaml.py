"""A pack in YAML: all that the model holds, valid by the schema.

It carries one pack, as the JSON format does, and cannot carry comments.
"""

from collections.abc import Iterable
from typing import BinaryIO, Final

from .._options import Options
from .._writers import write_yaml
from . import Exporter, ExportRequest, Stream
from ._packs import QUESTIONS, questions_data, rest_data

_KEY: Final = f"{QUESTIONS}:\n".encode()


def _piece(request: ExportRequest[Options]) -> bytes:
    data = questions_data(request.selection)
    return write_yaml({QUESTIONS: data}).encode().removeprefix(_KEY) if data else b""


def _write(
    request: ExportRequest[Options], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    before, behind = rest_data(request.selection)
    file.write(write_yaml(dict(before)).encode())
    key = _KEY
    for piece in filter(None, pieces):
        file.write(key + piece)
        key = b""
    if behind:
        file.write(write_yaml(dict(behind)).encode())


_STREAM = Stream(piece=_piece, write=_write, alone=True)


def _export(request: ExportRequest[Options]) -> bytes:
    return _STREAM.export(request)


EXPORTER = Exporter(
    name="yaml",
    suffix=".yaml",
    summary="A pack in YAML, complete and valid by the schema.",
    export=_export,
    stream=_STREAM,
)
