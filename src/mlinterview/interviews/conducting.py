"""Holds an interview with a person: says what to show, asks, and saves each step.

It neither prints nor reads. Whoever has a terminal hands in a `Desk`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from ..errors import one_line
from ..model import AnswerKind
from ..presentation import sections
from ..query import Entry
from ..rendering import embed, embed_inline, escape, to_markdown
from .saving import Record
from .session import (
    Answered,
    Event,
    Judged,
    Noted,
    Paused,
    Phase,
    Result,
    Session,
    Verdict,
    results,
)
from .sheets import clock_time

if TYPE_CHECKING:
    from rich.console import RenderableType

STOP: Final = "q"
SKIP: Final = "s"
ALL: Final = "a"

_BAR: Final = 8
"""How many characters stand for the highest points."""

_GENERAL: Final[Mapping[Verdict, str]] = {
    Verdict.STRONG_NO_HIRE: "it decides against",
    Verdict.NO_HIRE: "it falls short",
    Verdict.HIRE: "it is good",
    Verdict.STRONG_HIRE: "it decides for",
}
"""What an answer is like, where a question has no rubric."""


class Stopped(Exception):
    """Whoever is asked wants to stop."""


@attrs.frozen(kw_only=True)
class Desk:
    """What it takes to hold an interview.

    Args:
        show: Prints, one below the other; nothing of it may act on the terminal.
        ask: Prints some words and returns the line that is typed; with a time at
            which to begin, in seconds, it shows the time that passes.
        clock: Returns the time in seconds, from any beginning.
        save: Keeps a record, whole or not at all.
    """

    show: "Callable[..., None]"
    ask: Callable[[str, int | None], str]
    clock: Callable[[], float]
    save: Callable[[Record], None]


def conduct(record: Record, desk: Desk) -> Record:
    """Hold an interview, or go on with one; return what came of it.

    Args:
        record: What has happened so far.
        desk: Where it is held. It may raise `Stopped` or `KeyboardInterrupt`, upon
            which the record so far is saved and returned.
    """
    desk.save(record)
    resumed = record.session.phase is not Phase.ANSWER
    while record.session.phase is not Phase.DONE:
        begun = desk.clock()

        def seconds(begun: float = begun) -> int:
            return max(0, int(desk.clock() - begun))

        try:
            if resumed:
                _show_question(record.session, desk)
            event = _STEPS[record.session.phase](record.session, desk, seconds)
        except (Stopped, KeyboardInterrupt):
            record = record.after(Paused(seconds()))
            desk.save(record)
            return record
        resumed = False
        record = record.after(event)
        desk.save(record)
    return record


def _line(desk: Desk, words: str, since: int | None = None) -> str:
    """Return what is typed, on one printable line.

    Raises:
        Stopped: If it is the sign to stop.
    """
    typed = one_line(desk.ask(words, since).strip())
    if typed == STOP:
        raise Stopped
    return typed


def _answer(session: Session, desk: Desk, seconds: Callable[[], int]) -> Event:
    """Ask the question, and wait until it is answered."""
    if session.starts_round:
        one = session.round
        number = session.plan.rounds.index(one) + 1
        head = f"Round {number} of {len(session.plan.rounds)}: {one.title}"
        desk.show("", f"{one_line(head)} ({one.minutes} minutes)")
    _show_question(session, desk)
    desk.show("", f"Enter when it is answered, {STOP} to stop.")
    _line(desk, f"of {session.slot.minutes}:00 ", session.mark.seconds)
    return Answered(seconds())


def _show_question(session: Session, desk: Desk) -> None:
    slot = session.slot
    place = f"Question {session.at + 1} of {len(session.plan.slots)}"
    desk.show("", f"{place}, {slot.minutes} minutes", "")
    desk.show(_markdown(embed_inline(slot.question.prompt)))


def _judge(session: Session, desk: Desk, seconds: Callable[[], int]) -> Event:
    """Show what to listen for, and ask for the verdict."""
    entry = session.slot.entry
    desk.show("", _markdown("\n\n".join(_key(session))))
    choices = ", ".join(
        [f"1-{len(Verdict)}", f"{SKIP} skip", f"{ALL} all", f"{STOP} stop"]
    )
    while True:
        typed = _line(desk, f"Verdict ({choices}): ")
        if typed in (SKIP, *map(str, range(1, len(Verdict) + 1))):
            verdict = None if typed == SKIP else list(Verdict)[int(typed) - 1]
            return Judged(verdict, seconds())
        if typed == ALL:
            desk.show("", _markdown(_everything(entry)))
        else:
            desk.show(
                f"Type a number from 1 to {len(Verdict)}, or {SKIP}, {ALL}, {STOP}."
            )


def _note(session: Session, desk: Desk, _seconds: object) -> Event:
    """Ask for a note, and say how long it took."""
    used = f"{clock_time(session.mark.seconds)} of {session.slot.minutes}:00"
    desk.show(f"It took {used}.")
    return Noted(_line(desk, "Note (Enter for none): "))


_STEPS: Final[Mapping[Phase, Callable[[Session, Desk, Callable[[], int]], Event]]] = {
    Phase.ANSWER: _answer,
    Phase.JUDGE: _judge,
    Phase.NOTE: _note,
}


def _key(session: Session) -> Iterator[str]:
    """Yield Markdown of what a good answer has and what each verdict means."""
    question = session.slot.question
    best = [one for one in question.answers if one.kind is not AnswerKind.WEAK]
    points = [point for answer in best[:1] for point in answer.key_points]
    if points:
        yield "## Key points"
        yield _list(points)
    elif best:
        yield "## Answer"
        yield embed(best[0].body, level=2)
    if question.follow_ups:
        yield f"## Follow-up questions ({session.slot.follow_up_minutes} minutes)"
        yield _list(one.prompt for one in question.follow_ups)
    if question.rubric and question.rubric.criteria:
        yield "## Listen for"
        yield _list(f"{one.text} ({one.points:+d})" for one in question.rubric.criteria)
    yield "## Verdicts"
    yield "\n".join(
        f"{verdict.points}. **{verdict.replace('-', ' ')}**: {_anchor(session, verdict)}"
        for verdict in Verdict
    )


def _anchor(session: Session, verdict: Verdict) -> str:
    """Return what an answer of a verdict is like, on one line of Markdown."""
    rubric = session.slot.question.rubric
    if rubric is None:
        return _GENERAL[verdict]
    text: str = getattr(rubric.anchors, verdict.replace("-", "_"))
    return embed_inline(" ".join(text.split()))


def _list(items: "Iterator[str] | list[str]") -> str:
    return "\n".join(f"- {embed_inline(item)}" for item in items)


def _everything(entry: Entry) -> str:
    """Return all sections of a question as Markdown."""
    blocks: list[str] = []
    for section in sections(entry):
        heading = f"## {escape(section.heading)}"
        blocks += [heading, to_markdown(section.body, level=2)]
    return "\n\n".join(blocks)


def _markdown(text: str) -> "RenderableType":
    from rich.markdown import Markdown

    return Markdown(text, hyperlinks=False)


def chart(session: Session) -> tuple[tuple[str, str, str], ...]:
    """Return the result as rows: competency, bar, and the figures that it stands for."""
    return tuple(
        (one.competency, _bar(one), f"{one.mean:.1f} ({one.questions})")
        for one in results(session)
    )


def _bar(result: Result) -> str:
    filled = round(result.mean * _BAR / len(Verdict))
    return "#" * filled + "." * (_BAR - filled)
