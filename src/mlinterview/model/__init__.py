"""The content model: the classes of a pack, and the forms that are derived from them.

`entities` declares the classes, and `fields` reads the declarations of their fields. The
published JSON Schema (`schemas`), plain data (`converter`) and table columns (`columns`)
are derived from these. `versions` converts packs of older schema versions.
"""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .columns import (
        EXTENSIONS,
        METADATA,
        MISSING,
        REMEDY,
        arrow_library,
        columns_of,
        table_of,
        type_of,
    )
    from .converter import make_function, structure, unstructure
    from .entities import (
        COLLECTIONS,
        FORMER,
        MARKDOWN_TEXT,
        NO_KEYS,
        TEXT_START,
        WELL_KNOWN_ROLES,
        Anchors,
        Answer,
        AnswerKind,
        AppliesTo,
        Author,
        Criterion,
        Difficulty,
        Entity,
        Extensible,
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
        Slug,
        Source,
        SourceType,
        Stage,
        Status,
        Step,
        Tip,
        Topic,
        former_ids,
    )
    from .fields import (
        EXTENSION_PATTERN,
        JSON,
        Field,
        Shape,
        ValueKind,
        expectation,
        fields_of,
        shape,
    )
    from .schemas import added_keys, definition_name, schema, schema_text
    from .versions import (
        FIRST_VERSION,
        SCHEMA_VERSION,
        VERSIONS,
        SchemaFile,
        SchemaVersion,
        VersionMatch,
        VersionSupport,
        upgrade,
        version_of,
    )

__all__ = [
    "COLLECTIONS",
    "EXTENSIONS",
    "EXTENSION_PATTERN",
    "FIRST_VERSION",
    "FORMER",
    "JSON",
    "MARKDOWN_TEXT",
    "METADATA",
    "MISSING",
    "NO_KEYS",
    "REMEDY",
    "SCHEMA_VERSION",
    "TEXT_START",
    "VERSIONS",
    "WELL_KNOWN_ROLES",
    "Anchors",
    "Answer",
    "AnswerKind",
    "AppliesTo",
    "Author",
    "Criterion",
    "Difficulty",
    "Entity",
    "Extensible",
    "Fact",
    "FactStatus",
    "Field",
    "FollowUp",
    "Framework",
    "Guide",
    "Kind",
    "Level",
    "Metadata",
    "Mistake",
    "Pack",
    "Question",
    "Rounds",
    "Rubric",
    "SchemaFile",
    "SchemaVersion",
    "Section",
    "Shape",
    "Slug",
    "Source",
    "SourceType",
    "Stage",
    "Status",
    "Step",
    "Tip",
    "Topic",
    "ValueKind",
    "VersionMatch",
    "VersionSupport",
    "added_keys",
    "arrow_library",
    "columns_of",
    "definition_name",
    "expectation",
    "fields_of",
    "former_ids",
    "make_function",
    "schema",
    "schema_text",
    "shape",
    "structure",
    "table_of",
    "type_of",
    "unstructure",
    "upgrade",
    "version_of",
]

_EXPORTS = {
    "columns": (
        "EXTENSIONS METADATA MISSING REMEDY arrow_library columns_of table_of type_of"
    ),
    "converter": "make_function structure unstructure",
    "entities": (
        "COLLECTIONS FORMER MARKDOWN_TEXT NO_KEYS TEXT_START WELL_KNOWN_ROLES "
        "Anchors Answer AnswerKind AppliesTo Author Criterion Difficulty Entity "
        "Extensible Fact FactStatus FollowUp Framework Guide Kind Level Metadata "
        "Mistake Pack Question Rounds Rubric Section Slug Source SourceType Stage "
        "Status Step Tip Topic former_ids"
    ),
    "fields": (
        "EXTENSION_PATTERN JSON Field Shape ValueKind expectation fields_of shape"
    ),
    "schemas": "added_keys definition_name schema schema_text",
    "versions": (
        "FIRST_VERSION SCHEMA_VERSION VERSIONS SchemaFile SchemaVersion "
        "VersionMatch VersionSupport upgrade version_of"
    ),
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
