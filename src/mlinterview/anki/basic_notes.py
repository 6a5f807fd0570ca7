"""Notes of the type Basic, which every Anki has, as the format anki-csv makes them."""

from collections.abc import Iterable
from typing import Final

from ..presentation import QuestionSection, SectionKind, sections
from ..query import Entry
from ..rendering import HtmlWriter, Inline
from .content import Content, Note
from .naming import field_search, guid, harmless, neutralise, one_line, tags
from .options import AnkiCsvOptions

# The GUIDs of this format differ from those of a package with a note type of its
# own: Anki reports a GUID that exists under another note type as a conflict.
_NAMESPACE: Final = "anki-csv"


def basic_writer() -> HtmlWriter:
    """Return what makes the HTML of the notes."""
    # No style sheet comes along, so code is marked by weight and slant, which can be
    # read on light and on dark cards.
    return HtmlWriter(level=4, code="inline", finish=_finish)


def basic_note(entry: Entry, writer: HtmlWriter, options: AnkiCsvOptions) -> Note:
    """Return the note of a question."""
    question = entry.question
    prompt = Inline(question.prompt, of=("question", question.id, "prompt"))
    front = harmless(writer.line(question.prompt))
    shown = _shown(entry, options)
    return Note(
        guid=guid(_NAMESPACE, entry.pack.id, question.first_id),
        note_type="Basic",
        fields={
            "Front": Content(make=lambda: front, blocks=(prompt,), writer=writer),
            "Back": Content(
                make=lambda: _back(shown, writer),
                blocks=tuple(block for section in shown for block in section.body),
                writer=writer,
            ),
        },
        tags=tuple(tags(entry, options.tag_prefix)),
        modified=None,
        search=field_search("Front", front),
    )


def _shown(entry: Entry, options: AnkiCsvOptions) -> list[QuestionSection]:
    """Return what is behind, from top to bottom."""
    shown = (
        section
        for section in sections(entry)
        if section.kind is not SectionKind.WEAK or options.weak_answers
    )
    # Who turns the card wants to compare answers first; the sort keeps the order.
    return sorted(shown, key=lambda section: not section.essential)


def _back(shown: Iterable[QuestionSection], writer: HtmlWriter) -> str:
    made = "".join(_section(section, writer) for section in shown)
    # The note type Basic centres its text, which suits no paragraph and no list.
    return f'<div style="text-align: left">{made}</div>'


def _section(section: QuestionSection, writer: HtmlWriter) -> str:
    """Return a section as HTML; what is not the best answer is folded away."""
    heading, body = writer.words(section.heading), writer.blocks(section.body)
    if section.essential:
        return f"<h4>{heading}</h4>{body}"
    return f"<details><summary>{heading}</summary>{body}</details>"


def _finish(made: str) -> str:
    """Return HTML on one line that Anki shows but does not act upon."""
    return one_line(neutralise(made))
