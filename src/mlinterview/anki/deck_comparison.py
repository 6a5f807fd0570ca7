"""The notes of a user's deck compared with those that the formats make of a pack."""

import datetime
from collections.abc import Iterator
from typing import Any

import attrs

from ..document import pointer
from ..errors import Action, Fix
from ..model import COLLECTIONS, Pack
from ..query import Entry, PackIndex
from .card_edits import Edit, UnresolvedEdit, compare
from .card_html import plain, words
from .corrections import CardDifference, Correction, DifferenceReason, PersonalNote
from .deck_file import DeckNote
from .markdown_edits import ValuePath
from .note_content import FieldContent, Note
from .note_makers import NOTE_MAKERS


class PackNotes:
    """The notes that all formats make of a pack.

    Args:
        pack: The pack.
    """

    def __init__(self, pack: Pack) -> None:
        index = PackIndex(pack)
        self._by_guid: dict[str, tuple[Entry, Note]] = {}
        self._by_id: dict[tuple[str, str], tuple[Entry, Note]] = {}
        for question in pack.questions:
            entry = Entry(question, index)
            for note in (note for make in NOTE_MAKERS.values() for note in make(entry)):
                # A format that updates the notes of another makes notes with the same
                # GUIDs; the first format counts.
                self._by_guid.setdefault(note.guid, (entry, note))
                self._by_id.setdefault((note.note_type, entry.global_id), (entry, note))

    def find(self, theirs: DeckNote) -> tuple[Entry, Note] | None:
        """Return the question and the note that a note of a deck was made from, or None.

        A note is found by its GUID, or by a field that holds the id of the question.
        """
        if theirs.guid in self._by_guid:
            return self._by_guid[theirs.guid]
        ids = ((theirs.note_type, value) for value in theirs.values)
        return next((self._by_id[id] for id in ids if id in self._by_id), None)


@attrs.frozen
class ProposedEdit:
    """An edit that one note proposes.

    Args:
        question: The id of the question of the note.
        field: The field of the note.
        edit: The edit.
    """

    question: str
    field: str
    edit: Edit

    @property
    def entity(self) -> str:
        """The type and id of the entity that it changes."""
        return _entity(self.edit.path)


class DeckComparison:
    """Compares the notes of a deck with those of a pack, one after the other.

    Args:
        pack: The pack as it is now.
        base: The pack as it was when the deck was made, if it is known.
    """

    def __init__(self, pack: Pack, base: Pack | None) -> None:
        self.matched = 0
        self.differences: list[CardDifference] = []
        self.personal: list[PersonalNote] = []
        self.unknown: list[str] = []
        self._pack = pack
        self._current = PackNotes(pack)
        self._base = PackNotes(base) if base is not None else None
        self._proposed: list[ProposedEdit] = []

    def compare(self, theirs: DeckNote, *, is_html: bool) -> None:
        """Collect the differences between a note of the deck and the pack."""
        current = self._current.find(theirs)
        if current is None:
            self.unknown.append(_plain("".join(theirs.values[:1]), is_html=is_html))
            return
        self.matched += 1
        entry, note = current
        former = self._base.find(theirs) if self._base is not None else None
        ours = note if former is None else former[1]
        for name, value in _fields_of(note, theirs):
            field = _ComparedField(
                question=entry.question.id,
                name=name,
                ours=ours.fields[name],
                now=note.fields[name],
                theirs=value,
                is_old=former is None and _is_older(theirs, entry),
            )
            if not field.ours.blocks:
                self._compare_personal(field, is_html=is_html)
            elif is_html:
                self._compare_html(field)
            else:
                self._compare_words(field)

    def _compare_personal(self, field: "_ComparedField", *, is_html: bool) -> None:
        """Collect the text of a field that says nothing about the question."""
        text = _plain(field.theirs, is_html=is_html)
        if text and not field.ours.html:
            note = PersonalNote(question=field.question, field=field.name, text=text)
            self.personal.append(note)

    def _compare_words(self, field: "_ComparedField") -> None:
        """Collect the difference in a field that was exported without HTML."""
        if words(field.ours.html) != "".join(field.theirs.split()):
            old, new = plain(field.ours.html), field.theirs
            reason = DifferenceReason.UNCERTAIN
            self.differences.append(field.difference(reason, (), old, new))

    def _compare_html(self, field: "_ComparedField") -> None:
        """Collect the edits and differences in a field."""
        for edit in compare(field.ours, field.theirs):
            if isinstance(edit, UnresolvedEdit):
                self.differences.append(field.unresolved(edit))
            elif field.is_old:
                self.differences.append(field.rejected(edit, DifferenceReason.AGE))
            elif field.is_unchanged(edit):
                self._proposed.append(ProposedEdit(field.question, field.name, edit))
            elif not field.contains(edit):
                self.differences.append(field.rejected(edit, DifferenceReason.CONFLICT))

    def corrections(self) -> Iterator[Correction]:
        """Yield the corrections that all notes together propose.

        Edits of the same value that do not agree become differences.
        """
        places = {
            (kind, entity.id): (key, number)
            for kind, (key, _cls) in COLLECTIONS.items()
            for number, entity in enumerate(getattr(self._pack, key))
        }
        by_value: dict[tuple[Any, ...], dict[Edit, ProposedEdit]] = {}
        for proposed in self._proposed:
            # A tip is on many cards: the same edit on several of them counts once.
            key = (proposed.edit.path, proposed.edit.action)
            by_value.setdefault(key, {}).setdefault(proposed.edit, proposed)
        for edits in by_value.values():
            if len(edits) > 1:
                self.differences += map(_as_conflict, edits.values())
                continue
            (proposed,) = edits.values()
            kind, name, *keys = proposed.edit.path
            yield _correction(proposed, (*places[str(kind), str(name)], *keys))


