"""A question as notes of Anki: what stands in each field, and which cards there are."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import attrs

from ..model import AnswerKind, FollowUp
from ..query import Entry
from ..rendering import HtmlWriter
from . import _anki_types
from ._anki import guid, neutralise
from ._anki_options import AnkiCards, AnkiPackageOptions, AnkiUpdateOptions
from ._anki_types import FOLLOW_UPS, NoteType
from ._sections import (
    ANSWER_HEADINGS,
    Part,
    Section,
    best_answer,
    follow_ups_body,
    sections,
)

NoteOptions = AnkiPackageOptions | AnkiUpdateOptions
"""What says which notes a question has."""

Image = Callable[[str], str]
"""What says how an image of the pack is called in a deck."""

# The GUIDs of each note type are its own: one that is there already under another type
# is a conflict to Anki. Were these to change, everybody's cards would be doubled.
_NAMESPACES: Final[Mapping[int, str]] = {
    _anki_types.QUESTION.id: "anki-apkg",
    _anki_types.KEY_POINTS.id: "anki-apkg-key-points",
}

_EPOCH: Final = datetime.date(2000, 1, 1)


@attrs.frozen(kw_only=True)
class Note:
    """A note as a deck holds it.

    Args:
        guid: By what Anki knows it in every collection.
        type: Of which kind it is.
        fields: The HTML in each of its fields, in order.
        cards: The numbers of its cards, by the templates or gaps that make them.
        modified: When what it says last changed, in seconds since 1970.
    """

    guid: str
    type: NoteType
    fields: tuple[str, ...]
    cards: tuple[int, ...]
    modified: int


def notes(entry: Entry, options: NoteOptions, writer: HtmlWriter) -> Iterator[Note]:
    """Yield the notes of a question.

    Args:
        entry: The question in its pack.
        options: What is chosen about them.
        writer: What makes its HTML, see `note_writer`.
    """
    fields = _fields(entry, options, writer)
    if AnkiCards.QUESTION in options.cards:
        follow_ups = (f"Follow-up {at + 1}" for at in range(FOLLOW_UPS))
        shown = (at + 1 for at, name in enumerate(follow_ups) if fields.get(name))
        yield _note(entry, _anki_types.QUESTION, fields, [0, *shown])
    if AnkiCards.KEY_POINTS in options.cards and (points := _gaps(entry, writer)):
        listed = "".join(f"<li>{point}</li>" for point in points)
        fields["Key Points"] = f"<ul>{listed}</ul>"
        yield _note(entry, _anki_types.KEY_POINTS, fields, range(len(points)))


def note_writer(image: Image | None = None) -> HtmlWriter:
    """Return what makes the HTML of the notes of a pack.

    Args:
        image: How an image is called; without it, what it shows is described.
    """
    return HtmlWriter(level=4, image=image, code="classes", finish=neutralise)


def note_guid(entry: Entry, type: NoteType = _anki_types.QUESTION) -> str:
    """Return the id by which Anki knows the note of a question.

    A question that was renamed keeps that of its first id; see `Question.first_id`.
    """
    return guid(_NAMESPACES[type.id], entry.pack.id, entry.question.first_id)


def note_fields(entry: Entry, options: NoteOptions | None = None) -> dict[str, str]:
    """Return what each field of the note of a question holds, as HTML, by its name.

    Images are described.
    """
    found = _fields(entry, options or AnkiPackageOptions(), note_writer())
    return {name: found.get(name, "") for name in _anki_types.QUESTION.fields}


def _note(
    entry: Entry, type: NoteType, fields: Mapping[str, str], cards: Iterable[int]
) -> Note:
    return Note(
        guid=note_guid(entry, type),
        type=type,
        fields=tuple(fields.get(name, "") for name in type.fields),
        cards=tuple(cards),
        modified=modified(entry),
    )


def modified(entry: Entry) -> int:
    """Return when what a note says last changed, in seconds since 1970.

    Anki takes a note for new if that is later than what it has. It is the day on which
    the question was updated, or that of the pack. If there is neither, the version of
    the pack stands for a day: a later version is a later moment, long ago.
    """
    day = entry.question.updated or entry.pack.metadata.as_of
    moment = datetime.datetime.combine(day or _EPOCH, datetime.time(), datetime.UTC)
    seconds = int(moment.timestamp())
    return seconds if day else seconds + _rank(entry.pack.version)


def _rank(version: str) -> int:
    """Return a number that is the higher, the later a version is.

    It stays below 23 years in seconds, so that no note seems newer than a user's edit.
    """
    rank = 0
    for number in re.split(r"[+-]", version)[0].split("."):
        rank = rank * 900 + min(int(number), 899)
    return rank


# Fields ----------------------------------------------------------------------


_OWN_FIELDS: Final = {
    Part.TIPS: "Tips",
    Part.MISTAKES: "Mistakes",
    Part.SOURCES: "Source",
}
"""The sections that have a field of their own."""


def _fields(entry: Entry, options: NoteOptions, writer: HtmlWriter) -> dict[str, str]:
    """Return what the fields of a question hold; one that is not there is empty."""
    with_cards, others = _parted(entry, options)
    found = {**_about(entry, writer), **_asked(with_cards, writer)}
    rest: list[str] = []
    for section in sections(entry):
        if section.part is Part.FOLLOW_UPS:
            body = follow_ups_body(entry, others)
            section = attrs.evolve(section, body=body)
            rest += [_folded(section, writer)] if body else []
        elif section.part in _OWN_FIELDS:
            found[_OWN_FIELDS[section.part]] = writer.blocks(section.body)
        elif section.essential and section.part is Part.KEY_POINTS:
            found["Key Points"] = writer.blocks(section.body)
        elif section.essential:
            found["Answer"] = _answer(section, writer)
        elif section.part is not Part.WEAK or options.weak_answers:
            rest.append(_folded(section, writer))
    found["More"] = "".join(rest)
    return found


def _about(entry: Entry, writer: HtmlWriter) -> dict[str, str]:
    """Return the fields that say what question it is."""
    question = entry.question
    metadata = entry.pack.metadata
    # Not its version: what is unchanged in a later one is to be the same note.
    pack = f"{metadata.title}, {metadata.license}"
    return {
        "ID": entry.global_id,
        "Question": writer.line(question.prompt),
        "Topic": " › ".join(writer.words(topic.title) for topic in entry.topic_path),
        "Stage": ", ".join(writer.words(stage.title) for stage in entry.stages),
        "Difficulty": str(question.difficulty or ""),
        "Pack": writer.words(pack),
    }


def _asked(follow_ups: Iterable[FollowUp], writer: HtmlWriter) -> dict[str, str]:
    """Return the fields of the follow-ups that have cards."""
    found: dict[str, str] = {}
    for number, follow_up in enumerate(follow_ups, 1):
        found[f"Follow-up {number}"] = writer.line(follow_up.prompt)
        found[f"Follow-up {number} Answer"] = writer.text(follow_up.answer or "")
    return found


def _parted(entry: Entry, options: NoteOptions) -> tuple[list[FollowUp], list[FollowUp]]:
    """Return the follow-ups that have cards of their own, and the others.

    One without an answer has none, nor one that leads to another question, which has
    cards anyway.
    """
    asked = entry.question.follow_ups
    room = FOLLOW_UPS if AnkiCards.FOLLOW_UPS in options.cards else 0
    chosen = [one for one in asked if one.answer and not one.question][:room]
    return chosen, [one for one in asked if one not in chosen]


def _gaps(entry: Entry, writer: HtmlWriter) -> list[str]:
    """Return the key points of the best answer, each as a gap with its own number."""
    best = best_answer(entry)
    points = best.key_points if best else ()
    return [
        f"{{{{c{number}::{_in_gap(writer.line(point))}}}}}"
        for number, point in enumerate(points, 1)
    ]


def _in_gap(made: str) -> str:
    """Return HTML that is all within a gap: nothing in it ends it or is a hint."""
    for sign in "{}:":
        made = made.replace(sign, f"&#{ord(sign)};")
    return made


# HTML ------------------------------------------------------------------------


def _answer(section: Section, writer: HtmlWriter) -> str:
    """Return the best answer, with a heading if it is not simply the answer."""
    body = writer.blocks(section.body)
    if section.heading == ANSWER_HEADINGS[AnswerKind.SAMPLE]:
        return body
    return f"<h4>{writer.words(section.heading)}</h4>{body}"


def _folded(section: Section, writer: HtmlWriter) -> str:
    """Return a section that is opened when somebody wants it."""
    summary, body = writer.words(section.heading), writer.blocks(section.body)
    return f"<details><summary>{summary}</summary>{body}</details>"
