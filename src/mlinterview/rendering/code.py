"""Syntax highlighting of code blocks with Pygments, without a script."""

import functools
import html
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

CodeStyle = Literal["plain", "classes", "inline"]
"""How code is colored: not at all, by classes of a style sheet, or by inline styles."""

_CLASS: Final = "highlight"
_MAX_LENGTH: Final = 4_000
"""Longer code, in characters, is not highlighted: some lexers are slow on some texts."""

_LANGUAGES: Final[Mapping[str, str]] = {
    "bash": "bash", "c": "c", "c++": "cpp", "cpp": "cpp", "css": "css", "cuda": "cuda",
    "diff": "diff", "docker": "docker", "dockerfile": "docker", "go": "go",
    "html": "html", "java": "java", "javascript": "javascript", "js": "javascript",
    "json": "json", "julia": "julia", "kotlin": "kotlin", "py": "python",
    "python": "python", "pycon": "pycon", "r": "r", "rust": "rust", "scala": "scala",
    "sh": "bash", "shell": "bash", "sql": "sql", "swift": "swift", "toml": "toml",
    "ts": "typescript", "typescript": "typescript", "yaml": "yaml", "yml": "yaml",
}  # fmt: skip
"""The Pygments lexer for each language name after a fence.

These are the languages that interviews are held in. Pygments knows hundreds more and
loads plug-ins for others, so that a pack would look different on another machine.
"""

_STYLES: Final = {False: "xcode", True: "monokai"}
"""The Pygments styles for light and dark backgrounds, chosen for their contrast."""
_ORDINARY_STYLES: Final = {False: "color: #000000", True: "color: #f8f8f2"}
"""How these styles show tokens that look like ordinary text."""
_BASE_COLORS: Final = {False: ("#1f2328", "#f6f8fa"), True: ("#f0f3f6", "#1f2328")}
"""The text color of ordinary code, and the background color of all code."""


def highlight(code: str, *, language: str, style: CodeStyle) -> str:
    """Return code as a ``<code>`` element, highlighted if the language is known.

    Args:
        code: The code, plain text.
        language: The first word after the opening fence.
        style: How it is highlighted, as for `to_html`.
    """
    name = _LANGUAGES.get(language.lower())
    if style == "plain" or name is None or not 0 < len(code) <= _MAX_LENGTH:
        return f"<code>{html.escape(code, quote=False)}</code>"
    import pygments
    from pygments.token import Text

    # `get_tokens` would first change the text, for example strip its empty lines; the
    # code is to be shown unchanged.
    lexed = _lexer(name).get_tokens_unprocessed(code)
    tokens = ((kind if _is_styled(kind) else Text, text) for _, kind, text in lexed)
    highlighted = pygments.format(tokens, _formatter(style))
    attribute = f' class="{_CLASS}"' if style == "classes" else ""
    return f"<code{attribute}>{highlighted}</code>"


@functools.cache
def _lexer(name: str) -> "Lexer":
    from pygments.lexers import get_lexer_by_name

    return get_lexer_by_name(name)


@functools.cache
def _formatter(style: CodeStyle) -> "HtmlFormatter[str]":
    from pygments.formatters.html import HtmlFormatter

    if style == "classes":
        return HtmlFormatter(nowrap=True)
    # No color is readable on both light and dark backgrounds; bold and italic are.
    return HtmlFormatter(nowrap=True, noclasses=True, style="bw")


@functools.cache
def _is_styled(kind: "_TokenType") -> bool:
    """Return True if tokens of this kind look different from ordinary text.

    Most tokens do not. Marking those as well would make up a third of a deck.
    """
    from pygments.styles import get_style_by_name
    from pygments.token import STANDARD_TYPES

    if kind not in STANDARD_TYPES:
        return _is_styled(kind.parent)  # A lexer's own kind looks like its parent.
    return any(
        _declarations(get_style_by_name(name).style_for_token(kind))
        not in ("", _ORDINARY_STYLES[dark])
        for dark, name in _STYLES.items()
    )


def code_css(*, dark: bool = False, within: str = "") -> str:
    """Return the style sheet for code that is highlighted with classes.

    Args:
        dark: Whether it is for a dark background.
        within: A selector that limits the rules to code inside what it matches; empty
            for all code.

    >>> code_css(within=".nightMode").splitlines()[0]
    '.nightMode pre { color: #1f2328; background: #f6f8fa }'
    """
    return "\n".join(_rules(dark=dark, within=f"{within} " if within else "")) + "\n"


def _rules(*, dark: bool, within: str) -> Iterator[str]:
    from pygments.styles import get_style_by_name
    from pygments.token import STANDARD_TYPES, Error, Text, Token

    color, background = _BASE_COLORS[dark]
    yield f"{within}pre {{ color: {color}; background: {background} }}"
    selectors: dict[str, list[str]] = {}
    for token, style in get_style_by_name(_STYLES[dark]):
        # Errors get no style: an example may be wrong on purpose, or too new for the
        # lexer. Text has no class, and a selector without one would invalidate its rule.
        is_marked = token not in (Token, Text, Error) and _is_styled(token)
        if is_marked and (declarations := _declarations(style)):
            selector = f"{within}.{_CLASS} .{STANDARD_TYPES[token]}"
            selectors.setdefault(declarations, []).append(selector)
    for declarations, names in selectors.items():
        yield f"{', '.join(names)} {{ {declarations} }}"


def _declarations(style: Mapping[str, Any]) -> str:
    """Return the CSS declarations for the Pygments style of one kind of token."""
    applies = {
        f"color: #{style['color']}": style["color"],
        "font-weight: bold": style["bold"],
        "font-style: italic": style["italic"],
    }
    return "; ".join(text for text, is_set in applies.items() if is_set)
