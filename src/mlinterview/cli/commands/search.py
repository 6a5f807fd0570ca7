"""The command `search`."""

from typing import TYPE_CHECKING, Any

import click

from ..._support.wording import counted
from ...storage import load
from ..base import Command
from ..choosing import filter_options, question_columns, select_questions
from ..options import json_option
from ..printing import is_for_program, print_json, print_table

if TYPE_CHECKING:
    from rich.text import Text

    from ...query import SearchResult

HELP = """
WORDS is the last argument: what you are looking for, in your own words. Put it in quotes
if it is more than one word. The filters and --query limit which questions are searched.
"""


@click.command("search", cls=Command, help=HELP)
@click.argument("arguments", nargs=-1, required=True, metavar="PACK... WORDS")
@filter_options
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="Maximum number of questions to show.",
)
@json_option
def command(
    arguments: tuple[str, ...], limit: int, output_format: str, **filters: Any
) -> None:
    """Run `mlinterview search`."""
    *paths, words = arguments
    if not paths:
        msg = "name a pack, and then what to look for, such as ml-engineer 'vector index'"
        raise click.UsageError(msg)
    selection = select_questions([load(path) for path in paths], filters)
    results = selection.search(words, limit=limit)
    if output_format == "json":
        print_json([_result_data(result) for result in results])
        return
    heads = ("Id", "Question") if is_for_program() else ("Question",)
    print_table(
        (*heads, "Found"),
        (
            (
                *question_columns(result.entry, selection, len(heads)),
                _highlighted(result),
            )
            for result in results
        ),
    )
    click.echo(f"{len(results)} of {counted(len(selection), 'question')}")


def _result_data(result: "SearchResult") -> dict[str, object]:
    return {
        "global_id": result.entry.global_id,
        "score": round(result.score, 6),
        "prompt": result.question.prompt,
        "snippet": result.snippet.text,
        "highlights": [list(place) for place in result.snippet.highlights],
    }


def _highlighted(result: "SearchResult") -> "Text":
    """Return the snippet with the words that were found in bold."""
    from rich.text import Text

    text = Text(result.snippet.text)
    for start, end in result.snippet.highlights:
        text.stylize("bold", start, end)
    return text
