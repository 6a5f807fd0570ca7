"""The HTML of cards: split into blocks to be compared, and written as Markdown.

Anki's editor rewrites a field that is edited: other tags for the same thing,
non-breaking spaces, quotes, entities. So HTML is compared by meaning, block by block, and
only a block with another meaning is written as Markdown.
"""

import copy
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import attrs
from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag
from markdownify import MarkdownConverter

from ..errors import DeckError
from ..rendering import escape

MAX_DEPTH: Final = 100
"""How deep elements may be nested."""

_DROPPED: Final = ("script", "style", "iframe", "object", "template", "head", "title")
_RENAMED: Final = {"b": "strong", "i": "em"}
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "summary"))
_LISTS: Final = frozenset(("ol", "ul"))
_CONTAINERS: Final = frozenset(("blockquote", "details", "div", "p", "section"))
_BLOCKS: Final = _HEADINGS | _LISTS | _CONTAINERS | {"hr", "pre", "table"}
_MATH: Final = "mli-math"
_FORMULA: Final = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)

# Put between a backslash and a bracket, so that the two do not begin a formula.
_SEPARATOR: Final = "\ufdd4"

_CLOZE: Final = re.compile(r"\{\{c\d+::(.*?)(?:::[^}]*)?\}\}", re.DOTALL)


@attrs.frozen(eq=False)
class HtmlBlock:
    """A block of HTML, such as a paragraph or an item of a list.

    Args:
        kind: The name of its element, such as ``"p"``; for an item, that of its list.
        key: Its meaning: two blocks with the same key look the same on a card.
        element: The element.
        group: The list, if it is an item.
    """

    kind: str
    key: str
    element: Tag = attrs.field(repr=False)
    group: Tag | None = attrs.field(default=None, repr=False)


# Reading ---------------------------------------------------------------------


def blocks(html: str) -> tuple[HtmlBlock, ...]:
    """Return the blocks of HTML in order; each item of an outer list is a block.

    Raises:
        DeckError: If elements are nested too deep.
    """
    return tuple(_blocks(_parsed(html)))


def words(html: str) -> str:
    """Return the text of HTML without any white space."""
    return "".join(BeautifulSoup(html, "html.parser").get_text().split())


