"""What to write instead of a value that the schema refuses."""

import datetime
import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..errors import quote
from ..model import Pack, Shape, expectation, fields_of

MAX_JUDGED: Final = 100_000
"""How many characters of a text are looked at to tell what was meant."""


def first_sentence(described: Mapping[str, Any]) -> str:
    """Return the first sentence of a description, to be put behind a colon."""
    return str(described.get("description", "")).split(". ")[0].rstrip(".").lower()


def described(value: object) -> str:
    """Return a value with its type, as a person would name it."""
    if isinstance(value, str):
        return f"the text {quote(value)}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"the number {quote(value)}"
    return quote(value)


def listed(choices: Sequence[str]) -> str:
    """Return choices in a sentence, such as ``a, b or c``."""
    return ", ".join(choices[:-1]) + f" or {choices[-1]}" if choices else ""


def written_day(text: str) -> str:
    """Return a day that is written otherwise as the format has it, if *text* is one."""
    day = _DAY.fullmatch(text.strip())
    return f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}" if day else ""


_DAY: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", re.ASCII)


def is_day(text: str) -> bool:
    """Return True if *text* is a day of the calendar, as YYYY-MM-DD."""
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def hidden_character(text: str) -> str | None:
    """Return the first control or formatting character of *text*, by its name."""
    for one in text[:MAX_JUDGED]:
        if unicodedata.category(one) in ("Cc", "Cf") and one not in "\n\r\t":
            return f"U+{ord(one):04X} {unicodedata.name(one, '')}".strip()
    return None


def respelling_hint(text: str, pattern: str) -> str:
    """Return the form that was most likely meant, if *pattern* takes it."""
    candidates = [slug_of(text), text.strip(), written_day(text)]
    if "\n" in text.rstrip("\n"):
        return "write it on one line; in YAML use `>-` instead of `|`"
    if text.endswith("\n") and re.search(pattern, text.strip()):
        return "in YAML use `>-` instead of `|` for text on one line"
    fitting = [one for one in candidates if re.search(pattern, one)]
    return f"did you mean {quote(fitting[0])}?" if fitting else ""


def slug_of(text: str) -> str:
    """Return *text* as an id might be written."""
    # The time that normalising takes can grow with the square of the length.
    plain = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


@functools.cache
def expectations() -> Mapping[str, str]:
    """Return what each pattern of the schema asks for, in words."""
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
