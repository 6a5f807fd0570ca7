"""Many objects of one class at once, for rules to clear.

Rules rarely find anything. So before a rule examines plain data, which is slow, it may
look at the objects and return those that are in doubt: see `Rule.clears`. To look at all
values of one field together takes less time than to visit the fields of each object.
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
"""How many entities are in a batch."""

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
"""The characters whose number decides how long parsing takes."""


@attrs.frozen(eq=False)
class Batch:
    """Some accepted entities of one class.

    Args:
        cls: Their class.
        entities: The entities.
        today: The day on which the pack is checked.
        budget: How much more Markdown may be parsed.
    """

    cls: Any
    entities: Sequence[Any]
    today: datetime.date
    budget: MarkupBudget

    @functools.cached_property
    def columns(self) -> Sequence[Values]:
        """The fields with references or Markdown, and all values of each."""
        columns = _columns(self.cls, self.entities, None)
        return [(field, values) for field, values, _owners in columns]

    def with_values(self, wanted: Callable[[Field, Any], bool]) -> list[Any]:
        """Return the entities that have a wanted value in one of these fields.

        Args:
            wanted: Returns True for a field and a value that is wanted in it.
        """
        with_value: set[int] = set()
        indexes = range(len(self.entities))
        for field, values, owners in _columns(self.cls, self.entities, indexes):
            pairs = zip(values, owners, strict=True)
            with_value.update(owner for value, owner in pairs if wanted(field, value))
        return [self.entities[index] for index in sorted(with_value)]


@attrs.define(eq=False)
class Entities:
    """All accepted entities of a pack, and the contents of the refused ones.

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
        """Return the accepted entities of a class."""
        return self.objects.get(_KEYS[cls], ())

    def indexed(self, cls: type) -> Iterator[tuple[int, Any]]:
        """Yield the objects of a class, each with its index in its list."""
        objects = self.of(cls)
        indexes = self.indexes.get(_KEYS[cls], range(len(objects)))
        return zip(indexes, objects, strict=True)

    def all(self) -> Iterator[tuple[str, Entity]]:
        """Yield the type and the object of every accepted entity, list by list."""
        for kind, (key, _cls) in COLLECTIONS.items():
            for entity in self.objects.get(key, ()):
                yield kind, entity


_KEYS: Final[Mapping[type, str]] = {cls: key for key, cls in COLLECTIONS.values()}

_Column = tuple[Field, list[Any], Sequence[int]]
_flat: Final = itertools.chain.from_iterable


def _columns(
    cls: Any, entities: Sequence[Any], owners: Sequence[int] | None
) -> Iterator[_Column]:
    """Yield each field with references or Markdown, and all its values.

    Args:
        cls: The class of the objects.
        entities: The objects.
        owners: For each object, the index of the entity that it belongs to; None if the
            owners are not needed.

    Yields:
        A field of the class or of a class within it, the values, and for each value the
        index of the entity that it belongs to.
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
