"""Keeps the garbage collector from looking through what is just being made.

Objects that a load makes all stay, so that each time the collector looks through them is
lost: for 100,000 questions, two thirds of the time of a load. To pause it acts upon the
whole process, which is why it is done in this one place, only while many objects of the
model are made, and never where somebody has turned the collector off or freed themselves
of this by setting the environment variable ``MLINTERVIEW_KEEP_GC``.
"""

import contextlib
import gc
import os
import threading
from collections.abc import Iterator
from typing import Final

KEEP: Final = "MLINTERVIEW_KEEP_GC"
"""The environment variable that, if it is set to anything, leaves the collector alone."""

_lock: Final = threading.Lock()
_depth = 0


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Return a context in which nobody collects garbage.

    It may be entered again within itself, and by several threads at once: the last one
    to leave turns the collector on again.
    """
    global _depth
    with _lock:
        if _depth == 0 and (os.environ.get(KEEP) or not gc.isenabled()):
            counts = False
        else:
            counts = True
            _depth += 1
            gc.disable()
    try:
        yield
    finally:
        if counts:
            with _lock:
                _depth -= 1
                if _depth == 0:
                    gc.enable()
