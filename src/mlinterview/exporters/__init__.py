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
from ..errors import ExportError, quote, shorten
from ..interview import Audience, Plan
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
        plan: What makes the bytes of a planned interview for those who read it, or
            `None` if the format carries none.
    """

    name: str
    suffix: str
    summary: str
    export: Callable[[Selection], bytes]
    plan: Callable[[Plan, Audience], bytes] | None = None


@functools.cache
def formats() -> Mapping[str, Exporter]:
    """Return every exporter by its name, in order.

    >>> sorted(formats())
    ['anki-csv', 'json', 'jsonl', 'markdown', 'yaml']
    """
    return _plugins.discover(__name__, __path__, "EXPORTER")


def exporter(name: str) -> Exporter:
    """Return the exporter called *name*.

    Raises:
        ExportError: If there is none.
    """
    return _plugins.choose(name, formats(), what="format", error=ExportError)


def export_bytes(
    selection: Selection | Pack | Plan,
    *,
    format: str,
    audience: Audience | str = Audience.INTERVIEWER,
) -> bytes:
    r"""Return a selection, or a planned interview, in a format.

    Args:
        selection: What to export; a pack stands for all of its questions.
        format: The name of an exporter, see `formats`.
        audience: For a plan, who reads it: ``"interviewer"`` or ``"candidate"``. A
            candidate gets the questions and nothing that helps to answer them.

    Raises:
        ExportError: If there is no such format or audience, or the format cannot
            carry what is to be exported.

    >>> from mlinterview import load
    >>> export_bytes(load("ml-engineer"), format="anki-csv").split(b"\n")[0]
    b'#separator:Comma'
    """
    chosen = exporter(format)
    if isinstance(selection, Plan):
        return _plan_bytes(selection, chosen, audience)
    if isinstance(selection, Pack):
        selection = select(selection)
    if not isinstance(selection, Selection):
        kind = type(selection).__name__
        msg = f"expected a Pack or a Selection, got a {kind}; `select` makes one"
        raise ExportError(msg)
    return chosen.export(selection)


def _plan_bytes(plan: Plan, chosen: Exporter, audience: Audience | str) -> bytes:
    if chosen.plan is None:
        fitting = ", ".join(plan_formats())
        msg = f"{chosen.name} cannot carry a planned interview; choose from: {fitting}"
        raise ExportError(msg)
    if audience not in list(Audience):
        msg = (
            f"there is no audience {quote(audience)}; choose from: {', '.join(Audience)}"
        )
        raise ExportError(msg)
    return chosen.plan(plan, Audience(audience))


def plan_formats() -> tuple[str, ...]:
    """Return the names of the formats that carry planned interviews.

    >>> plan_formats()
    ('json', 'markdown')
    """
    return tuple(one.name for one in formats().values() if one.plan is not None)


def export(
    selection: Selection | Pack | Plan,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    audience: Audience | str = Audience.INTERVIEWER,
) -> None:
    """Write a selection or a planned interview to a file, whole or not at all.

    Args:
        selection: What to export; a pack stands for all of its questions.
        path: The file.
        format: The name of an exporter, see `formats`; by default that whose
            files end as *path* does.
        audience: For a plan, who reads it: ``"interviewer"`` or ``"candidate"``.

    Raises:
        ExportError: If there is no such format, it cannot carry the selection, or
            the file cannot be written. What was there is left as it was.
    """
    content = export_bytes(selection, format=format or format_of(path), audience=audience)
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
