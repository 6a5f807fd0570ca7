"""Runs the examples of README.md and docs/, each file in a directory of its own.

- ``python`` blocks run one after the other, as one program;
- ``yaml`` blocks that begin with ``# file: NAME`` are written to that file;
- in ``console`` blocks the lines that begin with ``$ `` are commands, and what follows
  one is its output, in which ``...`` stands for anything;
- all other blocks are only read.
"""

import contextlib
import doctest
import os
import subprocess
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

_FILE = "# file: "
_PROMPT = "$ "
_CHECKER = doctest.OutputChecker()


def _enter_directory(namespace: dict[str, Any]) -> None:
    """Work in a new directory until the examples of the file have run."""
    stack = contextlib.ExitStack()
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    stack.enter_context(contextlib.chdir(folder))
    namespace["_stack"] = stack


def _leave_directory(namespace: dict[str, Any]) -> None:
    """Go back, and remove the directory."""
    namespace["_stack"].close()


def _write_file(example: Example) -> None:
    """Write a block to the file that its first line names, if it names one."""
    text = str(example.parsed)
    first, _, _ = text.partition("\n")
    if first.startswith(_FILE):
        path = Path(first.removeprefix(_FILE))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _run_session(example: Example) -> str | None:
    """Run the commands of a block, and compare what they print."""
    for session in f"\n{example.parsed}".split(f"\n{_PROMPT}")[1:]:
        command, _, wanted = session.partition("\n")
        # Lines are compared without the spaces that tables are filled up with.
        want, got = _trimmed(wanted), _trimmed(_output(command))
        if not _CHECKER.check_output(want, got, doctest.ELLIPSIS):
            shown = doctest.Example(command, want)
            difference = _CHECKER.output_difference(shown, got, doctest.ELLIPSIS)
            return f"{_PROMPT}{command}\n{difference}"
    return None


def _trimmed(text: str) -> str:
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


def _output(command: str) -> str:
    """Return all that a command prints, run as at a prompt."""
    scripts = sysconfig.get_path("scripts")
    environment = os.environ | {
        "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")]),
        "COLUMNS": "88",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
        # Warnings of the build environment are not what a reader would see.
        "PYTHONWARNDEFAULTENCODING": "",
    }
    done = subprocess.run(  # noqa: S602 - the commands are those of our own pages
        command,
        shell=True,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        CodeBlockParser(language="yaml", evaluator=_write_file),
        CodeBlockParser(language="console", evaluator=_run_session),
    ],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    excludes=["*/generated/*", "*/reference/problems/*", "*/_build/*"],
    setup=_enter_directory,
    teardown=_leave_directory,
).pytest()
