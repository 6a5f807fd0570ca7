"""Markdown as safe HTML.

Packs are untrusted input: the HTML is sanitized by an allow-list. What this library adds,
such as the highlighting of code, is added after that.
"""

import functools
import html
import re
import urllib.parse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from .code import CodeStyle, highlight
from .dialect import dialect, is_outside
from .formulas import (
    Formula,
    formula_html,
    with_formulas,
    without_delimiters,
    without_placeholders,
)

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
    finish: Callable[[str], str] = lambda html: html,
) -> str:
    r"""Return Markdown as HTML that is safe to show.

    Scripts, styles, frames, forms, event handlers, remote images, and links to anything
    but web pages and mail addresses are removed.

    Args:
        text: The Markdown.
        inline: Whether the text is one line, returned without a paragraph around it.
        level: The level of the heading above the text, 0 for none. Headings in the text
            become deeper than that, without skipping a level.
        image: Returns the source of an image in the result, given its path in the pack,
            such as ``"media/plot.png"``; None replaces the image by its description.
            Without this function, all images are replaced. Images that are not files of
            the pack are always replaced, and never passed to it.
        code: How code blocks of a known language are highlighted: ``"plain"`` not at
            all, ``"classes"`` with the classes that `code_css` has rules for,
            ``"inline"`` in bold and italic, without a style sheet.
        formula: Returns the HTML of a formula, given its TeX and whether it is a display
            formula. If it returns None, the TeX is shown as code. Without this function,
            the TeX is put in ``\(…\)`` or ``\[…\]``, which MathJax reads.
        finish: Changes the HTML before formulas are put into it, for example to escape
            what the target format would interpret.

    Returns:
        The HTML, without white space around it.

    >>> to_html("A *fair* `<b>` for $a<b$", inline=True)
    'A <em>fair</em> <code>&lt;b&gt;</code> for \\(a&lt;b\\)'
    """
    raw = raw_html(text, inline=inline)
    return safe_html(
        raw, level=level, image=image, code=code, formula=formula, finish=finish
    )


def raw_html(text: str, *, inline: bool = False) -> str:
    """Return Markdown as HTML that `safe_html` has not yet sanitized."""
    text = without_placeholders(text)
    renderer = _renderer()
    return str(renderer.renderInline(text) if inline else renderer.render(text))


def plain_html(text: str) -> str:
    """Return plain text as HTML that `safe_html` has not yet sanitized."""
    return html.escape(without_placeholders(text))


def safe_html(
    raw: str,
    *,
    level: int,
    image: Callable[[str], str | None] | None,
    code: CodeStyle,
    formula: Formula | None,
    finish: Callable[[str], str],
) -> str:
    """Return sanitized HTML with images, highlighted code and formulas.

    Args:
        raw: The HTML, with placeholders for the delimiters of formulas.
        level: As for `to_html`.
        image: As for `to_html`.
        code: As for `to_html`.
        formula: As for `to_html`.
        finish: As for `to_html`.
    """
    safe = _sanitizer(classes=code != "plain").clean(raw)
    safe = _with_images(safe, image) if "<img" in safe else safe
    safe = _with_code(safe, code) if code != "plain" else safe
    safe = _demoted(safe, level) if level else safe
    return with_formulas(finish(without_delimiters(safe.strip())), formula)


@functools.cache
def _renderer() -> "MarkdownIt":
    """Return the parser that makes HTML and takes raw HTML for text."""
    renderer = dialect(html=False)
    for name in ("math_inline", "math_inline_double", "math_block"):
        renderer.add_render_rule(name, _formula)
    return renderer


def _formula(
    _renderer: Any, tokens: "Sequence[Token]", index: int, _options: Any, _env: Any
) -> str:
    """Return a formula as HTML, without the tags that the plug-in puts around it."""
    token = tokens[index]
    formula = formula_html(token.content, display=token.type != "math_inline")
    return f"{formula}\n" if token.block else formula


@functools.cache
def _sanitizer(*, classes: bool) -> "nh3.Cleaner":
    """Return a sanitizer that keeps only allowed HTML, in a canonical form.

    Args:
        classes: Whether to keep the classes of code, which name its language.
    """
    import nh3

    # Cached, since making one takes as long as sanitizing a page of text.
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES | ({"code": {"class"}} if classes else {}),
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


# These patterns rely on sanitized HTML: all `<`, `>` and `"` outside tags are escaped.
_IMAGE: Final = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE: Final = re.compile(r' ([a-z]+)="([^"]*)"')
_CODE: Final = re.compile(r'<code class="(?:language-)?([^"]*)">([^<]*)</code>')


def _with_images(safe: str, image: Callable[[str], str | None] | None) -> str:
    """Return HTML with the sources of its images, or their descriptions instead."""

    def replace(match: re.Match[str]) -> str:
        attributes = {
            name: html.unescape(value) for name, value in _ATTRIBUTE.findall(match[1])
        }
        path = urllib.parse.unquote(attributes.pop("src", ""))
        source = image(path) if image and path and not is_outside(path) else None
        if source is None:
            return html.escape(attributes.get("alt", ""), quote=False)
        written = (
            f'{name}="{html.escape(value)}"'
            for name, value in {"src": source, **attributes}.items()
        )
        return f"<img {' '.join(written)}>"

    return _IMAGE.sub(replace, safe)


def _with_code(safe: str, style: CodeStyle) -> str:
    """Return HTML with its code blocks highlighted."""

    def replace(match: re.Match[str]) -> str:
        return highlight(html.unescape(match[2]), language=match[1], style=style)

    return _CODE.sub(replace, safe)


_HEADING: Final = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)


def _demoted(safe: str, level: int) -> str:
    """Return HTML whose headings are deeper than *level*, without skipping a level."""
    outline: list[int] = []

    def replace(match: re.Match[str]) -> str:
        own = int(match[1])
        outline[:] = [above for above in outline if above < own] + [own]
        tag = f"h{min(6, level + len(outline))}"
        return f"<{tag}>{match[2]}</{tag}>"

    return _HEADING.sub(replace, safe)
