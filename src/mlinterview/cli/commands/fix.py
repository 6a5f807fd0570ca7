"""The command `fix`."""

import sys
from pathlib import Path
from typing import Any

import click

from ...document import codes
from ...errors import Report, one_line, quote
from ...storage import is_name, validate
from ...validation import fix
from ..base import PROBLEMS_FOUND, Command, exit_status
from ..checking import code_options, packs_at, skip_others_option
from ..printing import print_file, print_reports

HELP = """
A problem is fixed if it is certain what its author meant: a key that differs only in
case, a number where a text belongs, the former id of a question. Comments are kept. A fix
that is only likely, such as the closest known key for a misspelled one, needs --unsafe.

With --diff the exit status is 1 if there are changes.
"""


@click.command("fix", cls=Command, help=HELP)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--diff", is_flag=True, help="Print the changes as a patch; make none.")
@click.option("--unsafe", is_flag=True, help="Make changes that are only likely, too.")
@code_options
@skip_others_option
def command(
    paths: tuple[str, ...], *, diff: bool, unsafe: bool, skip_others: bool, **options: Any
) -> None:
    """Run `mlinterview fix`."""
    changed = False
    reports: list[Report] = []
    for pack in packs_at(paths, skip_others=skip_others):
        if is_name(pack) and not Path(pack).exists():
            reports.append(_report_missing(pack))
            continue
        result = fix(pack, unsafe=unsafe, **options)
        reports.append(result.report)
        changed = changed or bool(result.files)
        if diff:
            for file in result.files:
                print_file(file.diff)
            continue
        result.write()
        for problem in result.fixed:
            click.echo(f"Fixed {one_line(problem)}")
    # With --diff, standard output has the patch and nothing else.
    print_reports(reports, err=diff)
    sys.exit(exit_status(reports) or (PROBLEMS_FOUND if diff and changed else 0))


def _report_missing(name: str) -> Report:
    """Return the report that there is no pack *name*.

    Raises:
        UsageError: If it is an installed pack, which is not to be changed.
    """
    report = validate(name)
    if report.ok or report[0].code != codes.NOT_FOUND.id:
        msg = f"{quote(name)} is an installed pack; to change it, name its directory"
        raise click.UsageError(msg)
    return report
