"""Convert packs of any size, in one file or several, with several processes.

The files are divided into chunks, which the processes work on in two rounds. The first
round validates the chunks and gathers the names in them. The second round, if there is no
error, exports the questions of each chunk. The results are joined in the order of the
chunks, so that the output does not depend on the number of processes, and a process has
no more than one chunk in memory.
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
