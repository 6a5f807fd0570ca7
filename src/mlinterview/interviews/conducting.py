"""An interview with a person: each step is shown, asked for and saved.

Nothing here prints or reads: the caller passes an `InterviewUI` that does.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from ..errors import one_line
from ..model import AnswerKind
from ..presentation import sections
from ..query import Entry
from ..rendering import embed, embed_inline, escape, to_markdown
from .saving import InterviewRecord
from .session import (
    AnswerGiven,
    AnswerJudged,
    ClockPaused,
    CompetencyScore,
    Event,
    NoteTaken,
    Phase,
    Session,
    Verdict,
    competency_scores,
)
from .sheets import clock_time
from .wording import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

STOP: Final = "q"
SKIP: Final = "s"
ALL: Final = "a"

_BAR: Final = 8
"""How many characters the bar of the highest score has."""

_GENERAL: Final[Mapping[Verdict, str]] = {
    Verdict.STRONG_NO_HIRE: "it decides against",
    Verdict.NO_HIRE: "it falls short",
    Verdict.HIRE: "it is good",
    Verdict.STRONG_HIRE: "it decides for",
}
"""What each verdict means, for a question without a rubric."""


class Stopped(Exception):
    """The user wants to stop the interview."""


@attrs.frozen(kw_only=True)
class InterviewUI:
    """The user interface of an interview.

    Args:
        show: Prints its arguments, each on lines of its own. Control characters in them
            must not reach the terminal.
        ask: Prints a prompt and returns the line that is typed. If its second argument
            is a number of seconds, it shows a clock that starts from there.
        clock: Returns a time in seconds; only differences count.
        save: Saves a record, completely or not at all.
    """

    show: "Callable[..., None]"
    ask: Callable[[str, int | None], str]
    clock: Callable[[], float]
    save: Callable[[InterviewRecord], None]


def conduct(record: InterviewRecord, ui: InterviewUI) -> InterviewRecord:
    """Hold an interview, or go on with one, and return its record.

    Args:
        record: What has happened so far.
        ui: The user interface. If it raises `Stopped` or `KeyboardInterrupt`, the record
            so far is saved and returned.
    """
    ui.save(record)
    resumed = record.session.phase is not Phase.ANSWER
    while record.session.phase is not Phase.DONE:
        started = ui.clock()

        def seconds(started: float = started) -> int:
            return max(0, int(ui.clock() - started))

        try:
            if resumed:
                _show_question(record.session, ui)
            event = _STEPS[record.session.phase](record.session, ui, seconds)
        except (Stopped, KeyboardInterrupt):
            record = record.after(ClockPaused(seconds()))
            ui.save(record)
            return record
        resumed = False
        record = record.after(event)
        ui.save(record)
    return record


def _ask_line(ui: InterviewUI, prompt: str, since: int | None = None) -> str:
    """Ask for a line and return it, without what cannot be printed.

    Raises:
        Stopped: If it is the command to stop.
    """
    typed = one_line(ui.ask(prompt, since).strip())
    if typed == STOP:
        raise Stopped
    return typed


def _ask_question(session: Session, ui: InterviewUI, seconds: Callable[[], int]) -> Event:
    """Ask the question, and wait until it is answered."""
    if session.starts_round:
        planned = session.round
        number = session.plan.rounds.index(planned) + 1
        head = f"Round {number} of {len(session.plan.rounds)}: {planned.title}"
        ui.show("", f"{one_line(head)} ({counted(planned.minutes, 'minute')})")
    _show_question(session, ui)
    ui.show("", f"Enter when it is answered, {STOP} to stop.")
    _ask_line(ui, f"of {session.slot.minutes}:00 ", session.result.seconds)
    return AnswerGiven(seconds())


def _show_question(session: Session, ui: InterviewUI) -> None:
    slot = session.slot
    place = f"Question {session.question_number + 1} of {len(session.plan.slots)}"
    ui.show("", f"{place}, {counted(slot.minutes, 'minute')}", "")
    ui.show(_markdown(embed_inline(slot.question.prompt)))


def _ask_verdict(session: Session, ui: InterviewUI, seconds: Callable[[], int]) -> Event:
    """Show what to listen for, and ask for the verdict."""
    entry = session.slot.entry
    ui.show("", _markdown("\n\n".join(_what_to_listen_for(session))))
    choices = ", ".join(
        [f"1-{len(Verdict)}", f"{SKIP} skip", f"{ALL} all", f"{STOP} stop"]
    )
    while True:
        typed = _ask_line(ui, f"Verdict ({choices}): ")
        if typed in (SKIP, *map(str, range(1, len(Verdict) + 1))):
            verdict = None if typed == SKIP else list(Verdict)[int(typed) - 1]
            return AnswerJudged(verdict, seconds())
        if typed == ALL:
            ui.show("", _markdown(_everything(entry)))
        else:
            ui.show(f"Type a number from 1 to {len(Verdict)}, or {SKIP}, {ALL}, {STOP}.")


def _ask_note(session: Session, ui: InterviewUI, _seconds: object) -> Event:
    """Say how long the question took, and ask for a note."""
    used = f"{clock_time(session.result.seconds)} of {session.slot.minutes}:00"
    ui.show(f"It took {used}.")
    return NoteTaken(_ask_line(ui, "Note (Enter for none): "))


_STEPS: Final[
    Mapping[Phase, Callable[[Session, InterviewUI, Callable[[], int]], Event]]
] = {
    Phase.ANSWER: _ask_question,
    Phase.JUDGE: _ask_verdict,
    Phase.NOTE: _ask_note,
}


def _what_to_listen_for(session: Session) -> Iterator[str]:
    """Yield Markdown: what a good answer has, and what each verdict means."""
    question = session.slot.question
    good = [answer for answer in question.answers if answer.kind is not AnswerKind.WEAK]
    points = [point for answer in good[:1] for point in answer.key_points]
    if points:
        yield "## Key points"
        yield _list(points)
    elif good:
        yield "## Answer"
        yield embed(good[0].body, level=2)
    if question.follow_ups:
        minutes = counted(session.slot.follow_up_minutes, "minute")
        yield f"## Follow-up questions ({minutes})"
        yield _list(follow_up.prompt for follow_up in question.follow_ups)
    if question.rubric and question.rubric.criteria:
        yield "## Listen for"
        yield _list(f"{one.text} ({one.points:+d})" for one in question.rubric.criteria)
    yield "## Verdicts"
    yield "\n".join(
        f"{verdict.points}. **{verdict.replace('-', ' ')}**: {_anchor(session, verdict)}"
        for verdict in Verdict
    )


def _anchor(session: Session, verdict: Verdict) -> str:
    """Return what a verdict means for the current question, on one line of Markdown."""
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


def score_chart(session: Session) -> tuple[tuple[str, str, str], ...]:
    """Return a row for each competency: its name, a bar, and its mean with the count.

    Args:
        session: The state of the interview, which need not be done.
    """
    return tuple(
        (score.competency, _bar(score), f"{score.mean:.1f} ({score.questions})")
        for score in competency_scores(session)
    )


def _bar(score: CompetencyScore) -> str:
    filled = round(score.mean * _BAR / len(Verdict))
    return "#" * filled + "." * (_BAR - filled)
