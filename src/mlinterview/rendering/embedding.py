"""Texts prepared for a place inside a larger Markdown document, and as plain text."""

import itertools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from .dialect import PARSERS, flatten, is_closed, parse, parse_inline

if TYPE_CHECKING:
    from markdown_it.token import Token

_SPECIAL: Final = re.compile(
    r"([\\`*_\[\]<|~$]|&(?=#?\w+;)|(?<!\S)#)|^(>|[-+](?=[\s-]|$)|\d+[.)](?=\s|$))"
)


def escape(text: str) -> str:
    r"""Return plain text as Markdown that shows exactly that text.

    >>> escape("1. a*b <c>")
    '1\\. a\\*b \\<c>'
    """
    return _SPECIAL.sub(
        lambda match: "\\" + match[1] if match[1] else _escape_marker(match[2]), text
    )


def _escape_marker(marker: str) -> str:
    return f"{marker[:-1]}\\{marker[-1]}"


def embed(text: str, *, level: int = 0) -> str:
    """Return Markdown blocks for use inside a larger document.

    Raw HTML becomes visible text, an open code block is closed, and headings become
    deeper than the heading above the text, without skipping a level.

    Args:
        text: The Markdown blocks.
        level: The level of the heading above the text, 0 for none.
    """
    text = text.rstrip("\n")
    if _needs_no_change(text):
        return text
    return _embedded(text, level)


# For most texts, a search for these shows that nothing is to be changed. Embedding the
# texts of the bundled pack takes a tenth of the time that it would with a parser.
_CHANGED: Final = re.compile(
    # HTML; headings with hash signs or with an underline; other line breaks.
    r"<[A-Za-z/!?]|\n[ \t>*+\d.)-]*[#=]|\n(?=[^-\n]*-)[ \t>*+\d.)-]+(?=\n|\Z)|\r"
)


def _needs_no_change(text: str) -> bool:
    """Return True if it is certain without parsing that `embed` changes nothing."""
    parts = f"\n{text}".split("\n```")
    prose = "\n".join(parts[::2])
    if len(parts) > 1 and ("$$" in prose or not _is_code_closed(parts)):
        return False
    return not ("```" in prose or "~~~" in prose or _CHANGED.search(prose))


def _is_code_closed(parts: Sequence[str]) -> bool:
    """Return True if every code block is closed, and by nothing inside it.

    Args:
        parts: A text split at the fences at the start of a line, so that prose and code
            alternate if every block is closed.
    """
    return (
        len(parts) % 2 == 1
        and all(part[:1] in ("", "\n") for part in parts[2::2])
        and all("```" not in part and part[:1] != "`" for part in parts[1::2])
    )


def _embedded(text: str, level: int) -> str:
    """Return Markdown blocks for use inside a larger document, after parsing them."""
    shown = _show_html(text)
    lines = shown.split("\n")
    tokens = parse(shown)
    outline: list[int] = []
    for token, content in itertools.pairwise(tokens):
        if token.type == "heading_open" and level:
            outline = [above for above in outline if above < int(token.tag[1])]
            outline.append(int(token.tag[1]))
            _demote(lines, token, content.content, min(6, level + len(outline)))
    fences = [token for token in tokens if token.type == "fence"]
    # A code block inside a list or a quotation ends with it.
    if fences and not fences[-1].level and not is_closed(fences[-1], shown):
        lines.append(fences[-1].markup)
    return "\n".join(lines).rstrip("\n")


_ORDINARY_LINE: Final = re.compile(
    r"(?:[^\W\d_]|\d+(?![\d.)])|[\"'(]|`(?!``)|\$(?!\$))[^<\n\r]*"
)


def embed_inline(text: str) -> str:
    r"""Return one line of Markdown for use anywhere in a larger document.

    Raw HTML becomes visible text. A start that would turn the line into a list, a
    heading or a link definition is escaped.

    >>> embed_inline("1. is not a list")
    '1\\. is not a list'
    """
    return text if _is_ordinary_line(text) else _embedded_line(text)


