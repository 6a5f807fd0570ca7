"""The command `plan`."""

import json
from pathlib import Path

import pytest

import mlinterview
from command_line import fails, printed, run
from sample_interviews import SMALL, full, hidden_texts, pack


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.json"
    mlinterview.dump(SMALL, path)
    return path


def test_plan_prints_the_rounds_and_what_they_lack(small: Path) -> None:
    result = run("plan", small)
    assert result.exit_code == 0
    assert "Round 1: Phone screen (30 minutes)\n" in result.stdout
    assert "What of a?" in result.stdout
    assert result.stdout.endswith("3 questions in 75 minutes\n")
    assert result.stderr == (
        "Note: 10 of 30 minutes of the stage `screen` are left free:"
        " the packs have no more questions for it\n"
    )


def test_the_options_of_plan_are_those_of_the_library(small: Path) -> None:
    data = json.loads(
        printed("plan", small, "--stage", "design", "--level", "senior", "--minutes", 45,
           "--topic", "names", "--seed", "monday", "--format", "json")
    )  # fmt: skip
    assert [one["stage"] for one in data["rounds"]] == ["design"]
    assert data["seed"] == "monday"
    assert "no senior question" in fails(
        2, "plan", small, "--role", "x", "--level", "senior"
    )
    longer = printed("plan", small, "--round-minutes", 60, "--assume-minutes", 5)
    assert longer.endswith("3 questions in 120 minutes\n")
    only = printed("plan", small, "--stage", "design")
    assert only.endswith("1 question in 45 minutes\n")


def test_plan_writes_a_sheet_for_each_reader(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "sheet.md"
    result = run("plan", small, "--for", "candidate", "--output", output)
    assert f"Wrote {output} for the candidate\n" in result.stderr
    text = output.read_text(encoding="utf-8")
    assert text == printed("plan", small, "--for", "candidate", "--format", "markdown")
    for one in SMALL.questions:
        assert one.prompt in text
        assert not [hidden for hidden in hidden_texts(one) if hidden in text]
    assert "Sample a." in printed("plan", small, "--format", "markdown")


def test_plan_takes_several_packs(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    mlinterview.dump(pack(full("z"), id="other"), other)
    assert "What of z?" in printed("plan", small, other)


@pytest.mark.slow
def test_a_plan_fits_forty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = printed("plan", "ml-engineer")
    assert max(map(len, shown.splitlines())) <= 40
