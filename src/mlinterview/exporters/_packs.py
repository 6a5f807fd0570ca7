"""Parts of a pack, for the formats that write a pack as a whole."""

from types import MappingProxyType
from typing import Any, Final

import attrs

from ..errors import ExportError, QueryError
from ..model import COLLECTIONS, Pack
from ..query import Selection

_KEYS: Final = [key for key, _cls in COLLECTIONS.values()]
_QUESTIONS: Final = _KEYS.index(COLLECTIONS["question"][0])


def to_pack(selection: Selection) -> Pack:
    """Return the questions of a selection as a pack; see `Selection.to_pack`.

    Raises:
        ExportError: If the questions come from several packs.
    """
    try:
        return selection.to_pack()
    except QueryError as error:
        raise ExportError(str(error)) from error


def only_questions(pack: Pack) -> Pack:
    """Return a pack with only its header and its questions."""
    return _without(pack, *_KEYS[:_QUESTIONS], *_KEYS[_QUESTIONS + 1 :])


def before_questions(pack: Pack) -> Pack:
    """Return a pack with only its header and the lists written before its questions."""
    return _without(pack, *_KEYS[_QUESTIONS:])


def after_questions(pack: Pack) -> Pack:
    """Return a pack with only its header and the lists written after its questions."""
    return _without(pack, *_KEYS[: _QUESTIONS + 1])


def without_extensions(pack: Pack) -> Pack:
    """Return a pack without the extension keys (``x-…``) at its top level."""
    return attrs.evolve(pack, extensions=MappingProxyType({}))


def _without(pack: Pack, *keys: str) -> Pack:
    empty: dict[str, Any] = dict.fromkeys(keys, ())
    return attrs.evolve(pack, **empty)
