"""The note types that decks are made of, frozen: what the cards look like.

Anki knows a note type by its id, and its fields and templates by theirs. One field or
template more, and every note that somebody already has is in conflict with its new
version: it is neither updated nor told of. So nothing here is ever added, removed or
put elsewhere; fields are held in reserve instead. What may change is how cards look,
and `MODIFIED` with it: Anki takes a note type for new if that is later than its own.
"""

import importlib.resources
from collections.abc import Mapping
from typing import Any, Final

import attrs

MODIFIED: Final = 1793491200
"""When the templates or the style last changed, in seconds since 1970 (2026-11-01)."""


@attrs.frozen(kw_only=True)
class Template:
    """What makes one card of a note.

    Args:
        id: The number by which Anki knows it.
        name: What it is called.
        front: The HTML of the front, with the names of fields in braces.
        back: That of the back.
    """

    id: int
    name: str
    front: str
    back: str


@attrs.frozen(kw_only=True)
class NoteType:
    """A kind of note.

    Args:
        id: The number by which Anki knows it.
        name: What it is called.
        fields: The ids of its fields by their names, in order.
        templates: What makes its cards, in order.
        cloze: Whether it has a card for each gap in a text.
    """

    id: int
    name: str
    fields: Mapping[str, int]
    templates: tuple[Template, ...]
    cloze: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as Anki's collections of schema 11 hold it."""
        return {
            "id": self.id,
            "name": self.name,
            "type": int(self.cloze),
            "mod": MODIFIED,
            "usn": -1,
            "sortf": 0,
            "did": None,
            "tmpls": [_template(at, one) for at, one in enumerate(self.templates)],
            "flds": [_field(at, *one) for at, one in enumerate(self.fields.items())],
            "css": STYLE,
            "latexPre": "\\documentclass[12pt]{article}\n\\begin{document}\n",
            "latexPost": "\\end{document}",
            "latexsvg": False,
            # Which fields a card asks for; Anki works it out anew from the templates.
            "req": [],
            "vers": [],
            "tags": [],
        }


def _template(at: int, template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "ord": at,
        "qfmt": template.front,
        "afmt": template.back,
        "bqfmt": "",
        "bafmt": "",
        "did": None,
        "bfont": "",
        "bsize": 0,
        "id": template.id,
    }


def _field(at: int, name: str, id: int) -> dict[str, Any]:
    return {
        "name": name,
        "ord": at,
        "sticky": False,
        "rtl": False,
        "font": "Arial",
        "size": 16,
        "description": DESCRIPTIONS.get(name, ""),
        "media": [],
        "id": id,
    }


FOLLOW_UPS: Final = 3
"""How many follow-up questions of a question have a card of their own."""

PERSONAL: Final = "Personal Notes"
"""The field that belongs to the user: no export ever puts anything there."""

DESCRIPTIONS: Final = {PERSONAL: "Yours: shown behind the answer, empty in every deck"}
"""What Anki's editor shows in a field as long as it is empty."""

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
    """Return the ids of fields, numbered from *first* on."""
    return {name: first + at for at, name in enumerate(names)}


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
    templates=(_question(), *(_follow_up(one + 1) for one in range(FOLLOW_UPS))),
)
"""A question with its answer: a card for it, and one for each of three follow-ups."""

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
"""The key points of an answer: a card for each, on which it is left out.

It is a note type of its own since Anki makes gaps in no other kind.
"""

NOTE_TYPES: Final = (QUESTION, KEY_POINTS)
"""Every note type, in the order of their ids."""