def plain(html: str) -> str:
    """Return the text of HTML on one line, with single spaces between words."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def _parsed(html: str) -> BeautifulSoup:
    """Return HTML parsed and normalized: one element for each meaning."""
    soup = BeautifulSoup(_CLOZE.sub(r"\1", html), "html.parser")
    _check_depth(soup)
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for element in soup.find_all(True):
        if element.name in _DROPPED:
            element.extract()
        element.name = _RENAMED.get(element.name, element.name)
    for element in soup.find_all(["span", "font", "tbody", "thead"]):
        if element.name == "span" and not element.contents:
            element.append(_SEPARATOR)
        element.unwrap()
    for element in soup.find_all("pre"):
        for line in element.find_all("br"):
            line.replace_with("\n")
        element.string = element.get_text().replace("\xa0", " ")
    soup.smooth()
    for text in list(soup.find_all(string=True)):
        if text.find_parent(["pre", "code"]) is None:
            _mark_formulas(soup, text)
    return soup


def _check_depth(soup: BeautifulSoup) -> None:
    pending: list[tuple[Tag, int]] = [(soup, 0)]
    while pending:
        element, depth = pending.pop()
        if depth > MAX_DEPTH:
            msg = f"a field has elements that are nested more than {MAX_DEPTH} deep"
            raise DeckError(msg)
        inner = (child for child in element.children if isinstance(child, Tag))
        pending += ((child, depth + 1) for child in inner)


def _mark_formulas(soup: BeautifulSoup, text: NavigableString) -> None:
    """Put each formula of a text into an element of its own."""
    pieces: list[NavigableString | Tag] = []
    end = 0
    for match in _FORMULA.finditer(text):
        pieces.append(NavigableString(text[end : match.start()]))
        sign = "$" if match[1] else "$$"
        formula = soup.new_tag(_MATH, attrs={"sign": sign})
        formula.string = " ".join((match[1] or match[2]).split())
        pieces.append(formula)
        end = match.end()
    if pieces:
        text.replace_with(*pieces, NavigableString(text[end:]))


def _blocks(container: Tag) -> Iterator[HtmlBlock]:
    run: list[Any] = []
    for child in container.children:
        if not isinstance(child, Tag) or child.name not in _BLOCKS:
            run.append(child)
            continue
        yield from _paragraphs(run)
        run = []
        yield from _block(child)
    yield from _paragraphs(run)


def _block(element: Tag) -> Iterator[HtmlBlock]:
    """Yield an element as one block, or the blocks that it contains."""
    if element.name in _LISTS:
        for item in element.find_all("li", recursive=False):
            yield HtmlBlock(
                element.name, f"<{element.name}>{_inner_key(item)}", item, element
            )
    elif element.name == "pre":
        text = element.get_text()
        if text.strip():
            yield HtmlBlock("pre", f"<pre>{text.strip(chr(10))}", element)
    elif element.name in _HEADINGS:
        if key := _inline_key(element.children):
            yield HtmlBlock(element.name, f"<{element.name}>{key}", element)
    elif element.name == "hr":
        yield HtmlBlock("hr", "<hr>", element)
    elif element.name == "table":
        rows = (row.find_all(["td", "th"]) for row in element.find_all("tr"))
        cells = "\n".join(
            "|".join(_inline_key(cell.children) for cell in row) for row in rows
        )
        yield HtmlBlock("table", f"<table>{cells}", element)
    elif element.name == "blockquote":
        yield HtmlBlock("blockquote", f"<blockquote>{_inner_key(element)}", element)
    else:
        yield from _blocks(element)


def _paragraphs(run: Sequence[Any]) -> Iterator[HtmlBlock]:
    """Yield the paragraphs of inline nodes; an empty line separates two of them."""
    paragraph: list[Any] = []
    breaks = 0
    for node in run:
        if isinstance(node, Tag) and node.name == "br":
            breaks += 1
            continue
        if isinstance(node, NavigableString) and not node.strip(" \t\r\n\xa0") and breaks:
            continue
        if breaks > 1:
            yield from _paragraph(paragraph)
            paragraph = []
        elif breaks and paragraph:
            paragraph.append(Tag(name="br"))
        breaks = 0
        paragraph.append(node)
    yield from _paragraph(paragraph)


def _paragraph(nodes: Sequence[Any]) -> Iterator[HtmlBlock]:
    if key := _inline_key(nodes):
        element = Tag(name="p")
        element.extend([copy.copy(node) for node in nodes])
        yield HtmlBlock("p", f"<p>{key}", element)


def _inner_key(element: Tag) -> str:
    """Return the key of the content of an element that may contain blocks."""
    inner = list(_blocks(element))
    if len(inner) == 1 and inner[0].kind == "p":
        return inner[0].key.removeprefix("<p>")
    return "\n".join(block.key for block in inner)


def _inline_key(nodes: Iterable[Any]) -> str:
    """Return the key of inline nodes: text with emphasis, links, code and formulas."""
    key = " ".join("".join(map(_node_key, nodes)).replace("\xa0", " ").split())
    return re.sub(r" ?<br> ?", "<br>", key).removesuffix("<br>").strip()


def _node_key(node: Any) -> str:
    if not isinstance(node, Tag):
        # Formulas have elements of their own by now, so no text is taken for one.
        return (
            str(node).replace(_SEPARATOR, "").replace("&", "&amp;").replace("<", "&lt;")
        )
    if node.name == "br":
        return "<br>"
    if node.name == "img":
        return str(node.get("alt") or "")  # Shown if there are no images.
    address = node.get("href") or ""
    inner = "".join(map(_node_key, node.children))
    if node.name == _MATH:
        return f"<{node['sign']}>{inner}<{node['sign']}>"
    if node.name == "code":
        # A space in code is part of it, even at the ends.
        return f"<code>{inner}</code>" if inner else ""
    # Spaces at the ends of emphasized text are moved outside of it.
    core = inner.strip()
    if not core and not address:
        return inner
    before, after = (
        inner[: len(inner) - len(inner.lstrip())],
        inner[len(inner.rstrip()) :],
    )
    mark = f" {address}" if address else ""
    return f"{before}<{node.name}{mark}>{core}</{node.name}>{after}"


# Writing ---------------------------------------------------------------------


class _Converter(MarkdownConverter):
    """Writes the dialect of Markdown in which packs are written."""

    def __init__(self, *, cautious: bool) -> None:
        super().__init__(
            heading_style="atx", bullets="-", autolinks=False, newline_style="backslash"
        )
        self.cautious = cautious

    def escape(self, text: str, parent_tags: set[str]) -> str:
        written = escape(text) if self.cautious else text
        # Without a second backslash, this one and the bracket would begin a formula.
        written = written.replace(f"\\\\{_SEPARATOR}", "\\\\")
        return written.replace(f"\\{_SEPARATOR}", "\\\\")

    def convert_mli_math(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        sign = str(el["sign"])
        return f"{sign}{el.get_text()}{sign}"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = re.sub(r"\s+", " ", text)
        if not code or "_noformat" in parent_tags:
            return code
        # Markdown strips one space from each end of code if both ends have one.
        is_stripped = code.startswith(" ") and code.endswith(" ") and code != " "
        padding = " " if is_stripped or "`" in code else ""
        fence = "`" * (_longest_run(code) + 1)
        return f"{fence}{padding}{code}{padding}{fence}"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text().strip("\n")
        fence = "`" * max(3, _longest_run(code) + 1)
        return f"\n\n{fence}\n{code}\n{fence}\n\n"


def _longest_run(code: str) -> int:
    """Return the length of the longest run of backticks in code."""
    return max(map(len, re.findall("`+", code)), default=0)


def markdown(several: Sequence[HtmlBlock], *, cautious: bool) -> str:
    """Return blocks as Markdown.

    Args:
        several: The blocks; adjacent items of one list are written as one list.
        cautious: Whether to escape all characters that may have a meaning in Markdown.
    """
    converter = _Converter(cautious=cautious)
    written: list[str] = []
    for group, members in itertools.groupby(several, key=lambda block: block.group):
        if group is None:
            written += (_written(block.element, converter) for block in members)
        else:
            items = Tag(name=group.name, attrs=dict(group.attrs))
            items.extend([copy.copy(block.element) for block in members])
            written.append(_written(items, converter))
    return "\n\n".join(text for text in written if text)


def line(block: HtmlBlock, *, cautious: bool, inner: str = "") -> str | None:
    """Return a block as one line of Markdown, or None if it takes several lines.

    Args:
        block: The block.
        cautious: Whether to escape all characters that may have a meaning in Markdown.
        inner: An element whose content is to be written, such as ``"strong"``. The
            result is None unless that element is all that the block contains.
    """
    nodes = [node for node in block.element.children if str(node).strip()]
    if len(nodes) == 1 and isinstance(nodes[0], Tag) and nodes[0].name == "p":
        nodes = [node for node in nodes[0].children if str(node).strip()]
    if inner:
        if len(nodes) != 1 or not isinstance(nodes[0], Tag) or nodes[0].name != inner:
            return None
        nodes = list(nodes[0].children)
    element = Tag(name="p")
    element.extend([copy.copy(node) for node in nodes])
    written = _written(element, _Converter(cautious=cautious))
    return written if "\n" not in written else None


def _written(element: Tag, converter: _Converter) -> str:
    soup = BeautifulSoup("", "html.parser")
    soup.append(copy.copy(element))
    written: str = converter.convert_soup(soup)
    lines = (text.rstrip() for text in written.replace("\xa0", " ").split("\n"))
    return "\n".join(lines).replace(_SEPARATOR, "").strip("\n")
