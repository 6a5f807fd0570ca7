"""What every format for Anki shares: names, tags, and text that stays text."""

import hashlib
import re
import string
from collections.abc import Iterator
from typing import Final

from ..model import Pack
from ..query import Entry

_ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase


def guid(namespace: str, pack_id: str, question_id: str) -> str:
    """Return the id by which Anki knows a note, which only depends on ids.

    It is SHA-256 in base 62, cut to 20 characters (119 bits): letters and digits
    need no quoting anywhere, and a corrected text does not make a new card.

    Args:
        namespace: The format; notes of different note types must not share ids.
        pack_id: The id of the pack.
        question_id: The id of the question.

    >>> guid("anki-csv", "ml-engineer", "overfitting")
    'pw4Ro7aap3LUZmJb280L'
    """
    text = f"{namespace}\x00{pack_id}\x00{question_id}"
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    digits = ""
    while len(digits) < 20:
        number, digit = divmod(number, len(_ALPHABET))
        digits += _ALPHABET[digit]
    return digits


def deck_name(pack: Pack) -> str:
    """Return the name of the deck of a pack, which is one deck and no tree of them.

    What Anki would cut off at its ends is not there, nor what a spreadsheet would
    take for the start of a formula, be it behind a comma or a semicolon.
    """
    name = re.sub(":{2,}", ":", pack.title)
    name = re.sub(r"([,;]\s*)[=+@-]+", r"\1", name)
    return name.lstrip("=+-@: ").rstrip(": ") or pack.id


def tags(entry: Entry) -> Iterator[str]:
    """Yield the tags of a question; slugs make them free of white space."""
    question = entry.question
    for topic in question.topics:
        lineage = entry.index.lineages.get(topic, (topic,))
        yield "::".join(("MLI", "topic", *lineage))
    yield f"MLI::kind::{question.kind}"
    if question.difficulty is not None:
        yield f"MLI::difficulty::{question.difficulty}"
    for name, values in (
        ("level", question.levels),
        ("stage", question.stages),
        ("role", question.roles),
        ("tag", question.tags),
    ):
        for value in values:
            yield f"MLI::{name}::{value}"


def neutralise(made: str) -> str:
    """Return HTML in which Anki finds nothing to act upon.

    Anki plays ``[sound:…]``, speaks ``[anki:tts …]`` and renders ``[latex]``
    wherever they stand in a field, and makes clozes of ``{{c1::``. As entities,
    the brackets look the same and mean nothing.

    >>> neutralise("<p>[sound:a.mp3] {{c1::x}}</p>")
    '<p>&#91;sound:a.mp3] &#123;&#123;c1::x}}</p>'
    """
    made = made.replace("{{", "&#123;&#123;")
    return made.replace("[", "&#91;")
