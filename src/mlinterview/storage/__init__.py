"""Packs in files: read, check, find and write them.

`load` and `validate` take a path or the name of an installed pack; `dump` writes a file,
`new_pack` starts a directory, and `discover` finds packs below a folder.
"""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr
from ..document import Limits, Media

if TYPE_CHECKING:
    from .discovery import DiscoveredPacks, discover
    from .distributions import InstalledPack
    from .encoding import encoded, header_line
    from .loading import (
        Source,
        bundled,
        dump,
        dumps,
        installed,
        is_name,
        iter_questions,
        large,
        load,
        load_with_media,
        loads,
        open_document,
        opened,
        structured,
        validate,
    )
    from .many import validate_many
    from .scaffold import new_pack
    from .writers import WRITERS, write_json

__all__ = [
    "WRITERS",
    "DiscoveredPacks",
    "InstalledPack",
    "Limits",
    "Media",
    "Source",
    "bundled",
    "discover",
    "dump",
    "dumps",
    "encoded",
    "header_line",
    "installed",
    "is_name",
    "iter_questions",
    "large",
    "load",
    "load_with_media",
    "loads",
    "new_pack",
    "open_document",
    "opened",
    "structured",
    "validate",
    "validate_many",
    "write_json",
]

_EXPORTS = {
    "discovery": "DiscoveredPacks discover",
    "distributions": "InstalledPack",
    "encoding": "encoded header_line",
    "loading": (
        "Source bundled dump dumps installed is_name iter_questions large load "
        "load_with_media loads open_document opened structured validate"
    ),
    "many": "validate_many",
    "scaffold": "new_pack",
    "writers": "WRITERS write_json",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
