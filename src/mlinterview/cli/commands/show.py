"""The command `show`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from ...model import COLLECTIONS, Difficulty, Pack
from ..base import Command
from ..choosing import entry_data, load_first, query_option, select_questions
from ..options import json_option
from ..printing import print_json, print_rich, print_table

if TYPE_CHECKING:
    from ...query import Entry, Selection

HELP = """
A QUESTION is an id, or pack:question/id. With --query, all matching questions are shown.
"""

UNSTATED: Final = "unstated"
"""The difficulty of a question that does not state one."""


@click.command("show", cls=Command, help=HELP)
@click.argument("arguments", nargs=-1, required=True, metavar="PACK... [QUESTION]...")
@query_option
@json_option
def command(
    arguments: tuple[str, ...], queries: tuple[str, ...], output_format: str
) -> None:
    """Run `mlinterview show`."""
    loaded, ids = load_first(arguments)
    packs = [pack for pack, _media in loaded]
    if not ids and not queries:
        _show_summaries(packs, output_format)
        return
    selection = select_questions(packs, {})
    entries = [selection.entry(id) for id in ids]
    if queries:
        entries += selection.select(*queries).entries
    if output_format == "text":
        for entry in entries:
            _show_question(entry)
        return
    data = [entry_data(entry) for entry in entries]
    print_json(data if queries or len(data) > 1 else data[0])


def _show_summaries(packs: Sequence[Pack], output_format: str) -> None:
    """Print a summary of each pack."""
    if output_format == "text":
        for pack in packs:
            _show_summary(pack)
        return
    from ...model import unstructure

    summaries = [
        {
            "pack": unstructure(pack.metadata),
            "counts": _entity_counts(pack),
            "topics": _topic_counts(select_questions([pack], {})),
        }
        for pack in packs
    ]
    print_json(summaries if len(packs) > 1 else summaries[0])


def _entity_counts(pack: Pack) -> dict[str, int]:
    """Return the number of entities in each collection of a pack."""
    return {key: len(getattr(pack, key)) for key, _class in COLLECTIONS.values()}


def _topic_counts(selection: "Selection") -> dict[str, dict[str, int]]:
    """Return for each topic the number of questions of each difficulty."""
    return {
        topic: {
            str(difficulty or UNSTATED): number
            for difficulty, number in questions.count_by("difficulty").items()
        }
        for topic, questions in selection.group_by("topic").items()
    }


def _show_summary(pack: Pack) -> None:
    """Print what a pack is, what it contains, and its questions by topic."""
    selection = select_questions([pack], {})
    topics = _topic_counts(selection)
    print_rich(f"{pack.title} ({pack.id} {pack.version}, {pack.metadata.license})")
    if pack.metadata.description:
        from rich.markdown import Markdown

        print_rich("", Markdown(pack.metadata.description, hyperlinks=False))
    counts = _entity_counts(pack)
    print_table(("Contents", "Number"), ((key, str(n)) for key, n in counts.items() if n))
    columns = [*map(str, Difficulty)]
    if any(UNSTATED in count for count in topics.values()):
        columns.append(UNSTATED)
    print_table(
        ("Topic", *columns),
        (
            (
                selection.indexes[0].topics[topic].title,
                *(str(count.get(column, "")) for column in columns),
            )
            for topic, count in topics.items()
        ),
    )


def _show_question(entry: "Entry") -> None:
    """Print a question with all its sections."""
    from rich.markdown import Markdown

    from ...presentation import sections
    from ...rendering import embed_inline, escape, to_markdown

    blocks = [f"# {embed_inline(entry.question.prompt)}"]
    for section in sections(entry):
        heading = f"## {escape(section.heading)}"
        blocks += [heading, to_markdown(section.body, level=2)]
    print_rich(Markdown("\n\n".join(blocks), hyperlinks=False))
