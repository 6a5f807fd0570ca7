"""Options and arguments that choose questions, and how a question is listed."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..document import ARCHIVE, FORMATS, PACK_FILE, Media
from ..errors import quote
from ..model import Difficulty, Kind, Level, Pack, Status
from ..storage import installed, load_with_media
from .options import CommandT, add_options

if TYPE_CHECKING:
    from ..query import Entry, Selection

LoadedPacks = Sequence[tuple[Pack, Media]]
"""Packs, each with its images."""


def _as_minutes(_ctx: object, _param: object, value: str | None) -> range | None:
    """Return the minutes that ``10``, ``5-10``, ``-10`` or ``10-`` stand for."""
    if value is None:
        return None
    match = re.fullmatch(r"([0-9]{1,4})|([0-9]{1,4})?-([0-9]{1,4})?", value)
    if match is None or value == "-":
        msg = f"{quote(value)} is not a time in minutes; write 10, 5-10, -10 or 10-"
        raise click.BadParameter(msg)
    first = int(match[1] or match[2] or 1)
    last = int(match[1] or match[3] or 1440)
    if first > last:
        msg = f"{quote(value)} is an empty range; put the smaller number first"
        raise click.BadParameter(msg)
    return range(first, last + 1)


def _as_topics(_ctx: object, _param: object, values: tuple[str, ...]) -> dict[str, str]:
    """Return the pairs of topics that values such as ``b:nlp=a:nlp`` state."""
    topics: dict[str, str] = {}
    for value in values:
        topic, _, other = value.partition("=")
        if not (topic and other):
            msg = f"{quote(value)} is not a pair of topics; write `pack:topic=pack:topic`"
            raise click.BadParameter(msg)
        topics[topic] = other
    return topics


query_option = click.option(
    "--query",
    "-q",
    "queries",
    multiple=True,
    help="Query to match, such as 'level>=senior has:rubric'.",
)


def filter_options(command: CommandT) -> CommandT:
    """Return *command* with the options that choose questions."""
    return add_options(
        command,
        click.option("--topic", multiple=True, help="Topic, including its subtopics."),
        click.option(
            "--kind",
            multiple=True,
            type=click.Choice([*map(str, Kind)]),
            help="Kind of question.",
        ),
        click.option(
            "--difficulty",
            multiple=True,
            type=click.Choice([*map(str, Difficulty)]),
            help="Difficulty of the question.",
        ),
        click.option(
            "--level",
            multiple=True,
            type=click.Choice([*map(str, Level)]),
            help="Seniority of the candidate.",
        ),
        click.option("--role", multiple=True, help="Role, such as ml-engineer."),
        click.option("--stage", multiple=True, help="Stage of the interview."),
        click.option("--tag", multiple=True, help="Tag."),
        click.option("--competency", multiple=True, help="Competency."),
        click.option(
            "--minutes", callback=_as_minutes, help="Such as 10, 5-10, -10 or 10-."
        ),
        click.option(
            "--status",
            multiple=True,
            type=click.Choice([*map(str, Status)]),
            help="Whether the question is finished.",
        ),
        query_option,
        click.option(
            "--map-topic",
            "topics",
            multiple=True,
            callback=_as_topics,
            metavar="TOPIC=TOPIC",
            help="Count a topic as one of another pack, such as b:nlp=a:nlp.",
        ),
    )


def load_first(arguments: Sequence[str]) -> tuple[LoadedPacks, Sequence[str]]:
    """Return the packs that the first arguments name, and the other arguments.

    The first argument always names a pack. Those after it do as long as they look like
    a pack: they are the id of an installed one, or a path that exists or ends like one.
    """
    ids = {pack.id for pack in installed()} if arguments[1:] else set()
    number = 1
    while number < len(arguments) and _looks_like_pack(arguments[number], ids):
        number += 1
    packs = [load_with_media(argument) for argument in arguments[:number]]
    return packs, arguments[number:]


def _looks_like_pack(argument: str, ids: Container[str]) -> bool:
    path = Path(argument)
    if argument in ids or path.suffix in (*FORMATS, ARCHIVE):
        return True
    try:
        return path.is_file() or (path / PACK_FILE).is_file()
    except (OSError, ValueError):
        return False  # A query may be too long for a path, for example.


def select_questions(
    packs: Iterable[Pack], filters: Mapping[str, Any], queries: Sequence[str] = ()
) -> "Selection":
    """Return the questions of packs that match filters and queries.

    Args:
        packs: The packs.
        filters: The values of `filter_options`, by the names of their parameters.
        queries: Queries beyond those in *filters*.
    """
    from ..query import select

    stated = {name: value for name, value in filters.items() if value}
    return select(*packs, *queries, *stated.pop("queries", ()), **stated)


def entry_data(entry: "Entry") -> dict[str, object]:
    """Return a question with its global id as plain data."""
    from ..model import unstructure

    return {"global_id": entry.global_id, **unstructure(entry.question)}


def question_columns(
    entry: "Entry", selection: "Selection", columns: int
) -> tuple[str, ...]:
    """Return the id and the prompt of a question as cells of a table.

    If there are several packs, the id names the pack, too.

    Args:
        entry: The question.
        selection: The questions that are listed.
        columns: 2 for a cell each, 1 for one cell with the id above the prompt.
    """
    from ..rendering import to_text

    id = entry.question.id if len(selection.packs) == 1 else entry.global_id
    texts = (id, to_text(entry.question.prompt))
    return texts if columns == 2 else ("\n".join(texts),)
