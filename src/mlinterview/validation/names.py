"""The names in a pack: ids, former ids, and references."""

import functools
import itertools
import operator
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import attrs

from ..model import COLLECTIONS, FORMER, Entity, Question, Slug, Topic, fields_of, shape
from .contents import MAX_NAME, Node, PackContents, TextNode

_SLUG: Final = re.compile(shape(Slug).spec.pattern or "")


def same(name: str) -> str:
    """Return the normalized form of an id.

    Ids with the same form, such as two that differ only in case, are easily confused.
    """
    # The time that normalizing takes can grow with the square of the length.
    short = len(name) <= MAX_NAME
    return unicodedata.normalize("NFKC", name).casefold() if short else name


class Named(NamedTuple):
    """The names in one entity.

    Args:
        kind: The type of the entity.
        name: Its id, if it has one.
        aliases: Its former ids, if it is a question.
        parent: Its parent, if it is a topic.
        refers: The type and the id of each entity that it refers to.
    """

    kind: str
    name: str | None
    aliases: Sequence[str]
    parent: str | None
    refers: Sequence[tuple[str, str]]


# In objects ------------------------------------------------------------------


def named(kind: str, entity: Entity) -> Named:
    """Return the names in an object."""
    return _without_references(kind, entity)._replace(refers=list(referred(entity)))


def _without_references(kind: str, entity: Entity) -> Named:
    return Named(
        kind,
        entity.id,
        entity.aliases if isinstance(entity, Question) else (),
        entity.parent if isinstance(entity, Topic) else None,
        (),
    )


