"""Decks for Anki: note types, notes, packages, and corrections that come back."""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .basic_notes import basic_note, basic_writer
    from .collection import Deck, Filed, package
    from .content import Note
    from .corrections import (
        Correction,
        Corrections,
        Difference,
        PersonalNote,
        Reason,
        import_anki,
    )
    from .images import Images
    from .makers import MAKERS
    from .naming import (
        csv_header,
        csv_rows,
        deck_name,
        harmless,
        neutralise,
        one_line,
        tags,
    )
    from .note_types import PERSONAL, QUESTION
    from .options import AnkiCards, AnkiCsvOptions, AnkiPackageOptions, AnkiUpdateOptions
    from .question_notes import notes

__all__ = [
    "MAKERS",
    "PERSONAL",
    "QUESTION",
    "AnkiCards",
    "AnkiCsvOptions",
    "AnkiPackageOptions",
    "AnkiUpdateOptions",
    "Correction",
    "Corrections",
    "Deck",
    "Difference",
    "Filed",
    "Images",
    "Note",
    "PersonalNote",
    "Reason",
    "basic_note",
    "basic_writer",
    "csv_header",
    "csv_rows",
    "deck_name",
    "harmless",
    "import_anki",
    "neutralise",
    "notes",
    "one_line",
    "package",
    "tags",
]

_EXPORTS = {
    "basic_notes": "basic_note basic_writer",
    "collection": "Deck Filed package",
    "content": "Note",
    "corrections": "Correction Corrections Difference PersonalNote Reason import_anki",
    "images": "Images",
    "makers": "MAKERS",
    "naming": "csv_header csv_rows deck_name harmless neutralise one_line tags",
    "note_types": "PERSONAL QUESTION",
    "question_notes": "notes",
    "options": "AnkiCards AnkiCsvOptions AnkiPackageOptions AnkiUpdateOptions",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
