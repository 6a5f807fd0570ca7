"""How a field of the model is declared, and how a declaration is read back.

A field is written once, as an annotation that carries a `Spec`::

    minutes: Annotated[int, spec("How long it takes.", minimum=1)]

Everything else is made from that annotation: the attrs validator, the JSON Schema
keywords, the reference page and the rules about references and Markdown. `shape` turns
an annotation into a `Shape`, and refuses types that it does not know, so that every
declared field is checked.
"""

import datetime
import enum
import functools
import math
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, TypeAlias, Union

import attrs
from attrs import validators

from ..errors import ModelError, quote
from .versions import FIRST_VERSION

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
"""Plain data: the values of JSON."""

EXTENSION_PREFIX: Final = "x-"
EXTENSION_PATTERN: Final = r"^x-[a-z0-9]+(?:[-_.][a-z0-9]+)*(?!\n)$"
"""The keys that third parties may add to any object."""

Limit = Literal[
    "pattern",
    "format",
    "min_length",
    "max_length",
    "minimum",
    "maximum",
    "min_items",
    "max_items",
    "unique",
]


# attrs takes the `repr` of each annotation, and a generated one would fill a page.
@attrs.frozen(kw_only=True, repr=False)
class Spec:
    """The properties of a declared value beyond its Python type.

    Args:
        description: What the value is, in a sentence; editors show it.
        since: The schema version that added the field.
        definition: The name of the type in the ``$defs`` of the schema.
        expects: The allowed values in words, for error messages.
        pattern: A portable regular expression that takes linear time and matches the
            whole text.
        format: A JSON Schema format that the value must have as well.
        min_length: The least number of characters.
        max_length: The greatest number of characters.
        minimum: The least number.
        maximum: The greatest number.
        min_items: The least number of items.
        max_items: The greatest number of items.
        unique: Whether a list refuses equal items.
        markdown: ``"block"`` or ``"inline"`` for a text that is Markdown.
        ref: The type of entity whose id the value is, or ``"any"`` for a
            reference of the form ``type/id``.
        key: The key in a file, if it is not the name of the attribute.
        examples: Values that editors suggest.
    """

    description: str = ""
    since: str = FIRST_VERSION
    definition: str | None = None
    expects: str | None = None
    pattern: str | None = None
    format: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique: bool | None = None
    markdown: Literal["block", "inline"] | None = None
    ref: str | None = None
    key: str | None = None
    examples: tuple[object, ...] = ()

    def over(self, base: "Spec") -> "Spec":
        """Return *base* with the properties that this spec states replaced."""
        if base is _NOTHING:
            return self
        stated = {
            a.name: value
            for a in attrs.fields(Spec)
            if (value := getattr(self, a.name)) != a.default
        }
        return attrs.evolve(base, **stated)


_NOTHING: Final = Spec()
"""A spec without any property."""


def spec(description: str = "", **details: Any) -> Spec:
    """Return a `Spec`; the short form that the model's annotations use."""
    return Spec(description=description, **details)


ValueKind = Literal[
    "string", "integer", "number", "boolean", "date", "enum", "object", "array"
]
"""The kinds of value that a field may have."""


@attrs.frozen
class Shape:
    """The type of a value, as an annotation declares it.

    Args:
        kind: The kind of value.
        type: The Python type that represents it.
        spec: The properties of all nested declarations; the outer ones take precedence.
        named: The properties of the named definition inside, if there is one.
        item: The shape of the items of an array.
        optional: Whether Python code may leave it `None`.
    """

    kind: ValueKind
    type: Any
    spec: Spec
    named: Spec | None = None
    item: "Shape | None" = None
    optional: bool = False


@attrs.frozen
class Field:
    """One field of an entity.

    Args:
        name: The attribute in Python.
        key: The key in a file.
        shape: The type of its values.
        required: Whether a file must have the key.
        default: The value if the key is absent; of no meaning for a required field.
    """

    name: str
    key: str
    shape: Shape
    required: bool
    default: object


_KINDS: Final[Mapping[object, tuple[ValueKind, Any]]] = {
    str: ("string", str),
    int: ("integer", int),
    bool: ("boolean", bool),
    datetime.date: ("date", datetime.date),
    float | int: ("number", float),
}


def shape(hint: object) -> Shape:
    """Return the shape that the annotation *hint* declares.

    Raises:
        TypeError: If *hint* is, or contains, a type that the format does not have.
    """
    specs: tuple[Spec, ...] = ()
    if typing.get_origin(hint) is Annotated:
        hint, *extras = typing.get_args(hint)
        specs = tuple(extra for extra in extras if isinstance(extra, Spec))
    bare = _bare_shape(hint)
    merged, named = bare.spec, bare.named
    for stated in specs:
        merged = stated.over(merged)
        named = merged if stated.definition else named
    return attrs.evolve(bare, spec=merged, named=named) if specs else bare


def _bare_shape(hint: object) -> Shape:
    """Return the shape of an annotation without its specs."""
    if (known := _KINDS.get(hint)) is not None:
        return Shape(*known, _NOTHING)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return Shape("array", tuple, _NOTHING, item=shape(args[0]))
    if origin in (Union, types.UnionType) and len(args) == 2 and args[1] is type(None):
        return attrs.evolve(shape(args[0]), optional=True)
    if isinstance(hint, type) and issubclass(hint, enum.StrEnum):
        return Shape("enum", hint, _NOTHING)
    if isinstance(hint, type) and attrs.has(hint):
        return Shape("object", hint, _NOTHING)
    msg = (
        f"the schema has no form for the type {hint!r}: declare str, int, float | int,"
        " bool, datetime.date, a StrEnum, an attrs class, or a tuple[..., ...] of one"
        " of these"
    )
    raise TypeError(msg)


