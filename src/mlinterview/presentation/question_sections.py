"""A question as headed sections, which the readable formats share.

Each section names the fields that it shows. A field of a question is in a section
or in `UNSHOWN`, with the reason; a test sees to it. What is shown as it is says which
value of the pack it is, so that a change of the one can be taken back to the other.
"""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from ..model import Answer, AnswerKind, FollowUp, Framework, Mistake, Rubric, Source, Step
from ..query import Entry
from ..rendering import (
    Block,
    Inline,
    Items,
    Line,
    Paragraph,
    Piece,
    Plain,
    Table,
    Text,
    is_empty,
)

UNSHOWN: Final[Mapping[str, str]] = {
    "prompt": "it is the heading",
    "id": "it names the question to programs",
    "status": "it says how far the author is, nothing about the question",
    "aliases": "they are for search, and for decks that know a former id",
    "updated": "it is for programs that compare two versions",
}
"""The fields of a question that no section shows, and why."""

ANSWER_HEADINGS: Final[Mapping[AnswerKind, str]] = {
    AnswerKind.SAMPLE: "Answer",
    AnswerKind.OUTLINE: "Outline of an answer",
    AnswerKind.REFERENCE: "Background",
    AnswerKind.WEAK: "A weak answer",
}


class Part(enum.Enum):
    """What a section is, for formats that put some of them elsewhere."""

    ANSWER = enum.auto()
    KEY_POINTS = enum.auto()
    WEAK = enum.auto()
    FOLLOW_UPS = enum.auto()
    TIPS = enum.auto()
    MISTAKES = enum.auto()
    SOURCES = enum.auto()
    OTHER = enum.auto()


@attrs.frozen(kw_only=True)
class Section:
    """A part of a question that is shown under a heading of its own.

    Args:
        heading: The heading, plain text.
        body: What is below it, from top to bottom.
        essential: Whether it is the best answer; all else can be folded away.
        part: What it is.
    """

    heading: str
    body: tuple[Block, ...]
    essential: bool = False
    part: Part = Part.OTHER


Maker = Callable[[Entry], Iterator[Section]]


def sections(entry: Entry) -> tuple[Section, ...]:
    """Return the sections of a question, in the order in which they are read."""
    made = (section for _fields, make in SECTIONS for section in make(entry))
    shown = (attrs.evolve(one, body=_shown(one.body)) for one in made)
    return tuple(one for one in shown if one.body)


