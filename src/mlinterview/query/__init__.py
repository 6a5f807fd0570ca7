"""Choosing questions: selections, the query language, and full-text search.

`select` returns a `Selection` of the questions of packs, each an `Entry` with its pack.
`parse_query` turns a query into a tree of `Condition` objects, `FIELDS` has a
`QueryField` for each field that a query may name, and `Selection.search` returns a
`SearchResult` for each question that has some words.
"""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .conditions import And, Compare, Condition, Not, Or
    from .entries import Entry, PackIndex
    from .fields import FIELDS, Filters, QueryField, Several, ValueType
    from .grammar import parse_query
    from .searching import SearchResult, Snippet
    from .selection import Selection, select

__all__ = [
    "FIELDS",
    "And",
    "Compare",
    "Condition",
    "Entry",
    "Filters",
    "Not",
    "Or",
    "PackIndex",
    "QueryField",
    "SearchResult",
    "Selection",
    "Several",
    "Snippet",
    "ValueType",
    "parse_query",
    "select",
]

_EXPORTS = {
    "conditions": "And Compare Condition Not Or",
    "entries": "Entry PackIndex",
    "fields": "FIELDS Filters QueryField Several ValueType",
    "grammar": "parse_query",
    "searching": "SearchResult Snippet",
    "selection": "Selection select",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
