"""The command `upgrade`."""

from pathlib import Path
from typing import Any

import click

from ..._support.files import write_atomically
from ..._support.wording import joined
from ...document import FORMATS
from ...errors import PackError, Report, one_line, quote
from ...model import SCHEMA_VERSION, upgrade
from ...storage import WRITERS, open_document
from ..base import Command
from ..options import FILE
from ..printing import print_file, print_written

HELP = """
The PACK itself is not changed: the result is one new file, even if the pack is a
directory. It has no comments. Validate it before you use it.
"""


@click.command("upgrade", cls=Command, help=HELP)
@click.argument("pack")
@click.option(
    "--to",
    default=SCHEMA_VERSION,
    show_default=True,
    metavar="VERSION",
    help="Version of the schema to convert to.",
)
@click.option(
    "--output",
    "-o",
    type=FILE,
    help=f"File to write, {joined(FORMATS, 'or')}; YAML on standard output by default.",
)
def command(pack: str, to: str, output: Path | None) -> None:
    """Run `mlinterview upgrade`."""
    document = open_document(pack)
    report = Report(name=document.name, problems=document.problems)
    if not report.ok:
        raise PackError(report)
    before: Any = document.data
    after = upgrade(before, to=to)
    if after == before:
        click.echo(f"{one_line(pack)} already has schema version {to}", err=True)
    elif output is None:
        print_file(WRITERS["yaml"](after))
    else:
        format = FORMATS.get(output.suffix.lower())
        if format is None:
            msg = f"{quote(str(output))}: end the name in {joined(FORMATS, 'or')}"
            raise click.UsageError(msg)
        write_atomically(output, WRITERS[format](after).encode())
        print_written(output, f", schema version {to}")