def _shown(body: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(block for block in body if not is_empty(block))


def _at(entry: Entry, *keys: str | int) -> tuple[str | int, ...]:
    """Return the path of a value of the question."""
    return ("question", entry.question.id, *keys)


def _about(entry: Entry) -> Iterator[Section]:
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
    yield Section(heading="About this question", body=(Items(tuple(lines)),))


def _titles(things: Iterable[object]) -> str:
    return ", ".join(str(getattr(thing, "title", "")) for thing in things)


def _markdown(key: str, heading: str) -> tuple[tuple[str, ...], Maker]:
    """Return the entry in `SECTIONS` of a field that is Markdown, or a list of it."""

    def make(entry: Entry) -> Iterator[Section]:
        value = getattr(entry.question, key)
        path = _at(entry, key)
        is_list = isinstance(value, tuple)
        body = _list(value, path) if is_list else Text(value or "", of=path)
        yield Section(heading=heading, body=(body,))

    return (key,), make


def _framework(entry: Entry) -> Iterator[Section]:
    if entry.framework is not None:
        yield Section(
            heading=f"Framework: {entry.framework.title}",
            body=framework_body(entry.framework),
        )


def framework_body(framework: Framework) -> tuple[Block, ...]:
    """Return the steps of a framework, and when it helps."""
    steps = Items(tuple(map(_step, framework.steps)), numbered=True)
    return (Text(framework.use_for or ""), steps)


def _step(step: Step) -> Line:
    minutes = f" ({step.minutes} min)" if step.minutes else ""
    return (Plain(step.title, bold=True), Plain(f"{minutes}: "), Inline(step.prompt))


def best_answer(entry: Entry) -> Answer | None:
    """Return the first answer that is to be imitated, if there is one."""
    advisable = (one for one in entry.answers if one.kind is not AnswerKind.WEAK)
    return next(advisable, None)


_INVENTED: Final = Paragraph(
    (Plain("The story and its figures are invented.", italic=True),)
)


def _answers(entry: Entry) -> Iterator[Section]:
    best = best_answer(entry)
    for number, answer in enumerate(entry.answers):
        path = _at(entry, "answers", number)
        heading = ANSWER_HEADINGS[answer.kind]
        if answer.level is not None:
            heading += f" ({answer.level})"
        note = (_INVENTED,) if answer.illustrative else ()
        is_weak = answer.kind is AnswerKind.WEAK
        essential = answer is best
        yield Section(
            heading=heading,
            body=(*note, Text(answer.body, of=(*path, "body"))),
            essential=essential,
            part=Part.WEAK if is_weak else Part.ANSWER,
        )
        yield Section(
            heading="Why it is weak" if is_weak else "Key points",
            body=(_list(answer.key_points, (*path, "key_points")),),
            essential=essential,
            part=Part.WEAK if is_weak else Part.KEY_POINTS,
        )


def _follow_ups(entry: Entry) -> Iterator[Section]:
    yield Section(
        heading="Follow-up questions",
        body=follow_ups_body(entry, entry.question.follow_ups),
        part=Part.FOLLOW_UPS,
    )


def follow_ups_body(entry: Entry, follow_ups: Sequence[FollowUp]) -> tuple[Block, ...]:
    """Return some follow-ups of a question with their answers."""
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
    """Return what a follow-up of a question asks, and the answer to it."""
    asked = entry.question.follow_ups
    number = next(at for at, one in enumerate(asked) if one is follow_up)
    path = _at(entry, "follow_ups", number)
    prompt = Inline(follow_up.prompt, of=(*path, "prompt"))
    return prompt, Text(follow_up.answer or "", of=(*path, "answer"))


def _rubric(entry: Entry) -> Iterator[Section]:
    if entry.question.rubric is not None:
        yield Section(heading="Rubric", body=rubric_body(entry.question.rubric))


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


def _tips(entry: Entry) -> Iterator[Section]:
    body = tuple(Text(tip.body, of=("tip", tip.id, "body")) for tip in entry.tips)
    yield Section(heading="Tips", body=body, part=Part.TIPS)


def _mistakes(entry: Entry) -> Iterator[Section]:
    body = tuple(block for one in entry.mistakes for block in mistake_body(one))
    yield Section(heading="Common mistakes", body=body, part=Part.MISTAKES)


def mistake_body(mistake: Mistake) -> tuple[Block, ...]:
    """Return a mistake with why it costs and what to do instead."""
    path = ("mistake", mistake.id)
    return (
        Paragraph((Plain(mistake.title, bold=True, of=(*path, "title")),)),
        Text(mistake.body, of=(*path, "body")),
        Paragraph((Plain("Instead:", italic=True),)),
        Text(mistake.remedy, of=(*path, "remedy")),
    )


def _related(entry: Entry) -> Iterator[Section]:
    prompts = ((Inline(question.prompt),) for question in entry.related)
    body = (Items(tuple(prompts)),)
    yield Section(heading="Related questions", body=body)


def _sources(entry: Entry) -> Iterator[Section]:
    body = (Items(tuple(map(source_line, entry.sources))),)
    yield Section(heading="Sources", body=body, part=Part.SOURCES)


def source_line(source: Source) -> Line:
    """Return a source as one line: authors, title with its address, and the rest."""
    names = source.authors
    authors = f"{names[0]} et al" if len(names) > 3 else ", ".join(names)
    rest = ", ".join(one for one in (source.publisher, source.published) if one)
    pieces: list[Piece] = []
    if authors:
        # The full stop of a name such as "Jr." is that of the part.
        pieces.append(Plain(f"{authors.removesuffix('.')}. "))
    pieces.append(Plain(source.title, italic=True, url=source.url))
    if rest:
        pieces.append(Plain(f". {rest}"))
    return tuple(pieces)


def _list(texts: Iterable[str], path: tuple[str | int, ...]) -> Items:
    """Return a list of texts of one line, which is at *path* in the pack."""
    return Items(tuple((Inline(text, of=(*path, at)),) for at, text in enumerate(texts)))


def _table(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> Table:
    """Return a table of two columns; a cell has just one line."""
    made = ((_words(first), _one_line(text)) for first, text in rows)
    return Table(head, tuple(made))


def _words(text: str) -> Line:
    return (Plain(text),)


def _one_line(text: str) -> Line:
    return (Inline(" ".join(text.split())),)


SECTIONS: Final[tuple[tuple[tuple[str, ...], Maker], ...]] = (
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
"""For each section the fields of a question that it shows, and what makes it."""
