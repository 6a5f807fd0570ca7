"""A question as sections with headings, for all formats that people read.

`SECTIONS` lists the fields that each section shows. Every field of a question is in it,
or in `UNSHOWN` with the reason, which a test checks. Text that is shown unchanged carries
the path of its value, so that a correction to it, say in Anki, can be taken back to the
pack.
"""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from ..model import (
    Answer,
    AnswerKind,
    FollowUp,
    Framework,
    Mistake,
    Rubric,
    Source,
    Stage,
    Step,
    Topic,
)
from ..query import Entry
from ..rendering import (
    Block,
    Inline,
    Items,
    Line,
    Paragraph,
    Piece,
    Plain,
    TableBlock,
    Text,
    is_empty,
)

UNSHOWN: Final[Mapping[str, str]] = {
    "prompt": "it is the heading",
    "id": "it names the question to programs",
    "status": "it describes the author's progress, not the question",
    "aliases": "they are for search, and for decks made under a former id",
    "updated": "it is for programs that compare versions",
}
"""The fields of a question that no section shows, and why."""

ANSWER_HEADINGS: Final[Mapping[AnswerKind, str]] = {
    AnswerKind.SAMPLE: "Answer",
    AnswerKind.OUTLINE: "Outline of an answer",
    AnswerKind.REFERENCE: "Background",
    AnswerKind.WEAK: "A weak answer",
}


class SectionKind(enum.Enum):
    """The content of a section, for formats that move or leave out some sections."""

    ANSWER = enum.auto()
    KEY_POINTS = enum.auto()
    WEAK = enum.auto()
    FOLLOW_UPS = enum.auto()
    TIPS = enum.auto()
    MISTAKES = enum.auto()
    SOURCES = enum.auto()
    OTHER = enum.auto()


@attrs.frozen(kw_only=True)
class QuestionSection:
    """A part of a question with a heading of its own.

    Args:
        heading: The heading, plain text.
        body: The text below it, from top to bottom.
        essential: Whether it belongs to the best answer; others may be folded away.
        kind: Its content.
    """

    heading: str
    body: tuple[Block, ...]
    essential: bool = False
    kind: SectionKind = SectionKind.OTHER


SectionMaker = Callable[[Entry], Iterator[QuestionSection]]
"""Yields sections of a question; one whose body turns out empty is left out."""


def sections(entry: Entry) -> tuple[QuestionSection, ...]:
    """Return the sections of a question, from top to bottom, without empty ones."""
    made = (section for _fields, make in SECTIONS for section in make(entry))
    filled = (attrs.evolve(section, body=_not_empty(section.body)) for section in made)
    return tuple(section for section in filled if section.body)


