"""The JSON Schema of a pack: made from the model, and read from the published file.

`build` makes the schema. ``make generate`` writes the text that `render` returns into
``schema/``, and a test compares the two. `schema` and `schema_text` read the published
files.
"""

import functools
import inspect
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from ..errors import MlinterviewError
from .entities import Pack
from .fields import EXTENSION_PATTERN, Field, Shape, Spec, fields_of
from .versions import FIRST_VERSION, SCHEMA_VERSION, VERSIONS, SchemaFile

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_KEYWORDS: Final = {
    "pattern": "pattern",
    "format": "format",
    "min_length": "minLength",
    "max_length": "maxLength",
    "minimum": "minimum",
    "maximum": "maximum",
    "min_items": "minItems",
    "max_items": "maxItems",
    "unique": "uniqueItems",
}
_TYPES: Final = {
    "string": "string",
    "date": "string",
    "enum": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}


def schema(version: str = SCHEMA_VERSION) -> dict[str, Any]:
    """Return the published JSON Schema of a pack.

    It is part of the installed package; nothing is downloaded.

    Args:
        version: The schema version, such as ``"1.0"``.

    Raises:
        MlinterviewError: If this release does not ship that version.

    >>> schema("1.0")["$id"]
    'urn:mlinterview:schema:1.0:pack'
    """
    result: dict[str, Any] = json.loads(schema_text(version))
    return result


def schema_text(version: str = SCHEMA_VERSION, name: SchemaFile = "pack") -> str:
    """Return the published JSON Schema as the text of its file.

    Args:
        version: The schema version.
        name: ``"pack"`` for a whole pack, ``"part"`` for one file of a directory.

    Raises:
        MlinterviewError: If this release does not ship that version.
    """
    if version not in VERSIONS:
        known = ", ".join(VERSIONS)
        msg = f"there is no schema version {version!r} here; this release has {known}"
        raise MlinterviewError(msg)
    return VERSIONS[version].path(name).read_text(encoding="utf-8")


def render(name: SchemaFile = "pack") -> str:
    """Return the schema that the model stands for, as the text of its file."""
    return json.dumps(build(name), indent=2, ensure_ascii=False) + "\n"


def build(name: SchemaFile = "pack", root: type = Pack) -> dict[str, Any]:
    """Return the schema that the model stands for.

    Args:
        name: ``"pack"``, or ``"part"`` for one file of a directory, in which no key is
            required.
        root: The class of the outermost object.

    Raises:
        TypeError: If a class declares a type that the format does not have.
    """
    definitions: dict[str, Any] = {}
    body = _object(root, definitions)
    title = "A pack of interview content"
    if name == "part":
        title = "One file of a pack that is a directory"
        body.pop("required")
    return {
        "$schema": DIALECT,
        "$id": f"urn:mlinterview:schema:{SCHEMA_VERSION}:{name}",
        "title": title,
        **body,
        "$defs": {key: definitions[key] for key in sorted(definitions)},
    }


def definition_name(cls: type) -> str:
    """Return the name of a class in the ``$defs`` of the schema.

    >>> from mlinterview.model import FollowUp
    >>> definition_name(FollowUp)
    'follow-up'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()


@functools.cache
def added_keys() -> Mapping[str, Mapping[str, str]]:
    """Return the keys that are not as old as the format, with the version of each.

    Returns:
        For each definition of the schema, and for ``"pack"``, the added keys and the
        schema version that added each. A definition without added keys is left out.
    """
    added: dict[str, dict[str, str]] = {}
    waiting: list[Any] = [Pack]
    seen = set()
    while waiting:
        cls = waiting.pop()
        seen.add(cls)
        since = {field.key: field.shape.spec.since for field in fields_of(cls)}
        newer = {key: since[key] for key in since if since[key] != FIRST_VERSION}
        added |= {definition_name(cls): newer} if newer else {}
        for field in fields_of(cls):
            inner = field.shape.item or field.shape
            if inner.kind == "object" and inner.type not in seen:
                waiting.append(inner.type)
    return added


def _object(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a class, and add the types that it uses to *definitions*."""
    fields = fields_of(cls)
    required = [field.key for field in fields if field.required]
    return {
        "description": inspect.getdoc(cls) or "",
        "type": "object",
        "properties": {field.key: _property(field, definitions) for field in fields},
        **({"required": required} if required else {}),
        "patternProperties": {EXTENSION_PATTERN: {}},
        "additionalProperties": False,
    }


def _property(field: Field, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a field: its type, description, default and examples."""
    details = field.shape.spec
    described: dict[str, Any] = {"description": _description(details, field.shape)}
    if not field.required and isinstance(field.default, str | bool):
        described["default"] = field.default
    if details.examples:
        described["examples"] = list(details.examples)
    return described | _schema(field.shape, definitions)


def _description(details: Spec, shape: Shape) -> str:
    """Return the description, with the choices and the version that added the field."""
    text = details.description
    if shape.kind == "enum":
        text += f" One of: {', '.join(shape.type)}."
    if details.since != FIRST_VERSION:
        text += f" Since {details.since}."
    return text


def _schema(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a type: a reference if the type has a name."""
    if shape.kind in ("object", "enum"):
        name = definition_name(shape.type)
        if name not in definitions:
            definitions[name] = {}  # Reserve the name, so that recursion ends.
            definitions[name] = (
                _object(shape.type, definitions)
                if shape.kind == "object"
                else _enum(shape.type)
            )
        return {"$ref": f"#/$defs/{name}"}
    if shape.item is not None:
        return {
            "type": "array",
            "items": _schema(shape.item, definitions),
            **_limits(shape.spec),
        }
    if (named := shape.named) is not None:
        definition = named.definition or ""
        definitions[definition] = {
            "description": named.description,
            "type": _TYPES[shape.kind],
            **_limits(named),
            **({"examples": list(named.examples)} if named.examples else {}),
        }
        return {"$ref": f"#/$defs/{definition}"}
    return {"type": _TYPES[shape.kind], **_limits(shape.spec)}


def _enum(cls: Any) -> dict[str, Any]:
    return {
        "description": inspect.getdoc(cls) or "",
        "type": "string",
        "enum": [str(member) for member in cls],
    }


def _limits(details: Spec) -> dict[str, Any]:
    """Return the JSON Schema keywords for the limits that *details* states."""
    return {
        keyword: value
        for name, keyword in _KEYWORDS.items()
        if (value := getattr(details, name)) is not None
    }
