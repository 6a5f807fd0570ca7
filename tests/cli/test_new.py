"""The command `new`."""

from pathlib import Path

import pytest

import mlinterview
from command_line import fails, ok


def test_a_new_pack_validates_and_exports(tmp_path: Path) -> None:
    folder = tmp_path / "my-pack"
    shown = ok("new", folder, "--title", "Mine", "--author", "Ada", "--language", "de")
    assert f"mlinterview validate {folder}" in shown
    assert ok("validate", folder).endswith("no problems\n")
    made = mlinterview.load(folder)
    assert (made.id, made.title, made.metadata.language) == ("my-pack", "Mine", "de")
    assert made.metadata.authors[0].name == "Ada"
    assert "# Mine" in ok("export", folder, "--format", "markdown")


def test_an_existing_directory_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    assert "exists already; choose another" in fails(2, "new", folder)
    assert not list(folder.iterdir())


@pytest.mark.parametrize("name", ["My Pack", "pack_1", "ünï"])
def test_a_name_that_can_be_no_id_is_refused(name: str, tmp_path: Path) -> None:
    shown = fails(2, "new", tmp_path / name)
    assert "cannot be the id of a pack" in shown
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_new_pack_does_not_take_the_name_of_a_bundled_one(tmp_path: Path) -> None:
    message = fails(2, "new", tmp_path / "ml-engineer")
    assert "`ml-engineer` is the id of an installed pack; choose another" in message
    assert list(tmp_path.iterdir()) == []
