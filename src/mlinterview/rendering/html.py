"""Markdown as safe HTML.

Whatever comes from a pack is a stranger's text: the HTML passes an allow-list. What
is ours, such as the marks of code, is added behind it.
"""

import functools
import html
import re
import urllib.parse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from .code import CodeStyle, highlight
from .dialect import dialect, is_outside
from .formulas import Formula, formula_html, kept_apart, with_formulas, without_brackets

if TYPE_CHECKING:
    import nh3
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

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


def to_html(
    text: str,
    *,
    inline: bool = False,
    level: int = 0,
    image: Callable[[str], str | None] | None = None,
    code: CodeStyle = "plain",
    formula: Formula | None = None,
    finish: Callable[[str], str] = lambda made: made,
) -> str:
    r"""Return Markdown as HTML that is safe to show.

    Formulas stand in ``\(…\)`` or ``\[…\]``. Scripts, styles, frames, forms,
    event handlers, remote images and links to anything but web pages are gone.

    Args:
        text: The Markdown.
        inline: Whether it is one line, to be shown without a paragraph around it.
        level: The level of the heading that the text stands under, 0 for none. Its own
            headings go below it, without a step left out.
        image: What the source of an image of the pack, such as ``"media/plot.png"``,
            is called in the result; for None, the image's description stands there.
            Without it, that goes for all images. It is not asked for what is no
            file of the pack: such images are never shown.
        code: How code blocks of a known language are marked: ``"plain"`` for not at
            all, ``"classes"`` for the rules that `code_css` returns, ``"inline"``
            by weight and slant, without a style sheet.
        formula: What makes the HTML of a formula, from its TeX and whether it stands
            alone, or None if it cannot: then the TeX is shown as code. Without it,
            formulas stand in brackets.
        finish: What to do with the HTML before formulas are in it, for what a format
            takes for more than text.

    >>> to_html("A *fair* `<b>` for $a<b$", inline=True)
    'A <em>fair</em> <code>&lt;b&gt;</code> for \\(a&lt;b\\)'
    """
    made = raw_html(text, inline=inline)
    return safe_html(
        made, level=level, image=image, code=code, formula=formula, finish=finish
    )


def raw_html(text: str, *, inline: bool = False) -> str:
    """Return Markdown as HTML that is still to be cleaned, by `safe_html`."""
    text = without_brackets(text)
    renderer = _renderer()
    return str(renderer.renderInline(text) if inline else renderer.render(text))


def plain_html(text: str) -> str:
    """Return plain text as HTML that is still to be cleaned, by `safe_html`."""
    return html.escape(without_brackets(text))


def safe_html(
    raw: str,
    *,
    level: int,
    image: Callable[[str], str | None] | None,
    code: CodeStyle,
    formula: Formula | None,
    finish: Callable[[str], str],
) -> str:
    """Return HTML of which only what is safe is left, with our own marks in it.

    Args:
        raw: The HTML, with stand-ins for the brackets of formulas.
        level: As for `to_html`.
        image: As for `to_html`.
        code: As for `to_html`.
        formula: As for `to_html`.
        finish: As for `to_html`.
    """
    made = _cleaner(classes=code != "plain").clean(raw)
    made = _with_images(made, image) if "<img" in made else made
    made = _with_code(made, code) if code != "plain" else made
    made = _demoted(made, level) if level else made
    return with_formulas(finish(kept_apart(made.strip())), formula)


@functools.cache
def _renderer() -> "MarkdownIt":
    """Return the parser for HTML, to which raw HTML is mere text."""
    renderer = dialect(html=False)
    for name in ("math_inline", "math_inline_double", "math_block"):
        renderer.add_render_rule(name, _formula)
    return renderer


def _formula(
    _renderer: Any, tokens: "Sequence[Token]", at: int, _options: Any, _env: Any
) -> str:
    """Return a formula as HTML; the rule of the plug-in wraps it in tags of its own."""
    token = tokens[at]
    made = formula_html(token.content, display=token.type != "math_inline")
    return f"{made}\n" if token.block else made


@functools.cache
def _cleaner(*, classes: bool) -> "nh3.Cleaner":
    """Return what leaves only what is allowed of HTML, and writes it always alike.

    Args:
        classes: Whether to leave the classes of code, which name its language.
    """
    import nh3

    # What it is told is prepared once, which takes as long as to clean a page of text.
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES | ({"code": {"class"}} if classes else {}),
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


# In HTML that has been cleaned, neither texts nor attributes hold `<`, `>` or `"`.
_IMAGE: Final = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE: Final = re.compile(r' ([a-z]+)="([^"]*)"')
_CODE: Final = re.compile(r'<code class="(?:language-)?([^"]*)">([^<]*)</code>')


def _with_images(cleaned: str, image: Callable[[str], str | None] | None) -> str:
    """Return HTML with the pack's own images under their names in the result."""

    def shown(found: re.Match[str]) -> str:
        given = {
            name: html.unescape(value) for name, value in _ATTRIBUTE.findall(found[1])
        }
        source = urllib.parse.unquote(given.pop("src", ""))
        name = image(source) if image and source and not is_outside(source) else None
        if name is None:
            return html.escape(given.get("alt", ""), quote=False)
        written = (
            f'{key}="{html.escape(value)}"'
            for key, value in {"src": name, **given}.items()
        )
        return f"<img {' '.join(written)}>"

    return _IMAGE.sub(shown, cleaned)


def _with_code(cleaned: str, style: CodeStyle) -> str:
    """Return HTML with its code blocks marked."""

    def shown(found: re.Match[str]) -> str:
        return highlight(html.unescape(found[2]), language=found[1], style=style)

    return _CODE.sub(shown, cleaned)


_HEADING: Final = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)


def _demoted(made: str, level: int) -> str:
    """Return HTML whose headings are below one of that level, each a step at most."""
    outline: list[int] = []

    def shown(found: re.Match[str]) -> str:
        own = int(found[1])
        outline[:] = [above for above in outline if above < own] + [own]
        tag = f"h{min(6, level + len(outline))}"
        return f"<{tag}>{found[2]}</{tag}>"

    return _HEADING.sub(shown, made)
