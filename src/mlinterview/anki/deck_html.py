"""The HTML of a field as blocks, and blocks as Markdown.

Anki's editor writes a field anew when it is edited: other tags for the same thing,
spaces that do not break, quotes, entities. So HTML is compared by what it says, block by
block, and only a block that says something else is taken back to Markdown.
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
"""How deep elements may be within each other."""

_DROPPED: Final = ("script", "style", "iframe", "object", "template", "head", "title")
_RENAMED: Final = {"b": "strong", "i": "em"}
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "summary"))
_LISTS: Final = frozenset(("ol", "ul"))
_CONTAINERS: Final = frozenset(("blockquote", "details", "div", "p", "section"))
_BLOCKS: Final = _HEADINGS | _LISTS | _CONTAINERS | {"hr", "pre", "table"}
_MATH: Final = "mli-math"
_FORMULA: Final = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)

# What keeps a backslash from the bracket behind it, so that the two make no formula.
_APART: Final = "\ufdd4"

_CLOZE: Final = re.compile(r"\{\{c\d+::(.*?)(?:::[^}]*)?\}\}", re.DOTALL)


@attrs.frozen(eq=False)
class Block:
    """A paragraph, an item of a list, or whatever stands by itself.

    Args:
        kind: The name of its element, such as ``"p"``; ``"ul"`` for an item of such.
        key: What it says; blocks with the same key say the same.
        element: The element.
        group: The list that it is an item of.
    """

    kind: str
    key: str
    element: Tag = attrs.field(repr=False)
    group: Tag | None = attrs.field(default=None, repr=False)


# Reading ---------------------------------------------------------------------


def blocks(html: str) -> tuple[Block, ...]:
    """Return the blocks of HTML in order; each item of an outer list is one.

    Raises:
        DeckError: If elements are too deep within each other.
    """
    return tuple(_blocks(_parsed(html)))


def words(html: str) -> str:
    """Return the text of HTML without any white space."""
    return "".join(BeautifulSoup(html, "html.parser").get_text().split())


def plain(html: str) -> str:
    """Return the text of HTML on one line."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def _parsed(html: str) -> BeautifulSoup:
    """Return HTML with one way to say each thing."""
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
            element.append(_APART)
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
    waiting: list[tuple[Tag, int]] = [(soup, 0)]
    while waiting:
        element, depth = waiting.pop()
        if depth > MAX_DEPTH:
            msg = f"a field has elements more than {MAX_DEPTH} deep within each other"
            raise DeckError(msg)
        inner = (child for child in element.children if isinstance(child, Tag))
        waiting += ((child, depth + 1) for child in inner)


def _mark_formulas(soup: BeautifulSoup, text: NavigableString) -> None:
    """Put each formula of a text into an element of its own."""
    pieces: list[NavigableString | Tag] = []
    end = 0
    for found in _FORMULA.finditer(text):
        pieces.append(NavigableString(text[end : found.start()]))
        sign = "$" if found[1] else "$$"
        formula = soup.new_tag(_MATH, attrs={"sign": sign})
        formula.string = " ".join((found[1] or found[2]).split())
        pieces.append(formula)
        end = found.end()
    if pieces:
        text.replace_with(*pieces, NavigableString(text[end:]))


def _blocks(container: Tag) -> Iterator[Block]:
    run: list[Any] = []
    for child in container.children:
        if not isinstance(child, Tag) or child.name not in _BLOCKS:
            run.append(child)
            continue
        yield from _paragraphs(run)
        run = []
        yield from _block(child)
    yield from _paragraphs(run)


def _block(element: Tag) -> Iterator[Block]:
    """Yield the blocks that an element is, or has in it."""
    if element.name in _LISTS:
        for item in element.find_all("li", recursive=False):
            yield Block(element.name, f"<{element.name}>{_inside(item)}", item, element)
    elif element.name == "pre":
        text = element.get_text()
        if text.strip():
            yield Block("pre", f"<pre>{text.strip(chr(10))}", element)
    elif element.name in _HEADINGS:
        if said := _inline(element.children):
            yield Block(element.name, f"<{element.name}>{said}", element)
    elif element.name == "hr":
        yield Block("hr", "<hr>", element)
    elif element.name == "table":
        rows = (row.find_all(["td", "th"]) for row in element.find_all("tr"))
        cells = "\n".join(
            "|".join(_inline(cell.children) for cell in row) for row in rows
        )
        yield Block("table", f"<table>{cells}", element)
    elif element.name == "blockquote":
        yield Block("blockquote", f"<blockquote>{_inside(element)}", element)
    else:
        yield from _blocks(element)


