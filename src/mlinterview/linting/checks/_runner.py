"""Run one block of Python within limits, and report how it ended.

This file is a program, ``python -I _runner.py``, and imports nothing of this library. It
reads a job as JSON from standard input, and writes how the block ended, as JSON, to
standard output.
"""

import ctypes
import importlib.util
import json
import math
import os
import signal
import socket
import sys
import traceback
import types
from collections.abc import Callable
from typing import Any

try:
    import resource
except ImportError:  # Windows has none.
    resource = None  # type: ignore[assignment]

NAME = "<block>"
"""The file name of the block in tracebacks."""

MAX_FILE = 64 * 2**20
"""The largest file that a block may write, in bytes."""

MAX_WORDS = 500
"""How much of the text of an exception is kept, in characters."""

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000

_HARMLESS = ("socket.gethostname", "socket.sethostname")
_PROCESSES = (
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "pty.spawn",
    "subprocess.Popen",
)
_FOREIGN = ("ctypes.dlopen", "ctypes.dlsym", "ctypes.call_function")


class TimeUp(BaseException):
    """The time limit of the block has been reached."""


def main() -> None:
    """Run the block of the job, and write how it ended."""
    job = json.load(sys.stdin)
    answer = os.dup(1)
    silence()
    has_namespace = job["namespace"] and leave_network()
    limit(job["memory"], job["seconds"])
    sys.addaudithook(guard(may_start=has_namespace))
    outcome = run(job["code"], job["seconds"], job["patience"])
    os.write(answer, json.dumps(outcome).encode())


def silence() -> None:
    """Connect the standard streams to the null device."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)


def leave_network() -> bool:
    """Move this process into a network namespace without an active interface.

    A new user namespace allows that without privileges, and drops any that the process
    has. Return True if the system has namespaces and permits it.
    """
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (AttributeError, OSError, TypeError):
        return False
    return any(
        unshare(flags) == 0 for flags in (CLONE_NEWUSER | CLONE_NEWNET, CLONE_NEWNET)
    )


def limit(memory: int, seconds: float) -> None:
    """Limit the memory and time of this process, as far as the platform can."""
    if resource is None:
        return
    # At the soft limit of processor time, the process is ended by SIGXCPU.
    processor = math.ceil(seconds) + 1
    for kind, bounds in (
        (resource.RLIMIT_AS, (memory, memory)),
        (resource.RLIMIT_CPU, (processor, processor + 1)),
        (resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE)),
        (resource.RLIMIT_CORE, (0, 0)),
    ):
        try:
            resource.setrlimit(kind, bounds)
        except (OSError, ValueError):
            continue  # Not every system has each of them.


def guard(*, may_start: bool) -> Callable[[str, Any], None]:
    """Return an audit hook that refuses the network.

    Args:
        may_start: Whether the block may start other processes and call foreign
            functions. This hook does not reach either of them, so they are permitted
            only if the system itself keeps this process from the network.
    """
    refused = () if may_start else (*_PROCESSES, *_FOREIGN)
    local = getattr(socket, "AF_UNIX", None)

    def hook(event: str, arguments: Any) -> None:
        if event.startswith("socket.") and event not in _HARMLESS:
            # The event loop of `asyncio` creates a pair of local sockets.
            if event == "socket.__new__" and arguments[1] == local:
                return
            msg = "a code block has no network"
            raise PermissionError(msg)
        # Importing `ctypes` opens the library of Python itself, which has no name.
        if event in refused and (event != "ctypes.dlopen" or arguments[0]):
            msg = f"a code block may not use {event} on this system"
            raise PermissionError(msg)

    return hook


def run(code: str, seconds: float, patience: float) -> dict[str, Any]:
    """Run *code* as a program, and return how it ended."""
    module = types.ModuleType("__main__")
    module.__dict__["__builtins__"] = __builtins__
    sys.modules["__main__"] = module
    sys.argv = [NAME]
    alarm(seconds, patience)
    try:
        exec(compile(code, NAME, "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    except SystemExit as error:
        if error.code in (None, 0):
            return {"kind": "ok"}
        return ended("error", error)
    except TimeUp as error:
        return ended("time", error)
    except MemoryError as error:
        return ended("memory", error)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package and not is_installed(package):
            return {**ended("missing", error), "words": package}
        return ended("error", error)
    except BaseException as error:  # noqa: BLE001 - any exception is a failure of the block
        return ended("error", error)
    finally:
        alarm(0, 0)
    return {"kind": "ok"}


def alarm(seconds: float, patience: float) -> None:
    """Raise `TimeUp` in the block when its time is up, where the system has alarms.

    Args:
        seconds: The processor time that it may take; zero removes the limit.
        patience: The elapsed time that it may take; zero removes the limit.
    """
    if hasattr(signal, "setitimer"):
        for number, timer, bound in (
            (signal.SIGPROF, signal.ITIMER_PROF, seconds),
            (signal.SIGALRM, signal.ITIMER_REAL, patience),
        ):
            signal.signal(number, _time_up)
            signal.setitimer(timer, bound)


def _time_up(_signal: int, _frame: object) -> None:
    raise TimeUp


def is_installed(package: str) -> bool:
    """Return True if there is a package or module of that name."""
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def ended(kind: str, error: BaseException) -> dict[str, Any]:
    """Return the outcome of a block that raised *error*, with the line of the block."""
    lines = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == NAME
    ]
    words = "".join(traceback.format_exception_only(error)).strip()
    return {
        "kind": kind,
        "words": words[:MAX_WORDS],
        "line": lines[-1] if lines else None,
    }


if __name__ == "__main__":
    main()
