"""A text file for Anki's File > Import: one card for each question, with tags.

It uses the note type Basic, which every Anki has. The front is the prompt; the back is
the best answer with its key points, with everything else folded below. A card keeps its
schedule when the same question is imported again, because Anki recognizes it by an id
and not by its text. Tags that the user added are replaced, which the format cannot avoid.
It carries no images, no note type and no style.
"""

from collections.abc import Iterable
from typing import BinaryIO

from ..anki import (
    NOTE_MAKERS,
    AnkiCsvOptions,
    basic_note,
    basic_writer,
    csv_header,
    csv_rows,
    deck_name,
)
from ..model import Pack
from ..query import Entry, Selection
from ..rendering import HtmlWriter
from . import Exporter, ExportRequest, Stream


def _piece(request: ExportRequest[AnkiCsvOptions]) -> bytes:
    options, writer = request.options, basic_writer()
    several = _has_several_decks(request)
    return csv_rows(
        _row(entry, writer, options, several=several)
        for entry in request.selection.entries
    )


def _write(
    request: ExportRequest[AnkiCsvOptions], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    # There is no `#columns` line: in other languages the fields have other names, and
    # Anki would then put the first column into the first field.
    header = ["#separator:Comma", "#html:true", "#notetype:Basic", "#guid column:1"]
    header.append("#tags column:4")
    if _has_several_decks(request):
        header.append("#deck column:5")
    else:
        header.append(f"#deck:{_deck(_pack(request.selection), request.options)}")
    file.write(csv_header(header))
    file.writelines(pieces)


def _has_several_decks(request: ExportRequest[AnkiCsvOptions]) -> bool:
    """Return True if the questions belong to several decks."""
    packs = {entry.pack.id: entry.pack for entry in request.selection.entries}
    return len({_deck(pack, request.options) for pack in packs.values()}) > 1


def _row(
    entry: Entry, writer: HtmlWriter, options: AnkiCsvOptions, *, several: bool
) -> list[str]:
    """Return the record of a question, with its deck if there are several decks."""
    note = basic_note(entry, writer, options)
    fields = (field.html for field in note.fields.values())
    row = [note.guid, *fields, " ".join(note.tags or ())]
    return [*row, _deck(entry.pack, options)] if several else row


def _deck(pack: Pack, options: AnkiCsvOptions) -> str:
    return options.deck or deck_name(pack)


def _pack(selection: Selection) -> Pack:
    entries = selection.entries
    return entries[0].pack if entries else selection.packs[0]


_STREAM = Stream(piece=_piece, write=_write)


def _export(request: ExportRequest[AnkiCsvOptions]) -> bytes:
    return _STREAM.export(request)


EXPORTER = Exporter(
    name="anki-csv",
    suffix=".csv",
    summary="Cards for Anki's File > Import: prompt on the front, answer on the back.",
    export=_export,
    stream=_STREAM,
    options=AnkiCsvOptions,
    notes=NOTE_MAKERS["anki-csv"],
)
