"""Notes as the files of a package for Anki, with the standard library alone.

The layout is that of schema 11, which every Anki since 2012 reads.
"""

import hashlib
import json
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from .note_types import NOTE_TYPES
from .question_notes import Note
from .zip_files import archive

_CREATED: Final = 1577836800
"""The day from which Anki counts days, in seconds since 1970 (2020-01-01)."""
_FIRST_ID: Final = 1577836800000
"""Where the ids of notes, cards and decks begin; Anki gives others where it has these."""

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
# Made when the rows are there, which takes less time than to keep them in order.
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
class Deck:
    """A deck as a package holds it.

    Args:
        name: Its name, by which Anki knows it.
        description: The HTML that is shown above it.
    """

    name: str
    description: str = ""


@attrs.frozen(kw_only=True)
class Filed:
    """A note where it belongs.

    Args:
        note: The note.
        deck: The number of its deck in the list of them.
        tags: Its tags.
        place: Its place among the new cards, the lower the sooner.
    """

    note: Note
    deck: int
    tags: tuple[str, ...]
    place: int


def package(
    decks: Iterable[Deck], notes: Iterable[Filed], media: Mapping[str, bytes]
) -> bytes:
    """Return an ``.apkg`` file.

    Args:
        decks: The decks.
        notes: The notes, in the order in which they are listed.
        media: The files that they show, by their names; complete once the fields of
            all notes have been made.
    """
    collection = _collection(decks, notes)
    names = sorted(media)
    listed = _json({str(at): name for at, name in enumerate(names)})
    return archive(
        [
            ("collection.anki2", collection, True),
            ("media", listed.encode(), True),
            # Images are packed already.
            *((str(at), media[name], False) for at, name in enumerate(names)),
        ]
    )


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _collection(decks: Iterable[Deck], notes: Iterable[Filed]) -> bytearray:
    """Return the database."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA encoding = 'UTF-8'")
        # What fails is thrown away as a whole.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.executescript(f"BEGIN; {_SCHEMA}")
        connection.execute(_insert("col", 13), _col(decks))
        cards = _Cards()
        connection.executemany(_insert("notes", 11), _note_rows(notes, cards))
        connection.executemany(_insert("cards", 18), cards.rows)
        connection.executescript(_INDEXES)  # It commits first.
        return _without_version(connection.serialize())
    finally:
        connection.close()


def _insert(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({','.join('?' * columns)})"  # noqa: S608


def _without_version(database: bytes) -> bytearray:
    """Return a database in which SQLite does not say which version of it wrote it.

    At these places it keeps how often the file has changed and its own version; see
    "The Database Header" in the description of its file format.
    """
    made = bytearray(database)
    struct.pack_into(">I", made, 24, 1)
    struct.pack_into(">II", made, 92, 1, 3_040_000)
    return made


def _col(decks: Iterable[Deck]) -> tuple[object, ...]:
    listed = [_deck(1, Deck(name="Default"))]
    listed += [_deck(_deck_id(at), deck) for at, deck in enumerate(decks)]
    models = {str(one.id): one.as_json() for one in NOTE_TYPES}
    return (
        *(1, _CREATED, _FIRST_ID, _FIRST_ID, 11, 0, 0, 0, _json(_CONF), _json(models)),
        *(_json({str(one["id"]): one for one in listed}), _json(_DECK_CONF), "{}"),
    )


def _deck_id(at: int) -> int:
    return _FIRST_ID + 1 + at


def _deck(id: int, deck: Deck) -> dict[str, Any]:
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
    """The rows of the cards, which come up as those of their notes are written."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []

    def add(self, note_id: int, filed: Filed) -> None:
        for number in filed.note.cards:
            head = (_FIRST_ID + len(self.rows), note_id, _deck_id(filed.deck), number)
            # New, and in the queue of what is new.
            state = (filed.note.modified, -1, 0, 0, filed.place)
            self.rows.append((*head, *state, *(0,) * 8, ""))


def _note_rows(notes: Iterable[Filed], cards: _Cards) -> Iterator[tuple[object, ...]]:
    for at, filed in enumerate(notes):
        note = filed.note
        first = note.fields[0]
        cards.add(_FIRST_ID + at, filed)
        yield (
            *(_FIRST_ID + at, note.guid, note.type.id, note.modified, -1),
            f" {' '.join(filed.tags)} " if filed.tags else "",
            *("\x1f".join(note.fields), first, _checksum(first), 0, ""),
        )


def _checksum(text: str) -> int:
    """Return the number by which Anki finds notes with the same first field."""
    found = hashlib.sha1(text.encode(), usedforsecurity=False).digest()
    return int.from_bytes(found[:4])
