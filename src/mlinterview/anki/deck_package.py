"""The packages that Anki exports: .apkg and .colpkg, of the older kinds and the newer.

A package is a zip archive with a SQLite database in it. Which one is in force, and how
it is packed, differs: ``collection.anki21b`` is compressed with Zstandard and has its
note types in tables; ``collection.anki21`` and ``collection.anki2`` have them as JSON.
Where there is a newer one, an older one only holds a note that asks for an update.
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
from .deck import MAX_BYTES, MAX_FIELD, MAX_NOTES, Deck, DeckNote

_NEWEST: Final = "collection.anki21b"
_COLLECTIONS: Final = (_NEWEST, "collection.anki21", "collection.anki2")
_KNOWN_META: Final = 3
"""The newest version of a package that is known; it is in the file `meta`."""

_MAX_WINDOW: Final = 2**27
"""How much memory Zstandard may need; what Anki writes needs 2 MB."""

_MAX_STEPS: Final = 2_000
"""How often SQLite may report `_STEPS` before it is stopped."""

_STEPS: Final = 1_000_000

# What is no archive, is damaged, wants a password, or is packed in another way.
_NO_ARCHIVE: Final = (
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)

_HOW: Final = "export it again from Anki, with File > Export"
_READABLE: Final = frozenset({"col", "fields", "notes", "notetypes"})
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})


def read_package(path: Path) -> Deck:
    """Return the notes of a package.

    Raises:
        DeckError: If it is none, or too large.
    """
    name = quote(str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            member, packed = _collection(archive, name)
    except _NO_ARCHIVE as error:
        msg = f"{name} is no package that can be read ({error}); {_HOW}"
        raise DeckError(msg) from error
    content = _unpacked(packed, name) if member == _NEWEST else packed
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "collection")
        copy.write_bytes(content)
        notes = tuple(_notes(copy, name))
    return Deck(name=str(path), notes=notes)


def _collection(archive: zipfile.ZipFile, name: str) -> tuple[str, bytes]:
    """Return which of its databases is in force, and its bytes."""
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
    msg = f"{name} holds no collection, so it is no package of Anki; {_HOW}"
    raise DeckError(msg)


def _version(meta: bytes) -> int:
    """Return the version that is the first field of a message of Protocol Buffers."""
    return meta[1] if meta[:1] == b"\x08" and len(meta) > 1 else 0


def _read(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    with archive.open(member) as file:
        return _bounded(file.read(MAX_BYTES + 1), name)


def _bounded(content: bytes, name: str) -> bytes:
    if len(content) > MAX_BYTES:
        msg = f"{name} holds more than {MAX_BYTES} bytes; export one deck by itself"
        raise DeckError(msg)
    return content


def _unpacked(packed: bytes, name: str) -> bytes:
    try:
        import zstandard
    except ImportError as error:
        msg = (
            f"{name} is compressed with Zstandard: install `mlinterview[anki]`, or"
            " export it again and tick “Support older Anki versions”"
        )
        raise DeckError(msg) from error
    unpacker = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
    try:
        with unpacker.stream_reader(io.BytesIO(packed)) as reader:
            return _bounded(reader.read(MAX_BYTES + 1), name)
    except zstandard.ZstdError as error:
        msg = f"{name} cannot be unpacked ({error}); {_HOW}"
        raise DeckError(msg) from error


# The database ----------------------------------------------------------------


def _notes(path: Path, name: str) -> Iterator[DeckNote]:
    """Yield the notes of a database, which is a stranger's."""
    # It may say that it has a log to be read first; `immutable` looks for none.
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        _restrict(connection)
        names = _note_types(connection)
        query = "SELECT guid, mid, mod, tags, flds FROM notes ORDER BY id LIMIT ?"
        for at, row in enumerate(connection.execute(query, (MAX_NOTES + 1,))):
            if at == MAX_NOTES:
                msg = f"{name} holds more than {MAX_NOTES} notes; export a smaller deck"
                raise DeckError(msg)
            yield _note(row, names)
    except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError) as error:
        msg = f"{name} holds a collection that cannot be read ({error}); {_HOW}"
        raise DeckError(msg) from error
    finally:
        connection.close()


def _restrict(connection: sqlite3.Connection) -> None:
    """Have a connection read the tables of notes, and do nothing else."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_BYTES)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    steps = iter(range(_MAX_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
    views = connection.execute("SELECT name FROM sqlite_master WHERE type != 'table'")
    hidden = {str(row[0]) for row in views} & _READABLE
    if hidden:
        msg = f"{min(hidden)} is no table"
        raise ValueError(msg)

    def allow(action: int, table: str | None, *_rest: str | None) -> int:
        allowed = action == sqlite3.SQLITE_SELECT or (
            action == sqlite3.SQLITE_READ and table in (*_READABLE, "sqlite_master")
        )
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    connection.set_authorizer(allow)


def _note_types(connection: sqlite3.Connection) -> Mapping[int, tuple[str, list[str]]]:
    """Return the names of the note types and of their fields, by their ids."""
    tables = connection.execute("SELECT name FROM sqlite_master")
    if ("notetypes",) in [tuple(row) for row in tables]:
        found: dict[int, tuple[str, list[str]]] = {
            id: (name, [])
            for id, name in connection.execute("SELECT id, name FROM notetypes")
        }
        fields = connection.execute("SELECT ntid, ord, name FROM fields")
        for id, _at, name in sorted(fields):
            # Fields of note types that were not exported may have stayed behind.
            if id in found:
                found[id][1].append(name)
        return found
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
