"""Two releases of a pack compared: what changed, and what Anki will make of it.

Anki knows the notes of a deck by their ids, updates what has changed, and deletes
nothing. What an import will do is told from the notes that the exporters make of both
packs, so that a changed tip counts for every question on whose card it is.
"""

import enum
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from .anki import Note
from .document import JSON
from .errors import quote
from .exporters import Exporter, formats
from .model import (
    COLLECTIONS,
    Entity,
    Extensible,
    Pack,
    Question,
    former_ids,
    unstructure,
)
from .query import Entry, PackIndex
from .rendering import embed_inline

MOVING: Final = frozenset({"topics", "tags"})
"""The fields by which a question is found in a deck, for its tags are made of them."""


class Change(enum.StrEnum):
    """What became of something that a pack holds."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"


class Effect(enum.StrEnum):
    """What Anki does with a note at the next import."""

    ADDED = "added"
    UPDATED = "updated"
    SKIPPED = "skipped"
    LEFT = "left"


@attrs.frozen(kw_only=True)
class FieldChange:
    """A value that is not what it was.

    Args:
        path: Where, inside its entity, such as ``("answers", "who-decides", "body")``.
            What has an id is named by it, all else by its place, counted from 0.
        old: What it was; `None` if there was nothing.
        new: What it is; `None` if there is nothing.
    """

    path: tuple[str | int, ...]
    old: object = attrs.field(hash=False)
    new: object = attrs.field(hash=False)

    @property
    def name(self) -> str:
        """The path with slashes."""
        return "/".join(map(str, self.path))


@attrs.frozen(kw_only=True)
class EntityChange:
    """What became of one entity.

    Args:
        type: What it is, such as ``"question"``.
        id: Its id, which is the new one if it was renamed.
        change: What became of it.
        former_id: The id that it had, if it was renamed.
        fields: What in it changed; nothing if it was added or removed.
    """

    type: str
    id: str
    change: Change
    former_id: str | None = None
    fields: tuple[FieldChange, ...] = ()

    @property
    def name(self) -> str:
        """Its type and its id, such as ``question/overfitting``."""
        return f"{self.type}/{self.id}"

    @property
    def moved(self) -> bool:
        """Whether a question has other topics or tags than it had."""
        return any(field.path[0] in MOVING for field in self.fields)


@attrs.frozen(kw_only=True)
class NoteChange:
    """What an import does with one note.

    Args:
        question: The id of its question; of the old one if that is gone.
        effect: What Anki does.
        fields: The fields of the note whose text differs.
        because: What else of the pack has changed on it, such as ``tip/name-the-cost``.
        search: What finds the note in Anki's browser; for those to delete by hand.
    """

    question: str
    effect: Effect
    fields: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    search: str = ""


@attrs.frozen(kw_only=True)
class ImportChange:
    """What the import of one format does to a deck that has the old pack.

    Args:
        format: The name of the format.
        notes: The notes that are touched or left behind, in the order of the pack.
        unchanged: How many are as they were.
        replaces_tags: Whether tags that users gave to updated notes are lost.
        empties: The fields of updated notes that users had for themselves, and lose.
    """

    format: str
    notes: tuple[NoteChange, ...]
    unchanged: int
    replaces_tags: bool
    empties: tuple[str, ...]

    def of(self, effect: Effect) -> tuple[NoteChange, ...]:
        """Return the notes with which that happens."""
        return tuple(note for note in self.notes if note.effect is effect)

    def lines(self) -> Iterator[str]:
        """Yield what an import does as sentences of Markdown."""
        added, updated = (
            _notes_in_words(len(self.of(one))) for one in (Effect.ADDED, Effect.UPDATED)
        )
        kept = _notes_in_words(self.unchanged)
        yield f"An import adds {added}, updates {updated} and finds {kept} unchanged."
        if self.of(Effect.UPDATED):
            tags = ["the tags of users"] if self.replaces_tags else []
            lost = " and ".join([*tags, *(f"what is in {one}" for one in self.empties)])
            yield (
                "Updated notes keep their schedule and their deck"
                f"{f'; they lose {lost}' if lost else ''}."
            )
        for note in self.of(Effect.SKIPPED):
            yield f"Anki skips `{note.question}`: it has changed, but its date has not."
        for note in self.of(Effect.LEFT):
            yield (
                f"Anki deletes nothing, so `{note.question}` stays. To find and delete"
                f" it, search for {_code(note.search)}"
            )


@attrs.frozen(kw_only=True)
class Comparison:
    """How a pack differs from an older one.

    Args:
        id: The id of the new pack.
        title: Its title.
        old_version: The version of the old pack.
        new_version: The version of the new one.
        metadata: What differs in what the packs say of themselves.
        entities: What was added, removed, renamed or changed: questions first, then
            what is shown with them, each in the order of the new pack.
        imports: What an import does, for each format of cards.
        hints: What the author should still do before publishing.
    """

    id: str
    title: str
    old_version: str
    new_version: str
    metadata: tuple[FieldChange, ...]
    entities: tuple[EntityChange, ...]
    imports: tuple[ImportChange, ...]
    hints: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether there is any difference."""
        return bool(self.metadata or self.entities)

    def of(self, change: Change, type: str = "question") -> tuple[EntityChange, ...]:
        """Return the entities of a type with which that happened."""
        return tuple(
            one for one in self.entities if (one.change, one.type) == (change, type)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data, every key present."""
        made = attrs.asdict(self, value_serializer=_serialised)
        for entity, one in zip(made["entities"], self.entities, strict=True):
            entity["moved"] = one.moved
        return {"differs": self.differs, **made}


def _serialised(_owner: Any, _field: Any, value: Any) -> Any:
    return str(value) if isinstance(value, enum.Enum) else value


def compare(old: Pack, new: Pack) -> Comparison:
    """Return how a pack differs from an older release of it.

    Neither is changed. A question whose former id is among the ``aliases`` of a new one
    was renamed.

    Args:
        old: The pack as it was published.
        new: The pack as it is to be.

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
    metadata = tuple(_differences(_plain(old.metadata), _plain(new.metadata)))
    imports = tuple(
        _import(one, old, new, renamed, entities)
        for one in formats().values()
        if one.notes is not None
    )
    found = Comparison(
        id=new.id,
        title=new.title,
        old_version=old.version,
        new_version=new.version,
        metadata=metadata,
        entities=entities,
        imports=imports,
        hints=(),
    )
    return attrs.evolve(found, hints=tuple(_hints(found, old, new)))


# Entities --------------------------------------------------------------------


def _plain(value: Extensible) -> dict[str, JSON]:
    return unstructure(value)


def _renamed(old: Pack, new: Pack) -> dict[str, str]:
    """Return the former id of each question that has another one now."""
    before = {question.id for question in old.questions}
    after = {question.id for question in new.questions}
    found: dict[str, str] = {}
    for question in new.questions:
        former = [name for name in former_ids(question.aliases) if name in before - after]
        free = [name for name in former if name not in found.values()]
        if question.id not in before and free:
            found[question.id] = free[0]
    return found


def _by_id(pack: Pack, kind: str) -> dict[str, Entity]:
    return {entity.id: entity for entity in getattr(pack, COLLECTIONS[kind][0])}


def _entity_changes(
    kind: str, old: Pack, new: Pack, renamed: Mapping[str, str]
) -> Iterator[EntityChange]:
    """Yield what became of the entities of one type."""
    before, after = _by_id(old, kind), _by_id(new, kind)
    known = renamed if kind == "question" else {}
    for name, entity in after.items():
        former = known.get(name, name)
        if former not in before:
            yield EntityChange(type=kind, id=name, change=Change.ADDED)
            continue
        # The new id is no change of a field: it is said already.
        was, is_now = _plain(before[former]) | {"id": name}, _plain(entity)
        fields = tuple(_differences(was, is_now))
        if former != name:
            yield EntityChange(
                type=kind, id=name, change=Change.RENAMED, former_id=former, fields=fields
            )
        elif fields:
            yield EntityChange(type=kind, id=name, change=Change.CHANGED, fields=fields)
    gone = before.keys() - after.keys() - set(known.values())
    for name in before:
        if name in gone:
            yield EntityChange(type=kind, id=name, change=Change.REMOVED)


def _differences(
    old: JSON, new: JSON, path: tuple[str | int, ...] = ()
) -> Iterator[FieldChange]:
    """Yield the values in which two things differ, as deep inside as they can be told."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from _differences(old.get(key), new.get(key), (*path, key))
    elif _are_objects(old) and _are_objects(new):
        yield from _in_lists(old, new, path)
    elif json.dumps(old) != json.dumps(new):
        yield FieldChange(path=path, old=old, new=new)


def _are_objects(value: JSON) -> bool:
    """Say whether a value is a list of objects; one without any is none."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(v, dict) for v in value)
    )


