"""The notes that each format for Anki makes of a question, with its default options."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ..query import Entry
from .basic_notes import basic_note, basic_writer
from .naming import tags
from .note_content import Note
from .options import AnkiCsvOptions, AnkiPackageOptions
from .question_notes import describe_notes


def _basic(entry: Entry) -> Iterable[Note]:
    yield basic_note(entry, basic_writer(), AnkiCsvOptions())


def _package(entry: Entry) -> Iterable[Note]:
    prefix = AnkiPackageOptions().tag_prefix
    return describe_notes(entry, tags=tuple(tags(entry, prefix)), dated=True)


def _update(entry: Entry) -> Iterable[Note]:
    return describe_notes(entry, tags=None, dated=False)


NOTE_MAKERS: Final[Mapping[str, Callable[[Entry], Iterable[Note]]]] = MappingProxyType(
    {"anki-apkg": _package, "anki-csv": _basic, "anki-update-csv": _update}
)
"""By the name of each format, the function that returns the notes of a question."""
