"""A text file that updates notes which came with a package for Anki, and no more.

It carries what a package does of the notes of questions. It is imported with Anki's own
File > Import by those who have the notes already, as the format anki-apkg makes them.
Unlike a package, it leaves the user's tags and personal notes as they are, and it
replaces the other fields whether or not the user has changed them. It brings no images,
no tags, no new look and no notes of key points. A question that is new gets the cards
that Anki makes of its note, in the deck that is chosen on import.
"""

from ..anki import (
    MAKERS,
    PERSONAL,
    QUESTION,
    AnkiUpdateOptions,
    Images,
    csv_header,
    csv_rows,
    harmless,
    notes,
    one_line,
)
from . import Exporter, ExportRequest

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
    images = Images(request.image if request.options.media else None)
    rows = [
        [note.guid, *(harmless(one_line(field)) for field in note.fields[: len(columns)])]
        for entry in request.selection.entries
        for note in notes(entry, request.options, images.writer(entry.pack))
    ]
    return csv_header(header) + csv_rows(rows)


EXPORTER = Exporter(
    name="anki-update-csv",
    suffix=".update.csv",
    summary="New text for the notes of a package, which keeps tags and personal notes.",
    export=_export,
    options=AnkiUpdateOptions,
    notes=MAKERS["anki-update-csv"],
)
