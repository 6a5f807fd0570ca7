"""A text file for Anki's own import: a card a question, with tags.

It uses the note type Basic, which every Anki has: the prompt in front; behind it the
best answer with its key points, and below, folded away, all else. A card keeps its
schedule when the same question is imported again, since it is known by an id and not by
its text; tags that the user added are replaced, which the format cannot avoid. It
carries no pictures, no note type and no style.
"""

import csv
import io
import re
from typing import Final

from ..model import Pack
from ..query import Entry, Selection
from ..rendering import escape, to_html
from . import Exporter
from ._anki import deck_name, guid, neutralise, tags
from ._sections import Section, sections

# The GUIDs of this format differ from those of a package with a note type of its
# own: Anki reports a GUID that exists under another note type as a conflict.
_NAMESPACE: Final = "anki-csv"


def _export(selection: Selection) -> bytes:
    several = len({entry.pack.id for entry in selection.entries}) > 1
    # Anki ignores a header with a space in it without a word. There is no
    # `#columns` line: with it, Anki in other languages than English, which calls
    # the note type otherwise, would put the first column into the first field.
    header = ["#separator:Comma", "#html:true", "#notetype:Basic", "#guid column:1"]
    header.append("#tags column:4")
    if several:
        header.append("#deck column:5")
    else:
        header.append(f"#deck:{deck_name(_pack(selection))}")
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for entry in selection.entries:
        row = [
            guid(_NAMESPACE, entry.pack.id, entry.question.id),
            _start(_front(entry)),
            _back(entry),
            " ".join(tags(entry)),
        ]
        writer.writerow([*row, deck_name(entry.pack)] if several else row)
    return ("\n".join(header) + "\n" + text.getvalue()).encode()


def _pack(selection: Selection) -> Pack:
    entries = selection.entries
    return entries[0].pack if entries else selection.packs[0]


def _front(entry: Entry) -> str:
    return to_html(entry.question.prompt, inline=True, finish=_one_line)


def _back(entry: Entry) -> str:
    # Who turns the card wants to compare answers first; the sort keeps the order.
    parts = sorted(sections(entry, level=4), key=lambda section: not section.essential)
    # The note type Basic centres its text, which suits no paragraph and no list.
    return f'<div style="text-align: left">{"".join(map(_section, parts))}</div>'


def _section(section: Section) -> str:
    """Return a section as HTML; what is not the best answer is folded away."""
    heading = to_html(escape(section.heading), inline=True, finish=_one_line)
    body = to_html(section.body, finish=_one_line)
    if section.essential:
        return f"<h4>{heading}</h4>{body}"
    return f"<details><summary>{heading}</summary>{body}</details>"


def _one_line(made: str) -> str:
    """Return HTML on one line that Anki shows but does not act upon."""
    parts = re.split(r"(<pre>.*?</pre>)", neutralise(made), flags=re.DOTALL)
    lines = [
        part.replace("\n", "<br>") if part.startswith("<pre>") else _folded(part)
        for part in parts
    ]
    return "".join(lines)


# Between blocks a line break means nothing; between words it is a space.
_BETWEEN_BLOCKS: Final = re.compile(
    r">\s*\n\s*<(?=/?(?:blockquote|h\d|hr|li|ol|p|pre|table|tbody|td|th|thead|tr|ul)\b)"
)


def _folded(made: str) -> str:
    return re.sub(r"\s*\n\s*", " ", _BETWEEN_BLOCKS.sub("><", made)).strip()


def _start(field: str) -> str:
    """Return a field that no spreadsheet takes for a formula."""
    return re.sub("^[=+@-]", lambda found: f"&#{ord(found[0])};", field)


EXPORTER = Exporter(
    name="anki-csv",
    suffix=".csv",
    summary="Cards for Anki's File > Import: prompt in front, answer behind, with tags.",
    export=_export,
)
