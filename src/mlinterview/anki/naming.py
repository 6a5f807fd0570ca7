"""What every format for Anki shares: names, tags, and text that stays text."""

import csv
import hashlib
import io
import re
import string
from collections.abc import Iterable, Iterator, Sequence
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


def tags(entry: Entry, prefix: str) -> Iterator[str]:
    """Yield the tags of a question; slugs make them free of white space.

    Args:
        entry: The question in its pack.
        prefix: What every tag is below.
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


def one_line(made: str) -> str:
    """Return HTML on one line that looks the same."""
    parts = re.split(r"(<pre>.*?</pre>)", made, flags=re.DOTALL)
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


def harmless(field: str) -> str:
    """Return a field that no spreadsheet takes for a formula."""
    return re.sub("^[=+@-]", lambda found: f"&#{ord(found[0])};", field)


def csv_header(lines: Iterable[str]) -> bytes:
    """Return the beginning of a file for Anki's text import.

    Args:
        lines: The lines of settings. Anki ignores one with a space behind the colon
            without a word.
    """
    return "".join(f"{line}\n" for line in lines).encode()


def csv_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """Return what follows the header of such a file.

    Args:
        rows: The records, all of one width. Each field is quoted: Anki drops a record
            that starts with a hash.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows(rows)
    return text.getvalue().encode()


def field_search(field: str, html: str) -> str:
    r"""Return what finds, in Anki's browser, the notes with just this in a field.

    >>> field_search("Front", "What is a *tensor*?")
    '"Front:What is a \\*tensor\\*?"'
    """
    escaped = re.sub(r'([\\"*_])', r"\\\1", html)
    # To the search, other white space than a space parts words even within quotes; a
    # line below stands for any one character.
    escaped = re.sub(r"[^\S ]", "_", escaped)
    return f'"{field}:{escaped}"'
