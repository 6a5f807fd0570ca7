"""The parts of a document, before they are written as Markdown or HTML.

An exporter lists blocks: texts of the pack, paragraphs, lists and tables. Lines mix plain
text with Markdown of the pack. The same blocks can be written in either format.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

import attrs

from .code import CodeStyle
from .embedding import embed, embed_inline, escape
from .formulas import Formula
from .html import plain_html, raw_html, safe_html

Path = tuple[str | int, ...]
"""The path of a value in a pack: type and id of an entity, then the keys inside it.

Blocks that differ only in their paths are equal, so that each text is rendered once.
"""


@attrs.frozen
class Plain:
    """Plain text within a line.

    Args:
        text: The text, in which nothing is taken for markup.
        bold: Whether it is bold.
        italic: Whether it is italic.
        url: The web address that it links to, if any.
        of: The path of the value of the pack that is shown; empty if the text does not
            come from a pack unchanged.
    """

    text: str
    bold: bool = attrs.field(default=False, kw_only=True)
    italic: bool = attrs.field(default=False, kw_only=True)
    url: str | None = attrs.field(default=None, kw_only=True)
    of: Path = attrs.field(default=(), kw_only=True, eq=False)


@attrs.frozen
class Inline:
    """One line of the pack's Markdown.

    Args:
        text: The Markdown.
        bold: Whether all of it is bold.
        of: The path of the value that is shown, as for `Plain`.
    """

    text: str
    bold: bool = attrs.field(default=False, kw_only=True)
    of: Path = attrs.field(default=(), kw_only=True, eq=False)


Piece = Plain | Inline
"""A part of a line: plain text, or one line of Markdown."""
Line = tuple[Piece, ...]
"""The parts of a line, one after the other."""


@attrs.frozen
class Text:
    """A text of the pack: any number of Markdown blocks.

    Args:
        text: The Markdown.
        of: The path of the value that is shown, as for `Plain`.
    """

    text: str
    of: Path = attrs.field(default=(), kw_only=True, eq=False)


@attrs.frozen
class Paragraph:
    """A paragraph of one line."""

    line: Line


@attrs.frozen
class Items:
    """A list of lines."""

    lines: tuple[Line, ...]
    numbered: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen
class TableBlock:
    """A table: the column headings, and rows with one line in each cell."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Text | Paragraph | Items | TableBlock
"""A part of a section that starts on a line of its own."""


def is_empty(block: Block) -> bool:
    """Return True if a block would show nothing."""
    match block:
        case Text(text):
            return not text
        case Paragraph(line):
            return not line
        case Items(lines):
            return not lines
        case table:
            return not table.rows


# As Markdown -----------------------------------------------------------------


def to_markdown(blocks: Iterable[Block], *, level: int = 0) -> str:
    r"""Return blocks as Markdown for use inside a larger document.

    Args:
        blocks: The blocks.
        level: The level of the heading above them; headings in a text become deeper.

    >>> to_markdown([Items(((Plain("a*b"),), (Inline("a*b*"),)))])
    '- a\\*b\n- a*b*'
    """
    written = (_markdown(block, level) for block in blocks)
    return "\n\n".join(filter(None, written))


def _markdown(block: Block, level: int) -> str:
    match block:
        case Text(text):
            return embed(text, level=level)
        case Paragraph(line):
            return line_to_markdown(line)
        case Items(lines, numbered=numbered):
            return "\n".join(
                f"{f'{number}.' if numbered else '-'} {line_to_markdown(line)}"
                for number, line in enumerate(lines, 1)
            )
        case table:
            cells = [map(_cell, row) for row in table.rows]
            rows = [map(escape, table.head), ["---"] * len(table.head), *cells]
            return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def line_to_markdown(line: Line) -> str:
    """Return a line as Markdown."""
    return "".join(map(_piece, line))


def _piece(piece: Piece) -> str:
    if isinstance(piece, Inline):
        markdown = embed_inline(piece.text)
        return f"**{markdown}**" if piece.bold else markdown
    markdown = escape(piece.text)
    markdown = f"**{markdown}**" if piece.bold else markdown
    markdown = f"*{markdown}*" if piece.italic else markdown
    return f"[{markdown}]({_link_target(piece.url)})" if piece.url else markdown


