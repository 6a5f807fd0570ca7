"""A package for Anki: a deck with note types and a style of its own, and its images.

It carries all of a question that a person reads. Every question has a card, and so has
each of its first three follow-ups that have an answer; on request there are cards for
its key points too. Easy questions come first.
The package can be imported again in a later version: the cards are known by ids, and
keep their schedule. See [how to update a deck](../how-to/update-a-deck.md) for what
that does to notes that the user has changed.

A note is as new as its question says in `updated`, or the pack in `as_of`. Anki leaves
alone what is not newer than what it has, so a question whose text changes needs a new
`updated`. A question that is renamed keeps its cards if its former id is the first of
its `aliases` that is written as an id.

The same selection gives the same package wherever Python has the same zlib; what is
packed into it is the same everywhere.
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

_EASE: Final = {difficulty: at for at, difficulty in enumerate(Difficulty)}


def _export(request: ExportRequest[AnkiPackageOptions]) -> bytes:
    options = request.options
    decks = _decks(request.selection, options)
    images = Images(request.image if request.options.media else None)
    # One note after the other: all at once are so many objects that the garbage
    # collector, which looks through them again and again, takes a third of the time.
    filed = _filed(request, list(decks), images)
    return package(decks.values(), filed, images.files)


def _decks(selection: Selection, options: AnkiPackageOptions) -> dict[str, Deck]:
    """Return the decks by their names."""
    packs = {entry.pack.id: entry.pack for entry in selection.entries}
    found: dict[str, Deck] = {}
    for pack in packs.values():
        name = options.deck or deck_name(pack)
        found.setdefault(name, Deck(name=name, description=_description(pack)))
    return found


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
    places = {id(entry): at for at, entry in enumerate(_easy_first(selection), 1)}
    for entry in selection.entries:
        for note in notes(entry, options, images.writer(entry.pack)):
            yield Filed(
                note=note,
                deck=decks.index(options.deck or deck_name(entry.pack)),
                tags=tuple(tags(entry, options.tag_prefix)),
                place=places[id(entry)],
            )


def _easy_first(selection: Selection) -> list[Entry]:
    """Return the questions from easy to hard, those that do not say it at the end."""

    def ease(entry: Entry) -> int:
        difficulty = entry.question.difficulty
        return len(_EASE) if difficulty is None else _EASE[difficulty]

    return sorted(selection.entries, key=ease)


EXPORTER = Exporter(
    name="anki-apkg",
    suffix=".apkg",
    summary="A package for Anki: cards with style, follow-ups and images, to be updated.",
    export=_export,
    options=AnkiPackageOptions,
    binary=True,
    # Anki offers to replace the whole collection by a file with such a name.
    misleading=r"collection\.apkg|backup-.*\.apkg",
    notes=MAKERS["anki-apkg"],
)
