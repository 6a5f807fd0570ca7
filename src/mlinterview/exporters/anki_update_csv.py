"""A text file that updates the notes of a package for Anki.

It carries the text of the notes of questions, for users who have imported a package of
the format anki-apkg, and is imported with Anki's File > Import. Unlike a package, it
leaves the user's tags and personal notes as they are, and it replaces the other fields
whether or not the user has changed them. It carries no images, no tags, no style and no
notes of key points. A new question gets its cards in the deck that is chosen on import.
"""

from ..anki import (
    NOTE_MAKERS,
    PERSONAL,
    QUESTION,
    AnkiUpdateOptions,
    DeckImages,
    csv_header,
    csv_rows,
    escape_formula,
    make_notes,
    one_line,
)
from . import Exporter, ExportRequest

_LEFT_OUT = (PERSONAL, "Spare 1", "Spare 2", "Spare 3")
"""The fields that the file does not contain, so that Anki leaves them as they are."""


def _export(request: ExportRequest[AnkiUpdateOptions]) -> bytes:
    columns = [name for name in QUESTION.fields if name not in _LEFT_OUT]
    header = [
        "#separator:Comma",
        "#html:true",
        f"#notetype:{QUESTION.name}",
        "#guid column:1",
        f"#columns:{','.join(['GUID', *columns])}",
    ]
    images = DeckImages(request.image if request.options.media else None)
    rows = [
        [note.guid, *map(_cell, note.fields[: len(columns)])]
        for entry in request.selection.entries
        for note in make_notes(entry, request.options, images.writer(entry.pack))
    ]
    return csv_header(header) + csv_rows(rows)


def _cell(field: str) -> str:
    return escape_formula(one_line(field))


EXPORTER = Exporter(
    name="anki-update-csv",
    suffix=".update.csv",
    summary="New text for the notes of a package; keeps tags and personal notes.",
    export=_export,
    options=AnkiUpdateOptions,
    notes=NOTE_MAKERS["anki-update-csv"],
)
