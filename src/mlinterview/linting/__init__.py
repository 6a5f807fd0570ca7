"""The quality of the content of a pack: checks beyond validity, and coverage."""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .checks import Standards, Targets, read_targets
    from .coverage import Coverage, Gap, TopicCoverage, count_coverage
    from .heatmap import heat_map, tables
    from .linter import Linted, Summary, lint

__all__ = [
    "Coverage",
    "Gap",
    "Linted",
    "Standards",
    "Summary",
    "Targets",
    "TopicCoverage",
    "count_coverage",
    "heat_map",
    "lint",
    "read_targets",
    "tables",
]

_EXPORTS = {
    "checks": "Standards Targets read_targets",
    "coverage": "Coverage Gap TopicCoverage count_coverage",
    "heatmap": "heat_map tables",
    "linter": "Linted Summary lint",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
