"""The command `upgrade`."""

import json
from pathlib import Path

import pytest

from command_line import fails, ok, run
from mlinterview.model import SchemaVersion, versions


def test_a_pack_of_the_newest_version_is_left_as_it_is(folder: Path) -> None:
    result = run("upgrade", "good")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "good already has schema version 1.0\n"


def test_a_pack_is_brought_to_a_newer_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = SchemaVersion("99.0", lambda data: {**data, "x-new": True})
    table = {**versions.VERSIONS, newer.number: newer}
    monkeypatch.setattr(versions, "VERSIONS", table)
    assert ok("upgrade", "good", "--to", "99.0").startswith('schema_version: "99.0"\n')
    run("upgrade", "good", "--to", "99.0", "-o", "new.jsonl")
    header = json.loads(Path("new.jsonl").read_text().splitlines()[0])
    assert (header["schema_version"], header["x-new"]) == ("99.0", True)
    shown = fails(2, "upgrade", "good", "--to", "99.0", "-o", "new.txt")
    assert "end the name in .yaml, .json or .jsonl" in shown


def test_what_cannot_be_upgraded_is_said(folder: Path) -> None:
    assert "no schema version `7.0`" in fails(2, "upgrade", "good", "--to", "7.0")
    Path("broken.yaml").write_text("a: [")
    assert "MLI005" in fails(1, "upgrade", "broken.yaml")
