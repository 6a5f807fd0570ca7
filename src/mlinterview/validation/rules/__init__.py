"""The rules that a schema cannot state, each a function that yields problems.

A module here holds rules of one kind, and lists them in its ``RULES``.
"""

from collections.abc import Callable, Iterator
from typing import Final

from ...document import Finding
from ..ordinary import has_no_signs, is_ordinary, with_signs
from ..similarity import folded, similar
from ..survey import Context, Names, Survey, entity_at, survey
from . import markdown, questions, references, values

Rule = Callable[[Context], Iterator[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    *references.RULES,
    *values.RULES,
    *questions.RULES,
    *markdown.RULES,
)
"""Every rule, in the order in which they are applied."""

__all__ = [
    "RULES",
    "Context",
    "Names",
    "Rule",
    "Survey",
    "entity_at",
    "folded",
    "has_no_signs",
    "is_ordinary",
    "similar",
    "survey",
    "with_signs",
]
