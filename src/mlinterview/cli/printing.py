"""What commands print: text, tables, JSON and reports.

Nothing that comes from a pack reaches a terminal as an escape sequence.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from .. import reporters
from .._support.files import write_atomically
from ..errors import Report, one_line, printable

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

MAX_WIDTH: Final = 10_000
"""The greatest width of a table where no terminal limits it, in characters."""

_WRAPPED: Final = (
    "Fields",
    "Question",
    "What is wrong",
    "Title",
    "Topic",
    "Found",
)
"""The columns with sentences. Ids and vocabulary values are never wrapped, so that they
can be copied."""


class _Harmless:
    """Content whose text cannot act on the terminal.

    The text is escaped when it is rendered, since Markdown turns character references
    into characters.
    """

    def __init__(self, content: "RenderableType") -> None:
        self.content = content

    def __rich_console__(
        self, console: "Console", options: "ConsoleOptions"
    ) -> Iterator["Segment"]:
        for segment in console.render(self.content, options):
            yield segment._replace(text=printable(segment.text))


def print_rich(*contents: "RenderableType", width: int | None = None) -> None:
    """Print contents one below the other, in color if there is a terminal.

    Args:
        contents: Texts, or what else Rich can render.
        width: The number of columns; that of the terminal by default.
    """
    from rich.console import Console

    console = Console(emoji=False, markup=False, highlight=False, width=width)
    for content in contents:
        console.print(_Harmless(content))


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence["RenderableType"]],
    *,
    tight: bool = False,
) -> None:
    """Print a table.

    Args:
        columns: The heads of the columns.
        rows: The cells of each row.
        tight: Whether to save space, by a narrow gap and no line below the heads.
    """
    from rich import box
    from rich.table import Table

    if tight:
        table = Table(box=None, padding=(0, 1, 0, 0))
    else:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column not in _WRAPPED, overflow="fold")
    for row in rows:
        table.add_row(*row)
    print_rich(table, width=MAX_WIDTH if is_for_program() else None)


def is_for_program() -> bool:
    """Return True if a program reads the output, which wants each row on one line."""
    return not sys.stdout.isatty() and "COLUMNS" not in os.environ


def print_json(data: object) -> None:
    """Print *data* as JSON in ASCII, which cannot act on a terminal."""
    click.echo(json.dumps(data, indent=2))


def print_reports(
    reports: Sequence[Report],
    format: str = "text",
    output: Path | None = None,
    *,
    err: bool = False,
) -> None:
    """Print reports, or write them to a file.

    Args:
        reports: One report for each pack.
        format: The name of a reporter, see `reporters`.
        output: The file to write, or None to print.
        err: Whether to print to standard error.
    """
    if output is not None:
        content = reporters.render(reports, format=format)
        write_atomically(output, content.encode())
        return
    stream = sys.stderr if err else sys.stdout
    color = stream.isatty() and "NO_COLOR" not in os.environ
    content = reporters.render(reports, format=format, color=color)
    click.echo(content, nl=False, err=err)


def print_file(text: str) -> None:
    """Print the content of a file as it is, but escaped if there is a terminal."""
    click.echo(printable(text) if sys.stdout.isatty() else text, nl=False)


def print_written(path: str | os.PathLike[str], details: str = "") -> None:
    """Print to standard error that the file *path* was written, and *details* of it."""
    click.echo(f"Wrote {one_line(path)}{details}", err=True)


def print_notes(notes: Iterable[object]) -> None:
    """Print notes to standard error, each on a line of its own."""
    for note in notes:
        click.echo(f"Note: {one_line(note)}", err=True)
