"""Blocks of code run by themselves: within limits, and without a network."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mlinterview.linting.checks import _runner, _sandbox
from mlinterview.linting.checks._sandbox import Outcome, run

# Each block of code runs in a process of its own.
pytestmark = pytest.mark.slow

MEMORY = 2 * 2**30
RUNNER = "mlinterview.linting.checks._runner"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="of Linux alone")


def has_namespaces() -> bool:
    """Say whether this system lets a process leave the network."""
    code = (
        "from mlinterview.linting.checks import _runner; print(_runner.leave_network())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return done.stdout.strip() == b"True"


NAMESPACES = pytest.mark.skipif(
    sys.platform != "linux" or not has_namespaces(), reason="not permitted here"
)


def ran(code: str, **options: Any) -> Outcome:
    return run(code, **{"seconds": 5, "memory": MEMORY, **options})


@pytest.fixture
def port() -> Iterator[int]:
    """A port of this machine at which somebody listens, and fails if anybody calls."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    connection, caller = server.accept()
                except OSError:
                    return
                calls.append(caller)
                connection.close()

        threading.Thread(target=answer, daemon=True).start()
        number = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", number)):
            pass
        yield number
        server.shutdown(socket.SHUT_RDWR)
    # The one of this test itself, which shows that a call would be heard.
    assert len(calls) == 1


CONNECT = "import socket\n\nsocket.create_connection(('127.0.0.1', {}), timeout=2)"
START = (
    "import subprocess, sys\n\nsubprocess.run([sys.executable, '-c', {!r}], check=True)"
)
FOREIGN = """\
import ctypes

library = ctypes.CDLL(None, use_errno=True)
handle = library.socket(2, 1, 0)
address = (2).to_bytes(2, sys.byteorder) + ({}).to_bytes(2, "big") + bytes([127, 0, 0, 1])
assert library.connect(handle, address + bytes(8), 16) == 0, ctypes.get_errno()
"""


# The network -----------------------------------------------------------------


@pytest.mark.parametrize("namespace", [True, False])
def test_python_itself_connects_to_nothing(port: int, *, namespace: bool) -> None:
    outcome = ran(CONNECT.format(port), namespace=namespace)
    assert outcome == Outcome("error", "PermissionError: a code block has no network", 3)


@pytest.mark.parametrize("name", ["getaddrinfo", "gethostbyname"])
def test_no_name_is_looked_up(name: str) -> None:
    code = f"import socket\nsocket.{name}(*['example.com', 80][:{1 + ('addr' in name)}])"
    assert "no network" in ran(code, namespace=False).words


@NAMESPACES
def test_neither_does_what_the_block_starts_or_calls(port: int) -> None:
    started = ran(START.format(CONNECT.format(port)))
    assert started.words.startswith("subprocess.CalledProcessError")
    called = ran("import sys\n" + FOREIGN.format(port))
    assert called == Outcome("error", "AssertionError: 101", 7)  # ENETUNREACH


def test_without_namespaces_nothing_is_started_or_called(port: int) -> None:
    started = ran(START.format(CONNECT.format(port)), namespace=False)
    assert "may not use subprocess.Popen" in started.words
    assert started.line == 3
    called = ran("import sys\n" + FOREIGN.format(port), namespace=False)
    assert "PermissionError: a code block may not use ctypes.dlsym" in called.words
    loaded = ran("import ctypes\nctypes.CDLL('libc.so.6')", namespace=False)
    assert "may not use ctypes.dlopen" in loaded.words


def test_asyncio_works_without_a_network() -> None:
    code = "import asyncio\n\nassert asyncio.run(asyncio.sleep(0, 5)) == 5"
    assert ran(code, namespace=False) == Outcome("ok")


# The surroundings ------------------------------------------------------------


def test_a_block_finds_nothing_of_its_surroundings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hidden")
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    code = """
import os, pathlib, sys, tempfile

assert not os.listdir()
assert "SECRET_TOKEN" not in os.environ
assert pathlib.Path.home() == pathlib.Path.cwd() == pathlib.Path(tempfile.gettempdir())
assert sys.flags.isolated
assert sys.stdin.read() == ""
print("seen by nobody", file=sys.stderr)
pathlib.Path("x").write_text("y")
"""
    assert ran(code) == Outcome("ok")


def test_the_working_directory_is_removed(tmp_path: Path) -> None:
    note = tmp_path / "note"
    code = f"import os, pathlib\npathlib.Path({str(note)!r}).write_text(os.getcwd())"
    assert ran(code) == Outcome("ok")
    assert not Path(note.read_text()).exists()


