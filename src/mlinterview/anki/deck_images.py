"""The images that a deck shows, under names that depend on their bytes."""

import functools
import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from ..model import Pack
from ..rendering import HtmlWriter
from .question_notes import ImageNamer, note_writer


class DeckImages:
    """The images of an export, collected while the HTML of its notes is made.

    Args:
        read: Returns the bytes of an image, given a pack and the path that its text
            states; None leaves images out.
    """

    def __init__(self, read: Callable[[Pack, str], bytes] | None) -> None:
        self._read = read
        self.files: dict[str, bytes] = {}
        self._writers: dict[str, HtmlWriter] = {}

    def writer(self, pack: Pack) -> HtmlWriter:
        """Return the writer of the HTML of a pack's notes.

        Each image that it writes is added to `files`.
        """
        if pack.id not in self._writers:
            namer = None if self._read is None else self._namer(pack, self._read)
            self._writers[pack.id] = note_writer(namer)
        return self._writers[pack.id]

    def _namer(self, pack: Pack, read: Callable[[Pack, str], bytes]) -> ImageNamer:
        # Many texts may show the same image.
        @functools.cache
        def name(source: str) -> str:
            content = read(pack, source)
            file_name = _file_name(source, content)
            self.files[file_name] = content
            return file_name

        return name


def _file_name(source: str, content: bytes) -> str:
    """Return the name of an image in a deck.

    One folder of Anki holds the images of all decks, so the name depends on the bytes;
    names with folders in them make Anki refuse the package.
    """
    suffix = PurePosixPath(source).suffix.lower()
    return f"mli-{hashlib.sha256(content).hexdigest()[:32]}{suffix}"
