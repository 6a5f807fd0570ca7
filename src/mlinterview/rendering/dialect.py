"""The Markdown dialect of packs, and its parsers.

It is CommonMark with tables and ``$math$``, without raw HTML.
"""

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token


def dialect(*, html: bool) -> "MarkdownIt":
    """Return a new parser of the dialect.

    Args:
        html: Whether it recognizes raw HTML instead of taking it for text.
    """
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.dollarmath.index import math_inline_dollar

    markdown = _common_mark(html=html).use(dollarmath_plugin, allow_labels=False)
    rule = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)
    markdown.inline.ruler.at("math_inline", functools.partial(_formula_rule, rule))
    return markdown


def _formula_rule(
    rule: "Callable[[StateInline, bool], bool]", state: "StateInline", silent: bool
) -> bool:
    """Apply the rule of the plug-in, also at the start of the text.

    The rule looks at the character before the formula. At the start of the text that is
    index -1, the last character: `$x$ is 5` would have no formula, since none may follow
    a digit.
    """
    if state.pos:
        return rule(state, silent)
    state.src += " "
    matched = rule(state, silent)
    state.src = state.src[:-1]
    return matched


def _common_mark(*, html: bool) -> "MarkdownIt":
    # Imported where it is used: loading a valid pack seldom needs it.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": html}).enable("table")


@functools.cache
def parser() -> "MarkdownIt":
    """Return the parser for checks; it recognizes raw HTML, so that it can be refused."""
    markdown = dialect(html=True)
    # A link with any address becomes a token; the caller judges whether it is safe.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    # Keep escaped characters in tokens of their own.
    markdown.disable("text_join")
    return markdown


@functools.cache
def _plain_parser() -> "MarkdownIt":
    """Return a parser for CommonMark with tables, without formulas."""
    return _common_mark(html=True)


PARSERS: Final = (parser, _plain_parser)
"""Functions that return a parser: one with formulas, as the dialect has, one without."""


def parse(text: str) -> "list[Token]":
    """Return the tokens of Markdown blocks, including raw HTML and unsafe links."""
    return parser().parse(text)


def parse_inline(text: str) -> "list[Token]":
    """Return the tokens of one line of Markdown."""
    return parser().parseInline(text)


def flatten(tokens: "Sequence[Token]") -> "Iterator[Token]":
    """Yield tokens, each followed by those inside it, except for those of images."""
    for token in tokens:
        yield token
        if token.type != "image":
            yield from flatten(token.children or [])


_FENCE_END: Final = re.compile(r"[\s>]*(`{3,}|~{3,})\s*")


@functools.lru_cache(maxsize=1)
def _lines(text: str) -> list[str]:
    # Cached, since a text may have as many fences as lines.
    return text.split("\n")


def is_closed(fence: "Token", text: str) -> bool:
    """Return True if a fenced code block in *text* has a closing fence."""
    first, end = fence.map or [0, 0]
    lines = _lines(text)[first + 1 : end]
    match = _FENCE_END.fullmatch(lines[-1]) if lines else None
    return match is not None and match[1].startswith(fence.markup)


_OUTSIDE: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]|.*(?:^|[/\\])\.\.(?:[/\\]|$)", re.DOTALL
)


def is_outside(source: str) -> bool:
    """Return True if the source of an image is not a path inside the pack.

    >>> is_outside("media/plot.png"), is_outside("https://example.com/plot.png")
    (False, True)
    """
    return _OUTSIDE.match(source) is not None
