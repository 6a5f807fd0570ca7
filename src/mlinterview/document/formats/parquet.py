"""Tables in Parquet, one question a row."""

from ..documents import Document
from ..events import Limits
from .file_format import FileFormat


def _read(source: bytes, name: str, limits: Limits, _by_entities: bool) -> Document:
    from ..parquet_files import read_parquet  # Most packs need no `pyarrow`.

    return read_parquet(source, name, limits)


FORMAT = FileFormat(".parquet", _read)
