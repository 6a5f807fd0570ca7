"""The command `search`."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import fails, names, ok


def test_search_prints_what_it_finds_the_best_first(packs: Path) -> None:
    shown = ok("search", "small.json", "the size of a forest")
    lines = [line for line in shown.splitlines() if "Design the chunk" in line]
    assert lines[0].startswith(" forest ")
    assert "1 of 4 questions" in shown
    assert "0 of 4 questions" in ok("search", "small.json", "elephant")


def test_search_prints_for_programs(packs: Path) -> None:
    arguments = ["search", "small.json", "other.json", "overfit"]
    (one,) = json.loads(ok(*arguments, "--format", "json"))
    assert one["global_id"] == "small:question/forest"
    assert one["score"] > 0
    first, last = one["highlights"][0]
    assert one["snippet"][first:last] == "Overfitting"
    assert one["prompt"] == "Design the *chunk  size* of a forest."


def test_search_is_narrowed_and_limited(packs: Path) -> None:
    both = ["search", "small.json", "other.json", "tree"]
    assert {*names(*both)} >= {"small:tree", "other:tree"}
    assert names(*both, "--query", "pack:other id:tree") == ["other:tree"]
    assert names(*both, "--kind", "design") == ["small:forest"]
    assert len(names(*both, "--limit", "1")) == 1


def test_search_asks_for_a_pack_and_words(packs: Path) -> None:
    assert "name a pack, and then what to look for" in fails(2, "search", "small.json")
    assert "there is no word" in fails(2, "search", "small.json", "??")


@pytest.mark.slow
def test_a_terminal_shows_what_was_found_in_bold(packs: Path) -> None:
    leader, follower = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    subprocess.run(
        [sys.executable, "-m", "mlinterview", "search", "small.json", "overfitting"],
        stdout=follower,
        env=environment,
        check=True,
    )
    os.close(follower)
    printed = b""
    while chunk := _read(leader):
        printed += chunk
    assert b"\x1b[1mOverfitting\x1b[0m" in printed


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 10_000)
    except OSError:  # Nobody writes any more.
        return b""
