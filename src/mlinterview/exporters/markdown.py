"""One Markdown document: contents, then every question with all that belongs to it.

It is CommonMark with tables, as GitHub shows it; formulas stay in dollar signs. It
has everything that people read, and leaves out what only programs need.

A planned interview becomes the interviewer's sheet, with the times, everything about the
questions and room for notes, or the candidate's sheet, with the questions and the times
alone.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import attrs

from .._support.options import Options
from ..presentation import Chapter, chapters, document_title, introduction
from ..query import Selection
from ..rendering import (
    escape,
    flatten,
    line_to_markdown,
    parse,
    parse_inline,
    to_markdown,
    to_text,
)
from . import Exporter, ExportRequest
from ._plans import plan_sheet

if TYPE_CHECKING:
    from markdown_it.token import Token


def _export(request: ExportRequest[Options]) -> bytes:
    selection = request.selection
    written = list(map(_write, chapters(selection)))
    heading = f"# {escape(document_title(selection))}"
    opening = _join(heading, _introductions(selection), "## Contents")
    bodies = (_join(chapter.heading, chapter.body) for chapter in written)
    return (_join(opening, _contents(opening, written), *bodies) + "\n").encode()


@attrs.frozen
class _MarkdownChapter:
    """A chapter in Markdown: the level and the text of its heading, and its body."""

    level: int
    title: str
    body: str

    @property
    def heading(self) -> str:
        """The heading with its hash signs."""
        return f"{'#' * self.level} {self.title}"


def _join(*blocks: str) -> str:
    """Return blocks of Markdown with blank lines between them, without empty ones."""
    return "\n\n".join(block for block in blocks if block)


def _introductions(selection: Selection) -> str:
    return _join(*(to_markdown(introduction(pack), level=1) for pack in selection.packs))


def _write(chapter: Chapter) -> _MarkdownChapter:
    body = to_markdown(chapter.body, level=chapter.level)
    return _MarkdownChapter(chapter.level, line_to_markdown(chapter.title), body)


def _contents(opening: str, written: Iterable[_MarkdownChapter]) -> str:
    """Return links to the chapters, by the anchors that GitHub gives their headings.

    Args:
        opening: The Markdown above the contents. Its headings take anchors, too.
        written: The chapters. Headings in their bodies take anchors but are not listed.
    """
    taken: dict[str, int] = {}
    for heading in _headings(opening):
        _anchor(heading, taken)
    lines: list[str] = []
    for chapter in written:
        headings = (_heading_text(chapter.title), *_headings(chapter.body))
        anchor, *_others = [_anchor(heading, taken) for heading in headings]
        if chapter.level <= 3:
            indent = "  " * (chapter.level - 2)
            text = escape(to_text(chapter.title).strip())
            lines.append(f"{indent}- [{text}](#{anchor})")
    return "\n".join(lines)


# In a text that has been embedded, every heading begins with hash signs.
_MAYBE_HEADING: Final = re.compile(r"^[ \t>*+\d.)-]*#", re.MULTILINE)


def _headings(text: str) -> Iterator[str]:
    """Yield the text of each heading in Markdown blocks."""
    if not _MAYBE_HEADING.search(text):
        return
    for token, content in itertools.pairwise(parse(text)):
        if token.type == "heading_open":
            yield _text_of(content.children or [])


def _heading_text(title: str) -> str:
    """Return the text of the heading of a chapter, without spaces around it."""
    title = title.strip()
    return _text_of(parse_inline(title)) if "![" in title else to_text(title)


# The description of an image is no part of an anchor. The text of an "inline" token is
# that of the tokens inside it.
_WITHOUT_TEXT: Final = ("image", "inline")


def _text_of(tokens: "Sequence[Token]") -> str:
    return "".join(
        token.content for token in flatten(tokens) if token.type not in _WITHOUT_TEXT
    )


def _anchor(heading: str, taken: dict[str, int]) -> str:
    """Return the anchor of a heading, and add it to those that are taken.

    Args:
        heading: The text of the heading.
        taken: How many numbers have been added to each anchor to tell equal ones apart.
    """
    slug = re.sub(r"[^\w -]", "", heading.lower().replace(" ", "-"))
    anchor = slug
    while anchor in taken:
        taken[slug] += 1
        anchor = f"{slug}-{taken[slug]}"
    taken[anchor] = 0
    return anchor


EXPORTER = Exporter(
    name="markdown",
    suffix=".md",
    summary="One document to read: contents, questions, answers, rubrics and sources.",
    export=_export,
    plan=plan_sheet,
)
