"""Selections as files: every module here that has an ``EXPORTER`` is a format.

A new format is one new file. It is found by its name in this package, and the
command line, the documentation and the contract tests read the same listing.
"""

import functools
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs

from .. import _files, _plugins
from ..errors import ExportError, shorten
from ..model import Pack
from ..query import Selection, select


@attrs.frozen(kw_only=True)
class Exporter:
    """A format that selections are exported to.

    Args:
        name: What the format is called, such as ``"anki-csv"``.
        suffix: How the names of its files end, such as ``".csv"``.
        summary: What the format is for, in a sentence.
        export: What makes the bytes. The same selection gives the same bytes.
        binary: Whether its files are no text.
    """

    name: str
    suffix: str
    summary: str
    export: Callable[[Selection], bytes]
    binary: bool = False


@functools.cache
def formats() -> Mapping[str, Exporter]:
    """Return every exporter by its name, in order.

    >>> sorted(formats())
    ['anki-csv', 'json', 'jsonl', 'markdown', 'parquet', 'yaml']
    """
    return _plugins.discover(__name__, __path__, "EXPORTER")


def exporter(name: str) -> Exporter:
    """Return the exporter called *name*.

    Raises:
        ExportError: If there is none.
    """
    return _plugins.choose(name, formats(), what="format", error=ExportError)


def export_bytes(selection: Selection | Pack, *, format: str) -> bytes:
    r"""Return a selection in a format.

    Args:
        selection: What to export; a pack stands for all of its questions.
        format: The name of an exporter, see `formats`.

    Raises:
        ExportError: If there is no such format, or it cannot carry the selection.

    >>> from mlinterview import load
    >>> export_bytes(load("ml-engineer"), format="anki-csv").split(b"\n")[0]
    b'#separator:Comma'
    """
    chosen = exporter(format)
    if isinstance(selection, Pack):
        selection = select(selection)
    if not isinstance(selection, Selection):
        kind = type(selection).__name__
        msg = f"expected a Pack or a Selection, got a {kind}; `select` makes one"
        raise ExportError(msg)
    return chosen.export(selection)


def export(
    selection: Selection | Pack,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
) -> None:
    """Write a selection to a file in a format, whole or not at all.

    Args:
        selection: What to export; a pack stands for all of its questions.
        path: The file.
        format: The name of an exporter, see `formats`; by default that whose
            files end as *path* does.

    Raises:
        ExportError: If there is no such format, it cannot carry the selection, or
            the file cannot be written. What was there is left as it was.
    """
    content = export_bytes(selection, format=format or format_of(path))
    try:
        _files.write_atomically(path, content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        msg = f"{_named(path)} cannot be written: {reason}"
        raise ExportError(msg) from error


def format_of(path: str | os.PathLike[str]) -> str:
    """Return the name of the one format whose files end as *path* does.

    Raises:
        ExportError: If there is none, or more than one.
    """
    suffix = Path(path).suffix.lower()
    fitting = [one.name for one in formats().values() if one.suffix == suffix]
    if len(fitting) != 1:
        msg = (
            f"the format cannot be told from {_named(path)};"
            f" name one of: {', '.join(fitting or formats())}"
        )
        raise ExportError(msg)
    return fitting[0]


def _named(path: str | os.PathLike[str]) -> str:
    """Return a path as a message names it; its end tells most, so it is not cut soon."""
    return f"`{shorten(os.fspath(path), 500)}`"
