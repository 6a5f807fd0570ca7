"""What every format that holds a pack as a whole shares."""

from ..errors import ExportError, QueryError
from ..model import Pack
from ..query import Selection


def to_pack(selection: Selection) -> Pack:
    """Return the pack of a selection.

    Raises:
        ExportError: If its questions are from several packs.
    """
    try:
        return selection.to_pack()
    except QueryError as error:
        raise ExportError(str(error)) from error
