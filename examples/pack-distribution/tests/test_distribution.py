"""Test that the distribution delivers the pack.

The questions need no test here: the pytest plugin of mlinterview has one
for each question and rule. `mlinterview_packs` in pyproject.toml names the pack.
"""

import importlib.metadata

import mlinterview

DISTRIBUTION = "sql-interview-pack"
PACK = "sql-interview"


def test_the_pack_is_found_by_its_id_once_installed() -> None:
    assert mlinterview.load(PACK).id == PACK


def test_pack_and_distribution_have_one_version() -> None:
    assert mlinterview.load(PACK).version == importlib.metadata.version(DISTRIBUTION)
