"""Packages whose modules are imported when something in them is first asked for.

To make one class takes a third of a millisecond, and a program that checks one small file
needs few of the classes that there are. So the front of a package names what is in its
rooms, and enters one when a name in it is first asked for (PEP 562).
"""

import importlib
import sys
from collections.abc import Callable, Mapping


def lazy_getattr(package: str, rooms: Mapping[str, str]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package.

    Args:
        package: The name of the package.
        rooms: The names that each of its modules offers, parted by spaces. A module may
            be asked for by its own name, too.
    """
    room_of = {name: room for room, names in rooms.items() for name in names.split()}

    def get(name: str) -> object:
        if name in rooms:
            return importlib.import_module(f".{name}", package)
        if name not in room_of:
            msg = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(msg)
        found = getattr(importlib.import_module(f".{room_of[name]}", package), name)
        # From now on, nobody has to ask.
        setattr(sys.modules[package], name, found)
        return found

    return get
