"""The command `stats`."""

import json
import re
from pathlib import Path

import pytest

import mlinterview
from command_line import fails, printed, run
from sample_interviews import SMALL


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.json"
    mlinterview.dump(SMALL, path)
    return path


def test_stats_shows_what_a_pack_covers(small: Path, tmp_path: Path) -> None:
    shown = printed("stats", small)
    assert re.search(r"Topic +foundational +intermediate +advanced +questions", shown)
    assert re.search(r"^ Names +1 +1 +1 +3 *$", shown, re.MULTILINE)
    assert re.search(r"^ all +3 +3 +3 +3 +0 +0 *$", shown, re.MULTILINE)
    svg = tmp_path / "map.svg"
    result = run("stats", small, "--svg", svg)
    assert result.stdout == shown
    assert result.stderr == f"Wrote {svg}\n"
    expected = mlinterview.linting.heat_map(
        mlinterview.linting.count_coverage(SMALL), title="Network"
    )
    assert svg.read_text(encoding="utf-8") == expected


def test_stats_lists_the_gaps(small: Path, tmp_path: Path) -> None:
    targets = tmp_path / "targets.yaml"
    targets.write_text("names: [1, 4, 1]\n", encoding="utf-8")
    shown = printed("stats", small, "--targets", targets)
    assert "1 of 4" in shown
    assert shown.endswith("Missing: 3 intermediate questions on names\n")
    data = json.loads(printed("stats", small, "--targets", targets, "--format", "json"))
    assert data["gaps"] == [
        {"topic": "names", "difficulty": "intermediate", "questions": 1, "target": 4,
         "missing": 3}
    ]  # fmt: skip
    assert data["total"]["counts"] == [1, 1, 1]
    assert "no such" in fails(2, "stats", small, "--targets", tmp_path / "none").lower()


@pytest.mark.slow
def test_forty_columns_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = printed("stats", "ml-engineer")
    assert max(map(len, shown.splitlines())) <= 40
    assert "F foundational, I intermediate" in shown
    assert re.search(r"^Coding +4 +6 +4 +14 *$", shown, re.MULTILINE)
