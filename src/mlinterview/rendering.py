"""Markdown as every exporter needs it: parsed, as safe HTML, or inside a document.

The dialect is CommonMark with tables and ``$math$``, without raw HTML. Whatever
comes from a pack is a stranger's text: the HTML passes an allow-list.
"""

import functools
import html
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
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


# While HTML is cleaned and finished, these stand for the brackets of formulas. They
# are no characters, so that not even a character reference makes one in a text.
_BRACKETS: Final = {"\ufdd0": r"\(", "\ufdd1": r"\)", "\ufdd2": r"\[", "\ufdd3": r"\]"}
_INLINE_MATH: Final = ("\ufdd0", "\ufdd1")
_DISPLAY_MATH: Final = ("\ufdd2", "\ufdd3")


_ACTING: Final = re.compile(
    r"\\(href|url|style|class|cssId|data|require|unicode|action|toggle|mathtip|texttip"
    r"|tip|includegraphics|def|gdef|edef|let|newcommand|renewcommand|newenvironment"
    r"|html[A-Za-z]*)(?![A-Za-z])"
)


def acting_macro(formula: str) -> str | None:
    """Return the first macro of a TeX formula that does more than set it, if any.

    MathJax and KaTeX have macros that make links, load styles and files, or define
    other macros; see "Safe mode" in MathJax's documentation.
    """
    found = _ACTING.search(formula)
    return found[0] if found else None


def _math(content: str, options: dict[str, bool]) -> str:
    """Return a formula as HTML text, in brackets; one that would act is shown as code."""
    formula = html.escape(content.strip(), quote=False)
    if acting_macro(content) is not None:
        return f"<code>{formula}</code>"
    left, right = _DISPLAY_MATH if options.get("display_mode") else _INLINE_MATH
    return left + formula + right


@functools.cache
def _parser() -> "MarkdownIt":
    """Return the parser, which sees raw HTML in order that it can be refused."""
    parser = _dialect(html=True)
    # Every address is to be seen; what is safe is decided by whoever looks at it.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    # Keeps what a backslash escapes apart from what stands there unescaped.
    parser.disable("text_join")
    return parser


@functools.cache
def _renderer() -> "MarkdownIt":
    """Return the parser for HTML, to which raw HTML is mere text."""
    renderer = _dialect(html=False)
    renderer.add_render_rule("image", _image)
    return renderer


def _image(
    renderer: Any, tokens: "Sequence[Token]", at: int, options: Any, env: Any
) -> str:
    """Return an image, or its description where there are none."""
    if env["images"]:
        return str(renderer.image(tokens, at, options, env))
    words = renderer.renderInlineAsText(tokens[at].children or [], options, env)
    return html.escape(words)


def _dialect(*, html: bool) -> "MarkdownIt":
    """Return a parser of the one dialect that packs are written in."""
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    return _common_mark(html=html).use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
        renderer=_math,
    )


def _common_mark(*, html: bool) -> "MarkdownIt":
    # Imported where it is used: most who load a valid pack never need it.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": html}).enable("table")


@functools.cache
def _plain_parser() -> "MarkdownIt":
    """Return a parser as readers have it that know no formulas."""
    return _common_mark(html=True)


_PARSERS: Final = (_parser, _plain_parser)


def parse(text: str) -> "list[Token]":
    """Return the tokens of Markdown blocks, raw HTML and every link among them."""
    return _parser().parse(text)


def parse_inline(text: str) -> "list[Token]":
    """Return the tokens of one line of Markdown."""
    return _parser().parseInline(text)


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


def to_html(
    text: str,
    *,
    inline: bool = False,
    images: bool = True,
    finish: Callable[[str], str] = lambda made: made,
) -> str:
    r"""Return Markdown as HTML that is safe to show.

    Formulas stand in ``\(…\)`` or ``\[…\]``. Scripts, styles, frames, forms,
    event handlers, remote images and links to anything but web pages are gone.

    Args:
        text: The Markdown.
        inline: Whether it is one line, to be shown without a paragraph around it.
        images: Whether to show the images of the pack, or what they are described as.
        finish: What to do with the HTML before the brackets of formulas are in it,
            for what a format takes for more than text.

    >>> to_html("A *fair* `<b>` for $a<b$", inline=True)
    'A <em>fair</em> <code>&lt;b&gt;</code> for \\(a&lt;b\\)'
    """
    for stand_in in _BRACKETS:
        text = text.replace(stand_in, "\ufffd")
    renderer = _renderer()
    render = renderer.renderInline if inline else renderer.render
    made = render(text, {"images": images})
    import nh3

    # The plugin wraps formulas in tags that only its own style sheet knows.
    cleaned = nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        attribute_filter=_attribute,
    )
    finished = finish(_apart(cleaned.strip()))
    for stand_in, bracket in _BRACKETS.items():
        finished = finished.replace(stand_in, bracket)
    return finished


_NO_TEXT: Final = re.compile("(<[^>]*>|[\ufdd0\ufdd2].*?[\ufdd1\ufdd3])", re.DOTALL)


def _apart(made: str) -> str:
    """Return HTML in which only formulas have the brackets of formulas.

    An entity is the same character to what looks for them, but an empty element
    between the two characters is in the way.
    """
    parts = _NO_TEXT.split(made)
    parts[::2] = (
        re.sub(r"\\(?=[()\[\]])", r"\\<span></span>", one) for one in parts[::2]
    )
    return "".join(parts)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Refuse the address of an image that is not a file of the pack."""
    if tag == "img" and name == "src" and re.match(r"[\w+.-]*:|[/\\]", value):
        return None
    return value


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
    if "<" in shown and any(_has_html(parser().parse(shown)) for parser in _PARSERS):
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
