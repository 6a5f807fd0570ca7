"""The command `validate`."""

import sys
from pathlib import Path
from typing import Any

import click

from ...storage import validate
from ..base import Command, exit_status
from ..checking import packs_at, report_format, report_options
from ..printing import print_reports
from ..progress import byte_progress, with_progress

HELP = """
PATH is a pack: a file, a directory with a pack.yaml, a .zip archive of one, or the id of
an installed pack. It may also be a directory that contains packs, a file that is part of
a pack, or a pattern with stars, in quotes.
"""


@click.command("validate", cls=Command, help=HELP)
@report_options
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Number of processes, for several packs or one large file.",
)
def command(
    paths: tuple[str, ...],
    output_format: str | None,
    output: Path | None,
    *,
    strict: bool,
    skip_others: bool,
    jobs: int,
    **options: Any,
) -> None:
    """Run `mlinterview validate`."""
    packs = packs_at(paths, skip_others=skip_others)
    if len(packs) == 1:
        with byte_progress("Checking") as progress:
            report = validate(packs[0], jobs=jobs, progress=progress, **options)
        reports = [report]
    else:
        from ...storage import validate_many

        checked = validate_many(packs, jobs=jobs, **options)
        reports = list(with_progress(checked, len(packs)))
    print_reports(reports, report_format(output_format, output), output)
    sys.exit(exit_status(reports, strict=strict))
