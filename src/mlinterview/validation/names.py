"""The names in a pack: ids, former ids, and what refers to them."""

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
    """Return what two ids have in common that a person could take for one."""
    # The time that normalizing takes can grow with the square of the length.
    short = len(name) <= MAX_NAME
    return unicodedata.normalize("NFKC", name).casefold() if short else name


class Named(NamedTuple):
    """The names in one entity.

    Args:
        kind: The type of the entity.
        name: Its id, if it has one.
        aliases: What it was called before.
        parent: The topic that it is below.
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
    """Yield the names in each entity of plain data, which may be wrong."""
    refers: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    for text, kind, name in references(contents):
        refers.setdefault(text.path[:2], []).append((kind, name))
    for kind, (_key, cls) in COLLECTIONS.items():
        for node in contents.of(cls):
            aliases = aliases_of(node) if cls is Question else ()
            parent = node.text("parent") if cls is Topic else None
            yield Named(kind, node.text("id"), aliases, parent, refers.get(node.path, ()))


def aliases_of(question: Node) -> list[str]:
    """Return what a question was called before."""
    value = question.data.get("aliases")
    listed = value if isinstance(value, list) else []
    return [alias for alias in listed if isinstance(alias, str)]


def references(contents: PackContents) -> Iterator[tuple[TextNode, str, str]]:
    """Yield each text that refers to an entity, the type of that, and its id."""
    for text in contents.texts:
        held = text.field.shape.item or text.field.shape
        if (kind := held.spec.ref) is None:
            continue
        name = text.value
        if kind == "any":
            kind, name = _split(text.value)
        # What is no id at all, the schema has reported.
        if kind in COLLECTIONS and re.search(_SLUG, name):
            yield text, kind, name


# Together --------------------------------------------------------------------


def _by_kind() -> dict[str, dict[str, None]]:
    # A set would have no order, in which the nearest name is looked for.
    return {kind: {} for kind in COLLECTIONS}


def _sets_by_kind() -> dict[str, set[str]]:
    return {kind: set() for kind in COLLECTIONS}


@attrs.define(eq=False)
class NameTable:
    """The names of all entities of a pack, which references are compared with.

    Args:
        ids: The ids of the entities of each type.
        folded: Ids that another one could be taken for, as `same` returns them.
        doubled: Ids that several entities have, likewise.
        referred: The ids of each type that were referred to before they were taken.
        aliases: The aliases of each question that has any.
        former: All former ids.
        shared: Former ids that several questions have.
        parents: For each topic, the one that it is below.
        near: For names that are not there, the nearest that is.
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
        """Add the names in an entity."""
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
        """Add the ids of many objects of one type, and all but their references.

        Their ids keep to the schema, so that no two of them differ only in case.
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
        """Add what many objects refer to, which is of one type or of ``"any"``."""
        if kind != "any":
            self.referred[kind].update(names)
        else:
            for reference in names:
                to, name = _split(reference)
                self.referred[to].add(name)

    def missing(self) -> dict[str, set[str]]:
        """Return the ids of each type that are referred to and not there."""
        return {
            kind: names.difference(self.ids[kind])
            for kind, names in self.referred.items()
        }

    def reused(self) -> Collection[str]:
        """Return the former ids that are also an id, or a former id of several."""
        ids = self.ids["question"]
        return self.shared.union(former for former in self.former if former in ids)

    def circular(self) -> Collection[str]:
        """Return a topic of each circle of topics that are below each other."""
        return {circle[0] for circle in circles(self.parents)}


def circles(parents: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Yield the topics of each circle, the first of them at the end once more."""
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
