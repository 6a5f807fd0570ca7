"""Notes of the type Basic, which every Anki has; the format anki-csv makes them."""

from collections.abc import Iterable
from typing import Final

from ..presentation import QuestionSection, SectionKind, sections
from ..query import Entry
from ..rendering import HtmlWriter, Inline
from .csv_writer import escape_formula, one_line
from .naming import field_search, guid, tags
from .note_content import FieldContent, Note, escape_anki_markup
from .options import AnkiCsvOptions

# The GUIDs differ from those of the notes in a package: Anki reports a conflict if a
# GUID exists under another note type.
_NAMESPACE: Final = "anki-csv"


def basic_writer() -> HtmlWriter:
    """Return the writer of the HTML of Basic notes."""
    # The file brings no style sheet, so code is highlighted by weight and slant, which
    # can be read on light and on dark cards.
    return HtmlWriter(level=4, code="inline", finish=_finish)


def basic_note(entry: Entry, writer: HtmlWriter, options: AnkiCsvOptions) -> Note:
    """Return the note of a question.

    Args:
        entry: The question in its pack.
        writer: Makes the HTML; see `basic_writer`.
        options: The options of the format.
    """
    question = entry.question
    prompt = Inline(question.prompt, of=("question", question.id, "prompt"))
    front = escape_formula(writer.line(question.prompt))
    answers = _answer_sections(entry, options)
    return Note(
        guid=guid(_NAMESPACE, entry.pack.id, question.first_id),
        note_type="Basic",
        fields={
            "Front": FieldContent(make=lambda: front, blocks=(prompt,), writer=writer),
            "Back": FieldContent(
                make=lambda: _back(answers, writer),
                blocks=tuple(block for section in answers for block in section.body),
                writer=writer,
            ),
        },
        tags=tuple(tags(entry, options.tag_prefix)),
        modified=None,
        search=field_search("Front", front),
    )


def _answer_sections(entry: Entry, options: AnkiCsvOptions) -> list[QuestionSection]:
    """Return the sections on the back of the card, from top to bottom."""
    chosen = (
        section
        for section in sections(entry)
        if section.kind is not SectionKind.WEAK or options.weak_answers
    )
    # Learners compare answers first, so those go to the top; the sort is stable.
    return sorted(chosen, key=lambda section: not section.essential)


def _back(answers: Iterable[QuestionSection], writer: HtmlWriter) -> str:
    html = "".join(_section(section, writer) for section in answers)
    # The note type Basic centers its text, which suits neither paragraphs nor lists.
    return f'<div style="text-align: left">{html}</div>'


def _section(section: QuestionSection, writer: HtmlWriter) -> str:
    """Return a section as HTML, folded unless it is essential."""
    heading, body = writer.words(section.heading), writer.blocks(section.body)
    if section.essential:
        return f"<h4>{heading}</h4>{body}"
    return f"<details><summary>{heading}</summary>{body}</details>"


def _finish(html: str) -> str:
    return one_line(escape_anki_markup(html))
