"""Code blocks with their words marked by Pygments, without a script."""

import functools
import html
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

CodeStyle = Literal["plain", "classes", "inline"]

_CLASS: Final = "highlight"
_LONGEST: Final = 4_000
"""How many characters of code are marked: lexers are patterns, and slow on some texts."""

_LANGUAGES: Final[Mapping[str, str]] = {
    "bash": "bash", "c": "c", "c++": "cpp", "cpp": "cpp", "css": "css", "cuda": "cuda",
    "diff": "diff", "docker": "docker", "dockerfile": "docker", "go": "go",
    "html": "html", "java": "java", "javascript": "javascript", "js": "javascript",
    "json": "json", "julia": "julia", "kotlin": "kotlin", "py": "python",
    "python": "python", "pycon": "pycon", "r": "r", "rust": "rust", "scala": "scala",
    "sh": "bash", "shell": "bash", "sql": "sql", "swift": "swift", "toml": "toml",
    "ts": "typescript", "typescript": "typescript", "yaml": "yaml", "yml": "yaml",
}  # fmt: skip
"""Which words behind a fence name which of Pygments' lexers.

These are the languages that interviews are held in. Pygments knows hundreds more, and
asks the plug-ins of the machine for others: the same pack would not look the same
everywhere.
"""

_STYLES: Final = {False: "xcode", True: "monokai"}
"""What code is coloured like in light and in dark: what stands out enough to be read."""
_ORDINARY: Final = {False: "color: #000000", True: "color: #f8f8f2"}
"""What these styles give to words that are like any text."""
_GROUNDS: Final = {False: ("#1f2328", "#f6f8fa"), True: ("#f0f3f6", "#1f2328")}
"""The colours of code that is not marked, and behind all code."""


def highlight(code: str, *, language: str, style: CodeStyle) -> str:
    """Return code as a ``<code>`` element, marked if the language is a known one.

    Args:
        code: The code, plain text.
        language: The first word behind the fence.
        style: How it is marked, as for `to_html`.
    """
    name = _LANGUAGES.get(language.lower())
    if style == "plain" or name is None or not 0 < len(code) <= _LONGEST:
        return f"<code>{html.escape(code, quote=False)}</code>"
    import pygments
    from pygments.token import Text

    # What a lexer does to a text beforehand, such as to take off its empty lines, is
    # left out: the code is shown as it stands.
    read = _lexer(name).get_tokens_unprocessed(code)
    tokens = ((kind if _stands_out(kind) else Text, word) for _, kind, word in read)
    marked = pygments.format(tokens, _formatter(style))
    of_class = f' class="{_CLASS}"' if style == "classes" else ""
    return f"<code{of_class}>{marked}</code>"


@functools.cache
def _lexer(name: str) -> "Lexer":
    from pygments.lexers import get_lexer_by_name

    return get_lexer_by_name(name)


@functools.cache
def _formatter(style: CodeStyle) -> "HtmlFormatter[str]":
    from pygments.formatters.html import HtmlFormatter

    if style == "classes":
        return HtmlFormatter(nowrap=True)
    # One colour can't be read on both light and dark ground; weight and slant can.
    return HtmlFormatter(nowrap=True, noclasses=True, style="bw")


@functools.cache
def _stands_out(kind: "_TokenType") -> bool:
    """Say whether words of a kind look other than the text around them.

    Most words in code do not. To mark those as well takes a third of a deck.
    """
    from pygments.styles import get_style_by_name
    from pygments.token import STANDARD_TYPES

    if kind not in STANDARD_TYPES:
        return _stands_out(kind.parent)  # A lexer's own kind looks like what it is of.
    return any(
        _declarations(get_style_by_name(name).style_for_token(kind))
        not in ("", _ORDINARY[dark])
        for dark, name in _STYLES.items()
    )


def code_css(*, dark: bool = False, within: str = "") -> str:
    """Return the style sheet for code that is marked with classes.

    Args:
        dark: Whether for dark ground.
        within: The selector of what the rules are to hold in, if not everywhere.

    >>> code_css(within=".nightMode").splitlines()[0]
    '.nightMode pre { color: #1f2328; background: #f6f8fa }'
    """
    return "\n".join(_rules(dark=dark, within=f"{within} " if within else "")) + "\n"


def _rules(*, dark: bool, within: str) -> Iterator[str]:
    from pygments.styles import get_style_by_name
    from pygments.token import STANDARD_TYPES, Error, Text, Token

    colour, ground = _GROUNDS[dark]
    yield f"{within}pre {{ color: {colour}; background: {ground} }}"
    looks: dict[str, list[str]] = {}
    for token, look in get_style_by_name(_STYLES[dark]):
        # An example may be wrong on purpose; what no lexer knows is no mistake either.
        # Mere text has no class, and one rule that names none would undo all beside it.
        is_marked = token not in (Token, Text, Error) and _stands_out(token)
        if is_marked and (shown := _declarations(look)):
            name = f"{within}.{_CLASS} .{STANDARD_TYPES[token]}"
            looks.setdefault(shown, []).append(name)
    for shown, names in looks.items():
        yield f"{', '.join(names)} {{ {shown} }}"


def _declarations(look: Mapping[str, Any]) -> str:
    """Return how the words of one kind look."""
    said = {
        f"color: #{look['color']}": look["color"],
        "font-weight: bold": look["bold"],
        "font-style: italic": look["italic"],
    }
    return "; ".join(one for one, is_so in said.items() if is_so)
