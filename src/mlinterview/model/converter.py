"""Between plain data and the objects of the model: the one way there, and back.

cattrs coerces what it can, so plain data comes here only when validation has found
no error in it. To import it takes longer than all else that is to be done for a small
file, so that it is imported where it is needed.
"""

import datetime
import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from .entities import NO_KEYS, Extensible, Pack
from .fields import JSON, Shape, ValueKind, fields_of

if TYPE_CHECKING:
    from cattrs import Converter

# To objects ------------------------------------------------------------------


def structure(data: JSON) -> Pack:
    """Return the pack that *data* stands for; *data* must have been validated."""
    return _converter().structure(data, Pack)


def _structure_fn(cls: Any, converter: "Converter") -> Callable[[Any, Any], Any]:
    """Return a function that makes a *cls* and keeps the keys it has no field for."""
    from cattrs.gen import make_dict_structure_fn, override

    named = {field.name: override(rename=field.key) for field in fields_of(cls)}
    named["extensions"] = override(omit=True)
    plain = make_dict_structure_fn(cls, converter, **named)  # type: ignore[arg-type]
    known = frozenset(field.key for field in fields_of(cls))

    def structure(data: Mapping[str, object], _type: Any) -> Any:
        made = plain(data, cls)
        extra = {key: value for key, value in data.items() if key not in known}
        return attrs.evolve(made, extensions=extra) if extra else made

    return structure


def _as_it_is(value: object, _type: Any) -> object:
    return value


def _whole(value: float, _type: Any) -> int:
    # JSON has one type of number: 5.0 is the whole number 5, and the schema
    # accepts it as such.
    return int(value)


@functools.cache
def _converter() -> "Converter":
    from cattrs import Converter

    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(int, _whole)
    converter.register_structure_hook(bool, _as_it_is)
    converter.register_structure_hook_func(lambda hint: hint == float | int, _as_it_is)
    converter.register_structure_hook(
        datetime.date, lambda value, _: datetime.date.fromisoformat(value)
    )
    converter.register_structure_hook_factory(
        _is_extensible, lambda cls: _structure_fn(cls, converter)
    )
    return converter


def _is_extensible(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, Extensible)


# To plain data ---------------------------------------------------------------


def unstructure(value: Extensible) -> dict[str, JSON]:
    """Return *value* as plain data, without its defaults.

    It shares nothing mutable but extensions with the value.
    """
    cls: Any = type(value)
    return _unstructuring(cls)(value)


@functools.cache
def _unstructuring(cls: Any) -> Callable[[Any], dict[str, JSON]]:
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
        return list if item is None else lambda held: [item(one) for one in held]
    if shape.kind == "object":
        return _unstructuring(shape.type)
    return _PLAIN.get(shape.kind)


_PLAIN: Final[Mapping[ValueKind, Callable[[Any], JSON]]] = {
    "date": datetime.date.isoformat,
    "enum": str,
}
