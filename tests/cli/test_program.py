"""The program: it finds its commands, and lists them without importing them."""

import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

import mlinterview
from command_line import MODULE, fails, ok, process, run
from mlinterview import Pack
from mlinterview.cli import main as program
from mlinterview.cli.main import main
from mlinterview.cli.table import COMMANDS


def test_without_a_command_it_says_what_there_is() -> None:
    shown = ok("--help")
    assert shown == ok("-h")
    for command in COMMANDS:
        assert re.search(rf"^  {command}\b", shown, flags=re.MULTILINE)
    assert "Exit status: 0 fine, 1 problems found, 2 wrong use." in shown
    assert "Usage:" in run().output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_explains_itself(command: str) -> None:
    assert "Usage:" in ok(command, "--help")
    found = main.get_command(click.Context(main), command)
    assert found is not None
    assert found.help
    for parameter in found.params:
        if parameter.param_type_name == "option":
            assert parameter.help, parameter.name  # type: ignore[attr-defined]


def test_the_commands_are_in_order() -> None:
    assert list(COMMANDS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_begins_with_its_summary(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    summary, _, details = (command.help or "").partition("\n\n")
    assert summary == COMMANDS[name]
    assert details


def test_the_help_shows_every_summary_whole() -> None:
    shown = CliRunner().invoke(main, ["--help"], env={"COLUMNS": "80"}).output
    for name, summary in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(summary)}$", shown, re.MULTILINE)


@pytest.mark.slow
def test_only_the_command_that_runs_is_imported() -> None:
    code = """
import sys
from mlinterview.cli.main import main
main(["explain", "MLI101"], standalone_mode=False)
loaded = [name for name in sys.modules if name.startswith("mlinterview.cli.commands.")]
print(loaded, "mlinterview.storage" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    last = done.stdout.splitlines()[-1]
    assert last == "['mlinterview.cli.commands.explain'] False"


def test_a_shell_can_complete_the_names_of_commands() -> None:
    complete = ShellComplete(main, {}, "mlinterview", "_MLINTERVIEW_COMPLETE")
    names = [item.value for item in complete.get_completions([], "ex")]
    assert names == ["explain", "export"]


def test_it_tells_its_version() -> None:
    assert re.fullmatch(r"\S+ \d+\.\d+\.\d+\S*\n", ok("--version"))


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [("exprot", "did you mean `export`?"), ("lst", "did you mean `list`?")],
)
def test_a_misspelt_command_gets_a_guess(wrong: str, hint: str) -> None:
    assert f"No such command `{wrong}`. {hint}" in fails(2, wrong)


def test_an_unknown_command_is_refused() -> None:
    assert fails(2, "zzz").endswith("No such command `zzz`.")
    assert "\x1b" not in fails(2, "\x1b[2J")
    assert main.get_command(click.Context(main), "zzz") is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["list"],
        ["show"],
        ["export", "ml-engineer"],
        ["export", "ml-engineer", "--format", "zzz"],
        ["list", "ml-engineer", "--kind", "zzz"],
        ["list", "ml-engineer", "--format", "xml"],
        ["new"],
        ["schema", "--version", "9.9"],
    ],
)
def test_a_wrong_use_has_exit_status_2(arguments: list[str]) -> None:
    assert "Error:" in fails(2, *arguments)


@pytest.mark.parametrize("command", ["validate", "list", "show", "export"])
def test_a_pack_that_is_not_there_has_exit_status_2(command: str, tmp_path: Path) -> None:
    rest = ["--format", "json"] if command == "export" else []
    shown = fails(2, command, "ml-enginer", *rest)
    assert "error MLI" in shown
    assert "did you mean `ml-engineer`" in shown
    fails(2, command, tmp_path / "none.yaml", *rest)


@pytest.mark.parametrize("command", ["list", "show", "export"])
def test_a_pack_with_problems_has_exit_status_1(command: str, broken: Path) -> None:
    rest = ["--format", "json"] if command == "export" else []
    shown = fails(1, command, broken, *rest)
    assert "concpt" in shown
    assert "broken.yaml:" in shown


@pytest.mark.slow
def test_it_runs_as_a_module(broken: Path, ml_engineer: Pack) -> None:
    options = ("--kind", "opener", "--format", "anki-csv")
    found = process(*MODULE, "export", "ml-engineer", *options)
    assert found.returncode == 0
    openers = mlinterview.select(ml_engineer, kind="opener")
    assert found.stdout == mlinterview.export_bytes(openers, format="anki-csv")
    assert found.stderr == b""
    assert process(*MODULE, "validate", broken).returncode == 1
    wrong = process(*MODULE, "exprot")
    assert wrong.returncode == 2
    assert wrong.stdout == b""
    assert b"Usage: python -m mlinterview" in wrong.stderr


def test_importing_the_module_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert importlib.import_module("mlinterview.__main__").run is program.run
    assert capsys.readouterr() == ("", "")


@pytest.mark.slow
def test_it_runs_as_a_script() -> None:
    script = shutil.which("mlinterview", path=Path(sys.executable).parent)
    assert script is not None
    found = process(script, "--version")
    assert found.returncode == 0
    assert found.stdout.startswith(b"mlinterview ")


@pytest.mark.slow
def test_a_full_disk_is_one_line_and_no_traceback() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mlinterview", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )
    assert done.returncode != 0
    assert "no space left on device" in done.stderr.lower()
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_reader_that_has_enough_ends_the_command_without_a_word() -> None:
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "mlinterview",
            "export",
            "ml-engineer",
            "--format",
            "json",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.slow
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
