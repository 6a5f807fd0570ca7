"""The command `new`."""

import shlex
from pathlib import Path
from typing import Any

import click

from ...errors import one_line, quote
from ...storage import installed, new_pack
from ..base import Command

HELP = """
The name of the DIRECTORY becomes the id of the pack. It also gets the JSON Schema, so
that editors with YAML support complete and check its files.
"""


@click.command("new", cls=Command, help=HELP)
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--title", help="Title; made from the name by default.")
@click.option("--author", default="Your name", help="Name of the author.")
@click.option(
    "--language", default="en", show_default=True, help="Language, as a BCP 47 tag."
)
@click.option(
    "--license",
    default="CC-BY-4.0",
    show_default=True,
    help="License, as an SPDX expression.",
)
def command(directory: Path, **details: Any) -> None:
    """Run `mlinterview new`."""
    if directory.name in {pack.id for pack in installed()}:
        msg = f"{quote(directory.name)} is the id of an installed pack; choose another"
        raise click.UsageError(msg)
    path = new_pack(directory, **details)
    name = one_line(shlex.quote(str(directory)))
    click.echo(f"Made {one_line(path)}. Next:")
    click.echo(f"  mlinterview validate {name}")
    click.echo(f"  mlinterview export {name} --format markdown")
