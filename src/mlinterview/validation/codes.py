"""Every problem that can be reported: its code, why it matters, and an example.

Codes are stable: one is never renumbered, and never comes to mean something else.

====== ==========================================================
MLI0xx a file cannot be read
MLI1xx a value is not valid by the schema
MLI2xx the parts of a pack do not fit together, or a text is unsafe
MLI3xx a warning: the pack works, but readers would be better served
MLI4xx the pack and this release are of different versions
MLI5xx a warning: the content could be better; only ``mlinterview lint`` checks it
====== ==========================================================

Each example is YAML that replaces some keys of a small valid pack. The tests check every
example.
"""

import functools
import sys
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ..document import codes as document_codes
from ..errors import Code, MlinterviewError, Severity, did_you_mean, quote
from . import content_codes
from .content_codes import *  # noqa: F403 - the checks find them here by name
from .rules import all_rules

UNKNOWN_MAJOR: Final = Code(
    id="MLI401",
    name="unknown-version",
    summary="The pack is written for a schema version that this release cannot read.",
    why="Another major version has other rules, so nothing else in the pack is checked."
    " Update `mlinterview`.",
    bad='schema_version: "2.0"',
    good='schema_version: "1.0"',
)
NEWER_MINOR: Final = Code(
    id="MLI402",
    name="newer-version",
    summary="The pack is written for a newer schema version than this release knows.",
    why="Unknown keys are kept as they are, but not checked. Update `mlinterview` to have"
    " them checked.",
    severity=Severity.WARNING,
    bad='schema_version: "1.999"',
    good='schema_version: "1.0"',
)

CONTENT: Final = "MLI5"
"""The prefix of the codes that only ``mlinterview lint`` looks for."""

_MODULES: Final = (document_codes, content_codes, sys.modules[__name__])

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        code.id: code
        for code in sorted(
            (
                value
                for value in (
                    *(v for m in _MODULES for v in vars(m).values()),
                    *(code for rule in all_rules() for code in rule.codes),
                )
                if isinstance(value, Code)
            ),
            key=lambda code: code.id,
        )
    }
)
"""Every code, in order, by its id."""


def chosen(
    select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> Callable[[str], bool]:
    """Return a function that returns True for the ids of the chosen codes.

    Args:
        select: The codes to choose, or prefixes of codes, such as ``MLI2``; all by
            default.
        ignore: The codes, or prefixes of codes, to leave out of these.

    Raises:
        MlinterviewError: If no code begins with one of these texts.

    >>> chosen(select=["MLI2"], ignore=["MLI206"])("MLI206")
    False
    """
    selected, ignored = _prefixes(select), _prefixes(ignore)

    @functools.cache
    def is_chosen(code: str) -> bool:
        return (not selected or code.startswith(selected)) and not code.startswith(
            ignored
        )

    return is_chosen


def _prefixes(given: Iterable[str]) -> tuple[str, ...]:
    """Return prefixes of codes in upper case; raise if no code begins with one."""
    if isinstance(given, str):
        msg = f"expected a list of codes, found {quote(given)}; write [{quote(given)}]"
        raise MlinterviewError(msg)
    prefixes = tuple(text.upper() for text in given)
    for prefix in prefixes:
        is_known = any(code.startswith(prefix) for code in CODES)
        if not is_known or len(prefix) < len("MLI"):
            hint = did_you_mean(prefix, CODES) or "list them with `mlinterview explain`"
            msg = f"there is no code {quote(prefix)}; {hint}"
            raise MlinterviewError(msg)
    return prefixes
