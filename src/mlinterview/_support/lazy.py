"""Packages whose modules are imported when a name in them is first used (PEP 562).

Making one class takes a third of a millisecond, and a program that checks one small file
needs only a few classes. So the ``__init__`` of a package lists the names that its
modules export, and imports a module when one of its names is first used.
"""

import importlib
import sys
from collections.abc import Callable, Mapping


def lazy_getattr(package: str, exports: Mapping[str, str]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package.

    Args:
        package: The name of the package.
        exports: For each module of the package, the names that it exports, separated by
            spaces. The modules themselves can be accessed by their names, too.
    """
    module_of = {
        name: module for module, names in exports.items() for name in names.split()
    }

    def get(name: str) -> object:
        if name in exports:
            return importlib.import_module(f".{name}", package)
        if name not in module_of:
            msg = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(msg)
        value = getattr(importlib.import_module(f".{module_of[name]}", package), name)
        # The next access finds the attribute and does not call this function.
        setattr(sys.modules[package], name, value)
        return value

    return get
