"""Compiled validators, which tell whether a value is valid by the schema, not why.

`jsonschema-rs` takes a two-hundredth of the time of `jsonschema`, and differential tests
make sure that both give the same answer. It does not have a wheel for every platform;
where it is missing, `jsonschema` takes its place.
"""

import functools
import importlib
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from ..model import (
    COLLECTIONS,
    JSON,
    MARKDOWN_TEXT,
    SCHEMA_VERSION,
    TEXT_START,
    definition_name,
    schema,
)

Accept = Callable[[Any], bool]
"""Returns True if a value is valid."""

Extent = Literal["fields", "extensions", "newer"]
"""Which keys are accepted: only those of the schema, also ``x-`` keys, or any keys, since
a newer version may have added them."""

DEFINITIONS: Final = "#/$defs/"
"""The prefix of a reference to a definition of the schema."""


class SchemaCheck(NamedTuple):
    """What a pack is checked against.

    Args:
        version: The schema version.
        newer: Whether the pack is for a newer one. What such a version adds are keys, so
            that keys which are not known here are no mistake.
    """

    version: str = SCHEMA_VERSION
    newer: bool = False


@functools.cache
def acceptor(
    name: str,
    extent: Extent = "extensions",
    *,
    version: str = SCHEMA_VERSION,
    controlled: bool = False,
) -> Accept:
    """Return a function that returns True if a value is valid by a definition.

    Args:
        name: The name of the definition, such as ``"question"``; or ``"pack"``, for a
            pack whose entities are not validated.
        extent: Which keys are accepted.
        version: The schema version.
        controlled: Whether it is known that no text has a control character that the
            schema forbids. To look for these takes two fifths of the time.
    """
    stated = standalone_schema(name, extent, version=version, controlled=controlled)
    return compiled(stated) or _by_jsonschema(stated)


def compiled(stated: Mapping[str, Any]) -> Accept | None:
    """Return a compiled validator, or None if `jsonschema-rs` is not installed."""
    try:
        fast = importlib.import_module("jsonschema_rs")
    except ImportError:
        return None
    accept: Accept = fast.Draft202012Validator(stated, validate_formats=True).is_valid
    return accept


def _by_jsonschema(stated: Mapping[str, Any]) -> Accept:
    from jsonschema import Draft202012Validator, FormatChecker

    checker = FormatChecker(formats=["date"])
    validator = Draft202012Validator(stated, format_checker=checker)
    return lambda value: bool(validator.is_valid(value))


def accepts(data: JSON) -> bool:
    """Return True if a whole pack is valid by the schema."""
    return bool(_whole_pack()(data))


@functools.cache
def _whole_pack() -> Accept:
    stated = schema()
    return compiled(stated) or _by_jsonschema(stated)


def standalone_schema(
    name: str, extent: Extent, *, version: str, controlled: bool
) -> dict[str, Any]:
    r"""Return the schema of a definition with all references replaced by their targets.

    The lookahead ``(?!\n)`` at the end of patterns is removed. To the compiled validator
    ``$`` does not match before a line break anyway, and without lookaheads it can use a
    regular expression engine without backtracking, which is three times as fast.
    """
    whole = schema(version)
    definitions = whole["$defs"]

    def inlined(stated: Mapping[str, Any]) -> dict[str, Any]:
        """Return *stated* with the changes, at every level."""
        if "$ref" in stated:
            stated = {**definitions[stated["$ref"].removeprefix(DEFINITIONS)], **stated}
        kept = {key: value for key, value in stated.items() if key not in _ANNOTATIONS}
        if extent != "extensions":
            kept.pop("patternProperties", None)
        if extent == "newer":
            kept.pop("additionalProperties", None)
        if "pattern" in kept:
            pattern = kept["pattern"]
            if controlled and pattern == MARKDOWN_TEXT:
                pattern = TEXT_START
            kept["pattern"] = pattern.replace(r"(?!\n)", "")
        if "items" in kept:
            kept["items"] = inlined(kept["items"])
        if "properties" in kept:
            kept["properties"] = {k: inlined(v) for k, v in kept["properties"].items()}
        return kept

    return inlined(_without_entities(whole) if name == "pack" else definitions[name])


_ANNOTATIONS: Final = ("$defs", "$id", "$ref", "$schema", "description", "examples")
"""Keywords that restrict nothing, or that have been replaced."""


def _without_entities(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a pack that accepts anything in the lists of entities."""
    properties = dict(whole["properties"])
    for key in ENTITY_DEFINITIONS:
        properties[key] = {"type": "array"}
    return {**whole, "properties": properties}


ENTITY_DEFINITIONS: Final[Mapping[str, str]] = {
    key: definition_name(cls) for key, cls in COLLECTIONS.values()
}
"""For each top-level list, the name of the definition of its items."""
