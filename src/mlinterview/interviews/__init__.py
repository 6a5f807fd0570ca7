"""Mock interviews: the plan, the session, and its score sheet."""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .conducting import Desk, Stopped
    from .planning import Audience, Plan, Round, Shortfall, Slot, plan_interview
    from .saving import Record
    from .session import (
        Answered,
        Judged,
        Mark,
        Noted,
        Paused,
        Phase,
        Result,
        Session,
        Verdict,
        advance,
        results,
    )
    from .sheets import clock_time

__all__ = [
    "Answered",
    "Audience",
    "Desk",
    "Judged",
    "Mark",
    "Noted",
    "Paused",
    "Phase",
    "Plan",
    "Record",
    "Result",
    "Round",
    "Session",
    "Shortfall",
    "Slot",
    "Stopped",
    "Verdict",
    "advance",
    "clock_time",
    "plan_interview",
    "results",
]

_EXPORTS = {
    "conducting": "Desk Stopped",
    "planning": "Audience Plan Round Shortfall Slot plan_interview",
    "saving": "Record",
    "session": (
        "Answered Judged Mark Noted Paused Phase Result Session Verdict advance results"
    ),
    "sheets": "clock_time",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
