"""The command line, as tests use it: in this process, in another one, in a terminal."""

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from typing import Any

from click.testing import CliRunner, Result

import mlinterview
from mlinterview import Answer, Kind, Pack, Question, Topic
from mlinterview.cli.main import main
from mlinterview.model import AnswerKind, Author, Metadata

# Sequences that act on a terminal, directly and as references of Markdown.
ACTING = "\u202eevil\u2066 &#27;]0;title&#7; &#x1b;[2J &#155;31m &#x202e;x &#8203;"


SGR = re.compile(r"\x1b\[[0-9;]*m")


UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


MODULE = [sys.executable, "-m", "mlinterview"]


HEAD = (
    'schema_version: "1.0"\n'
    "pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{name: A}]}\n"
    "topics: [{id: basics, title: Basics}]\n"
)


def run(*arguments: object, **options: Any) -> Result:
    result = CliRunner().invoke(main, [*map(str, arguments)], **options)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def ok(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def printed(*arguments: object) -> str:
    """Return what a command prints to standard output alone."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def fails(status: int, *arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == status, result.output
    return " ".join(result.output.split())


def names(*arguments: object) -> list[str]:
    """Return the questions that a command prints, as ``pack:id``."""
    found = json.loads(ok(*arguments, "--format", "json"))
    return [one["global_id"].replace("question/", "") for one in found]


def process(*arguments: object, **options: Any) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [*map(str, arguments)], capture_output=True, check=False, **options
    )


def in_terminal(*arguments: object, status: int = 0, **environment: str) -> str:
    """Run a command in a terminal of its own and return what it shows."""
    outside, inside = pty.openpty()
    with subprocess.Popen(
        [*MODULE, *map(str, arguments)],
        stdout=inside,
        stderr=inside,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **environment},
    ) as running:
        os.close(inside)
        shown = b""
        # At the end Linux raises EIO, other systems return nothing.
        with contextlib.suppress(OSError):
            while part := os.read(outside, 65536):
                shown += part
        os.close(outside)
    assert running.returncode == status, shown
    return shown.decode().replace("\r\n", "\n")


def pack(prompt: str = "Why?", text: str = "Because.", title: str = "Small") -> Pack:
    return Pack(
        schema_version="1.0",
        metadata=Metadata(
            id="small",
            title=title,
            version="1.0.0",
            language="en",
            license="MIT",
            authors=(Author(name=title),),
            description=text,
        ),
        topics=(Topic(id="basics", title=title),),
        questions=(
            Question(
                id="why",
                kind=Kind.CONCEPT,
                prompt=prompt,
                topics=("basics",),
                status=mlinterview.Status.DRAFT,
                answers=(Answer(kind=AnswerKind.SAMPLE, body=text, key_points=(text,)),),
            ),
        ),
    )