def _in_lists(old: Any, new: Any, path: tuple[str | int, ...]) -> Iterator[FieldChange]:
    """Yield the differences of two lists of objects, such as answers."""
    before, after = _named(old), _named(new)
    for name in [*after, *(name for name in before if name not in after)]:
        yield from _differences(before.get(name), after.get(name), (*path, name))
    kept = [name for name in before if name in after]
    order = [name for name in after if name in before]
    if kept != order:
        yield FieldChange(path=path, old=[*kept], new=[*order])


def _named(items: Sequence[Mapping[str, Any]]) -> dict[str | int, Any]:
    """Return objects by their ids, or by their places where they have none."""
    names = [item.get("id", at) for at, item in enumerate(items)]
    return dict(zip(names, items, strict=True))


# Imports ---------------------------------------------------------------------


def _import(
    exporter: Exporter,
    old: Pack,
    new: Pack,
    renamed: Mapping[str, str],
    entities: Sequence[EntityChange],
) -> ImportChange:
    """Return what the import of one format does."""
    before, after = _notes(exporter, old), _notes(exporter, new)
    changed = {one.name for one in entities if _is_seen_elsewhere(one)}
    found: list[NoteChange] = []
    unchanged = 0
    for guid, (entry, note) in after.items():
        if guid not in before:
            found.append(NoteChange(question=entry.question.id, effect=Effect.ADDED))
            continue
        was, old_note = before[guid]
        # To render a card takes time, and most show what they have shown.
        fields = () if _shown(was) == _shown(entry) else _fields(old_note, note)
        effect = _effect(old_note, note, differs=bool(fields))
        if effect is None:
            unchanged += 1
            continue
        own = f"question/{entry.question.id}"
        shown = dict.fromkeys((*_shown(was), *_shown(entry)))
        found.append(
            NoteChange(
                question=entry.question.id,
                effect=effect,
                fields=fields,
                because=tuple(name for name in shown if name in changed and name != own),
            )
        )
    found += [
        NoteChange(question=entry.question.id, effect=Effect.LEFT, search=note.search)
        for guid, (entry, note) in before.items()
        if guid not in after
    ]
    made = [note for _entry, note in after.values()]
    tagged = any(note.tags is not None for note in made)
    return ImportChange(
        format=exporter.name,
        notes=tuple(found),
        unchanged=unchanged,
        replaces_tags=tagged,
        empties=tuple(dict.fromkeys(name for note in made for name in note.emptied)),
    )


