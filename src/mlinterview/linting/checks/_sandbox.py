"""Runs blocks of Python in processes of their own, within limits and without a network.

What happens in such a process is in `_runner`, which is run as a file by itself.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, Final, Literal, get_args

import attrs

RUNNER: Final = Path(__file__).with_name("_runner.py")

PATIENCE: Final = 5.0
"""How many times longer than on the processor a block may take by the clock on the wall.

What a block is told depends on its own work, and not on what else the machine does.
"""

GRACE: Final = 10.0
"""How many seconds a process has beyond those of its block, to start and to end."""

MAX_ANSWER: Final = 64 * 1024
"""How much of what a process answers is read, in bytes."""

Kind = Literal["ok", "error", "time", "memory", "missing"]


@attrs.frozen
class Outcome:
    """How a block ended.

    Args:
        kind: Whether it ran to its end, raised, met the limit on its time or memory,
            or imported what is not installed.
        words: What the exception says, or what is missing.
        line: The line of the block on which that happened, counted from 1.
    """

    kind: Kind
    words: str = ""
    line: int | None = None


def run(code: str, *, seconds: float, memory: int, namespace: bool = True) -> Outcome:
    """Run *code* by itself, and return how it ended.

    The process has a new, empty working directory, none of the environment of this
    one, and no network.

    Args:
        code: A program.
        seconds: How long it may occupy the processor.
        memory: How much address space it may use, in bytes.
        namespace: Whether to use the system's own means to keep it from the network.
    """
    patience = seconds * PATIENCE
    job = {
        "code": code,
        "seconds": seconds,
        "patience": patience,
        "memory": memory,
        "namespace": namespace,
    }
    with (
        tempfile.TemporaryDirectory(
            prefix="mlinterview-", ignore_cleanup_errors=True
        ) as folder,
        tempfile.TemporaryFile() as answer,
    ):
        process = subprocess.Popen(  # noqa: S603 - to run it is what is asked for
            [sys.executable, "-I", "-B", "-X", "utf8", str(RUNNER)],
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment(folder),
            # What it starts is ended with it.
            start_new_session=True,
        )
        is_late = False
        try:
            process.communicate(json.dumps(job).encode(), timeout=patience + GRACE)
            # The system ends what has used up the time of the processor.
            is_late = process.returncode == -getattr(signal, "SIGXCPU", 0)
        except subprocess.TimeoutExpired:
            is_late = True
        finally:
            _end(process)
        return _outcome(answer, "time" if is_late else "error", process.returncode)


def environment(folder: str) -> dict[str, str]:
    """Return the environment of a block that works in *folder*."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    places = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), folder)
    # A library of linear algebra sets memory aside for each of its threads.
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        **kept,
        **places,
        **dict.fromkeys(threads, "1"),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
    }


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process and those that it has started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _outcome(answer: IO[bytes], otherwise: Kind, status: int) -> Outcome:
    """Return what a process has answered, or what it means that it has not.

    The block itself can write there, so that nothing is taken for granted.
    """
    answer.seek(0)
    found: Any = None
    with contextlib.suppress(ValueError, RecursionError):
        found = json.loads(answer.read(MAX_ANSWER))
    if not isinstance(found, dict) or found.get("kind") not in get_args(Kind):
        words = f"the process ended with status {status} before the block did"
        return Outcome(otherwise, words if otherwise == "error" else "")
    line = found.get("line")
    return Outcome(
        found["kind"],
        str(found.get("words", "")),
        line if type(line) is int else None,
    )
