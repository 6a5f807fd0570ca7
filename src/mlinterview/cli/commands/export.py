"""The command `export`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ..._support.wording import counted
from ...document import DEFAULT_LIMITS
from ...errors import ExportError, QueryError, printable, quote
from ...storage import large
from ..choosing import filter_options, load_first, select_questions
from ..exporting import FormatCommand, export_formats, finish_conversion, take_options
from ..options import FormatNames, output_option
from ..printing import print_written
from ..progress import byte_progress

if TYPE_CHECKING:
    from ..._support.options import Options

HELP = """
The QUERY follows the packs, such as 'level>=senior has:rubric'. A query that begins with
a hyphen, or is the name of a file, is given with --query.
"""


@click.command("export", cls=FormatCommand, help=HELP)
@click.argument("arguments", nargs=-1, required=True, metavar="PACK... [QUERY]")
@click.option(
    "--format",
    "format_name",
    type=FormatNames(export_formats),
    help="Format; by default according to the name of the file.",
)
@output_option
@filter_options
def command(
    arguments: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    **filters: Any,
) -> None:
    """Run `mlinterview export`."""
    from ... import exporters

    if format_name is None:
        if output is None:
            msg = "name a --format, or an --output file such as questions.md"
            raise click.UsageError(msg)
        format_name = exporters.format_of(output)
    options = take_options(format_name, filters)
    if large(arguments[0], DEFAULT_LIMITS) is not None:
        if len(arguments) > 1 or any(filters.values()) or output is None:
            msg = (
                f"{quote(arguments[0])} has more than {DEFAULT_LIMITS.bytes} bytes, which"
                " is too much to choose questions from; without a query or filter, all of"
                " it can be written to an --output file"
            )
            raise ExportError(msg)
        _export_large(arguments[0], output, format_name, options)
    packs, queries = load_first(arguments)
    media = {pack.id: images for pack, images in packs}
    selection = select_questions([pack for pack, _media in packs], filters, queries)
    if not selection:
        msg = "no question matches these options"
        raise QueryError(msg)
    if output is not None:
        exporters.export(
            selection, output, format=format_name, options=options, media=media
        )
        print_written(output, f" from {counted(len(selection), 'question')}")
        return
    is_terminal = sys.stdout.isatty()
    if is_terminal and exporters.exporter(format_name).binary:
        msg = f"a terminal cannot show {format_name}; name a file with --output"
        raise click.UsageError(msg)
    content = exporters.export_bytes(
        selection, format=format_name, options=options, media=media
    )
    click.echo(printable(content.decode()) if is_terminal else content, nl=False)


def _export_large(
    path: str, output: Path, format_name: str, options: "Options"
) -> NoReturn:
    """Write a pack that is not read into memory as a whole, and end the program."""
    from ...converting import convert

    with byte_progress("Writing") as progress:
        report = convert(
            path, output, format=format_name, options=options, jobs=1, progress=progress
        )
    finish_conversion(report, output)
