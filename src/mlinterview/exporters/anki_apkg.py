"""A package for Anki: a deck with its own note types, style and images.

It has everything of a question that people read. There is a card for every question and
for each of its first three follow-ups that have an answer, and on request for its key
points. Easy questions come first.
A later version of the package can be imported over an earlier one: cards are recognized
by ids and keep their schedule. See [how to update a deck](../how-to/update-a-deck.md) for
what that does to notes that the user has changed.

The modification time of a note is the date in `updated` of its question, or in `as_of` of
the pack. Anki does not replace a note by one that is no newer, so a question whose text
changes needs a new `updated`. A question that is renamed keeps its cards if its former id
is the first of its `aliases` that is written as an id.

The same selection gives the same package on every machine with the same version of zlib;
the content of the archive is the same everywhere.
"""

from collections.abc import Iterator
from typing import Final

from ..anki import (
    MAKERS,
    AnkiPackageOptions,
    Deck,
    Filed,
    Images,
    deck_name,
    neutralise,
    notes,
    package,
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
    images = Images(request.image if request.options.media else None)
    # An iterator, since a list of all notes would keep so many objects alive that the
    # garbage collector would take a third of the time.
    filed = _filed(request, list(decks), images)
    return package(decks.values(), filed, images.files)


def _decks(selection: Selection, options: AnkiPackageOptions) -> dict[str, Deck]:
    """Return the decks by their names."""
    packs = {entry.pack.id: entry.pack for entry in selection.entries}
    decks: dict[str, Deck] = {}
    for pack in packs.values():
        name = options.deck or deck_name(pack)
        decks.setdefault(name, Deck(name=name, description=_description(pack)))
    return decks


def _description(pack: Pack) -> str:
    metadata = pack.metadata
    names = ", ".join(author.name for author in metadata.authors)
    line = f"{metadata.title} {metadata.version}, by {names}, licence {metadata.license}"
    about = to_html(metadata.description or "", finish=neutralise)
    return f"{about}<p>{to_html(escape(line), inline=True, finish=neutralise)}</p>"


def _filed(
    request: ExportRequest[AnkiPackageOptions], decks: list[str], images: Images
) -> Iterator[Filed]:
    selection, options = request.selection, request.options
    places = {id(entry): place for place, entry in enumerate(_easy_first(selection), 1)}
    for entry in selection.entries:
        for note in notes(entry, options, images.writer(entry.pack)):
            yield Filed(
                note=note,
                deck=decks.index(options.deck or deck_name(entry.pack)),
                tags=tuple(tags(entry, options.tag_prefix)),
                place=places[id(entry)],
            )


def _easy_first(selection: Selection) -> list[Entry]:
    """Return the questions from easy to hard, those without a difficulty last."""

    def ease(entry: Entry) -> int:
        difficulty = entry.question.difficulty
        return len(_EASE) if difficulty is None else _EASE[difficulty]

    return sorted(selection.entries, key=ease)


EXPORTER = Exporter(
    name="anki-apkg",
    suffix=".apkg",
    summary="A package for Anki: styled cards with follow-ups and images, updatable.",
    export=_export,
    options=AnkiPackageOptions,
    binary=True,
    # Anki would offer to replace the whole collection by a file with such a name.
    misleading=r"collection\.apkg|backup-.*\.apkg",
    notes=MAKERS["anki-apkg"],
)
