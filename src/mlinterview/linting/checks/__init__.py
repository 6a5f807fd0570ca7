"""Checks of content, beyond what makes a pack valid: each yields problems.

A module here holds the checks of one subject, and lists them in its ``CHECKS``.
"""

from typing import Final

from . import code, editorial, formulas, repeats, targets, wording
from ._content import Block, Check, Content, Formula, Passage
from ._standards import DEFAULT_STANDARDS, Standards
from ._targets import Targets, read_targets

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
    "Block",
    "Check",
    "Content",
    "Formula",
    "Passage",
    "Standards",
    "Targets",
    "read_targets",
]
