"""Finds the files that ship beside the code, installed or in a checkout.

These are the schema, the bundled packs, and the examples that other programs can check
themselves against. A wheel holds them inside the package; an editable install leaves
them where they are in the repository. Nobody else builds such paths.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

_PACKAGE: Final = Path(__file__).parent.parent
_CHECKOUT: Final = _PACKAGE.parent.parent

Folder = Literal["schema", "data", "examples"]
"""A folder that ships, as it is called inside the package."""

_IN_CHECKOUT: Final[Mapping[Folder, str]] = {
    "schema": "schema",
    "data": "data",
    "examples": "tests/examples",
}
"""Where each folder is in the repository."""


def folder(name: Folder) -> Path:
    """Return the folder ``"schema"``, ``"data"`` or ``"examples"``."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _CHECKOUT / _IN_CHECKOUT[name]
