"""Notes as the formats for Anki describe them, apart from the files that hold them.

Each field of a `Note` says which values of the pack it shows, and how. So two releases of
a pack can be compared as Anki will compare them, and what a user changed in a deck can be
taken back to the values of the pack.
"""

import enum
import functools
from collections.abc import Callable, Iterator, Mapping

import attrs

from ..rendering import Block, HtmlWriter, Inline, Items, Paragraph, Plain, Text


class ValueLayout(enum.StrEnum):
    """How a field shows a value."""

    LINE = "line"
    """One line of Markdown by itself."""
    TEXT = "text"
    """Blocks of Markdown, as they are."""
    ITEM = "item"
    """One line of Markdown as an item of a list."""
    STRONG = "strong"
    """One line of Markdown, in bold as a paragraph of its own."""
    TITLE = "title"
    """Plain text, in bold as a paragraph of its own."""
    COMPOSED = "composed"
    """Text composed of several values, or of none."""


@attrs.frozen(kw_only=True)
class ShownValue:
    """A value of the pack as a field shows it.

    Args:
        text: The value; empty for composed text.
        layout: How the field shows it.
        path: Where it is: the type and id of an entity, then the keys inside it.
        shown: The block or line that shows it.
    """

    text: str
    layout: ValueLayout
    path: tuple[str | int, ...]
    shown: Block | Inline

    def replaced(self, text: str) -> "ShownValue":
        """Return the same with another text, shown in the same layout."""
        return attrs.evolve(self, text=text, shown=_LAYOUTS[self.layout](text))


_LAYOUTS: Mapping[ValueLayout, Callable[[str], Block | Inline]] = {
    ValueLayout.LINE: Inline,
    ValueLayout.TEXT: Text,
    ValueLayout.ITEM: lambda text: Items(((Inline(text),),)),
    ValueLayout.STRONG: lambda text: Paragraph((Inline(text, bold=True),)),
    ValueLayout.TITLE: lambda text: Paragraph((Plain(text, bold=True),)),
}


def values(block: Block | Inline) -> Iterator[ShownValue]:
    """Yield the values that a block shows, in order; composed text counts as one."""
    match block:
        case Inline(text, of=path) if path:
            layout = ValueLayout.LINE
        case Text(text, of=path) if path:
            layout = ValueLayout.TEXT
        case Paragraph((Inline(text, of=path, bold=True),)) if path:
            layout = ValueLayout.STRONG
        case Paragraph((Plain(text, of=path, bold=True),)) if path:
            layout = ValueLayout.TITLE
        case Items(lines) if len(lines) > 1:
            for line in lines:
                yield from values(attrs.evolve(block, lines=(line,)))
            return
        case Items(((Inline(text, of=path),),)) if path:
            layout = ValueLayout.ITEM
        case _:
            layout, text, path = ValueLayout.COMPOSED, "", ()
    yield ShownValue(text=text, layout=layout, path=path, shown=block)


@attrs.frozen(kw_only=True)
class FieldContent:
    """The content of one field of a note.

    Args:
        make: Returns its HTML; called when the HTML is first needed.
        blocks: The parts of the pack that it shows, in order. A field without any says
            nothing about the question.
        writer: Makes the HTML of each block.
    """

    make: Callable[[], str]
    blocks: tuple[Block | Inline, ...] = ()
    writer: HtmlWriter

    @functools.cached_property
    def html(self) -> str:
        """The HTML of the field."""
        return self.make()

    @functools.cached_property
    def values(self) -> tuple[ShownValue, ...]:
        """The values that the field shows, in order."""
        return tuple(value for block in self.blocks for value in values(block))

    def render(self, value: ShownValue) -> str:
        """Return the HTML of one value by itself."""
        return self.writer.blocks((value.shown,))


@attrs.frozen(kw_only=True)
class Note:
    """A note that a format makes of a question.

    Args:
        guid: The id by which Anki recognizes it in every collection.
        note_type: The name of its note type.
        fields: The content of each field, by the name of the field, in order.
        tags: Its tags, or None if an import leaves the tags of a note as they are.
        modified: When it last changed, in seconds since 1970, if Anki imports only what
            is newer; None if Anki imports whatever differs.
        search: What finds this note, and no other, in Anki's browser.
        usual: Whether a deck has it unless the user chooses otherwise.
        emptied: The user's own fields that an import empties.
    """

    guid: str
    note_type: str
    fields: Mapping[str, FieldContent]
    tags: tuple[str, ...] | None
    modified: int | None
    search: str
    usual: bool = True
    emptied: tuple[str, ...] = ()


def escape_anki_markup(html: str) -> str:
    """Return HTML in which Anki finds nothing to act upon.

    Wherever they occur in a field, Anki plays ``[sound:…]``, speaks ``[anki:tts …]``,
    renders ``[latex]`` and makes clozes of ``{{c1::``. Written as entities, the brackets
    look the same and mean nothing.

    >>> escape_anki_markup("<p>[sound:a.mp3] {{c1::x}}</p>")
    '<p>&#91;sound:a.mp3] &#123;&#123;c1::x}}</p>'
    """
    return html.replace("{{", "&#123;&#123;").replace("[", "&#91;")