@functools.cache
def fields_of(cls: Any) -> tuple[Field, ...]:
    """Return the fields of the model class *cls*, in the order of a file."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return tuple(
        _field(a, hints[a.name]) for a in attrs.fields(cls) if a.name != "extensions"
    )


def _field(attribute: "attrs.Attribute[object]", hint: object) -> Field:
    """Return the field that *attribute*, annotated with *hint*, declares."""
    declared = shape(hint)
    return Field(
        name=attribute.name,
        key=declared.spec.key or attribute.name,
        shape=declared,
        required=attribute.default is attrs.NOTHING,
        default=attribute.default,
    )


def constrain(
    cls: type, fields: list["attrs.Attribute[Any]"]
) -> list["attrs.Attribute[Any]"]:
    """Return *fields* with the validators that their annotations declare.

    This is the ``field_transformer`` of every class of the model.
    """
    return [
        field
        if field.name == "extensions"
        else field.evolve(validator=_validator(cls, field.type))
        for field in fields
    ]


def check_extensions(instance: Any, _attribute: Any, value: object) -> None:
    """Raise `ModelError` if extensions are not JSON, or have the key of a field."""
    cls: Any = type(instance)
    if not isinstance(value, Mapping) or not _is_json(dict(value)):
        msg = (
            f"{cls.__name__}.extensions: expected text keys with values as JSON has them"
        )
        raise ModelError(msg)
    taken = {field.key for field in fields_of(cls) if field.key in value} if value else ()
    for key in sorted(taken):
        msg = f"{cls.__name__}.extensions: {quote(key)} is a field; set it as such"
        raise ModelError(msg)


def _is_json(value: object) -> bool:
    """Return True if *value* can be written as JSON and read back as it is."""
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(
            map(_is_json, (*value, *value.values()))
        )
    if isinstance(value, list):
        return all(map(_is_json, value))
    if isinstance(value, str):
        return value == value.encode(errors="replace").decode()
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, bool | int)


def _validator(cls: type, hint: object) -> Callable[[object, Any, object], None]:
    """Return an attrs validator whose error names the field and its limits.

    The check is built when it is first used: objects that are loaded from a file are
    validated in another way, and many programs make no others.
    """

    @functools.cache
    def check() -> Any:
        return _whole_check(hint)

    def validate(instance: object, attribute: Any, value: object) -> None:
        try:
            check()(instance, attribute, value)
        except (TypeError, ValueError) as error:
            msg = (
                f"{cls.__name__}.{attribute.name}: expected {expectation(shape(hint))},"
                f" got {quote(value)} ({type(value).__name__})"
            )
            raise ModelError(msg) from error

    return validate


@functools.cache
def _whole_check(hint: object) -> Any:
    """Return the attrs validator for what an annotation declares."""
    declared = shape(hint)
    check = _check(declared)
    return validators.optional(check) if declared.optional else check


def _check(declared: Shape) -> Any:
    """Return the attrs validator for values of the shape *declared*."""
    limits = _limits(declared.spec)
    if declared.item is not None:
        items = _check(declared.item)
        return validators.and_(
            validators.deep_iterable(items, validators.instance_of(tuple)), *limits
        )
    types = (int, float) if declared.kind == "number" else declared.type
    checks: list[Any] = [validators.instance_of(types)]
    if declared.kind in ("integer", "number"):
        checks.append(validators.not_(validators.instance_of(bool)))
    if declared.kind == "date":
        checks.append(validators.not_(validators.instance_of(datetime.datetime)))
        return validators.and_(*checks, _as_text(validators.and_(*limits)))
    if declared.kind == "string":
        checks.append(_is_unicode)
    return validators.and_(*checks, *limits)


def _as_text(check: Any) -> Any:
    """Return a validator that applies *check* to the ISO 8601 text of a date."""

    def validate(instance: object, attribute: Any, value: datetime.date) -> None:
        check(instance, attribute, value.isoformat())

    return validate


def _limits(limits: Spec) -> Iterator[Any]:
    """Yield a validator for each limit that *limits* states."""
    if limits.pattern is not None:
        yield validators.matches_re(limits.pattern, func=re.search)
    if (least := limits.min_items or limits.min_length) is not None:
        yield validators.min_len(least)
    if (most := limits.max_items or limits.max_length) is not None:
        yield validators.max_len(most)
    if limits.minimum is not None:
        yield validators.ge(limits.minimum)
    if limits.maximum is not None:
        yield validators.le(limits.maximum)
    if limits.unique:
        yield _is_unique


def _is_unicode(_instance: object, _attribute: object, value: str) -> None:
    """Raise an error for a lone surrogate, which cannot be encoded."""
    value.encode()


def _is_unique(_instance: object, _attribute: object, value: tuple[object, ...]) -> None:
    """Raise an error for equal items."""
    if len(set(value)) < len(value):
        raise ValueError(value)


_WORDS: Final[Mapping[ValueKind, str]] = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date",
    "object": "an object",
    "enum": "one of",
    "array": "a list",
}


def expectation(shape: Shape) -> str:
    """Return a description of the values that a shape allows, for error messages."""
    limits = shape.spec
    if limits.expects is not None:
        return limits.expects
    if shape.kind == "enum":
        return "one of " + ", ".join(shape.type)
    if shape.item is not None:
        return f"a list of items, each {expectation(shape.item)}"
    if shape.kind == "object":
        return f"a {shape.type.__name__}"
    words = _WORDS[shape.kind]
    if limits.minimum is not None and limits.maximum is not None:
        return f"{words} from {limits.minimum} to {limits.maximum}"
    return words
