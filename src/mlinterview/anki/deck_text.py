"""Notes as text: what Anki exports as “Notes in Plain Text”, and our own files.

Lines on top that begin with ``#`` and hold a colon are settings. Each record then holds
the fields of a note in order; some columns are none, and the settings say which.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ..errors import DeckError, quote
from .deck import MAX_BYTES, MAX_FIELD, MAX_NOTES, Deck, DeckNote

_SEPARATORS: Final[Mapping[str, str]] = {
    "comma": ",",
    "colon": ":",
    "pipe": "|",
    "semicolon": ";",
    "space": " ",
    "tab": "\t",
}
_SPECIAL: Final = ("guid", "notetype", "deck", "tags")


def read_text(path: Path) -> Deck:
    """Return the notes of a text file.

    Raises:
        DeckError: If it is none, or too large.
    """
    name = quote(str(path))
    content = path.read_bytes()
    if len(content) > MAX_BYTES:
        msg = f"{name} has more than {MAX_BYTES} bytes; export one deck by itself"
        raise DeckError(msg)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{name} is not UTF-8, as what Anki exports is ({error})"
        raise DeckError(msg) from error
    settings, start = _settings(text)
    separator = _separator(settings.get("separator", "tab"), name)
    columns = {
        what: _column(settings[f"{what} column"], name)
        for what in _SPECIAL
        if f"{what} column" in settings
    }
    names = settings.get("columns", "").split(separator) if "columns" in settings else []
    notes = [
        _note(record, columns, names, settings.get("notetype", ""))
        for record in _records(text, start, separator, name)
    ]
    is_html = settings.get("html", "false").strip().lower() == "true"
    return Deck(name=str(path), notes=tuple(notes), is_html=is_html)


def _settings(text: str) -> tuple[dict[str, str], int]:
    """Return the settings on top of a text, and where they end."""
    settings: dict[str, str] = {}
    at = 0
    while found := re.compile(r"#([^:\r\n]*):([^\r\n]*)(?:\r?\n|\Z)").match(text, at):
        settings[found[1].strip().lower()] = found[2]
        at = found.end()
    return settings, at


def _separator(given: str, name: str) -> str:
    found = _SEPARATORS.get(given.strip().lower(), given)
    if len(found) != 1:
        known = ", ".join(_SEPARATORS)
        msg = f"{name}: there is no separator {quote(given)}; choose from: {known}"
        raise DeckError(msg)
    return found


def _column(given: str, name: str) -> int:
    if not re.fullmatch(r"\s*[1-9][0-9]{0,3}\s*", given, re.ASCII):
        msg = f"{name}: {quote(given)} is the number of no column; columns begin at 1"
        raise DeckError(msg)
    return int(given) - 1


def _records(text: str, start: int, separator: str, name: str) -> Iterator[list[str]]:
    """Yield the records of a text, as Anki reads them."""
    # The reader in Python's standard library has a limit on fields that is one for the
    # whole process, and lower than what a card may hold.
    sign = re.escape(separator)
    field = re.compile(
        rf'(?:"([^"]*(?:""[^"]*)*)"|((?!")[^{sign}\r\n]*))({sign}|\r?\n|\Z)'
    )
    record: list[str] = []
    count = 0
    while start < len(text):
        found = field.match(text, start)
        if found is None:
            line = text.count("\n", 0, start) + 1
            msg = (
                f"{name}:{line}: a quotation mark is never closed, or something stands"
                " behind it; export the file again"
            )
            raise DeckError(msg)
        value = found[2] if found[1] is None else found[1].replace('""', '"')
        if len(value) > MAX_FIELD:
            msg = f"{name}: a field has more than {MAX_FIELD} characters"
            raise DeckError(msg)
        record.append(value)
        start = found.end()
        if found[3] == separator:
            continue
        count += 1
        if count > MAX_NOTES:
            msg = f"{name} holds more than {MAX_NOTES} notes; export a smaller deck"
            raise DeckError(msg)
        if any(record):
            yield record
        record = []
    if record:
        yield record


def _note(
    record: list[str], columns: Mapping[str, int], names: list[str], note_type: str
) -> DeckNote:
    def special(what: str) -> str:
        at = columns.get(what, len(record))
        return record[at] if at < len(record) else ""

    taken = set(columns.values())
    fields = [value for at, value in enumerate(record) if at not in taken]
    named = [name for at, name in enumerate(names) if at not in taken]
    return DeckNote(
        guid=special("guid"),
        note_type=special("notetype") or note_type,
        names=tuple(named),
        values=tuple(fields),
        tags=tuple(special("tags").split()),
    )
