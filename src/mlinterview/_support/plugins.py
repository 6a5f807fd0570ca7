"""Packages whose every module is one format: how the formats are found and chosen.

A module states its format as a constant; the package finds it by the module's name.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from ..errors import MlinterviewError, did_you_mean, quote

T = TypeVar("T")


def discover(package: str, path: Iterable[str], constant: str) -> Mapping[str, Any]:
    """Return what the modules of a package state, by its name, in order.

    Args:
        package: The name of the package.
        path: Where its modules are.
        constant: What each module calls its format. A module whose name begins with
            an underscore has none.
    """
    modules = sorted(module.name for module in pkgutil.iter_modules(path))
    formats = [
        getattr(importlib.import_module(f"{package}.{module}"), constant)
        for module in modules
        if not module.startswith("_")
    ]
    return {one.name: one for one in sorted(formats, key=lambda one: str(one.name))}


def choose(
    name: str, known: Mapping[str, T], *, what: str, error: type[MlinterviewError]
) -> T:
    """Return the one of *known* that is called *name*.

    Args:
        name: The name that was asked for.
        known: What there is.
        what: What such a thing is called in a message.
        error: What to raise if there is none of that name.
    """
    if name not in known:
        hint = did_you_mean(name, known)
        msg = f"there is no {what} {quote(name)}; choose from: {', '.join(known)}"
        raise error(f"{msg} ({hint})" if hint else msg)
    return known[name]
