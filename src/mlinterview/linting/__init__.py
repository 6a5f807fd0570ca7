"""Checks of the content of packs beyond validity, and what a pack covers.

`lint` runs the checks, whose limits are `Standards`; each kind of check is a module in
``checks``. `count_coverage` counts questions per topic and difficulty, also against
`Targets`, and `heat_map` draws the counts.
"""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .checks import Standards, Targets, read_targets
    from .coverage import Coverage, Gap, TopicCoverage, count_coverage
    from .heatmap import coverage_tables, heat_map
    from .linter import ContentCounts, LintResult, lint

__all__ = [
    "ContentCounts",
    "Coverage",
    "Gap",
    "LintResult",
    "Standards",
    "Targets",
    "TopicCoverage",
    "count_coverage",
    "coverage_tables",
    "heat_map",
    "lint",
    "read_targets",
]

_EXPORTS = {
    "checks": "Standards Targets read_targets",
    "coverage": "Coverage Gap TopicCoverage count_coverage",
    "heatmap": "coverage_tables heat_map",
    "linter": "ContentCounts LintResult lint",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
