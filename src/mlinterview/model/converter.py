"""Between plain data and the objects of the model: the one way there, and back.

`converter` is the one cattrs converter of the library. Its hooks for the classes of the
model are functions that are generated from the field declarations, and programs that
read a whole pack call them as they are. They do not check anything: cattrs coerces what
it can, and the generated functions bypass ``__init__`` and its validators, which would
take ten times as long. So plain data comes here only when validation has found no error
in it.
"""

import datetime
import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from .entities import NO_KEYS, SLUG, Extensible, Pack
from .fields import JSON, Field, Shape, ValueKind, fields_of

if TYPE_CHECKING:
    from cattrs import Converter

Make = Callable[..., Any]
"""Returns the object that plain data stands for; a second argument is ignored."""


def structure(data: JSON) -> Pack:
    """Return the pack that *data* stands for; *data* must have been validated."""
    return converter().structure(data, Pack)


def unstructure(value: Extensible) -> dict[str, JSON]:
    """Return *value* as plain data, without its defaults.

    It shares nothing mutable but extensions with the value.
    """
    cls: Any = type(value)
    return unstructure_function(cls)(value)


@functools.cache
def converter() -> "Converter":
    """Return the converter, into which the generated functions are registered."""
    from cattrs import Converter

    made = Converter(detailed_validation=False)
    made.register_structure_hook(int, lambda value, _: _integer(value))
    made.register_structure_hook(bool, lambda value, _: value)
    made.register_structure_hook_func(
        lambda hint: hint == float | int, lambda value, _: value
    )
    made.register_structure_hook(
        datetime.date, lambda value, _: datetime.date.fromisoformat(value)
    )
    made.register_structure_hook_factory(_is_extensible, make_function)
    made.register_unstructure_hook_factory(_is_extensible, unstructure_function)
    made.register_unstructure_hook(datetime.date, datetime.date.isoformat)
    return made


def _is_extensible(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, Extensible)


# To objects ------------------------------------------------------------------


@functools.cache
def make_function(cls: Any) -> Make:
    """Return a function that makes objects of a class from valid plain data.

    It is generated line by line, as attrs generates ``__init__``: a loop over the fields
    would take twice as long, and `msgspec.convert` half as long again.
    """
    names: dict[str, Any] = {"new": cls.__new__, "cls": cls, "NO_KEYS": NO_KEYS}
    fields = fields_of(cls)
    names["known"] = frozenset(field.key for field in fields)
    # The class is frozen; its slots are not.
    names["put_extensions"] = cls.extensions.__set__
    required = sum(field.required for field in fields)
    lines = ["made = new(cls)", f"stated = {required}"]
    for field in fields:
        name, key = field.name, repr(field.key)
        names[f"put_{name}"] = getattr(cls, name).__set__
        names[f"default_{name}"] = field.default
        names[f"make_{name}"], value = _made_of(field)
        put = f"put_{name}(made, {value.replace('VALUE', f'data[{key}]')})"
        if field.required:
            lines.append(put)
        else:
            lines += [f"if {key} in data:", f"    {put}", "    stated += 1"]
            lines += ["else:", f"    put_{name}(made, default_{name})"]
    lines += [
        "if stated == len(data):",
        "    put_extensions(made, NO_KEYS)",
        "else:",
        "    others = {k: v for k, v in data.items() if k not in known}",
        "    put_extensions(made, others)",
    ]
    body = "".join(f"    {line}\n" for line in lines)
    # All of it comes from the model, and nothing from a file.
    exec(f"def make(data, _type=None):\n{body}    return made", names)  # noqa: S102
    make: Make = names["make"]
    return make


def _made_of(field: Field) -> tuple[Any, str]:
    """Return the function that makes a value, and the expression that calls it."""
    make = f"make_{field.name}"
    item = field.shape.item
    shape = item or field.shape
    convert: Any = None
    if shape.kind == "object":
        convert = make_function(shape.type)
    elif shape.kind in _MAKE:
        convert = _MAKE[shape.kind](shape.type)
    if item is None:
        return convert, "VALUE" if convert is None else f"{make}(VALUE)"
    if convert is not None:
        return convert, f"tuple([{make}(item) for item in VALUE])"
    if item.spec.pattern == SLUG and item.spec.ref != "question":
        # Many questions have the same topics, roles or sources: a tenth of the memory
        # of a pack, if each had a tuple to itself.
        return _shared, f"{make}(tuple(VALUE))"
    return None, "tuple(VALUE)"


_shared: Final = functools.lru_cache(maxsize=10_000)(tuple)


def _integer(value: float) -> int:
    # JSON has one type of number: the schema accepts 5.0 as the whole number 5.
    return value if type(value) is int else int(value)


_MAKE: Final[Mapping[ValueKind, Callable[[Any], Callable[[Any], Any]]]] = {
    "enum": lambda cls: {member.value: member for member in cls}.__getitem__,
    "date": lambda cls: cls.fromisoformat,
    "integer": lambda _cls: _integer,
}
"""What makes a value that is not plain, for each kind of value."""


# To plain data ---------------------------------------------------------------


@functools.cache
def unstructure_function(cls: Any) -> Callable[[Any], dict[str, JSON]]:
    """Return a function that makes plain data of the objects of a class."""
    fields = [
        (field.name, field.key, field.default, _plain(field.shape))
        for field in fields_of(cls)
    ]

    def unstructured(value: Any) -> dict[str, JSON]:
        data: dict[str, JSON] = {}
        for name, key, default, plain in fields:
            held = getattr(value, name)
            # Most defaults are the very same object, and to compare takes longer.
            if held is not default and held != default:
                data[key] = held if plain is None else plain(held)
        if (added := value.extensions) is not NO_KEYS:
            data.update(added)
        return data

    return unstructured


def _plain(shape: Shape) -> Callable[[Any], JSON] | None:
    """Return a function that makes plain data of a value, if it is not plain itself."""
    if shape.item is not None:
        item = _plain(shape.item)
        return list if item is None else lambda held: [item(value) for value in held]
    if shape.kind == "object":
        return unstructure_function(shape.type)
    return _PLAIN.get(shape.kind)


_PLAIN: Final[Mapping[ValueKind, Callable[[Any], JSON]]] = {
    "date": datetime.date.isoformat,
    "enum": str,
}
