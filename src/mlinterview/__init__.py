"""Interview questions as data: a published format, and the library that reads it.

>>> import mlinterview
>>> pack = mlinterview.load("ml-engineer")
>>> hard = mlinterview.select(pack, difficulty="advanced")
"""

from typing import TYPE_CHECKING

from ._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .comparison import compare
    from .converting import convert
    from .document import Limits
    from .errors import (
        ExportError,
        MlinterviewError,
        ModelError,
        PackError,
        Problem,
        QueryError,
        Report,
        Severity,
    )
    from .exporters import export, export_bytes, formats, make_options
    from .interviews import plan_interview
    from .linting import lint
    from .model import (
        SCHEMA_VERSION,
        Answer,
        Difficulty,
        FollowUp,
        Kind,
        Level,
        Pack,
        Question,
        Status,
        Topic,
        schema,
        upgrade,
    )
    from .query import Entry, SearchResult, Selection, select
    from .storage import (
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
    "Answer",
    "Difficulty",
    "Entry",
    "ExportError",
    "FollowUp",
    "Kind",
    "Level",
    "Limits",
    "MlinterviewError",
    "ModelError",
    "Pack",
    "PackError",
    "Problem",
    "QueryError",
    "Question",
    "Report",
    "SearchResult",
    "Selection",
    "Severity",
    "Status",
    "Topic",
    "compare",
    "convert",
    "dump",
    "dumps",
    "export",
    "export_bytes",
    "formats",
    "installed",
    "iter_questions",
    "lint",
    "load",
    "load_with_media",
    "loads",
    "make_options",
    "plan_interview",
    "schema",
    "select",
    "upgrade",
    "validate",
    "validate_many",
]

# Which package offers each name. It is imported when the name is first asked for, so
# that a program pays only for what it uses.
_EXPORTS = {
    "anki": "",
    "arrow": "",
    "cli": "",
    "comparison": "compare",
    "converting": "convert",
    "document": "Limits",
    "errors": (
        "ExportError MlinterviewError ModelError PackError Problem QueryError "
        "Report Severity"
    ),
    "exporters": "export export_bytes formats make_options",
    "interviews": "plan_interview",
    "linting": "lint",
    "model": (
        "SCHEMA_VERSION Answer Difficulty FollowUp Kind Level Pack Question "
        "Status Topic schema upgrade"
    ),
    "presentation": "",
    "query": "Entry SearchResult Selection select",
    "rendering": "",
    "reporters": "",
    "storage": (
        "dump dumps installed iter_questions load load_with_media loads validate "
        "validate_many"
    ),
    "testing": "",
    "validation": "",
}

# A type checker reads the imports above, and would take any name for one of ours here.
if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__, *_EXPORTS})
