"""The note types of packages: their fields, templates and style. Their parts are frozen.

Anki recognizes a note type by its id, and its fields and templates by theirs. If a new
version had one field or template more, every note that a user already has would be in
conflict with it: Anki would not update the note, and would not say so. So nothing here
is ever added, removed or moved; spare fields are kept for later instead. The look of
cards may change, and `MODIFIED` with it: Anki updates a note type if that is later than
its own.
"""

import importlib.resources
from collections.abc import Mapping
from typing import Any, Final

import attrs

MODIFIED: Final = 1793491200
"""When the templates or the style last changed, in seconds since 1970 (2026-11-01)."""


@attrs.frozen(kw_only=True)
class Template:
    """A template, which makes one card of a note.

    Args:
        id: The number by which Anki recognizes it.
        name: The name that Anki shows.
        front: The HTML of the front, with the names of fields in braces.
        back: The HTML of the back, likewise.
    """

    id: int
    name: str
    front: str
    back: str


@attrs.frozen(kw_only=True)
class NoteType:
    """A note type.

    Args:
        id: The number by which Anki recognizes it.
        name: The name that Anki shows.
        fields: The id of each field by its name, in order.
        templates: Its templates, in order.
        cloze: Whether it makes a card for each gap in a text.
    """

    id: int
    name: str
    fields: Mapping[str, int]
    templates: tuple[Template, ...]
    cloze: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the note type as a database of schema 11 holds it."""
        return {
            "id": self.id,
            "name": self.name,
            "type": int(self.cloze),
            "mod": MODIFIED,
            "usn": -1,
            "sortf": 0,
            "did": None,
            "tmpls": [_template(*numbered) for numbered in enumerate(self.templates)],
            "flds": [
                _field(order, name, id)
                for order, (name, id) in enumerate(self.fields.items())
            ],
            "css": STYLE,
            "latexPre": "\\documentclass[12pt]{article}\n\\begin{document}\n",
            "latexPost": "\\end{document}",
            "latexsvg": False,
            # The fields that each card needs; Anki derives them from the templates.
            "req": [],
            "vers": [],
            "tags": [],
        }


def _template(order: int, template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "ord": order,
        "qfmt": template.front,
        "afmt": template.back,
        "bqfmt": "",
        "bafmt": "",
        "did": None,
        "bfont": "",
        "bsize": 0,
        "id": template.id,
    }


def _field(order: int, name: str, id: int) -> dict[str, Any]:
    return {
        "name": name,
        "ord": order,
        "sticky": False,
        "rtl": False,
        "font": "Arial",
        "size": 16,
        "description": DESCRIPTIONS.get(name, ""),
        "media": [],
        "id": id,
    }


FOLLOW_UPS: Final = 3
"""How many of a question's follow-ups can have a card of their own."""

PERSONAL: Final = "Personal Notes"
"""The field that belongs to the user: every export leaves it empty."""

DESCRIPTIONS: Final = {PERSONAL: "Yours: shown behind the answer, empty in every deck"}
"""What Anki's editor shows in a field while it is empty."""

STYLE: Final = (
    importlib.resources.files(__package__)
    .joinpath("card.css")
    .read_text(encoding="utf-8")
)
"""The style of every card."""

_ABOUT: Final = (
    '<div class="mli-about">{{Topic}}'
    "{{#Difficulty}} · {{Difficulty}}{{/Difficulty}}</div>"
)

_ADVICE: Final = "".join(
    f"{{{{#{name}}}}}<details><summary>{shown}</summary>{{{{{name}}}}}</details>"
    f"{{{{/{name}}}}}\n"
    for name, shown in (("Tips", "Tips"), ("Mistakes", "Common mistakes"))
)

_FOOT: Final = (
    f'{{{{#{PERSONAL}}}}}<div class="mli-notes"><h4>{PERSONAL}</h4>{{{{{PERSONAL}}}}}'
    f"</div>{{{{/{PERSONAL}}}}}\n"
    '{{#Source}}<div class="mli-sources"><h4>Sources</h4>{{Source}}</div>{{/Source}}\n'
    '<div class="mli-pack">{{Pack}}</div>'
)

_POINTS: Final = "{{#Key Points}}<h4>Key points</h4>{{Key Points}}{{/Key Points}}\n"


def _card(content: str) -> str:
    return f'<div class="mli">\n{content}\n</div>'


def _question() -> Template:
    return Template(
        id=4201937720115640001,
        name="Question",
        front=_card(f'{_ABOUT}\n<div class="mli-prompt">{{{{Question}}}}</div>'),
        back="{{FrontSide}}\n\n<hr id=answer>\n\n"
        + _card("{{Answer}}\n" + _POINTS + _ADVICE + "{{More}}\n" + _FOOT),
    )


def _follow_up(number: int) -> Template:
    name = f"Follow-up {number}"
    front = _card(
        f'{_ABOUT}\n<div class="mli-before">{{{{Question}}}}</div>\n'
        f'<div class="mli-prompt">{{{{{name}}}}}</div>'
    )
    back = _card(
        f"{{{{{name} Answer}}}}\n"
        "<details><summary>The answer to the question before</summary>{{Answer}}"
        f"</details>\n{_FOOT}"
    )
    return Template(
        id=4201937720115640001 + number,
        name=name,
        # A note without this follow-up has no such card.
        front=f"{{{{#{name}}}}}{front}{{{{/{name}}}}}",
        back="{{FrontSide}}\n\n<hr id=answer>\n\n" + back,
    )


def _fields(first: int, *names: str) -> dict[str, int]:
    """Return the id of each field; the first one has the id *first*."""
    return {name: id for id, name in enumerate(names, first)}


QUESTION: Final = NoteType(
    id=1793491200001,
    name="mlinterview question",
    fields=_fields(
        3906112847720500001,
        "ID",
        "Question",
        "Answer",
        "Key Points",
        "Tips",
        "Mistakes",
        "Follow-up 1",
        "Follow-up 1 Answer",
        "Follow-up 2",
        "Follow-up 2 Answer",
        "Follow-up 3",
        "Follow-up 3 Answer",
        "More",
        "Topic",
        "Stage",
        "Difficulty",
        "Source",
        "Pack",
        PERSONAL,
        "Spare 1",
        "Spare 2",
        "Spare 3",
    ),
    templates=(_question(), *map(_follow_up, range(1, FOLLOW_UPS + 1))),
)
"""A question with its answer: one card, and one more for each of three follow-ups."""

KEY_POINTS: Final = NoteType(
    id=1793491200002,
    name="mlinterview key points",
    fields=_fields(
        3906112847720600001,
        "ID",
        "Question",
        "Key Points",
        "Topic",
        "Stage",
        "Difficulty",
        "Source",
        "Pack",
        PERSONAL,
        "Spare 1",
        "Spare 2",
        "Spare 3",
    ),
    templates=(
        Template(
            id=4201937720115650001,
            name="Key points",
            front=_card(
                f'{_ABOUT}\n<div class="mli-prompt">{{{{Question}}}}</div>\n'
                "{{cloze:Key Points}}"
            ),
            back=_card(
                f'{_ABOUT}\n<div class="mli-prompt">{{{{Question}}}}</div>\n'
                "<hr id=answer>\n{{cloze:Key Points}}\n" + _FOOT
            ),
        ),
    ),
    cloze=True,
)
"""The key points of an answer: a card for each, which asks for that point.

It is a note type of its own because Anki makes gaps in cloze note types only.
"""

NOTE_TYPES: Final = (QUESTION, KEY_POINTS)
"""Every note type, in the order of their ids."""
