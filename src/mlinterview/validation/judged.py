"""The entities of a pack: objects of the accepted ones, and data of the refused ones."""

import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ..document import (
    JSON,
    Document,
    Finding,
    count_nodes,
    has_no_control_characters,
)
from ..model import COLLECTIONS, NO_KEYS, Metadata, Pack, make_function
from .accepting import ENTITY_DEFINITIONS, Accept, Extent, SchemaCheck, acceptor
from .batches import SIZE, Batch, MarkupBudget
from .contents import PackContents, entity_contents, joined_contents
from .names import NameTable, stated_names
from .versions import version_finding


@attrs.define(eq=False)
class JudgedPack:
    """A document, entity by entity.

    Args:
        document: The pack as plain data.
        today: The day on which it is checked.
        check: Against what it is checked, or None if nothing of it can be.
        version: What is to be said of its schema version.
        metadata: The metadata, unless the rest of the pack was refused.
        objects: The objects of each list.
        indexes: For each list of which entities were refused, the indexes of the others.
        refused: The refused entities, by the key of their list and their index.
        rest: The pack without the items of its lists.
        accepts_rest: Whether the schema accepted that.
        names: The names in it.
        larger: Whether it is a piece of a larger pack, the names of which these are.
    """

    document: Document
    today: datetime.date
    check: SchemaCheck | None
    version: Finding | None
    metadata: Metadata | None = None
    objects: dict[str, list[Any]] = attrs.field(factory=dict)
    indexes: dict[str, list[int]] = attrs.field(factory=dict)
    refused: dict[tuple[str, int], JSON] = attrs.field(factory=dict)
    rest: JSON = None
    accepts_rest: bool = True
    names: NameTable = attrs.field(factory=NameTable)
    larger: bool = False

    @classmethod
    def of(
        cls, document: Document, today: datetime.date, names: NameTable | None
    ) -> "JudgedPack | None":
        """Return a document, entity by entity.

        Returns:
            None if there is a mistake in an entity that was decoded on its own: the
            document has to be read once more.
        """
        version, against = version_finding(document)
        judged = cls(document, today, against, version, larger=names is not None)
        if against is None or not (document.parts or document.rest is not None):
            return judged
        quotes = 0
        judged._take_rest()
        for key, listed in document.lists.items():
            found = judged._take_list(key, listed)
            if found is None:
                return None
            quotes += found
        split = document.split
        if split is not None and not split.has_all(quotes):
            return None
        judged.names = names or judged._names()
        return judged

    def _take_rest(self) -> None:
        """Accept what is no entity, and make the metadata."""
        rest = self.document.rest
        self.rest = rest
        if isinstance(rest, dict):
            self.rest = {**rest, **{key: [] for key in self.document.lists}}
        self.accepts_rest = self._accepts("pack", controlled=False)(self.rest)
        if self.accepts_rest and isinstance(rest, dict):
            stated: Any = rest["pack"]
            self.metadata = make_function(Metadata)(stated)

    def _accepts(self, name: str, *, controlled: bool) -> Accept:
        """Return what accepts all that may go on."""
        assert self.check is not None  # noqa: S101 - otherwise nothing is accepted
        extent: Extent = "newer" if self.check.newer else "extensions"
        version = self.check.version
        return acceptor(name, extent, version=version, controlled=controlled)

    def _take_list(self, key: str, listed: Sequence[JSON]) -> int | None:
        """Accept the entities of a list, and make objects of them.

        Returns:
            How many quotation marks they are written with, or None if one of them has to
            be read event by event.
        """
        assert self.check is not None  # noqa: S101 - otherwise nothing is accepted
        name, version = ENTITY_DEFINITIONS[key], self.check.version
        split, limits = self.document.split, self.document.limits
        controlled = self.controlled
        in_fields = acceptor(name, "fields", version=version, controlled=controlled)
        make = make_function(CLASSES[key])
        made: list[Any] = []
        indexes: list[int] = []
        quotes, nodes = 0, 0
        try:
            entities = listed.decoded() if split is not None else ((e, 0) for e in listed)  # type: ignore[attr-defined]
            for index, (entity, number) in enumerate(entities):
                quotes += number
                if in_fields(entity):
                    made.append(make(entity))
                    indexes.append(index)
                    continue
                if split is not None:
                    # What the schema has no fields for may be as deep and as large as
                    # its author likes.
                    counted = count_nodes(entity, limits)
                    nodes += counted or 0
                    if counted is None or nodes > limits.nodes:
                        return None
                if self._accepts(name, controlled=controlled)(entity):
                    made.append(make(entity))
                    indexes.append(index)
                else:
                    self.refused[key, index] = entity
        except (ValueError, RecursionError):
            if split is None:
                raise
            return None
        self.objects[key] = made
        if len(made) < len(listed):
            self.indexes[key] = indexes
        return quotes

    @functools.cached_property
    def budget(self) -> MarkupBudget:
        """How much Markdown may be parsed."""
        return MarkupBudget(self.document.limits.markup)

    @functools.cached_property
    def controlled(self) -> bool:
        """Whether it is known that no text has a control character."""
        split = self.document.split
        return split is not None and has_no_control_characters(split.source)

    def _names(self) -> NameTable:
        """Return the names of all entities, in their order."""
        names = NameTable()
        for kind, (key, cls) in COLLECTIONS.items():
            objects = self.objects.get(key, ())
            if key not in self.indexes:
                names.take_objects(kind, objects)
                continue
            accepted = dict(zip(self.indexes[key], objects, strict=True))
            for index in range(len(self.document.lists[key])):
                if index in accepted:
                    names.take_object(kind, accepted[index])
                    continue
                place = key, index
                contents = entity_contents(cls, place, self.refused[place])
                for stated in stated_names(contents):
                    names.take(stated)
        return names

    @functools.cached_property
    def refused_contents(self) -> PackContents:
        """What the refused entities hold."""
        return joined_contents(
            entity_contents(CLASSES[key], (key, index), entity)
            for (key, index), entity in sorted(self.refused.items(), key=lambda i: i[0])
        )

    def batches(self) -> Iterator[Batch]:
        """Yield the objects, many of one class at a time."""
        if self.metadata is not None:
            yield Batch(Metadata, [self.metadata], self.today, self.budget)
        for key, entities in self.objects.items():
            for start in range(0, len(entities), SIZE):
                some = entities[start : start + SIZE]
                yield Batch(CLASSES[key], some, self.today, self.budget)

    def places(self, entities: Iterable[Any]) -> list[tuple[str, int]]:
        """Return where objects are in the document."""
        wanted = {id(entity) for entity in entities}
        if not wanted:
            return []
        found = []
        if self.metadata is not None and id(self.metadata) in wanted:
            found.append(METADATA)
        for key, made in self.objects.items():
            indexes = self.indexes.get(key)
            found += [
                (key, number if indexes is None else indexes[number])
                for number, entity in enumerate(made)
                if id(entity) in wanted
            ]
        return found

    def pack(self) -> Pack | None:
        """Return the pack, unless something in it was refused."""
        if self.metadata is None or self.refused:
            return None
        rest: Any = self.document.rest
        pack = Pack(schema_version=rest["schema_version"], metadata=self.metadata)
        for key, entities in self.objects.items():
            # Nobody has seen it yet, and what would be checked here has been.
            object.__setattr__(pack, key, tuple(entities))
        others = {key: value for key, value in rest.items() if key not in _FIELDS}
        object.__setattr__(pack, "extensions", others or NO_KEYS)
        return pack


CLASSES: Final[Mapping[str, Any]] = dict(COLLECTIONS.values())
"""The class of the entities in each top-level list."""
_FIELDS: Final = frozenset({"schema_version", "pack", *CLASSES})
METADATA: Final = ("", 0)
"""What stands for the metadata among the places of entities."""
