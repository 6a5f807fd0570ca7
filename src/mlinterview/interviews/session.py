"""An interview while it is held: a state, and the events that lead to the next one.

Nothing here reads a clock, a file or a key: the caller says what happened, and
`apply_event` returns the state that follows.
"""

import enum
import functools
from collections.abc import Iterable
from typing import cast

import attrs

from ..errors import SessionError, quote
from .plans import Plan, PlannedRound, Slot


class Verdict(enum.StrEnum):
    """How an answer was judged, worst first, by the names of the anchors of a rubric."""

    STRONG_NO_HIRE = "strong-no-hire"
    NO_HIRE = "no-hire"
    HIRE = "hire"
    STRONG_HIRE = "strong-hire"

    @property
    def points(self) -> int:
        """The points of the verdict, from 1 to 4."""
        return list(Verdict).index(self) + 1


class Phase(enum.StrEnum):
    """What is to happen next: an answer, its verdict, a note, or nothing more."""

    ANSWER = "answer"
    JUDGE = "judge"
    NOTE = "note"
    DONE = "done"


@attrs.frozen(kw_only=True)
class QuestionResult:
    """How a question was answered.

    Args:
        seconds: How long it took, follow-ups included.
        verdict: How the answer was judged, or `None` if it was not.
        note: The note of the interviewer, or empty.
    """

    seconds: int = 0
    verdict: Verdict | None = None
    note: str = ""


# Events ----------------------------------------------------------------------


def _check_seconds(_event: object, _field: object, value: object) -> None:
    if type(value) is not int or value < 0:
        msg = f"a time is a whole number of seconds from 0 on, not {quote(value)}"
        raise SessionError(msg)


@attrs.frozen
class ClockPaused:
    """The interview was interrupted, and its clock was stopped.

    Args:
        seconds: The time since the last event.
    """

    seconds: int = attrs.field(default=0, validator=_check_seconds)


@attrs.frozen
class AnswerGiven:
    """The candidate has given an answer; the key points may be shown.

    Args:
        seconds: The time since the last event.
    """

    seconds: int = attrs.field(default=0, validator=_check_seconds)


@attrs.frozen
class AnswerJudged:
    """The interviewer has judged the answer, follow-ups included.

    Args:
        verdict: The verdict, or `None` if the question was skipped.
        seconds: The time since the last event.
    """

    verdict: Verdict | None
    seconds: int = attrs.field(default=0, validator=_check_seconds)


@attrs.frozen
class NoteTaken:
    """The interviewer has taken a note, or none; the next question may be asked.

    Args:
        text: The note, or empty.
    """

    text: str = ""


Event = ClockPaused | AnswerGiven | AnswerJudged | NoteTaken
"""Something that happens in an interview."""


# The state -------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Session:
    """The state of an interview.

    Args:
        plan: The plan of the interview.
        results: The results of the questions so far. Until the session is done, the
            last is that of the current question.
        phase: What is to happen next.

    >>> from mlinterview import load, plan_interview
    >>> plan = plan_interview(load("ml-engineer"), stages="system-design", minutes=45)
    >>> session = apply_event(Session(plan=plan), AnswerGiven(600))
    >>> session.phase
    <Phase.JUDGE: 'judge'>
    >>> apply_event(session, AnswerJudged(Verdict.HIRE, 300)).results[0].seconds
    900
    """

    plan: Plan
    results: tuple[QuestionResult, ...] = (QuestionResult(),)
    phase: Phase = Phase.ANSWER

    @property
    def question_number(self) -> int:
        """The number of the current question, counted from 0."""
        return len(self.results) - 1

    @property
    def slot(self) -> Slot:
        """The current question; after the interview, the last one."""
        return self.plan.slots[self.question_number]

    @property
    def round(self) -> PlannedRound:
        """The round of the current question."""
        return self.plan.round_of(self.question_number)

    @property
    def starts_round(self) -> bool:
        """Whether the current question is the first of its round."""
        return self.round.slots[0] == self.slot

    @property
    def result(self) -> QuestionResult:
        """The result of the current question so far."""
        return self.results[-1]

    @property
    def judged(self) -> tuple[tuple[Slot, QuestionResult], ...]:
        """The questions with a verdict, each with its result."""
        pairs = zip(self.plan.slots, self.results, strict=False)
        return tuple(pair for pair in pairs if pair[1].verdict is not None)


def apply_event(session: Session, event: Event) -> Session:
    """Return the state of an interview after something has happened.

    Args:
        session: The state before.
        event: What happened.

    Raises:
        SessionError: If this cannot happen now.
    """
    result = session.result
    match event, session.phase:
        case ClockPaused(seconds), Phase.ANSWER | Phase.JUDGE | Phase.NOTE as phase:
            return _with_result(session, phase, _later(result, seconds))
        case AnswerGiven(seconds), Phase.ANSWER:
            return _with_result(session, Phase.JUDGE, _later(result, seconds))
        case AnswerJudged(verdict, seconds), Phase.JUDGE:
            judged = attrs.evolve(_later(result, seconds), verdict=verdict)
            return _with_result(session, Phase.NOTE, judged)
        case NoteTaken(text), Phase.NOTE:
            noted = attrs.evolve(result, note=text)
            return _with_next_question(_with_result(session, Phase.DONE, noted))
    msg = f"{type(event).__name__} cannot follow; the next phase is `{session.phase}`"
    raise SessionError(msg)


def _later(result: QuestionResult, seconds: int) -> QuestionResult:
    """Return a result with more time."""
    return attrs.evolve(result, seconds=result.seconds + seconds)


def _with_result(session: Session, phase: Phase, result: QuestionResult) -> Session:
    """Return a state with another phase and another result of the current question."""
    return attrs.evolve(session, results=(*session.results[:-1], result), phase=phase)


def _with_next_question(session: Session) -> Session:
    """Return the state at the next question, or *session* if there is none."""
    if len(session.results) == len(session.plan.slots):
        return session
    results = (*session.results, QuestionResult())
    return attrs.evolve(session, results=results, phase=Phase.ANSWER)


def replay(plan: Plan, events: Iterable[Event]) -> Session:
    """Return the state of an interview after *events*.

    Args:
        plan: The plan of the interview.
        events: What happened, in order.

    Raises:
        SessionError: If one of the events cannot follow those before it.
    """
    return functools.reduce(apply_event, events, Session(plan=plan))


# Scores ----------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class CompetencyScore:
    """How the answers were judged that show a competency.

    Args:
        competency: The competency.
        questions: How many judged questions show it.
        points: The sum of the points of their verdicts, from 1 to 4 each.
    """

    competency: str
    questions: int
    points: int

    @property
    def mean(self) -> float:
        """The mean points of a question."""
        return self.points / self.questions


def competency_scores(session: Session) -> tuple[CompetencyScore, ...]:
    """Return the score of each competency, in alphabetical order.

    A question counts for each of its competencies; one without a verdict for none.

    Args:
        session: The state of the interview, which need not be done.
    """
    points: dict[str, list[int]] = {}
    for slot, result in session.judged:
        verdict = cast("Verdict", result.verdict)  # `judged` has those with a verdict.
        for name in slot.question.competencies:
            points.setdefault(name, []).append(verdict.points)
    return tuple(
        CompetencyScore(competency=name, questions=len(verdicts), points=sum(verdicts))
        for name, verdicts in sorted(points.items())
    )
