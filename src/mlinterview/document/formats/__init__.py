"""The kinds of file that a pack is stored in: one module, with one record, for each.

To add one, write a module with a `FORMAT`, and list it in `FILE_FORMATS`, or in
`TEXT_FORMATS` if such a file holds a text. The module imports what reads the file when
the first such file is read, so that nobody else waits for it. A directory is no kind of
file and has no ending; see `directories`.
"""

from collections.abc import Mapping
from typing import Final

from . import parquet, zip_archive
from .file_format import FileFormat
from .texts import FORMATS, LINES, PACK_FILE, PART_FORMATS, TEXT_FORMATS

__all__ = [
    "ARCHIVE",
    "ENDINGS",
    "FILE_FORMATS",
    "FORMATS",
    "LINES",
    "PACK_FILE",
    "PART_FORMATS",
    "TABLE",
    "FileFormat",
]

FILE_FORMATS: Final[Mapping[str, FileFormat]] = {
    record.suffix: record
    for record in (*TEXT_FORMATS, zip_archive.FORMAT, parquet.FORMAT)
}
"""Every kind of file that can be a pack, by its ending, as messages list them."""

ENDINGS: Final = tuple(FILE_FORMATS)
"""The endings of the names of such files."""

ARCHIVE: Final = zip_archive.FORMAT.suffix
"""The ending of an archive."""

TABLE: Final = parquet.FORMAT.suffix
"""The ending of a table."""
