"""Corrections: the changes of a pack that follow from what a user changed in a deck."""

import difflib
import enum
import itertools
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from ..errors import Action, Fix, PackError, Report, shorten
from ..validation import FixedFile, write_fixed_files


class DifferenceReason(enum.StrEnum):
    """Why a difference is only shown, and no change of the pack proposed."""

    COMPOSED = "composed"
    """The text is composed of several values, or of none that can be changed."""
    UNCERTAIN = "uncertain"
    """No Markdown is known that makes what the user wrote."""
    AGE = "age"
    """The pack changed after the note did, so the note may only be older."""
    CONFLICT = "conflict"
    """The user and the author changed the value, or two cards change it differently."""
    PLACE = "place"
    """The value cannot be changed safely in its file."""


_REASONS: Final[Mapping[DifferenceReason, str]] = {
    DifferenceReason.COMPOSED: "it is composed of several values; change those by hand",
    DifferenceReason.UNCERTAIN: "it cannot be converted to Markdown with certainty",
    DifferenceReason.AGE: "the pack has changed since; name the pack of the deck with"
    " --base",
    DifferenceReason.CONFLICT: "it was changed more than once, in different ways",
    DifferenceReason.PLACE: "the value cannot be changed safely in its file",
}
_ACTIONS: Final[Mapping[Action, str]] = {
    Action.REPLACE: "another text at",
    Action.REMOVE: "removed",
    Action.INSERT: "new before",
}
_CONTEXT: Final = 40
"""How many equal characters to show before the first that differs."""
_MAX_LINE: Final = 200
"""How many characters of a line to show."""


@attrs.frozen(kw_only=True)
class Correction:
    """A change of one value of the pack that follows from a deck.

    Args:
        question: The id of the question on whose card the user made the change.
        field: The field of the note.
        entity: The entity to change, such as ``question/overfitting`` or
            ``tip/be-brief``.
        fix: The change. Made in the files of the pack, it keeps their layout.
    """

    question: str
    field: str
    entity: str
    fix: Fix


@attrs.frozen(kw_only=True)
class CardDifference:
    """A difference between a card and the pack from which no correction follows.

    Args:
        question: The id of the question.
        field: The field of the note.
        reason: Why no correction follows.
        entity: The entity that differs; empty if it is not known.
        old: The text of the pack; may be empty.
        new: The text of the deck; may be empty.
    """

    question: str
    field: str
    reason: DifferenceReason
    entity: str
    old: str
    new: str


@attrs.frozen(kw_only=True)
class PersonalNote:
    """A text that a user keeps in a field that belongs to the user.

    Args:
        question: The id of the question.
        field: The field.
        text: The text, without HTML.
    """

    question: str
    field: str
    text: str


@attrs.frozen(kw_only=True)
class Corrections:
    """The result of `import_anki`. It changes no file until `write` is called.

    Args:
        report: The problems that the pack would have after the corrections.
        corrections: The changes of the pack that follow.
        differences: The other differences between the deck and the pack.
        personal: The texts in fields that belong to the user; they are not for the pack.
        unknown: The text of the first field of each note that is not from this pack.
        matched: How many notes are from this pack.
        files: The files of the pack that would change; none if the pack is in an archive
            or was given by its name.
    """

    report: Report
    corrections: tuple[Correction, ...]
    differences: tuple[CardDifference, ...]
    personal: tuple[PersonalNote, ...]
    unknown: tuple[str, ...]
    matched: int
    files: tuple[FixedFile, ...] = attrs.field(repr=False)

    @property
    def diff(self) -> str:
        """The changes as a unified diff of the author's files."""
        return "".join(file.diff for file in self.files)

    def write(self) -> None:
        """Write the corrections to the files of the pack, each file completely.

        Raises:
            PackError: If the pack would have errors; no file is written then.
            MlinterviewError: If a file has changed since it was read; no file is written
                then.
            OSError: If a file cannot be written; those before it are written.
        """
        if not self.report.ok:
            raise PackError(self.report)
        write_fixed_files(self.files)

    def lines(self, *, applied: bool = False) -> Iterator[str]:
        """Yield the result as lines of text, with a summary at the end.

        Args:
            applied: Whether the corrections have been written.
        """
        for correction in self.corrections:
            word = "Changed" if applied else "Change"
            action = _ACTIONS[correction.fix.action]
            yield f"{word} {correction.entity}: {action} {correction.fix.pointer}"
        for difference in self.differences:
            name = difference.entity or f"question/{difference.question}"
            yield f"Left {name}, {difference.field}: {_REASONS[difference.reason]}"
            yield from _differing_lines(difference.old, difference.new)
        for note in self.personal:
            yield f"Personal note on question/{note.question}: {note.text}"
        for text in self.unknown:
            yield f"Not from this pack: {text}"
        yield (
            f"{_counted(self.matched, 'note')} of this pack,"
            f" {_counted(len(self.corrections), 'change')},"
            f" {_counted(len(self.differences), 'difference')} left"
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the result as plain data, with every key present."""
        return {
            "matched": self.matched,
            "problems": [problem.as_dict() for problem in self.report],
            "corrections": [
                {
                    "question": correction.question,
                    "field": correction.field,
                    "entity": correction.entity,
                    "pointer": correction.fix.pointer,
                    "action": str(correction.fix.action),
                    "old": correction.fix.old,
                    "new": correction.fix.new,
                }
                for correction in self.corrections
            ],
            "differences": [
                attrs.asdict(difference) | {"reason": str(difference.reason)}
                for difference in self.differences
            ],
            "personal": [attrs.asdict(note) for note in self.personal],
            "unknown": [*self.unknown],
        }


def _differing_lines(old: str, new: str) -> Iterator[str]:
    """Yield the lines in which two texts differ, cut to where they differ."""
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
                text = shorten(line[start:], _MAX_LINE)
                yield f"  {sign} {'…' if start else ''}{text}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
