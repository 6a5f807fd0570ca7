"""Mock interviews: the plan, the session, and its score sheet."""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .conducting import Desk, Stopped, chart, conduct
    from .planning import Audience, Plan, Round, Shortfall, Slot, plan_interview
    from .saving import Record, read, restore, save
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
    from .sheets import SHEETS, clock_time

__all__ = [
    "SHEETS",
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
    "chart",
    "clock_time",
    "conduct",
    "plan_interview",
    "read",
    "restore",
    "results",
    "save",
]

_EXPORTS = {
    "conducting": "Desk Stopped chart conduct",
    "planning": "Audience Plan Round Shortfall Slot plan_interview",
    "saving": "Record read restore save",
    "session": (
        "Answered Judged Mark Noted Paused Phase Result Session Verdict advance results"
    ),
    "sheets": "SHEETS clock_time",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
