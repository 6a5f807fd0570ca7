"""The accepted entities of a pack as objects, and the refused ones as plain data."""

import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ..document import (
    JSON,
    Document,
    EntityList,
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
    """A document with the verdict of the schema on each of its entities.

    Args:
        document: The pack as plain data.
        today: The day on which the pack is checked.
        check: The schema to check against, or None if its major version is unknown.
        version: A finding about the schema version of the pack, if there is one.
        metadata: The metadata, or None if *rest* was refused.
        objects: The accepted entities of each top-level list, as objects.
        indexes: For each list with a refused entity, the indexes of the accepted ones.
        refused: The refused entities, by the key of their list and their index.
        rest: The pack without the items of its lists.
        accepts_rest: Whether the schema accepts *rest*.
        names: The names in the pack.
        larger: Whether the document is only a part of a pack; *names* are those of the
            whole pack then.
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
        """Return a document with the verdict of the schema on each of its entities.

        Returns:
            None if the entities are decoded one at a time and one of them cannot be: then
            `Document.read_again` returns the document to judge instead.
        """
        version, check = version_finding(document)
        judged = cls(document, today, check, version, larger=names is not None)
        if check is None or not (document.parts or document.rest is not None):
            return judged
        quotes = 0
        judged._take_rest()
        for key, listed in document.lists.items():
            list_quotes = judged._take_list(key, listed)
            if list_quotes is None:
                return None
            quotes += list_quotes
        split = document.split
        if split is not None and not split.has_all(quotes):
            return None
        judged.names = names or judged._names()
        return judged

    def _take_rest(self) -> None:
        """Accept or refuse the pack without its entities, and make the metadata."""
        rest = self.document.rest
        self.rest = rest
        if isinstance(rest, dict):
            self.rest = {**rest, **{key: [] for key in self.document.lists}}
        self.accepts_rest = self._accepts("pack", controlled=False)(self.rest)
        if self.accepts_rest and isinstance(rest, dict):
            stated: Any = rest["pack"]
            self.metadata = make_function(Metadata)(stated)

    def _accepts(self, name: str, *, controlled: bool) -> Accept:
        """Return the validator for a definition that allows keys of the user as well."""
        assert self.check is not None  # noqa: S101 - the major version is known
        extent: Extent = "newer" if self.check.newer else "extensions"
        version = self.check.version
        return acceptor(name, extent, version=version, controlled=controlled)

    def _take_list(self, key: str, listed: Sequence[JSON]) -> int | None:
        """Accept or refuse the entities of a list, and make objects of the accepted ones.

        Returns:
            The number of quotation marks that the entities are written with, or None if
            one of them cannot be decoded on its own.
        """
        assert self.check is not None  # noqa: S101 - the major version is known
        name, version = ENTITY_DEFINITIONS[key], self.check.version
        split, limits = self.document.split, self.document.limits
        outside = split.lists[key].depth if split is not None else 0
        inner = attrs.evolve(limits, depth=limits.depth - outside)
        controlled = self.controlled
        accepts_fields = acceptor(name, "fields", version=version, controlled=controlled)
        make = make_function(CLASSES[key])
        made: list[Any] = []
        indexes: list[int] = []
        quotes, nodes, number = 0, 0, 0
        decoded: Iterator[tuple[JSON, int]] = ((entity, 0) for entity in listed)
        if isinstance(listed, EntityList):
            decoded = listed.decoded()
        for number, (entity, written) in enumerate(decoded, 1):
            quotes += written
            if accepts_fields(entity):
                made.append(make(entity))
                indexes.append(number - 1)
                continue
            if split is not None:
                # The schema does not limit the depth and size of unknown keys.
                counted = count_nodes(entity, inner)
                nodes += counted or 0
                if counted is None or nodes > limits.nodes:
                    return None
            if self._accepts(name, controlled=controlled)(entity):
                made.append(make(entity))
                indexes.append(number - 1)
            else:
                self.refused[key, number - 1] = entity
        if number < len(listed):
            return None
        self.objects[key] = made
        if len(made) < len(listed):
            self.indexes[key] = indexes
        return quotes

    @functools.cached_property
    def budget(self) -> MarkupBudget:
        """How much more Markdown may be parsed."""
        return MarkupBudget(self.document.limits.markup)

    @functools.cached_property
    def controlled(self) -> bool:
        """True if it is known that no text has a control character."""
        split = self.document.split
        return split is not None and has_no_control_characters(split.source)

    def _names(self) -> NameTable:
        """Return the names of all entities, the accepted ones first."""
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
        """The contents of the refused entities."""
        return joined_contents(
            entity_contents(CLASSES[key], (key, index), entity)
            for (key, index), entity in sorted(self.refused.items(), key=lambda i: i[0])
        )

    def batches(self) -> Iterator[Batch]:
        """Yield the metadata and the accepted entities, in batches."""
        if self.metadata is not None:
            yield Batch(Metadata, [self.metadata], self.today, self.budget)
        for key, entities in self.objects.items():
            for start in range(0, len(entities), SIZE):
                part = entities[start : start + SIZE]
                yield Batch(CLASSES[key], part, self.today, self.budget)

    def places(self, entities: Iterable[Any]) -> list[tuple[str, int]]:
        """Return the places of objects: the keys of their lists, and their indexes."""
        wanted = {id(entity) for entity in entities}
        if not wanted:
            return []
        places = []
        if self.metadata is not None and id(self.metadata) in wanted:
            places.append(METADATA)
        for key, made in self.objects.items():
            indexes = self.indexes.get(key)
            places += [
                (key, number if indexes is None else indexes[number])
                for number, entity in enumerate(made)
                if id(entity) in wanted
            ]
        return places

    def pack(self) -> Pack | None:
        """Return the pack, or None if any part of it was refused."""
        if self.metadata is None or self.refused:
            return None
        rest: Any = self.document.rest
        pack = Pack(schema_version=rest["schema_version"], metadata=self.metadata)
        for key, entities in self.objects.items():
            # The frozen class would validate the entities again. No other code has a
            # reference to the pack yet, so that it may be changed.
            object.__setattr__(pack, key, tuple(entities))
        others = {key: value for key, value in rest.items() if key not in _FIELDS}
        object.__setattr__(pack, "extensions", others or NO_KEYS)
        return pack


CLASSES: Final[Mapping[str, Any]] = dict(COLLECTIONS.values())
"""The class of the entities in each top-level list."""
_FIELDS: Final = frozenset({"schema_version", "pack", *CLASSES})
METADATA: Final = ("", 0)
"""The place of the metadata, among the places of entities."""
