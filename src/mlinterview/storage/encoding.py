"""Write a pack as the bytes of a file.

In general a pack is converted to plain data, which one of the `WRITERS` writes. For JSON
and JSON Lines there is a way that takes a seventh of the time: `msgspec` converts each
entity to a struct that leaves out defaults, and writes that without spaces. For JSON,
`msgspec.json.format` then adds the same spaces as `json`.

An entity that `msgspec` would write differently is written through plain data: one with
``x-`` keys, with a float, or with a value of a subclass of a type of the model. If
`msgspec` is not installed, all are. Tests require the same bytes either way.
"""

import functools
import importlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..document import OWN_TYPE, TYPE, Format
from ..model import COLLECTIONS, NO_KEYS, Field, Pack, fields_of, unstructure
from .writers import WRITERS, entity_data, write_line


def encoded(pack: Pack, format: Format) -> bytes:
    """Return a pack as the bytes of a file in *format*."""
    if (encode := _FAST.get(format)) is not None and _library() is not None:
        return encode(pack)
    return WRITERS[format](unstructure(pack)).encode()


def _json(pack: Pack) -> bytes:
    raw, json = _library().Raw, _library().json
    head = Pack(schema_version=pack.schema_version, metadata=pack.metadata)
    parts = {key: raw(_plain(value)) for key, value in unstructure(head).items()}
    for key, cls in _LISTS.values():
        if entities := getattr(pack, key):
            encode = _encoding(cls)
            parts[key] = [raw(encode(entity)) for entity in entities]
    parts |= {key: raw(_plain(value)) for key, value in pack.extensions.items()}
    written: bytes = json.format(json.encode(parts), indent=2)
    return written + b"\n"


def _jsonl(pack: Pack) -> bytes:
    lines = [header_line(pack)]
    for kind, (key, _cls) in _LISTS.items():
        lines += map(line_encoder(kind), getattr(pack, key))
    return b"\n".join([*lines, b""])


_FAST: Final[Mapping[Format, Callable[[Pack], bytes]]] = {
    "json": _json,
    "jsonl": _jsonl,
}
"""The formats that `msgspec` writes."""

_LISTS: Final[Mapping[str, tuple[str, Any]]] = COLLECTIONS


# JSON Lines ------------------------------------------------------------------


def header_line(pack: Pack) -> bytes:
    """Return the first line of a pack in JSON Lines, without the line break."""
    head = Pack(
        schema_version=pack.schema_version,
        metadata=pack.metadata,
        extensions=pack.extensions,
    )
    return _plain(unstructure(head))


@functools.cache
def line_encoder(kind: str) -> Callable[[Any], bytes]:
    """Return a function that writes an entity as a line of JSON Lines.

    The line has no line break at its end.

    Args:
        kind: The type of the entities, such as ``"question"``.
    """
    if _library() is None:
        return lambda entity: _plain(entity_data(kind, unstructure(entity)))
    return _encoding(_LISTS[kind][1], kind)


def _plain(data: Any) -> bytes:
    return write_line(data).encode()


# Encoding an entity ----------------------------------------------------------


@functools.cache
def _library() -> Any:
    """Return `msgspec`, or `None` if it is not installed."""
    try:
        return importlib.import_module("msgspec")
    except ImportError:
        return None


@functools.cache
def _encoding(cls: Any, kind: str | None = None) -> Callable[[Any], bytes]:
    """Return a function that writes entities of a class as JSON without spaces.

    Args:
        cls: The class.
        kind: The type of the entities, to write it as a line of JSON Lines has it.
    """
    msgspec = _library()
    encode, convert = msgspec.json.Encoder().encode, msgspec.convert
    struct = _struct(cls, OWN_TYPE.get(kind or "", TYPE))
    start = encode({TYPE: kind})[:-1] + b","  # At least an id follows.

    def encoded(entity: Any) -> bytes:
        try:
            made: bytes = encode(convert(entity, struct, from_attributes=True))
            return start + made[1:] if kind else made
        except (msgspec.ValidationError, TypeError):
            data = unstructure(entity)
            return _plain(entity_data(kind, data) if kind else data)

    return encoded


@functools.cache
def _struct(cls: Any, own_type: str = TYPE) -> Any:
    """Return a struct with the fields of a class; it refuses any extension.

    Args:
        cls: The class.
        own_type: The key to write instead of ``type``.
    """
    msgspec = _library()
    keys = {field.name: field.key for field in fields_of(cls)}
    return msgspec.defstruct(
        cls.__name__,
        [
            *map(_struct_field, fields_of(cls)),
            ("extensions", type(NO_KEYS), NO_KEYS),
        ],
        rename={name: own_type if key == TYPE else key for name, key in keys.items()},
        omit_defaults=True,
        kw_only=True,
        gc=False,
    )


def _struct_field(field: Field) -> tuple[Any, ...]:
    """Return the name and the type of a field of a struct, and its default if any.

    Most fields have the type `Any`, and their values are written unchanged.
    """
    shape = field.shape.item or field.shape
    hint: Any = Any
    if shape.kind == "number":
        hint = int  # `json` and `msgspec` write some floats differently.
    elif shape.kind == "object":
        hint = _struct(shape.type)
        hint = tuple[hint, ...] if field.shape.item else hint
    if hint is not Any and field.shape.optional:
        hint = hint | None
    return (field.name, hint) if field.required else (field.name, hint, field.default)
