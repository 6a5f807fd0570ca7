"""Pauses the garbage collector while many objects are made.

All objects that a load makes are kept, so collecting garbage meanwhile only costs time:
for 100,000 questions, two thirds of the time of a load. A pause affects the whole
process. So only this module does it, only while many objects of the model are made, and
not if the collector is off already or the environment variable ``MLINTERVIEW_KEEP_GC``
is set.
"""

import contextlib
import gc
import os
import threading
from collections.abc import Iterator
from typing import Final

KEEP: Final = "MLINTERVIEW_KEEP_GC"
"""The environment variable that, if it is not empty, keeps the collector on."""

_lock: Final = threading.Lock()
_depth = 0


@contextlib.contextmanager
def gc_paused() -> Iterator[None]:
    """Return a context in which no garbage is collected automatically.

    Contexts can be nested, and several threads can be in one at the same time. The
    collector is turned on again when the last of them is left.
    """
    global _depth
    with _lock:
        if _depth == 0 and (os.environ.get(KEEP) or not gc.isenabled()):
            is_paused = False
        else:
            is_paused = True
            _depth += 1
            gc.disable()
    try:
        yield
    finally:
        if is_paused:
            with _lock:
                _depth -= 1
                if _depth == 0:
                    gc.enable()
