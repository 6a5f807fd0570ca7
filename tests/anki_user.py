"""Somebody who learns with the real Anki: imports, reviews, edits, and looks at cards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anki.collection  # First: the others cannot be imported before it.
import anki.lang
from anki.cards import Card
from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportCsvRequest,
)
from anki.import_export_pb2 import ImportResponse
from anki.notes import Note

import mlinterview
from mlinterview import Pack, Selection
from mlinterview.exporters import Options
from mlinterview.storage import Media

SCHEDULE = ("type", "queue", "due", "ivl", "factor", "reps", "lapses", "odid")
"""What Anki keeps of a card that is learnt."""


class User:
    """A collection of Anki, and what somebody does with it.

    Args:
        folder: Where it is kept.
        language: The language that Anki speaks.
    """

    def __init__(self, folder: Path, language: str = "en") -> None:
        anki.lang.set_lang(language)
        self.folder = folder
        self.col = Collection(str(folder / "collection.anki2"))

    def take(
        self,
        selection: Selection | Pack,
        format: str = "anki-apkg",
        *,
        options: Options | None = None,
        media: Media | dict[str, Media] | None = None,
    ) -> ImportResponse.Log:
        """Export and import as Anki's own dialog proposes it."""
        path = self.folder / f"import{mlinterview.formats()[format].suffix}"
        given = {} if media is None else {"media": media}
        mlinterview.export(selection, path, format=format, options=options, **given)
        if format == "anki-apkg":
            wanted = self.col._backend.get_import_anki_package_presets()
            assert isinstance(wanted, ImportAnkiPackageOptions)
            request = ImportAnkiPackageRequest(package_path=str(path), options=wanted)
            return self.col.import_anki_package(request).log
        metadata = self.col.get_csv_metadata(path=str(path), delimiter=None)
        return self.col.import_csv(
            ImportCsvRequest(path=str(path), metadata=metadata)
        ).log

    def notes(self) -> list[Note]:
        """Return every note."""
        return [self.col.get_note(note) for note in self.col.find_notes("")]

    def note(self, question: str, type: str = "mlinterview question") -> Note:
        """Return the note whose first field ends in the id of a question."""
        (found,) = [
            note
            for note in self.notes()
            if note.fields[0].endswith(f":question/{question}")
            and note.note_type()["name"] == type
        ]
        return found

    def cards(self) -> Iterator[Card]:
        """Yield every card."""
        for card in self.col.find_cards(""):
            yield self.col.get_card(card)

    def deck_of(self, card: Card) -> str:
        """Return the name of the deck of a card."""
        return str(self.col.decks.name(card.did))

    def review(self, card: Card, ease: int = 4) -> None:
        """Answer a card as known, or not."""
        card.start_timer()
        self.col.sched.answerCard(card, ease)

    def schedule(self) -> dict[int, tuple[Any, ...]]:
        """Return what is kept of each card, and where it is."""
        return {
            card.id: (
                card.nid,
                card.ord,
                self.deck_of(card),
                *(getattr(card, name) for name in SCHEDULE),
            )
            for card in self.cards()
        }


@contextmanager
def at_anki(folder: Path, language: str = "en") -> Iterator[User]:
    """Let somebody open Anki, and close it in the end."""
    made = User(folder, language)
    try:
        yield made
    finally:
        made.col.close()
        anki.lang.set_lang("en")
