"""The command `upgrade`."""

import json
from pathlib import Path

import pytest

from command_line import fails, ok, run
from mlinterview.model import versions


def test_a_pack_of_the_newest_version_is_left_as_it_is(folder: Path) -> None:
    result = run("upgrade", "good")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "good already has schema version 1.0\n"


def test_a_pack_is_brought_to_a_newer_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = versions.Step("1.1", lambda data: {**data, "x-new": True})
    monkeypatch.setattr(versions, "STEPS", {"1.0": step})
    assert ok("upgrade", "good", "--to", "1.1").startswith('schema_version: "1.1"\n')
    run("upgrade", "good", "--to", "1.1", "-o", "new.jsonl")
    header = json.loads(Path("new.jsonl").read_text().splitlines()[0])
    assert (header["schema_version"], header["x-new"]) == ("1.1", True)
    shown = fails(2, "upgrade", "good", "--to", "1.1", "-o", "new.txt")
    assert "end the name in .yaml, .json or .jsonl" in shown


def test_what_cannot_be_upgraded_is_said(folder: Path) -> None:
    assert "no schema version `7.0`" in fails(2, "upgrade", "good", "--to", "7.0")
    Path("broken.yaml").write_text("a: [")
    assert "MLI005" in fails(1, "upgrade", "broken.yaml")
