"""Packages of Anki: what is read of them, and that a hostile one does no harm."""

import io
import json
import sqlite3
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from mlinterview.anki import deck_file, package_reader
from mlinterview.anki.deck_reader import read_deck
from mlinterview.errors import DeckError

MODELS = {
    "7": {"name": "Basic", "flds": [{"name": "B", "ord": 1}, {"name": "A", "ord": 0}]}
}


def database(
    path: Path,
    *statements: str,
    models: Any = MODELS,
    rows: int = 1,
    fields: str = "x\x1fy",
) -> bytes:
    """Return a collection of schema 11, changed by some statements."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE col (models text)")
    connection.execute(
        "CREATE TABLE notes (id integer PRIMARY KEY, guid, mid, mod, tags, flds)"
    )
    connection.execute("INSERT INTO col VALUES (?)", (json.dumps(models),))
    note = ("g", 7, 1_700_000_000, " a b ", fields)
    connection.executemany(
        "INSERT INTO notes (guid, mid, mod, tags, flds) VALUES (?, ?, ?, ?, ?)",
        [note] * rows,
    )
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


def package(folder: Path, **members: bytes) -> Path:
    """Write a package; the names of its members have `__` where a dot is."""
    path = folder / "deck.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def test_a_note_has_the_names_of_its_fields_its_tags_and_when_it_changed(
    tmp_path: Path,
) -> None:
    content = database(tmp_path / "db")
    (note,) = read_deck(package(tmp_path, collection__anki2=content)).notes
    assert note == deck_file.DeckNote(
        guid="g",
        note_type="Basic",
        names=("A", "B"),
        values=("x", "y"),
        tags=("a", "b"),
        modified=1_700_000_000,
    )


def test_fields_of_note_types_that_stayed_behind_are_passed_over(tmp_path: Path) -> None:
    content = database(
        tmp_path / "db",
        "CREATE TABLE notetypes (id, name)",
        "CREATE TABLE fields (ntid, ord, name)",
        "INSERT INTO notetypes VALUES (7, 'T')",
        "INSERT INTO fields VALUES (7, 1, 'B'), (7, 0, 'A'), (8, 0, 'C')",
    )
    packed = zstandard.compress(content)
    (note,) = read_deck(
        package(tmp_path, meta=b"\x08\x03", collection__anki21b=packed)
    ).notes
    assert (note.note_type, note.names) == ("T", ("A", "B"))


def refused(path: Path) -> str:
    with pytest.raises(DeckError) as caught:
        read_deck(path)
    return str(caught.value)


def test_what_is_no_package_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "deck.apkg"
    assert "cannot be read: no such file" in refused(path)
    path.write_bytes(b"PK no archive")
    assert "is not a readable package" in refused(path)
    assert "export it again" in refused(path)
    assert "holds no collection" in refused(package(tmp_path, media=b"{}"))
    assert "must end in one of: .apkg, .colpkg, .csv, .tsv, .txt" in refused(
        tmp_path / "a.zip"
    )


def test_a_package_of_a_newer_anki_is_refused_with_what_to_tick(tmp_path: Path) -> None:
    path = package(tmp_path, meta=b"\x08\x04", collection__anki2=b"")
    assert "Support older Anki versions" in refused(path)
    # Older packages say no version, or nothing that is known.
    for meta in (b"", b"\x08", b"\x10\x09"):
        path = package(tmp_path, meta=meta, collection__anki2=database(tmp_path / "db"))
        (tmp_path / "db").unlink()
        assert len(read_deck(path).notes) == 1


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path, collection__anki2=database(tmp_path / "db"))
    content = bytearray(path.read_bytes())
    content[60:70] = b"\xff" * 10
    path.write_bytes(bytes(content))
    assert "is not a readable package" in refused(path)
    # An archive that asks for a password.
    content = bytearray(package(tmp_path, collection__anki2=b"x").read_bytes())
    content[6] |= 1
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1
    path.write_bytes(bytes(content))
    assert "is not a readable package" in refused(path)


def test_damaged_zstandard_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path, collection__anki21b=b"no zstandard")
    assert "cannot be decompressed" in refused(path)


def test_a_window_that_takes_much_memory_is_refused(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=28)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    packed = packer.compress(b"x" * 1000) + packer.flush()
    path = package(tmp_path, collection__anki21b=packed)
    assert "cannot be decompressed" in refused(path)


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    path = package(tmp_path, collection__anki21b=b"")
    assert "install `mlinterview[anki]`" in refused(path)


@pytest.mark.parametrize("member", ["collection__anki2", "collection__anki21b"])
def test_what_unpacks_to_more_than_the_limit_is_refused(
    member: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_reader, "MAX_BYTES", 10_000)
    content = bytes(100_000)
    if member.endswith("b"):
        content = zstandard.compress(content)
    assert "more than 10000 bytes" in refused(package(tmp_path, **{member: content}))


def test_more_notes_than_the_limit_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_reader, "MAX_NOTES", 3)
    path = package(tmp_path, collection__anki2=database(tmp_path / "db", rows=4))
    assert "more than 3 notes" in refused(path)


def test_a_note_that_is_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_reader, "MAX_FIELD", 10)
    content = database(tmp_path / "db", fields="x" * 11)
    path = package(tmp_path, collection__anki2=content)
    assert "more than 10 characters" in refused(path)


@pytest.mark.parametrize(
    ("statements", "models"),
    [
        # A view could run for ever, or call functions.
        (
            (
                "ALTER TABLE notes RENAME TO other",
                "CREATE VIEW notes AS SELECT id, guid, mid, mod, tags, flds FROM other",
            ),
            MODELS,
        ),
        (("DROP TABLE notes",), MODELS),
        (("UPDATE notes SET mid = 8",), MODELS),
        (("UPDATE notes SET flds = 5",), MODELS),
        (("UPDATE notes SET mod = 'never'",), MODELS),
        (("DELETE FROM col",), MODELS),
        (("UPDATE col SET models = '{'",), MODELS),
        ((), []),
        ((), {"7": {"name": "Basic"}}),
        ((), {"7": {"name": "Basic", "flds": [{"name": "A"}]}}),
    ],
)
def test_a_database_that_is_not_as_anki_makes_it_is_refused(
    statements: tuple[str, ...], models: Any, tmp_path: Path
) -> None:
    content = database(tmp_path / "db", *statements, models=models)
    path = package(tmp_path, collection__anki2=content)
    assert "holds a collection that cannot be read" in refused(path)


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path, collection__anki2=b"SQLite format 3\x00" + bytes(2000))
    assert "holds a collection that cannot be read" in refused(path)


def test_a_query_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_reader, "_MAX_STEPS", 0)
    monkeypatch.setattr(package_reader, "_STEPS", 10)
    content = database(tmp_path / "db", rows=100)
    path = package(tmp_path, collection__anki2=content)
    assert "interrupted" in refused(path)


def test_text_that_is_not_utf8_is_read_as_far_as_it_is(tmp_path: Path) -> None:
    content = database(
        tmp_path / "db", "UPDATE notes SET flds = CAST(x'61ff1f62' AS TEXT)"
    )
    (note,) = read_deck(package(tmp_path, collection__anki2=content)).notes
    assert note.values == ("a\ufffd", "b")


def test_the_file_is_left_as_it_was(tmp_path: Path) -> None:
    path = package(tmp_path, collection__anki2=database(tmp_path / "db"))
    before = path.read_bytes()
    read_deck(path)
    assert path.read_bytes() == before
    assert zipfile.ZipFile(io.BytesIO(before)).namelist() == ["collection.anki2"]
