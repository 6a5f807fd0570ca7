"""Markdown as every exporter needs it: parsed, as safe HTML, or inside a document.

The dialect is CommonMark with tables and ``$math$``, without raw HTML. Whatever
comes from a pack is a stranger's text: the HTML passes an allow-list.
"""

import functools
import html
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

_TAGS: Final = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "img", "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead",
    "tr", "ul",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
}
_SCHEMES: Final = {"http", "https", "mailto"}


# While HTML is cleaned and finished, private characters stand for the brackets of
# formulas, so that nothing in a text can be taken for one.
_BRACKETS: Final = {"\ue000": r"\(", "\ue001": r"\)", "\ue002": r"\[", "\ue003": r"\]"}
_INLINE_MATH: Final = ("\ue000", "\ue001")
_DISPLAY_MATH: Final = ("\ue002", "\ue003")


def _math(content: str, options: dict[str, bool]) -> str:
    """Return a formula as HTML text, in brackets."""
    left, right = _DISPLAY_MATH if options.get("display_mode") else _INLINE_MATH
    return left + html.escape(content.strip(), quote=False) + right


@functools.cache
def _parser() -> MarkdownIt:
    """Return the parser, which sees raw HTML in order that it can be refused."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
    )
    # Every address is to be seen; what is safe is decided by whoever looks at it.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    # Keeps what a backslash escapes apart from what stands there unescaped.
    parser.disable("text_join")
    return parser


@functools.cache
def _renderer() -> MarkdownIt:
    """Return the parser for HTML, to which raw HTML is mere text."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    return renderer.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
        renderer=_math,
    )


def parse(text: str) -> list[Token]:
    """Return the tokens of Markdown blocks, raw HTML and every link among them."""
    return _parser().parse(text)


def parse_inline(text: str) -> list[Token]:
    """Return the tokens of one line of Markdown."""
    return _parser().parseInline(text)


def flatten(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens and those inside them."""
    for token in tokens:
        yield token
        if token.type != "image":
            yield from flatten(token.children or [])


_FENCE_END: Final = re.compile(r"[\s>]*(`{3,}|~{3,})\s*")


def is_closed(fence: Token, text: str) -> bool:
    """Say whether the last line of a fenced code block in *text* is one that ends it."""
    first, end = fence.map or [0, 0]
    lines = text.split("\n")[first + 1 : end]
    found = _FENCE_END.fullmatch(lines[-1]) if lines else None
    return found is not None and found[1].startswith(fence.markup)


def to_html(
    text: str,
    *,
    inline: bool = False,
    finish: Callable[[str], str] = lambda made: made,
) -> str:
    r"""Return Markdown as HTML that is safe to show.

    Formulas stand in ``\(…\)`` or ``\[…\]``. Scripts, styles, frames, forms,
    event handlers, remote images and links to anything but web pages are gone.

    Args:
        text: The Markdown.
        inline: Whether it is one line, to be shown without a paragraph around it.
        finish: What to do with the HTML before the brackets of formulas are in it,
            for what a format takes for more than text.

    >>> to_html("A *fair* `<b>` for $a<b$", inline=True)
    'A <em>fair</em> <code>&lt;b&gt;</code> for \\(a&lt;b\\)'
    """
    for private in _BRACKETS:
        text = text.replace(private, "\ufffd")
    renderer = _renderer()
    made = renderer.renderInline(text) if inline else renderer.render(text)
    # The plugin wraps formulas in tags that only its own style sheet knows.
    cleaned = nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        attribute_filter=_attribute,
    )
    finished = finish(cleaned.strip())
    for private, bracket in _BRACKETS.items():
        finished = finished.replace(private, bracket)
    return finished


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Refuse the address of an image that is not a file of the pack."""
    if tag == "img" and name == "src" and re.match(r"[\w+.-]*:|[/\\]", value):
        return None
    return value


_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>()#!|~$&])|^([-+]|\d+[.)])(?=\s|$)")


def escape(text: str) -> str:
    r"""Return plain text as Markdown that shows just that text.

    >>> escape("1. a*b <c>")
    '1\\. a\\*b \\<c\\>'
    """
    return _SPECIAL.sub(
        lambda found: "\\" + found[1] if found[1] else _escape_marker(found[2]), text
    )


def _escape_marker(marker: str) -> str:
    return f"{marker[:-1]}\\{marker[-1]}"


def embed(text: str, *, level: int = 0) -> str:
    """Return Markdown that can stand within a larger document.

    Raw HTML becomes visible text, an open code block is closed, and headings go
    below the heading that the text stands under.

    Args:
        text: The Markdown blocks.
        level: The level of that heading, 0 for none.
    """
    lines = text.rstrip("\n").split("\n")
    for token in parse(text):
        first, end = token.map or [0, 0]
        if token.type == "html_block":
            lines[first:end] = [line.replace("<", "&lt;") for line in lines[first:end]]
        elif token.type == "inline":
            for child in flatten(token.children or []):
                if child.type == "html_inline":
                    _hide(lines, first, end, child.content)
        elif token.type == "heading_open" and level:
            _demote(lines, first, end, token, level)
    whole = "\n".join(lines)
    fences = [token for token in parse(whole) if token.type == "fence"]
    if fences and not is_closed(fences[-1], whole):
        return f"{whole}\n{fences[-1].markup}"
    return whole


def embed_inline(text: str) -> str:
    r"""Return one line of Markdown that can stand anywhere in a larger document.

    Raw HTML becomes visible text, and a start that would make a list, a heading or
    a link definition of the line is escaped.

    >>> embed_inline("1. is not a list")
    '1\\. is not a list'
    """
    shown = embed(text)
    blocks = [token.type for token in parse(shown)]
    if blocks != ["paragraph_open", "inline", "paragraph_close"]:
        shown = re.sub(r"^(\d*)(\W)", r"\1\\\2", embed(" ".join(shown.split())))
    return re.sub(r"(?<=\s)(#+)$", r"\\\1", shown)


def _hide(lines: list[str], first: int, end: int, content: str) -> None:
    """Make the raw HTML *content* within some lines visible text."""
    block = "\n".join(lines[first:end])
    block = block.replace(content, content.replace("<", "&lt;"))
    lines[first:end] = block.split("\n")


def _demote(lines: list[str], first: int, end: int, token: Token, level: int) -> None:
    """Turn a heading into one that is *level* levels lower."""
    marks = "#" * min(6, level + int(token.tag[1]))
    if token.markup.startswith("#"):
        lines[first] = re.sub(r"#+", marks, lines[first], count=1)
    else:  # Underlined: the words are all lines but the last.
        words = " ".join(line.strip() for line in lines[first : end - 1])
        lines[first:end] = [f"{marks} {words}", *[""] * (end - first - 1)]


def to_text(text: str) -> str:
    """Return one line of Markdown as plain text.

    >>> to_text("Why does *attention* scale by `sqrt(d)`?")
    'Why does attention scale by sqrt(d)?'
    """
    return "".join(_plain(token) for token in flatten(parse_inline(text)))


def _plain(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return "" if token.type == "inline" else token.content
