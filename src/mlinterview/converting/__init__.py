"""Packs of any size, and in several files, from one format to another on several cores.

The files are looked at in chunks, each by a process: first what is wrong with them and
which names there are; then, if there is no error, what becomes of their questions. The
pieces are put together in their order. So the result is the same, whatever does the work,
and a process holds no more than a chunk at a time.
"""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .convert_packs import PER_FILE, convert
    from .sources import shards

__all__ = ["PER_FILE", "convert", "shards"]

_EXPORTS = {
    "convert_packs": "PER_FILE convert",
    "sources": "shards",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
