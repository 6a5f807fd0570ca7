"""What every format that holds a pack as a whole shares."""

from types import MappingProxyType
from typing import Any, Final

import attrs

from ..errors import ExportError, QueryError
from ..model import COLLECTIONS, Pack
from ..query import Selection

_KEYS: Final = [key for key, _cls in COLLECTIONS.values()]
_AT: Final = _KEYS.index(COLLECTIONS["question"][0])


def to_pack(selection: Selection) -> Pack:
    """Return the pack of a selection.

    Raises:
        ExportError: If its questions are from several packs.
    """
    try:
        return selection.to_pack()
    except QueryError as error:
        raise ExportError(str(error)) from error


def with_questions(pack: Pack) -> Pack:
    """Return a pack with just its header and its questions."""
    return _without(pack, *_KEYS[:_AT], *_KEYS[_AT + 1 :])


def in_front(pack: Pack) -> Pack:
    """Return a pack with just its header and the lists in front of its questions."""
    return _without(pack, *_KEYS[_AT:])


def behind(pack: Pack) -> Pack:
    """Return a pack with just its header and the lists behind its questions."""
    return _without(pack, *_KEYS[: _AT + 1])


def without_additions(pack: Pack) -> Pack:
    """Return a pack without the keys that somebody has added at its top."""
    return attrs.evolve(pack, extensions=MappingProxyType({}))


def _without(pack: Pack, *keys: str) -> Pack:
    nothing: dict[str, Any] = dict.fromkeys(keys, ())
    return attrs.evolve(pack, **nothing)
