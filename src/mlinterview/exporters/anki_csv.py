"""A text file for Anki's own import: a card a question, with tags.

It uses the note type Basic, which every Anki has: the prompt in front; behind it the
best answer with its key points, and below, folded away, all else. A card keeps its
schedule when the same question is imported again, since it is known by an id and not by
its text; tags that the user added are replaced, which the format cannot avoid. It
carries no pictures, no note type and no style.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from .._notes import Content, Note
from ..model import Pack
from ..query import Entry, Selection
from ..rendering import HtmlWriter, Inline
from . import Exporter, ExportRequest, Stream
from ._anki import (
    csv_header,
    csv_rows,
    deck_name,
    field_search,
    guid,
    harmless,
    neutralise,
    one_line,
    tags,
)
from ._anki_options import AnkiCsvOptions
from ._sections import Part, Section, sections

# The GUIDs of this format differ from those of a package with a note type of its
# own: Anki reports a GUID that exists under another note type as a conflict.
_NAMESPACE: Final = "anki-csv"


def _piece(request: ExportRequest[AnkiCsvOptions]) -> bytes:
    options, writer = request.options, _writer()
    several = _has_several_decks(request)
    return csv_rows(
        _row(entry, writer, options, several=several)
        for entry in request.selection.entries
    )


def _write(
    request: ExportRequest[AnkiCsvOptions], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    # There is no `#columns` line: with it, Anki in other languages than English, which
    # calls the note type otherwise, would put the first column into the first field.
    header = ["#separator:Comma", "#html:true", "#notetype:Basic", "#guid column:1"]
    header.append("#tags column:4")
    if _has_several_decks(request):
        header.append("#deck column:5")
    else:
        header.append(f"#deck:{_deck(_pack(request.selection), request.options)}")
    file.write(csv_header(header))
    file.writelines(pieces)


def _has_several_decks(request: ExportRequest[AnkiCsvOptions]) -> bool:
    """Say whether the questions are of several decks; those of one pack never are."""
    packs = {entry.pack.id: entry.pack for entry in request.selection.entries}
    return len({_deck(pack, request.options) for pack in packs.values()}) > 1


def _writer() -> HtmlWriter:
    # No style sheet comes along, so code is marked by weight and slant, which can be
    # read on light and on dark cards.
    return HtmlWriter(level=4, code="inline", finish=_finish)


def _row(
    entry: Entry, writer: HtmlWriter, options: AnkiCsvOptions, *, several: bool
) -> list[str]:
    """Return the record of a question, with its deck if there are several."""
    note = _note(entry, writer, options)
    fields = (field.html for field in note.fields.values())
    row = [note.guid, *fields, " ".join(note.tags or ())]
    return [*row, _deck(entry.pack, options)] if several else row


def _notes(entry: Entry) -> Iterator[Note]:
    yield _note(entry, _writer(), AnkiCsvOptions())


def _note(entry: Entry, writer: HtmlWriter, options: AnkiCsvOptions) -> Note:
    """Return the note of a question."""
    question = entry.question
    prompt = Inline(question.prompt, of=("question", question.id, "prompt"))
    front = harmless(writer.line(question.prompt))
    shown = _sections(entry, options)
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


def _deck(pack: Pack, options: AnkiCsvOptions) -> str:
    return options.deck or deck_name(pack)


def _pack(selection: Selection) -> Pack:
    entries = selection.entries
    return entries[0].pack if entries else selection.packs[0]


def _sections(entry: Entry, options: AnkiCsvOptions) -> list[Section]:
    """Return what is behind, from top to bottom."""
    shown = (
        section
        for section in sections(entry)
        if section.part is not Part.WEAK or options.weak_answers
    )
    # Who turns the card wants to compare answers first; the sort keeps the order.
    return sorted(shown, key=lambda section: not section.essential)


def _back(shown: Iterable[Section], writer: HtmlWriter) -> str:
    made = "".join(_section(section, writer) for section in shown)
    # The note type Basic centres its text, which suits no paragraph and no list.
    return f'<div style="text-align: left">{made}</div>'


def _section(section: Section, writer: HtmlWriter) -> str:
    """Return a section as HTML; what is not the best answer is folded away."""
    heading, body = writer.words(section.heading), writer.blocks(section.body)
    if section.essential:
        return f"<h4>{heading}</h4>{body}"
    return f"<details><summary>{heading}</summary>{body}</details>"


def _finish(made: str) -> str:
    """Return HTML on one line that Anki shows but does not act upon."""
    return one_line(neutralise(made))


_STREAM = Stream(piece=_piece, write=_write)


def _export(request: ExportRequest[AnkiCsvOptions]) -> bytes:
    return _STREAM.export(request)


EXPORTER = Exporter(
    name="anki-csv",
    suffix=".csv",
    summary="Cards for Anki's File > Import: prompt in front, answer behind, with tags.",
    export=_export,
    stream=_STREAM,
    options=AnkiCsvOptions,
    notes=_notes,
)
