"""The schema and the data are found, installed or in a checkout."""

from pathlib import Path

import pytest

from mlinterview import _resources


def test_the_folders_that_ship_are_there() -> None:
    assert (_resources.folder("schema") / "1.0" / "pack.schema.json").is_file()
    assert (_resources.folder("data") / "ml-engineer" / "pack.yaml").is_file()
    assert (_resources.folder("examples") / "valid" / "small.yaml").is_file()


def test_the_installed_folder_goes_before_that_of_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, checkout = tmp_path / "package", tmp_path / "checkout"
    monkeypatch.setattr(_resources, "_PACKAGE", package)
    monkeypatch.setattr(_resources, "_CHECKOUT", checkout)
    assert _resources.folder("data") == checkout / "data"
    (package / "data").mkdir(parents=True)
    assert _resources.folder("data") == package / "data"
    assert _resources.folder("schema") == checkout / "schema"
    assert _resources.folder("examples") == checkout / "tests" / "examples"
