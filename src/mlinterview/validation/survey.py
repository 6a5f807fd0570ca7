"""What a pack's plain data holds, as far as it is well formed.

Rules read this rather than the objects of the model, so that one mistake does not
hide the others: what is of the wrong type is passed over here, and the schema has
reported it already.
"""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import attrs

from ..document import JSON, Document, Finding, Location
from ..errors import Code, Fix, Severity, shorten
from ..model import COLLECTIONS, Field, Pack, fields_of

ENTITY_TYPES: Final[Mapping[str, str]] = {
    key: kind for kind, (key, _cls) in COLLECTIONS.items()
}
"""The type of entity that each top-level list holds."""

MAX_NAME: Final = 100
"""How much of an id a problem repeats; one that the schema accepts is shorter."""


class Thing(NamedTuple):
    """An object of the data that stands for a class of the model.

    Args:
        cls: The class.
        path: Where it is.
        data: Its keys and values.
    """

    cls: type
    path: Location
    data: Mapping[str, JSON]

    def text(self, key: str) -> str | None:
        """Return the value of *key* if it is text."""
        value = self.data.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> float | None:
        """Return the value of *key* if it is a number."""
        value = self.data.get(key)
        if isinstance(value, bool):
            return None  # To Python, a boolean is a number as well.
        return value if isinstance(value, int | float) else None

    def date(self, key: str) -> datetime.date | None:
        """Return the value of *key* if it is a date."""
        try:
            return datetime.date.fromisoformat(self.text(key) or "")
        except ValueError:
            return None


class Text(NamedTuple):
    """A piece of text that a field of the model declares.

    Args:
        field: The field; for a list, the field that is the list.
        owner: The object that has it.
        path: Where it is.
        value: The text.
    """

    field: Field
    owner: Thing
    path: Location
    value: str

    @property
    def is_too_long(self) -> bool:
        """Whether the schema refuses it for its length; to judge it might take long."""
        most = (self.field.shape.item or self.field.shape).spec.max_length
        return most is not None and len(self.value) > most


class Survey(NamedTuple):
    """All objects and texts of a pack, in order."""

    things: Sequence[Thing]
    texts: Sequence[Text]

    def of(self, cls: type) -> Iterator[Thing]:
        """Yield the objects that stand for *cls*."""
        return (thing for thing in self.things if thing.cls is cls)


def survey(data: JSON) -> Survey:
    """Return what the plain data of a pack holds."""
    things: list[Thing] = []
    texts: list[Text] = []
    if isinstance(data, dict):
        _visit(Thing(Pack, (), data), things, texts)
    return Survey(things, texts)


def _visit(thing: Thing, things: list[Thing], texts: list[Text]) -> None:
    """Add *thing* and all below it. The model bounds how deep that goes."""
    things.append(thing)
    for field in fields_of(thing.cls):
        value = thing.data.get(field.key)
        path = (*thing.path, field.key)
        shape = field.shape
        items: list[tuple[Location, Any]] = [(path, value)]
        if shape.item is not None:
            shape = shape.item
            listed = value if isinstance(value, list) else []
            items = [((*path, index), item) for index, item in enumerate(listed)]
        for place, item in items:
            if shape.kind == "object" and isinstance(item, dict):
                _visit(Thing(shape.type, place, item), things, texts)
            elif shape.kind == "string" and isinstance(item, str):
                texts.append(Text(field, thing, place, item))


@attrs.frozen
class Names:
    """What the references of a pack are held against.

    Args:
        ids: The ids of the entities of each type.
        aliases: The aliases of each question that has any.
        parents: For each topic, what it is below.
    """

    ids: Mapping[str, Collection[str]]
    aliases: Mapping[str, Sequence[str]]
    parents: Mapping[str, str | None]
    near: dict[tuple[str, str], str | None] = attrs.field(factory=dict, repr=False)


class Context(NamedTuple):
    """What a rule may look at.

    Args:
        document: The pack, which knows where everything is.
        survey: What it holds.
        today: The day on which it is checked.
        names: The names of the larger pack that it is a piece of, if it is one.
    """

    document: Document
    survey: Survey
    today: datetime.date
    names: Names | None = None

    def finding(
        self,
        code: Code,
        message: str,
        path: Location,
        *,
        hint: str = "",
        severity: Severity | None = None,
        on_key: bool = False,
        piece: tuple[int, int] | None = None,
        other: Location | None = None,
        fix: Fix | None = None,
    ) -> Finding:
        """Return a finding at *path*; see `Finding` for the arguments."""
        return Finding(
            code=code,
            message=message,
            path=path,
            hint=hint,
            entity=entity_at(self.document.data, path),
            severity=severity,
            on_key=on_key,
            piece=piece,
            other=other,
            fix=fix,
        )


def entity_at(data: JSON, path: Location) -> str:
    """Return the entity that *path* is in, as ``type/id``, or an empty text."""
    if len(path) < 2 or path[0] not in ENTITY_TYPES or not isinstance(data, dict):
        return ""
    listed = data.get(str(path[0]))
    if not isinstance(listed, list) or not isinstance(path[1], int):
        return ""
    entity = listed[path[1]]
    name = entity.get("id") if isinstance(entity, dict) else None
    if not isinstance(name, str):
        return ""
    return f"{ENTITY_TYPES[str(path[0])]}/{shorten(name, MAX_NAME)}"
