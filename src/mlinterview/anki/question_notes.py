"""The notes of a question in a package: the content of each field, and the cards."""

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
from . import note_types
from .naming import field_search, guid
from .note_content import FieldContent, Note, escape_anki_markup
from .note_types import FOLLOW_UPS, NoteType
from .options import AnkiCards, AnkiPackageOptions, AnkiUpdateOptions

NoteOptions = AnkiPackageOptions | AnkiUpdateOptions
"""The options that decide which notes a question has."""

ImageNamer = Callable[[str], str]
"""Returns the name that an image has in a deck, given its path in the pack."""

# Each note type has GUIDs of its own: Anki reports a conflict if a GUID exists under
# another note type. If these changed, every user would get a second copy of each card.
_NAMESPACES: Final[Mapping[int, str]] = {
    note_types.QUESTION.id: "anki-apkg",
    note_types.KEY_POINTS.id: "anki-apkg-key-points",
}

_EPOCH: Final = datetime.date(2000, 1, 1)


@attrs.frozen(kw_only=True)
class QuestionNote:
    """A note of a question, of one of the note types in `note_types`.

    Args:
        guid: The id by which Anki recognizes it in every collection.
        type: Its note type.
        contents: The content of each field, by the name of the field, in order.
        cards: The number of each of its cards: that of its template, or of its gap.
        modified: When its content last changed, in seconds since 1970.
    """

    guid: str
    type: NoteType
    contents: Mapping[str, FieldContent]
    cards: tuple[int, ...]
    modified: int

    @property
    def fields(self) -> tuple[str, ...]:
        """The HTML of each field, in order."""
        return tuple(content.html for content in self.contents.values())


def describe_notes(
    entry: Entry, *, tags: tuple[str, ...] | None, dated: bool
) -> Iterator[Note]:
    """Yield the notes of a question with all cards, as a format describes them.

    Args:
        entry: The question in its pack.
        tags: Their tags, or None if an import leaves the tags of a note as they are.
        dated: Whether Anki imports only notes that are newer than its own, and then
            replaces all their fields, as it does with a package.
    """
    options = AnkiPackageOptions(cards=tuple(AnkiCards))
    for note in make_notes(entry, options, note_writer()):
        yield Note(
            guid=note.guid,
            note_type=note.type.name,
            fields=note.contents,
            tags=tags,
            modified=note.modified if dated else None,
            search=field_search("ID", entry.global_id),
            usual=note.type is note_types.QUESTION,
            emptied=(note_types.PERSONAL,) if dated else (),
        )


def make_notes(
    entry: Entry, options: NoteOptions, writer: HtmlWriter
) -> Iterator[QuestionNote]:
    """Yield the notes of a question.

    Args:
        entry: The question in its pack.
        options: The options that decide which notes there are.
        writer: Makes the HTML; see `note_writer`.
    """
    fields = _fields(entry, options, writer)
    if AnkiCards.QUESTION in options.cards:
        numbers = range(1, FOLLOW_UPS + 1)
        follow_ups = (number for number in numbers if f"Follow-up {number}" in fields)
        yield _note(entry, note_types.QUESTION, fields, [0, *follow_ups])
    if AnkiCards.KEY_POINTS in options.cards and (points := _gaps(entry, writer)):
        items = "".join(f"<li>{point}</li>" for point in points)
        fields["Key Points"] = attrs.evolve(
            fields["Key Points"], make=lambda: f"<ul>{items}</ul>"
        )
        yield _note(entry, note_types.KEY_POINTS, fields, range(len(points)))


def note_writer(image: ImageNamer | None = None) -> HtmlWriter:
    """Return the writer of the HTML of a pack's notes.

    Args:
        image: Names the images; without it, their descriptions are shown instead.
    """
    return HtmlWriter(level=4, image=image, code="classes", finish=escape_anki_markup)


def note_guid(entry: Entry, type: NoteType = note_types.QUESTION) -> str:
    """Return the GUID of the note of a question.

    A renamed question keeps the GUID of its first id; see `Question.first_id`.
    """
    return guid(_NAMESPACES[type.id], entry.pack.id, entry.question.first_id)


def note_fields(entry: Entry, options: NoteOptions | None = None) -> dict[str, str]:
    """Return the HTML of each field of a question's note, by the name of the field.

    Descriptions replace the images.
    """
    fields = _fields(entry, options or AnkiPackageOptions(), note_writer())
    return {
        name: fields[name].html if name in fields else ""
        for name in note_types.QUESTION.fields
    }


def _note(
    entry: Entry, type: NoteType, fields: Mapping[str, FieldContent], cards: Iterable[int]
) -> QuestionNote:
    empty = FieldContent(make=str, writer=note_writer())
    return QuestionNote(
        guid=note_guid(entry, type),
        type=type,
        contents={name: fields.get(name, empty) for name in type.fields},
        cards=tuple(cards),
        modified=modified(entry),
    )


def modified(entry: Entry) -> int:
    """Return when the content of a question's note last changed, in seconds since 1970.

    Anki updates a note only if that is later than in the note that it has. It is the day
    on which the question was updated, or else the pack. If neither states a day, the
    moment is computed from the version of the pack: a higher version is a later moment,
    in the years from 2000 on.
    """
    day = entry.question.updated or entry.pack.metadata.as_of
    moment = datetime.datetime.combine(day or _EPOCH, datetime.time(), datetime.UTC)
    seconds = int(moment.timestamp())
    return seconds if day else seconds + _rank(entry.pack.version)


