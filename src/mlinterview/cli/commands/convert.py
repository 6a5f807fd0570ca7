"""The command `convert`."""

from typing import Any

import click

from ...document import Limits
from ..checking import limits_option
from ..exporting import FormatCommand, export_formats, finish_conversion, take_options
from ..options import FormatNames
from ..progress import byte_progress

HELP = """
SOURCE is a pack, or several JSON Lines files with the same header that together are one
pack: name its files in order, a directory that contains them, or a pattern in quotes.

TARGET is a file. With a star in its name it is several files, with numbers in place of
the star. If there is an error, nothing is written.
"""


@click.command("convert", cls=FormatCommand, help=HELP)
@click.argument("arguments", nargs=-1, required=True, metavar="SOURCE... TARGET")
@click.option(
    "--format",
    "format_name",
    type=FormatNames(export_formats),
    help="Format; by default according to the name of TARGET.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Number of processes; one for each processor by default.",
)
@click.option(
    "--per-file",
    type=click.IntRange(min=1),
    help="Questions in each file, if TARGET has a star; 10000 by default.",
)
@limits_option
def command(
    arguments: tuple[str, ...],
    format_name: str | None,
    jobs: int | None,
    per_file: int | None,
    limits: Limits,
    **values: Any,
) -> None:
    """Run `mlinterview convert`."""
    *sources, target = arguments
    if not sources:
        msg = "name a pack, and then the file to write, such as pack.jsonl pack.parquet"
        raise click.UsageError(msg)
    from ... import converting, exporters

    format_name = format_name or exporters.format_of(target)
    with byte_progress("Converting") as progress:
        report = converting.convert(
            sources,
            target,
            format=format_name,
            options=take_options(format_name, values),
            jobs=jobs,
            per_file=per_file or converting.PER_FILE,
            limits=limits,
            progress=progress,
        )
    finish_conversion(report, target)
