"""What every format that holds a pack as a whole shares."""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from .._converter import unstructure
from ..errors import ExportError, QueryError
from ..model import COLLECTIONS, Pack
from ..query import Selection

QUESTIONS: Final = COLLECTIONS["question"][0]
"""The key of the list of questions."""

_KEYS: Final = [key for key, _cls in COLLECTIONS.values()]
_BEHIND: Final = frozenset(_KEYS[_KEYS.index(QUESTIONS) + 1 :])


def questions_data(selection: Selection) -> list[Any]:
    """Return the questions of a selection as plain data.

    Raises:
        ExportError: If they are from several packs.
    """
    return [unstructure(one) for one in to_pack(selection).questions]


def rest_data(selection: Selection) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return what stands in front of the questions of a pack, and what behind them.

    Raises:
        ExportError: If they are from several packs.
    """
    rest = attrs.evolve(to_pack(selection), questions=())
    data: Mapping[str, Any] = unstructure(rest)
    behind = {k: v for k, v in data.items() if k in _BEHIND or k.startswith("x-")}
    before = {key: value for key, value in data.items() if key not in behind}
    return before, behind


def to_pack(selection: Selection) -> Pack:
    """Return the pack of a selection.

    Raises:
        ExportError: If its questions are from several packs.
    """
    try:
        return selection.to_pack()
    except QueryError as error:
        raise ExportError(str(error)) from error