def _not_empty(body: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks that show something."""
    return tuple(block for block in body if not is_empty(block))


def _path(entry: Entry, *keys: str | int) -> tuple[str | int, ...]:
    """Return the path of a value of the question."""
    return ("question", entry.question.id, *keys)


def _about(entry: Entry) -> Iterator[QuestionSection]:
    question = entry.question
    facts = {
        "Topic": " › ".join(topic.title for topic in entry.topic_path),
        "Other topics": _titles(entry.topics[1:]),
        "Kind": question.kind,
        "Difficulty": question.difficulty or "",
        "Levels": ", ".join(question.levels),
        "Roles": ", ".join(question.roles),
        "Stages": _titles(entry.stages),
        "Competencies": ", ".join(question.competencies),
        "Minutes": str(question.minutes or ""),
        "Tags": ", ".join(question.tags),
    }
    lines = [(Plain(f"{name}: {value}"),) for name, value in facts.items() if value]
    yield QuestionSection(heading="About this question", body=(Items(tuple(lines)),))


def _titles(entities: Iterable[Topic | Stage]) -> str:
    return ", ".join(entity.title for entity in entities)


def _markdown(key: str, heading: str) -> tuple[tuple[str, ...], SectionMaker]:
    """Return the entry in `SECTIONS` of a field that is Markdown, or a list of it."""

    def make(entry: Entry) -> Iterator[QuestionSection]:
        value = getattr(entry.question, key)
        path = _path(entry, key)
        is_list = isinstance(value, tuple)
        body = _list(value, path) if is_list else Text(value or "", of=path)
        yield QuestionSection(heading=heading, body=(body,))

    return (key,), make


def _framework(entry: Entry) -> Iterator[QuestionSection]:
    if entry.framework is not None:
        yield QuestionSection(
            heading=f"Framework: {entry.framework.title}",
            body=framework_body(entry.framework),
        )


def framework_body(framework: Framework) -> tuple[Block, ...]:
    """Return the blocks of a framework: its use and its steps."""
    steps = Items(tuple(map(_step, framework.steps)), numbered=True)
    return (Text(framework.use_for or ""), steps)


def _step(step: Step) -> Line:
    minutes = f" ({step.minutes} min)" if step.minutes else ""
    return (Plain(step.title, bold=True), Plain(f"{minutes}: "), Inline(step.prompt))


def best_answer(entry: Entry) -> Answer | None:
    """Return the first answer that is not weak, or None."""
    good = (answer for answer in entry.answers if answer.kind is not AnswerKind.WEAK)
    return next(good, None)


_INVENTED: Final = Paragraph(
    (Plain("The story and its figures are invented.", italic=True),)
)


def _answers(entry: Entry) -> Iterator[QuestionSection]:
    best = best_answer(entry)
    for number, answer in enumerate(entry.answers):
        path = _path(entry, "answers", number)
        heading = ANSWER_HEADINGS[answer.kind]
        if answer.level is not None:
            heading += f" ({answer.level})"
        note = (_INVENTED,) if answer.illustrative else ()
        is_weak = answer.kind is AnswerKind.WEAK
        essential = answer is best
        yield QuestionSection(
            heading=heading,
            body=(*note, Text(answer.body, of=(*path, "body"))),
            essential=essential,
            kind=SectionKind.WEAK if is_weak else SectionKind.ANSWER,
        )
        yield QuestionSection(
            heading="Why it is weak" if is_weak else "Key points",
            body=(_list(answer.key_points, (*path, "key_points")),),
            essential=essential,
            kind=SectionKind.WEAK if is_weak else SectionKind.KEY_POINTS,
        )


def _follow_ups(entry: Entry) -> Iterator[QuestionSection]:
    yield QuestionSection(
        heading="Follow-up questions",
        body=follow_ups_body(entry, entry.question.follow_ups),
        kind=SectionKind.FOLLOW_UPS,
    )


def follow_ups_body(entry: Entry, follow_ups: Sequence[FollowUp]) -> tuple[Block, ...]:
    """Return the blocks of some follow-ups of a question, with their answers."""
    questions = entry.index.questions
    blocks: list[Block] = []
    for follow_up in follow_ups:
        prompt, answer = follow_up_texts(entry, follow_up)
        blocks.append(Paragraph((attrs.evolve(prompt, bold=True),)))
        if (question := questions.get(follow_up.question or "")) is not None:
            lead = Plain("It is a question of its own: ")
            blocks.append(Paragraph((lead, Inline(question.prompt))))
        elif follow_up.answer:
            blocks.append(answer)
    return tuple(blocks)


def follow_up_texts(entry: Entry, follow_up: FollowUp) -> tuple[Inline, Text]:
    """Return the prompt of a follow-up of a question, and its answer."""
    follow_ups = entry.question.follow_ups
    number = next(index for index, each in enumerate(follow_ups) if each is follow_up)
    path = _path(entry, "follow_ups", number)
    prompt = Inline(follow_up.prompt, of=(*path, "prompt"))
    return prompt, Text(follow_up.answer or "", of=(*path, "answer"))


def _rubric(entry: Entry) -> Iterator[QuestionSection]:
    if entry.question.rubric is not None:
        yield QuestionSection(heading="Rubric", body=rubric_body(entry.question.rubric))


def rubric_body(rubric: Rubric) -> tuple[Block, ...]:
    """Return the anchors and the criteria of a rubric as tables."""
    anchors = {
        "Strong no hire": rubric.anchors.strong_no_hire,
        "No hire": rubric.anchors.no_hire,
        "Hire": rubric.anchors.hire,
        "Strong hire": rubric.anchors.strong_hire,
    }
    criteria = ((f"{one.points:+d}", one.text) for one in rubric.criteria)
    return (
        _table(("Verdict", "What the answer is like"), anchors.items()),
        _table(("Points", "What to listen for"), criteria),
    )


def _tips(entry: Entry) -> Iterator[QuestionSection]:
    body = tuple(Text(tip.body, of=("tip", tip.id, "body")) for tip in entry.tips)
    yield QuestionSection(heading="Tips", body=body, kind=SectionKind.TIPS)


def _mistakes(entry: Entry) -> Iterator[QuestionSection]:
    body = tuple(block for mistake in entry.mistakes for block in mistake_body(mistake))
    yield QuestionSection(heading="Common mistakes", body=body, kind=SectionKind.MISTAKES)


def mistake_body(mistake: Mistake) -> tuple[Block, ...]:
    """Return the blocks of a mistake: what it is, and what to do instead."""
    path = ("mistake", mistake.id)
    return (
        Paragraph((Plain(mistake.title, bold=True, of=(*path, "title")),)),
        Text(mistake.body, of=(*path, "body")),
        Paragraph((Plain("Instead:", italic=True),)),
        Text(mistake.remedy, of=(*path, "remedy")),
    )


def _related(entry: Entry) -> Iterator[QuestionSection]:
    prompts = ((Inline(question.prompt),) for question in entry.related)
    body = (Items(tuple(prompts)),)
    yield QuestionSection(heading="Related questions", body=body)


def _sources(entry: Entry) -> Iterator[QuestionSection]:
    body = (Items(tuple(map(source_line, entry.sources))),)
    yield QuestionSection(heading="Sources", body=body, kind=SectionKind.SOURCES)


def source_line(source: Source) -> Line:
    """Return a source as a line: authors, title with a link, publisher and date."""
    names = source.authors
    authors = f"{names[0]} et al" if len(names) > 3 else ", ".join(names)
    rest = ", ".join(filter(None, (source.publisher, source.published)))
    pieces: list[Piece] = []
    if authors:
        # A name such as "King Jr." already ends with a full stop.
        pieces.append(Plain(f"{authors.removesuffix('.')}. "))
    pieces.append(Plain(source.title, italic=True, url=source.url))
    if rest:
        pieces.append(Plain(f". {rest}"))
    return tuple(pieces)


def _list(texts: Iterable[str], path: tuple[str | int, ...]) -> Items:
    """Return a list of lines of Markdown, whose list in the pack is at *path*."""
    lines = ((Inline(text, of=(*path, index)),) for index, text in enumerate(texts))
    return Items(tuple(lines))


def _table(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> TableBlock:
    """Return a table of two columns: plain text, and Markdown put on one line."""
    cells = (((Plain(label),), _one_line(text)) for label, text in rows)
    return TableBlock(head, tuple(cells))


def _one_line(text: str) -> Line:
    return (Inline(" ".join(text.split())),)


SECTIONS: Final[tuple[tuple[tuple[str, ...], SectionMaker], ...]] = (
    _markdown("intent", "What the interviewer is after"),
    _markdown("clarifying_questions", "What to ask first"),
    (("answers",), _answers),
    (("follow_ups",), _follow_ups),
    (("framework",), _framework),
    (("rubric",), _rubric),
    ((), _tips),
    ((), _mistakes),
    (("related",), _related),
    (("sources",), _sources),
    (
        (
            "topics",
            "kind",
            "difficulty",
            "levels",
            "roles",
            "stages",
            "competencies",
            "minutes",
            "tags",
        ),
        _about,
    ),
)
"""The sections from top to bottom: the fields that each shows, and what makes it."""
