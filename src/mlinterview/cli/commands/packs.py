"""The command `packs`."""

import sys
from typing import TYPE_CHECKING

import click

from ... import reporters
from ...errors import PackError, Report
from ...model import Pack
from ...storage import installed, load
from ..base import Command, exit_status
from ..options import json_option
from ..printing import print_json, print_table

if TYPE_CHECKING:
    from ...storage import InstalledPack

HELP = """
These are the bundled packs, and those that other Python distributions offer. A pack that
cannot be read is reported below the list, and makes the exit status 1.
"""


@click.command("packs", cls=Command, help=HELP)
@json_option
def command(output_format: str) -> None:
    """Run `mlinterview packs`."""
    rows = [(source, *_load(source)) for source in installed()]
    broken = [report for _source, _pack, report in rows if report is not None]
    if output_format == "json":
        print_json([_data(*row) for row in rows])
    else:
        print_table(
            ("Id", "Title", "Version", "License", "Questions", "Distribution"),
            (
                (
                    source.id,
                    pack.title,
                    pack.version,
                    pack.metadata.license,
                    str(len(pack.questions)),
                    source.distribution,
                )
                for source, pack, _report in rows
                if pack is not None
            ),
        )
        click.echo(reporters.render(broken, format="concise"), nl=False, err=True)
    if broken:
        sys.exit(exit_status(broken))


def _load(source: "InstalledPack") -> tuple[Pack | None, Report | None]:
    """Return an installed pack and None, or None and the report on its problems."""
    if source.path is None:
        name = source.id or source.distribution
        problems = (source.problem,) if source.problem else ()
        return None, Report(name=name, problems=problems)
    try:
        return load(source.path), None
    except PackError as error:
        return None, error.report


def _data(
    source: "InstalledPack", pack: Pack | None, report: Report | None
) -> dict[str, object]:
    """Return an installed pack as plain data."""
    return {
        "id": source.id,
        "title": pack and pack.title,
        "version": pack and pack.version,
        "license": pack and pack.metadata.license,
        "questions": pack and len(pack.questions),
        "distribution": source.distribution,
        "path": source.path and str(source.path),
        "problems": [problem.as_dict() for problem in (report.errors if report else ())],
    }
