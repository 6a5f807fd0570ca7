"""Anki: the notes of a pack, decks as files, and corrections from decks.

`question_notes` and `basic_notes` make the notes of a question, for the note types in
`note_types` and for Anki's own type Basic; `note_makers` has them by format.
`package_writer` and `csv_writer` make the files of a deck, `deck_reader` reads those that
Anki exports. `import_outcome` predicts what Anki does when a newer release is imported,
and `deck_import` takes what a user changed in a deck back to the pack.
"""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .basic_notes import basic_note, basic_writer
    from .corrections import (
        CardDifference,
        Correction,
        Corrections,
        DifferenceReason,
        PersonalNote,
    )
    from .csv_writer import csv_header, csv_rows, escape_formula, one_line
    from .deck_images import DeckImages
    from .deck_import import import_anki
    from .import_outcome import ImportEffect, ImportOutcome, NoteOutcome, predict_import
    from .naming import deck_name, tags
    from .note_content import Note, escape_anki_markup
    from .note_makers import NOTE_MAKERS
    from .note_types import PERSONAL, QUESTION
    from .options import AnkiCards, AnkiCsvOptions, AnkiPackageOptions, AnkiUpdateOptions
    from .package_writer import PackageDeck, PackageNote, package_bytes
    from .question_notes import make_notes

__all__ = [
    "NOTE_MAKERS",
    "PERSONAL",
    "QUESTION",
    "AnkiCards",
    "AnkiCsvOptions",
    "AnkiPackageOptions",
    "AnkiUpdateOptions",
    "CardDifference",
    "Correction",
    "Corrections",
    "DeckImages",
    "DifferenceReason",
    "ImportEffect",
    "ImportOutcome",
    "Note",
    "NoteOutcome",
    "PackageDeck",
    "PackageNote",
    "PersonalNote",
    "basic_note",
    "basic_writer",
    "csv_header",
    "csv_rows",
    "deck_name",
    "escape_anki_markup",
    "escape_formula",
    "import_anki",
    "make_notes",
    "one_line",
    "package_bytes",
    "predict_import",
    "tags",
]

_EXPORTS = {
    "basic_notes": "basic_note basic_writer",
    "corrections": (
        "CardDifference Correction Corrections DifferenceReason PersonalNote"
    ),
    "csv_writer": "csv_header csv_rows escape_formula one_line",
    "deck_images": "DeckImages",
    "deck_import": "import_anki",
    "import_outcome": "ImportEffect ImportOutcome NoteOutcome predict_import",
    "naming": "deck_name tags",
    "note_content": "Note escape_anki_markup",
    "note_makers": "NOTE_MAKERS",
    "note_types": "PERSONAL QUESTION",
    "options": "AnkiCards AnkiCsvOptions AnkiPackageOptions AnkiUpdateOptions",
    "package_writer": "PackageDeck PackageNote package_bytes",
    "question_notes": "make_notes",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
