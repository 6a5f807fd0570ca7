"""Mock interviews: the plan, the session, and the score sheet.

`plan_interview` returns a `Plan`: rounds of questions that fit their time. A `Session` is
the state of an interview that is held; `apply_event` returns the next state after an
event, such as `AnswerGiven`. `conduct` holds an interview with an `InterviewUI` and
returns its `InterviewRecord`, which `saved_bytes`, `read_saved` and `restore` save and
resume. `competency_scores` and `SHEETS` give the results.
"""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .conducting import InterviewUI, Stopped, conduct, score_chart
    from .planning import plan_interview
    from .plans import Audience, Plan, PlannedRound, Shortfall, Slot
    from .saving import (
        InterviewRecord,
        SavedInterview,
        read_saved,
        restore,
        saved_bytes,
    )
    from .session import (
        AnswerGiven,
        AnswerJudged,
        ClockPaused,
        CompetencyScore,
        NoteTaken,
        Phase,
        QuestionResult,
        Session,
        Verdict,
        apply_event,
        competency_scores,
    )
    from .sheets import SHEETS, clock_time

__all__ = [
    "SHEETS",
    "AnswerGiven",
    "AnswerJudged",
    "Audience",
    "ClockPaused",
    "CompetencyScore",
    "InterviewRecord",
    "InterviewUI",
    "NoteTaken",
    "Phase",
    "Plan",
    "PlannedRound",
    "QuestionResult",
    "SavedInterview",
    "Session",
    "Shortfall",
    "Slot",
    "Stopped",
    "Verdict",
    "apply_event",
    "clock_time",
    "competency_scores",
    "conduct",
    "plan_interview",
    "read_saved",
    "restore",
    "saved_bytes",
    "score_chart",
]

_EXPORTS = {
    "conducting": "InterviewUI Stopped conduct score_chart",
    "planning": "plan_interview",
    "plans": "Audience Plan PlannedRound Shortfall Slot",
    "saving": "InterviewRecord SavedInterview read_saved restore saved_bytes",
    "session": (
        "AnswerGiven AnswerJudged ClockPaused CompetencyScore NoteTaken Phase"
        " QuestionResult Session Verdict apply_event competency_scores"
    ),
    "sheets": "SHEETS clock_time",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
