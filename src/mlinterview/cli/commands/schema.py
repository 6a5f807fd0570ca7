"""The command `schema`."""

import click

from ...model import SCHEMA_VERSION, VERSIONS, schema_text
from ..base import Command

HELP = """
It is the schema of a whole pack, whether in one file or in the files of a directory.
"""


@click.command("schema", cls=Command, help=HELP)
@click.option(
    "--version",
    type=click.Choice(list(VERSIONS)),
    default=SCHEMA_VERSION,
    show_default=True,
    help="Version of the schema.",
)
@click.option(
    "--part", is_flag=True, help="Print the schema of one file of a directory instead."
)
def command(version: str, part: bool) -> None:
    """Run `mlinterview schema`."""
    click.echo(schema_text(version, "part" if part else "pack"), nl=False)
