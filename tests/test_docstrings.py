"""The examples in the docstrings are true."""

import doctest
import importlib
import importlib.util
import pkgutil
from pathlib import Path
from typing import Any

import pytest

import mlinterview

MODULES = ["mlinterview"] + [
    module.name
    for module in pkgutil.walk_packages(mlinterview.__path__, "mlinterview.")
    if not module.name.endswith("__main__")
]


def _param(name: str) -> Any:
    """Return the name of a module, marked as slow if its examples load a whole pack."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    lines = Path(spec.origin).read_text(encoding="utf-8").splitlines()
    loads = any(">>>" in line and '"ml-engineer"' in line for line in lines)
    return pytest.param(name, marks=[pytest.mark.slow] * loads)


@pytest.mark.parametrize("name", [_param(name) for name in MODULES])
def test_the_examples_of_a_module_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
