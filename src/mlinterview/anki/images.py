"""The images of a deck: one folder holds those of all decks, so names tell contents."""

import functools
import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from ..model import Pack
from ..rendering import HtmlWriter
from .question_notes import Image, note_writer


class Images:
    """The images that the notes of an export show.

    Args:
        read: Returns the bytes of an image that a text of a pack shows, or `None` if
            images are left out.
    """

    def __init__(self, read: Callable[[Pack, str], bytes] | None) -> None:
        self._read = read
        self.files: dict[str, bytes] = {}
        self._writers: dict[str, HtmlWriter] = {}

    def writer(self, pack: Pack) -> HtmlWriter:
        """Return what makes the HTML of a pack with its images, if they are shown."""
        if pack.id not in self._writers:
            image = None if self._read is None else self._namer(pack, self._read)
            self._writers[pack.id] = note_writer(image)
        return self._writers[pack.id]

    def _namer(self, pack: Pack, read: Callable[[Pack, str], bytes]) -> Image:
        # Many texts may show the same image.
        @functools.cache
        def named(source: str) -> str:
            content = read(pack, source)
            name = _name(source, content)
            self.files[name] = content
            return name

        return named


def _name(source: str, content: bytes) -> str:
    """Return what a file is called: Anki refuses packages with folders in names."""
    ending = PurePosixPath(source).suffix.lower()
    return f"mli-{hashlib.sha256(content).hexdigest()[:32]}{ending}"
