"""The images of a deck: one folder holds those of all decks, so names tell contents."""

import functools
import hashlib
from pathlib import PurePosixPath

from ..model import Pack
from . import ExportRequest
from ._anki_notes import Image
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
        self._by_pack: dict[str, Image] = {}

    def of(self, pack: Pack) -> Image | None:
        """Return what names the images of a pack, or `None` if none are shown."""
        if not self._request.options.media:
            return None

        if pack.id not in self._by_pack:
            self._by_pack[pack.id] = self._namer(pack)
        return self._by_pack[pack.id]

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
