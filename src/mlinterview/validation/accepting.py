"""The schema as a compiled validator: does a value keep to it?

`jsonschema-rs` takes a two-hundredth of the time of `jsonschema`, and differential tests
hold the two to the same verdict. It has no wheel for every platform; where it is missing,
`jsonschema` stands in.
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
"""Which keys are accepted: those of the schema alone, ``x-`` keys as well, or any others,
since a newer version may have added them."""

DEFINITIONS: Final = "#/$defs/"
"""What a reference to a definition of the schema begins with."""


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
    """Return the compiled schema of a definition.

    Args:
        name: The name of the definition, such as ``"question"``; or ``"pack"``, for a
            pack whose lists of entities are not looked into.
        extent: Which keys are accepted.
        version: The schema version.
        controlled: Whether it is known that no text has a control character that the
            schema forbids. Two fifths of the time is spent on them otherwise.
    """
    stated = standalone_schema(name, extent, version=version, controlled=controlled)
    return compiled(stated) or _by_jsonschema(stated)


def compiled(stated: Mapping[str, Any]) -> Accept | None:
    """Return a compiled validator, or None if this platform has none."""
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
    """Return True if the schema has nothing against a whole pack."""
    return bool(_whole_pack()(data))


@functools.cache
def _whole_pack() -> Accept:
    stated = schema()
    return compiled(stated) or _by_jsonschema(stated)


def standalone_schema(
    name: str, extent: Extent, *, version: str, controlled: bool
) -> dict[str, Any]:
    """Return the schema of a definition with all that it refers to inside.

    An end that refuses a line break is what ``$`` means to the compiled validator anyway.
    Without the lookahead it can use an engine that never goes back, three times as fast.
    """
    whole = schema(version)
    definitions = whole["$defs"]

    def inlined(stated: Mapping[str, Any]) -> dict[str, Any]:
        """Return the schema of a value."""
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
"""Keywords that accept everything."""


def _without_entities(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a pack whose lists of entities are not looked into."""
    properties = dict(whole["properties"])
    for key in ENTITY_DEFINITIONS:
        properties[key] = {"type": "array"}
    return {**whole, "properties": properties}


ENTITY_DEFINITIONS: Final[Mapping[str, str]] = {
    key: definition_name(cls) for key, cls in COLLECTIONS.values()
}
"""For each top-level list, the name of the definition of its items."""
