"""Two releases of a pack compared: what changed, and what an import into Anki will do.

`compare` returns a `Comparison`, which lists the changes of each entity and what happens
to the notes of learners; `release_notes` writes it as Markdown.
"""

import enum
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from .anki import ImportEffect, ImportOutcome, predict_import
from .document import JSON
from .errors import quote
from .exporters import formats
from .model import (
    COLLECTIONS,
    Entity,
    Extensible,
    Pack,
    Question,
    former_ids,
    unstructure,
)
from .rendering import embed_inline

__all__ = [
    "MOVING",
    "ChangeKind",
    "Comparison",
    "EntityChange",
    "ValueChange",
    "compare",
    "release_notes",
]

MOVING: Final = frozenset({"topics", "tags"})
"""The fields of a question that are the tags of its notes."""


class ChangeKind(enum.StrEnum):
    """How an entity changed from one release to the next."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"


@attrs.frozen(kw_only=True)
class ValueChange:
    """A value that changed inside an entity.

    Args:
        path: Where it is, such as ``("answers", "who-decides", "body")``: a part with
            an id by its id, any other item of a list by its index.
        old: The old value; None if there was none.
        new: The new value; None if there is none.
    """

    path: tuple[str | int, ...]
    old: object = attrs.field(hash=False)
    new: object = attrs.field(hash=False)

    @property
    def name(self) -> str:
        """The path, joined with slashes."""
        return "/".join(map(str, self.path))


@attrs.frozen(kw_only=True)
class EntityChange:
    """How one entity changed.

    Args:
        type: Its type, such as ``"question"``.
        id: Its id; the new one if it was renamed.
        change: How it changed.
        former_id: Its old id if it was renamed.
        fields: The values in it that changed; none if it was added or removed.
    """

    type: str
    id: str
    change: ChangeKind
    former_id: str | None = None
    fields: tuple[ValueChange, ...] = ()

    @property
    def name(self) -> str:
        """The type and the id, such as ``question/overfitting``."""
        return f"{self.type}/{self.id}"

    @property
    def moved(self) -> bool:
        """Whether the topics or tags of a question changed."""
        return any(field.path[0] in MOVING for field in self.fields)


@attrs.frozen(kw_only=True)
class Comparison:
    """How a pack differs from an older one.

    Args:
        id: The id of the new pack.
        title: Its title.
        old_version: The version of the old pack.
        new_version: The version of the new one.
        metadata: The values that changed in the metadata of the pack.
        entities: The entities that were added, removed, renamed or changed: questions
            first, then all others, each in the order of the new pack.
        imports: What an import does, for each format for Anki.
        hints: What the author should still do before publishing.
    """

    id: str
    title: str
    old_version: str
    new_version: str
    metadata: tuple[ValueChange, ...]
    entities: tuple[EntityChange, ...]
    imports: tuple[ImportOutcome, ...]
    hints: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether there is any difference."""
        return bool(self.metadata or self.entities)

    def of(self, change: ChangeKind, type: str = "question") -> tuple[EntityChange, ...]:
        """Return the entities of a type that changed in one way."""
        return tuple(
            entity
            for entity in self.entities
            if (entity.change, entity.type) == (change, type)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data, with every key present."""
        data = attrs.asdict(self, value_serializer=_serialized)
        for plain_entity, entity in zip(data["entities"], self.entities, strict=True):
            plain_entity["moved"] = entity.moved
        return {"differs": self.differs, **data}


def _serialized(_owner: Any, _field: Any, value: Any) -> Any:
    return str(value) if isinstance(value, enum.Enum) else value


def compare(old: Pack, new: Pack) -> Comparison:
    """Return how a pack differs from an older release of it.

    An old question was renamed if a new question has its id among its ``aliases``.
    Neither pack is modified.

    Args:
        old: The older release.
        new: The newer release.

    >>> from mlinterview import load
    >>> pack = load("ml-engineer")
    >>> compare(pack, pack).differs
    False
    """
    renamed = _renamed(old, new)
    order = ("question", *(kind for kind in COLLECTIONS if kind != "question"))
    entities = tuple(
        change for kind in order for change in _entity_changes(kind, old, new, renamed)
    )
    metadata = tuple(_value_changes(_plain(old.metadata), _plain(new.metadata)))
    seen_elsewhere = {each.name for each in entities if _is_seen_elsewhere(each)}
    imports = tuple(
        predict_import(exporter.name, exporter.notes, old, new, changed=seen_elsewhere)
        for exporter in formats().values()
        if exporter.notes is not None
    )
    comparison = Comparison(
        id=new.id,
        title=new.title,
        old_version=old.version,
        new_version=new.version,
        metadata=metadata,
        entities=entities,
        imports=imports,
        hints=(),
    )
    hints = tuple(_hints(comparison, old, new))
    return attrs.evolve(comparison, hints=hints)


# Entities --------------------------------------------------------------------


def _plain(value: Extensible) -> dict[str, JSON]:
    return unstructure(value)


def _renamed(old: Pack, new: Pack) -> dict[str, str]:
    """Return the old id of each renamed question, by its new id."""
    before = {question.id for question in old.questions}
    after = {question.id for question in new.questions}
    renamed: dict[str, str] = {}
    for question in new.questions:
        if question.id in before:
            continue
        free = (before - after).difference(renamed.values())
        former = (id for id in former_ids(question.aliases) if id in free)
        if (old_id := next(former, None)) is not None:
            renamed[question.id] = old_id
    return renamed


def _by_id(pack: Pack, kind: str) -> dict[str, Entity]:
    return {entity.id: entity for entity in getattr(pack, COLLECTIONS[kind][0])}


def _entity_changes(
    kind: str, old: Pack, new: Pack, renamed: Mapping[str, str]
) -> Iterator[EntityChange]:
    """Yield how the entities of one type changed."""
    before, after = _by_id(old, kind), _by_id(new, kind)
    old_ids = renamed if kind == "question" else {}
    for name, entity in after.items():
        former = old_ids.get(name, name)
        if former not in before:
            yield EntityChange(type=kind, id=name, change=ChangeKind.ADDED)
            continue
        # The new id of a renamed entity is not counted as a changed value.
        old_data = _plain(before[former]) | {"id": name}
        fields = tuple(_value_changes(old_data, _plain(entity)))
        if former != name:
            yield EntityChange(
                type=kind,
                id=name,
                change=ChangeKind.RENAMED,
                former_id=former,
                fields=fields,
            )
        elif fields:
            yield EntityChange(
                type=kind, id=name, change=ChangeKind.CHANGED, fields=fields
            )
    gone = before.keys() - after.keys() - set(old_ids.values())
    for name in before:
        if name in gone:
            yield EntityChange(type=kind, id=name, change=ChangeKind.REMOVED)


def _value_changes(
    old: JSON, new: JSON, path: tuple[str | int, ...] = ()
) -> Iterator[ValueChange]:
    """Yield the innermost values in which two pieces of plain data differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from _value_changes(old.get(key), new.get(key), (*path, key))
    elif _are_objects(old) and _are_objects(new):
        yield from _changes_in_lists(old, new, path)
    elif json.dumps(old) != json.dumps(new):
        yield ValueChange(path=path, old=old, new=new)


def _are_objects(value: JSON) -> bool:
    """Return True if a value is a list of one or more objects."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) for item in value)
    )


def _changes_in_lists(
    old: Any, new: Any, path: tuple[str | int, ...]
) -> Iterator[ValueChange]:
    """Yield the changes between two lists of objects, such as answers."""
    before, after = _by_name(old), _by_name(new)
    for name in [*after, *(name for name in before if name not in after)]:
        yield from _value_changes(before.get(name), after.get(name), (*path, name))
    kept = [name for name in before if name in after]
    order = [name for name in after if name in before]
    if kept != order:
        yield ValueChange(path=path, old=[*kept], new=[*order])


def _by_name(items: Sequence[Mapping[str, Any]]) -> dict[str | int, Any]:
    """Return objects by their ids, or by their indexes if they have none."""
    names = [item.get("id", index) for index, item in enumerate(items)]
    return dict(zip(names, items, strict=True))


def _is_seen_elsewhere(change: EntityChange) -> bool:
    """Return True if a change can be seen on the cards of other questions."""
    if change.type != "question" or change.change is not ChangeKind.CHANGED:
        return True
    return any(field.path == ("prompt",) for field in change.fields)


# Hints -----------------------------------------------------------------------


def _hints(comparison: Comparison, old: Pack, new: Pack) -> Iterator[str]:
    """Yield what the author should still do."""
    if not comparison.differs:
        return
    if old.id != new.id:
        yield (
            f"the pack is {quote(new.id)} and was {quote(old.id)}: every note is new to"
            " Anki, and all old ones stay; keep the id of a pack"
        )
    if _precedence(new.version) <= _precedence(old.version):
        same = new.version == old.version
        yield (
            f"`version` under `pack` is {'still' if same else 'lower than before:'}"
            f" `{new.version}`; raise it, for example to `{_raised(old.version)}`"
        )
    yield from _date_hints(comparison, old, new)


def _date_hints(comparison: Comparison, old: Pack, new: Pack) -> Iterator[str]:
    """Yield a hint for each question whose date should have changed."""
    before = {question.id: question for question in old.questions}
    after = {question.id: question for question in new.questions}
    skipped = {
        note.question
        for outcome in comparison.imports
        for note in outcome.of(ImportEffect.SKIPPED)
    }
    former = {each.id: each.former_id for each in comparison.entities if each.former_id}
    for name in after:
        if name in skipped and (was := before.get(former.get(name) or name)):
            yield _date_hint(was, after[name], old, new)


def _date_hint(old: Question, new: Question, before: Pack, after: Pack) -> str:
    day = old.updated or before.metadata.as_of
    stated = new.updated or after.metadata.as_of
    date = f"is dated {stated}" if stated else "has no date"
    later = f", later than {day}," if day else ""
    return (
        f"question/{new.id}: its card changed, but it {date}, so that Anki will skip it;"
        f" set `updated` to the day of the change{later} as in `updated: YYYY-MM-DD`"
    )


_PARTS: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([^+]*))?")


def _precedence(version: str) -> tuple[Any, ...]:
    """Return the key that sorts versions as Semantic Versioning 2.0.0, paragraph 11."""
    major, minor, patch, label = _parts(version)
    # In a label, numbers precede words; a release follows its pre-releases.
    words = [
        (0, int(word), "") if word.isdigit() else (1, 0, word)
        for word in (label or "").split(".")
    ]
    return int(major), int(minor), int(patch), label is None, words


def _parts(version: str) -> tuple[str, str, str, str | None]:
    match = _PARTS.match(version)
    major, minor, patch, label = match.groups() if match else ("0", "0", "0", None)
    return major, minor, patch, label


def _raised(version: str) -> str:
    """Return the next patch version after a version."""
    major, minor, patch, _label = _parts(version)
    return f"{major}.{minor}.{int(patch) + 1}"


# Texts -----------------------------------------------------------------------

_HEADINGS: Final = {
    ChangeKind.ADDED: "New questions",
    ChangeKind.RENAMED: "Renamed questions",
    ChangeKind.CHANGED: "Changed questions",
    ChangeKind.REMOVED: "Removed questions",
}


def release_notes(comparison: Comparison, old: Pack, new: Pack) -> str:
    """Return the release notes of a pack, as Markdown.

    Args:
        comparison: The result of `compare`.
        old: The older release.
        new: The newer release.

    >>> from mlinterview import load
    >>> pack = load("ml-engineer")
    >>> release_notes(compare(pack, pack), pack, pack).splitlines()[2]
    'Nothing changed.'
    """
    prompts = {each.id: each.prompt for each in (*old.questions, *new.questions)}
    blocks = [f"# {embed_inline(new.title)} {new.version}"]
    if not comparison.differs:
        blocks.append("Nothing changed.")
    for change, heading in _HEADINGS.items():
        lines = [_line(each, prompts) for each in comparison.of(change)]
        if lines:
            blocks += [f"## {heading}", "\n".join(lines)]
    others = [
        f"- {each.name}: {each.change}{_in_fields(each)}"
        for each in comparison.entities
        if each.type != "question"
    ]
    if others:
        blocks += ["## Also", "\n".join(others)]
    blocks += _about_decks(comparison)
    return "\n\n".join(blocks) + "\n"


def _line(change: EntityChange, prompts: Mapping[str, str]) -> str:
    was = f", which was `{change.former_id}`" if change.former_id else ""
    prompt = embed_inline(prompts[change.id])
    return f"- {prompt} (`{change.id}`{was}){_in_fields(change)}"


def _in_fields(change: EntityChange) -> str:
    names = ", ".join(f"`{field.name}`" for field in change.fields)
    return f": {names}" if names else ""


def _about_decks(comparison: Comparison) -> Iterator[str]:
    """Yield what an import does, for each format that has something to import."""
    for outcome in comparison.imports:
        if outcome.notes:
            yield f"## In Anki, by {outcome.format}"
            yield "\n".join(f"- {line}" for line in outcome.lines())
