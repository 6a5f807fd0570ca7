"""The command `diff`: what changed between two packs."""

import json
from pathlib import Path
from typing import Any

import pytest

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
