"""A pack in JSON: all that the model holds, valid by the schema.

It carries one pack, and cannot carry questions of several. A part of a pack takes
along what its questions need; see `Selection.to_pack`.
"""

from .._converter import unstructure
from .._writers import write_json
from ..errors import ExportError, QueryError
from ..model import Pack
from ..query import Selection
from . import Exporter


def to_pack(selection: Selection) -> Pack:
    """Return the pack of a selection.

    Raises:
        ExportError: If its questions are from several packs.
    """
    try:
        return selection.to_pack()
    except QueryError as error:
        raise ExportError(str(error)) from error


def _export(selection: Selection) -> bytes:
    return write_json(unstructure(to_pack(selection))).encode()


EXPORTER = Exporter(
    name="json",
    suffix=".json",
    summary="A pack in JSON, complete and valid by the schema.",
    export=_export,
)
