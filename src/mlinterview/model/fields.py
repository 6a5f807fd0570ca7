"""How a field of the model is declared, and how a declaration is read back.

A field is written once, as an annotation that carries a `Spec`::

    minutes: Annotated[int, spec("How long it takes.", minimum=1)]

Everything else follows from that annotation: the attrs validator, the JSON
Schema keyword, the reference page and the rules that look for references or
Markdown.  `shape` turns an annotation into a `Shape`, and refuses whatever it
does not know, so that nothing can be declared without being checked.
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
"""Plain data, as JSON has it."""

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


# attrs asks for the text of each annotation, which would be a page.
@attrs.frozen(kw_only=True, repr=False)
class Spec:
    """What a declaration says about a value beside its Python type.

    Args:
        description: What the value is, in a sentence; shown by editors.
        since: The schema version that brought the field.
        definition: The name under which the schema lists the type.
        expects: The allowed values in words, for error messages.
        pattern: A portable, linear regular expression for the whole text.
        format: A JSON Schema format that is checked as well.
        min_length: The least number of characters.
        max_length: The greatest number of characters.
        minimum: The least number.
        maximum: The greatest number.
        min_items: The least number of items.
        max_items: The greatest number of items.
        unique: Whether a list refuses equal items.
        markdown: Whether a text is Markdown: whole blocks or one line of it.
        ref: The type of entity whose id the value is, or ``"any"`` for a
            reference of the form ``type/id``.
        key: The key in a file, where it is not the name of the attribute.
        examples: Values that editors offer.
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
        """Return *base* with everything that this spec states put over it."""
        if base is _NOTHING:
            return self
        stated = {
            a.name: value
            for a in attrs.fields(Spec)
            if (value := getattr(self, a.name)) != a.default
        }
        return attrs.evolve(base, **stated)


_NOTHING: Final = Spec()
"""What says nothing of a value."""


def spec(description: str = "", **details: Any) -> Spec:
    """Return a `Spec`; the short form that the model's annotations use."""
    return Spec(description=description, **details)


ValueKind = Literal[
    "string", "integer", "number", "boolean", "date", "enum", "object", "array"
]


@attrs.frozen
class Shape:
    """The type of a value, as far as a file format needs to know it.

    Args:
        kind: Which of the known kinds of value it is.
        type: The Python type that represents it.
        spec: All that the declaration says, the outer over the inner.
        named: The spec of the named definition inside, if there is one.
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
        shape: What values it takes.
        required: Whether a file must state it.
        default: The value of an absent key; meaningless if required.
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
        TypeError: If *hint* is, or holds, a type that the format has no form
            for.
    """
    specs: tuple[Spec, ...] = ()
    if typing.get_origin(hint) is Annotated:
        hint, *extras = typing.get_args(hint)
        specs = tuple(extra for extra in extras if isinstance(extra, Spec))
    bare = _bare_shape(hint)
    merged, named = bare.spec, bare.named
    for one in specs:
        merged = one.over(merged)
        named = merged if one.definition else named
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
        f"no form in the schema for the type {hint!r}: declare it as text, a"
        " whole number, a number, a boolean, a date, a StrEnum, an attrs class"
        " or a tuple of one of these"
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
    found = shape(hint)
    return Field(
        name=attribute.name,
        key=found.spec.key or attribute.name,
        shape=found,
        required=attribute.default is attrs.NOTHING,
        default=attribute.default,
    )


def constrain(
    cls: type, fields: list["attrs.Attribute[Any]"]
) -> list["attrs.Attribute[Any]"]:
    """Give each field of an attrs class the validator that it declares.

    It is the ``field_transformer`` of every class of the model.
    """
    return [
        field
        if field.name == "extensions"
        else field.evolve(validator=_validator(cls, field.type))
        for field in fields
    ]


def check_extensions(instance: Any, _attribute: Any, value: object) -> None:
    """Refuse what no file could hold, or what would take the place of a field."""
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
    """Say whether a file can hold *value*."""
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

    What it checks is worked out when it is first used: what is loaded from a file has
    been checked otherwise, and many programs do nothing else.
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
    found = shape(hint)
    check = _check(found)
    return validators.optional(check) if found.optional else check


def _check(found: Shape) -> Any:
    """Return the attrs validator for values of the shape *found*."""
    if found.item is not None:
        return validators.and_(
            validators.deep_iterable(_check(found.item), validators.instance_of(tuple)),
            *_limits(found.spec),
        )
    wanted = (int, float) if found.kind == "number" else found.type
    checks: list[Any] = [validators.instance_of(wanted)]
    if found.kind in ("integer", "number"):
        checks.append(validators.not_(validators.instance_of(bool)))
    if found.kind == "date":
        checks.append(validators.not_(validators.instance_of(datetime.datetime)))
        return validators.and_(
            *checks, _as_written(validators.and_(*_limits(found.spec)))
        )
    if found.kind == "string":
        checks.append(_is_unicode)
    return validators.and_(*checks, *_limits(found.spec))


def _as_written(check: Any) -> Any:
    """Return a validator that applies *check* to a date as a file has it."""

    def validate(instance: object, attribute: Any, value: datetime.date) -> None:
        check(instance, attribute, value.isoformat())

    return validate


def _limits(limits: Spec) -> Iterator[Any]:
    """Yield the validators for the limits that *limits* states."""
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
    """Refuse a lone surrogate, which no file can hold."""
    value.encode()


def _is_unique(_instance: object, _attribute: object, value: tuple[object, ...]) -> None:
    """Refuse a list that says the same thing twice."""
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


def expectation(found: Shape) -> str:
    """Say in words which values the shape *found* takes."""
    limits = found.spec
    if limits.expects is not None:
        return limits.expects
    if found.kind == "enum":
        return "one of " + ", ".join(found.type)
    if found.item is not None:
        return f"a list of items, each {expectation(found.item)}"
    if found.kind == "object":
        return f"a {found.type.__name__}"
    words = _WORDS[found.kind]
    if limits.minimum is not None and limits.maximum is not None:
        return f"{words} from {limits.minimum} to {limits.maximum}"
    return words