def _is_ordinary_line(text: str) -> bool:
    """Return True if it is certain without parsing that `embed_inline` keeps a line."""
    return bool(_ORDINARY_LINE.fullmatch(text)) and not text.endswith("#")


def _embedded_line(text: str) -> str:
    """Return a line for use inside a larger document, after parsing it."""
    shown = embed(text)
    blocks = [token.type for token in parse(shown)]
    is_line = blocks in (["paragraph_open", "inline", "paragraph_close"], ["math_block"])
    # As a list item, hyphens alone would make a thematic break.
    if not is_line or not shown.strip("- "):
        shown = embed(re.sub(r"^(\d*)(\W)", r"\1\\\2", text))
    return _without_closing(shown)


def _without_closing(heading: str) -> str:
    """Return the text of a heading with hash signs at its end escaped."""
    return re.sub(r"(?<=\s)(#+)$", r"\\\1", heading)


_FENCE_START: Final = re.compile(r"^(\s*[`~])(?=[`~]{2})")
_TAG_START: Final = re.compile(r"<(?=[A-Za-z/!?])")


def _show_html(text: str) -> str:
    """Return Markdown in which raw HTML is visible text.

    This holds for readers without support for formulas, too: where such a reader would
    see a tag or a fence in a formula, a space is inserted, which TeX ignores.
    """
    lines = text.split("\n")
    for token in parse(text):
        first, end = token.map or [0, 0]
        if token.type == "html_block":
            lines[first:end] = [line.replace("<", "&lt;") for line in lines[first:end]]
        elif token.type == "math_block":
            lines[first:end] = [
                _split_tags(_FENCE_START.sub(r"\1 ", line)) for line in lines[first:end]
            ]
        for child in flatten(token.children or []):
            if child.type == "html_inline":
                shown = child.content.replace("<", "&lt;")
                _replace(lines, first, end, child.content, shown)
            elif child.type.startswith("math"):
                _replace(lines, first, end, child.content, _split_tags(child.content))
    shown = "\n".join(lines)
    if "<" in shown and any(_has_html(parser().parse(shown)) for parser in PARSERS):
        # Escaping one tag let text after it become HTML, or a tag spans several lines
        # of a quotation. No author means either.
        return shown.replace("<", "&lt;")
    return shown


def _split_tags(formula: str) -> str:
    return _TAG_START.sub("< ", formula) if ">" in formula else formula


def _has_html(tokens: "Sequence[Token]") -> bool:
    return any(token.type.startswith("html") for token in flatten(tokens))


def _replace(lines: list[str], first: int, end: int, old: str, new: str) -> None:
    """Replace *old* by *new* in the lines from *first* up to *end*."""
    lines[first:end] = "\n".join(lines[first:end]).replace(old, new).split("\n")


def _demote(lines: list[str], token: "Token", title: str, level: int) -> None:
    """Change the level of a heading in the lines.

    Args:
        lines: The lines of the text, which are changed.
        token: The start of the heading.
        title: The text of the heading.
        level: The new level.
    """
    first, end = token.map or [0, 0]
    marks = "#" * level
    if token.markup.startswith("#"):
        lines[first] = re.sub(r"#+", marks, lines[first], count=1)
    else:  # Underlined, perhaps inside a list or a quotation.
        before = lines[first].partition(title.partition("\n")[0])[0]
        heading = _without_closing(title.replace("\n", " "))
        lines[first:end] = [f"{before}{marks} {heading}", *[""] * (end - first - 1)]


_MARKED: Final = re.compile(r"[\\`*_\[<&$]")


def to_text(text: str) -> str:
    """Return one line of Markdown as plain text.

    >>> to_text("Why does *attention* scale by `sqrt(d)`?")
    'Why does attention scale by sqrt(d)?'
    """
    if not _is_marked(text):
        return text
    return "".join(_plain(token) for token in flatten(parse_inline(text)))


def _is_marked(text: str) -> bool:
    """Return True if a line may hold markup or anything else but plain text."""
    return _MARKED.search(text) is not None or not text.isprintable()


def _plain(token: "Token") -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return "" if token.type == "inline" else token.content
