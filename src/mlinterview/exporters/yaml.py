"""A pack in YAML: all that the model holds, valid by the schema.

It carries one pack, as the JSON format does, and cannot carry comments.
"""

from .._encoding import encoded
from .._options import Options
from . import Exporter, ExportRequest
from ._packs import to_pack


def _export(request: ExportRequest[Options]) -> bytes:
    return encoded(to_pack(request.selection), "yaml")


EXPORTER = Exporter(
    name="yaml",
    suffix=".yaml",
    summary="A pack in YAML, complete and valid by the schema.",
    export=_export,
)
