"""The program: what ``mlinterview --help`` says, and which command is meant.

The commands themselves are in `cli`, which needs most of the library. It is only
imported to run or explain one of them, so that help is there at once.
"""

import atexit
import gc
import importlib
import io
import sys
from typing import Final

import click

COMMANDS: Final = {
    "convert": "Write a pack of any size, or its shards, in another format.",
    "diff": "Say what changed from a pack OLD to a pack NEW, and what Anki makes of it.",
    "explain": "Explain a problem's CODE; list all codes without one.",
    "export": "Write questions to a file, those that meet every option and the QUERY.",
    "fix": "Mend what is certain, and keep comments and layout.",
    "import-anki": "Say what a user changed in a DECK that was made from the PACK.",
    "interview": "Hold an interview in the terminal, and write a score sheet.",
    "lint": "Say what falls short in the content of packs, and what is wrong with them.",
    "list": "List questions, those that meet every option and the QUERY.",
    "new": "Make a DIRECTORY with a small pack to start from.",
    "packs": "List the installed packs.",
    "plan": "Plan an interview: rounds that follow the stages and fit the time.",
    "schema": "Print the JSON Schema of packs.",
    "search": "Find questions that are about WORDS, the best first.",
    "show": "Show one QUESTION with all that belongs to it, or a summary of each PACK.",
    "stats": "Show what a PACK covers: questions per topic and difficulty, and the gaps.",
    "upgrade": "Bring a pack of an older schema version to a newer one.",
    "validate": "Say what is wrong with packs, and where.",
}
"""The commands, and how the help of each begins."""


class _Commands(click.Group):
    """A group of commands, the name of one of which may be misspelt."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        importlib.import_module(".commands", __package__)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # Only their names and summaries are shown.
        shown = {name: click.Command(name, help=text) for name, text in COMMANDS.items()}
        click.Group(commands=shown).format_commands(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            from ..errors import did_you_mean, quote

            hint = did_you_mean(args[0], self.list_commands(ctx))
            ctx.fail(f"No such command {quote(args[0])}. {hint}".strip())
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
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
        # What a stream cannot encode, as on Windows into a file, is spelt out.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def run(prog_name: str | None = None) -> None:
    """Run the program as a process of its own, which is what users start.

    To look for garbage while modules are imported, and once more at the end, takes a
    fifth of the time of a small pack, and several times that of a large one. A process
    that ends soon can do without; one that does not, looks now and then.
    """
    gc.set_threshold(1_000_000)
    atexit.register(gc.freeze)
    main(prog_name=prog_name)
