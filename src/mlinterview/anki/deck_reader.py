"""Reading files that Anki exported. They may be from anyone; nothing in them is run."""

import os
from pathlib import Path
from typing import Final

from ..errors import DeckError, quote
from .deck_file import DeckFile
from .package_reader import read_package
from .text_reader import read_text

_PACKAGES: Final = (".apkg", ".colpkg")
_TEXTS: Final = (".csv", ".tsv", ".txt")


def read_deck(path: str | os.PathLike[str]) -> DeckFile:
    """Return the notes of a file that Anki exported, or that was made for Anki.

    Args:
        path: A package that ends in ``.apkg`` or ``.colpkg``, or notes as text that end
            in ``.csv``, ``.tsv`` or ``.txt``.

    Raises:
        DeckError: If the name ends otherwise, or the file cannot be read or is too large.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in (*_PACKAGES, *_TEXTS):
        suffixes = ", ".join((*_PACKAGES, *_TEXTS))
        msg = (
            f"{quote(os.fspath(path))} does not end like a file of Anki; it must end in"
            f" one of: {suffixes}"
        )
        raise DeckError(msg)
    try:
        return (read_package if suffix in _PACKAGES else read_text)(Path(path))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        msg = f"{quote(os.fspath(path))} cannot be read: {reason}"
        raise DeckError(msg) from error
