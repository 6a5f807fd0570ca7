"""Texts as Markdown within a larger document, and as plain text."""

import itertools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ._dialect import PARSERS, flatten, is_closed, parse, parse_inline

if TYPE_CHECKING:
    from markdown_it.token import Token

_SPECIAL: Final = re.compile(
    r"([\\`*_\[\]<|~$]|&(?=#?\w+;)|(?<!\S)#)|^(>|[-+](?=[\s-]|$)|\d+[.)](?=\s|$))"
)


def escape(text: str) -> str:
    r"""Return plain text as Markdown that shows just that text.

    >>> escape("1. a*b <c>")
    '1\\. a\\*b \\<c>'
    """
    return _SPECIAL.sub(
        lambda found: "\\" + found[1] if found[1] else _escape_marker(found[2]), text
    )


def _escape_marker(marker: str) -> str:
    return f"{marker[:-1]}\\{marker[-1]}"


def embed(text: str, *, level: int = 0) -> str:
    """Return Markdown that can stand within a larger document.

    Raw HTML becomes visible text, an open code block is closed, and headings go
    below the heading that the text stands under, without a step left out.

    Args:
        text: The Markdown blocks.
        level: The level of that heading, 0 for none.
    """
    shown = _show_html(text.rstrip("\n"))
    lines = shown.split("\n")
    tokens = parse(shown)
    outline: list[int] = []
    for token, content in itertools.pairwise(tokens):
        if token.type == "heading_open" and level:
            outline = [above for above in outline if above < int(token.tag[1])]
            outline.append(int(token.tag[1]))
            _demote(lines, token, content.content, min(6, level + len(outline)))
    fences = [token for token in tokens if token.type == "fence"]
    # One within a list or a quotation ends with it.
    if fences and not fences[-1].level and not is_closed(fences[-1], shown):
        lines.append(fences[-1].markup)
    return "\n".join(lines).rstrip("\n")


def embed_inline(text: str) -> str:
    r"""Return one line of Markdown that can stand anywhere in a larger document.

    Raw HTML becomes visible text, and a start that would make a list, a heading or
    a link definition of the line is escaped.

    >>> embed_inline("1. is not a list")
    '1\\. is not a list'
    """
    shown = embed(text)
    blocks = [token.type for token in parse(shown)]
    is_line = blocks in (["paragraph_open", "inline", "paragraph_close"], ["math_block"])
    # Behind the mark of a list, two hyphens make a rule.
    if not is_line or not shown.strip("- "):
        shown = embed(re.sub(r"^(\d*)(\W)", r"\1\\\2", text))
    return _without_closing(shown)


def _without_closing(heading: str) -> str:
    """Return the words of a heading with marks at their end kept as words."""
    return re.sub(r"(?<=\s)(#+)$", r"\\\1", heading)


_FENCE_START: Final = re.compile(r"^(\s*[`~])(?=[`~]{2})")
_TAG_START: Final = re.compile(r"<(?=[A-Za-z/!?])")


def _show_html(text: str) -> str:
    """Return Markdown in which raw HTML is visible text.

    It stays text for readers that know no formulas, too: what would be HTML or a
    code block to them is parted by a space, which means nothing in a formula.
    """
    lines = text.split("\n")
    for token in parse(text):
        first, end = token.map or [0, 0]
        if token.type == "html_block":
            lines[first:end] = [line.replace("<", "&lt;") for line in lines[first:end]]
        elif token.type == "math_block":
            lines[first:end] = [
                _part_tags(_FENCE_START.sub(r"\1 ", line)) for line in lines[first:end]
            ]
        for child in flatten(token.children or []):
            if child.type == "html_inline":
                shown = child.content.replace("<", "&lt;")
                _replace(lines, first, end, child.content, shown)
            elif child.type.startswith("math"):
                _replace(lines, first, end, child.content, _part_tags(child.content))
    shown = "\n".join(lines)
    if "<" in shown and any(_has_html(parser().parse(shown)) for parser in PARSERS):
        # What was made text has let something behind it become HTML, or a tag goes
        # over several lines of a quotation. No author means either.
        return shown.replace("<", "&lt;")
    return shown


def _part_tags(formula: str) -> str:
    return _TAG_START.sub("< ", formula) if ">" in formula else formula


def _has_html(tokens: "Sequence[Token]") -> bool:
    return any(token.type.startswith("html") for token in flatten(tokens))


def _replace(lines: list[str], first: int, end: int, old: str, new: str) -> None:
    """Replace *old* within some lines."""
    lines[first:end] = "\n".join(lines[first:end]).replace(old, new).split("\n")


def _demote(lines: list[str], token: "Token", words: str, level: int) -> None:
    """Turn a heading of the text *words* into one of another level."""
    first, end = token.map or [0, 0]
    marks = "#" * level
    if token.markup.startswith("#"):
        lines[first] = re.sub(r"#+", marks, lines[first], count=1)
    else:  # Underlined, perhaps within a list or a quotation.
        before = lines[first].partition(words.partition("\n")[0])[0]
        heading = _without_closing(words.replace("\n", " "))
        lines[first:end] = [f"{before}{marks} {heading}", *[""] * (end - first - 1)]


def to_text(text: str) -> str:
    """Return one line of Markdown as plain text.

    >>> to_text("Why does *attention* scale by `sqrt(d)`?")
    'Why does attention scale by sqrt(d)?'
    """
    return "".join(_plain(token) for token in flatten(parse_inline(text)))


def _plain(token: "Token") -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return "" if token.type == "inline" else token.content
