"""A question as headed sections of Markdown, which the readable formats share.

Each section names the fields that it shows. A field of a question is in a section
or in `UNSHOWN`, with the reason; a test sees to it.
"""

import enum
import re
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
    Step,
)
from ..query import Entry
from ..rendering import embed, embed_inline, escape

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
        body: What is below it, Markdown that can stand in a larger document.
        essential: Whether it is the best answer; all else can be folded away.
        part: What it is.
    """

    heading: str
    body: str
    essential: bool = False
    part: Part = Part.OTHER


Maker = Callable[[Entry], Iterator[Section]]


def sections(entry: Entry, *, level: int = 0) -> tuple[Section, ...]:
    """Return the sections of a question, in the order in which they are read.

    Args:
        entry: The question in its pack.
        level: The level of the headings of sections in the document; headings
            inside a text go below it.
    """
    made = (section for _fields, make in SECTIONS for section in make(entry))
    return tuple(
        attrs.evolve(one, body=embed(one.body, level=level)) for one in made if one.body
    )


def _about(entry: Entry) -> Iterator[Section]:
    question = entry.question
    facts = {
        "Topic": " › ".join(escape(topic.title) for topic in entry.topic_path),
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
    items = [f"{name}: {value}" for name, value in facts.items() if value]
    yield Section(heading="About this question", body=_list(items))


def _titles(things: Iterable[object]) -> str:
    return ", ".join(escape(str(getattr(thing, "title", ""))) for thing in things)


def _intent(entry: Entry) -> Iterator[Section]:
    intent = entry.question.intent or ""
    yield Section(heading="What the interviewer is after", body=intent)


def _clarifying(entry: Entry) -> Iterator[Section]:
    asked = map(embed_inline, entry.question.clarifying_questions)
    yield Section(heading="What to ask first", body=_list(asked))


def _framework(entry: Entry) -> Iterator[Section]:
    if entry.framework is not None:
        yield Section(
            heading=f"Framework: {entry.framework.title}",
            body=framework_body(entry.framework),
        )


def framework_body(framework: Framework) -> str:
    """Return the steps of a framework, and when it helps."""
    steps = "\n".join(
        f"{number}. {_step(step)}" for number, step in enumerate(framework.steps, 1)
    )
    return _join(framework.use_for or "", steps)


def _step(step: Step) -> str:
    minutes = f" ({step.minutes} min)" if step.minutes else ""
    return f"**{escape(step.title)}**{minutes}: {embed_inline(step.prompt)}"


def best_answer(entry: Entry) -> Answer | None:
    """Return the first answer that is to be imitated, if there is one."""
    advisable = (one for one in entry.answers if one.kind is not AnswerKind.WEAK)
    return next(advisable, None)


def _answers(entry: Entry) -> Iterator[Section]:
    best = best_answer(entry)
    for answer in entry.answers:
        heading = ANSWER_HEADINGS[answer.kind]
        if answer.level is not None:
            heading += f" ({answer.level})"
        note = "*The story and its figures are invented.*" if answer.illustrative else ""
        points = _list(map(embed_inline, answer.key_points))
        is_weak = answer.kind is AnswerKind.WEAK
        essential = answer is best
        yield Section(
            heading=heading,
            body=_join(note, answer.body),
            essential=essential,
            part=Part.WEAK if is_weak else Part.ANSWER,
        )
        yield Section(
            heading="Why it is weak" if is_weak else "Key points",
            body=points,
            essential=essential,
            part=Part.WEAK if is_weak else Part.KEY_POINTS,
        )


def _follow_ups(entry: Entry) -> Iterator[Section]:
    yield Section(
        heading="Follow-up questions",
        body=follow_ups_body(entry, entry.question.follow_ups),
        part=Part.FOLLOW_UPS,
    )


def follow_ups_body(entry: Entry, follow_ups: Sequence[FollowUp]) -> str:
    """Return some follow-ups of a question with their answers."""
    questions = entry.index.questions
    parts: list[str] = []
    for follow_up in follow_ups:
        answer = follow_up.answer or ""
        if (question := questions.get(follow_up.question or "")) is not None:
            answer = f"It is a question of its own: {embed_inline(question.prompt)}"
        parts.append(_join(f"**{embed_inline(follow_up.prompt)}**", embed(answer)))
    return _join(*parts)


def _rubric(entry: Entry) -> Iterator[Section]:
    if entry.question.rubric is not None:
        yield Section(heading="Rubric", body=rubric_body(entry.question.rubric))


def rubric_body(rubric: Rubric) -> str:
    """Return the anchors and the criteria of a rubric as tables."""
    anchors = {
        "Strong no hire": rubric.anchors.strong_no_hire,
        "No hire": rubric.anchors.no_hire,
        "Hire": rubric.anchors.hire,
        "Strong hire": rubric.anchors.strong_hire,
    }
    verdicts = _table(("Verdict", "What the answer is like"), anchors.items())
    criteria = _table(
        ("Points", "What to listen for"),
        ((f"{one.points:+d}", one.text) for one in rubric.criteria),
    )
    return _join(verdicts, criteria if rubric.criteria else "")


def _tips(entry: Entry) -> Iterator[Section]:
    body = _join(*(embed(tip.body) for tip in entry.tips))
    yield Section(heading="Tips", body=body, part=Part.TIPS)


def _mistakes(entry: Entry) -> Iterator[Section]:
    body = _join(*(mistake_body(mistake) for mistake in entry.mistakes))
    yield Section(heading="Common mistakes", body=body, part=Part.MISTAKES)


def mistake_body(mistake: Mistake) -> str:
    """Return a mistake with why it costs and what to do instead."""
    return _join(
        f"**{escape(mistake.title)}**",
        embed(mistake.body),
        f"*Instead:*\n\n{embed(mistake.remedy)}",
    )


def _related(entry: Entry) -> Iterator[Section]:
    prompts = (embed_inline(question.prompt) for question in entry.related)
    yield Section(heading="Related questions", body=_list(prompts))


def _sources(entry: Entry) -> Iterator[Section]:
    body = _list(map(source_line, entry.sources))
    yield Section(heading="Sources", body=body, part=Part.SOURCES)


def source_line(source: Source) -> str:
    """Return a source as one line: authors, title with its address, and the rest."""
    title = f"*{escape(source.title)}*"
    if source.url:
        title = f"[{title}]({_address(source.url)})"
    names = [escape(name) for name in source.authors]
    authors = f"{names[0]} et al" if len(names) > 3 else ", ".join(names)
    rest = [escape(one) for one in (source.publisher, source.published) if one]
    # The full stop of a name such as "Jr." is that of the part.
    parts = (authors.removesuffix("."), title, ", ".join(rest))
    return ". ".join(one for one in parts if one)


def _address(url: str) -> str:
    """Return a web address as the target of a link, whatever characters are in it."""
    written = re.sub(r"[<>()\\]", lambda found: f"%{ord(found[0]):02X}", url)
    return re.sub(r"&(?=#?\w+;)", "&amp;", written)


def _list(items: Iterable[str]) -> str:
    """Return one-line items as a list."""
    return "\n".join(f"- {item}" for item in items)


def _join(*blocks: str) -> str:
    """Return blocks of Markdown one below the other, without the empty ones."""
    return "\n\n".join(block.rstrip("\n") for block in blocks if block)


def _table(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    """Return a table of two columns; a cell has just one line."""
    lines = [head, ("---", "---"), *((first, _cell(text)) for first, text in rows)]
    return "\n".join(f"| {first} | {second} |" for first, second in lines)


def _cell(text: str) -> str:
    return embed_inline(" ".join(text.split())).replace("|", r"\|")


SECTIONS: Final[tuple[tuple[tuple[str, ...], Maker], ...]] = (
    (("intent",), _intent),
    (("clarifying_questions",), _clarifying),
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
