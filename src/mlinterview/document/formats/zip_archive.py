"""ZIP archives of a directory."""

from ..documents import Document
from ..events import Limits
from .file_format import FileFormat


def _read(source: bytes, name: str, limits: Limits, _by_entities: bool) -> Document:
    from ..archives import read_archive  # Most packs need no `zipfile`.

    return read_archive(source, name, limits)


FORMAT = FileFormat(".zip", _read)
