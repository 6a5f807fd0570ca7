"""Convert the Markdown of packs to safe HTML, other Markdown, plain text or MathML.

The dialect is CommonMark with tables and ``$math$``, without raw HTML. Packs are
untrusted input: all HTML is filtered by an allow-list.

`to_html` converts one text. `embed` and `embed_inline` prepare a text for a place inside
a larger Markdown document, `escape` does so for plain text, and `to_text` removes the
markup. A document that mixes texts of a pack with words of its own is described once, as
blocks (`Text`, `Paragraph`, `Items`, `TableBlock`); `to_markdown` and `HtmlWriter` write
them. `parse` returns the tokens of a text, for checks.
"""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .blocks import (
        Block,
        HtmlWriter,
        Inline,
        Items,
        Line,
        Paragraph,
        Piece,
        Plain,
        TableBlock,
        Text,
        is_empty,
        line_to_markdown,
        to_markdown,
    )
    from .code import CodeStyle, code_css
    from .dialect import flatten, is_closed, is_outside, parse, parse_inline
    from .embedding import embed, embed_inline, escape, to_text
    from .formulas import acting_macro
    from .html import to_html
    from .mathml_output import mathml

__all__ = [
    "Block",
    "CodeStyle",
    "HtmlWriter",
    "Inline",
    "Items",
    "Line",
    "Paragraph",
    "Piece",
    "Plain",
    "TableBlock",
    "Text",
    "acting_macro",
    "code_css",
    "embed",
    "embed_inline",
    "escape",
    "flatten",
    "is_closed",
    "is_empty",
    "is_outside",
    "line_to_markdown",
    "mathml",
    "parse",
    "parse_inline",
    "to_html",
    "to_markdown",
    "to_text",
]

# The module of each name. Checking a pack imports few of them.
_EXPORTS = {
    "blocks": (
        "Block HtmlWriter Inline Items Line Paragraph Piece Plain TableBlock Text "
        "is_empty line_to_markdown to_markdown"
    ),
    "code": "CodeStyle code_css",
    "dialect": "flatten is_closed is_outside parse parse_inline",
    "embedding": "embed embed_inline escape to_text",
    "formulas": "acting_macro",
    "html": "to_html",
    "mathml_output": "mathml",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
