"""Markdown as every exporter needs it: parsed, as safe HTML, or inside a document.

The dialect is CommonMark with tables and ``$math$``, without raw HTML. Whatever
comes from a pack is a stranger's text: the HTML passes an allow-list.
"""

from typing import TYPE_CHECKING

from .. import _lazy

if TYPE_CHECKING:
    from ._blocks import (
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
    from ._code import CodeStyle, code_css
    from ._dialect import (
        flatten,
        is_closed,
        is_outside,
        parse,
        parse_inline,
    )
    from ._embedding import embed, embed_inline, escape, to_text
    from ._formulas import acting_macro
    from ._html import to_html
    from ._mathml import mathml

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
_ROOMS = {
    "_blocks": (
        "Block HtmlWriter Inline Items Line Paragraph Piece Plain Table Text is_empty "
        "line_to_markdown to_markdown"
    ),
    "_code": "CodeStyle code_css",
    "_dialect": "flatten is_closed is_outside parse parse_inline",
    "_embedding": "embed embed_inline escape to_text",
    "_formulas": "acting_macro",
    "_html": "to_html",
    "_mathml": "mathml",
}

if not TYPE_CHECKING:
    __getattr__ = _lazy.opener(__name__, _ROOMS)