def referred(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the type and the id of each entity that an object refers to."""
    cls: Any = type(entity)
    for kind, names in _references_of(cls)(entity):
        for name in names:
            yield _split(name) if kind == "any" else (kind, name)


def _split(reference: str) -> tuple[str, str]:
    kind, _, name = reference.partition("/")
    return kind, name


Referring = Callable[[Any], Iterator[tuple[str, Sequence[str]]]]


@functools.cache
def _references_of(cls: Any) -> Referring:
    """Return a function that yields the types and the names that an object refers to."""
    lists: list[tuple[str, Callable[[Any], Any]]] = []
    singles: list[tuple[str, Callable[[Any], Any]]] = []
    inner: list[tuple[Callable[[Any], Any], Referring, bool]] = []
    for field in fields_of(cls):
        get = operator.attrgetter(field.name)
        is_list = field.shape.item is not None
        held = field.shape.item or field.shape
        if held.kind == "object":
            inner.append((get, _references_of(held.type), is_list))
        elif held.spec.ref is not None:
            (lists if is_list else singles).append((held.spec.ref, get))

    def refer(entity: Any) -> Iterator[tuple[str, Sequence[str]]]:
        for kind, get in lists:
            if names := get(entity):
                yield kind, names
        for kind, get in singles:
            if name := get(entity):
                yield kind, (name,)
        for get, within, is_list in inner:
            if value := get(entity):
                for item in value if is_list else (value,):
                    yield from within(item)

    return refer


# In plain data ---------------------------------------------------------------


def stated_names(contents: PackContents) -> Iterator[Named]:
    """Yield the names in each entity of plain data, which may be invalid."""
    refers: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    for text, kind, name in references(contents):
        refers.setdefault(text.path[:2], []).append((kind, name))
    for kind, (_key, cls) in COLLECTIONS.items():
        for node in contents.of(cls):
            aliases = aliases_of(node) if cls is Question else ()
            parent = node.text("parent") if cls is Topic else None
            yield Named(kind, node.text("id"), aliases, parent, refers.get(node.path, ()))


def aliases_of(question: Node) -> list[str]:
    """Return the former ids of a question, as far as they are texts."""
    value = question.data.get("aliases")
    listed = value if isinstance(value, list) else []
    return [alias for alias in listed if isinstance(alias, str)]


def references(contents: PackContents) -> Iterator[tuple[TextNode, str, str]]:
    """Yield each text that is a reference, and the type and id of its entity."""
    for text in contents.texts:
        held = text.field.shape.item or text.field.shape
        if (kind := held.spec.ref) is None:
            continue
        name = text.value
        if kind == "any":
            kind, name = _split(text.value)
        # The schema reports a text that is not an id.
        if kind in COLLECTIONS and re.search(_SLUG, name):
            yield text, kind, name


# In a pack -------------------------------------------------------------------


def _by_kind() -> dict[str, dict[str, None]]:
    # Dictionaries serve as sets with an order: suggestions have to be reproducible.
    return {kind: {} for kind in COLLECTIONS}


def _sets_by_kind() -> dict[str, set[str]]:
    return {kind: set() for kind in COLLECTIONS}


@attrs.define(eq=False)
class NameTable:
    """The names in all entities of a pack.

    Args:
        ids: For each type, the ids of its entities.
        folded: For each type, the normalized forms of the ids that differ from their own.
        doubled: For each type, the normalized forms of ids that several entities have.
        referred: For each type, the ids in references; those that were known already may
            be missing.
        aliases: The aliases of each question that has any.
        former: All former ids.
        shared: The former ids that several questions have.
        parents: The parent of each topic, or None if it has none.
        near: For some types and ids that do not exist, the most similar id that does.
    """

    ids: dict[str, dict[str, None]] = attrs.field(factory=_by_kind)
    folded: dict[str, dict[str, None]] = attrs.field(factory=_by_kind)
    doubled: dict[str, dict[str, None]] = attrs.field(factory=_by_kind)
    referred: dict[str, set[str]] = attrs.field(factory=_sets_by_kind)
    aliases: dict[str, Sequence[str]] = attrs.field(factory=dict)
    former: set[str] = attrs.field(factory=set)
    shared: set[str] = attrs.field(factory=set)
    parents: dict[str, str | None] = attrs.field(factory=dict)
    near: dict[tuple[str, str], str | None] = attrs.field(factory=dict, repr=False)

    def take(self, names: Named) -> None:
        """Add the names in an entity, which may be invalid."""
        for kind, name in names.refers:
            if name not in self.ids[kind]:
                self.referred[kind].add(name)
        if names.name is not None:
            self.take_id(names.kind, names.name)
        self._take_aliases(names.name, names.aliases)
        if names.name is None:
            return
        if names.kind == "topic":
            self.parents[names.name] = names.parent
        is_question = names.kind == "question"
        if names.aliases or (is_question and names.name in self.aliases):
            self.aliases[names.name] = names.aliases

    def take_object(self, kind: str, entity: Entity) -> None:
        """Add the names of an object, but not its references."""
        self.take(_without_references(kind, entity))

    def take_id(self, kind: str, name: str) -> None:
        """Add the id of an entity."""
        key = same(name)
        if key in self.ids[kind] or key in self.folded[kind]:
            self.doubled[kind][key] = None
        self.ids[kind][name] = None
        if key != name:
            self.folded[kind][key] = None

    def _take_aliases(self, name: str | None, aliases: Iterable[str]) -> None:
        for alias in aliases:
            if (former := alias.removeprefix(FORMER)) != name:
                if former in self.former:
                    self.shared.add(former)
                self.former.add(former)

    def take_objects(self, kind: str, entities: Sequence[Any]) -> None:
        """Add the names in many valid objects of one type, except their references.

        Valid ids are in lower case, so they are equal to their normalized forms.
        """
        ids = [entity.id for entity in entities]
        known = self.ids[kind]
        before = len(known)
        known.update(dict.fromkeys(ids))
        if len(known) < before + len(ids):
            counts = Counter(itertools.chain(itertools.islice(known, before), ids))
            self.doubled[kind] |= {id_: None for id_, n in counts.items() if n > 1}
        if kind == "topic":
            self.parents.update((entity.id, entity.parent) for entity in entities)
        elif kind == "question":
            for question in entities:
                if question.aliases:
                    self._take_aliases(question.id, question.aliases)
                    self.aliases[question.id] = question.aliases

    def take_references(self, kind: str, names: Iterable[str]) -> None:
        """Add many references.

        Args:
            kind: The type of entity that they refer to, or ``"any"``.
            names: The ids; with ``"any"``, each with its type, as ``type/id``.
        """
        if kind != "any":
            self.referred[kind].update(names)
        else:
            for reference in names:
                to, name = _split(reference)
                self.referred[to].add(name)

    def missing(self) -> dict[str, set[str]]:
        """Return for each type the ids that are referred to but that no entity has."""
        return {
            kind: names.difference(self.ids[kind])
            for kind, names in self.referred.items()
        }

    def reused(self) -> Collection[str]:
        """Return the former ids that are also an id, or a former id of several."""
        ids = self.ids["question"]
        return self.shared.union(former for former in self.former if former in ids)

    def circular(self) -> Collection[str]:
        """Return one topic of each circle of parents."""
        return {circle[0] for circle in circles(self.parents)}


def circles(parents: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Yield the topics of each circle of parents; the first topic is also the last item.

    Args:
        parents: The parent of each topic, or None if it has none.
    """
    settled: set[str] = set()
    for start in parents:
        chain: dict[str, None] = {}
        topic = start
        while topic in parents and topic not in settled and topic not in chain:
            chain[topic] = None
            topic = parents[topic] or ""
        if topic in chain:
            names = list(chain)
            yield [*names[names.index(topic) :], topic]
        settled.update(chain)
