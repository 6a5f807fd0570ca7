"""Decks as read from files: the notes as a user has them."""

from typing import Final

import attrs

MAX_BYTES: Final = 256 * 1024 * 1024
"""How large a file, or the database packed in it, may be."""

MAX_NOTES: Final = 200_000
"""How many notes a file may have."""

MAX_FIELD: Final = 2_000_000
"""How many characters a field may have."""


@attrs.frozen(kw_only=True)
class DeckNote:
    """A note in a user's deck.

    Args:
        guid: The id by which Anki recognizes it; empty if the file does not say.
        note_type: The name of its note type; empty if the file does not say.
        names: The names of its fields, in order; empty if the file does not say.
        values: The content of its fields, in order.
        tags: Its tags.
        modified: When it was last changed, in seconds since 1970, if the file says.
    """

    guid: str
    note_type: str
    names: tuple[str, ...]
    values: tuple[str, ...]
    tags: tuple[str, ...] = ()
    modified: int | None = None


@attrs.frozen(kw_only=True)
class DeckFile:
    """The notes in a file.

    Args:
        name: The path of the file.
        notes: Its notes, in order.
        is_html: Whether the fields hold HTML; if not, they hold plain text.
    """

    name: str
    notes: tuple[DeckNote, ...] = attrs.field(repr=False)
    is_html: bool = True
