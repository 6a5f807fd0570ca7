"""Exports selections to files: every module here with an ``EXPORTER`` is a format.

`export` writes a file, `export_bytes` returns its content, `formats` lists the formats,
and `make_options` returns the options of one.

A new format is one new module in this package. The command line, the documentation and
the contract tests find it there.
"""

import functools
import io
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Generic

import attrs

from .._support import plugins
from .._support.files import write_atomically
from .._support.options import Options, OptionsT, make
from ..anki import Note
from ..document import Media
from ..errors import ExportError, MlinterviewError, quote, shorten
from ..interviews import Audience, Plan
from ..model import Pack
from ..query import Entry, Selection, select
from ._html_options import HtmlOptions

__all__ = [
    "ExportRequest",
    "Exporter",
    "HtmlOptions",
    "Options",
    "Stream",
    "checked_options",
    "export",
    "export_bytes",
    "exporter",
    "exporter_for",
    "format_of",
    "formats",
    "make_options",
    "plan_formats",
    "quote_path",
    "streamed",
    "write_error",
]


@attrs.frozen(kw_only=True)
class ExportRequest(Generic[OptionsT]):
    """What an exporter is to export.

    Args:
        selection: The questions.
        options: The options of the format.
        media: The images of each pack, by its id.
    """

    selection: Selection
    options: OptionsT
    media: Mapping[str, Media] = MappingProxyType({})

    def image(self, pack: Pack, source: str) -> bytes:
        """Return the bytes of an image of a pack.

        Args:
            pack: The pack.
            source: The path of the image as in the text, such as ``"media/plot.png"``.

        Raises:
            ExportError: If there is no such image, or the images of the pack were not
                given.
        """
        if pack.id not in self.media:
            msg = (
                f"the pack {quote(pack.id)} shows the image {quote(source)}: pass the"
                " `media` that `load_with_media` returns, or choose the option"
                " `media=False`"
            )
            raise ExportError(msg)
        try:
            return self.media[pack.id].read(source)
        except MlinterviewError as error:
            raise ExportError(str(error)) from error


@attrs.frozen(kw_only=True)
class Stream:
    """How to write a format some questions at a time, for packs of any size.

    Pieces can be made in several processes. The file is the same, whichever way the
    questions are divided among the pieces.

    Args:
        piece: Returns a piece of the file: the questions of a request. The pack of the
            request has these questions and, unless ``alone`` is true, everything that
            they refer to, in the order of the whole pack.
        write: Writes the file. Takes a request, whose questions are ignored, the pieces
            in order, and the open file.
        alone: Whether the output of a question depends on nothing else in its pack.
        shared: Whether several files can be read as one pack, so that only the first of
            them needs to hold everything that is not a question.
    """

    piece: Callable[[ExportRequest[Any]], Any]
    write: Callable[[ExportRequest[Any], Iterable[Any], BinaryIO], None]
    alone: bool = False
    shared: bool = False

    def export(self, request: ExportRequest[Any]) -> bytes:
        """Return the content of the file, made of a single piece."""
        file = io.BytesIO()
        self.write(request, [self.piece(request)], file)
        return file.getvalue()


@attrs.frozen(kw_only=True)
class Exporter:
    """A format that selections are exported to.

    Args:
        name: The name of the format, such as ``"anki-csv"``.
        suffix: The suffix of its file names, such as ``".csv"``.
        summary: One sentence on what the format is for.
        export: Returns the content of the file. It depends on the request alone.
        options: The class of the format's options.
        binary: Whether its files are binary instead of text.
        misleading: A regular expression for file names that another program would take
            for something else.
        notes: For a format of flashcards, returns the notes of a question.
        plan: Returns the content of the file for a planned interview and its reader, or
            None if the format cannot hold one.
        stream: How to write the format some questions at a time, or None if that is
            impossible. The content is the same as that of ``export``.
    """

    name: str
    suffix: str
    summary: str
    export: Callable[[ExportRequest[Any]], bytes]
    options: type[Options] = Options
    binary: bool = False
    misleading: str | None = None
    notes: Callable[[Entry], Iterable[Note]] | None = None
    plan: Callable[[Plan, Audience], bytes] | None = None
    stream: Stream | None = None


@functools.cache
def formats() -> Mapping[str, Exporter]:
    """Return all exporters by their names, sorted.

    >>> [name for name in formats() if name.startswith("anki")]
    ['anki-apkg', 'anki-csv', 'anki-update-csv']
    """
    return plugins.discover(__name__, __path__, "EXPORTER")


def exporter(name: str) -> Exporter:
    """Return the exporter with a name.

    Raises:
        ExportError: If there is none.
    """
    return plugins.choose(name, formats(), what="format", error=ExportError)


def streamed() -> tuple[str, ...]:
    """Return the names of the formats that can be written some questions at a time.

    >>> "jsonl" in streamed()
    True
    """
    return tuple(name for name, each in formats().items() if each.stream is not None)


def make_options(format: str, **given: Any) -> Options:
    """Return the options of a format.

    Args:
        format: The name of an exporter, see `formats`.
        given: Values of options; the others have their defaults.

    Raises:
        ExportError: If there is no such format, it has no such option, or a value is
            not allowed.

    >>> make_options("anki-csv", deck="Interviews").deck
    'Interviews'
    """
    return make(exporter(format).options, format, given)