def _notes(exporter: Exporter, pack: Pack) -> dict[str, tuple[Entry, Note]]:
    """Return the notes of a pack by what Anki knows them by."""
    index = PackIndex(pack)
    made = exporter.notes or (lambda _entry: ())
    entries = (Entry(question, index) for question in pack.questions)
    return {
        note.guid: (entry, note)
        for entry in entries
        for note in made(entry)
        if note.usual
    }


def _effect(old: Note, new: Note, *, differs: bool) -> Effect | None:
    """Return what Anki does with a note that is there already, or `None` for nothing."""
    differs = differs or set(old.tags or ()) != set(new.tags or ())
    if old.modified is None or new.modified is None:
        return Effect.UPDATED if differs else None
    if new.modified > old.modified:
        return Effect.UPDATED
    return Effect.SKIPPED if differs else None


def _fields(old: Note, new: Note) -> tuple[str, ...]:
    """Return the names of the fields that say something else of the question."""
    return tuple(
        name
        for name, content in new.fields.items()
        if content.blocks or old.fields[name].blocks
        if content.html != old.fields[name].html
    )


def _is_seen_elsewhere(one: EntityChange) -> bool:
    """Say whether a change can be seen on the cards of questions that it is not of."""
    if one.type != "question" or one.change is not Change.CHANGED:
        return True
    return any(field.path == ("prompt",) for field in one.fields)


def _shown(entry: Entry) -> dict[str, Extensible]:
    """Return what of the pack a question's card shows, by name, itself included."""
    index, question = entry.index, entry.question
    lineages = (index.lineages.get(topic, ()) for topic in question.topics)
    topics = dict.fromkeys(itertools.chain.from_iterable(lineages))
    shown: Mapping[str, Iterable[Entity]] = {
        "question": (question, *entry.related, *entry.follow_up_questions),
        "topic": (index.topics[name] for name in topics),
        "stage": entry.stages,
        "framework": [entry.framework] if entry.framework else [],
        "source": entry.sources,
        "tip": entry.tips,
        "mistake": entry.mistakes,
    }
    return {f"{kind}/{one.id}": one for kind, ones in shown.items() for one in ones}


