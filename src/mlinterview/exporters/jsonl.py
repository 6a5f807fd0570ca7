"""A pack in JSON Lines: a header, then one entity a line.

Programs can read it line by line, and tools that compare files show which questions
have changed. It carries one pack, and cannot carry questions of several. A part of a
pack takes along what its questions need; see `Selection.to_pack`.
"""

from .._encoding import encoded
from .._options import Options
from . import Exporter, ExportRequest
from ._packs import to_pack


def _export(request: ExportRequest[Options]) -> bytes:
    return encoded(to_pack(request.selection), "jsonl")


EXPORTER = Exporter(
    name="jsonl",
    suffix=".jsonl",
    summary="A pack in JSON Lines, complete, one entity a line.",
    export=_export,
)
