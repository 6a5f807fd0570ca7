"""ZIP archives to a `Document`; nothing is ever unpacked to a disk."""

import io
import re
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

import attrs

from ..errors import Problem, quote
from . import codes
from .documents import Document
from .events import Limits
from .file_system import BytesReader, reason_of
from .formats.texts import PACK_FILE, PART_FORMATS
from .joining import read_listing
from .listing import ListedFile, Listing, ignored, too_many
from .media import IMAGES, ImageFile, images_in_archive
from .parts import too_large

_ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What the standard library raises on damaged archives."""

_ENTRY: Final = b"PK\x01\x02"
"""The first bytes of each entry in the directory of an archive."""

_COMPRESSIONS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_OUTSIDE: Final = re.compile(r"/|[A-Za-z]:|.*\\|.*\x00|(?:.*/)?\.\.(?:/|$)", re.DOTALL)


def read_archive(source: bytes, name: str, limits: Limits) -> Document:
    """Return the document of the directory that is in an archive.

    Args:
        source: The bytes of the archive.
        name: What to call it in problems.
        limits: How much to read.
    """
    listing = _list_archive(source, name, limits)
    document = read_listing(listing, limits, {})
    media = images_in_archive(name, listing.images, limits)
    return attrs.evolve(document, media=media)


def _list_archive(source: bytes, name: str, limits: Limits) -> Listing:
    """Return the files in an archive."""
    if source.count(_ENTRY) > limits.files:
        return Listing(name, (), [too_many(name, limits)])
    try:
        archive = zipfile.ZipFile(io.BytesIO(source))
    except _ZIP_ERRORS as error:
        message = f"not a ZIP archive, or a damaged one: {reason_of(error)}"
        hint = "pack the directory once more"
        problem = codes.UNREADABLE.problem(message, hint=hint, file=name)
        return Listing(name, (), [problem])
    files: list[ListedFile] = []
    images: dict[tuple[str, ...], ImageFile] = {}
    problems: list[Problem] = []
    stated_size = 0
    for entry in archive.infolist():
        shown = f"{name}/{entry.filename}"
        steps = PurePosixPath(entry.filename).parts
        if _is_outside(entry):
            problems.append(_outside(entry, shown))
        elif not steps or entry.is_dir() or any(map(_is_hidden, steps)):
            continue  # An entry may be called `.`, or nothing.
        elif steps[-1].lower().endswith(".yml"):
            problems.append(ignored(shown, PurePosixPath(steps[-1]).stem))
        elif PurePosixPath(steps[-1]).suffix.lower() in PART_FORMATS:
            files.append(ListedFile(shown, steps, _unpacker(archive, entry, shown)))
            stated_size += entry.file_size
        elif steps[-1].lower().endswith(IMAGES):
            images[steps] = ImageFile(entry.file_size, _unpacker(archive, entry, shown))
    if stated_size > limits.bytes:
        # Refused before anything is unpacked: ten thousand ZIP bombs take an hour.
        return Listing(name, (), [too_large(name, limits)])
    parts = _without_top(files)
    removed = len(files[0].steps) - len(parts[0].steps) if files else 0
    by_path = {"/".join(steps[removed:]): image for steps, image in images.items()}
    hint = f"add {PACK_FILE} at the top of it"
    return Listing(name, parts, problems, hint, by_path)


def _is_outside(entry: zipfile.ZipInfo) -> bool:
    """Return True if an entry is a link, or its name leads out of the archive."""
    # `zipfile` changes some names: both what was written and what it reads count.
    names = (entry.orig_filename, entry.filename)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return is_link or any(map(_OUTSIDE.match, names))


def _outside(entry: zipfile.ZipInfo, name: str) -> Problem:
    return codes.OUTSIDE_PACK.problem(
        f"the entry {quote(entry.orig_filename)} is a link, or leads out of the archive",
        hint="pack the directory once more, without links",
        file=name,
    )


def _is_hidden(step: str) -> bool:
    return step.startswith(".") or step == "__MACOSX"


def _without_top(files: list[ListedFile]) -> list[ListedFile]:
    """Return files without the one folder that holds them all, if there is one."""
    tops = {file.steps[0] for file in files}
    if len(tops) != 1 or any(len(file.steps) == 1 for file in files):
        return files
    return [file._replace(steps=file.steps[1:]) for file in files]


def _unpacker(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> BytesReader:
    """Return a function that reads an entry, and never more than the size it states."""

    def read(_limit: int) -> tuple[bytes, Problem | None]:
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _COMPRESSIONS:
            message = "the entry is encrypted, or compressed in an unusual way"
            hint = "pack the directory once more, without a password"
            return b"", codes.UNREADABLE.problem(message, hint=hint, file=name)
        try:
            with archive.open(entry) as file:
                # Reading one byte more verifies the checksum of an empty entry, too.
                return file.read(entry.file_size + 1), None
        except _ZIP_ERRORS as error:
            message = f"the entry is damaged: {reason_of(error)}"
            return b"", codes.UNREADABLE.problem(message, file=name)

    return read
