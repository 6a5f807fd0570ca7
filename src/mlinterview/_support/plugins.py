"""Find and choose the formats in packages of which each module is one format.

A module has its format as a constant of a given name.
"""

import importlib
import operator
import pkgutil
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from ..errors import MlinterviewError, did_you_mean, quote

T = TypeVar("T")


def discover(package: str, path: Iterable[str], constant: str) -> Mapping[str, Any]:
    """Return the formats of the modules of a package, sorted by name.

    Args:
        package: The name of the package.
        path: The folders of its modules.
        constant: The name of the constant with the format. Modules whose names begin with
            an underscore have none.
    """
    modules = sorted(module.name for module in pkgutil.iter_modules(path))
    formats = [
        getattr(importlib.import_module(f"{package}.{module}"), constant)
        for module in modules
        if not module.startswith("_")
    ]
    formats.sort(key=operator.attrgetter("name"))
    return {format.name: format for format in formats}


def choose(
    name: str, known: Mapping[str, T], *, what: str, error: type[MlinterviewError]
) -> T:
    """Return the item of *known* with the name *name*.

    Args:
        name: The name.
        known: The items to choose from, by name.
        what: The noun for such an item in messages.
        error: The class of the error to raise if no item has the name.
    """
    if name not in known:
        hint = did_you_mean(name, known)
        msg = f"there is no {what} {quote(name)}; choose from: {', '.join(known)}"
        raise error(f"{msg} ({hint})" if hint else msg)
    return known[name]
