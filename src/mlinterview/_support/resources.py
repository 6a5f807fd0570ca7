"""Find the data files that ship with the code, in an installation or in a checkout.

These are the schema, the bundled packs, and the examples with which other programs can
be tested. A wheel holds them inside the package; an editable install leaves them where
they are in the repository. Only this module builds their paths.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

_PACKAGE: Final = Path(__file__).parent.parent
_CHECKOUT: Final = _PACKAGE.parent.parent

Folder = Literal["schema", "data", "examples"]
"""A folder of data files, by its name inside the package."""

_IN_CHECKOUT: Final[Mapping[Folder, str]] = {
    "schema": "schema",
    "data": "data",
    "examples": "tests/examples",
}
"""The path of each folder in the repository."""


def folder(name: Folder) -> Path:
    """Return the folder ``"schema"``, ``"data"`` or ``"examples"``."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _CHECKOUT / _IN_CHECKOUT[name]
