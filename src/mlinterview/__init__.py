"""Interview questions as data: a published format, and the library that reads it.

>>> import mlinterview
>>> pack = mlinterview.load("ml-engineer")
>>> hard = mlinterview.select(pack, difficulty="advanced")
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .checks import Standards, Targets, read_targets
    from .coverage import Coverage, Gap, TopicCoverage, count_coverage
    from .distributions import Installed
    from .document import Limits
    from .errors import (
        ExportError,
        Fix,
        MlinterviewError,
        ModelError,
        PackError,
        PlanError,
        Position,
        Problem,
        QueryError,
        Report,
        SessionError,
        Severity,
    )
    from .exporters import Exporter, export, export_bytes, formats
    from .heatmap import heat_map
    from .interview import Audience, Plan, Round, Shortfall, Slot, plan_interview
    from .linting import Linted, Summary, lint
    from .loader import bundled, dump, dumps, installed, load, loads, validate
    from .model import (
        SCHEMA_VERSION,
        Anchors,
        Answer,
        AnswerKind,
        AppliesTo,
        Author,
        Criterion,
        Difficulty,
        Fact,
        FactStatus,
        FollowUp,
        Framework,
        Guide,
        Kind,
        Level,
        Metadata,
        Mistake,
        Pack,
        Question,
        Rounds,
        Rubric,
        Section,
        Source,
        SourceType,
        Stage,
        Status,
        Step,
        Tip,
        Topic,
    )
    from .query import Entry, PackIndex, Selection, select
    from .schemas import schema
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
    from .upgrading import upgrade

__all__ = [
    "SCHEMA_VERSION",
    "Anchors",
    "Answer",
    "AnswerKind",
    "Answered",
    "AppliesTo",
    "Audience",
    "Author",
    "Coverage",
    "Criterion",
    "Difficulty",
    "Entry",
    "ExportError",
    "Exporter",
    "Fact",
    "FactStatus",
    "Fix",
    "FollowUp",
    "Framework",
    "Gap",
    "Guide",
    "Installed",
    "Judged",
    "Kind",
    "Level",
    "Limits",
    "Linted",
    "Mark",
    "Metadata",
    "Mistake",
    "MlinterviewError",
    "ModelError",
    "Noted",
    "Pack",
    "PackError",
    "PackIndex",
    "Paused",
    "Phase",
    "Plan",
    "PlanError",
    "Position",
    "Problem",
    "QueryError",
    "Question",
    "Report",
    "Result",
    "Round",
    "Rounds",
    "Rubric",
    "Section",
    "Selection",
    "Session",
    "SessionError",
    "Severity",
    "Shortfall",
    "Slot",
    "Source",
    "SourceType",
    "Stage",
    "Standards",
    "Status",
    "Step",
    "Summary",
    "Targets",
    "Tip",
    "Topic",
    "TopicCoverage",
    "Verdict",
    "advance",
    "bundled",
    "count_coverage",
    "dump",
    "dumps",
    "export",
    "export_bytes",
    "formats",
    "heat_map",
    "installed",
    "lint",
    "load",
    "loads",
    "plan_interview",
    "read_targets",
    "results",
    "schema",
    "select",
    "upgrade",
    "validate",
]

# Where each name lives. A room is entered when something in it is first asked for, so
# that a program pays only for what it uses.
_ROOMS = {
    "checks": "Standards Targets read_targets",
    "coverage": "Coverage Gap TopicCoverage count_coverage",
    "distributions": "Installed",
    "document": "Limits",
    "errors": (
        "ExportError Fix MlinterviewError ModelError PackError PlanError Position "
        "Problem QueryError Report SessionError Severity"
    ),
    "exporters": "Exporter export export_bytes formats",
    "heatmap": "heat_map",
    "interview": "Audience Plan Round Shortfall Slot plan_interview",
    "linting": "Linted Summary lint",
    "loader": "bundled dump dumps installed load loads validate",
    "model": (
        "SCHEMA_VERSION Anchors Answer AnswerKind AppliesTo Author Criterion "
        "Difficulty Fact FactStatus FollowUp Framework Guide Kind Level Metadata "
        "Mistake Pack Question Rounds Rubric Section Source SourceType Stage Status "
        "Step Tip Topic"
    ),
    "query": "Entry PackIndex Selection select",
    "schemas": "schema",
    "session": (
        "Answered Judged Mark Noted Paused Phase Result Session Verdict advance results"
    ),
    "upgrading": "upgrade",
    # Rooms without a name at the door, which an import has always opened as well.
    "codes": "",
    "rendering": "",
    "rules": "",
    "validation": "",
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}

# A type checker reads the imports above, and would take any name for one of ours here.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name in _ROOMS:
            return importlib.import_module(f".{name}", __name__)
        if name not in _ROOM_OF:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        room = importlib.import_module(f".{_ROOM_OF[name]}", __name__)
        found = globals()[name] = getattr(room, name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__, *_ROOMS})