def export_bytes(
    selection: Selection | Pack | Plan,
    *,
    format: str,
    options: Options | None = None,
    media: Media | Mapping[str, Media] = MappingProxyType({}),
    audience: Audience | str = Audience.INTERVIEWER,
) -> bytes:
    r"""Return a selection or a planned interview in a format.

    Args:
        selection: The selection or the plan; a pack means all of its questions.
        format: The name of an exporter, see `formats`.
        options: The options of the format, see `make_options`; its defaults if None.
        media: For formats that show images, the images of the pack, or those of several
            packs by their ids; see `load_with_media`.
        audience: For a plan, who reads it: ``"interviewer"`` or ``"candidate"``. The
            candidate's copy has the questions and nothing that helps to answer them.

    Returns:
        The content of the file. It is the same for the same arguments.

    Raises:
        ExportError: If there is no such format or audience, the options belong to
            another format, or the format cannot hold what is to be exported.

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
    options = checked_options(chosen, options)
    if isinstance(media, Media):
        media = {pack.id: media for pack in selection.packs}
    request = ExportRequest(selection=selection, options=options, media=media)
    return chosen.export(request)


def checked_options(chosen: Exporter, options: Options | None) -> Options:
    """Return the options of a format, or its defaults if they are None.

    Raises:
        ExportError: If the options belong to another format.
    """
    if options is None:
        return chosen.options()
    if type(options) is not chosen.options:
        given, expected = type(options).__name__, chosen.options.__name__
        msg = (
            f"the format {quote(chosen.name)} takes options of the class {expected},"
            f" not {given}"
        )
        raise ExportError(msg)
    return options


def _plan_bytes(plan: Plan, chosen: Exporter, audience: Audience | str) -> bytes:
    if chosen.plan is None:
        choices = ", ".join(plan_formats())
        msg = f"{chosen.name} cannot hold a planned interview; choose from: {choices}"
        raise ExportError(msg)
    if audience not in list(Audience):
        msg = (
            f"there is no audience {quote(audience)}; choose from: {', '.join(Audience)}"
        )
        raise ExportError(msg)
    return chosen.plan(plan, Audience(audience))


def plan_formats() -> tuple[str, ...]:
    """Return the names of the formats that can hold a planned interview.

    >>> plan_formats()
    ('json', 'markdown')
    """
    return tuple(name for name, each in formats().items() if each.plan is not None)


def export(
    selection: Selection | Pack | Plan,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    options: Options | None = None,
    media: Media | Mapping[str, Media] = MappingProxyType({}),
    audience: Audience | str = Audience.INTERVIEWER,
) -> None:
    """Write a selection or a planned interview to a file, atomically.

    Args:
        selection: The selection or the plan; a pack means all of its questions.
        path: The file.
        format: The name of an exporter, see `formats`; if None, the one with the suffix
            of *path*.
        options: The options of the format, see `make_options`; its defaults if None.
        media: The images, as for `export_bytes`.
        audience: For a plan, who reads it: ``"interviewer"`` or ``"candidate"``.

    Raises:
        ExportError: If there is no such format or audience, the options belong to
            another format, the format cannot hold what is to be exported, or the file
            cannot be written. An existing file is then left unchanged.
    """
    chosen = exporter_for(path, format)
    content = export_bytes(
        selection, format=chosen.name, options=options, media=media, audience=audience
    )
    try:
        write_atomically(path, content)
    except OSError as error:
        raise write_error(path, error) from error


def exporter_for(path: str | os.PathLike[str], format: str | None) -> Exporter:
    """Return the exporter for a file: that of the format, or of the file's suffix.

    Raises:
        ExportError: If there is none, or another program would take a file with this
            name for something else.
    """
    chosen = exporter(format or format_of(path))
    name = Path(path).name.lower()
    if chosen.misleading and re.fullmatch(chosen.misleading, name):
        msg = (
            f"{quote_path(path)} would be taken for something else; give it another name"
        )
        raise ExportError(msg)
    return chosen


def write_error(path: str | os.PathLike[str], error: OSError) -> ExportError:
    """Return the error to raise if a file cannot be written, with the reason."""
    reason = (error.strerror or str(error)).lower()
    return ExportError(f"{quote_path(path)} cannot be written: {reason}")


def format_of(path: str | os.PathLike[str]) -> str:
    """Return the name of the format that has the suffix of *path*.

    Raises:
        ExportError: If there is none, or more than one.
    """
    name = Path(path).name.lower()
    matching = [
        each
        for each in formats().values()
        if name.endswith(each.suffix) and len(name) > len(each.suffix)
    ]
    # A name with the suffix `.update.csv` ends in `.csv`, too: the longest suffix counts.
    longest = max((len(each.suffix) for each in matching), default=0)
    names = [each.name for each in matching if len(each.suffix) == longest]
    if len(names) != 1:
        msg = (
            f"the format cannot be told from {quote_path(path)};"
            f" name one of: {', '.join(names or formats())}"
        )
        raise ExportError(msg)
    return names[0]


def quote_path(path: str | os.PathLike[str]) -> str:
    """Return a path in backticks for a message, shortened only if it is very long."""
    return f"`{shorten(os.fspath(path), 500)}`"
