"""A pack in JSON Lines: a header, then one entity a line.

Programs can read it line by line, and tools that compare files show which questions
have changed. It carries one pack, and cannot carry questions of several. A part of a
pack takes along what its questions need; see `Selection.to_pack`.
"""

from .._converter import unstructure
from .._options import Options
from .._writers import write_jsonl
from . import Exporter, ExportRequest
from ._packs import to_pack


def _export(request: ExportRequest[Options]) -> bytes:
    return write_jsonl(unstructure(to_pack(request.selection))).encode()


EXPORTER = Exporter(
    name="jsonl",
    suffix=".jsonl",
    summary="A pack in JSON Lines, complete, one entity a line.",
    export=_export,
)
