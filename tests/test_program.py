"""The program: it lists its commands without loading them, and says the same."""

import gc
import runpy
import sys
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from mlinterview import _program, cli


def test_the_summaries_are_how_the_help_of_the_commands_begins() -> None:
    first = {
        name: " ".join((command.help or "").split("\n\n")[0].split())
        for name, command in cli.main.commands.items()
    }
    assert first == _program.COMMANDS


def test_the_list_is_the_one_that_click_makes_of_the_commands() -> None:
    shown = CliRunner().invoke(_program.main, ["--help"]).output
    for name, command in cli.main.commands.items():
        assert f"  {name} " in shown
        assert command.get_short_help_str(40).split("...")[0].strip() in shown


def _as_module() -> None:
    runpy.run_module("mlinterview", run_name="__main__")


@pytest.mark.parametrize("start", [_program.run, _as_module])
def test_a_process_looks_for_garbage_only_now_and_then(
    start: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = gc.get_threshold()
    kept: list[object] = []
    monkeypatch.setattr("atexit.register", kept.append)
    monkeypatch.setattr(sys, "argv", ["mlinterview", "--version"])
    try:
        with pytest.raises(SystemExit):
            start()
        assert gc.get_threshold()[0] > before[0]
    finally:
        gc.set_threshold(*before)
    assert kept == [gc.freeze]
    assert "mlinterview" in capsys.readouterr().out
