"""Archives as a list of files; none is ever unpacked to a disk."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

from ..errors import Problem, quote
from . import codes
from .events import Limits
from .listing import (
    PACK_FILE,
    PART_FORMATS,
    ListedFile,
    Listing,
    ignored,
    reason_of,
    too_many,
)
from .media import IMAGES, File
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
"""What the standard library raises on archives that are damaged in some way."""

_ENTRY: Final = b"PK\x01\x02"
"""How each entry in the directory of an archive begins."""

_COMPRESSIONS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_OUTSIDE: Final = re.compile(r"/|[A-Za-z]:|.*\\|.*\x00|(?:.*/)?\.\.(?:/|$)", re.DOTALL)


def of_archive(name: str, source: bytes, limits: Limits) -> Listing:
    """Return the files in the archive *source*; none is ever unpacked to a disk."""
    if source.count(_ENTRY) > limits.files:
        return Listing(name, (), [too_many(name, limits)])
    try:
        archive = zipfile.ZipFile(io.BytesIO(source))
    except _ZIP_ERRORS as error:
        message = f"not a ZIP archive, or a damaged one: {reason_of(error)}"
        hint = "pack the directory once more"
        return Listing(
            name, (), [codes.UNREADABLE.problem(message, hint=hint, file=name)]
        )
    files: list[ListedFile] = []
    images: dict[tuple[str, ...], File] = {}
    problems: list[Problem] = []
    stated = 0
    for entry in archive.infolist():
        shown = f"{name}/{entry.filename}"
        steps = PurePosixPath(entry.filename).parts
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        # What the entry was called is kept apart from what it is read as.
        names = (entry.orig_filename, entry.filename)
        if any(map(_OUTSIDE.match, names)) or is_link:
            problems.append(
                codes.OUTSIDE_PACK.problem(
                    f"the entry {quote(entry.orig_filename)} is a link, or leads out of"
                    " the archive",
                    hint="pack the directory once more, without links",
                    file=shown,
                )
            )
        elif not steps or entry.is_dir() or any(map(_is_hidden, steps)):
            continue  # An entry may be called `.`, or nothing.
        elif steps[-1].lower().endswith(".yml"):
            problems.append(ignored(shown, PurePosixPath(steps[-1]).stem))
        elif PurePosixPath(steps[-1]).suffix.lower() in PART_FORMATS:
            files.append(ListedFile(shown, steps, _unpacker(archive, entry, shown)))
            stated += entry.file_size
        elif steps[-1].lower().endswith(IMAGES):
            images[steps] = File(entry.file_size, _unpacker(archive, entry, shown))
    if stated > limits.bytes:
        # Nothing is unpacked that cannot be read: ten thousand bombs take an hour.
        return Listing(name, (), [too_large(name, limits)])
    parts = _without_top(files)
    below = len(files[0].steps) - len(parts[0].steps) if files else 0
    named = {"/".join(steps[below:]): image for steps, image in images.items()}
    hint = f"add {PACK_FILE} at the top of it"
    return Listing(name, parts, problems, hint, named)


def _is_hidden(step: str) -> bool:
    return step.startswith(".") or step == "__MACOSX"


def _without_top(files: list[ListedFile]) -> list[ListedFile]:
    """Return files without the one folder that holds them all, if there is one."""
    tops = {file.steps[0] for file in files}
    if len(tops) != 1 or any(len(file.steps) == 1 for file in files):
        return files
    return [file._replace(steps=file.steps[1:]) for file in files]


def _unpacker(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str
) -> Callable[[int], tuple[bytes, Problem | None]]:
    """Return what reads an entry: never more than it states, whatever it holds."""

    def read(_most: int) -> tuple[bytes, Problem | None]:
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _COMPRESSIONS:
            message = "the entry is encrypted, or compressed in an unusual way"
            hint = "pack the directory once more, without a password"
            return b"", codes.UNREADABLE.problem(message, hint=hint, file=name)
        try:
            with archive.open(entry) as file:
                # One byte more, so that the checksum of what is empty is looked at.
                return file.read(entry.file_size + 1), None
        except _ZIP_ERRORS as error:
            message = f"the entry is damaged: {reason_of(error)}"
            return b"", codes.UNREADABLE.problem(message, file=name)

    return read
