"""Runs one block of Python within limits, and says how it ended.

This file is run by itself, in a process of its own, and imports nothing of this
library: ``python -I _runner.py``, with a job as JSON on standard input. How the block
ended goes to standard output, as JSON.
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
"""What the block is called in tracebacks."""

MAX_FILE = 64 * 2**20
"""The largest file that a block may write, in bytes."""

MAX_WORDS = 500
"""How much of what an exception says is kept, in characters."""

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
    """The block has run for as long as it may."""


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
    """Connect the standard streams with nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def leave_network() -> bool:
    """Move this process into a network of its own that has no interface that is up.

    A namespace of users makes that possible without privileges, and takes those away
    that there are. Returns whether the system has such a thing and permits it.
    """
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (AttributeError, OSError, TypeError):
        return False
    return any(
        unshare(flags) == 0 for flags in (CLONE_NEWUSER | CLONE_NEWNET, CLONE_NEWNET)
    )


def limit(memory: int, seconds: float) -> None:
    """Bound what this process may use, as far as the platform knows such bounds."""
    if resource is None:
        return
    # At the soft limit of the processor's time a process is told why it is ended.
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
            functions. Neither is bound by this hook, so that they are only permitted
            where the system itself keeps this process from the network.
    """
    refused = () if may_start else (*_PROCESSES, *_FOREIGN)
    local = getattr(socket, "AF_UNIX", None)

    def hook(event: str, arguments: Any) -> None:
        if event.startswith("socket.") and event not in _HARMLESS:
            # A pair of local sockets is what `asyncio` wakes itself with.
            if event == "socket.__new__" and arguments[1] == local:
                return
            msg = "a code block has no network"
            raise PermissionError(msg)
        # The library of Python itself is opened by the import of `ctypes`.
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
    except BaseException as error:  # noqa: BLE001 - whatever it is, the block has failed
        return ended("error", error)
    finally:
        alarm(0, 0)
    return {"kind": "ok"}


def alarm(seconds: float, patience: float) -> None:
    """Raise `TimeUp` in the block when its time is up, where the system has alarms.

    Args:
        seconds: How long it may occupy the processor; zero is for ever.
        patience: How long it may take, by the clock on the wall.
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
    """Say whether there is a package or module of that name."""
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def ended(kind: str, error: BaseException) -> dict[str, Any]:
    """Return how a block ended that raised, and the line on which that happened."""
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
