"""Texts for hints: what to write instead of a value that the schema refuses."""

import datetime
import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..errors import quote
from ..model import Pack, Shape, expectation, fields_of

MAX_JUDGED: Final = 100_000
"""The greatest length of a text for which a correction is looked for."""


def first_sentence(described: Mapping[str, Any]) -> str:
    """Return the first sentence of a description, in the form to follow a colon."""
    return str(described.get("description", "")).split(". ")[0].rstrip(".").lower()


def described(value: object) -> str:
    """Return a value with its type, for messages, such as ``the number `3```."""
    if isinstance(value, str):
        return f"the text {quote(value)}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"the number {quote(value)}"
    return quote(value)


def listed(choices: Sequence[str]) -> str:
    """Return choices in a sentence, such as ``a, b or c``."""
    return ", ".join(choices[:-1]) + f" or {choices[-1]}" if choices else ""


def written_day(text: str) -> str:
    """Return the date *text* as ``YYYY-MM-DD``, or an empty text if it is no date."""
    day = _DAY.fullmatch(text.strip())
    return f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}" if day else ""


_DAY: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", re.ASCII)


def is_day(text: str) -> bool:
    """Return True if *text* is an existing date in the form ``YYYY-MM-DD``."""
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def hidden_character(text: str) -> str | None:
    """Return the name of the first invisible character of *text*, or None."""
    for character in text[:MAX_JUDGED]:
        is_invisible = unicodedata.category(character) in ("Cc", "Cf")
        if is_invisible and character not in "\n\r\t":
            return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
    return None


def respelling_hint(text: str, pattern: str) -> str:
    """Return a hint how to write *text* so that *pattern* matches, or an empty text."""
    candidates = [slug_of(text), text.strip(), written_day(text)]
    if "\n" in text.rstrip("\n"):
        return "write it on one line; in YAML use `>-` instead of `|`"
    if text.endswith("\n") and re.search(pattern, text.strip()):
        return "in YAML use `>-` instead of `|` for text on one line"
    fitting = [form for form in candidates if re.search(pattern, form)]
    return f"did you mean {quote(fitting[0])}?" if fitting else ""


def slug_of(text: str) -> str:
    """Return *text* in the form of an id, or an empty text if that is not possible."""
    # The time that normalizing takes can grow with the square of the length.
    plain = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


@functools.cache
def expectations() -> Mapping[str, str]:
    """Return for each pattern of the schema a description of the values it matches."""
    words: dict[str, str] = {}
    _collect(Pack, words)
    return words


def _collect(cls: type, words: dict[str, str]) -> None:
    for field in fields_of(cls):
        shape: Shape = field.shape.item or field.shape
        if shape.kind == "object":
            _collect(shape.type, words)
        elif shape.spec.pattern is not None:
            words[shape.spec.pattern] = expectation(shape)
