"""The command `stats`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
import click

from ..._support.files import write_atomically
from ..._support.wording import for_number
from ...errors import one_line
from ...storage import load
from ..base import Command
from ..options import FILE, json_option, targets_option
from ..printing import (
    is_for_program,
    print_json,
    print_rich,
    print_table,
    print_written,
)

if TYPE_CHECKING:
    from rich.text import Text

    from ...linting import Coverage

HELP = """
Only questions whose status is ready count. With --targets, each number below its target
is shown with it, and the gaps are listed.
"""

NARROW: Final = 72
"""The heads of columns of numbers are letters if a terminal has fewer columns."""


@click.command("stats", cls=Command, help=HELP)
@click.argument("pack")
@targets_option
@click.option("--svg", type=FILE, help="Also write the heat map to this file, as SVG.")
@json_option
def command(
    pack: str, targets: Path | None, svg: Path | None, output_format: str
) -> None:
    """Run `mlinterview stats`."""
    from ...linting import count_coverage, heat_map, read_targets

    wanted = None if targets is None else read_targets(targets)
    loaded = load(pack)
    coverage = count_coverage(loaded, targets=wanted)
    if output_format == "json":
        gaps = [{**attrs.asdict(gap), "missing": gap.missing} for gap in coverage.gaps]
        print_json({**attrs.asdict(coverage), "gaps": gaps})
    else:
        _show_coverage(coverage)
    if svg is not None:
        write_atomically(svg, heat_map(coverage, title=loaded.title).encode())
        print_written(svg)


def _show_coverage(coverage: "Coverage") -> None:
    """Print the heat map, the other counts, and the gaps."""
    from ...linting import coverage_tables

    for words, rows in coverage_tables(coverage):
        _print_counts(words, rows)
    for gap in coverage.gaps:
        noun = for_number(gap.missing, "question", "questions")
        click.echo(
            f"Missing: {gap.missing} {gap.difficulty} {noun} on {one_line(gap.topic)}"
        )


def _print_counts(words: Sequence[str], rows: Iterable[Sequence["str | Text"]]) -> None:
    """Print a table of counts by topic; in a narrow terminal, with letters as heads."""
    import shutil

    heads = words
    is_narrow = not is_for_program() and shutil.get_terminal_size().columns < NARROW
    if is_narrow:
        heads = [word[0].upper() for word in words]
        legend = (f"{head} {word}" for head, word in zip(heads, words, strict=True))
        print_rich(", ".join(legend))
    print_table(("Topic", *heads), rows, tight=is_narrow)
