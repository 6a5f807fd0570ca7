"""Interview questions as data: a published format, and the library that reads it.

>>> import mlinterview
>>> pack = mlinterview.load("ml-engineer")
>>> hard = mlinterview.select(pack, difficulty="advanced")
"""

from typing import TYPE_CHECKING

from ._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from ._support.options import Options
    from .anki import (
        AnkiCards,
        AnkiCsvOptions,
        AnkiPackageOptions,
        AnkiUpdateOptions,
        Correction,
        Corrections,
        Difference,
        PersonalNote,
        Reason,
        import_anki,
    )
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
    from .converting import convert
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
    from .exporters._html_options import HtmlOptions
    from .interviews import (
        Answered,
        Audience,
        Judged,
        Mark,
        Noted,
        Paused,
        Phase,
        Plan,
        Result,
        Round,
        Session,
        Shortfall,
        Slot,
        Verdict,
        advance,
        plan_interview,
        results,
    )
    from .linting import (
        Coverage,
        Gap,
        Linted,
        Standards,
        Summary,
        Targets,
        TopicCoverage,
        count_coverage,
        heat_map,
        lint,
        read_targets,
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
        schema,
        upgrade,
    )
    from .query import (
        And,
        Compare,
        Condition,
        Entry,
        Not,
        Or,
        PackIndex,
        SearchResult,
        Selection,
        Snippet,
        parse_query,
        select,
    )
    from .storage import (
        Installed,
        bundled,
        dump,
        dumps,
        installed,
        iter_questions,
        load,
        load_with_media,
        loads,
        validate,
        validate_many,
    )

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

# Which package offers each name. It is imported when the name is first asked for, so
# that a program pays only for what it uses.
_EXPORTS = {
    "_support.options": "Options",
    "anki": (
        "AnkiCards AnkiCsvOptions AnkiPackageOptions AnkiUpdateOptions Correction "
        "Corrections Difference PersonalNote Reason import_anki"
    ),
    "comparison": (
        "Change Comparison Effect EntityChange FieldChange ImportChange "
        "NoteChange compare release_notes"
    ),
    "converting": "convert",
    "document": "Limits Media",
    "errors": (
        "DeckError ExportError Fix MlinterviewError ModelError PackError "
        "PlanError Position Problem QueryError Report SessionError Severity"
    ),
    "exporters": (
        "ExportRequest Exporter Stream export export_bytes formats make_options"
    ),
    "exporters._html_options": "HtmlOptions",
    "interviews": (
        "Answered Audience Judged Mark Noted Paused Phase Plan Result Round "
        "Session Shortfall Slot Verdict advance plan_interview results"
    ),
    "linting": (
        "Coverage Gap Linted Standards Summary Targets TopicCoverage "
        "count_coverage heat_map lint read_targets"
    ),
    "model": (
        "SCHEMA_VERSION Anchors Answer AnswerKind AppliesTo Author Criterion "
        "Difficulty Fact FactStatus FollowUp Framework Guide Kind Level Metadata "
        "Mistake Pack Question Rounds Rubric Section Source SourceType Stage "
        "Status Step Tip Topic schema upgrade"
    ),
    "query": (
        "And Compare Condition Entry Not Or PackIndex SearchResult Selection "
        "Snippet parse_query select"
    ),
    "storage": (
        "Installed bundled dump dumps installed iter_questions load "
        "load_with_media loads validate validate_many"
    ),
    "rendering": "",
    "validation": "",
    "presentation": "",
}

# A type checker reads the imports above, and would take any name for one of ours here.
if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__, *_EXPORTS})