# Hints -----------------------------------------------------------------------


def _hints(found: Comparison, old: Pack, new: Pack) -> Iterator[str]:
    """Yield what the author should still do."""
    if not found.differs:
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
            f" `{new.version}`; raise it, such as to `{_raised(old.version)}`"
        )
    yield from _dates(found, old, new)


def _dates(found: Comparison, old: Pack, new: Pack) -> Iterator[str]:
    """Yield the questions whose date should have changed."""
    before = {question.id: question for question in old.questions}
    after = {question.id: question for question in new.questions}
    skipped = {note.question for one in found.imports for note in one.of(Effect.SKIPPED)}
    former = {one.id: one.former_id for one in found.entities if one.former_id}
    for name in after:
        if name in skipped and (was := before.get(former.get(name) or name)):
            yield _date_hint(was, after[name], old, new)


def _date_hint(old: Question, new: Question, before: Pack, after: Pack) -> str:
    day = old.updated or before.metadata.as_of
    stated = new.updated or after.metadata.as_of
    said = f"is dated {stated}" if stated else "has no date"
    later = f", later than {day}," if day else ""
    return (
        f"question/{new.id}: its card changed, but it {said}, so that Anki will skip it;"
        f" set `updated` to the day of the change{later} as in `updated: YYYY-MM-DD`"
    )


_PARTS: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([^+]*))?")


def _precedence(version: str) -> tuple[Any, ...]:
    """Return what sorts versions as Semantic Versioning 2.0.0 has it, paragraph 11."""
    major, minor, patch, label = _read(version)
    # Of one's words, numbers go before letters; a release goes behind its previews.
    words = [
        (0, int(word), "") if word.isdigit() else (1, 0, word)
        for word in (label or "").split(".")
    ]
    return int(major), int(minor), int(patch), label is None, words


def _read(version: str) -> tuple[str, str, str, str | None]:
    found = _PARTS.match(version)
    major, minor, patch, label = found.groups() if found else ("0", "0", "0", None)
    return major, minor, patch, label


def _raised(version: str) -> str:
    """Return the version after another one, by its last number."""
    major, minor, patch, _label = _read(version)
    return f"{major}.{minor}.{int(patch) + 1}"


# Texts -----------------------------------------------------------------------

_HEADINGS: Final = {
    Change.ADDED: "New questions",
    Change.RENAMED: "Renamed questions",
    Change.CHANGED: "Changed questions",
    Change.REMOVED: "Removed questions",
}


def release_notes(found: Comparison, old: Pack, new: Pack) -> str:
    """Return a comparison as Markdown for those who use the pack.

    Args:
        found: What `compare` returned.
        old: The older pack.
        new: The newer pack.

    >>> from mlinterview import load
    >>> pack = load("ml-engineer")
    >>> release_notes(compare(pack, pack), pack, pack).splitlines()[2]
    'Nothing changed.'
    """
    prompts = {one.id: one.prompt for one in (*old.questions, *new.questions)}
    blocks = [f"# {embed_inline(new.title)} {new.version}"]
    if not found.differs:
        blocks.append("Nothing changed.")
    for change, heading in _HEADINGS.items():
        lines = [_line(one, prompts) for one in found.of(change)]
        if lines:
            blocks += [f"## {heading}", "\n".join(lines)]
    others = [
        f"- {one.name}: {one.change}{_in_fields(one)}"
        for one in found.entities
        if one.type != "question"
    ]
    if others:
        blocks += ["## Also", "\n".join(others)]
    blocks += _about_decks(found)
    return "\n\n".join(blocks) + "\n"


def _line(one: EntityChange, prompts: Mapping[str, str]) -> str:
    was = f", which was `{one.former_id}`" if one.former_id else ""
    return f"- {embed_inline(prompts[one.id])} (`{one.id}`{was}){_in_fields(one)}"


def _in_fields(one: EntityChange) -> str:
    names = ", ".join(f"`{field.name}`" for field in one.fields)
    return f": {names}" if names else ""


def _about_decks(found: Comparison) -> Iterator[str]:
    """Yield what users of decks have to know."""
    for one in found.imports:
        if one.notes:
            yield f"## In Anki, by {one.format}"
            yield "\n".join(f"- {line}" for line in one.lines())


def _code(text: str) -> str:
    """Return text as code in Markdown, whatever is in it."""
    ticks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{room}{text}{room}{ticks}"


def _notes_in_words(number: int) -> str:
    return f"{number} note{'' if number == 1 else 's'}"
