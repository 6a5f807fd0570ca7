"""Every problem that can be reported: its code, why it matters, and an example.

Codes are stable: one is never renumbered, and never comes to mean something else.

====== ==========================================================
MLI0xx a file cannot be read
MLI1xx a value is not as the schema has it
MLI2xx the parts of a pack do not fit together, or a text is unsafe
MLI3xx a warning: the pack works, but readers would be better served
MLI4xx the pack and this release are of different versions
MLI5xx a warning: the content falls short; only ``mlinterview lint`` looks
====== ==========================================================

An example is a piece of YAML that is laid over a small valid pack; the tests run
each of them.
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
    why="Another major version means other rules. Nothing else is checked, since it"
    " would be checked against the wrong ones. Update `mlinterview`.",
    bad='schema_version: "2.0"',
    good='schema_version: "1.0"',
)
NEWER_MINOR: Final = Code(
    id="MLI402",
    name="newer-version",
    summary="The pack is written for a newer schema version than this release knows.",
    why="Keys that are not known here are kept as they are, but not checked. Update"
    " `mlinterview` to have them checked.",
    severity=Severity.WARNING,
    bad='schema_version: "1.999"',
    good='schema_version: "1.0"',
)

CONTENT: Final = "MLI5"
"""What the codes begin with that validation does not look for."""

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
    """Return what says of a code's id whether it is asked for.

    Args:
        select: The codes to look for, or the beginnings of several, such as ``MLI2``;
            all by default.
        ignore: Those of them to leave out.

    Raises:
        MlinterviewError: If no code begins like that.

    >>> chosen(select=["MLI2"], ignore=["MLI206"])("MLI206")
    False
    """
    wanted, unwanted = _beginnings(select), _beginnings(ignore)

    @functools.cache
    def is_chosen(code: str) -> bool:
        return (not wanted or code.startswith(wanted)) and not code.startswith(unwanted)

    return is_chosen


def _beginnings(given: Iterable[str]) -> tuple[str, ...]:
    """Return the beginnings of codes that are known to be some."""
    if isinstance(given, str):
        msg = f"expected a list of codes, found {quote(given)}; write [{quote(given)}]"
        raise MlinterviewError(msg)
    beginnings = tuple(one.upper() for one in given)
    for one in beginnings:
        if not any(code.startswith(one) for code in CODES) or len(one) < len("MLI"):
            hint = did_you_mean(one, CODES) or "list them with `mlinterview explain`"
            msg = f"there is no code {quote(one)}; {hint}"
            raise MlinterviewError(msg)
    return beginnings
