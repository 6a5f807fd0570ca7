"""The command `packs`, and packs that other distributions offer."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

import mlinterview
from command_line import HEAD, fails, ok, run
from mlinterview import Pack


def test_the_bundled_packs_are_listed(ml_engineer: Pack) -> None:
    assert "ml-engineer" in ok("packs")
    (found,) = json.loads(ok("packs", "--format", "json"))
    assert found["id"] == "ml-engineer"
    assert found["questions"] == len(ml_engineer.questions)
    assert found["license"] == ml_engineer.metadata.license
    assert mlinterview.load(found["path"]) == ml_engineer


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make a distribution that offers a pack; return what does so."""

    def offer(name: str, value: str, pack: str | None) -> None:
        info = tmp_path / f"{name}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n"
        )
        (info / "entry_points.txt").write_text(f"[mlinterview.packs]\n{name} = {value}\n")
        if pack is not None:
            package = tmp_path / value
            package.mkdir()
            (package / "__init__.py").write_text("raise SystemExit('imported')\n")
            (package / "pack.yaml").write_text(pack)

    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return offer


def test_the_packs_of_other_distributions_are_listed_and_used(site: Any) -> None:
    site("others", "others_pack", HEAD)
    (own,) = [one for one in json.loads(ok("packs", "--format", "json"))
              if one["id"] == "others"]  # fmt: skip
    assert own["distribution"] == "others"
    assert own["title"] == "P"
    assert "others" in ok("packs")
    assert ok("validate", "others") == "others: no problems\n"


def test_a_broken_one_is_named_and_keeps_no_other_from_being_listed(site: Any) -> None:
    site("lost", "lost_pack", None)
    site("wrong", "wrong_pack", "schema_version: x\n")
    result = run("packs")
    assert result.exit_code == 1
    assert "ml-engineer" in result.stdout
    assert "lost: error MLI019" in result.stderr
    assert "wrong_pack/pack.yaml:1:17: error MLI105" in result.stderr
    rows = json.loads(run("packs", "--format", "json").stdout)
    problems = {one["id"]: one["problems"] for one in rows}
    assert problems["ml-engineer"] == []
    assert problems["lost"][0]["code"] == "MLI019"
    assert "MLI019" in fails(1, "validate", "lost")
