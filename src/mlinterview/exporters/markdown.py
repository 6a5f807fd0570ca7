"""One Markdown document: contents, then every question with all that belongs to it.

It is CommonMark with tables, as GitHub shows it; formulas stay in dollar signs. It
carries everything that a person reads, and none of what only programs need.

Of a planned interview it makes the interviewer's sheet, with the times, all that
belongs to the questions and room for notes, or the candidate's, which has the
questions and the times alone.
"""

import functools
import itertools
from collections.abc import Iterable, Iterator

import attrs

from ..model import Fact, Guide, Pack
from ..query import Entry, PackIndex, Selection
from ..rendering import embed, embed_inline, escape, flatten, parse, to_text
from . import Exporter
from ._plans import plan_sheet
from ._sections import (
    framework_body,
    mistake_body,
    sections,
    source_line,
)


@attrs.frozen
class _Chapter:
    """A heading with what stands below it.

    Args:
        level: The level of the heading.
        title: The heading, as Markdown that can stand in a larger document.
        body: The Markdown below it; its headings go below this one.
    """

    level: int
    title: str
    body: str = ""

    @functools.cached_property
    def text(self) -> str:
        """The heading and what stands below it."""
        heading = f"{'#' * self.level} {self.title}"
        return _join(heading, embed(self.body, level=self.level))


def _export(selection: Selection) -> bytes:
    chapters = [
        *_questions(selection),
        *(
            chapter
            for index in selection.indexes
            for chapter in _companions(index, selection)
        ),
    ]
    title = " and ".join(escape(pack.title) for pack in selection.packs)
    front = "\n\n".join(map(_front, selection.packs))
    opening = _join(f"# {title}", front, "## Contents")
    parts = [chapter.text for chapter in chapters]
    return (_join(opening, _contents(opening, chapters), *parts) + "\n").encode()


def _join(*blocks: str) -> str:
    """Return blocks of Markdown one below the other, without the empty ones."""
    return "\n\n".join(block for block in blocks if block)


def _front(pack: Pack) -> str:
    """Return what the pack says of itself."""
    metadata = pack.metadata
    authors = ", ".join(escape(author.name) for author in metadata.authors)
    facts = [
        f"Version {escape(metadata.version)}",
        f"as of {metadata.as_of}" if metadata.as_of else "",
        f"by {authors}",
        f"licence {escape(metadata.license)}",
    ]
    described = embed(metadata.description or "", level=1)
    return _join(", ".join(fact for fact in facts if fact), described)


def _contents(opening: str, chapters: Iterable[_Chapter]) -> str:
    """Return links to all chapters, by the anchors that GitHub gives headings.

    Args:
        opening: The Markdown above the contents, whose headings have anchors too.
        chapters: The chapters; headings within them have no line of their own.
    """
    taken: dict[str, int] = {}
    for heading in _headings(opening):
        _anchor(heading, taken)
    lines: list[str] = []
    for chapter in chapters:
        anchor, *_below = [_anchor(one, taken) for one in _headings(chapter.text)]
        if chapter.level <= 3:
            indent = "  " * (chapter.level - 2)
            lines.append(
                f"{indent}- [{escape(to_text(chapter.title).strip())}](#{anchor})"
            )
    return "\n".join(lines)


def _headings(text: str) -> Iterator[str]:
    """Yield the words of all headings."""
    for token, content in itertools.pairwise(parse(text)):
        if token.type == "heading_open":
            words = flatten(content.children or [])
            yield "".join(word.content for word in words if word.type != "image")


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


def _questions(selection: Selection) -> Iterator[_Chapter]:
    """Yield the questions under the titles of their main topics."""
    for group in selection.group_by("topic").values():
        path = group.entries[0].topic_path
        title = " › ".join(escape(topic.title) for topic in path)
        yield _Chapter(2, title or escape(group[0].topics[0]))
        for entry in group.entries:
            yield from _question(entry)


def _question(entry: Entry) -> Iterator[_Chapter]:
    yield _Chapter(3, embed_inline(entry.question.prompt))
    for section in sections(entry, level=4):
        yield _Chapter(4, escape(section.heading), section.body)


def _companions(index: PackIndex, selection: Selection) -> Iterator[_Chapter]:
    """Yield what a pack has beside questions, if it is there as a whole."""
    pack = index.pack
    if not set(pack.questions) <= set(selection):
        return
    for guide in pack.guides:
        yield from _guide(guide)
    if pack.stages:
        yield _Chapter(2, "Interview stages")
    for stage in index.stages.values():
        details = [
            escape(stage.format or ""),
            f"{stage.minutes} minutes" if stage.minutes else "",
            f"{stage.rounds.min} to {stage.rounds.max} rounds" if stage.rounds else "",
        ]
        lead = ", ".join(detail for detail in details if detail)
        yield _Chapter(3, escape(stage.title), _join(lead, stage.assesses))
    if pack.mistakes:
        yield _Chapter(2, "Mistakes", _join(*map(mistake_body, index.mistakes)))
    if pack.tips:
        yield _Chapter(2, "Tips", _join(*(embed(tip.body) for tip in pack.tips)))
    if pack.frameworks:
        yield _Chapter(2, "Frameworks")
    for framework in pack.frameworks:
        yield _Chapter(3, escape(framework.title), framework_body(framework))
    if pack.facts:
        yield _Chapter(2, "Facts", "\n".join(_fact(fact) for fact in pack.facts))
    if pack.sources:
        lines = "\n".join(f"- {source_line(source)}" for source in pack.sources)
        yield _Chapter(2, "Sources", lines)


def _guide(guide: Guide) -> Iterator[_Chapter]:
    yield _Chapter(2, escape(guide.title))
    for section in guide.sections:
        yield _Chapter(3, escape(section.heading), section.body)
    if guide.takeaways:
        points = "\n".join(f"- {embed_inline(point)}" for point in guide.takeaways)
        yield _Chapter(3, "To remember", points)


def _fact(fact: Fact) -> str:
    return f"- {embed_inline(fact.statement)} ({fact.status}, as of {fact.as_of})"


EXPORTER = Exporter(
    name="markdown",
    suffix=".md",
    summary="One document to read: contents, questions, answers, rubrics and sources.",
    export=_export,
    plan=plan_sheet,
)
