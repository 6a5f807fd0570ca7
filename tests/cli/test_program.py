"""The program: it lists its commands without loading them, and says the same."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from mlinterview.cli import commands, main


def test_the_summaries_are_how_the_help_of_the_commands_begins() -> None:
    first = {
        name: " ".join((command.help or "").split("\n\n")[0].split())
        for name, command in commands.main.commands.items()
    }
    assert first == main.COMMANDS


def test_the_list_is_the_one_that_click_makes_of_the_commands() -> None:
    shown = CliRunner().invoke(main.main, ["--help"]).output
    for name, command in commands.main.commands.items():
        assert f"  {name} " in shown
        assert command.get_short_help_str(40).split("...")[0].strip() in shown


@pytest.mark.parametrize(
    "start",
    [
        "from mlinterview.cli.main import run; run()",
        "import runpy; runpy.run_module('mlinterview', run_name='__main__')",
    ],
)
def test_a_process_looks_for_garbage_only_now_and_then(start: str) -> None:
    code = f"""
import atexit, gc, sys
before, kept = gc.get_threshold(), []
atexit.register = kept.append
sys.argv = ["mlinterview", "--version"]
try:
    {start}
except SystemExit:
    print(gc.get_threshold()[0] > before[0], gc.freeze in kept)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "True True"
