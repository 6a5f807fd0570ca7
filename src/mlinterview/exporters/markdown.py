"""One Markdown document: contents, then every question with all that belongs to it.

It is CommonMark with tables, as GitHub shows it; formulas stay in dollar signs. It
carries everything that a person reads, and none of what only programs need.
"""

import itertools
from collections.abc import Iterator, Sequence

from mdit_py_plugins.anchors.index import slugify

from .._options import Options
from ..query import Selection
from ..rendering import (
    escape,
    flatten,
    line_to_markdown,
    parse,
    to_markdown,
    to_text,
)
from . import Exporter, ExportRequest
from ._chapters import Chapter, chapters, front, title


def _export(request: ExportRequest[Options]) -> bytes:
    selection = request.selection
    below = list(chapters(selection))
    parts = list(map(_written, below))
    opening = _join(f"# {escape(title(selection))}", _front(selection), "## Contents")
    return (_join(opening, _contents(opening, below, parts), *parts) + "\n").encode()


def _join(*blocks: str) -> str:
    """Return blocks of Markdown one below the other, without the empty ones."""
    return "\n\n".join(block for block in blocks if block)


def _front(selection: Selection) -> str:
    return _join(*(to_markdown(front(pack), level=1) for pack in selection.packs))


def _written(chapter: Chapter) -> str:
    heading = f"{'#' * chapter.level} {line_to_markdown(chapter.title)}"
    return _join(heading, to_markdown(chapter.body, level=chapter.level))


def _contents(opening: str, below: Sequence[Chapter], parts: Sequence[str]) -> str:
    """Return links to all chapters, by the anchors that GitHub gives headings.

    Args:
        opening: The Markdown above the contents, whose headings have anchors too.
        below: The chapters; headings within them have no line of their own.
        parts: The Markdown of each.
    """
    taken: dict[str, int] = {}
    for heading in _headings(opening):
        _anchor(heading, taken)
    lines: list[str] = []
    for chapter, part in zip(below, parts, strict=True):
        anchor, *_below = [_anchor(one, taken) for one in _headings(part)]
        if chapter.level <= 3:
            indent = "  " * (chapter.level - 2)
            words = escape(to_text(line_to_markdown(chapter.title)).strip())
            lines.append(f"{indent}- [{words}](#{anchor})")
    return "\n".join(lines)


def _headings(text: str) -> Iterator[str]:
    """Yield the words of all headings."""
    for token, content in itertools.pairwise(parse(text)):
        if token.type == "heading_open":
            words = flatten(content.children or [])
            yield "".join(word.content for word in words if word.type != "image")


def _anchor(heading: str, taken: dict[str, int]) -> str:
    """Return the anchor of a heading, which is numbered if it is *taken*."""
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
)