def _paragraphs(run: Sequence[Any]) -> Iterator[Block]:
    """Yield the paragraphs of some text; an empty line parts them."""
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


def _paragraph(nodes: Sequence[Any]) -> Iterator[Block]:
    said = _inline(nodes)
    if said:
        element = Tag(name="p")
        element.extend([copy.copy(node) for node in nodes])
        yield Block("p", f"<p>{said}", element)


def _inside(element: Tag) -> str:
    """Return what an element says that may hold blocks."""
    found = list(_blocks(element))
    if len(found) == 1 and found[0].kind == "p":
        return found[0].key.removeprefix("<p>")
    return "\n".join(block.key for block in found)


def _inline(nodes: Iterable[Any]) -> str:
    """Return what text with its emphasis, links and code says."""
    said = " ".join("".join(map(_said, nodes)).replace("\xa0", " ").split())
    return re.sub(r" ?<br> ?", "<br>", said).removesuffix("<br>").strip()


def _said(node: Any) -> str:
    if not isinstance(node, Tag):
        # Formulas have elements of their own by now, so nothing can be taken for one.
        return str(node).replace(_APART, "").replace("&", "&amp;").replace("<", "&lt;")
    if node.name == "br":
        return "<br>"
    if node.name == "img":
        return str(node.get("alt") or "")  # A card without images has the words.
    address = node.get("href") or ""
    inner = "".join(map(_said, node.children))
    if node.name == _MATH:
        return f"<{node['sign']}>{inner}<{node['sign']}>"
    if node.name == "code":
        # A space in code is part of it, even at the ends.
        return f"<code>{inner}</code>" if inner else ""
    # Spaces at the ends of what is emphasised belong beside it.
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
    """Writes the one dialect that packs are written in."""

    def __init__(self, *, cautious: bool) -> None:
        super().__init__(
            heading_style="atx", bullets="-", autolinks=False, newline_style="backslash"
        )
        self.cautious = cautious

    def escape(self, text: str, parent_tags: set[str]) -> str:
        made = escape(text) if self.cautious else text
        # A bracket behind a backslash that is text would make a formula otherwise.
        return made.replace(f"\\\\{_APART}", "\\\\").replace(f"\\{_APART}", "\\\\")

    def convert_mli_math(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        sign = str(el["sign"])
        return f"{sign}{el.get_text()}{sign}"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = re.sub(r"\s+", " ", text)
        if not code or "_noformat" in parent_tags:
            return code
        # A reader of Markdown takes away one space at each end if both have one.
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


def markdown(found: Sequence[Block], *, cautious: bool) -> str:
    """Return blocks as Markdown.

    Args:
        found: The blocks; neighbours that are items of one list make one.
        cautious: Whether to escape whatever could be taken for more than text.
    """
    converter = _Converter(cautious=cautious)
    written: list[str] = []
    for group, several in itertools.groupby(found, key=lambda block: block.group):
        if group is None:
            written += (_written(block.element, converter) for block in several)
        else:
            items = Tag(name=group.name, attrs=dict(group.attrs))
            items.extend([copy.copy(block.element) for block in several])
            written.append(_written(items, converter))
    return "\n\n".join(text for text in written if text)


def line(block: Block, *, cautious: bool, inner: str = "") -> str | None:
    """Return a block as one line of Markdown, or `None` if it is not one.

    Args:
        block: The block.
        cautious: Whether to escape whatever could be taken for more than text.
        inner: The element that has to be all that is in it, to be left out.
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
    lines = (one.rstrip() for one in written.replace("\xa0", " ").split("\n"))
    return "\n".join(lines).replace(_APART, "").strip("\n")
