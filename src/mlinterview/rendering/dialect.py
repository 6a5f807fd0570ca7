"""The one dialect that packs are written in, and its parsers.

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
        html: Whether it sees raw HTML, or takes it for text.
    """
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.dollarmath.index import math_inline_dollar

    made = _common_mark(html=html).use(dollarmath_plugin, allow_labels=False)
    rule = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)
    made.inline.ruler.at("math_inline", functools.partial(_formula_rule, rule))
    return made


def _formula_rule(
    rule: "Callable[[StateInline, bool], bool]", state: "StateInline", silent: bool
) -> bool:
    """Find a formula by a rule that looks at the character in front of it.

    In front of the first character it would look at the last: `$x$ is 5` would have no
    formula, since there is none behind a digit.
    """
    if state.pos:
        return rule(state, silent)
    state.src += " "
    found = rule(state, silent)
    state.src = state.src[:-1]
    return found


def _common_mark(*, html: bool) -> "MarkdownIt":
    # Imported where it is used: most who load a valid pack never need it.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": html}).enable("table")


@functools.cache
def parser() -> "MarkdownIt":
    """Return the parser, which sees raw HTML in order that it can be refused."""
    made = dialect(html=True)
    # Every address is to be seen; what is safe is decided by whoever looks at it.
    made.validateLink = lambda url: True  # type: ignore[method-assign]
    # Keeps what a backslash escapes apart from what stands there unescaped.
    made.disable("text_join")
    return made


@functools.cache
def _plain_parser() -> "MarkdownIt":
    """Return a parser as readers have it that know no formulas."""
    return _common_mark(html=True)


PARSERS: Final = (parser, _plain_parser)
"""What makes the parsers of those who know formulas, and of those who do not."""


def parse(text: str) -> "list[Token]":
    """Return the tokens of Markdown blocks, raw HTML and every link among them."""
    return parser().parse(text)


def parse_inline(text: str) -> "list[Token]":
    """Return the tokens of one line of Markdown."""
    return parser().parseInline(text)


def flatten(tokens: "Sequence[Token]") -> "Iterator[Token]":
    """Yield the tokens and those inside them."""
    for token in tokens:
        yield token
        if token.type != "image":
            yield from flatten(token.children or [])


_FENCE_END: Final = re.compile(r"[\s>]*(`{3,}|~{3,})\s*")


@functools.lru_cache(maxsize=1)
def _lines(text: str) -> list[str]:
    # A text may have as many fences as lines.
    return text.split("\n")


def is_closed(fence: "Token", text: str) -> bool:
    """Say whether the last line of a fenced code block in *text* is one that ends it."""
    first, end = fence.map or [0, 0]
    lines = _lines(text)[first + 1 : end]
    found = _FENCE_END.fullmatch(lines[-1]) if lines else None
    return found is not None and found[1].startswith(fence.markup)


_OUTSIDE: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]|.*(?:^|[/\\])\.\.(?:[/\\]|$)", re.DOTALL
)


def is_outside(source: str) -> bool:
    """Say whether the source of an image is something else than a file of the pack.

    >>> is_outside("media/plot.png"), is_outside("https://example.com/plot.png")
    (False, True)
    """
    return _OUTSIDE.match(source) is not None
