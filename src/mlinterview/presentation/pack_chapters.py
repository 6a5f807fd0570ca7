"""A selection as the chapters of one document, which Markdown and HTML share."""

from collections.abc import Iterator

import attrs

from ..model import Fact, Guide, Pack, Stage
from ..query import Entry, PackIndex, Selection
from ..rendering import Block, Inline, Items, Line, Paragraph, Plain, Text, is_empty
from .question_sections import framework_body, mistake_body, sections, source_line


@attrs.frozen(kw_only=True)
class Chapter:
    """A heading with the text below it.

    Args:
        level: The level of the heading, from 2; the title of the document has 1.
        title: The heading.
        body: The text, from top to bottom.
        is_open: Whether the text is visible at once; otherwise it may be folded away.
        pack: The pack that the chapter comes from, or None if it names a topic.
        entry: The question that the chapter shows, if any.
    """

    level: int
    title: Line
    body: tuple[Block, ...] = ()
    is_open: bool = True
    pack: Pack | None = None
    entry: Entry | None = None


def document_title(selection: Selection) -> str:
    """Return the title of a document: the titles of its packs."""
    return " and ".join(pack.title for pack in selection.packs)


def introduction(pack: Pack) -> tuple[Block, ...]:
    """Return the version, the authors, the license and the description of a pack."""
    metadata = pack.metadata
    authors = ", ".join(author.name for author in metadata.authors)
    facts = (
        f"Version {metadata.version}",
        f"as of {metadata.as_of}" if metadata.as_of else "",
        f"by {authors}",
        f"licence {metadata.license}",
    )
    return _not_empty(
        _words(", ".join(filter(None, facts))), Text(metadata.description or "")
    )


def chapters(selection: Selection) -> Iterator[Chapter]:
    """Yield the chapters of a document, from top to bottom.

    Questions come first, by topic. The other texts of a pack, such as its guides and
    tips, follow if all of its questions are in the selection.
    """
    yield from _questions(selection)
    for index in selection.indexes:
        for chapter in _other_chapters(index, selection):
            yield attrs.evolve(chapter, pack=index.pack)


def _questions(selection: Selection) -> Iterator[Chapter]:
    """Yield the questions, each after the title of its main topic."""
    for group in selection.group_by("topic").values():
        path = group.entries[0].topic_path
        title = " › ".join(topic.title for topic in path)
        yield _chapter(2, title or group[0].topics[0])
        for entry in group.entries:
            yield from _question(entry)


def _question(entry: Entry) -> Iterator[Chapter]:
    prompt = (Inline(entry.question.prompt),)
    yield Chapter(level=3, title=prompt, pack=entry.pack, entry=entry)
    for section in sections(entry):
        yield Chapter(
            level=4,
            title=(Plain(section.heading),),
            body=section.body,
            is_open=section.essential,
            pack=entry.pack,
        )


def _other_chapters(index: PackIndex, selection: Selection) -> Iterator[Chapter]:
    """Yield all of a pack but its questions, if the selection has all of those."""
    pack = index.pack
    if not set(pack.questions) <= set(selection):
        return
    for guide in pack.guides:
        yield from _guide(guide)
    if pack.stages:
        yield _chapter(2, "Interview stages")
    for stage in index.stages.values():
        yield _chapter(3, stage.title, *_stage(stage))
    if pack.mistakes:
        texts = (block for mistake in index.mistakes for block in mistake_body(mistake))
        yield _chapter(2, "Mistakes", *texts)
    if pack.tips:
        yield _chapter(2, "Tips", *(Text(tip.body) for tip in pack.tips))
    if pack.frameworks:
        yield _chapter(2, "Frameworks")
    for framework in pack.frameworks:
        yield _chapter(3, framework.title, *framework_body(framework))
    if pack.facts:
        yield _chapter(2, "Facts", Items(tuple(map(_fact, pack.facts))))
    if pack.sources:
        yield _chapter(2, "Sources", Items(tuple(map(source_line, pack.sources))))


def _guide(guide: Guide) -> Iterator[Chapter]:
    yield _chapter(2, guide.title)
    for section in guide.sections:
        yield _chapter(3, section.heading, Text(section.body))
    if guide.takeaways:
        points = Items(tuple((Inline(point),) for point in guide.takeaways))
        yield _chapter(3, "To remember", points)


def _stage(stage: Stage) -> tuple[Block, ...]:
    details = (
        stage.format or "",
        f"{stage.minutes} minutes" if stage.minutes else "",
        f"{stage.rounds.min} to {stage.rounds.max} rounds" if stage.rounds else "",
    )
    return (_words(", ".join(filter(None, details))), Text(stage.assesses))


def _fact(fact: Fact) -> Line:
    return (Inline(fact.statement), Plain(f" ({fact.status}, as of {fact.as_of})"))


def _words(text: str) -> Paragraph:
    return Paragraph((Plain(text),) if text else ())


def _chapter(level: int, title: str, *body: Block) -> Chapter:
    return Chapter(level=level, title=(Plain(title),), body=_not_empty(*body))


def _not_empty(*blocks: Block) -> tuple[Block, ...]:
    """Return the blocks that show something."""
    return tuple(block for block in blocks if not is_empty(block))
