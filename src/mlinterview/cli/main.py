"""The program: what ``mlinterview --help`` prints, and how a command is found.

A command is imported only to run or explain it, so that the help of the program and a
command that needs little of the library start at once.
"""

import atexit
import gc
import importlib
import io
import sys

import click

from .table import COMMANDS, module_name


class _Program(click.Group):
    """A group whose commands are those of the table, imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = f".commands.{module_name(cmd_name)}"
        command: click.Command = importlib.import_module(module, __package__).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The names and summaries are enough, so that no command is imported.
        listed = {name: click.Command(name, help=text) for name, text in COMMANDS.items()}
        click.Group(commands=listed).format_commands(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            from ..errors import did_you_mean, quote

            hint = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"No such command {quote(args[0])}. {hint}".strip())
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 fine, 1 problems found, 2 wrong use.",
)
@click.version_option(package_name="mlinterview", message="%(prog)s %(version)s")
def main() -> None:
    """Publish, check and use interview questions as data.

    PACK is a .yaml, .json, .jsonl or .parquet file, a directory with a pack.yaml, a
    .zip archive of one, or the id of an installed pack such as ml-engineer.
    """
    for stream in (sys.stdout, sys.stderr):
        # Some streams, such as a file on Windows, cannot encode every character.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def run(prog_name: str | None = None) -> None:
    """Run the program in a process of its own, as its users start it.

    Collecting garbage while modules are imported, and once more at the end, takes a
    fifth of the time for a small pack, and several times that for a large one. So a
    short process does not collect any, and a long one does so rarely.

    Args:
        prog_name: The name of the program in its help; the one it was started with by
            default.
    """
    gc.set_threshold(1_000_000)
    atexit.register(gc.freeze)
    main(prog_name=prog_name)