def test_what_windows_needs_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSTEMROOT", "C:\\Windows")
    monkeypatch.setenv("SECRET_TOKEN", "hidden")
    found = _sandbox.environment("/work")
    assert found["SYSTEMROOT"] == "C:\\Windows"
    assert found["HOME"] == "/work"
    assert "SECRET_TOKEN" not in found


def test_a_block_is_a_program() -> None:
    code = """
import pickle
from dataclasses import dataclass

@dataclass
class Point:
    x: "int"

assert __name__ == "__main__"
assert pickle.loads(pickle.dumps(Point(1))) == Point(1)
"""
    assert ran(code) == Outcome("ok")


# How it ends -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind", "words", "line"),
    [
        ("", "ok", "", None),
        ("import sys\nsys.exit()", "ok", "", None),
        ("import sys\nsys.exit(0)", "ok", "", None),
        ("import sys\nsys.exit(3)", "error", "SystemExit: 3", 2),
        ("x = 1\nassert x == 2, 'not so'", "error", "AssertionError: not so", 2),
        ("def f():\n    1 / 0\n\nf()", "error", "ZeroDivisionError: division by zero", 2),
        ("import no_such_thing", "missing", "no_such_thing", 1),
        ("import no_such_thing.below", "missing", "no_such_thing", 1),
        ("import json.no_such_thing", "error", "ModuleNotFoundError: No module", 1),
        ("raise ModuleNotFoundError", "error", "ModuleNotFoundError", 1),
        ("raise MemoryError", "memory", "MemoryError", 1),
        ("import json\njson.loads('x')", "error", "json.decoder.JSONDecodeError", 2),
        ("def f():\n    f()\nf()", "error", "RecursionError", 2),
        ("raise KeyboardInterrupt", "error", "KeyboardInterrupt", 1),
    ],
)
def test_how_a_block_ends(code: str, kind: str, words: str, line: int | None) -> None:
    outcome = ran(code)
    assert (outcome.kind, outcome.line) == (kind, line)
    assert outcome.words.startswith(words)


def test_what_an_exception_says_is_cut() -> None:
    assert len(ran("raise ValueError('x' * 10_000)").words) == 500


def test_a_block_that_takes_too_long_is_stopped_where_it_is() -> None:
    outcome = ran("import time\n\ntime.sleep(60)", seconds=0.2)
    assert (outcome.kind, outcome.line) == ("time", 3)


@LINUX
def test_what_counts_is_the_time_of_the_processor() -> None:
    assert ran("import time\ntime.sleep(1)", seconds=0.5) == Outcome("ok")
    outcome = ran("x = 1\nwhile True:\n    x += 1", seconds=0.5)
    assert (outcome.kind, outcome.line in (2, 3)) == ("time", True)


def test_one_that_will_not_stop_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    code = """
import time

while True:
    try:
        time.sleep(60)
    except BaseException:
        pass
"""
    monkeypatch.setattr(_sandbox, "PATIENCE", 1)
    monkeypatch.setattr(_sandbox, "GRACE", 1)
    assert ran(code, seconds=0.5) == Outcome("time")


@LINUX
def test_one_that_uses_up_the_processor_is_ended() -> None:
    code = """
import signal

for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
    signal.setitimer(timer, 0)
while True:
    pass
"""
    assert ran(code, seconds=0.5) == Outcome("time")


@LINUX
def test_memory_is_bounded() -> None:
    outcome = ran("x = 1\ny = bytes(2**40)", memory=2**30)
    assert (outcome.kind, outcome.line) == ("memory", 2)


@LINUX
def test_files_are_bounded() -> None:
    code = "open('x', 'wb').write(bytes(2**27))"
    assert "OSError" in ran(code).words


@LINUX
def test_what_a_block_has_started_is_ended_with_it() -> None:
    code = """
import os, pathlib, subprocess, sys

child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
raise ValueError(child.pid)
"""
    outcome = ran(code)
    if "PermissionError" in outcome.words:
        pytest.skip("not permitted here")
    number = int(outcome.words.removeprefix("ValueError: "))
    status = Path(f"/proc/{number}/stat")
    # Somebody has to take note before it is gone altogether.
    for _ in range(200):
        if not status.exists() or status.read_text().split()[2] in "ZX":
            return
        time.sleep(0.05)
    pytest.fail("it still runs")


