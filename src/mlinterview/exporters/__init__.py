"""Selections as files: every module here that has an ``EXPORTER`` is a format.

A new format is one new file. It is found by its name in this package, and the
command line, the documentation and the contract tests read the same listing.
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
    "export",
    "export_bytes",
    "exporter",
    "format_of",
    "formats",
    "make_options",
    "plan_formats",
    "streamed",
]


@attrs.frozen(kw_only=True)
class ExportRequest(Generic[OptionsT]):
    """What an exporter is asked for.

    Args:
        selection: The questions.
        options: What was chosen about the format.
        media: The images of each pack, by its id.
    """

    selection: Selection
    options: OptionsT
    media: Mapping[str, Media] = MappingProxyType({})

    def image(self, pack: Pack, source: str) -> bytes:
        """Return the bytes of an image that a text of a pack shows.

        Args:
            pack: The pack.
            source: What the text calls it, such as ``"media/plot.png"``.

        Raises:
            ExportError: If there is no such image, or no images are at hand.
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
    """How a format is written some questions at a time, and so packs of any size.

    Other processes may make the pieces. However the questions are shared among
    them, the file is the same.

    Args:
        piece: Returns what the questions of a request become. Their pack holds these
            and, unless each stands ``alone``, all that they show, in the order of the
            whole pack.
        write: Writes a file: takes the request, whose questions do not count, the
            pieces in their order, and the file.
        alone: Whether a question becomes the same whatever else its pack holds.
        shared: Whether several files are read as one pack, so that only the first of
            them holds what is no question.
    """

    piece: Callable[[ExportRequest[Any]], Any]
    write: Callable[[ExportRequest[Any], Iterable[Any], BinaryIO], None]
    alone: bool = False
    shared: bool = False

    def export(self, request: ExportRequest[Any]) -> bytes:
        """Return the whole file, in one piece."""
        file = io.BytesIO()
        self.write(request, [self.piece(request)], file)
        return file.getvalue()


@attrs.frozen(kw_only=True)
class Exporter:
    """A format that selections are exported to.

    Args:
        name: What the format is called, such as ``"anki-csv"``.
        suffix: How the names of its files end, such as ``".csv"``.
        summary: What the format is for, in a sentence.
        export: What makes the bytes. The same request gives the same bytes.
        options: The class of what can be chosen about it.
        binary: Whether its files are no text.
        misleading: A pattern of file names that would be taken for something else.
        notes: For a format of cards, what tells the notes that a question has in it.
        plan: What makes the bytes of a planned interview for those who read it, or
            `None` if the format carries none.
        stream: How it is written some questions at a time, or `None` if it has to be
            made as a whole. The bytes are those that `export` makes.
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
    """Return every exporter by its name, in order.

    >>> [name for name in formats() if name.startswith("anki")]
    ['anki-apkg', 'anki-csv', 'anki-update-csv']
    """
    return plugins.discover(__name__, __path__, "EXPORTER")


def exporter(name: str) -> Exporter:
    """Return the exporter called *name*.

    Raises:
        ExportError: If there is none.
    """
    return plugins.choose(name, formats(), what="format", error=ExportError)


def streamed() -> tuple[str, ...]:
    """Return the names of the formats that are written some questions at a time.

    >>> "jsonl" in streamed()
    True
    """
    return tuple(one.name for one in formats().values() if one.stream is not None)


def make_options(format: str, **given: Any) -> Options:
    """Return the options of a format.

    Args:
        format: The name of an exporter, see `formats`.
        given: The options that are not to have their defaults.

    Raises:
        ExportError: If there is no such format, it has no such option, or a value is of
            no use.

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
    r"""Return a selection, or a planned interview, in a format.

    Args:
        selection: What to export; a pack stands for all of its questions.
        format: The name of an exporter, see `formats`.
        options: What is chosen about the format; its defaults by default.
        media: The images of the pack, or those of several packs by their ids, for
            formats that show them; see `load_with_media`.
        audience: For a plan, who reads it: ``"interviewer"`` or ``"candidate"``. A
            candidate gets the questions and nothing that helps to answer them.

    Raises:
        ExportError: If there is no such format or audience, the options are of another
            format, or it cannot carry what is to be exported.

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
    options = fitting_options(chosen, options)
    if isinstance(media, Media):
        media = {pack.id: media for pack in selection.packs}
    request = ExportRequest(selection=selection, options=options, media=media)
    return chosen.export(request)


def fitting_options(chosen: Exporter, options: Options | None) -> Options:
    """Return the options of a format, or its defaults if none are given.

    Raises:
        ExportError: If the options are of another format.
    """
    if options is None:
        return chosen.options()
    if type(options) is not chosen.options:
        name = type(options).__name__
        wanted = chosen.options.__name__
        msg = (
            f"the format {quote(chosen.name)} takes options of the class {wanted},"
            f" not {name}"
        )
        raise ExportError(msg)
    return options


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
    options: Options | None = None,
    media: Media | Mapping[str, Media] = MappingProxyType({}),
    audience: Audience | str = Audience.INTERVIEWER,
) -> None:
    """Write a selection or a planned interview to a file, whole or not at all.

    Args:
        selection: What to export; a pack stands for all of its questions.
        path: The file.
        format: The name of an exporter, see `formats`; by default that whose
            files end as *path* does.
        options: What is chosen about the format; its defaults by default.
        media: The images, as for `export_bytes`.
        audience: For a plan, who reads it: ``"interviewer"`` or ``"candidate"``.

    Raises:
        ExportError: If there is no such format, the options are of another one, it
            cannot carry the selection, or the file cannot be written. What was there
            is left as it was.
    """
    chosen = exporter_for(path, format)
    content = export_bytes(
        selection, format=chosen.name, options=options, media=media, audience=audience
    )
    try:
        write_atomically(path, content)
    except OSError as error:
        raise unwritable(path, error) from error


def exporter_for(path: str | os.PathLike[str], format: str | None) -> Exporter:
    """Return the exporter for a file: the one that is named, or that its name tells.

    Raises:
        ExportError: If there is none, or the file would be taken for something else.
    """
    chosen = exporter(format or format_of(path))
    name = Path(path).name.lower()
    if chosen.misleading and re.fullmatch(chosen.misleading, name):
        msg = f"{named(path)} would be taken for something else; give it another name"
        raise ExportError(msg)
    return chosen


def unwritable(path: str | os.PathLike[str], error: OSError) -> ExportError:
    """Return the error that says why a file cannot be written."""
    reason = (error.strerror or str(error)).lower()
    return ExportError(f"{named(path)} cannot be written: {reason}")


def format_of(path: str | os.PathLike[str]) -> str:
    """Return the name of the one format whose files end as *path* does.

    Raises:
        ExportError: If there is none, or more than one.
    """
    name = Path(path).name.lower()
    fitting = [
        one
        for one in formats().values()
        if name.endswith(one.suffix) and len(name) > len(one.suffix)
    ]
    # What ends in `.update.csv` ends in `.csv` as well.
    longest = max((len(one.suffix) for one in fitting), default=0)
    names = [one.name for one in fitting if len(one.suffix) == longest]
    if len(names) != 1:
        msg = (
            f"the format cannot be told from {named(path)};"
            f" name one of: {', '.join(names or formats())}"
        )
        raise ExportError(msg)
    return names[0]


def named(path: str | os.PathLike[str]) -> str:
    """Return a path as a message names it; its end tells most, so it is not cut soon."""
    return f"`{shorten(os.fspath(path), 500)}`"
