"""What is wrong with a pack: the schema, the rules, and the mending of mistakes."""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .checking import Chosen, validate_document
    from .codes import CODES, NOT_FOUND, chosen
    from .fixing import FixedFile, fix
    from .rules.markdown import formula_mistake, placed
    from .rules.questions import JUDGED, MIN_REPEATED
    from .similarity import SIMILAR, folded, similar
    from .streaming import Header, Named, Stretch, Survey
    from .survey import Context, Text, Thing, entity_at

__all__ = [
    "CODES",
    "JUDGED",
    "MIN_REPEATED",
    "NOT_FOUND",
    "SIMILAR",
    "Chosen",
    "Context",
    "FixedFile",
    "Header",
    "Named",
    "Stretch",
    "Survey",
    "Text",
    "Thing",
    "chosen",
    "entity_at",
    "fix",
    "folded",
    "formula_mistake",
    "placed",
    "similar",
    "validate_document",
]

_EXPORTS = {
    "checking": "Chosen validate_document",
    "codes": "CODES NOT_FOUND chosen",
    "fixing": "FixedFile fix",
    "streaming": "Header Named Stretch Survey",
    "records": "",
    "rules": "",
    "rules.markdown": "formula_mistake placed",
    "rules.questions": "JUDGED MIN_REPEATED",
    "screening": "",
    "similarity": "SIMILAR folded similar",
    "survey": "Context Text Thing entity_at",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
