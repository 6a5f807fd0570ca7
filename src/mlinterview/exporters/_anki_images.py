"""The images of a deck: one folder holds those of all decks, so names tell contents."""

import functools
import hashlib
from pathlib import PurePosixPath

from ..model import Pack
from ..rendering import HtmlWriter
from . import ExportRequest
from ._anki_notes import Image, note_writer
from ._anki_options import AnkiPackageOptions, AnkiUpdateOptions

Request = ExportRequest[AnkiPackageOptions] | ExportRequest[AnkiUpdateOptions]


class Images:
    """The images that the notes of an export show.

    Args:
        request: What is exported.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self.files: dict[str, bytes] = {}
        self._writers: dict[str, HtmlWriter] = {}

    def writer(self, pack: Pack) -> HtmlWriter:
        """Return what makes the HTML of a pack with its images, if they are shown."""
        if pack.id not in self._writers:
            image = self._namer(pack) if self._request.options.media else None
            self._writers[pack.id] = note_writer(image)
        return self._writers[pack.id]

    def _namer(self, pack: Pack) -> Image:
        # Many texts may show the same image.
        @functools.cache
        def named(source: str) -> str:
            content = self._request.image(pack, source)
            name = _name(source, content)
            self.files[name] = content
            return name

        return named


def _name(source: str, content: bytes) -> str:
    """Return what a file is called: Anki refuses packages with folders in names."""
    ending = PurePosixPath(source).suffix.lower()
    return f"mli-{hashlib.sha256(content).hexdigest()[:32]}{ending}"