def test_a_process_that_dies_is_a_failure() -> None:
    outcome = ran("import os\nos._exit(0)")
    assert outcome.kind == "error"
    assert outcome.words == "the process ended with status 0 before the block did"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (b"garbage", None),
        (b"[" * 100_000, None),
        (b"\xff", None),
        (b"5", None),
        (b'{"kind": "fine"}', None),
        (b'{"kind": ["ok"]}', None),
        (b'{"kind": "error", "words": 5, "line": "x"}', Outcome("error", "5")),
        (b'{"kind": "error", "line": true}', Outcome("error")),
    ],
)
def test_nothing_that_a_process_answers_is_trusted(
    answer: bytes, outcome: Outcome | None, tmp_path: Path
) -> None:
    path = tmp_path / "answer"
    path.write_bytes(answer)
    with path.open("rb") as file:
        found = _sandbox._outcome(file, "error", 1)
    ended = Outcome("error", "the process ended with status 1 before the block did")
    assert found == (outcome or ended)


def test_where_there_are_no_groups_of_processes_the_process_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "killpg")
    assert ran("x = 1") == Outcome("ok")


# Other systems ---------------------------------------------------------------


def runner_without(missing: str, code: str, *, namespace: bool = True) -> Any:
    """Return how a block ends where Python lacks something, by a line that takes it."""
    job = {
        "code": code,
        "seconds": 2,
        "patience": 2,
        "memory": MEMORY,
        "namespace": namespace,
    }
    program = (
        f"{missing}\nimport runpy\nrunpy.run_module({RUNNER!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(job).encode(),
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "missing",
    [
        "import sys; sys.modules['resource'] = None",
        "import resource; resource.setrlimit = lambda *_: (_ for _ in ()).throw(OSError)",
        "import signal; del signal.setitimer",
        "import socket; del socket.AF_UNIX",
    ],
)
def test_blocks_run_where_the_system_lacks_something(missing: str) -> None:
    assert runner_without(missing, "x = 1") == {"kind": "ok"}


@pytest.mark.parametrize("result", ["None", "type('', (), {'unshare': lambda _: -1})"])
def test_where_there_are_no_namespaces_python_refuses(result: str) -> None:
    missing = f"import ctypes; ctypes.CDLL = lambda *_, **__: {result}"
    found = runner_without(missing, "import os\nos.system('')")
    assert found["words"] == (
        "PermissionError: a code block may not use os.system on this system"
    )


UNSPECIFIED = """\
import sys
sys.modules["x"] = sys
sys.__spec__ = None
raise ModuleNotFoundError(name="x")
"""


@pytest.mark.parametrize("namespace", [True, False])
@pytest.mark.parametrize(
    ("code", "kind", "line"),
    [
        ("raise SystemExit", "ok", None),
        ("raise SystemExit(2)", "error", 1),
        ("import time\ntime.sleep(60)", "time", 2),
        ("raise MemoryError", "memory", 1),
        ("import no_such_thing", "missing", 1),
        ("import json.no_such_thing", "error", 1),
        (UNSPECIFIED, "missing", 4),
        ("1 / 0", "error", 1),
        ("x = (", "error", None),
        ("import socket\nsocket.socket()", "error", 2),
        ("import asyncio\nasyncio.run(asyncio.sleep(0))", "ok", None),
        ("import socket\nsocket.gethostname()", "ok", None),
    ],
)  # fmt: skip
def test_the_runner_says_how_a_block_ends(
    code: str, kind: str, line: int | None, *, namespace: bool
) -> None:
    found = runner_without("pass", code, namespace=namespace)
    assert (found["kind"], found.get("line")) == (kind, line)


@pytest.mark.parametrize(
    ("event", "arguments", "refused"),
    [
        ("socket.connect", (None, ("127.0.0.1", 80)), True),
        ("socket.bind", (None, ("", 80)), True),
        ("socket.__new__", (None, socket.AF_INET, 1, 0), True),
        ("socket.__new__", (None, socket.AF_UNIX, 1, 0), False),
        ("socket.gethostname", (), False),
        ("open", ("x", "w", 0), False),
        ("subprocess.Popen", ("x", [], None, None), None),
        ("os.fork", (), None),
        ("ctypes.dlopen", (None,), False),
        ("ctypes.dlopen", ("libc.so.6",), None),
        ("ctypes.dlsym", (None, "connect"), None),
    ],
)
def test_what_is_refused(event: str, arguments: Any, *, refused: bool | None) -> None:
    """What is neither always refused nor never is so without namespaces."""
    for may_start in (True, False):
        hook = _runner.guard(may_start=may_start)
        is_refused = not may_start if refused is None else refused
        if is_refused:
            with pytest.raises(PermissionError, match="a code block"):
                hook(event, arguments)
        else:
            hook(event, arguments)
