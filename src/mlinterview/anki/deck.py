"""What every reader of decks makes: notes as a user has them."""

from typing import Final

import attrs

MAX_BYTES: Final = 256 * 1024 * 1024
"""How large a file, or what is packed in it, may be."""

MAX_NOTES: Final = 200_000
"""How many notes are read of a file."""

MAX_FIELD: Final = 2_000_000
"""How many characters a field may have."""


@attrs.frozen(kw_only=True)
class DeckNote:
    """A note as it is in somebody's deck.

    Args:
        guid: By what Anki knows it, or empty if the file does not say.
        note_type: The name of its note type, or empty if the file does not say.
        names: The names of its fields, or nothing if the file does not say.
        values: What the fields hold, in order.
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
class Deck:
    """The notes of a file.

    Args:
        name: The file.
        notes: Its notes, in order.
        is_html: Whether the fields hold HTML; if not, only their words are known.
    """

    name: str
    notes: tuple[DeckNote, ...] = attrs.field(repr=False)
    is_html: bool = True
