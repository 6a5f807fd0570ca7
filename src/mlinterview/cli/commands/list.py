"""The command `list`."""

from typing import Any

import click

from ..._support.wording import counted
from ..base import Command
from ..choosing import (
    entry_data,
    filter_options,
    load_first,
    question_columns,
    select_questions,
)
from ..options import json_option
from ..printing import is_for_program, print_json, print_table

HELP = """
The QUERY follows the packs, such as 'level>=senior has:rubric'. A query that begins with
a hyphen, or is the name of a file, is given with --query.
"""


@click.command("list", cls=Command, help=HELP)
@click.argument("arguments", nargs=-1, required=True, metavar="PACK... [QUERY]")
@filter_options
@click.option("--sort", "key", help="Field to sort by, such as difficulty or minutes.")
@json_option
def command(
    arguments: tuple[str, ...], key: str | None, output_format: str, **filters: Any
) -> None:
    """Run `mlinterview list`."""
    loaded, queries = load_first(arguments)
    selection = select_questions([pack for pack, _ in loaded], filters, queries)
    if key is not None:
        selection = selection.sort(key)
    if output_format == "json":
        print_json([entry_data(entry) for entry in selection.entries])
        return
    # In a terminal the id is above the question, so that both have room.
    heads = ("Id", "Question") if is_for_program() else ("Question",)
    print_table(
        (*heads, "Kind", "Difficulty", "Min"),
        (
            (
                *question_columns(entry, selection, len(heads)),
                str(entry.question.kind),
                str(entry.question.difficulty or ""),
                str(entry.question.minutes or ""),
            )
            for entry in selection.entries
        ),
    )
    total = sum(len(pack.questions) for pack in selection.packs)
    click.echo(f"{len(selection)} of {counted(total, 'question')}")
