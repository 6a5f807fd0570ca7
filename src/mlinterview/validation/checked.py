"""Objects of the model from plain data, checked by the model itself.

It is what happens when a user makes an object: the validators of its fields look at each
value. That takes several times as long as the libraries that `_records` has for it, but
to import those and make them ready takes as long as to check two hundred questions.
"""

import datetime
import functools
from collections.abc import Callable
from typing import Any

from ..document import JSON
from ..errors import ModelError
from ..model import Shape, fields_of

Make = Callable[[Any], Any]


class Unusual(Exception):
    """It may be right, but somebody else has to see."""


def make(cls: type, data: JSON) -> Any:
    """Return the object of *cls* that plain *data* stands for.

    Raises:
        Unusual: If it does not surely keep to the schema. So are a key that starts with
            ``x-`` and a whole number that is written as 5.0.
    """
    try:
        return _making(cls)(data)
    except (ModelError, TypeError, ValueError) as error:
        raise Unusual from error


@functools.cache
def _making(cls: Any) -> Make:
    """Return a function that makes objects of a class."""
    fields = {field.key: (field.name, _value(field.shape)) for field in fields_of(cls)}

    def made(data: Any) -> Any:
        if type(data) is not dict:
            raise Unusual
        given = {}
        for key, value in data.items():
            if value is None or key not in fields:
                raise Unusual
            name, plain = fields[key]
            given[name] = value if plain is None else plain(value)
        return cls(**given)

    return made


def _value(shape: Shape) -> Make | None:
    """Return a function that makes a value of plain data, if it is not plain itself."""
    if shape.item is not None:
        item = _value(shape.item)
        return _list if item is None else lambda held: tuple(map(item, _list(held)))
    if shape.kind == "object":
        return _making(shape.type)
    if shape.kind == "enum":
        make: Make = shape.type
        return make
    return _date if shape.kind == "date" else None


def _list(value: Any) -> tuple[Any, ...]:
    if type(value) is not list:
        raise Unusual
    return tuple(value)


def _date(value: Any) -> datetime.date:
    date = datetime.date.fromisoformat(value)
    if date.isoformat() != value:
        raise Unusual
    return date
