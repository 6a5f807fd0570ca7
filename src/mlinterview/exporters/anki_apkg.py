"""A package for Anki: a deck with its own note types and style, and its images.

It carries everything in a question that a person reads. Every question has a card, and
so has each of its first three follow-ups with an answer; cards for its key points are
optional. Easy questions come first.
A later version of the package can be imported over an earlier one: Anki recognizes the
cards by their ids, and they keep their schedule. See
[how to update a deck](../how-to/update-a-deck.md) for what that does to notes that the
user has changed.

The date of a note is that of its question in `updated`, or else that of the pack in
`as_of`. Anki ignores a note that is not newer than its own, so a question whose text
changes needs a new `updated`. A renamed question keeps its cards if its former id is the
first of its `aliases` that is written as an id.

The same selection gives the same package wherever Python has the same zlib; the files
in the package are the same everywhere.
"""

from collections.abc import Iterator
from typing import Final

from ..anki import (
    NOTE_MAKERS,
    AnkiPackageOptions,
    DeckImages,
    PackageDeck,
    PackageNote,
    deck_name,
    escape_anki_markup,
    make_notes,
    package_bytes,
    tags,
)
from ..model import Difficulty, Pack
from ..query import Entry, Selection
from ..rendering import escape, to_html
from . import Exporter, ExportRequest

_EASE: Final = {difficulty: rank for rank, difficulty in enumerate(Difficulty)}


def _export(request: ExportRequest[AnkiPackageOptions]) -> bytes:
    options = request.options
    decks = _decks(request.selection, options)
    images = DeckImages(request.image if request.options.media else None)
    # The notes are made one after the other: a list of all of them is so many objects
    # that the garbage collector would take a third of the time.
    notes = _notes(request, list(decks), images)
    return package_bytes(decks.values(), notes, images.files)


def _decks(selection: Selection, options: AnkiPackageOptions) -> dict[str, PackageDeck]:
    """Return the decks of a selection by their names."""
    packs = {entry.pack.id: entry.pack for entry in selection.entries}
    decks: dict[str, PackageDeck] = {}
    for pack in packs.values():
        name = options.deck or deck_name(pack)
        decks.setdefault(name, PackageDeck(name=name, description=_description(pack)))
    return decks


def _description(pack: Pack) -> str:
    metadata = pack.metadata
    names = ", ".join(author.name for author in metadata.authors)
    line = f"{metadata.title} {metadata.version}, by {names}, licence {metadata.license}"
    about = to_html(metadata.description or "", finish=escape_anki_markup)
    line = to_html(escape(line), inline=True, finish=escape_anki_markup)
    return f"{about}<p>{line}</p>"


def _notes(
    request: ExportRequest[AnkiPackageOptions], decks: list[str], images: DeckImages
) -> Iterator[PackageNote]:
    selection, options = request.selection, request.options
    places = {id(entry): place for place, entry in enumerate(_easy_first(selection), 1)}
    for entry in selection.entries:
        for note in make_notes(entry, options, images.writer(entry.pack)):
            yield PackageNote(
                note=note,
                deck=decks.index(options.deck or deck_name(entry.pack)),
                tags=tuple(tags(entry, options.tag_prefix)),
                place=places[id(entry)],
            )


def _easy_first(selection: Selection) -> list[Entry]:
    """Return the questions from easy to hard; those without a difficulty come last."""

    def ease(entry: Entry) -> int:
        difficulty = entry.question.difficulty
        return len(_EASE) if difficulty is None else _EASE[difficulty]

    return sorted(selection.entries, key=ease)


EXPORTER = Exporter(
    name="anki-apkg",
    suffix=".apkg",
    summary="A package for Anki: cards with style, follow-ups and images, and updates.",
    export=_export,
    options=AnkiPackageOptions,
    binary=True,
    # Anki offers to replace the whole collection with a file of such a name.
    misleading=r"collection\.apkg|backup-.*\.apkg",
    notes=NOTE_MAKERS["anki-apkg"],
)
