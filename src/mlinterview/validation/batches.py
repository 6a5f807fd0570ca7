"""Objects of the model as rules look at them: many of one class at a time.

What a rule objects to is rare. So before it is shown plain data, with the place of each
value, it may look at the objects and name those that are in doubt: see `Rule.clears`. To
ask each object for each of its values would take longer than to look at all values of one
field together.
"""

import datetime
import functools
import itertools
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ..model import COLLECTIONS, Entity, Field, fields_of
from .contents import PackContents
from .names import NameTable

SIZE: Final = 256
"""How many entities are looked at together."""

Values = tuple[Field, Sequence[Any]]
"""A field and all of its values."""


@attrs.define(eq=False)
class MarkupBudget:
    """How much Markdown of a pack may still be parsed, and what was found in it so far.

    Args:
        left: How many signs of Markdown may be parsed.
        mistakes: What is wrong with each text that was parsed, by the text and whether
            it was parsed as blocks. No text is parsed twice.
    """

    left: int
    mistakes: dict[tuple[str, bool], Sequence[Any]] = attrs.field(factory=dict)

    def takes(self, text: str) -> bool:
        """Return True if a text may be parsed, and take its signs from what is left."""
        if self.left >= 0:
            self.left -= len(_SIGN.findall(text))
        return self.left >= 0


_SIGN: Final = re.compile(r"[\[\]()!*_`<>$~|\\&#\n-]")
"""What the time that parsing takes depends on."""


@attrs.frozen(eq=False)
class Batch:
    """Some entities of one class, which keep to the schema.

    Args:
        cls: Their class.
        entities: The entities.
        today: The day on which they are checked.
        budget: How much Markdown may be parsed.
    """

    cls: Any
    entities: Sequence[Any]
    today: datetime.date
    budget: MarkupBudget

    @functools.cached_property
    def columns(self) -> Sequence[Values]:
        """The fields with references or Markdown, and all values of each."""
        found = _columns(self.cls, self.entities, None)
        return [(field, values) for field, values, _owners in found]

    def with_values(self, wanted: Callable[[Field, Any], bool]) -> list[Any]:
        """Return the entities in which a field holds a value of some kind.

        Args:
            wanted: Returns True for such a field and value.
        """
        found: set[int] = set()
        indexes = range(len(self.entities))
        for field, values, owners in _columns(self.cls, self.entities, indexes):
            pairs = zip(values, owners, strict=True)
            found.update(owner for value, owner in pairs if wanted(field, value))
        return [self.entities[index] for index in sorted(found)]


@attrs.define(eq=False)
class Entities:
    """All entities of a pack that keep to the schema, and what is known of the others.

    Args:
        objects: The objects of each top-level list.
        names: The names of all entities, the refused ones among them.
        refused: What the entities hold that the schema refused.
        indexes: For each list of which entities were refused, the indexes of the others.
    """

    objects: Mapping[str, Sequence[Any]]
    names: NameTable
    refused: PackContents
    indexes: Mapping[str, Sequence[int]]

    def of(self, cls: type) -> Sequence[Any]:
        """Return the objects of a class."""
        return self.objects.get(_KEYS[cls], ())

    def indexed(self, cls: type) -> Iterator[tuple[int, Any]]:
        """Yield the objects of a class, each with its index in its list."""
        objects = self.of(cls)
        indexes = self.indexes.get(_KEYS[cls], range(len(objects)))
        return zip(indexes, objects, strict=True)

    def all(self) -> Iterator[tuple[str, Entity]]:
        """Yield every object with its type, list by list."""
        for kind, (key, _cls) in COLLECTIONS.items():
            for entity in self.objects.get(key, ()):
                yield kind, entity


_KEYS: Final[Mapping[type, str]] = {cls: key for key, cls in COLLECTIONS.values()}

_Column = tuple[Field, list[Any], Sequence[int]]
_flat: Final = itertools.chain.from_iterable


def _columns(
    cls: Any, entities: Sequence[Any], owners: Sequence[int] | None
) -> Iterator[_Column]:
    """Yield each field that holds references or Markdown, and all its values.

    Args:
        cls: The class of the objects.
        entities: The objects.
        owners: For each of them, to which entity it belongs, if that is asked for.

    Yields:
        A field of the class or of one within it, the values, and to which entity each
        belongs.
    """
    for field, get in _looked_at(cls):
        values = list(map(get, entities))
        own: Sequence[int] | None = None
        if field.shape.item is not None:
            if owners is not None:
                times = map(itertools.repeat, owners, map(len, values))
                own = list(_flat(times))
            values = list(_flat(values))
        else:
            if owners is not None:
                pairs = zip(owners, values, strict=True)
                own = [owner for owner, value in pairs if value is not None]
            if not field.required:
                values = [value for value in values if value is not None]
        shape = field.shape.item or field.shape
        if not values:
            continue
        if shape.kind == "object":
            yield from _columns(shape.type, values, own)
        else:
            yield field, values, own or ()


@functools.cache
def _looked_at(cls: Any) -> Sequence[tuple[Field, Callable[[Any], Any]]]:
    """Return the fields with references, with Markdown or with objects in them."""
    shapes = [(field, field.shape.item or field.shape) for field in fields_of(cls)]
    return [
        (field, operator.attrgetter(field.name))
        for field, shape in shapes
        if shape.kind == "object" or shape.spec.ref or shape.spec.markdown
    ]
