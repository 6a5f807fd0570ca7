"""What formats for Anki say of their notes, beside the files that they make of them.

With it, two packs can be compared as Anki will compare them, and what a user changed in
a deck can be taken back to the values of the pack: each field states which values it
shows, and how. All that knows note types by name is in the exporters.
"""

import enum
import functools
from collections.abc import Callable, Iterator, Mapping

import attrs

from ..rendering import Block, HtmlWriter, Inline, Items, Paragraph, Plain, Text


class Frame(enum.StrEnum):
    """How a value stands in what shows it."""

    LINE = "line"
    """One line of Markdown by itself."""
    TEXT = "text"
    """Blocks of Markdown, as they are."""
    ITEM = "item"
    """One line of Markdown as an item of a list."""
    STRONG = "strong"
    """One line of Markdown, emphasised as a paragraph of its own."""
    TITLE = "title"
    """Plain text, likewise."""
    MADE = "made"
    """What was made of more than one value, or of none."""


@attrs.frozen(kw_only=True)
class Value:
    """A value of the pack as a card shows it.

    Args:
        text: The value; empty for what was made.
        frame: How it stands there.
        path: Where it is: the type and id of an entity, then the keys inside it.
        shown: What shows it.
    """

    text: str
    frame: Frame
    path: tuple[str | int, ...]
    shown: Block | Inline

    def replaced(self, text: str) -> "Value":
        """Return another value that is shown in the same way."""
        shown = _FRAMES[self.frame](text)
        return attrs.evolve(self, text=text, shown=shown)


_FRAMES: Mapping[Frame, Callable[[str], Block | Inline]] = {
    Frame.LINE: Inline,
    Frame.TEXT: Text,
    Frame.ITEM: lambda text: Items(((Inline(text),),)),
    Frame.STRONG: lambda text: Paragraph((Inline(text, bold=True),)),
    Frame.TITLE: lambda text: Paragraph((Plain(text, bold=True),)),
}


def values(block: Block | Inline) -> Iterator[Value]:
    """Yield the values that a block shows; what was made is one, too."""
    match block:
        case Inline(text, of=path) if path:
            yield Value(text=text, frame=Frame.LINE, path=path, shown=block)
        case Text(text, of=path) if path:
            yield Value(text=text, frame=Frame.TEXT, path=path, shown=block)
        case Paragraph((Inline(text, of=path, bold=True),)) if path:
            yield Value(text=text, frame=Frame.STRONG, path=path, shown=block)
        case Paragraph((Plain(text, of=path, bold=True),)) if path:
            yield Value(text=text, frame=Frame.TITLE, path=path, shown=block)
        case Items(lines) if len(lines) > 1:
            for line in lines:
                yield from values(attrs.evolve(block, lines=(line,)))
        case Items(((Inline(text, of=path),),)) if path:
            yield Value(text=text, frame=Frame.ITEM, path=path, shown=block)
        case _:
            yield Value(text="", frame=Frame.MADE, path=(), shown=block)


@attrs.frozen(kw_only=True)
class Content:
    """What one field of a note holds.

    Args:
        make: What makes the HTML of it, which is not asked for before it is needed.
        blocks: What it shows of the pack, in the order in which it stands there. A field
            without any says nothing of the question.
        writer: What makes the HTML of each of these.
    """

    make: Callable[[], str]
    blocks: tuple[Block | Inline, ...] = ()
    writer: HtmlWriter

    @functools.cached_property
    def html(self) -> str:
        """The HTML of it."""
        return self.make()

    @functools.cached_property
    def values(self) -> tuple[Value, ...]:
        """The values that it shows, in order."""
        return tuple(value for block in self.blocks for value in values(block))

    def render(self, value: Value) -> str:
        """Return a value by itself as HTML."""
        return self.writer.blocks((value.shown,))


@attrs.frozen(kw_only=True)
class Note:
    """A question as a note of Anki.

    Args:
        guid: By what Anki knows it in every collection.
        note_type: The name of its note type.
        fields: What each field holds, by its name, in order.
        tags: Its tags, or `None` if the format leaves those that are there.
        modified: When it last changed, in seconds since 1970, if Anki goes by that;
            `None` if Anki takes whatever differs.
        search: What finds just this note in Anki's browser.
        usual: Whether a deck has it without being asked for it.
        emptied: The fields of users that an import empties.
    """

    guid: str
    note_type: str
    fields: Mapping[str, Content]
    tags: tuple[str, ...] | None
    modified: int | None
    search: str
    usual: bool = True
    emptied: tuple[str, ...] = ()
