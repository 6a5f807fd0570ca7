"""Checks of content: what they report does not make a pack invalid.

Each public module holds the checks of one subject and lists them in its ``CHECKS``.
"""

from typing import Final

from . import code, editorial, formulas, repeats, targets, wording
from ._content import Check, CodeBlock, Formula, LintedContent, Passage
from ._standards import DEFAULT_STANDARDS, Standards
from ._targets import Counts, Targets, read_targets

CHECKS: Final[tuple[Check, ...]] = (
    *code.CHECKS,
    *formulas.CHECKS,
    *editorial.CHECKS,
    *repeats.CHECKS,
    *wording.CHECKS,
    *targets.CHECKS,
)
"""Every check, in the order in which they are applied."""

__all__ = [
    "CHECKS",
    "DEFAULT_STANDARDS",
    "Check",
    "CodeBlock",
    "Counts",
    "Formula",
    "LintedContent",
    "Passage",
    "Standards",
    "Targets",
    "read_targets",
]
