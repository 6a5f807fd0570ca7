"""The objects and texts in the plain data of a pack, as far as they are well formed.

Rules read these, not the objects of the model, so that one mistake does not hide others:
a pack with errors has no model. Values of the wrong type are skipped here; the schema
reports them.
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
"""The type of the entities in each top-level list."""

MAX_NAME: Final = 100
"""How many characters of an id are shown or normalized; a valid id is not longer."""


class Node(NamedTuple):
    """An object in plain data, with its class in the model.

    Args:
        cls: The class.
        path: The path of the object in the pack.
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
            return None  # In Python, a boolean is an integer as well.
        return value if isinstance(value, int | float) else None

    def date(self, key: str) -> datetime.date | None:
        """Return the value of *key* if it is a date."""
        try:
            return datetime.date.fromisoformat(self.text(key) or "")
        except ValueError:
            return None


class TextNode(NamedTuple):
    """A text in plain data, with its field in the model.

    Args:
        field: The field; for an item of a list, that of the list.
        owner: The object that has the field.
        path: The path of the text in the pack.
        value: The text.
    """

    field: Field
    owner: Node
    path: Location
    value: str

    @property
    def is_too_long(self) -> bool:
        """True if the text is longer than the schema allows.

        Rules skip such a text, since to examine it may take long.
        """
        most = (self.field.shape.item or self.field.shape).spec.max_length
        return most is not None and len(self.value) > most


class PackContents(NamedTuple):
    """The objects and the texts of a pack, or of some of its entities, in order."""

    nodes: Sequence[Node]
    texts: Sequence[TextNode]

    def of(self, cls: type) -> Iterator[Node]:
        """Yield the objects of a class."""
        return (node for node in self.nodes if node.cls is cls)


def contents_of(data: JSON) -> PackContents:
    """Return the contents of a whole pack."""
    nodes: list[Node] = []
    texts: list[TextNode] = []
    if isinstance(data, dict):
        _visit(Node(Pack, (), data), nodes, texts)
    return PackContents(nodes, texts)


def entity_contents(cls: type, path: Location, data: JSON) -> PackContents:
    """Return the contents of one entity, or of the metadata."""
    nodes: list[Node] = []
    texts: list[TextNode] = []
    if isinstance(data, dict):
        _visit(Node(cls, path, data), nodes, texts)
    return PackContents(nodes, texts)


def joined_contents(several: Iterable[PackContents]) -> PackContents:
    """Return the contents of several entities as one value, in order."""
    nodes: list[Node] = []
    texts: list[TextNode] = []
    for contents in several:
        nodes += contents.nodes
        texts += contents.texts
    return PackContents(nodes, texts)


def _visit(node: Node, nodes: list[Node], texts: list[TextNode]) -> None:
    """Add *node* and all that is in it. The classes of the model limit the depth."""
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
        for item_path, item in items:
            if shape.kind == "object" and isinstance(item, dict):
                _visit(Node(shape.type, item_path, item), nodes, texts)
            elif shape.kind == "string" and isinstance(item, str):
                texts.append(TextNode(field, node, item_path, item))


def entity_at(document: Document, path: Location) -> str:
    """Return the entity that *path* is in, as ``type/id``, or an empty text."""
    if len(path) < 2:
        return ""
    entity = document.entity(path)
    name = entity.get("id") if isinstance(entity, dict) else None
    if not isinstance(name, str):
        return ""
    return f"{ENTITY_TYPES[str(path[0])]}/{shorten(name, MAX_NAME)}"
