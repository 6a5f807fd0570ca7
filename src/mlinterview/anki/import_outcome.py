"""What Anki will do when the deck of a newer release of a pack is imported.

Anki recognizes notes by their GUIDs, updates those that have changed, and deletes none.
The outcome is predicted from the notes that a format makes of both releases, so that a
changed tip counts for every question on whose card it is.
"""

import enum
import itertools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import attrs

from ..model import Entity, Extensible, Pack
from ..query import Entry, PackIndex
from .note_content import Note

NoteMaker = Callable[[Entry], Iterable[Note]]
"""Returns the notes that a format makes of a question."""


class ImportEffect(enum.StrEnum):
    """What an import does with a note."""

    ADDED = "added"
    """The note is new in the deck."""
    UPDATED = "updated"
    """The note of the deck is replaced."""
    SKIPPED = "skipped"
    """The note has changed, but Anki does not take it because its date has not."""
    LEFT = "left"
    """The note stays in the deck, although the newer release does not have it."""


@attrs.frozen(kw_only=True)
class NoteOutcome:
    """What an import does with one note.

    Args:
        question: The id of its question in the newer release; in the older one if the
            newer one does not have the question.
        effect: What Anki does.
        fields: The fields of the note whose content differs.
        because: The other changed entities on the card, such as ``tip/name-the-cost``.
        search: For a note that stays: what finds it in Anki's browser, to be deleted by
            hand.
    """

    question: str
    effect: ImportEffect
    fields: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    search: str = ""


@attrs.frozen(kw_only=True)
class ImportOutcome:
    """What an import in one format does to a deck of the older release.

    Args:
        format: The name of the format.
        notes: The outcome for each note that is not unchanged, in the order of the pack.
        unchanged: How many notes are unchanged.
        replaces_tags: Whether updated notes lose the tags that users gave them.
        empties: The fields with users' own texts that updated notes lose.
    """

    format: str
    notes: tuple[NoteOutcome, ...]
    unchanged: int
    replaces_tags: bool
    empties: tuple[str, ...]

    def of(self, effect: ImportEffect) -> tuple[NoteOutcome, ...]:
        """Return the outcomes with a certain effect."""
        return tuple(note for note in self.notes if note.effect is effect)

    def lines(self) -> Iterator[str]:
        """Yield the outcome as sentences of Markdown."""
        added, updated = (
            _counted_notes(len(self.of(effect)))
            for effect in (ImportEffect.ADDED, ImportEffect.UPDATED)
        )
        kept = _counted_notes(self.unchanged)
        yield f"An import adds {added}, updates {updated} and finds {kept} unchanged."
        if self.of(ImportEffect.UPDATED):
            tags = ["the tags of users"] if self.replaces_tags else []
            lost = " and ".join([*tags, *(f"what is in {name}" for name in self.empties)])
            yield (
                "Updated notes keep their schedule and their deck"
                f"{f'; they lose {lost}' if lost else ''}."
            )
        for note in self.of(ImportEffect.SKIPPED):
            yield f"Anki skips `{note.question}`: it has changed, but its date has not."
        for note in self.of(ImportEffect.LEFT):
            yield (
                f"Anki deletes nothing, so `{note.question}` stays. To find and delete"
                f" it, search for {_code(note.search)}"
            )


def predict_import(
    format: str, make_notes: NoteMaker, old: Pack, new: Pack, *, changed: Collection[str]
) -> ImportOutcome:
    """Return the effects on an older release's deck of importing a newer release.

    Args:
        format: The name of the format.
        make_notes: Returns the notes that the format makes of a question.
        old: The older release.
        new: The newer release.
        changed: The entities that have changed on the cards of other questions, such as
            ``tip/be-brief``.
    """
    before, after = _usual_notes(make_notes, old), _usual_notes(make_notes, new)
    outcomes = [
        _outcome(before.get(guid), entry, note, changed)
        for guid, (entry, note) in after.items()
    ]
    touched = [outcome for outcome in outcomes if outcome is not None]
    left = [
        NoteOutcome(
            question=entry.question.id, effect=ImportEffect.LEFT, search=note.search
        )
        for guid, (entry, note) in before.items()
        if guid not in after
    ]
    notes = [note for _entry, note in after.values()]
    return ImportOutcome(
        format=format,
        notes=(*touched, *left),
        unchanged=len(outcomes) - len(touched),
        replaces_tags=any(note.tags is not None for note in notes),
        empties=tuple(dict.fromkeys(name for note in notes for name in note.emptied)),
    )


def _usual_notes(make_notes: NoteMaker, pack: Pack) -> dict[str, tuple[Entry, Note]]:
    """Return the notes that a deck of a pack has by default, by their GUIDs."""
    index = PackIndex(pack)
    entries = (Entry(question, index) for question in pack.questions)
    return {
        note.guid: (entry, note)
        for entry in entries
        for note in make_notes(entry)
        if note.usual
    }


def _outcome(
    before: tuple[Entry, Note] | None, entry: Entry, note: Note, changed: Collection[str]
) -> NoteOutcome | None:
    """Return the effect of an import on one note, or None if it is unchanged."""
    question = entry.question.id
    if before is None:
        return NoteOutcome(question=question, effect=ImportEffect.ADDED)
    old_entry, old_note = before
    old_shown, shown = _shown_entities(old_entry), _shown_entities(entry)
    # Rendering takes time, and most cards show what they showed before.
    fields = () if old_shown == shown else _changed_fields(old_note, note)
    effect = _effect(old_note, note, differs=bool(fields))
    if effect is None:
        return None
    itself = f"question/{question}"
    names = dict.fromkeys((*old_shown, *shown))
    return NoteOutcome(
        question=question,
        effect=effect,
        fields=fields,
        because=tuple(name for name in names if name in changed and name != itself),
    )


def _effect(old: Note, new: Note, *, differs: bool) -> ImportEffect | None:
    """Return the effect on a note that the deck has, or None if there is none."""
    differs = differs or set(old.tags or ()) != set(new.tags or ())
    if old.modified is None or new.modified is None:
        return ImportEffect.UPDATED if differs else None
    if new.modified > old.modified:
        return ImportEffect.UPDATED
    return ImportEffect.SKIPPED if differs else None


def _changed_fields(old: Note, new: Note) -> tuple[str, ...]:
    """Return the names of the fields about the question whose content differs."""
    return tuple(
        name
        for name, content in new.fields.items()
        if content.blocks or old.fields[name].blocks
        if content.html != old.fields[name].html
    )


def _shown_entities(entry: Entry) -> dict[str, Extensible]:
    """Return the entities on the card of a question, itself included, by their names."""
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
    return {
        f"{kind}/{entity.id}": entity
        for kind, entities in shown.items()
        for entity in entities
    }


def _code(text: str) -> str:
    """Return text as code in Markdown, whatever characters it contains."""
    ticks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _counted_notes(number: int) -> str:
    return f"{number} note{'' if number == 1 else 's'}"
