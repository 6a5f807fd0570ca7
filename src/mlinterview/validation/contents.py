"""What a pack's plain data holds, as far as it is well formed.

Rules read this rather than the objects of the model, so that one mistake does not
hide the others: what is of the wrong type is passed over here, and the schema has
reported it already.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..document import JSON, Document, Location
from ..errors import shorten
from ..model import COLLECTIONS, Field, Pack, fields_of

ENTITY_TYPES: Final[Mapping[str, str]] = {
    key: kind for kind, (key, _cls) in COLLECTIONS.items()
}
"""The type of entity that each top-level list holds."""

MAX_NAME: Final = 100
"""How much of an id a problem repeats; one that the schema accepts is shorter."""


class Node(NamedTuple):
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


class TextNode(NamedTuple):
    """A piece of text that a field of the model declares.

    Args:
        field: The field; for a list, the field that is the list.
        owner: The object that has it.
        path: Where it is.
        value: The text.
    """

    field: Field
    owner: Node
    path: Location
    value: str

    @property
    def is_too_long(self) -> bool:
        """Whether the schema refuses it for its length; to judge it might take long."""
        most = (self.field.shape.item or self.field.shape).spec.max_length
        return most is not None and len(self.value) > most


class PackContents(NamedTuple):
    """The objects and the texts of a pack, or of some of its entities, in order."""

    nodes: Sequence[Node]
    texts: Sequence[TextNode]

    def of(self, cls: type) -> Iterator[Node]:
        """Yield the objects that stand for *cls*."""
        return (node for node in self.nodes if node.cls is cls)


def contents_of(data: JSON) -> PackContents:
    """Return what the plain data of a pack holds."""
    nodes: list[Node] = []
    texts: list[TextNode] = []
    if isinstance(data, dict):
        _visit(Node(Pack, (), data), nodes, texts)
    return PackContents(nodes, texts)


def entity_contents(cls: type, path: Location, data: JSON) -> PackContents:
    """Return what the plain data of one entity holds, or of the metadata."""
    nodes: list[Node] = []
    texts: list[TextNode] = []
    if isinstance(data, dict):
        _visit(Node(cls, path, data), nodes, texts)
    return PackContents(nodes, texts)


def joined_contents(several: Iterable[PackContents]) -> PackContents:
    """Return what several entities hold, one after the other."""
    nodes: list[Node] = []
    texts: list[TextNode] = []
    for contents in several:
        nodes += contents.nodes
        texts += contents.texts
    return PackContents(nodes, texts)


def _visit(node: Node, nodes: list[Node], texts: list[TextNode]) -> None:
    """Add *node* and all below it. The model bounds how deep that goes."""
    nodes.append(node)
    for field in fields_of(node.cls):
        value = node.data.get(field.key)
        path = (*node.path, field.key)
        shape = field.shape
        items: list[tuple[Location, Any]] = [(path, value)]
        if shape.item is not None:
            shape = shape.item
            listed = value if isinstance(value, list) else []
            items = [((*path, index), item) for index, item in enumerate(listed)]
        for place, item in items:
            if shape.kind == "object" and isinstance(item, dict):
                _visit(Node(shape.type, place, item), nodes, texts)
            elif shape.kind == "string" and isinstance(item, str):
                texts.append(TextNode(field, node, place, item))


def entity_at(document: Document, path: Location) -> str:
    """Return the entity that *path* is in, as ``type/id``, or an empty text."""
    if len(path) < 2:
        return ""
    entity = document.entity(path)
    name = entity.get("id") if isinstance(entity, dict) else None
    if not isinstance(name, str):
        return ""
    return f"{ENTITY_TYPES[str(path[0])]}/{shorten(name, MAX_NAME)}"
