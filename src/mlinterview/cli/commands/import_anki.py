"""The command `import-anki`."""

import sys
from pathlib import Path

import click

from ...errors import one_line
from ..base import PROBLEMS_FOUND, Command, exit_status
from ..options import FILE, json_option
from ..printing import print_file, print_json, print_reports

HELP = """
DECK is an .apkg or .colpkg file that Anki exported, or notes that it exported as text.
Changes on the cards become changes of the values in the pack; its comments and layout
are kept. A change that cannot be transferred with certainty is only shown.

With --diff the exit status is 1 if there are changes.
"""


@click.command("import-anki", cls=Command, help=HELP)
@click.argument("deck", type=FILE)
@click.argument("pack")
@click.option("--base", help="The pack as it was when the deck was made from it.")
@click.option("--diff", is_flag=True, help="Print the changes as a patch; make none.")
@click.option("--apply", is_flag=True, help="Make the changes in the files of the pack.")
@json_option
def command(
    deck: Path,
    pack: str,
    *,
    base: str | None,
    diff: bool,
    apply: bool,
    output_format: str,
) -> None:
    """Run `mlinterview import-anki`."""
    if diff and apply:
        msg = "choose one of --diff and --apply"
        raise click.UsageError(msg)
    from ...anki import import_anki

    corrections = import_anki(deck, pack, base=base)
    if apply:
        corrections.write()
    if output_format == "json":
        print_json(corrections.as_dict())
    else:
        if diff:
            print_file(corrections.diff)
        # With --diff, standard output has the patch and nothing else.
        for line in corrections.lines(applied=apply):
            click.echo(one_line(line), err=diff)
    report = corrections.report
    print_reports([report] if report.errors else [], err=True)
    has_changes = diff and bool(corrections.files)
    sys.exit(exit_status([report]) or (PROBLEMS_FOUND if has_changes else 0))
