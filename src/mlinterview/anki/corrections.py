"""What a user changed in a deck, taken back to the pack that the deck was made from.

Each field of a note is compared with what the exporter makes of the pack now. Where the
user's says something else, the stretch is found that it stands in, and with it the value
of the pack. A proposal is made only if it can be proved: the new value, made into HTML
again, has to say just what the user's field says. All else is shown, and not guessed.
"""

import datetime
import difflib
import enum
import functools
import itertools
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ..document import ARCHIVE, DEFAULT_LIMITS, Limits
from ..document import pointer as _pointer
from ..errors import Action, DeckError, Fix, PackError, Report, quote, shorten
from ..model import COLLECTIONS, Pack
from ..query import Entry, PackIndex
from ..storage import loading
from ..validation import FixedFile, fixing
from .content import Content, Note
from .decks import Deck, DeckNote, read_deck
from .makers import MAKERS

if TYPE_CHECKING:
    from .edits import Edit


class Reason(enum.StrEnum):
    """Why a difference is shown, and no change of the pack proposed."""

    MADE = "made"
    """The field is made of several values, or of none that a card shows as it is."""
    UNCERTAIN = "uncertain"
    """What the user wrote cannot be written in Markdown so that it says the same."""
    AGE = "age"
    """The pack has changed since the note did, so that the note may only be older."""
    CONFLICT = "conflict"
    """Both the user and the pack have changed it."""
    PLACE = "place"
    """The value cannot be changed in the file that it is in."""


_CONTEXT: Final = 40
"""How many equal characters are shown before those that differ."""
_MAX_LINE: Final = 200
"""How much of a line is shown, in characters."""

_REASONS: Final[Mapping[Reason, str]] = {
    Reason.MADE: "it is made of several values; change those that are meant",
    Reason.UNCERTAIN: "it cannot be taken back to Markdown with certainty",
    Reason.AGE: "the pack has changed since; name the pack of the deck with --base",
    Reason.CONFLICT: "more than one has changed it",
    Reason.PLACE: "the value cannot be changed where it stands",
}
_FOUND: Final[Mapping[Action, str]] = {
    Action.REPLACE: "another text at",
    Action.REMOVE: "removed",
    Action.INSERT: "new before",
}


