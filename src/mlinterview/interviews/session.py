"""An interview as it is held: a state, and the steps that lead to the next one.

Nothing here reads a clock, a file or a key: whoever holds the interview says what
happened, and `advance` returns the state that follows.
"""

import enum
import functools
from collections.abc import Iterable
from typing import cast

import attrs

from ..errors import SessionError, quote
from .planning import Plan, Round, Slot


class Verdict(enum.StrEnum):
    """What an answer speaks for, worst first; the names of the anchors of a rubric."""

    STRONG_NO_HIRE = "strong-no-hire"
    NO_HIRE = "no-hire"
    HIRE = "hire"
    STRONG_HIRE = "strong-hire"

    @property
    def points(self) -> int:
        """What it counts, from 1 to 4."""
        return list(Verdict).index(self) + 1


class Phase(enum.StrEnum):
    """What is to happen next."""

    ANSWER = "answer"
    JUDGE = "judge"
    NOTE = "note"
    DONE = "done"


@attrs.frozen(kw_only=True)
class Mark:
    """What came of a question.

    Args:
        seconds: How long it took, follow-ups included.
        verdict: How the answer was judged, or `None` if it was not.
        note: What was written down, on one line.
    """

    seconds: int = 0
    verdict: Verdict | None = None
    note: str = ""


# What can happen -------------------------------------------------------------


def _check_seconds(_event: object, _field: object, value: object) -> None:
    if type(value) is not int or value < 0:
        msg = f"a time is a whole number of seconds from 0 on, not {quote(value)}"
        raise SessionError(msg)


@attrs.frozen
class Paused:
    """The interview was interrupted.

    Args:
        seconds: The time since the last event.
    """

    seconds: int = attrs.field(default=0, validator=_check_seconds)


@attrs.frozen
class Answered:
    """The question was answered, and the key points may be shown.

    Args:
        seconds: The time since the last event.
    """

    seconds: int = attrs.field(default=0, validator=_check_seconds)


@attrs.frozen
class Judged:
    """The answer was judged, the follow-ups included.

    Args:
        verdict: The verdict, or `None` if there is none.
        seconds: The time since the last event.
    """

    verdict: Verdict | None
    seconds: int = attrs.field(default=0, validator=_check_seconds)


@attrs.frozen
class Noted:
    """Something was written down; the next question may be asked.

    Args:
        text: The note, or empty.
    """

    text: str = ""


Event = Paused | Answered | Judged | Noted
"""What happens in an interview."""


# The state -------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Session:
    """An interview that is being held, or has been.

    Args:
        plan: What is asked.
        marks: What came of the questions so far. Until the session is done, the last
            is that of the question that is being asked.
        phase: What is to happen next.

    >>> from mlinterview import load, plan_interview
    >>> plan = plan_interview(load("ml-engineer"), stages="system-design", minutes=45)
    >>> session = advance(Session(plan=plan), Answered(600))
    >>> session.phase
    <Phase.JUDGE: 'judge'>
    >>> advance(session, Judged(Verdict.HIRE, 300)).marks[0].seconds
    900
    """

    plan: Plan
    marks: tuple[Mark, ...] = (Mark(),)
    phase: Phase = Phase.ANSWER

    @property
    def at(self) -> int:
        """The number of the question that is being asked, counted from 0."""
        return len(self.marks) - 1

    @property
    def slot(self) -> Slot:
        """The question that is being asked, or the last one."""
        return self.plan.slots[self.at]

    @property
    def round(self) -> Round:
        """The round that it is in."""
        return self.plan.round_of(self.at)

    @property
    def starts_round(self) -> bool:
        """Whether the question is the first of its round."""
        return self.round.slots[0] == self.slot

    @property
    def mark(self) -> Mark:
        """What has come of it so far."""
        return self.marks[-1]

    @property
    def judged(self) -> tuple[tuple[Slot, Mark], ...]:
        """The questions with a verdict, each with what came of it."""
        pairs = zip(self.plan.slots, self.marks, strict=False)
        return tuple(pair for pair in pairs if pair[1].verdict is not None)


def advance(session: Session, event: Event) -> Session:
    """Return the state of an interview after something has happened.

    Args:
        session: The state before.
        event: What happened.

    Raises:
        SessionError: If this cannot happen now.
    """
    mark = session.mark
    match event, session.phase:
        case Paused(seconds), Phase.ANSWER | Phase.JUDGE | Phase.NOTE as phase:
            return _marked(session, phase, _later(mark, seconds))
        case Answered(seconds), Phase.ANSWER:
            return _marked(session, Phase.JUDGE, _later(mark, seconds))
        case Judged(verdict, seconds), Phase.JUDGE:
            judged = attrs.evolve(_later(mark, seconds), verdict=verdict)
            return _marked(session, Phase.NOTE, judged)
        case Noted(text), Phase.NOTE:
            return _next(_marked(session, Phase.DONE, attrs.evolve(mark, note=text)))
    msg = f"{type(event).__name__} cannot follow; the next phase is `{session.phase}`"
    raise SessionError(msg)


def _later(mark: Mark, seconds: int) -> Mark:
    return attrs.evolve(mark, seconds=mark.seconds + seconds)


def _marked(session: Session, phase: Phase, mark: Mark) -> Session:
    return attrs.evolve(session, marks=(*session.marks[:-1], mark), phase=phase)


def _next(session: Session) -> Session:
    """Return the state at the next question, or as it is if there is none."""
    if len(session.marks) == len(session.plan.slots):
        return session
    return attrs.evolve(session, marks=(*session.marks, Mark()), phase=Phase.ANSWER)


def replay(plan: Plan, events: Iterable[Event]) -> Session:
    """Return the state of an interview in which *events* happened, one by one.

    Raises:
        SessionError: If one of them could not follow.
    """
    return functools.reduce(advance, events, Session(plan=plan))


# The result ------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Result:
    """How the judged answers were that show an ability.

    Args:
        competency: The ability.
        questions: How many judged questions show it.
        points: The sum of the points of their verdicts, from 1 to 4 each.
    """

    competency: str
    questions: int
    points: int

    @property
    def mean(self) -> float:
        """The points of one question on average."""
        return self.points / self.questions


def results(session: Session) -> tuple[Result, ...]:
    """Return the result of each competency, in alphabetical order.

    A question counts for each of its competencies; one without a verdict for none.
    """
    points: dict[str, list[int]] = {}
    for slot, mark in session.judged:
        verdict = cast("Verdict", mark.verdict)  # What is judged has one.
        for name in slot.question.competencies:
            points.setdefault(name, []).append(verdict.points)
    return tuple(
        Result(competency=name, questions=len(found), points=sum(found))
        for name, found in sorted(points.items())
    )