def _correction(proposed: ProposedEdit, path: ValuePath) -> Correction:
    new = proposed.edit.new
    return Correction(
        question=proposed.question,
        field=proposed.field,
        entity=proposed.entity,
        fix=Fix(
            pointer=pointer(path),
            old=proposed.edit.old,
            new=list(new) if isinstance(new, tuple) else new,
            action=proposed.edit.action,
        ),
    )


def _as_conflict(proposed: ProposedEdit) -> CardDifference:
    return CardDifference(
        question=proposed.question,
        field=proposed.field,
        reason=DifferenceReason.CONFLICT,
        entity=proposed.entity,
        old=proposed.edit.old or "",
        new=_new_text(proposed.edit),
    )


@attrs.frozen(kw_only=True)
class _ComparedField:
    """A field of a note as the pack and the user have it.

    Args:
        question: The id of the question.
        name: The name of the field.
        ours: The field that the deck was made with, as far as it is known.
        now: The field that the pack makes now.
        theirs: The field of the user.
        is_old: Whether the pack has changed since the note did.
    """

    question: str
    name: str
    ours: FieldContent
    now: FieldContent
    theirs: str
    is_old: bool

    def is_unchanged(self, edit: Edit) -> bool:
        """Return True if the author has not changed what an edit changes."""
        if edit.action is Action.REPLACE:
            return _value_at(self.now, edit.path) == edit.old
        owner = edit.path[:-1]
        return _items(self.now, owner) == _items(self.ours, owner)

    def contains(self, edit: Edit) -> bool:
        """Return True if the pack has the new value of an edit already."""
        if edit.action is not Action.REPLACE:
            return False
        return _value_at(self.now, edit.path) == edit.new

    def unresolved(self, edit: UnresolvedEdit) -> CardDifference:
        """Return the difference for an edit that could not be resolved."""
        reason = DifferenceReason.UNCERTAIN
        if edit.composed:
            reason = DifferenceReason.COMPOSED
        return self.difference(reason, edit.path, edit.old, edit.new)

    def rejected(self, edit: Edit, reason: DifferenceReason) -> CardDifference:
        """Return the difference for an edit that is not proposed."""
        return self.difference(reason, edit.path, edit.old or "", _new_text(edit))

    def difference(
        self, reason: DifferenceReason, path: ValuePath, old: str, new: str
    ) -> CardDifference:
        """Return a difference of this field."""
        return CardDifference(
            question=self.question,
            field=self.name,
            reason=DifferenceReason.AGE if self.is_old else reason,
            entity=_entity(path),
            old=old,
            new=new,
        )


def _fields_of(note: Note, theirs: DeckNote) -> Iterator[tuple[str, str]]:
    """Yield the name of each field of a note, with its content in the user's deck."""
    if set(note.fields) <= set(theirs.names):
        values = dict(zip(theirs.names, theirs.values, strict=False))
        yield from ((name, values.get(name, "")) for name in note.fields)
    else:
        # In other languages, Anki names the fields of its own note types otherwise.
        # Fields that a user added follow those of the note type.
        yield from zip(note.fields, theirs.values, strict=False)


def _entity(path: ValuePath) -> str:
    return "/".join(map(str, path[:2]))


def _new_text(edit: Edit) -> str:
    return "\n".join(edit.new) if isinstance(edit.new, tuple) else edit.new or ""


def _value_at(content: FieldContent, path: ValuePath) -> str | None:
    return next((value.text for value in content.values if value.path == path), None)


def _items(content: FieldContent, owner: ValuePath) -> list[str]:
    return [value.text for value in content.values if value.path[:-1] == owner]


def _is_older(theirs: DeckNote, entry: Entry) -> bool:
    """Return True if the question has changed since a note of the deck did."""
    day = entry.question.updated or entry.pack.metadata.as_of
    if day is None or theirs.modified is None:
        return False
    changed = datetime.datetime.fromtimestamp(theirs.modified, datetime.UTC)
    return changed.date() < day


def _plain(text: str, *, is_html: bool) -> str:
    return plain(text) if is_html else " ".join(text.split())
