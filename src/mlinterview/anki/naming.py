"""Names in Anki that depend on the pack alone: ids of notes, decks, tags, searches."""

import hashlib
import re
import string
from collections.abc import Iterator
from typing import Final

from ..model import Pack
from ..query import Entry

_ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase


def guid(namespace: str, pack_id: str, question_id: str) -> str:
    """Return the GUID of a note: the id by which Anki recognizes it.

    It depends on ids alone, so that a corrected text does not make a new card. It is
    SHA-256 in base 62, cut to 20 characters (119 bits): letters and digits need no
    quoting in any file.

    Args:
        namespace: What keeps note types apart: two of them must not share a GUID.
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
    """Return the name of the deck of a pack: its title, changed where Anki would.

    Double colons become one, since to Anki they make a deck within a deck. Characters
    that Anki would strip are left out, and so is what a spreadsheet would take for the
    start of a formula, at the beginning or after a comma or semicolon.
    """
    name = re.sub(":{2,}", ":", pack.title)
    name = re.sub(r"([,;]\s*)[=+@-]+", r"\1", name)
    return name.lstrip("=+-@: ").rstrip(": ") or pack.id


def tags(entry: Entry, prefix: str) -> Iterator[str]:
    """Yield the tags of a question, such as ``MLI::kind::concept``.

    They are made of ids, which contain no white space.

    Args:
        entry: The question in its pack.
        prefix: The parent of all tags, such as ``"MLI"``.
    """
    question = entry.question
    for topic in question.topics:
        lineage = entry.index.lineages.get(topic, (topic,))
        yield "::".join((prefix, "topic", *lineage))
    yield f"{prefix}::kind::{question.kind}"
    if question.difficulty is not None:
        yield f"{prefix}::difficulty::{question.difficulty}"
    for name, values in (
        ("level", question.levels),
        ("stage", question.stages),
        ("role", question.roles),
        ("tag", question.tags),
    ):
        for value in values:
            yield f"{prefix}::{name}::{value}"


def field_search(field: str, html: str) -> str:
    r"""Return a search for Anki's browser: the notes whose field has exactly this HTML.

    >>> field_search("Front", "What is a *tensor*?")
    '"Front:What is a \\*tensor\\*?"'
    """
    escaped = re.sub(r'([\\"*_])', r"\\\1", html)
    # White space other than a space separates terms even within quotes, so it becomes
    # an underscore, which matches any one character.
    escaped = re.sub(r"[^\S ]", "_", escaped)
    return f'"{field}:{escaped}"'
