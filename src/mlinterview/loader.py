"""Packs in and out: from a path, a text or the bundled packs to a `Pack`, and back."""

import datetime
import os
from pathlib import Path

import attrs

from . import _files, _resources, codes, document
from ._converter import structure, unstructure
from ._writers import WRITERS
from .document import DEFAULT_LIMITS, FORMATS, Document, Format, Limits
from .errors import MlinterviewError, PackError, Report, did_you_mean, quote
from .model import Pack
from .validation import validate_document

Source = str | os.PathLike[str]


@attrs.frozen
class Bundled:
    """A pack that comes with this package.

    Args:
        id: Its name, to load it by.
        path: The directory that holds it.
    """

    id: str
    path: Path


def bundled() -> tuple[Bundled, ...]:
    """Return the packs that come with this package, by name.

    >>> [pack.id for pack in bundled()]
    ['ml-engineer']
    """
    found = sorted(_resources.folder("data").glob(f"*/{document.PACK_FILE}"))
    return tuple(Bundled(path.parent.name, path.parent) for path in found)


def load(
    source: Source,
    *,
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Pack:
    """Return the pack that a file, a directory or the name of a bundled pack holds.

    Args:
        source: A ``.yaml`` or ``.json`` file, a directory with a ``pack.yaml``, or
            the id of a bundled pack. A path that exists goes before a name.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Returns:
        The pack. Warnings do not stop a load; `validate` lists them.

    Raises:
        PackError: If anything is wrong with it; carries the `Report` of all of it.

    >>> load("ml-engineer").id
    'ml-engineer'
    """
    return _structured(open_document(source, limits=limits), today)


def loads(
    text: str | bytes,
    format: Format,
    *,
    name: str = "",
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Pack:
    """Return the pack that a text holds.

    Args:
        text: The text, or its bytes in UTF-8.
        format: ``"yaml"`` or ``"json"``.
        name: What to call it in problems.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        PackError: If anything is wrong with it; carries the `Report` of all of it.
    """
    _known_format(format)
    found = document.parse(text, format, name=name or f"<{format} text>", limits=limits)
    return _structured(found, today)


def validate(
    source: Source | Pack,
    *,
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """Return all that is wrong with a pack; never raises on its content.

    Args:
        source: What `load` takes, or a pack that was made in Python.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    >>> validate("ml-engineer").ok
    True
    """
    if isinstance(source, Pack):
        found = document.from_data(unstructure(source), source.id)
    else:
        found = open_document(source, limits=limits)
    return validate_document(found, today=today or datetime.date.today())


def open_document(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document behind a path or the name of a bundled pack."""
    name = os.fspath(source)
    if _is_name(name):
        packs = {pack.id: pack for pack in bundled()}
        if name in packs:
            found = document.read(packs[name].path, limits=limits)
            return attrs.evolve(found, name=name)
        if name and Path(name).exists():
            return document.read(name, limits=limits)
        problem = codes.NOT_FOUND.problem(
            f"there is no file and no bundled pack {quote(name)}",
            hint=did_you_mean(name, packs) or f"bundled: {', '.join(packs)}",
            file=name,
        )
        return Document(name, None, (), (problem,))
    return document.read(name, limits=limits)


def _is_name(source: str) -> bool:
    """Say whether *source* can only be the name of a pack."""
    if not source:
        return True  # A path without a word in it would be the current folder.
    path = Path(source)
    is_plain = path.name == source and path.suffix not in FORMATS
    try:
        # A folder that only happens to have the name hides no pack.
        hidden = path.is_dir() and not (path / document.PACK_FILE).exists()
        return is_plain and (hidden or not path.exists())
    except (OSError, ValueError):
        return False


def _structured(found: Document, today: datetime.date | None) -> Pack:
    report = validate_document(found, today=today or datetime.date.today())
    if not report.ok:
        raise PackError(report)
    return structure(found.data)


def dumps(pack: Pack, format: Format) -> str:
    """Return *pack* as text; `loads` makes an equal pack of it.

    Args:
        pack: The pack.
        format: ``"yaml"`` or ``"json"``.
    """
    _known_format(format)
    return WRITERS[format](unstructure(pack))


def dump(pack: Pack, path: Source) -> None:
    """Write *pack* to a file, whole or not at all.

    Args:
        pack: The pack.
        path: A file that ends in ``.yaml`` or ``.json``.

    Raises:
        MlinterviewError: If the name ends in neither.
        OSError: If the file cannot be written; what was there is left.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        msg = (
            f"{quote(os.fspath(path))} cannot be written: end the name in"
            f" {' or '.join(FORMATS)}"
        )
        raise MlinterviewError(msg)
    _files.write_atomically(path, dumps(pack, FORMATS[suffix]).encode())


def _known_format(format: str) -> None:
    if format not in FORMATS.values():
        msg = f"there is no format {quote(format)}; choose `yaml` or `json`"
        raise MlinterviewError(msg)
