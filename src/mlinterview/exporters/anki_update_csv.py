"""A text file that updates notes imported from a package for Anki.

It has the same fields of each question's note as the format `anki-apkg`. Users who have
these notes import it with Anki's own File > Import. Unlike a package, it keeps the user's
tags and personal notes, and replaces the other fields whether or not the user has changed
them. It has no images, no tags, no style and no notes for key points. For a new question,
Anki makes the cards of its note, in the deck that is chosen on import.
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
"""The fields that are not in the file, so that Anki keeps them."""


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
    summary="New text for notes imported from a package; keeps tags and personal notes.",
    export=_export,
    options=AnkiUpdateOptions,
    notes=MAKERS["anki-update-csv"],
)
