"""Choosing questions: selections, the query language, and full-text search."""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .conditions import And, Compare, Condition, Not, Or
    from .selection import (
        Entry,
        PackIndex,
        SearchResult,
        Selection,
        Several,
        Snippet,
        parse_query,
        select,
    )

__all__ = [
    "And",
    "Compare",
    "Condition",
    "Entry",
    "Not",
    "Or",
    "PackIndex",
    "SearchResult",
    "Selection",
    "Several",
    "Snippet",
    "parse_query",
    "select",
]

_EXPORTS = {
    "conditions": "And Compare Condition Not Or",
    "grammar": "",
    "search": "",
    "selection": (
        "Entry PackIndex SearchResult Selection Several Snippet parse_query select"
    ),
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
