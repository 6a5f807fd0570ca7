"""The most memory that a load takes, each in a process of its own.

`python -m bench.memory KIND [FILE]` loads the file and prints the peak of the process.
Without a file, it only does what has to be done before: imports, and one small load.
"""

import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from . import packs, peers
from .timing import clean_environment

SMALL: Final = 2**20
"""The size of a file that the memory which a process has to spare may swallow."""


def taken(kind: str, path: Path) -> int:
    """Return how many bytes more a process takes if it loads a file.

    Args:
        kind: What loads it: ``"orjson"``, ``"pydantic"`` or ``"mlinterview"``.
        path: A JSON file.
    """
    return believable(peak(kind, path) - peak(kind), path.stat().st_size)


def believable(used: int, size: int) -> int:
    """Return how many bytes a load has *used* of a file of a *size*, if it can be.

    Raises:
        ValueError: If the file alone is more, so that something else was measured.
    """
    if size > SMALL and used < size:
        msg = f"a load of {size} bytes seems to take {used}"
        raise ValueError(msg)
    return used


def peak(kind: str, path: Path | None = None) -> int:
    """Return the peak of a process that loads a file, or that is just ready to."""
    command = [sys.executable, "-m", "bench.memory", kind, *([str(path)] if path else [])]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
        env=clean_environment(),
    )
    return int(done.stdout)


def most() -> int:
    """Return the peak of the resident memory of this process, in bytes.

    Linux starts `ru_maxrss` of a process at what its parent had, so that a large parent
    hides all that a child takes; the high-water mark in `/proc` begins anew.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"))
        if found is not None:
            return int(found[1]) * 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS states bytes, and others kilobytes.
    return used if sys.platform == "darwin" else used * 1024


def _loader(kind: str) -> Callable[[bytes], object]:
    """Return what makes objects of JSON."""
    if kind == "mlinterview":
        return _ours()
    if kind == "pydantic":
        read: Callable[[bytes], object] = peers.pydantic_model().model_validate_json
        return read
    import orjson

    return orjson.loads


def _ours() -> Callable[[bytes], object]:
    from mlinterview import dumps, loads

    from .measure import UNLIMITED

    # Once, so that the empty run has all modules and tables in it as well.
    loads(dumps(packs.pack(1), "json"), "json")
    return lambda written: loads(written, "json", limits=UNLIMITED)


def main() -> None:
    """Load a file, if one is given, and print what that took."""
    load = _loader(sys.argv[1])
    kept = load(Path(sys.argv[2]).read_bytes()) if len(sys.argv) > 2 else None
    print(most())
    del kept


if __name__ == "__main__":
    main()
