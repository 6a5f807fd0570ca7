"""Reads packages for Anki, with the standard library alone."""

import io
import json
import sqlite3
import zipfile
from typing import Any

import attrs


@attrs.frozen
class PackedCard:
    """A card as a package has it."""

    number: int
    deck: str
    due: int
    kind: int
    queue: int


@attrs.frozen
class PackedNote:
    """A note as a package has it, with its cards."""

    guid: str
    type: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    modified: int
    cards: tuple[PackedCard, ...]


@attrs.frozen
class Package:
    """What a package holds."""

    notes: tuple[PackedNote, ...]
    decks: dict[str, dict[str, Any]]
    types: dict[str, dict[str, Any]]
    media: dict[str, bytes]


def read_package(made: bytes) -> Package:
    """Return what is in a package, its notes in their order."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
        listed = json.loads(archive.read("media"))
        media = {name: archive.read(number) for number, name in listed.items()}
        expected = {"collection.anki2", "media", *listed}
        assert set(archive.namelist()) == expected
    types, decks = database.execute("SELECT models, decks FROM col").fetchone()
    by_id = {one["id"]: one for one in json.loads(types).values()}
    names = {one["id"]: one["name"] for one in json.loads(decks).values()}
    cards: dict[int, list[PackedCard]] = {}
    columns = "nid, ord, did, due, type, queue"
    for note, number, deck, due, kind, queue in database.execute(
        f"SELECT {columns} FROM cards ORDER BY nid, ord"  # noqa: S608 - our own columns
    ):
        made_card = PackedCard(number, names[deck], due, kind, queue)
        cards.setdefault(note, []).append(made_card)
    notes = [
        PackedNote(
            guid,
            by_id[type_id]["name"],
            tuple(fields.split("\x1f")),
            tuple(tags.split()),
            modified,
            tuple(cards.get(id, ())),
        )
        for id, guid, type_id, fields, tags, modified in database.execute(
            "SELECT id, guid, mid, flds, tags, mod FROM notes ORDER BY id"
        )
    ]
    database.close()
    return Package(
        tuple(notes),
        {one["name"]: one for one in json.loads(decks).values()},
        {one["name"]: one for one in by_id.values()},
        media,
    )
