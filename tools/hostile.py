"""Validate packs that are made to do harm, and measure the time and the memory.

``make hostile`` makes each case of hostile_cases.py in a temporary folder, validates it
as ``mlinterview validate`` does, in a process of its own, and prints a table in Markdown.
The exit status is 1 if a case takes more than `MAX_SECONDS` or `MAX_MEMORY`, or ends in
anything except a report.

``python tools/hostile.py --only yaml --megabytes 5`` runs the cases whose names contain
``yaml``, at a tenth of their size.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from hostile_cases import CASES

MAX_SECONDS: Final = 10.0
"""How long a case may take, in seconds, with the start of its process."""
MAX_MEMORY: Final = 1024
"""How much memory a case may use at its peak, in MiB."""
TIMEOUT: Final = 60
"""After how many seconds a case is stopped."""
MAX_ADDRESSES: Final = 12 * 2**30
"""How many bytes of address space a case may reserve before the system refuses."""


def _check(source: str) -> None:
    """Validate *source* and print the outcome, for `_run`."""
    from mlinterview import reporters
    from mlinterview.storage import loading

    report = loading.validate(source)
    text = reporters.render(report, format="text")
    first = next(iter(report.errors or report), None)
    code = first.code if first else "ok"
    print(json.dumps([code, len(report), report.omitted, len(text)]))
    with Path("/proc/self/status").open() as file:
        print(next(line.split()[1] for line in file if line.startswith("VmHWM")))


def _run(name: str, size: int) -> tuple[tuple[str, ...], bool]:
    """Return the row of the table for a case, and True if it kept to the limits."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        # In a process of its own, so that this one stays small.
        made = subprocess.run(
            [sys.executable, __file__, "--make", name, str(folder), str(size)],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            return (name, "", f"not made: {_last(made.stderr)}", "", "", "", "✗"), False
        return _measured(name, made.stdout.strip(), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured(name: str, source: str, folder: Path) -> tuple[tuple[str, ...], bool]:
    """Return what validating *source* costs, as `_run` does."""
    path = Path(source)
    size = f"{path.stat().st_size / 1e6:.1f} MB" if path.is_file() else ""
    limited = f'ulimit -v {MAX_ADDRESSES // 1024}; exec "$@"'
    started = time.monotonic()
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", limited, "sh", sys.executable, __file__, "--check", source],
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": _import_path(folder)},
        )
    except subprocess.TimeoutExpired:
        return (name, size, "no end", "", f"> {TIMEOUT}", "", "✗"), False
    seconds = time.monotonic() - started
    if done.returncode:
        verdict = f"status {done.returncode}: {_last(done.stderr)}"
        return (name, size, verdict, "", f"{seconds:.1f}", "", "✗"), False
    answer, peak = done.stdout.splitlines()
    code, listed, omitted, _length = json.loads(answer)
    memory = int(peak) / 1024
    number = f"{listed} + {omitted}" if omitted else str(listed)
    good = seconds <= MAX_SECONDS and memory <= MAX_MEMORY
    cost = (f"{seconds:.1f}", f"{memory:.0f}", "" if good else "✗")
    return (name, size, code, number, *cost), good


def _import_path(folder: Path) -> str:
    """Return where packages are found: in *folder* too, for cases that install some."""
    return os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))


def _last(text: str) -> str:
    lines = text.strip().splitlines() or [""]
    return lines[-1][:100].replace("|", "\\|")


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Run the cases and print the table."""
    parser = argparse.ArgumentParser(description="Measure packs made to do harm.")
    parser.add_argument("--only", default="", help="part of the names to run")
    parser.add_argument("--megabytes", type=int, default=49, help="the size of the large")
    parser.add_argument("--make", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--check", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        name, folder, size = options.make
        print(CASES[name](Path(folder), int(size)))
        return 0
    if options.check:
        _check(options.check)
        return 0
    chosen = [name for name in CASES if options.only in name]
    head = ("case", "size", "first code", "problems", "seconds", "MiB", "")
    print(_row(head), _row(("---",) * len(head)), sep="\n")
    bad = 0
    for name in chosen:
        row, good = _run(name, options.megabytes * 10**6)
        print(_row(row), flush=True)
        bad += not good
    print(f"\n{len(chosen)} cases, {bad} beyond {MAX_SECONDS:.0f} s or {MAX_MEMORY} MiB.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
