"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import mlinterview

MODULES = ["mlinterview"] + [
    module.name
    for module in pkgutil.walk_packages(mlinterview.__path__, "mlinterview.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
