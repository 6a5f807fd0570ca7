"""A question as notes of Anki: what stands in each field, and which cards there are."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import attrs

from ..model import AnswerKind, FollowUp
from ..presentation import (
    ANSWER_HEADINGS,
    QuestionSection,
    SectionKind,
    best_answer,
    follow_up_texts,
    follow_ups_body,
    sections,
)
from ..query import Entry
from ..rendering import Block, HtmlWriter, Inline, Paragraph, Plain
from . import content, note_types
from .content import Content
from .naming import field_search, guid, neutralise
from .note_types import FOLLOW_UPS, NoteType
from .options import AnkiCards, AnkiPackageOptions, AnkiUpdateOptions

NoteOptions = AnkiPackageOptions | AnkiUpdateOptions
"""What says which notes a question has."""

Image = Callable[[str], str]
"""What says how an image of the pack is called in a deck."""

# The GUIDs of each note type are its own: one that is there already under another type
# is a conflict to Anki. Were these to change, everybody's cards would be doubled.
_NAMESPACES: Final[Mapping[int, str]] = {
    note_types.QUESTION.id: "anki-apkg",
    note_types.KEY_POINTS.id: "anki-apkg-key-points",
}

_EPOCH: Final = datetime.date(2000, 1, 1)


@attrs.frozen(kw_only=True)
class Note:
    """A note as a deck holds it.

    Args:
        guid: By what Anki knows it in every collection.
        type: Of which kind it is.
        contents: What each of its fields holds, by its name, in order.
        cards: The numbers of its cards, by the templates or gaps that make them.
        modified: When what it says last changed, in seconds since 1970.
    """

    guid: str
    type: NoteType
    contents: Mapping[str, Content]
    cards: tuple[int, ...]
    modified: int

    @property
    def fields(self) -> tuple[str, ...]:
        """The HTML in each of its fields, in order."""
        return tuple(content.html for content in self.contents.values())


def deck_notes(
    entry: Entry, *, tags: tuple[str, ...] | None, dated: bool
) -> Iterator[content.Note]:
    """Yield what the notes of a question are to a deck that holds them.

    Args:
        entry: The question in its pack.
        tags: Their tags, or `None` if a format leaves those that are there.
        dated: Whether Anki goes by when they changed, as it does with a package, which
            replaces whatever a note holds.
    """
    options = AnkiPackageOptions(cards=tuple(AnkiCards))
    for note in notes(entry, options, note_writer()):
        yield content.Note(
            guid=note.guid,
            note_type=note.type.name,
            fields=note.contents,
            tags=tags,
            modified=note.modified if dated else None,
            search=field_search("ID", entry.global_id),
            usual=note.type is note_types.QUESTION,
            emptied=(note_types.PERSONAL,) if dated else (),
        )


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
        shown = (at + 1 for at, name in enumerate(follow_ups) if name in fields)
        yield _note(entry, note_types.QUESTION, fields, [0, *shown])
    if AnkiCards.KEY_POINTS in options.cards and (points := _gaps(entry, writer)):
        listed = "".join(f"<li>{point}</li>" for point in points)
        points_field = fields["Key Points"]
        fields["Key Points"] = attrs.evolve(
            points_field, make=lambda: f"<ul>{listed}</ul>"
        )
        yield _note(entry, note_types.KEY_POINTS, fields, range(len(points)))


def note_writer(image: Image | None = None) -> HtmlWriter:
    """Return what makes the HTML of the notes of a pack.

    Args:
        image: How an image is called; without it, what it shows is described.
    """
    return HtmlWriter(level=4, image=image, code="classes", finish=neutralise)


def note_guid(entry: Entry, type: NoteType = note_types.QUESTION) -> str:
    """Return the id by which Anki knows the note of a question.

    A question that was renamed keeps that of its first id; see `Question.first_id`.
    """
    return guid(_NAMESPACES[type.id], entry.pack.id, entry.question.first_id)


def note_fields(entry: Entry, options: NoteOptions | None = None) -> dict[str, str]:
    """Return what each field of the note of a question holds, as HTML, by its name.

    Images are described.
    """
    found = _fields(entry, options or AnkiPackageOptions(), note_writer())
    return {
        name: found[name].html if name in found else ""
        for name in note_types.QUESTION.fields
    }


def _note(
    entry: Entry, type: NoteType, fields: Mapping[str, Content], cards: Iterable[int]
) -> Note:
    empty = Content(make=str, writer=note_writer())
    return Note(
        guid=note_guid(entry, type),
        type=type,
        contents={name: fields.get(name, empty) for name in type.fields},
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
    SectionKind.TIPS: "Tips",
    SectionKind.MISTAKES: "Mistakes",
    SectionKind.SOURCES: "Source",
}
"""The sections that have a field of their own."""


def _fields(entry: Entry, options: NoteOptions, html: HtmlWriter) -> dict[str, Content]:
    """Return what the fields of a question hold; one that is not there is empty."""
    with_cards, others = _parted(entry, options)
    found = {**_about(entry, html), **_asked(entry, with_cards, html)}
    rest: list[QuestionSection] = []
    for section in sections(entry):
        if section.kind is SectionKind.FOLLOW_UPS:
            body = follow_ups_body(entry, others)
            rest += [attrs.evolve(section, body=body)] if body else []
        elif section.kind in _OWN_FIELDS:
            found[_OWN_FIELDS[section.kind]] = _content(html, section.body)
        elif section.essential and section.kind is SectionKind.KEY_POINTS:
            found["Key Points"] = _content(html, section.body)
        elif section.essential:
            found["Answer"] = _answer(section, html)
        elif section.kind is not SectionKind.WEAK or options.weak_answers:
            rest.append(section)
    found["More"] = _folded(rest, html)
    return found


def _about(entry: Entry, html: HtmlWriter) -> dict[str, Content]:
    """Return the fields that say what question it is."""
    question = entry.question
    metadata = entry.pack.metadata
    # Not its version: what is unchanged in a later one is to be the same note.
    pack = f"{metadata.title}, {metadata.license}"
    prompt = Inline(question.prompt, of=("question", question.id, "prompt"))
    return {
        "ID": Content(make=lambda: entry.global_id, writer=html),
        "Question": _content(html, (prompt,)),
        "Topic": _words(html, " › ", (topic.title for topic in entry.topic_path)),
        "Stage": _words(html, ", ", (stage.title for stage in entry.stages)),
        "Difficulty": _words(html, "", (str(question.difficulty or ""),)),
        "Pack": Content(make=lambda: html.words(pack), writer=html),
    }


def _asked(
    entry: Entry, follow_ups: Iterable[FollowUp], html: HtmlWriter
) -> dict[str, Content]:
    """Return the fields of the follow-ups that have cards."""
    found: dict[str, Content] = {}
    for number, follow_up in enumerate(follow_ups, 1):
        prompt, answer = follow_up_texts(entry, follow_up)
        found[f"Follow-up {number}"] = _content(html, (prompt,))
        found[f"Follow-up {number} Answer"] = _content(html, (answer,))
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


def _content(html: HtmlWriter, blocks: Iterable[Block | Inline]) -> Content:
    """Return a field that shows blocks, or a line, and no more."""
    shown = tuple(blocks)
    return Content(make=lambda: html.blocks(shown), blocks=shown, writer=html)


def _words(html: HtmlWriter, between: str, words: Iterable[str]) -> Content:
    """Return a field of plain words from several places."""
    shown = between.join(words)
    blocks = (Paragraph((Plain(shown),)),) if shown else ()
    return Content(make=lambda: html.words(shown), blocks=blocks, writer=html)


def _answer(section: QuestionSection, html: HtmlWriter) -> Content:
    """Return the best answer, with a heading if it is not simply the answer."""
    content = _content(html, section.body)
    if section.heading == ANSWER_HEADINGS[AnswerKind.SAMPLE]:
        return content
    heading = html.words(section.heading)
    return attrs.evolve(content, make=lambda: f"<h4>{heading}</h4>{content.html}")


def _folded(shown: Iterable[QuestionSection], html: HtmlWriter) -> Content:
    """Return sections that are opened when somebody wants them."""
    found = tuple(shown)

    def make() -> str:
        return "".join(
            f"<details><summary>{html.words(section.heading)}</summary>"
            f"{html.blocks(section.body)}</details>"
            for section in found
        )

    blocks = tuple(block for section in found for block in section.body)
    return Content(make=make, blocks=blocks, writer=html)
