"""The command `import-anki`: corrections that come back in a deck."""

import json
from pathlib import Path
from typing import Any

import pytest

import mlinterview
from command_line import run

PACK = """\
schema_version: "1.0"
pack: {id: p, title: P, version: 1.0.0, language: en, license: MIT, authors: [{name: A}]}
topics: [{id: t, title: T}]
questions:
  # The first.
  - {id: a, kind: concept, prompt: Why?, topics: [t], status: draft, updated: 2026-01-01}
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.yaml"
    path.write_text(PACK, encoding="utf-8")
    return path


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new.yaml"
    text = PACK.replace("Why?", "How?").replace("title: P,", "title: P2,")
    path.write_text(text.replace("topics: [t]", "topics: [t], tags: [x]"))
    return path


@pytest.fixture
def deck(tmp_path: Path, old: Path) -> Path:
    """A deck in which somebody has changed the question."""
    path = tmp_path / "deck.csv"
    mlinterview.export(mlinterview.load(old), path)
    path.write_text(path.read_text().replace("Why?", "Wherefore?"))
    return path


def test_import_anki_shows_what_it_would_change(old: Path, deck: Path) -> None:
    result = run("import-anki", deck, old)
    assert result.exit_code == 0
    assert result.stdout == (
        "Change question/a: another text at /questions/0/prompt\n"
        "1 note of this pack, 1 change, 0 differences left\n"
    )
    assert old.read_text() == PACK


def test_with_diff_only_a_patch_is_printed(old: Path, deck: Path) -> None:
    result = run("import-anki", deck, old, "--diff")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"--- a/{old}\n+++ b/{old}\n")
    assert "+  - {id: a, kind: concept, prompt: Wherefore?" in result.stdout
    assert "1 change" in result.stderr
    assert old.read_text() == PACK


def test_with_apply_the_files_are_changed(old: Path, deck: Path) -> None:
    result = run("import-anki", deck, old, "--apply")
    assert result.exit_code == 0
    assert result.stdout.startswith("Changed question/a")
    assert old.read_text() == PACK.replace("Why?", "Wherefore?")


def test_the_result_can_be_read_by_a_program(old: Path, deck: Path) -> None:
    result = run("import-anki", deck, old, "--format", "json")
    data: dict[str, Any] = json.loads(result.stdout)
    assert [one["new"] for one in data["corrections"]] == ["Wherefore?"]


def test_the_pack_of_the_deck_can_be_named(old: Path, new: Path, deck: Path) -> None:
    result = run("import-anki", deck, new, "--base", old)
    assert "question/a, Front: it was changed more than once" in result.stdout
    assert "  - Why?\n  + Wherefore?\n" in result.stdout


def test_what_would_break_the_pack_makes_the_status_1(old: Path, deck: Path) -> None:
    deck.write_text(deck.read_text().replace("Wherefore?", "W" * 3000))
    result = run("import-anki", deck, old)
    assert result.exit_code == 1
    assert "MLI" in result.stderr
    assert run("import-anki", deck, old, "--apply").exit_code == 1
    assert old.read_text() == PACK


def test_wrong_uses_say_what_to_do(old: Path, deck: Path, tmp_path: Path) -> None:
    result = run("import-anki", deck, old, "--diff", "--apply")
    assert result.exit_code == 2
    assert "choose one of --diff and --apply" in result.stderr
    result = run("import-anki", tmp_path / "none.apkg", old)
    assert result.exit_code == 1
    assert "cannot be read: no such file" in result.stderr


def test_nothing_of_a_deck_acts_on_a_terminal(old: Path, deck: Path) -> None:
    text = deck.read_text().replace("Wherefore?", "\x1b[31mred\u202e")
    deck.write_text(f'{text}"0","\x1b[31mmine","x",""\n')
    result = run("import-anki", deck, old)
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert r"Not from this pack: \x1b[31mmine" in result.stdout
