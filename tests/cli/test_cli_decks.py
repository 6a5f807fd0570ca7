"""The commands that compare releases and take corrections from decks."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import mlinterview
from mlinterview.cli.commands import main

PACK = """\
schema_version: "1.0"
pack: {id: p, title: P, version: 1.0.0, language: en, license: MIT, authors: [{name: A}]}
topics: [{id: t, title: T}]
questions:
  # The first.
  - {id: a, kind: concept, prompt: Why?, topics: [t], status: draft, updated: 2026-01-01}
"""


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


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


# diff


def test_diff_shows_what_changed_and_what_anki_makes_of_it(old: Path, new: Path) -> None:
    result = run("diff", old, new)
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "P2 (p 1.0.0)"
    assert "pack changed title" in lines
    assert "question/a changed, moved prompt, tags" in lines
    assert "Anki skips a: it has changed, but its date has not." in lines
    assert "Hint: `version` under `pack` is still `1.0.0`; raise it," in result.stdout


def test_diff_says_if_there_is_no_difference(old: Path) -> None:
    result = run("diff", old, old, "--exit-code")
    assert (result.exit_code, result.stdout) == (0, "P (p 1.0.0)\nNo differences\n")


def test_a_renamed_question_is_shown_with_its_former_id(old: Path, new: Path) -> None:
    new.write_text(PACK.replace("id: a,", "id: b, aliases: [a],"))
    assert "renamed from a" in run("diff", old, new).stdout


def test_diff_has_an_exit_code_for_programs(old: Path, new: Path) -> None:
    assert run("diff", old, new, "--exit-code").exit_code == 1
    result = run("diff", old, new, "--format", "json")
    data: dict[str, Any] = json.loads(result.stdout)
    assert data["entities"][0]["id"] == "a"


def test_diff_writes_release_notes(old: Path, new: Path) -> None:
    result = run("diff", old, new, "--format", "markdown")
    assert result.stdout.startswith("# P2 1.0.0\n\n## Changed questions\n\n- How? (`a`)")


def test_diff_of_a_broken_pack_shows_its_problems(old: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: 1\n")
    result = run("diff", old, broken)
    assert result.exit_code == 1
    assert "MLI101" in result.stdout


# import-anki


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
