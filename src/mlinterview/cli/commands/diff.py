"""The command `diff`."""

import sys
from typing import TYPE_CHECKING

import click

from ...errors import one_line
from ...storage import load
from ..base import PROBLEMS_FOUND, Command
from ..printing import print_file, print_json, print_rich, print_table

if TYPE_CHECKING:
    from ...comparison import Comparison, EntityChange

HELP = """
It also shows, for each format of cards, what an import of NEW into Anki does: Anki
updates the notes that it has, adds new ones and deletes none. You see how to find the
notes that are left behind, and which notes are skipped because the date of their
question was not updated.
"""


@click.command("diff", cls=Command, help=HELP)
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Output for people, for programs, or as release notes.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there are differences.")
def command(old: str, new: str, output_format: str, *, exit_code: bool) -> None:
    """Run `mlinterview diff`."""
    from ... import comparison

    before, after = load(old), load(new)
    changes = comparison.compare(before, after)
    if output_format == "json":
        print_json(changes.as_dict())
    elif output_format == "markdown":
        print_file(comparison.release_notes(changes, before, after))
    else:
        _show_comparison(changes)
    sys.exit(PROBLEMS_FOUND if exit_code and changes.differs else 0)


def _show_comparison(changes: "Comparison") -> None:
    """Print the changes as a table, then what imports do, and hints to the author."""
    from ...rendering import to_text

    versions = " to ".join(dict.fromkeys((changes.old_version, changes.new_version)))
    print_rich(f"{changes.title} ({changes.id} {versions})")
    names = ", ".join(field.name for field in changes.metadata)
    rows = [("pack", "changed", names)] if names else []
    rows += [(entity.name, *_change_and_fields(entity)) for entity in changes.entities]
    if rows:
        print_table(("What", "Change", "Fields"), rows)
    else:
        click.echo("No differences")
    for effect in changes.imports if rows else ():
        lines = (f"  {to_text(line)}" for line in effect.lines())
        print_rich(f"Import of {effect.format}:", *lines)
    for hint in changes.hints:
        click.echo(f"Hint: {one_line(hint)}")


def _change_and_fields(entity: "EntityChange") -> tuple[str, str]:
    """Return how an entity changed, and the names of its fields that did."""
    change = str(entity.change)
    if entity.former_id:
        change += f" from {entity.former_id}"
    if entity.moved:
        change += ", moved"
    return change, ", ".join(field.name for field in entity.fields)
