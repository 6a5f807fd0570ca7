"""The record that each kind of file has."""

from collections.abc import Callable
from typing import NamedTuple

from ..documents import Document, parse
from ..events import Format, Limits


class FileFormat(NamedTuple):
    """A kind of file that a pack is stored in.

    Args:
        suffix: How the names of such files end, such as ``".yaml"``.
        read: Returns the document of a file; takes its bytes, what to call it in
            problems, how much to read, and whether entities may be decoded one at a
            time. What cannot be read is a problem of the document, never an exception. A
            document without images is given those beside the file.
        text: The format of the text in such a file, or `None` if it is not text. Only
            text is fixed in place, read before it is parsed, and written by `dump`.
        is_part: Whether such a file can be a part of a directory or an archive.
    """

    suffix: str
    read: Callable[[bytes, str, Limits, bool], Document]
    text: Format | None = None
    is_part: bool = False


def text_format(suffix: str, text: Format, *, is_part: bool = False) -> FileFormat:
    """Return the record of files that hold one text.

    Args:
        suffix: How the names of such files end.
        text: The format of the text.
        is_part: Whether such a file can be a part of a directory or an archive.
    """

    def read(source: bytes, name: str, limits: Limits, by_entities: bool) -> Document:
        return parse(source, text, name=name, limits=limits, by_entities=by_entities)

    return FileFormat(suffix, read, text, is_part)
