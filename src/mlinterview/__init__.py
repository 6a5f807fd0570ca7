"""Interview questions as data: a published format, and the library that reads it.

>>> import mlinterview
>>> pack = mlinterview.load("ml-engineer")
>>> hard = mlinterview.select(pack, difficulty="advanced")
"""

from typing import TYPE_CHECKING

from . import _lazy

if TYPE_CHECKING:
    from ._options import Options
    from .checks import Standards, Targets, read_targets
    from .comparison import (
        Change,
        Comparison,
        Effect,
        EntityChange,
        FieldChange,
        ImportChange,
        NoteChange,
        compare,
        release_notes,
    )
    from .conditions import And, Compare, Condition, Not, Or
    from .converting import convert
    from .corrections import (
        Correction,
        Corrections,
        Difference,
        PersonalNote,
        Reason,
        import_anki,
    )
    from .coverage import Coverage, Gap, TopicCoverage, count_coverage
    from .distributions import Installed
    from .document import Limits, Media
    from .errors import (
        DeckError,
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
    from .exporters import (
        Exporter,
        ExportRequest,
        Stream,
        export,
        export_bytes,
        formats,
        make_options,
    )
    from .exporters._anki_options import (
        AnkiCards,
        AnkiCsvOptions,
        AnkiPackageOptions,
        AnkiUpdateOptions,
    )
    from .exporters._html_options import HtmlOptions
    from .heatmap import heat_map
    from .interview import Audience, Plan, Round, Shortfall, Slot, plan_interview
    from .linting import Linted, Summary, lint
    from .loader import (
        bundled,
        dump,
        dumps,
        installed,
        iter_questions,
        load,
        load_with_media,
        loads,
        validate,
    )
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
    from .parallel import validate_many
    from .query import (
        Entry,
        PackIndex,
        SearchResult,
        Selection,
        Snippet,
        parse_query,
        select,
    )
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
    "And",
    "AnkiCards",
    "AnkiCsvOptions",
    "AnkiPackageOptions",
    "AnkiUpdateOptions",
    "Answer",
    "AnswerKind",
    "Answered",
    "AppliesTo",
    "Audience",
    "Author",
    "Change",
    "Compare",
    "Comparison",
    "Condition",
    "Correction",
    "Corrections",
    "Coverage",
    "Criterion",
    "DeckError",
    "Difference",
    "Difficulty",
    "Effect",
    "EntityChange",
    "Entry",
    "ExportError",
    "ExportRequest",
    "Exporter",
    "Fact",
    "FactStatus",
    "FieldChange",
    "Fix",
    "FollowUp",
    "Framework",
    "Gap",
    "Guide",
    "HtmlOptions",
    "ImportChange",
    "Installed",
    "Judged",
    "Kind",
    "Level",
    "Limits",
    "Linted",
    "Mark",
    "Media",
    "Metadata",
    "Mistake",
    "MlinterviewError",
    "ModelError",
    "Not",
    "NoteChange",
    "Noted",
    "Options",
    "Or",
    "Pack",
    "PackError",
    "PackIndex",
    "Paused",
    "PersonalNote",
    "Phase",
    "Plan",
    "PlanError",
    "Position",
    "Problem",
    "QueryError",
    "Question",
    "Reason",
    "Report",
    "Result",
    "Round",
    "Rounds",
    "Rubric",
    "SearchResult",
    "Section",
    "Selection",
    "Session",
    "SessionError",
    "Severity",
    "Shortfall",
    "Slot",
    "Snippet",
    "Source",
    "SourceType",
    "Stage",
    "Standards",
    "Status",
    "Step",
    "Stream",
    "Summary",
    "Targets",
    "Tip",
    "Topic",
    "TopicCoverage",
    "Verdict",
    "advance",
    "bundled",
    "compare",
    "convert",
    "count_coverage",
    "dump",
    "dumps",
    "export",
    "export_bytes",
    "formats",
    "heat_map",
    "import_anki",
    "installed",
    "iter_questions",
    "lint",
    "load",
    "load_with_media",
    "loads",
    "make_options",
    "parse_query",
    "plan_interview",
    "read_targets",
    "release_notes",
    "results",
    "schema",
    "select",
    "upgrade",
    "validate",
    "validate_many",
]

# Where each name lives. A room is entered when something in it is first asked for, so
# that a program pays only for what it uses.
_ROOMS = {
    "checks": "Standards Targets read_targets",
    "comparison": (
        "Change Comparison Effect EntityChange FieldChange ImportChange NoteChange "
        "compare release_notes"
    ),
    "conditions": "And Compare Condition Not Or",
    "converting": "convert",
    "corrections": ("Correction Corrections Difference PersonalNote Reason import_anki"),
    "coverage": "Coverage Gap TopicCoverage count_coverage",
    "distributions": "Installed",
    "_options": "Options",
    "document": "Limits Media",
    "errors": (
        "DeckError ExportError Fix MlinterviewError ModelError PackError PlanError "
        "Position Problem QueryError Report SessionError Severity"
    ),
    "exporters": (
        "Exporter ExportRequest Stream export export_bytes formats make_options"
    ),
    "exporters._anki_options": (
        "AnkiCards AnkiCsvOptions AnkiPackageOptions AnkiUpdateOptions"
    ),
    "exporters._html_options": "HtmlOptions",
    "heatmap": "heat_map",
    "interview": "Audience Plan Round Shortfall Slot plan_interview",
    "linting": "Linted Summary lint",
    "loader": (
        "bundled dump dumps installed iter_questions load load_with_media loads validate"
    ),
    "model": (
        "SCHEMA_VERSION Anchors Answer AnswerKind AppliesTo Author Criterion "
        "Difficulty Fact FactStatus FollowUp Framework Guide Kind Level Metadata "
        "Mistake Pack Question Rounds Rubric Section Source SourceType Stage Status "
        "Step Tip Topic"
    ),
    "parallel": "validate_many",
    "query": ("Entry PackIndex SearchResult Selection Snippet parse_query select"),
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

# A type checker reads the imports above, and would take any name for one of ours here.
if not TYPE_CHECKING:
    __getattr__ = _lazy.opener(__name__, _ROOMS)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__, *_ROOMS})
