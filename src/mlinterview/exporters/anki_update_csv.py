"""A text file that updates notes which came with a package for Anki, and no more.

It carries what a package does of the notes of questions. It is imported with Anki's own
File > Import by those who have the notes already, as the format anki-apkg makes them.
Unlike a package, it leaves the user's tags and personal notes as they are, and it
replaces the other fields whether or not the user has changed them. It brings no images,
no tags, no new look and no notes of key points. A question that is new gets the cards
that Anki makes of its note, in the deck that is chosen on import.
"""

from collections.abc import Iterator

from .._notes import Note
from ..query import Entry
from . import Exporter, ExportRequest
from ._anki import csv_header, csv_rows, harmless, one_line
from ._anki_images import Images
from ._anki_notes import deck_notes, notes
from ._anki_options import AnkiUpdateOptions
from ._anki_types import PERSONAL, QUESTION

_LEFT_OUT = (PERSONAL, "Spare 1", "Spare 2", "Spare 3")
"""The fields that the file does not name, and Anki leaves as they are."""


def _export(request: ExportRequest[AnkiUpdateOptions]) -> bytes:
    columns = [name for name in QUESTION.fields if name not in _LEFT_OUT]
    header = [
        "#separator:Comma",
        "#html:true",
        f"#notetype:{QUESTION.name}",
        "#guid column:1",
        f"#columns:{','.join(['GUID', *columns])}",
    ]
    images = Images(request)
    rows = [
        [note.guid, *(harmless(one_line(field)) for field in note.fields[: len(columns)])]
        for entry in request.selection.entries
        for note in notes(entry, request.options, images.writer(entry.pack))
    ]
    return csv_header(header) + csv_rows(rows)


def _notes(entry: Entry) -> Iterator[Note]:
    return deck_notes(entry, tags=None, dated=False)


EXPORTER = Exporter(
    name="anki-update-csv",
    suffix=".update.csv",
    summary="New text for the notes of a package, which keeps tags and personal notes.",
    export=_export,
    options=AnkiUpdateOptions,
    notes=_notes,
)