def _differing(old: str, new: str) -> Iterator[str]:
    """Yield the lines in which two texts differ, from where they do."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        start = 0
        if i2 - i1 == j2 - j1 == 1:
            pairs = zip(before[i1], after[j1], strict=False)
            common = itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)
            start = max(0, len(list(common)) - _CONTEXT)
        for sign, lines in (("-", before[i1:i2]), ("+", after[j1:j2])):
            for line in filter(None, lines):
                shown = shorten(line[start:], _MAX_LINE)
                yield f"  {sign} {'…' if start else ''}{shown}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


@attrs.frozen(kw_only=True)
class Correction:
    """A change of one value of the pack that a deck proposes.

    Args:
        question: The id of the question on whose card it was made.
        field: The field of the note.
        entity: What it changes, such as ``question/overfitting`` or ``tip/be-brief``.
        fix: The change; applied to the files of the pack, it keeps their layout.
    """

    question: str
    field: str
    entity: str
    fix: Fix


@attrs.frozen(kw_only=True)
class Difference:
    """What differs in a note, where no change of the pack follows from it.

    Args:
        question: The id of the question.
        field: The field of the note.
        reason: Why it is only shown.
        entity: What of the pack it is about, if that is known.
        old: What the pack says, or nothing.
        new: What the deck says, or nothing.
    """

    question: str
    field: str
    reason: Reason
    entity: str
    old: str
    new: str


@attrs.frozen(kw_only=True)
class PersonalNote:
    """What a user keeps in a field that is theirs.

    Args:
        question: The id of the question.
        field: The field.
        text: What is in it.
    """

    question: str
    field: str
    text: str


@attrs.frozen(kw_only=True)
class Corrections:
    """What a deck says otherwise than its pack. Nothing is written before `write`.

    Args:
        report: What is wrong with the pack once they are made.
        corrections: The changes that follow for the pack.
        differences: What else differs.
        personal: What users keep in fields of their own, which is not for the pack.
        unknown: The first fields of the notes that are not from this pack.
        matched: How many notes are from this pack.
        files: The files of the pack that change; none if it is in an archive, or only
            named.
    """

    report: Report
    corrections: tuple[Correction, ...]
    differences: tuple[Difference, ...]
    personal: tuple[PersonalNote, ...]
    unknown: tuple[str, ...]
    matched: int
    files: tuple[FixedFile, ...] = attrs.field(repr=False)

    @property
    def diff(self) -> str:
        """The changes as a unified diff of the author's own files."""
        return "".join(file.diff for file in self.files)

    def write(self) -> None:
        """Write the files, each whole or not at all.

        Raises:
            PackError: If the pack would have errors then; none is written.
            MlinterviewError: If one of them has been changed in the meantime; then
                none is written.
            OSError: If one cannot be written; those before it are.
        """
        if not self.report.ok:
            raise PackError(self.report)
        fixing.write(self.files)

    def lines(self, *, applied: bool = False) -> Iterator[str]:
        """Yield what was found, a line for each thing.

        Args:
            applied: Whether the changes have been made.
        """
        for one in self.corrections:
            word = "Changed" if applied else "Change"
            yield f"{word} {one.entity}: {_FOUND[one.fix.action]} {one.fix.pointer}"
        for other in self.differences:
            about = other.entity or f"question/{other.question}"
            yield f"Left {about}, {other.field}: {_REASONS[other.reason]}"
            yield from _differing(other.old, other.new)
        for note in self.personal:
            yield f"Personal note on question/{note.question}: {note.text}"
        for name in self.unknown:
            yield f"Not from this pack: {name}"
        yield (
            f"{_counted(self.matched, 'note')} of this pack,"
            f" {_counted(len(self.corrections), 'change')},"
            f" {_counted(len(self.differences), 'difference')} left"
        )

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data, every key present."""
        return {
            "matched": self.matched,
            "problems": [problem.as_dict() for problem in self.report],
            "corrections": [
                {
                    "question": one.question,
                    "field": one.field,
                    "entity": one.entity,
                    "pointer": one.fix.pointer,
                    "action": str(one.fix.action),
                    "old": one.fix.old,
                    "new": one.fix.new,
                }
                for one in self.corrections
            ],
            "differences": [
                attrs.asdict(one) | {"reason": str(one.reason)}
                for one in self.differences
            ],
            "personal": [attrs.asdict(one) for one in self.personal],
            "unknown": [*self.unknown],
        }


def import_anki(
    deck: str | os.PathLike[str],
    pack: loading.Source,
    *,
    base: loading.Source | None = None,
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Corrections:
    """Return what a deck that a user edited says otherwise than the pack.

    Args:
        deck: The file: an ``.apkg`` or a ``.colpkg``, or notes as text, that Anki
            exported.
        pack: The pack that the deck was made from, as `load` takes it. To change it, it
            has to be a file or a directory.
        base: The pack as it was when the deck was made. Only what the user changed since
            is proposed then.
        today: The day on which the packs are checked; the current one by default.
        limits: How much to read of the packs.

    Raises:
        DeckError: If the deck cannot be read, or no note of it is from the pack.
        PackError: If a pack has errors.
    """
    read = read_deck(deck)
    document = loading.open_document(pack, limits=limits)
    loaded = loading.load(pack, today=today, limits=limits)
    former = loading.load(base, today=today, limits=limits) if base is not None else None
    found = _Comparer(_Notes(loaded), _Notes(former) if former is not None else None)
    for note in read.notes:
        found.compare(note, is_html=read.is_html)
    if not found.matched:
        raise _nothing_matches(read, loaded)
    corrections = tuple(found.corrections(loaded))
    made = fixing.Edited(Report(name=document.name), (), ())
    if _is_in_files(os.fspath(pack)):
        made = fixing.edit(document, [one.fix for one in corrections], today=today)
        misplaced = [one for one in corrections if one.fix not in made.done]
        found.differences += map(_misplaced, misplaced)
        corrections = tuple(one for one in corrections if one not in misplaced)
    return Corrections(
        report=made.report,
        corrections=corrections,
        differences=tuple(found.differences),
        personal=tuple(found.personal),
        unknown=tuple(found.unknown),
        matched=found.matched,
        files=made.files,
    )


def _is_in_files(source: str) -> bool:
    """Say whether a pack is in files that can be changed, and not only named."""
    if Path(source).suffix.lower() == ARCHIVE:
        return False
    return not loading.is_name(source) or Path(source).exists()


def _nothing_matches(deck: Deck, pack: Pack) -> DeckError:
    if not deck.notes:
        return DeckError(f"{quote(deck.name)} holds no notes")
    number = len(deck.notes)
    msg = (
        f"{quote(deck.name)} holds {number} note{'s' if number > 1 else ''}, and none is"
        f" from the pack {quote(pack.id)}; was it made from another pack? Text has to be"
        " exported with the unique identifier"
    )
    return DeckError(msg)


def _misplaced(one: Correction) -> Difference:
    return Difference(
        question=one.question,
        field=one.field,
        reason=Reason.PLACE,
        entity=one.entity,
        old=_as_text(one.fix.old),
        new=_as_text(one.fix.new),
    )


def _as_text(value: object) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value or "")


# Notes -----------------------------------------------------------------------


class _Notes:
    """The notes that the formats make of a pack, and how to find one."""

    def __init__(self, pack: Pack) -> None:
        index = PackIndex(pack)
        self.by_guid: dict[str, tuple[Entry, Note]] = {}
        self.by_id: dict[tuple[str, str], tuple[Entry, Note]] = {}
        for question in pack.questions:
            entry = Entry(question, index)
            for note in (note for make in MAKERS.values() for note in make(entry)):
                # A format that updates the notes of another one has the same.
                self.by_guid.setdefault(note.guid, (entry, note))
                self.by_id.setdefault((note.note_type, entry.global_id), (entry, note))

    def find(self, theirs: DeckNote) -> tuple[Entry, Note] | None:
        """Return what a note of a deck was made from, if that is clear."""
        if theirs.guid in self.by_guid:
            return self.by_guid[theirs.guid]
        for value in theirs.values:
            if (found := self.by_id.get((theirs.note_type, value))) is not None:
                return found
        return None


def _named(note: Note, theirs: DeckNote) -> Iterator[tuple[str, str]]:
    """Yield the fields of a note with what the user has in each.

    In other languages, Anki's own note types have fields of other names; those that
    have been added stand behind.
    """
    if set(note.fields) <= set(theirs.names):
        values = dict(zip(theirs.names, theirs.values, strict=False))
        yield from ((name, values.get(name, "")) for name in note.fields)
    else:
        yield from zip(note.fields, theirs.values, strict=False)


# Comparison ------------------------------------------------------------------


@attrs.frozen
class _Wish:
    """A change that one note proposes.

    Args:
        question: The id of its question.
        field: The field that it is in.
        edit: The change.
    """

    question: str
    field: str
    edit: "Edit"


class _Comparer:
    """Compares the notes of a deck with those of a pack, one after the other."""

    def __init__(self, current: _Notes, base: _Notes | None) -> None:
        self.current = current
        self.base = base
        self.matched = 0
        self.wishes: list[_Wish] = []
        self.differences: list[Difference] = []
        self.personal: list[PersonalNote] = []
        self.unknown: list[str] = []

    def compare(self, theirs: DeckNote, *, is_html: bool) -> None:
        """Take up what a note says otherwise."""
        found = self.current.find(theirs)
        if found is None:
            self.unknown.append(_plain("".join(theirs.values[:1]), is_html=is_html))
            return
        self.matched += 1
        entry, note = found
        former = self.base.find(theirs) if self.base is not None else None
        ours = note if former is None else former[1]
        for name, value in _named(note, theirs):
            field = _Field(
                question=entry.question.id,
                name=name,
                ours=ours.fields[name],
                now=note.fields[name],
                theirs=value,
                is_old=former is None and _is_older(theirs, entry),
            )
            if not field.ours.blocks:
                self._own(field, is_html=is_html)
            elif is_html:
                self._compare(field)
            else:
                self._compare_words(field)

    def _own(self, field: "_Field", *, is_html: bool) -> None:
        """Take up what is in a field that says nothing of the question."""
        text = _plain(field.theirs, is_html=is_html)
        if text and not field.ours.html:
            note = PersonalNote(question=field.question, field=field.name, text=text)
            self.personal.append(note)

    def _compare_words(self, field: "_Field") -> None:
        """Take up what differs in a field of which only the words are known."""
        html = _tools().html
        if html.words(field.ours.html) != "".join(field.theirs.split()):
            old = html.plain(field.ours.html)
            self.differences.append(
                field.difference(Reason.UNCERTAIN, (), old, field.theirs)
            )

    def _compare(self, field: "_Field") -> None:
        """Take up what differs in a field."""
        compare = _tools().fields.compare
        for found in compare(field.ours, field.theirs):
            if isinstance(found, _tools().fields.Doubt):
                reason = Reason.MADE if found.made else Reason.UNCERTAIN
                self.differences.append(
                    field.difference(reason, found.path, found.old, found.new)
                )
            elif field.is_old:
                self.differences.append(field.doubt(found, Reason.AGE))
            elif field.stands(found):
                self.wishes.append(_Wish(field.question, field.name, found))
            elif not field.holds(found):
                self.differences.append(field.doubt(found, Reason.CONFLICT))

    def corrections(self, pack: Pack) -> Iterator[Correction]:
        """Yield the changes that all notes together propose."""
        places = {
            (kind, entity.id): (key, at)
            for kind, (key, _cls) in COLLECTIONS.items()
            for at, entity in enumerate(getattr(pack, key))
        }
        by_value: dict[tuple[Any, ...], dict[Any, _Wish]] = {}
        for wish in self.wishes:
            # A tip is on many cards; one that says the same twice says it once.
            key = (wish.edit.path, wish.edit.action)
            by_value.setdefault(key, {}).setdefault(wish.edit, wish)
        for wishes in by_value.values():
            if len(wishes) > 1:
                self.differences += (_as_conflict(wish) for wish in wishes.values())
                continue
            (wish,) = wishes.values()
            kind, name, *keys = wish.edit.path
            new = wish.edit.new
            yield Correction(
                question=wish.question,
                field=wish.field,
                entity=f"{kind}/{name}",
                fix=Fix(
                    pointer=_pointer((*places[str(kind), str(name)], *keys)),
                    old=wish.edit.old,
                    new=list(new) if isinstance(new, tuple) else new,
                    action=wish.edit.action,
                ),
            )


@attrs.frozen(kw_only=True)
class _Field:
    """A field of a note as the pack and the user have it.

    Args:
        question: The id of the question.
        name: What it is called.
        ours: What it was made from.
        now: What the pack would make it from now.
        theirs: What the user has.
        is_old: Whether the pack has changed since the note did.
    """

    question: str
    name: str
    ours: Content
    now: Content
    theirs: str
    is_old: bool

    def stands(self, edit: "Edit") -> bool:
        """Say whether what a change is about is still as it was."""
        if edit.action is Action.REPLACE:
            return _at(self.now, edit.path) == edit.old
        owner = edit.path[:-1]
        return _items(self.now, owner) == _items(self.ours, owner)

    def holds(self, edit: "Edit") -> bool:
        """Say whether the pack has a change already."""
        return edit.action is Action.REPLACE and _at(self.now, edit.path) == edit.new

    def doubt(self, edit: "Edit", reason: Reason) -> Difference:
        """Return a change as one that is only shown."""
        new = "\n".join(edit.new) if isinstance(edit.new, tuple) else edit.new or ""
        return self.difference(reason, edit.path, edit.old or "", new)

    def difference(
        self, reason: Reason, path: tuple[str | int, ...], old: str, new: str
    ) -> Difference:
        """Return a difference of this field."""
        return Difference(
            question=self.question,
            field=self.name,
            reason=Reason.AGE if self.is_old else reason,
            entity="/".join(map(str, path[:2])),
            old=old,
            new=new,
        )


def _as_conflict(wish: _Wish) -> Difference:
    new = wish.edit.new
    return Difference(
        question=wish.question,
        field=wish.field,
        reason=Reason.CONFLICT,
        entity="/".join(map(str, wish.edit.path[:2])),
        old=wish.edit.old or "",
        new="\n".join(new) if isinstance(new, tuple) else new or "",
    )


def _at(content: Content, path: tuple[str | int, ...]) -> str | None:
    return next((one.text for one in content.values if one.path == path), None)


def _items(content: Content, owner: tuple[str | int, ...]) -> list[str]:
    return [one.text for one in content.values if one.path[:-1] == owner]


def _is_older(theirs: DeckNote, entry: Entry) -> bool:
    """Say whether the question has changed since a note did."""
    day = entry.question.updated or entry.pack.metadata.as_of
    if day is None or theirs.modified is None:
        return False
    changed = datetime.datetime.fromtimestamp(theirs.modified, datetime.UTC)
    return changed.date() < day


def _plain(text: str, *, is_html: bool) -> str:
    return _tools().html.plain(text) if is_html else " ".join(text.split())


@functools.cache
def _tools() -> "_Tools":
    """Return what reads HTML, which not everybody has installed.

    Raises:
        DeckError: If it is not.
    """
    try:
        from . import deck_html, edits
    except ImportError as error:
        msg = "to take back what is in a deck, install `mlinterview[anki]`"
        raise DeckError(msg) from error
    return _Tools(edits, deck_html)


@attrs.frozen
class _Tools:
    """The modules that read HTML.

    Args:
        fields: What finds the values that stand in a field.
        html: What makes blocks of HTML.
    """

    fields: Any
    html: Any
