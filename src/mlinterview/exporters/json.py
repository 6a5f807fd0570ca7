"""A pack in JSON: all that the model holds, valid by the schema.

It carries one pack, and cannot carry questions of several. A part of a pack takes
along what its questions need; see `Selection.to_pack`.
"""

from .._converter import unstructure
from .._options import Options
from .._writers import write_json
from . import Exporter, ExportRequest
from ._packs import to_pack


def _export(request: ExportRequest[Options]) -> bytes:
    return write_json(unstructure(to_pack(request.selection))).encode()


EXPORTER = Exporter(
    name="json",
    suffix=".json",
    summary="A pack in JSON, complete and valid by the schema.",
    export=_export,
)
