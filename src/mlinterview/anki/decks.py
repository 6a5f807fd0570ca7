"""Decks as they come back from Anki: files of a stranger's, read and never run."""

import os
from pathlib import Path

from ..errors import DeckError, quote
from .deck import Deck, DeckNote
from .deck_package import read_package
from .deck_text import read_text

__all__ = ["Deck", "DeckNote", "read_deck"]

_PACKAGES = (".apkg", ".colpkg")
_TEXTS = (".csv", ".tsv", ".txt")


def read_deck(path: str | os.PathLike[str]) -> Deck:
    """Return the notes of a file that Anki exported, or that was made for it.

    Args:
        path: A package that ends in ``.apkg`` or ``.colpkg``, or notes as text that end
            in ``.csv``, ``.tsv`` or ``.txt``.

    Raises:
        DeckError: If it is none of them, cannot be read, or is too large.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in (*_PACKAGES, *_TEXTS):
        endings = ", ".join((*_PACKAGES, *_TEXTS))
        msg = f"{quote(os.fspath(path))} is no file of Anki's by its name: {endings}"
        raise DeckError(msg)
    try:
        return (read_package if suffix in _PACKAGES else read_text)(Path(path))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        msg = f"{quote(os.fspath(path))} cannot be read: {reason}"
        raise DeckError(msg) from error
