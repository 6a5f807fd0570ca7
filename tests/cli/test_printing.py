"""What is printed: colors in a terminal, and nothing that could act on one."""

import contextlib
import io
import os
import re
from pathlib import Path

import pytest

import mlinterview
from command_line import (
    MODULE,
    SGR,
    UNSAFE,
    fails,
    in_terminal,
    ok,
    pack,
    process,
    run,
)
from mlinterview.cli.main import main
from mlinterview.rendering import to_text


@pytest.mark.parametrize("arguments", [["show"], ["show", "why"], ["list"], ["validate"]])
def test_nothing_of_a_pack_acts_on_a_terminal(
    arguments: list[str], acting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    command, *rest = arguments
    shown = SGR.sub("", ok(command, acting, *rest))
    assert not UNSAFE.findall(shown)
    if command != "validate":
        assert "\\u202e" in shown


@pytest.mark.slow
def test_nothing_of_a_problem_acts_on_a_terminal(acting: Path) -> None:
    text = acting.read_text(encoding="utf-8")
    acting.write_text(text.replace('"concept"', '"c\u202e\u009b31m"'), encoding="utf-8")
    assert not UNSAFE.findall(fails(1, "validate", acting))
    assert not UNSAFE.findall(fails(2, "validate", "\x1b[2Jname"))
    assert not UNSAFE.findall(fails(2, "show", "ml-engineer", "\x1b[2J"))
    assert not UNSAFE.findall(fails(2, "explain", "\x1b[2J"))


def test_a_program_gets_escapes_only(acting: Path) -> None:
    for arguments in (["list", acting], ["show", acting, "why"], ["show", acting]):
        assert ok(*arguments, "--format", "json").isascii()


def test_without_a_terminal_there_is_no_colour(acting: Path) -> None:
    for arguments in (["show", "ml-engineer"], ["list", acting], ["explain", "MLI001"]):
        assert "\x1b" not in run(*arguments).output


@pytest.mark.slow
def test_what_a_stream_can_not_encode_is_spelt_out(small: Path) -> None:
    mlinterview.dump(pack(prompt="Naïve 東京?"), small)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    found = process(*MODULE, "list", small, env=environment)
    assert found.returncode == 0, found.stderr.decode()
    assert b"Na\\xefve" in found.stdout


def test_it_prints_to_any_stream() -> None:
    with contextlib.redirect_stdout(io.StringIO()) as stream:
        main(["packs"], standalone_mode=False)
    assert "ml-engineer" in stream.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [["show"], ["show", "why"], ["list"], ["export", "--format", "markdown"]],
)
def test_in_a_terminal_there_is_colour_but_nothing_of_the_pack_acts(
    arguments: list[str], acting: Path
) -> None:
    command, *rest = arguments
    pack_and_rest = [acting, *rest] if command != "export" else [*rest, acting]
    shown = in_terminal(command, *pack_and_rest)
    plain = SGR.sub("", shown)
    assert not UNSAFE.findall(plain)
    assert "\\u202e" in plain
    if command != "export":
        assert SGR.search(shown)


@pytest.mark.slow
def test_a_terminal_that_wants_no_colour_gets_none(small: Path) -> None:
    coloured = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
    assert coloured.search(in_terminal("explain", "MLI001"))
    assert not coloured.search(in_terminal("explain", "MLI001", NO_COLOR="1"))
    assert "Why?" in in_terminal("list", small, NO_COLOR="1")


def test_the_name_of_a_file_cannot_forge_a_line(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    ok("new", folder)
    (folder / "a\n::warning file=x::all fine\n.yaml").write_text("tips: 5")
    lines = run("validate", folder).output.splitlines()
    assert sum("fine" in line for line in lines) == 1
    assert not any(line.startswith("::") for line in lines)


@pytest.mark.slow
def test_a_row_is_a_line_where_a_program_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    shown = ok("list", "ml-engineer").splitlines()
    pack = mlinterview.load("ml-engineer")
    for one in pack.questions:
        (line,) = [line for line in shown if line.split()[:1] == [one.id]]
        assert f" {one.kind} " in line
        assert to_text(one.prompt) in line


@pytest.mark.slow
def test_words_of_a_vocabulary_are_whole_in_a_terminal_of_80_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = ok("list", "ml-engineer")
    for word in ("foundational", "intermediate", "behavioural"):
        assert word in shown.split()
