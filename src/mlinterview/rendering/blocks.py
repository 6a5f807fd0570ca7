"""What a document is made of, before it is Markdown or HTML.

An exporter says what stands where: a text of the pack, a list, a table, a line of plain
words and of the pack's Markdown. Each text is then rendered once, for what it becomes.
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
"""Where a value is in a pack. It is no part of what is shown: the same words are
rendered once, wherever they are from."""


@attrs.frozen
class Plain:
    """Plain words in a line.

    Args:
        text: The words.
        bold: Whether they are bold.
        italic: Whether they are italic.
        url: The web address that they lead to, if any.
        of: The value of the pack that they are: the type and id of an entity, then the
            keys inside it; nothing if they are none.
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
        bold: Whether it is bold as a whole.
        of: The value of the pack that it is, as for `Plain`.
    """

    text: str
    bold: bool = attrs.field(default=False, kw_only=True)
    of: Path = attrs.field(default=(), kw_only=True, eq=False)


Piece = Plain | Inline
Line = tuple[Piece, ...]


@attrs.frozen
class Text:
    """Blocks of the pack's Markdown.

    Args:
        text: The Markdown.
        of: The value of the pack that it is, as for `Plain`.
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
class Table:
    """A table: the heads of its columns, and its rows of one line a cell."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Text | Paragraph | Items | Table


def is_empty(block: Block) -> bool:
    """Say whether there is nothing in a block to be shown."""
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
    r"""Return blocks as Markdown that can stand in a larger document.

    Args:
        blocks: The blocks.
        level: The level of the heading that they stand under; headings in a text go
            below it.

    >>> to_markdown([Items(((Plain("a*b"),), (Inline("a*b*"),)))])
    '- a\\*b\n- a*b*'
    """
    made = (_markdown(block, level) for block in blocks)
    return "\n\n".join(one for one in made if one)


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
            made = [map(escape, table.head), ["---"] * len(table.head), *cells]
            return "\n".join(f"| {' | '.join(row)} |" for row in made)


def line_to_markdown(line: Line) -> str:
    """Return a line as Markdown."""
    return "".join(map(_piece, line))


def _piece(piece: Piece) -> str:
    if isinstance(piece, Inline):
        made = embed_inline(piece.text)
        return f"**{made}**" if piece.bold else made
    made = escape(piece.text)
    made = f"**{made}**" if piece.bold else made
    made = f"*{made}*" if piece.italic else made
    return f"[{made}]({_address(piece.url)})" if piece.url else made


def _address(url: str) -> str:
    """Return a web address as the target of a link, whatever characters are in it."""
    written = re.sub(r"[<>()\\]", lambda found: f"%{ord(found[0]):02X}", url)
    return re.sub(r"&(?=#?\w+;)", "&amp;", written)


def _cell(line: Line) -> str:
    return line_to_markdown(line).replace("|", r"\|")


# As HTML ---------------------------------------------------------------------


# What repeats does so soon. All that was ever made would take more memory than the pack,
# and the garbage collector would look through it again and again.
_MAX_MADE: Final = 2_000


@attrs.frozen(kw_only=True)
class HtmlWriter:
    """What makes the HTML of one document, and each block that repeats only once.

    Args:
        level: The level of the heading that texts stand under.
        image: What an image of the pack is called, as for `to_html`.
        code: How code blocks are marked, as for `to_html`.
        formula: What makes the HTML of a formula, as for `to_html`.
        finish: What to do with the HTML, as for `to_html`.

    >>> HtmlWriter().blocks([Items(((Plain("a*b"),), (Inline("a*b*"),)))])
    '<ul><li>a*b</li><li>a<em>b</em></li></ul>'
    """

    level: int = 0
    image: Callable[[str], str | None] | None = None
    code: CodeStyle = "plain"
    formula: Formula | None = None
    finish: Callable[[str], str] = lambda made: made
    _made: dict[Block | Line, str] = attrs.field(factory=dict, init=False, eq=False)

    def blocks(self, blocks: Iterable[Block | Piece]) -> str:
        """Return blocks, one below the other; a piece stands in a line of its own."""
        return "".join(
            self._one((one,) if isinstance(one, Plain | Inline) else one)
            for one in blocks
        )

    def text(self, text: str) -> str:
        """Return blocks of the pack's Markdown."""
        return self._one(Text(text))

    def line(self, line: str | Line) -> str:
        """Return a line, or one of the pack's Markdown."""
        return self._one((Inline(line),) if isinstance(line, str) else line)

    def words(self, text: str) -> str:
        """Return plain words."""
        return self._one((Plain(text),))

    def _one(self, block: Block | Line) -> str:
        # A tip or a source belongs to many questions: of the texts of the bundled
        # pack, a half is there again.
        if (made := self._made.get(block)) is None:
            if len(self._made) >= _MAX_MADE:
                self._made.clear()
            made = self._made[block] = safe_html(
                _raw(block),
                level=self.level,
                image=self.image,
                code=self.code,
                formula=self.formula,
                finish=self.finish,
            )
        return made


def _raw(block: Block | Line) -> str:
    """Return a block as HTML that is still to be cleaned."""
    match block:
        case Text(text):
            return raw_html(text)
        case Paragraph(line):
            return f"<p>{_raw_line(line)}</p>"
        case Items(lines, numbered=numbered):
            items = "".join(f"<li>{_raw_line(line)}</li>" for line in lines)
            return f"<ol>{items}</ol>" if numbered else f"<ul>{items}</ul>"
        case Table(head, rows):
            heads = "".join(f"<th>{plain_html(one)}</th>" for one in head)
            return f"<table><thead><tr>{heads}</tr></thead>{_raw_rows(rows)}</table>"
        case line:
            return _raw_line(line)


def _raw_rows(rows: Iterable[Iterable[Line]]) -> str:
    made = "".join(
        f"<tr>{''.join(f'<td>{_raw_line(line)}</td>' for line in row)}</tr>"
        for row in rows
    )
    return f"<tbody>{made}</tbody>"


def _raw_line(line: Line) -> str:
    return "".join(map(_raw_piece, line))


def _raw_piece(piece: Piece) -> str:
    if isinstance(piece, Inline):
        made = raw_html(piece.text, inline=True)
        return f"<strong>{made}</strong>" if piece.bold else made
    made = plain_html(piece.text)
    made = f"<strong>{made}</strong>" if piece.bold else made
    made = f"<em>{made}</em>" if piece.italic else made
    return f'<a href="{plain_html(piece.url)}">{made}</a>' if piece.url else made
