"""Files, directories and archives to a `Document`."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs

from ..errors import Problem, quote
from . import codes
from .documents import Document, parse
from .events import DEFAULT_LIMITS, Limits
from .file_system import NOT_A_FILE, read_bytes, reason_of, similar_name_hint
from .formats import ENDINGS, FILE_FORMATS, FORMATS
from .media import images_in_folder


def read(
    path: str | os.PathLike[str],
    *,
    limits: Limits = DEFAULT_LIMITS,
    texts: Mapping[str, str] = MappingProxyType({}),
    by_entities: bool = False,
) -> Document:
    """Return the document of a file or a directory.

    What cannot be read is a problem of the document, never an exception.

    Args:
        path: The file or directory.
        limits: How much to read.
        texts: Texts to use instead of those in files, by the names of the files in
            problems.
        by_entities: Whether entities in JSON may be decoded one at a time, see `parse`.
    """
    root = Path(path)
    name = str(root)
    try:
        mode = root.stat().st_mode
    except (OSError, ValueError) as error:
        return _unread(name, _not_found(root, error))
    if stat.S_ISDIR(mode):
        # Most packs are one file, and need nothing that joins several.
        from .directories import read_directory

        return read_directory(root, limits, texts)
    if (problem := _unknown_form(root, mode)) is not None:
        return _unread(name, problem)
    suffix = root.suffix.lower()
    if name in texts:
        document = parse(texts[name], FORMATS[suffix], name=name, limits=limits)
    else:
        source, problem = read_bytes(root, limits.bytes)
        if problem is not None:
            return _unread(name, problem)
        document = FILE_FORMATS[suffix].read(source, name, limits, by_entities)
    if document.media is not None:
        return document
    return attrs.evolve(document, media=images_in_folder(name, root.parent, limits))


def read_table(table: Any, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document of an Arrow table, one question a row.

    Args:
        table: The table.
        name: What to call it in problems.
        limits: How much to read.
    """
    from .tables import of_table  # Few programs need `pyarrow`.

    return of_table(table, name, limits)


def _unread(name: str, problem: Problem) -> Document:
    """Return the document of a file of which nothing was read."""
    return Document(name, None, (), (problem,))


def _not_found(path: Path, error: Exception) -> Problem:
    """Return the problem that there is no such file, or that it is out of reach."""
    message = "there is no such file or directory"
    if not isinstance(error, FileNotFoundError):
        message = f"cannot be opened: {reason_of(error)}"
    return codes.NOT_FOUND.problem(message, hint=similar_name_hint(path), file=str(path))


def _unknown_form(path: Path, mode: int) -> Problem | None:
    """Return the problem that no pack is stored in such a file, or `None`."""
    if not stat.S_ISREG(mode):
        return codes.UNREADABLE.problem(NOT_A_FILE, file=str(path))
    suffix = path.suffix.lower()
    if suffix in ENDINGS:
        return None
    ending = quote(path.suffix) if path.suffix else "no ending"
    return codes.UNKNOWN_FORM.problem(
        f"a pack is a {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]} file or a directory;"
        f" this has {ending}",
        hint="rename it to .yaml" if suffix == ".yml" else "",
        file=str(path),
    )
