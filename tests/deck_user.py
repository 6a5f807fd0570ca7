"""A user of the real Anki: imports decks, edits notes, and exports them again."""

from pathlib import Path

import anki.lang
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportCsvRequest,
)
from anki.notes import Note

import mlinterview
from mlinterview import Pack

EXPORTS = ("older.apkg", "newer.apkg", "all.colpkg", "notes.txt")


class User:
    """A collection, and what its user does with it."""

    def __init__(self, folder: Path) -> None:
        anki.lang.set_lang("en")
        self.folder = folder
        self.col = Collection(str(folder / "collection.anki2"))

    def take(self, pack: Pack, *, format: str = "anki-csv") -> None:
        """Import a pack as Anki's own dialogs do it."""
        path = self.folder / f"deck{mlinterview.formats()[format].suffix}"
        mlinterview.export(pack, path, format=format)
        if path.suffix == ".apkg":
            request = ImportAnkiPackageRequest(
                package_path=str(path), options=ImportAnkiPackageOptions()
            )
            self.col.import_anki_package(request)
        else:
            metadata = self.col.get_csv_metadata(path=str(path), delimiter=None)
            self.col.import_csv(ImportCsvRequest(path=str(path), metadata=metadata))

    def note(self, words: str) -> Note:
        """Return the one note that has some words in it."""
        (found,) = self.col.find_notes(f'"{words}"')
        return self.col.get_note(found)

    def add(self, front: str, back: str) -> None:
        """Make a note of one's own."""
        note_type = self.col.models.by_name("Basic")
        assert note_type is not None
        note = self.col.new_note(note_type)
        note["Front"], note["Back"] = front, back
        self.col.add_note(note, self.col.decks.id("Default") or 1)

    def export(self, name: str, *, html: bool = True, guid: bool = True) -> Path:
        """Export everything in the way that the name of a file asks for."""
        path = self.folder / name
        if name.endswith(".txt"):
            self.col.export_note_csv(
                out_path=str(path),
                limit=None,
                with_html=html,
                with_tags=True,
                with_deck=True,
                with_notetype=guid,
                with_guid=guid,
            )
        elif name.endswith(".colpkg"):
            self.col.export_collection_package(str(path), False, False)
            self.col.reopen()
        else:
            options = ExportAnkiPackageOptions(legacy=name.startswith("older"))
            self.col.export_anki_package(out_path=str(path), options=options, limit=None)
        return path
