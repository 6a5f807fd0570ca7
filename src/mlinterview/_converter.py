"""The one converter between plain data and the objects of the model.

cattrs coerces what it can, so plain data comes here only when validation has found
no error in it.
"""

import datetime
import enum
import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from ._spec import fields_of
from .document import JSON
from .model import Extensible, Pack

T = TypeVar("T", bound=Extensible)


def _overrides(cls: type) -> Any:
    """Return how the attributes of a class are called in a file."""
    renamed = {field.name: override(rename=field.key) for field in fields_of(cls)}
    return {**renamed, "extensions": override(omit=True)}


def _structure_fn(cls: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    """Return a function that makes a *cls* and keeps the keys it has no field for."""
    plain = make_dict_structure_fn(cls, converter, **_overrides(cls))
    known = frozenset(field.key for field in fields_of(cls))

    def structure(data: Mapping[str, object], _type: Any) -> Any:
        made = plain(data, cls)
        extra = {key: value for key, value in data.items() if key not in known}
        return attrs.evolve(made, extensions=extra) if extra else made

    return structure


def _unstructure_fn(cls: type[T], converter: Converter) -> Callable[[T], JSON]:
    """Return a function that makes plain data of a *cls*, without its defaults."""
    plain = make_dict_unstructure_fn(
        cls, converter, _cattrs_omit_if_default=True, **_overrides(cls)
    )

    def unstructure(value: T) -> JSON:
        return {**plain(value), **value.extensions}

    return unstructure


def _as_it_is(value: object, _type: Any) -> object:
    return value


def _whole(value: float, _type: Any) -> int:
    # JSON has one type of number: 5.0 is the whole number 5, and the schema
    # accepts it as such.
    return int(value)


def _make() -> Converter:
    converter = Converter(
        detailed_validation=False, unstruct_collection_overrides={tuple: list}
    )
    converter.register_structure_hook(int, _whole)
    converter.register_structure_hook(bool, _as_it_is)
    converter.register_structure_hook_func(lambda hint: hint == float | int, _as_it_is)
    converter.register_unstructure_hook_func(
        lambda hint: hint == float | int, lambda value: value
    )
    converter.register_structure_hook(
        datetime.date, lambda value, _: datetime.date.fromisoformat(value)
    )
    converter.register_unstructure_hook(datetime.date, datetime.date.isoformat)
    converter.register_unstructure_hook(enum.StrEnum, str)
    converter.register_structure_hook_factory(
        _is_extensible, lambda cls: _structure_fn(cls, converter)
    )
    converter.register_unstructure_hook_factory(
        _is_extensible, lambda cls: _unstructure_fn(cls, converter)
    )
    return converter


def _is_extensible(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, Extensible)


@functools.cache
def _converter() -> Converter:
    return _make()


def structure(data: JSON) -> Pack:
    """Return the pack that *data* stands for; *data* must have been validated."""
    return _converter().structure(data, Pack)


def unstructure(value: Extensible) -> dict[str, JSON]:
    """Return *value* as plain data that shares nothing mutable but extensions."""
    result: dict[str, JSON] = _converter().unstructure(value)
    return result
