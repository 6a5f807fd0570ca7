"""Reading notes as text: Anki's “Notes in Plain Text”, and the files made for Anki.

The first lines, as long as they begin with ``#`` and hold a colon, are settings. Each
record then holds the fields of a note in order. The settings say which columns hold
something else, such as the tags.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ..errors import DeckError, quote
from .deck_file import MAX_BYTES, MAX_FIELD, MAX_NOTES, DeckFile, DeckNote

_SEPARATORS: Final[Mapping[str, str]] = {
    "comma": ",",
    "colon": ":",
    "pipe": "|",
    "semicolon": ";",
    "space": " ",
    "tab": "\t",
}
_SPECIAL: Final = ("guid", "notetype", "deck", "tags")
"""What a column may hold instead of a field."""

_SETTING: Final = re.compile(r"#([^:\r\n]*):([^\r\n]*)(?:\r?\n|\Z)")


def read_text(path: Path) -> DeckFile:
    """Return the notes of a text file.

    Raises:
        DeckError: If the file is not such a text, or is too large.
    """
    name = quote(str(path))
    content = path.read_bytes()
    if len(content) > MAX_BYTES:
        msg = f"{name} has more than {MAX_BYTES} bytes; export one deck by itself"
        raise DeckError(msg)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{name} is not in UTF-8, the encoding of Anki's exports ({error})"
        raise DeckError(msg) from error
    settings, start = _settings(text)
    separator = _separator(settings.get("separator", "tab"), name)
    columns = {
        special: _column(settings[f"{special} column"], name)
        for special in _SPECIAL
        if f"{special} column" in settings
    }
    names = settings.get("columns", "").split(separator) if "columns" in settings else []
    notes = [
        _note(record, columns, names, settings.get("notetype", ""))
        for record in _records(text, start, separator, name)
    ]
    is_html = settings.get("html", "false").strip().lower() == "true"
    return DeckFile(name=str(path), notes=tuple(notes), is_html=is_html)


def _settings(text: str) -> tuple[dict[str, str], int]:
    """Return the settings at the top of a text, and the offset at which they end."""
    settings: dict[str, str] = {}
    end = 0
    while match := _SETTING.match(text, end):
        settings[match[1].strip().lower()] = match[2]
        end = match.end()
    return settings, end


def _separator(given: str, name: str) -> str:
    separator = _SEPARATORS.get(given.strip().lower(), given)
    if len(separator) != 1:
        known = ", ".join(_SEPARATORS)
        msg = f"{name}: there is no separator {quote(given)}; choose from: {known}"
        raise DeckError(msg)
    return separator


def _column(given: str, name: str) -> int:
    if not re.fullmatch(r"\s*[1-9][0-9]{0,3}\s*", given, re.ASCII):
        number = quote(given)
        msg = f"{name}: {number} is not the number of a column; columns start at 1"
        raise DeckError(msg)
    return int(given) - 1


def _records(text: str, start: int, separator: str, name: str) -> Iterator[list[str]]:
    """Yield the records of a text, as Anki reads them."""
    # The limit on fields of the module `csv` is lower than what a card may hold, and it
    # is one for the whole process.
    sign = re.escape(separator)
    field = re.compile(
        rf'(?:"([^"]*(?:""[^"]*)*)"|((?!")[^{sign}\r\n]*))({sign}|\r?\n|\Z)'
    )
    record: list[str] = []
    count = 0
    while start < len(text):
        match = field.match(text, start)
        if match is None:
            line = text.count("\n", 0, start) + 1
            msg = (
                f"{name}:{line}: a quotation mark is never closed, or is followed by"
                " something; export the file again"
            )
            raise DeckError(msg)
        value = match[2] if match[1] is None else match[1].replace('""', '"')
        if len(value) > MAX_FIELD:
            msg = f"{name}: a field has more than {MAX_FIELD} characters"
            raise DeckError(msg)
        record.append(value)
        start = match.end()
        if match[3] == separator:
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
    def special(name: str) -> str:
        column = columns.get(name, len(record))
        return record[column] if column < len(record) else ""

    taken = set(columns.values())
    fields = [value for column, value in enumerate(record) if column not in taken]
    field_names = [name for column, name in enumerate(names) if column not in taken]
    return DeckNote(
        guid=special("guid"),
        note_type=special("notetype") or note_type,
        names=tuple(field_names),
        values=tuple(fields),
        tags=tuple(special("tags").split()),
    )
