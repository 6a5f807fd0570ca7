"""Markdown as every exporter needs it: parsed, as safe HTML, or inside a document.

The dialect is CommonMark with tables and ``$math$``, without raw HTML. Whatever
comes from a pack is a stranger's text: the HTML passes an allow-list.
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
        Table,
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
    "Table",
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

# Where each name lives. To check a pack takes few of them, and to export it, all.
_EXPORTS = {
    "blocks": (
        "Block HtmlWriter Inline Items Line Paragraph Piece Plain Table Text "
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
