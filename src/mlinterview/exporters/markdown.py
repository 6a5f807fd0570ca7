"""One Markdown document: contents, then every question with all that belongs to it.

It is CommonMark with tables, as GitHub shows it; formulas stay in dollar signs. It
carries everything that a person reads, and none of what only programs need.

Of a planned interview it makes the interviewer's sheet, with the times, all that
belongs to the questions and room for notes, or the candidate's, which has the
questions and the times alone.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import attrs

from .._support.options import Options
from ..presentation import Chapter, chapters, front, title
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
    parts = list(map(_part, chapters(selection)))
    opening = _join(f"# {escape(title(selection))}", _front(selection), "## Contents")
    below = (_join(part.heading, part.body) for part in parts)
    return (_join(opening, _contents(opening, parts), *below) + "\n").encode()


@attrs.frozen
class _Part:
    """A chapter in Markdown: the level and the words of its heading, and what follows."""

    level: int
    title: str
    body: str

    @property
    def heading(self) -> str:
        """The heading as it is written."""
        return f"{'#' * self.level} {self.title}"


def _join(*blocks: str) -> str:
    """Return blocks of Markdown one below the other, without the empty ones."""
    return "\n\n".join(block for block in blocks if block)


def _front(selection: Selection) -> str:
    return _join(*(to_markdown(front(pack), level=1) for pack in selection.packs))


def _part(chapter: Chapter) -> _Part:
    body = to_markdown(chapter.body, level=chapter.level)
    return _Part(chapter.level, line_to_markdown(chapter.title), body)


def _contents(opening: str, parts: Iterable[_Part]) -> str:
    """Return links to all chapters, by the anchors that GitHub gives headings.

    Args:
        opening: The Markdown above the contents, whose headings have anchors too.
        parts: The chapters; headings within them have no line of their own.
    """
    taken: dict[str, int] = {}
    for heading in _headings(opening):
        _anchor(heading, taken)
    lines: list[str] = []
    for part in parts:
        anchor, *_below = [
            _anchor(one, taken) for one in (_words(part.title), *_headings(part.body))
        ]
        if part.level <= 3:
            indent = "  " * (part.level - 2)
            words = escape(to_text(part.title).strip())
            lines.append(f"{indent}- [{words}](#{anchor})")
    return "\n".join(lines)


# All headings begin with marks where a text has been embedded.
_MAYBE_HEADING: Final = re.compile(r"^[ \t>*+\d.)-]*#", re.MULTILINE)


def _headings(text: str) -> Iterator[str]:
    """Yield the words of all headings."""
    if not _MAYBE_HEADING.search(text):
        return
    for token, content in itertools.pairwise(parse(text)):
        if token.type == "heading_open":
            yield _shown(content.children or [])


def _words(title: str) -> str:
    """Return the words of the heading of a chapter, without spaces around them."""
    title = title.strip()
    return _shown(parse_inline(title)) if "![" in title else to_text(title)


# To an anchor, an image has no words; what is within a line is shown by its parts.
_UNSHOWN: Final = ("image", "inline")


def _shown(tokens: "Sequence[Token]") -> str:
    return "".join(word.content for word in flatten(tokens) if word.type not in _UNSHOWN)


def _anchor(heading: str, taken: dict[str, int]) -> str:
    """Return the anchor of a heading, which is numbered if it is *taken*."""
    from mdit_py_plugins.anchors.index import slugify

    plain: str = slugify(heading)
    anchor = plain
    while anchor in taken:
        taken[plain] += 1
        anchor = f"{plain}-{taken[plain]}"
    taken[anchor] = 0
    return anchor


EXPORTER = Exporter(
    name="markdown",
    suffix=".md",
    summary="One document to read: contents, questions, answers, rubrics and sources.",
    export=_export,
    plan=plan_sheet,
)
