"""Finds the schema and data files, installed or in a checkout.

A wheel holds them inside the package; an editable install leaves them where they
are in the repository. Nobody else builds such paths.
"""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent
_CHECKOUT: Final = _PACKAGE.parent.parent


def folder(name: str) -> Path:
    """Return the folder ``"schema"`` or ``"data"``."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _CHECKOUT / name
