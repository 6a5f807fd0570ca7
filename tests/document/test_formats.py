"""The records of the kinds of file that a pack is stored in."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from mlinterview.document import ENDINGS, codes, formats, read
from mlinterview.document.formats import FILE_FORMATS, FileFormat

MODULES = [
    importlib.import_module(f"{formats.__name__}.{module.name}")
    for module in pkgutil.iter_modules(formats.__path__)
]


def test_the_record_of_every_module_is_listed() -> None:
    records = [module.FORMAT for module in MODULES if hasattr(module, "FORMAT")]
    assert len(records) == len(MODULES) - 2  # `file_format` and `texts` have none.
    assert {record.suffix: record for record in records} == FILE_FORMATS


def test_messages_name_every_ending(tmp_path: Path) -> None:
    path = tmp_path / "pack.txt"
    path.touch()
    (problem,) = read(path).problems
    assert problem.message == (
        "a pack is a .yaml, .json, .jsonl, .zip or .parquet file or a directory;"
        " this has `.txt`"
    )
    assert all(f"`{ending}`" in codes.UNKNOWN_FORM.why for ending in ENDINGS)


@pytest.mark.parametrize("record", FILE_FORMATS.values(), ids=lambda one: one.suffix)
def test_only_text_can_be_a_part_of_a_directory(record: FileFormat) -> None:
    assert record.text is not None or not record.is_part


@pytest.mark.slow
def test_a_small_file_loads_nothing_that_only_others_need(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    path.write_text("{}")
    code = f"""
import sys
from mlinterview.document import read
assert read({str(path)!r}).data == {{}}
print(*sys.modules)
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(result.stdout.split())
    late = {"archives", "directories", "joining", "parquet_files", "tables"}
    assert not loaded & {f"mlinterview.document.{name}" for name in late}
    assert not loaded & {"yaml", "pyarrow"}