def _rank(version: str) -> int:
    """Return a number for a version, so that a higher version has a higher number.

    It is at most 23 years in seconds, so that no note seems newer than a user's edit.
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
"""The field of each section that has one of its own."""


def _fields(
    entry: Entry, options: NoteOptions, html: HtmlWriter
) -> dict[str, FieldContent]:
    """Return the content of each field of a question; fields left out are empty."""
    with_cards, others = _split_follow_ups(entry, options)
    fields = {**_about(entry, html), **_follow_ups(entry, with_cards, html)}
    rest: list[QuestionSection] = []
    for section in sections(entry):
        if section.kind is SectionKind.FOLLOW_UPS:
            body = follow_ups_body(entry, others)
            rest += [attrs.evolve(section, body=body)] if body else []
        elif section.kind in _OWN_FIELDS:
            fields[_OWN_FIELDS[section.kind]] = _content(html, section.body)
        elif section.essential and section.kind is SectionKind.KEY_POINTS:
            fields["Key Points"] = _content(html, section.body)
        elif section.essential:
            fields["Answer"] = _answer(section, html)
        elif section.kind is not SectionKind.WEAK or options.weak_answers:
            rest.append(section)
    fields["More"] = _folded(rest, html)
    return fields


def _about(entry: Entry, html: HtmlWriter) -> dict[str, FieldContent]:
    """Return the fields that identify the question."""
    question = entry.question
    metadata = entry.pack.metadata
    # Without the version: a question that a new version leaves alone keeps its note.
    pack = f"{metadata.title}, {metadata.license}"
    prompt = Inline(question.prompt, of=("question", question.id, "prompt"))
    return {
        "ID": FieldContent(make=lambda: entry.global_id, writer=html),
        "Question": _content(html, (prompt,)),
        "Topic": _words(html, " › ", (topic.title for topic in entry.topic_path)),
        "Stage": _words(html, ", ", (stage.title for stage in entry.stages)),
        "Difficulty": _words(html, "", (str(question.difficulty or ""),)),
        "Pack": FieldContent(make=lambda: html.words(pack), writer=html),
    }


def _follow_ups(
    entry: Entry, follow_ups: Iterable[FollowUp], html: HtmlWriter
) -> dict[str, FieldContent]:
    """Return the fields of the follow-ups that have cards."""
    fields: dict[str, FieldContent] = {}
    for number, follow_up in enumerate(follow_ups, 1):
        prompt, answer = follow_up_texts(entry, follow_up)
        fields[f"Follow-up {number}"] = _content(html, (prompt,))
        fields[f"Follow-up {number} Answer"] = _content(html, (answer,))
    return fields


def _split_follow_ups(
    entry: Entry, options: NoteOptions
) -> tuple[list[FollowUp], list[FollowUp]]:
    """Return the follow-ups that have cards of their own, and the others.

    A follow-up without an answer has no card. Nor has one that refers to another
    question of the pack, because that question has cards anyway.
    """
    all_of_them = entry.question.follow_ups
    limit = FOLLOW_UPS if AnkiCards.FOLLOW_UPS in options.cards else 0
    answered = [each for each in all_of_them if each.answer and not each.question]
    with_cards = answered[:limit]
    return with_cards, [each for each in all_of_them if each not in with_cards]


def _gaps(entry: Entry, writer: HtmlWriter) -> list[str]:
    """Return the key points of the best answer, each as a gap with its own number."""
    best = best_answer(entry)
    points = best.key_points if best else ()
    return [
        f"{{{{c{number}::{_in_gap(writer.line(point))}}}}}"
        for number, point in enumerate(points, 1)
    ]


def _in_gap(html: str) -> str:
    """Return HTML in which nothing ends the gap around it, or starts a hint."""
    for character in "{}:":
        html = html.replace(character, f"&#{ord(character)};")
    return html


# HTML ------------------------------------------------------------------------


def _content(html: HtmlWriter, blocks: Iterable[Block | Inline]) -> FieldContent:
    """Return a field that shows these blocks and nothing else."""
    shown = tuple(blocks)
    return FieldContent(make=lambda: html.blocks(shown), blocks=shown, writer=html)


def _words(html: HtmlWriter, between: str, words: Iterable[str]) -> FieldContent:
    """Return a field of plain text, joined from several values."""
    text = between.join(words)
    blocks = (Paragraph((Plain(text),)),) if text else ()
    return FieldContent(make=lambda: html.words(text), blocks=blocks, writer=html)


def _answer(section: QuestionSection, html: HtmlWriter) -> FieldContent:
    """Return the best answer, under a heading unless it is a sample answer."""
    content = _content(html, section.body)
    if section.heading == ANSWER_HEADINGS[AnswerKind.SAMPLE]:
        return content
    heading = html.words(section.heading)
    return attrs.evolve(content, make=lambda: f"<h4>{heading}</h4>{content.html}")


def _folded(shown: Iterable[QuestionSection], html: HtmlWriter) -> FieldContent:
    """Return a field of sections that are folded until the reader opens them."""
    folded = tuple(shown)

    def make() -> str:
        return "".join(
            f"<details><summary>{html.words(section.heading)}</summary>"
            f"{html.blocks(section.body)}</details>"
            for section in folded
        )

    blocks = tuple(block for section in folded for block in section.body)
    return FieldContent(make=make, blocks=blocks, writer=html)
