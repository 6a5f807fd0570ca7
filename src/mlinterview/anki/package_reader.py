"""Reading the packages that Anki exports: .apkg and .colpkg, older and newer.

A package is a zip archive with SQLite databases in it, of which the newest counts: where
there is a newer one, an older one only holds a note that asks for an update.
``collection.anki21b`` is compressed with Zstandard and has its note types in tables;
``collection.anki21`` and ``collection.anki2`` have them as JSON.
"""

import io
import json
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ..errors import DeckError, quote
from .deck_file import MAX_BYTES, MAX_FIELD, MAX_NOTES, DeckFile, DeckNote

_NEWEST: Final = "collection.anki21b"
_COLLECTIONS: Final = (_NEWEST, "collection.anki21", "collection.anki2")
_KNOWN_META: Final = 3
"""The newest version of packages that is known; a package states it in `meta`."""

_MAX_WINDOW: Final = 2**27
"""How many bytes of memory Zstandard may need; what Anki writes needs 2 MB."""

_MAX_STEPS: Final = 2_000
"""How many times SQLite may take `_STEPS` steps before it is stopped."""

_STEPS: Final = 1_000_000

# Raised for a file that is not an archive, is damaged, asks for a password, or has an
# unknown compression.
_UNREADABLE: Final = (
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)

_ADVICE: Final = "export it again from Anki, with File > Export"
_READABLE: Final = frozenset({"col", "fields", "notes", "notetypes"})


def read_package(path: Path) -> DeckFile:
    """Return the notes of a package.

    Raises:
        DeckError: If the file is not a package of Anki, or is too large.
    """
    name = quote(str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            member, database = _database(archive, name)
    except _UNREADABLE as error:
        msg = f"{name} is not a readable package ({error}); {_ADVICE}"
        raise DeckError(msg) from error
    if member == _NEWEST:
        database = _decompressed(database, name)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "collection")
        copy.write_bytes(database)
        notes = tuple(_notes(copy, name))
    return DeckFile(name=str(path), notes=notes)


def _database(archive: zipfile.ZipFile, name: str) -> tuple[str, bytes]:
    """Return the name and the bytes of the newest database in a package."""
    members = set(archive.namelist())
    if "meta" in members and _version(_read(archive, "meta", name)) > _KNOWN_META:
        msg = (
            f"{name} was written by a newer Anki; export it again, and tick “Support"
            " older Anki versions”"
        )
        raise DeckError(msg)
    for member in _COLLECTIONS:
        if member in members:
            return member, _read(archive, member, name)
    msg = f"{name} holds no collection, so it is not a package of Anki; {_ADVICE}"
    raise DeckError(msg)


def _version(meta: bytes) -> int:
    """Return the version, which is the first field of a Protocol Buffers message."""
    return meta[1] if meta[:1] == b"\x08" and len(meta) > 1 else 0


def _read(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    with archive.open(member) as file:
        return _bounded(file.read(MAX_BYTES + 1), name)


def _bounded(content: bytes, name: str) -> bytes:
    if len(content) > MAX_BYTES:
        msg = f"{name} holds more than {MAX_BYTES} bytes; export one deck by itself"
        raise DeckError(msg)
    return content


def _decompressed(database: bytes, name: str) -> bytes:
    try:
        import zstandard
    except ImportError as error:
        msg = (
            f"{name} is compressed with Zstandard: install `mlinterview[anki]`, or"
            " export it again and tick “Support older Anki versions”"
        )
        raise DeckError(msg) from error
    decompressor = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
    try:
        with decompressor.stream_reader(io.BytesIO(database)) as reader:
            return _bounded(reader.read(MAX_BYTES + 1), name)
    except zstandard.ZstdError as error:
        msg = f"{name} cannot be decompressed ({error}); {_ADVICE}"
        raise DeckError(msg) from error


# The database ----------------------------------------------------------------


def _notes(path: Path, name: str) -> Iterator[DeckNote]:
    """Yield the notes of a database from an unknown source."""
    # The database may claim to have a log to be replayed; `immutable` ignores that.
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        _restrict(connection)
        names = _note_types(connection)
        query = "SELECT guid, mid, mod, tags, flds FROM notes ORDER BY id LIMIT ?"
        for count, row in enumerate(connection.execute(query, (MAX_NOTES + 1,))):
            if count == MAX_NOTES:
                msg = f"{name} holds more than {MAX_NOTES} notes; export a smaller deck"
                raise DeckError(msg)
            yield _note(row, names)
    except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError) as error:
        msg = f"{name} holds a collection that cannot be read ({error}); {_ADVICE}"
        raise DeckError(msg) from error
    finally:
        connection.close()


def _restrict(connection: sqlite3.Connection) -> None:
    """Let a connection read the tables of notes, and do nothing else."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_BYTES)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    steps = iter(range(_MAX_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
    views = connection.execute("SELECT name FROM sqlite_master WHERE type != 'table'")
    disguised = {str(row[0]) for row in views} & _READABLE
    if disguised:
        msg = f"{min(disguised)} is not a table"
        raise ValueError(msg)

    def allow(action: int, table: str | None, *_rest: str | None) -> int:
        allowed = action == sqlite3.SQLITE_SELECT or (
            action == sqlite3.SQLITE_READ and table in (*_READABLE, "sqlite_master")
        )
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    connection.set_authorizer(allow)


def _note_types(connection: sqlite3.Connection) -> Mapping[int, tuple[str, list[str]]]:
    """Return the name of each note type and the names of its fields, by its id."""
    tables = connection.execute("SELECT name FROM sqlite_master")
    if ("notetypes",) in [tuple(row) for row in tables]:
        note_types: dict[int, tuple[str, list[str]]] = {
            id: (name, [])
            for id, name in connection.execute("SELECT id, name FROM notetypes")
        }
        fields = connection.execute("SELECT ntid, ord, name FROM fields")
        for id, _number, name in sorted(fields):
            # An export may contain fields of note types that it does not contain.
            if id in note_types:
                note_types[id][1].append(name)
        return note_types
    (text,) = connection.execute("SELECT models FROM col").fetchone()
    models: Mapping[str, Any] = json.loads(text)
    return {
        int(id): (
            str(model["name"]),
            [str(field["name"]) for field in sorted(model["flds"], key=_order)],
        )
        for id, model in models.items()
    }


def _order(field: Mapping[str, Any]) -> int:
    return int(field["ord"])


def _note(
    row: tuple[Any, ...], note_types: Mapping[int, tuple[str, list[str]]]
) -> DeckNote:
    guid, type_id, modified, tags, fields = row
    note_type, names = note_types[type_id]
    if len(fields) > MAX_FIELD:
        msg = f"the note {quote(str(guid))} has more than {MAX_FIELD} characters"
        raise ValueError(msg)
    return DeckNote(
        guid=str(guid),
        note_type=note_type,
        names=tuple(names),
        values=tuple(str(fields).split("\x1f")),
        tags=tuple(str(tags).split()),
        modified=int(modified),
    )
