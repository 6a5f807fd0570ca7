"""Packages for Anki (.apkg), written with the standard library alone.

The database has schema 11, which every Anki since 2012 reads.
"""

import hashlib
import json
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from .note_types import NOTE_TYPES
from .question_notes import QuestionNote
from .zip_writer import archive

_CREATED: Final = 1577836800
"""The day from which Anki counts days, in seconds since 1970 (2020-01-01)."""
_FIRST_ID: Final = 1577836800000
"""The first id of notes, cards and decks; Anki replaces ids that it has already."""

_SCHEMA: Final = """
CREATE TABLE col (
  id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL,
  usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL, models text NOT NULL,
  decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (
  id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL,
  data text NOT NULL);
CREATE TABLE cards (
  id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL,
  type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
  ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL,
  lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (
  id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL,
  factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
"""
# Created after the rows are inserted, which is faster than to update them with each row.
_INDEXES: Final = """
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""

_CONF: Final[Mapping[str, Any]] = {
    "activeDecks": [1],
    "addToCur": True,
    "collapseTime": 1200,
    "curDeck": 1,
    "curModel": NOTE_TYPES[0].id,
    "dueCounts": True,
    "estTimes": True,
    "newSpread": 0,
    "nextPos": 1,
    "schedVer": 2,
    "sortBackwards": False,
    "sortType": "noteFld",
    "timeLim": 0,
}
_DECK_CONF: Final[Mapping[str, Any]] = {
    "1": {
        "id": 1,
        "mod": 0,
        "name": "Default",
        "usn": 0,
        "autoplay": True,
        "dyn": False,
        "lapse": {
            "delays": [10],
            "leechAction": 1,
            "leechFails": 8,
            "minInt": 1,
            "mult": 0,
        },
        "maxTaken": 60,
        "new": {
            "bury": False,
            "delays": [1, 10],
            "initialFactor": 2500,
            "ints": [1, 4, 0],
            "order": 1,
            "perDay": 20,
        },
        "replayq": True,
        "rev": {
            "bury": False,
            "ease4": 1.3,
            "hardFactor": 1.2,
            "ivlFct": 1,
            "maxIvl": 36500,
            "perDay": 200,
        },
        "timer": 0,
    }
}


@attrs.frozen(kw_only=True)
class PackageDeck:
    """A deck to write into a package.

    Args:
        name: Its name, by which Anki recognizes it.
        description: The HTML that Anki shows above it.
    """

    name: str
    description: str = ""


@attrs.frozen(kw_only=True)
class PackageNote:
    """A note to write into a package.

    Args:
        note: The note.
        deck: The index of its deck among the decks of the package.
        tags: Its tags.
        place: Its place among the new cards; cards with a low one are learned first.
    """

    note: QuestionNote
    deck: int
    tags: tuple[str, ...]
    place: int


def package_bytes(
    decks: Iterable[PackageDeck], notes: Iterable[PackageNote], media: Mapping[str, bytes]
) -> bytes:
    """Return the bytes of an ``.apkg`` file.

    Args:
        decks: The decks.
        notes: The notes, in the order in which Anki lists them.
        media: The files that the notes show, by name. It is read after all notes, so
            it may be filled while they are made.
    """
    collection = _collection(decks, notes)
    names = sorted(media)
    listing = _json({str(number): name for number, name in enumerate(names)})
    return archive(
        [
            ("collection.anki2", collection, True),
            ("media", listing.encode(), True),
            # The formats of images are compressed already.
            *((str(number), media[name], False) for number, name in enumerate(names)),
        ]
    )


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _collection(decks: Iterable[PackageDeck], notes: Iterable[PackageNote]) -> bytearray:
    """Return the database of a package."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA encoding = 'UTF-8'")
        # The database is discarded if anything fails, so nothing is ever rolled back.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.executescript(f"BEGIN; {_SCHEMA}")
        connection.execute(_insert("col", 13), _col(decks))
        cards = _Cards()
        connection.executemany(_insert("notes", 11), _note_rows(notes, cards))
        connection.executemany(_insert("cards", 18), cards.rows)
        connection.executescript(_INDEXES)  # This commits the rows first.
        return _without_version(connection.serialize())
    finally:
        connection.close()


def _insert(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({','.join('?' * columns)})"  # noqa: S608


def _without_version(database: bytes) -> bytearray:
    """Return a database that does not depend on the version of SQLite that wrote it.

    Its header holds a change counter (at 24 and 92) and the version (at 96); see "The
    Database Header" in the description of SQLite's file format.
    """
    same = bytearray(database)
    struct.pack_into(">I", same, 24, 1)
    struct.pack_into(">II", same, 92, 1, 3_040_000)
    return same


def _col(decks: Iterable[PackageDeck]) -> tuple[object, ...]:
    """Return the only row of the table with the settings, note types and decks."""
    rows = [_deck(1, PackageDeck(name="Default"))]
    rows += [_deck(_deck_id(index), deck) for index, deck in enumerate(decks)]
    models = {str(note_type.id): note_type.as_json() for note_type in NOTE_TYPES}
    return (
        *(1, _CREATED, _FIRST_ID, _FIRST_ID, 11, 0, 0, 0, _json(_CONF), _json(models)),
        *(_json({str(row["id"]): row for row in rows}), _json(_DECK_CONF), "{}"),
    )


def _deck_id(index: int) -> int:
    return _FIRST_ID + 1 + index


def _deck(id: int, deck: PackageDeck) -> dict[str, Any]:
    return {
        "id": id,
        "name": deck.name,
        "desc": deck.description,
        "mod": 0,
        "usn": -1,
        "conf": 1,
        "dyn": 0,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 0,
        "extendRev": 0,
        "newToday": [0, 0],
        "revToday": [0, 0],
        "lrnToday": [0, 0],
        "timeToday": [0, 0],
    }


class _Cards:
    """The rows of the cards, collected while those of their notes are written."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []

    def add(self, note_id: int, packed: PackageNote) -> None:
        for number in packed.note.cards:
            head = (_FIRST_ID + len(self.rows), note_id, _deck_id(packed.deck), number)
            # The two zeros are the type and the queue of new cards.
            state = (packed.note.modified, -1, 0, 0, packed.place)
            self.rows.append((*head, *state, *(0,) * 8, ""))


def _note_rows(
    notes: Iterable[PackageNote], cards: _Cards
) -> Iterator[tuple[object, ...]]:
    for id, packed in enumerate(notes, _FIRST_ID):
        note = packed.note
        first = note.fields[0]
        cards.add(id, packed)
        yield (
            *(id, note.guid, note.type.id, note.modified, -1),
            f" {' '.join(packed.tags)} " if packed.tags else "",
            *("\x1f".join(note.fields), first, _checksum(first), 0, ""),
        )


def _checksum(text: str) -> int:
    """Return the checksum by which Anki finds notes with the same first field."""
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:4])
