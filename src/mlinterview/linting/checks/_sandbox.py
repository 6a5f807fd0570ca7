"""Run a block of Python in a process of its own, within limits and without a network.

This module starts and ends the process; what runs in it is the file `_runner`.
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
"""The limit on the elapsed time of a block, as a multiple of its processor time.

It is generous, so that the outcome does not depend on how busy the machine is.
"""

GRACE: Final = 10.0
"""How many more seconds the process gets, to start and to end."""

MAX_ANSWER: Final = 64 * 1024
"""How much of the output of a process is read, in bytes."""

Ending = Literal["ok", "error", "time", "memory", "missing"]
"""The ways in which a block may end; see `Outcome`."""


@attrs.frozen
class Outcome:
    """How a block ended.

    Args:
        kind: ``"ok"``; or ``"error"`` if it raised an exception, ``"time"`` or
            ``"memory"`` if it reached a limit, and ``"missing"`` if it imported a
            package that is not installed.
        words: The text of the exception, or the name of the missing package.
        line: The line of the block on which that happened, counted from 1.
    """

    kind: Ending
    words: str = ""
    line: int | None = None


def run(code: str, *, seconds: float, memory: int, namespace: bool = True) -> Outcome:
    """Run *code* in a process of its own, and return how it ended.

    The process has a new, empty working directory, no environment variables of this
    process, and no network.

    Args:
        code: A program.
        seconds: The processor time that it may take.
        memory: The address space that it may use, in bytes.
        namespace: Whether to take the network away by a namespace, where the system
            has them.
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
        process = subprocess.Popen(  # noqa: S603 - running the code is the purpose
            [sys.executable, "-I", "-B", "-X", "utf8", str(RUNNER)],
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment(folder),
            # So that the processes that it starts can be ended with it.
            start_new_session=True,
        )
        is_late = False
        try:
            process.communicate(json.dumps(job).encode(), timeout=patience + GRACE)
            # The system ends a process at its limit of processor time.
            is_late = process.returncode == -getattr(signal, "SIGXCPU", 0)
        except subprocess.TimeoutExpired:
            is_late = True
        finally:
            _end(process)
        return _outcome(answer, "time" if is_late else "error", process.returncode)


def environment(folder: str) -> dict[str, str]:
    """Return the environment variables of a block that works in *folder*."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    places = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), folder)
    # Libraries of linear algebra reserve memory for each of their threads.
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        **kept,
        **places,
        **dict.fromkeys(threads, "1"),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
    }


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process and the processes that it has started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _outcome(answer: IO[bytes], otherwise: Ending, status: int) -> Outcome:
    """Return the outcome that a process has written, or *otherwise* if there is none.

    The block can write to that file as well, so the content is not trusted.
    """
    answer.seek(0)
    written: Any = None
    with contextlib.suppress(ValueError, RecursionError):
        written = json.loads(answer.read(MAX_ANSWER))
    if not isinstance(written, dict) or written.get("kind") not in get_args(Ending):
        words = f"the process ended with status {status} before the block did"
        return Outcome(otherwise, words if otherwise == "error" else "")
    line = written.get("line")
    return Outcome(
        written["kind"],
        str(written.get("words", "")),
        line if type(line) is int else None,
    )