def _link_target(url: str) -> str:
    """Return a web address as the target of a Markdown link."""
    quoted = re.sub(r"[<>()\\]", lambda match: f"%{ord(match[0]):02X}", url)
    return re.sub(r"&(?=#?\w+;)", "&amp;", quoted)


def _cell(line: Line) -> str:
    return line_to_markdown(line).replace("|", r"\|")


# As HTML ---------------------------------------------------------------------


# A block that repeats usually does so soon. Without a limit, the cache would outgrow the
# pack, and each run of the garbage collector would go through it.
_MAX_CACHED: Final = 2_000


@attrs.frozen(kw_only=True)
class HtmlWriter:
    """Writes blocks of one document as HTML, and renders repeated blocks only once.

    Args:
        level: The level of the heading above the texts.
        image: Returns the source of an image, as for `to_html`.
        code: How code blocks are highlighted, as for `to_html`.
        formula: Returns the HTML of a formula, as for `to_html`.
        finish: Changes the HTML at the end, as for `to_html`.

    >>> HtmlWriter().blocks([Items(((Plain("a*b"),), (Inline("a*b*"),)))])
    '<ul><li>a*b</li><li>a<em>b</em></li></ul>'
    """

    level: int = 0
    image: Callable[[str], str | None] | None = None
    code: CodeStyle = "plain"
    formula: Formula | None = None
    finish: Callable[[str], str] = lambda html: html
    _cache: dict[Block | Line, str] = attrs.field(factory=dict, init=False, eq=False)

    def blocks(self, blocks: Iterable[Block | Piece]) -> str:
        """Return the HTML of blocks one after the other, and of pieces of lines."""
        return "".join(
            self._render((block,) if isinstance(block, Plain | Inline) else block)
            for block in blocks
        )

    def text(self, text: str) -> str:
        """Return the HTML of a text of the pack."""
        return self._render(Text(text))

    def line(self, line: str | Line) -> str:
        """Return the HTML of a line; a string is one line of Markdown."""
        return self._render((Inline(line),) if isinstance(line, str) else line)

    def words(self, text: str) -> str:
        """Return the HTML of plain text."""
        return self._render((Plain(text),))

    def _render(self, block: Block | Line) -> str:
        # Tips and sources belong to many questions: in the bundled pack, half of all
        # texts are shown more than once.
        if (rendered := self._cache.get(block)) is None:
            if len(self._cache) >= _MAX_CACHED:
                self._cache.clear()
            rendered = self._cache[block] = safe_html(
                _raw(block),
                level=self.level,
                image=self.image,
                code=self.code,
                formula=self.formula,
                finish=self.finish,
            )
        return rendered


def _raw(block: Block | Line) -> str:
    """Return a block as HTML that has not been sanitized."""
    match block:
        case Text(text):
            return raw_html(text)
        case Paragraph(line):
            return f"<p>{_raw_line(line)}</p>"
        case Items(lines, numbered=numbered):
            items = "".join(f"<li>{_raw_line(line)}</li>" for line in lines)
            return f"<ol>{items}</ol>" if numbered else f"<ul>{items}</ul>"
        case TableBlock(head, rows):
            cells = "".join(f"<th>{plain_html(heading)}</th>" for heading in head)
            return f"<table><thead><tr>{cells}</tr></thead>{_raw_rows(rows)}</table>"
        case line:
            return _raw_line(line)


def _raw_rows(rows: Iterable[Iterable[Line]]) -> str:
    body = "".join(
        f"<tr>{''.join(f'<td>{_raw_line(line)}</td>' for line in row)}</tr>"
        for row in rows
    )
    return f"<tbody>{body}</tbody>"


def _raw_line(line: Line) -> str:
    return "".join(map(_raw_piece, line))


def _raw_piece(piece: Piece) -> str:
    if isinstance(piece, Inline):
        raw = raw_html(piece.text, inline=True)
        return f"<strong>{raw}</strong>" if piece.bold else raw
    raw = plain_html(piece.text)
    raw = f"<strong>{raw}</strong>" if piece.bold else raw
    raw = f"<em>{raw}</em>" if piece.italic else raw
    return f'<a href="{plain_html(piece.url)}">{raw}</a>' if piece.url else raw
