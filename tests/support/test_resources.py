"""The schema and the data are found, installed or in a checkout."""

from pathlib import Path

import pytest

from mlinterview import SCHEMA_VERSION
from mlinterview._support import resources


def test_the_folders_that_ship_are_there() -> None:
    schemas = resources.folder("schema") / SCHEMA_VERSION
    assert (schemas / "pack.schema.json").is_file()
    assert (resources.folder("data") / "ml-engineer" / "pack.yaml").is_file()
    assert (resources.folder("examples") / "valid" / "small.yaml").is_file()


def test_the_installed_folder_goes_before_that_of_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, checkout = tmp_path / "package", tmp_path / "checkout"
    monkeypatch.setattr(resources, "_PACKAGE", package)
    monkeypatch.setattr(resources, "_CHECKOUT", checkout)
    assert resources.folder("data") == checkout / "data"
    (package / "data").mkdir(parents=True)
    assert resources.folder("data") == package / "data"
    assert resources.folder("schema") == checkout / "schema"
    assert resources.folder("examples") == checkout / "tests" / "examples"
