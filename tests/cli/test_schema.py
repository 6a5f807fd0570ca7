"""The command `schema`."""

from pathlib import Path

import pytest

from command_line import run
from mlinterview.model import VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("part", ["pack", "part"])
def test_the_schema_is_the_published_text(version: str, part: str) -> None:
    options = ["--part"] if part == "part" else []
    result = run("schema", "--version", version, *options)
    assert result.exit_code == 0
    root = Path(__file__).parents[2]
    published = root / "schema" / version / f"{part}.schema.json"
    assert result.stdout_bytes == published.read_bytes()
