"""The command line: reads arguments, calls the library, prints, sets the exit status.

The exit status is 0 if all is fine, 1 if problems were found, and 2 if the command
was used wrongly. Nothing that comes from a pack reaches a terminal as an escape
sequence.
"""

import contextlib
import datetime
import errno
import json
import os
import re
import shlex
import sys
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import attrs
import click

from .. import reporters
from .._support.files import write_atomically
from ..document import ARCHIVE, DEFAULT_LIMITS, FORMATS, PACK_FILE, Limits, Media
from ..errors import (
    Code,
    DeckError,
    ExportError,
    MlinterviewError,
    PackError,
    QueryError,
    Report,
    did_you_mean,
    printable,
    quote,
)
from ..errors import one_line as _line
from ..model import (
    COLLECTIONS,
    SCHEMA_VERSION,
    Difficulty,
    Kind,
    Level,
    Pack,
    Status,
    schemas,
)
from ..storage import discovery, loading
from ..validation import codes
from .main import main

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment
    from rich.text import Text

    from .._support.options import Options
    from ..comparison import Comparison, EntityChange
    from ..interviews import Plan, Record
    from ..linting import Coverage, Linted
    from ..query import Entry, SearchResult, Selection
    from ..storage import Installed

PROBLEMS_FOUND: Final = 1
WRONG_USE: Final = 2

MAX_WIDTH: Final = 10_000
"""How wide a table may become where no terminal cuts it, in characters."""

_UNSTATED: Final = "unstated"
"""What stands for a value that a question does not have."""

_SENTENCES: Final = (
    "Fields",
    "Question",
    "What is wrong",
    "Title",
    "Topic",
    "Found",
)

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


# Printing --------------------------------------------------------------------


class _Safe:
    """Something to print whose text cannot act on the terminal.

    The text is made harmless at the very end, when Markdown's character references
    have become characters.
    """

    def __init__(self, content: "RenderableType") -> None:
        self.content = content

    def __rich_console__(
        self, console: "Console", options: "ConsoleOptions"
    ) -> Iterator["Segment"]:
        for segment in console.render(self.content, options):
            yield segment._replace(text=printable(segment.text))


def _print(*contents: "RenderableType", width: int | None = None) -> None:
    """Print with colour where there is a terminal, as plain text elsewhere."""
    from rich.console import Console

    console = Console(emoji=False, markup=False, highlight=False, width=width)
    for content in contents:
        console.print(_Safe(content))


def _print_json(data: object) -> None:
    """Print for a program; escapes keep every character harmless."""
    click.echo(json.dumps(data, indent=2))


def _print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence["RenderableType"]],
    *,
    tight: bool = False,
) -> None:
    from rich import box
    from rich.table import Table

    if tight:
        table = Table(box=None, padding=(0, 1, 0, 0))
    else:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        # Only sentences are wrapped: ids and words of a vocabulary are copied.
        table.add_column(column, no_wrap=column not in _SENTENCES, overflow="fold")
    for row in rows:
        table.add_row(*row)
    _print(table, width=MAX_WIDTH if _is_read_by_line() else None)


def _is_read_by_line() -> bool:
    """Say whether a program reads what is printed, and wants each row on one line."""
    return not sys.stdout.isatty() and "COLUMNS" not in os.environ


def _print_reports(
    reports: Sequence[Report],
    format: str = "text",
    output: Path | None = None,
    *,
    err: bool = False,
) -> None:
    """Print reports, with colour where there is a terminal, or write them to a file."""
    if output is not None:
        content = reporters.render(reports, format=format)
        write_atomically(output, content.encode())
        return
    stream = sys.stderr if err else sys.stdout
    color = stream.isatty() and "NO_COLOR" not in os.environ
    content = reporters.render(reports, format=format, color=color)
    click.echo(content, nl=False, err=err)


# Wiring ----------------------------------------------------------------------


class _Command(click.Command):
    """A command that turns this library's errors into messages and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PackError as error:
            _print_reports([error.report])
            ctx.exit(_status([error.report]))
        except (DeckError, ExportError) as error:
            click.echo(f"Error: {printable(str(error))}", err=True)
            ctx.exit(PROBLEMS_FOUND)
        except MlinterviewError as error:
            raise click.UsageError(printable(str(error)), ctx) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # Whoever reads has enough; click ends without a word.
            click.echo(f"Error: {_line(error.strerror or error)}", err=True)
            ctx.exit(PROBLEMS_FOUND)


main.command_class = _Command


def _status(reports: Iterable[Report], *, strict: bool = False) -> int:
    """Return the exit status: a path that does not exist is a wrong use."""
    status = 0
    for report in reports:
        if any(problem.code == codes.NOT_FOUND.id for problem in report.errors):
            return WRONG_USE
        if report.errors or (strict and report.warnings):
            status = PROBLEMS_FOUND
    return status


def _as_limits(_ctx: object, _param: object, values: tuple[str, ...]) -> Limits:
    """Return the limits that values such as ``nodes=5000000`` state."""
    names = [field.name for field in attrs.fields(Limits)]
    given: dict[str, int] = {}
    for value in values:
        name, _, number = value.partition("=")
        if name not in names:
            msg = f"there is no limit {quote(name)}; choose from: {', '.join(names)}"
            raise click.BadParameter(msg)
        if re.fullmatch(r"[1-9][0-9]{0,17}", number, re.ASCII) is None:
            msg = f"{quote(value)} states no number; write `{name}=1000000`"
            raise click.BadParameter(msg)
        given[name] = int(number)
    return Limits(**given)


def _with_options(command: F, *options: Callable[[F], F]) -> F:
    """Give a command options, which its help lists in this order."""
    for option in reversed(options):
        command = option(command)
    return command


_limits = click.option(
    "--limit",
    "limits",
    multiple=True,
    callback=_as_limits,
    metavar="NAME=NUMBER",
    help="Raise a limit: bytes, depth, nodes, files, markup, image or problems.",
)


def _code_options(command: F) -> F:
    """Give a command the options that pick codes, and those on how much is read."""
    return _with_options(
        command,
        click.option(
            "--select",
            callback=_as_codes,
            metavar="CODES",
            help="Only these codes, or beginnings of codes, such as MLI1,MLI201.",
        ),
        click.option(
            "--ignore",
            callback=_as_codes,
            metavar="CODES",
            help="Codes to leave out of those, such as MLI302,MLI303.",
        ),
        _limits,
    )


def _as_codes(_ctx: object, _param: object, value: str | None) -> tuple[str, ...]:
    """Return the codes that a list with commas states."""
    return tuple(one.strip() for one in (value or "").split(",") if one.strip())


def _report_options(command: F) -> F:
    """Give a command that checks packs the options on what is printed, and how."""
    return _with_options(
        command,
        click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
        click.option(
            "--format",
            "output_format",
            type=_Names(reporters.reporters),
            help="How to print: text by default, github in a GitHub workflow.",
        ),
        click.option(
            "--output",
            "-o",
            type=click.Path(dir_okay=False, path_type=Path),
            help="The file to write; standard output by default.",
        ),
        _code_options,
        click.option(
            "--strict", is_flag=True, help="Warnings make the exit status 1, too."
        ),
        _skip_others,
    )


def _format_of(output_format: str | None, output: Path | None) -> str:
    """Return the format of reports: the one that is asked for, or that fits the place."""
    if output_format is not None:
        return output_format
    is_action = os.environ.get("GITHUB_ACTIONS") == "true"
    return "github" if is_action and output is None else "text"


def _found(paths: Sequence[str], *, skip_others: bool) -> tuple[str, ...]:
    """Return the packs at *paths*; say what is passed over."""
    found = discovery.discover(paths, skip_others=skip_others)
    if found.others:
        number = len(found.others)
        files = f"{number} file{'s' if number > 1 else ''}"
        click.echo(f"Skipped {files} that belong to no pack", err=True)
    return found.packs


_skip_others = click.option(
    "--skip-others", is_flag=True, help="Pass over files that belong to no pack."
)


@contextlib.contextmanager
def _bytes_worked_on(words: str) -> Iterator[Callable[[int, int], None]]:
    """Yield what takes how far work has come; a terminal shows it."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    # Processes are started meanwhile; a thread that draws would be copied with them.
    shown = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)

    def progress(done: int, of: int) -> None:
        # What is done at once shows nothing.
        if not shown.task_ids:
            shown.start()
            shown.add_task(words)
        shown.update(shown.task_ids[0], completed=done, total=of, refresh=True)

    try:
        yield progress
    finally:
        shown.stop()


def _with_progress(items: Iterable[T], number: int) -> Iterator[T]:
    """Yield *items*; if there are several, a terminal shows how far it has come."""
    if number < 2 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, "Checking", number, console=console, transient=True)


def _as_range(_ctx: object, _param: object, value: str | None) -> range | None:
    """Return the times that ``10``, ``5-10``, ``-10`` or ``10-`` stand for."""
    if value is None:
        return None
    found = re.fullmatch(r"([0-9]{1,4})|([0-9]{1,4})?-([0-9]{1,4})?", value)
    if found is None or value == "-":
        msg = f"{quote(value)} is no time; write 10, 5-10, -10 or 10-"
        raise click.BadParameter(msg)
    first = int(found[1] or found[2] or 1)
    last = int(found[1] or found[3] or 1440)
    if first > last:
        msg = f"{quote(value)} holds no time; the first one is the shorter"
        raise click.BadParameter(msg)
    return range(first, last + 1)


def _filters(command: F) -> F:
    """Give a command the options that pick questions."""
    return _with_options(
        command,
        click.option("--topic", multiple=True, help="Topic, with those below it."),
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
            help="How hard it is.",
        ),
        click.option(
            "--level",
            multiple=True,
            type=click.Choice([*map(str, Level)]),
            help="Seniority it is asked at.",
        ),
        click.option("--role", multiple=True, help="Role, such as ml-engineer."),
        click.option("--stage", multiple=True, help="Stage of the interview."),
        click.option("--tag", multiple=True, help="Tag."),
        click.option("--competency", multiple=True, help="Competency."),
        click.option("--minutes", callback=_as_range, help="Time: 10, 5-10, -10 or 10-."),
        click.option(
            "--status",
            multiple=True,
            type=click.Choice([*map(str, Status)]),
            help="Whether it is finished.",
        ),
        _query,
        _map_topic,
    )


_query = click.option(
    "--query",
    "-q",
    "queries",
    multiple=True,
    help="What they have to meet, such as 'level>=senior has:rubric'.",
)


def _as_topics(_ctx: object, _param: object, values: tuple[str, ...]) -> dict[str, str]:
    """Return the topics that values such as ``b:nlp=a:nlp`` state."""
    topics: dict[str, str] = {}
    for value in values:
        name, equals, other = value.partition("=")
        if not (name and equals and other):
            msg = f"{quote(value)} names no two topics; write `pack:topic=pack:topic`"
            raise click.BadParameter(msg)
        topics[name] = other
    return topics


_map_topic = click.option(
    "--map-topic",
    "topics",
    multiple=True,
    callback=_as_topics,
    metavar="TOPIC=TOPIC",
    help="A topic that counts as one of another pack, such as b:nlp=a:nlp.",
)


def _selection(packs: Iterable[Pack], filters: Mapping[str, Any]) -> "Selection":
    """Return the questions of *packs* that the options ask for."""
    from ..query import selection

    given = {name: value for name, value in filters.items() if value}
    return selection.select(*packs, *given.pop("queries", ()), **given)


_Loaded = Sequence[tuple[Pack, Media]]
"""Packs, each with its images."""


def _packs_first(arguments: Sequence[str]) -> tuple[_Loaded, Sequence[str]]:
    """Return the packs that the first arguments name, and the other arguments.

    The first is always a pack; the others are as long as they look like one.
    """
    installed = {one.id for one in loading.installed()} if arguments[1:] else set()
    number = 1
    while number < len(arguments) and _is_pack(arguments[number], installed):
        number += 1
    packs = [loading.load_with_media(one) for one in arguments[:number]]
    return packs, arguments[number:]


def _is_pack(argument: str, installed: Container[str]) -> bool:
    path = Path(argument)
    if argument in installed or path.suffix in (*FORMATS, ARCHIVE):
        return True
    try:
        return path.is_file() or (path / PACK_FILE).is_file()
    except (OSError, ValueError):
        return False  # A query may be longer than the name of a file, for one.


class _Names(click.Choice):  # type: ignore[type-arg]  # Not generic before click 8.4.
    """A choice of formats, whose modules are imported when one is to be chosen."""

    def __init__(self, known: Callable[[], Iterable[str]]) -> None:
        self.known = known
        self.case_sensitive = True

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(sorted(self.known()))


def _export_formats() -> Iterable[str]:
    from .. import exporters

    return exporters.formats()


def _plan_formats() -> Iterable[str]:
    from .. import exporters

    return ("text", *exporters.plan_formats())


def _plan_options(command: F) -> F:
    """Give a command the options that say what interview to plan."""
    times = click.IntRange(min=1)
    return _with_options(
        command,
        click.option("--minutes", type=times, help="How long it may take in all."),
        click.option("--round-minutes", type=times, help="How long a round may take."),
        click.option(
            "--assume-minutes",
            "assumed_minutes",
            type=times,
            help="How long to allow for a question that does not say.",
        ),
        click.option(
            "--level",
            multiple=True,
            type=click.Choice([*map(str, Level)]),
            help="Seniority of the candidate.",
        ),
        click.option("--role", multiple=True, help="Role, such as ml-engineer."),
        click.option("--stage", "stages", multiple=True, help="Stage to have rounds of."),
        click.option("--topic", multiple=True, help="Topic, with those below it."),
        click.option("--seed", help="What makes one plan differ from another."),
    )


def _planned(packs: Sequence[Pack], options: Mapping[str, Any]) -> "Plan":
    """Return the interview that the options ask for; say what it lacks."""
    from ..interviews import planning

    given = {name: value for name, value in options.items() if value}
    plan = planning.plan_interview(*packs, **given)
    for shortfall in plan.shortfalls:
        click.echo(f"Note: {_line(shortfall)}", err=True)
    return plan


_as_json = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For a person, or for a program.",
)


@main.command()
@_report_options
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many processes check several packs, or one large file.",
)
def validate(
    paths: tuple[str, ...],
    output_format: str | None,
    output: Path | None,
    *,
    strict: bool,
    skip_others: bool,
    jobs: int,
    **options: Any,
) -> None:
    """Say what is wrong with packs, and where.

    PATH is a pack: a file, a directory with a pack.yaml, a .zip archive of one, or the
    id of an installed pack. It may also be a directory with packs in it, a file that is
    a part of a pack, or a pattern with stars where the shell expands none.
    """
    packs = _found(paths, skip_others=skip_others)
    if len(packs) == 1:
        with _bytes_worked_on("Checking") as progress:
            report = loading.validate(packs[0], jobs=jobs, progress=progress, **options)
        reports = [report]
    else:
        from ..storage import validate_many

        checked = validate_many(packs, jobs=jobs, **options)
        reports = list(_with_progress(checked, len(packs)))
    _print_reports(reports, _format_of(output_format, output), output)
    sys.exit(_status(reports, strict=strict))


@main.command()
@_report_options
@click.option("--content", is_flag=True, help="Check the content of the packs.")
@click.option(
    "--run-code", is_flag=True, help="Run the Python blocks, without a network."
)
@click.option(
    "--targets",
    type=click.Path(path_type=Path),
    help="A file with the number of questions wanted of each topic.",
)
@click.option("--summary", is_flag=True, help="Print the numbers of each pack as well.")
def lint(
    paths: tuple[str, ...],
    output_format: str | None,
    output: Path | None,
    targets: Path | None,
    *,
    strict: bool,
    skip_others: bool,
    content: bool,
    summary: bool,
    **options: Any,
) -> None:
    """Say what falls short in the content of packs, and what is wrong with them.

    With --content, code is parsed, formulas are set, answers are measured and texts are
    compared; what is found are warnings with a code of MLI5xx. PATH is what validate
    takes. With --run-code, the Python blocks of the packs run as you, but without a
    network: do this only with packs that you trust.
    """
    if not content:
        msg = "say what to look at: --content. For validity alone there is `validate`"
        raise click.UsageError(msg)
    if summary and output_format not in (None, "text"):
        msg = f"--summary is for people; {output_format} has no place for it"
        raise click.UsageError(msg)
    output_format = "text" if summary else _format_of(output_format, output)
    from ..linting import lint, read_targets

    # Read once, before anything takes time.
    wanted = None if targets is None else read_targets(targets)
    packs = _found(paths, skip_others=skip_others)
    linted = [
        lint(pack, targets=wanted, **options)
        for pack in _with_progress(packs, len(packs))
    ]
    reports = [one.report for one in linted]
    _print_reports(reports, output_format, output)
    if summary:
        for one in linted:
            _print_numbers(one)
    sys.exit(_status(reports, strict=strict))


def _print_numbers(linted: "Linted") -> None:
    """Print what a pack holds, next to what was planned."""
    summary = linted.summary
    click.echo(f"\n{_line(linted.report.name)}")
    _print_table(
        ("Topic", *map(str, Difficulty), "all"),
        (
            _numbers_row(topic, numbers, summary.targets.get(topic))
            for topic, numbers in _with_total(summary.questions)
        ),
    )
    click.echo(
        f"Python blocks: {summary.blocks}, run: {summary.run},"
        f" assertions: {summary.assertions}, formulas: {summary.formulas}"
    )


def _with_total(
    questions: Mapping[str, tuple[int, ...]],
) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield from questions.items()
    columns = zip(*questions.values(), strict=True)
    yield "all", tuple(map(sum, columns)) or (0,) * len(Difficulty)


def _numbers_row(
    topic: str, numbers: tuple[int, ...], targets: tuple[int, ...] | None
) -> tuple[str, ...]:
    """Return a row of the table; where a number is not the target, it says so."""
    found = (*numbers, sum(numbers))
    wanted = found if targets is None else (*targets, sum(targets))
    return (
        topic,
        *(
            str(number) if number == target else f"{number} of {target}"
            for number, target in zip(found, wanted, strict=True)
        ),
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--diff", is_flag=True, help="Show the changes and make none.")
@click.option("--unsafe", is_flag=True, help="Make changes that are only likely meant.")
@_code_options
@_skip_others
def fix(
    paths: tuple[str, ...], *, diff: bool, unsafe: bool, skip_others: bool, **options: Any
) -> None:
    """Mend what is certain, and keep comments and layout.

    A misspelt key that differs in case, a number where text has to be, the former id of
    a question: what is meant is certain. What is only likely, such as the nearest of the
    known keys, takes --unsafe. With --diff the exit status is 1 if there are changes.
    """
    from ..validation import fixing

    changed = False
    reports: list[Report] = []
    for pack in _found(paths, skip_others=skip_others):
        if loading.is_name(pack) and not Path(pack).exists():
            reports.append(loading.validate(pack))
            msg = f"{quote(pack)} is the name of a pack; to change it, name its folder"
            if reports[-1].ok or reports[-1][0].code != codes.NOT_FOUND.id:
                raise click.UsageError(msg)
            continue
        found = fixing.fix(pack, unsafe=unsafe, **options)
        reports.append(found.report)
        changed = changed or bool(found.files)
        if diff:
            for file in found.files:
                click.echo(_shown(file.diff), nl=False)
            continue
        found.write()
        for problem in found.fixed:
            click.echo(f"Fixed {_line(problem)}")
    # What is printed with --diff is a patch, and nothing else.
    _print_reports(reports, err=diff)
    sys.exit(_status(reports) or (PROBLEMS_FOUND if diff and changed else 0))


def _shown(text: str) -> str:
    """Return text of a file for wherever it goes: only a terminal could act on it."""
    return printable(text) if sys.stdout.isatty() else text


@main.command("list")
@click.argument("arguments", nargs=-1, required=True, metavar="PACK... [QUERY]")
@_filters
@click.option("--sort", "key", help="Field to sort by, such as difficulty or minutes.")
@_as_json
def list_(
    arguments: tuple[str, ...], key: str | None, output_format: str, **filters: Any
) -> None:
    """List questions, those that meet every option and the QUERY.

    What follows the packs is a query, such as 'level>=senior has:rubric'. One that
    begins with a hyphen, or is the name of a file, is given with --query.
    """
    selection = _asked_for(*_packs_first(arguments), filters)
    if key is not None:
        selection = selection.sort(key)  # type: ignore[arg-type]
    if output_format == "json":
        _print_json([_entry_data(entry) for entry in selection.entries])
        return
    # In a terminal the id stands above the question, so that both have room.
    heads = ("Id", "Question") if _is_read_by_line() else ("Question",)
    _print_table(
        (*heads, "Kind", "Difficulty", "Min"),
        (
            (
                *_in_columns((_name(entry, selection), _prompt(entry)), len(heads)),
                str(entry.question.kind),
                str(entry.question.difficulty or ""),
                str(entry.question.minutes or ""),
            )
            for entry in selection.entries
        ),
    )
    total = sum(len(pack.questions) for pack in selection.packs)
    click.echo(f"{len(selection)} of {total} questions")


def _asked_for(
    packs: _Loaded, queries: Sequence[str], filters: Mapping[str, Any]
) -> "Selection":
    """Return the questions of packs that meet queries and filters."""
    given = {**filters, "queries": (*queries, *filters["queries"])}
    return _selection([pack for pack, _media in packs], given)


def _name(entry: "Entry", selection: "Selection") -> str:
    """Return the id of a question, with its pack if there are several."""
    return entry.question.id if len(selection.packs) == 1 else entry.global_id


def _prompt(entry: "Entry") -> str:
    from ..rendering import to_text

    return to_text(entry.question.prompt)


@main.command()
@click.argument("arguments", nargs=-1, required=True, metavar="PACK... WORDS")
@_filters
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="The most questions to show.",
)
@_as_json
def search(
    arguments: tuple[str, ...], limit: int, output_format: str, **filters: Any
) -> None:
    """Find questions that are about WORDS, the best first.

    The last argument is what to look for, as one would ask it; in quotes, if it is more
    than a word. Filters and --query say among which questions.
    """
    *paths, words = arguments
    if not paths:
        msg = "name a pack, and then what to look for, such as ml-engineer 'vector index'"
        raise click.UsageError(msg)
    selection = _selection([loading.load(path) for path in paths], filters)
    found = selection.search(words, limit=limit)
    if output_format == "json":
        _print_json([_result_data(one) for one in found])
        return
    heads = ("Id", "Question", "Found") if _is_read_by_line() else ("Question", "Found")
    _print_table(
        heads,
        (
            (
                *_in_columns(
                    (_name(one.entry, selection), _prompt(one.entry)), len(heads) - 1
                ),
                _highlighted(one),
            )
            for one in found
        ),
    )
    click.echo(f"{len(found)} of {len(selection)} questions")


def _result_data(result: "SearchResult") -> dict[str, object]:
    return {
        "global_id": result.entry.global_id,
        "score": round(result.score, 6),
        "prompt": result.question.prompt,
        "snippet": result.snippet.text,
        "highlights": [list(place) for place in result.snippet.highlights],
    }


def _highlighted(result: "SearchResult") -> "RenderableType":
    from rich.text import Text

    text = Text(result.snippet.text)
    for start, end in result.snippet.highlights:
        text.stylize("bold", start, end)
    return text


def _in_columns(texts: tuple[str, ...], columns: int) -> tuple[str, ...]:
    """Return texts side by side, or one below the other in one column."""
    return texts if columns == len(texts) else ("\n".join(texts),)


def _entry_data(entry: "Entry") -> dict[str, object]:
    from ..model import unstructure

    return {"global_id": entry.global_id, **unstructure(entry.question)}


@main.command()
@click.argument("arguments", nargs=-1, required=True, metavar="PACK... [QUESTION]...")
@_query
@_as_json
def show(
    arguments: tuple[str, ...], queries: tuple[str, ...], output_format: str
) -> None:
    """Show one QUESTION with all that belongs to it, or a summary of each PACK.

    The QUESTION is an id, or pack:question/id. With --query, all questions that meet it
    are shown.
    """
    loaded, names = _packs_first(arguments)
    packs = [pack for pack, _media in loaded]
    if not names and not queries:
        _show_summaries(packs, output_format)
        return
    selection = _selection(packs, {})
    entries = [selection.entry(name) for name in names]
    if queries:
        entries += selection.select(*queries).entries
    if output_format == "text":
        for entry in entries:
            _show_question(entry)
        return
    shown = [_entry_data(entry) for entry in entries]
    _print_json(shown if queries or len(shown) > 1 else shown[0])


def _show_summaries(packs: Sequence[Pack], output_format: str) -> None:
    """Print what each pack holds."""
    if output_format == "text":
        for pack in packs:
            _show_summary(pack)
        return
    from ..model import unstructure

    summaries = [
        {
            "pack": unstructure(pack.metadata),
            "counts": _entity_counts(pack),
            "topics": _topic_counts(_selection([pack], {})),
        }
        for pack in packs
    ]
    _print_json(summaries if len(packs) > 1 else summaries[0])


def _entity_counts(pack: Pack) -> dict[str, int]:
    return {key: len(getattr(pack, key)) for key, _cls in COLLECTIONS.values()}


def _topic_counts(selection: "Selection") -> dict[str, dict[str, int]]:
    """Return for each topic how many questions there are of each difficulty."""
    return {
        topic: {
            str(one or _UNSTATED): n for one, n in group.count_by("difficulty").items()
        }
        for topic, group in selection.group_by("topic").items()
    }


def _show_summary(pack: Pack) -> None:
    """Print what a pack holds: how much of each thing, and of each topic."""
    selection = _selection([pack], {})
    topics = _topic_counts(selection)
    _print(f"{pack.title} ({pack.id} {pack.version}, {pack.metadata.license})")
    if pack.metadata.description:
        from rich.markdown import Markdown

        _print("", Markdown(pack.metadata.description, hyperlinks=False))
    counts = _entity_counts(pack)
    _print_table(("Holds", "Number"), ((key, str(n)) for key, n in counts.items() if n))
    columns = [*map(str, Difficulty)]
    if any(_UNSTATED in count for count in topics.values()):
        columns.append(_UNSTATED)
    _print_table(
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

    from ..presentation import sections
    from ..rendering import embed_inline, escape, to_markdown

    blocks = [f"# {embed_inline(entry.question.prompt)}"]
    for section in sections(entry):
        heading = f"## {escape(section.heading)}"
        blocks += [heading, to_markdown(section.body, level=2)]
    _print(Markdown("\n\n".join(blocks), hyperlinks=False))


class _Export(_Command):
    """A command with the options that formats have, as their classes declare them.

    The formats are imported when somebody wants to know.
    """

    _all: list[click.Parameter] | None

    @property
    def params(self) -> list[click.Parameter]:
        # Always the same list: click puts things there and takes them away again.
        if self._all is None:
            self._all = [*self._stated, *_format_options()]
        return self._all

    @params.setter
    def params(self, stated: list[click.Parameter]) -> None:
        self._stated = stated
        self._all = None


def _format_options() -> Iterator[click.Option]:
    from .. import exporters
    from .._support import options

    fields: dict[str, attrs.Attribute[Any]] = {}
    names: dict[str, list[str]] = {}
    for one in exporters.formats().values():
        for name, field in options.options_of(one.options).items():
            fields.setdefault(name, field)
            names.setdefault(name, []).append(one.name)
    for name, field in fields.items():
        choices = field.metadata[options.CHOICES]
        yield click.Option(
            [options.flag(field), name],
            default=None,
            multiple=bool(choices),
            type=click.Choice([*map(str, choices)]) if choices else None,
            help=f"{field.metadata[options.HELP]} For {', '.join(names[name])}.",
        )


def _made_options(format_name: str, given: dict[str, Any]) -> "Options":
    """Return the options of a format, as far as they are *given*; removes them."""
    from .. import exporters
    from .._support import options

    known = {
        name
        for one in exporters.formats().values()
        for name in options.options_of(one.options)
    }
    chosen = {name: given.pop(name) for name in sorted(known & given.keys())}
    asked = {name: value for name, value in chosen.items() if value not in (None, ())}
    try:
        return exporters.make_options(format_name, **asked)
    except ExportError as error:
        raise click.UsageError(printable(str(error))) from error


@main.command(cls=_Export)
@click.argument("arguments", nargs=-1, required=True, metavar="PACK... [QUERY]")
@click.option(
    "--format",
    "format_name",
    type=_Names(_export_formats),
    help="The format to write; told from the name of the file by default.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; standard output by default.",
)
@_filters
def export(
    arguments: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    **filters: Any,
) -> None:
    """Write questions to a file, those that meet every option and the QUERY.

    What follows the packs is a query, such as 'level>=senior has:rubric'. One that
    begins with a hyphen, or is the name of a file, is given with --query.
    """
    from .. import exporters

    if format_name is None:
        if output is None:
            msg = "name a --format, or an --output file whose ending tells it"
            raise click.UsageError(msg)
        format_name = exporters.format_of(output)
    options = _made_options(format_name, filters)
    if loading.large(arguments[0], DEFAULT_LIMITS) is not None:
        from .. import converting

        if len(arguments) > 1 or any(filters.values()) or output is None:
            msg = (
                f"{quote(arguments[0])} has more than {DEFAULT_LIMITS.bytes} bytes;"
                " without a query or a filter, all of it is written to an --output file,"
                " question by question; to choose some, all would have to be in memory"
            )
            raise ExportError(msg)
        with _bytes_worked_on("Writing") as progress:
            report = converting.convert(
                arguments[0],
                output,
                format=format_name,
                options=options,
                jobs=1,
                progress=progress,
            )
        _finish_conversion(report, output)
    packs, queries = _packs_first(arguments)
    media = {pack.id: images for pack, images in packs}
    selection = _asked_for(packs, queries, filters)
    if not selection:
        msg = "no question meets these options"
        raise QueryError(msg)
    if output is None:
        if exporters.exporter(format_name).binary and sys.stdout.isatty():
            msg = f"a terminal cannot show {format_name}; name a file with --output"
            raise click.UsageError(msg)
        content = exporters.export_bytes(
            selection, format=format_name, options=options, media=media
        )
        if sys.stdout.isatty():
            content = printable(content.decode()).encode()
        click.echo(content, nl=False)
        return
    exporters.export(selection, output, format=format_name, options=options, media=media)
    number = f"{len(selection)} question{'s' if len(selection) > 1 else ''}"
    click.echo(f"Wrote {_line(output)} from {number}", err=True)


def _finish_conversion(report: Report, target: Path) -> NoReturn:
    """Say what is wrong with a pack, or that it has been written."""
    if report:
        _print_reports([report])
    if report.ok:
        click.echo(f"Wrote {_line(target)}", err=True)
    sys.exit(_status([report]))


@main.command(cls=_Export)
@click.argument("arguments", nargs=-1, required=True, metavar="SOURCE... TARGET")
@click.option(
    "--format",
    "format_name",
    type=_Names(_export_formats),
    help="The format to write; told from the name of TARGET by default.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many processes do the work; one for each processor by default.",
)
@click.option(
    "--per-file",
    type=click.IntRange(min=1),
    help="With a star in TARGET, how many questions a file gets; 10000 by default.",
)
@_limits
def convert(
    arguments: tuple[str, ...],
    format_name: str | None,
    jobs: int | None,
    per_file: int | None,
    limits: Limits,
    **given: Any,
) -> None:
    """Write a pack of any size, or its shards, in another format.

    SOURCE is a pack; or several files in JSON Lines with the same header, which together
    are one pack: name them in their order, a directory that holds them, or a pattern in
    quotes. TARGET is a file; with a star in its name it is several, numbered where the
    star is. If there is an error, nothing is written.
    """
    *sources, target = arguments
    if not sources:
        msg = "name a pack, and then the file to write, such as pack.jsonl pack.parquet"
        raise click.UsageError(msg)
    from .. import converting, exporters

    format_name = format_name or exporters.format_of(target)
    with _bytes_worked_on("Converting") as progress:
        report = converting.convert(
            sources,
            target,
            format=format_name,
            options=_made_options(format_name, given),
            jobs=jobs,
            per_file=per_file or converting.PER_FILE,
            limits=limits,
            progress=progress,
        )
    _finish_conversion(report, Path(target))


@main.command()
@click.argument("pack")
@click.option(
    "--targets",
    type=click.Path(path_type=Path),
    help="A file with the number of questions wanted of each topic.",
)
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file to write the heat map to, as SVG.",
)
@_as_json
def stats(pack: str, targets: Path | None, svg: Path | None, output_format: str) -> None:
    """Show what a PACK covers: topics by difficulties, and what lacks.

    Only ready questions count. With --targets, each number that is less than planned
    says so, and the gaps are listed.
    """
    from ..linting import count_coverage, heatmap, read_targets

    wanted = None if targets is None else read_targets(targets)
    loaded = loading.load(pack)
    found = count_coverage(loaded, targets=wanted)
    if output_format == "json":
        gaps = [{**attrs.asdict(gap), "missing": gap.missing} for gap in found.gaps]
        _print_json({**attrs.asdict(found), "gaps": gaps})
    else:
        _show_coverage(found)
    if svg is not None:
        content = heatmap.heat_map(found, title=loaded.title)
        write_atomically(svg, content.encode())
        click.echo(f"Wrote {_line(svg)}", err=True)


def _show_coverage(found: "Coverage") -> None:
    """Print the heat map, the other numbers, and the gaps."""
    from ..linting import heatmap

    for words, rows in heatmap.tables(found):
        _print_numbers_of(words, rows)
    for gap in found.gaps:
        click.echo(f"Missing: {gap.missing} {gap.difficulty} of {_line(gap.topic)}")


_NARROW: Final = 72
"""In a terminal of fewer columns, numbers stand below letters instead of words."""


def _print_numbers_of(
    words: Sequence[str], rows: Iterable[Sequence["str | Text"]]
) -> None:
    """Print columns of numbers by topic; where there is little room, with short heads."""
    import shutil

    heads = words
    is_narrow = not _is_read_by_line() and shutil.get_terminal_size().columns < _NARROW
    if is_narrow:
        heads = [word[0].upper() for word in words]
        legend = (f"{head} {word}" for head, word in zip(heads, words, strict=True))
        _print(", ".join(legend))
    _print_table(("Topic", *heads), rows, tight=is_narrow)


@main.command()
@click.argument("packs", nargs=-1, required=True, metavar="PACK...")
@_plan_options
@click.option(
    "--format",
    "format_name",
    type=_Names(_plan_formats),
    help="The format; text by default, or told from the name of the file.",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(["interviewer", "candidate"]),
    default="interviewer",
    show_default=True,
    help="Who reads it; a candidate gets no answers.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; standard output by default.",
)
def plan(
    packs: tuple[str, ...],
    format_name: str | None,
    audience: str,
    output: Path | None,
    **options: Any,
) -> None:
    """Plan an interview: rounds that follow the stages and fit the time.

    The same packs, options and --seed give the same plan.
    """
    from .. import exporters

    made = _planned([loading.load(pack) for pack in packs], options)
    if output is not None:
        format = format_name or exporters.format_of(output)
        exporters.export(made, output, format=format, audience=audience)
        click.echo(f"Wrote {_line(output)} for the {audience}", err=True)
    elif format_name in (None, "text"):
        _show_plan(made)
    else:
        content = exporters.export_bytes(made, format=format_name, audience=audience)
        click.echo(_shown(content.decode()), nl=False)


def _show_plan(plan: "Plan") -> None:
    from ..rendering import to_text

    for number, one in enumerate(plan.rounds, 1):
        _print(f"Round {number}: {_line(one.title)} ({one.minutes} minutes)")
        _print_table(
            ("Question", "Kind", "Difficulty", "Min"),
            (
                (
                    to_text(slot.question.prompt),
                    str(slot.question.kind),
                    str(slot.question.difficulty or ""),
                    str(slot.minutes),
                )
                for slot in one.slots
            ),
        )
    total = f"{len(plan.slots)} question{'s' if len(plan.slots) > 1 else ''}"
    click.echo(f"{total} in {plan.minutes} minutes")


@main.command()
@click.argument("packs", nargs=-1, metavar="PACK...")
@_plan_options
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    default="interview.session.json",
    show_default=True,
    help="Where to keep what has happened, until the interview is done.",
)
@click.option(
    "--resume",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Go on with the interview that a file keeps.",
)
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    default=["interview.md"],
    show_default=True,
    help="The score sheet to write, .md or .json; it can be given twice.",
)
def interview(
    packs: tuple[str, ...],
    save: Path,
    resume: Path | None,
    outputs: tuple[Path, ...],
    **options: Any,
) -> None:
    """Hold an interview in the terminal, and write a score sheet.

    It asks each question, shows the time, then what to listen for, and takes a verdict
    and a note. Each step is saved; the exit status is 1 if the interview is not done.
    """
    from ..interviews import Phase, conducting, saving
    from . import terminal

    if not terminal.is_terminal():
        msg = "an interview needs a terminal to ask in; `mlinterview plan` prints one"
        raise click.UsageError(msg)
    _check_new(outputs)
    if resume is None:
        record, kept = _begun(packs, save, options), save
    elif packs or any(options.values()):
        msg = "--resume takes neither packs nor a plan; the file has them"
        raise click.UsageError(msg)
    else:
        record, kept = _resumed(resume), resume
    desk = terminal.desk(
        show=_print,
        save=lambda one: write_atomically(kept, saving.save(one)),
        clock=time.monotonic,
    )
    record = conducting.conduct(record, desk)
    if record.session.phase is not Phase.DONE:
        name = _line(shlex.quote(str(kept)))
        click.echo(f"\nSaved. To go on: mlinterview interview --resume {name}")
        sys.exit(PROBLEMS_FOUND)
    _finish(record, kept, outputs)


def _check_new(outputs: Iterable[Path]) -> None:
    """See to it that score sheets can be written and none is lost.

    Raises:
        UsageError: If not.
    """
    from ..interviews import sheets

    for output in outputs:
        if output.suffix not in sheets.SHEETS:
            msg = f"{quote(str(output))}: end the name in {' or '.join(sheets.SHEETS)}"
            raise click.UsageError(msg)
        if output.exists():
            msg = f"{quote(str(output))} is there already; name another --output"
            raise click.UsageError(msg)


def _begun(paths: Sequence[str], save: Path, options: Mapping[str, Any]) -> "Record":
    """Return an interview that begins today."""
    from ..interviews import saving

    if not paths:
        msg = "name a pack, or the file of an interview to --resume"
        raise click.UsageError(msg)
    if save.exists():
        msg = (
            f"{quote(str(save))} keeps an interview; --resume it, or name another --save"
        )
        raise click.UsageError(msg)
    packs = {path: loading.load(path) for path in paths}
    made = _planned([*packs.values()], options)
    # The interview can go on in another directory.
    places = {
        pack.id: str(Path(path).resolve()) if Path(path).exists() else path
        for path, pack in packs.items()
    }
    return saving.Record(
        plan=made, paths=tuple(places.values()), begun=datetime.date.today()
    )


def _resumed(path: Path) -> "Record":
    """Return an interview that was interrupted; say what has changed since."""
    from ..interviews import saving

    saved = saving.read(path)
    record = saving.restore(saved, [loading.load(one) for one in saved.paths])
    for change in record.changes:
        click.echo(f"Note: {_line(change)}", err=True)
    return record


def _finish(record: "Record", kept: Path, outputs: Iterable[Path]) -> None:
    """Show the result, write the score sheets, and remove what was kept."""
    from ..interviews import conducting, sheets

    if rows := conducting.chart(record.session):
        click.echo("\nBy competency, from 1 to 4 (questions):")
        _print_table(("Competency", "", "Mean"), rows)
    for output in outputs:
        content = sheets.SHEETS[output.suffix](record)
        write_atomically(output, content.encode())
        click.echo(f"Wrote {_line(output)}", err=True)
    kept.unlink()


@main.command()
@click.option(
    "--version",
    type=click.Choice(schemas.VERSIONS),
    default=schemas.VERSIONS[-1],
    show_default=True,
    help="The schema version.",
)
@click.option("--part", is_flag=True, help="The schema of one file of a directory.")
def schema(version: str, part: bool) -> None:
    """Print the JSON Schema of packs."""
    click.echo(schemas.schema_text(version, "part" if part else "pack"), nl=False)


@main.command()
@click.argument("pack")
@click.option(
    "--to",
    default=SCHEMA_VERSION,
    show_default=True,
    metavar="VERSION",
    help="The schema version that is wanted.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, .yaml, .json or .jsonl; YAML on standard output by default.",
)
def upgrade(pack: str, to: str, output: Path | None) -> None:
    """Bring a pack of an older schema version to a newer one.

    The pack itself is left as it is, and a directory becomes one file. Comments are not
    carried over. Validate what comes out.
    """
    from ..model import versions
    from ..storage import WRITERS

    found = loading.open_document(pack)
    report = Report(name=found.name, problems=found.problems)
    if not report.ok:
        raise PackError(report)
    before: Any = found.data
    after = versions.upgrade(before, to=to)
    if after == before:
        click.echo(f"{_line(pack)} is of schema version {to} already", err=True)
    elif output is None:
        click.echo(_shown(WRITERS["yaml"](after)), nl=False)
    else:
        format = FORMATS.get(output.suffix.lower())
        if format is None:
            msg = f"{quote(str(output))}: end the name in {' or '.join(FORMATS)}"
            raise click.UsageError(msg)
        write_atomically(output, WRITERS[format](after).encode())
        click.echo(f"Wrote {_line(output)}, schema version {to}", err=True)


@main.command()
@_as_json
def packs(output_format: str) -> None:
    """List the installed packs.

    These are the bundled ones and those that other Python distributions offer. A pack
    that cannot be read is named below the list, and makes the exit status 1.
    """
    loaded = [(one, *_load_installed(one)) for one in loading.installed()]
    broken = [report for _one, _pack, report in loaded if report is not None]
    if output_format == "json":
        _print_json([_installed_data(*row) for row in loaded])
    else:
        _print_table(
            ("Id", "Title", "Version", "Licence", "Questions", "Distribution"),
            (
                (
                    one.id,
                    pack.title,
                    pack.version,
                    pack.metadata.license,
                    str(len(pack.questions)),
                    one.distribution,
                )
                for one, pack, _report in loaded
                if pack is not None
            ),
        )
        click.echo(reporters.render(broken, format="concise"), nl=False, err=True)
    if broken:
        sys.exit(_status(broken))


def _load_installed(one: "Installed") -> tuple[Pack | None, Report | None]:
    """Return an installed pack, or what is wrong with it."""
    if one.path is None:
        name = one.id or one.distribution
        return None, Report(name=name, problems=(one.problem,) if one.problem else ())
    try:
        return loading.load(one.path), None
    except PackError as error:
        return None, error.report


def _installed_data(
    one: "Installed", pack: Pack | None, report: Report | None
) -> dict[str, object]:
    return {
        "id": one.id,
        "title": pack and pack.title,
        "version": pack and pack.version,
        "license": pack and pack.metadata.license,
        "questions": pack and len(pack.questions),
        "distribution": one.distribution,
        "path": one.path and str(one.path),
        "problems": [problem.as_dict() for problem in (report.errors if report else ())],
    }


@main.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="For a person, for a program, or as release notes.",
)
@click.option(
    "--exit-code", is_flag=True, help="The exit status is 1 if there are differences."
)
def diff(old: str, new: str, output_format: str, *, exit_code: bool) -> None:
    """Say what changed from a pack OLD to a pack NEW, and what Anki makes of it.

    Anki updates the notes that it has, adds the new ones and deletes none. What an
    import will do is told for each format of cards, with what finds a note that stays
    behind, and which notes are skipped since their date was forgotten.
    """
    from .. import comparison

    before, after = loading.load(old), loading.load(new)
    found = comparison.compare(before, after)
    if output_format == "json":
        _print_json(found.as_dict())
    elif output_format == "markdown":
        click.echo(_shown(comparison.release_notes(found, before, after)), nl=False)
    else:
        _show_comparison(found)
    sys.exit(PROBLEMS_FOUND if exit_code and found.differs else 0)


def _show_comparison(found: "Comparison") -> None:
    """Print what changed as a table, then what imports do, then what is left to do."""
    from ..rendering import to_text

    versions = " to ".join(dict.fromkeys((found.old_version, found.new_version)))
    _print(f"{found.title} ({found.id} {versions})")
    names = ", ".join(field.name for field in found.metadata)
    rows = [("pack", "changed", names)] if names else []
    rows += [(one.name, *_what_changed(one)) for one in found.entities]
    if rows:
        _print_table(("What", "Change", "Fields"), rows)
    else:
        click.echo("No differences")
    for one in found.imports if rows else ():
        _print(f"By {one.format}:", *(f"  {to_text(line)}" for line in one.lines()))
    for hint in found.hints:
        click.echo(f"Hint: {_line(hint)}")


def _what_changed(one: "EntityChange") -> tuple[str, str]:
    """Return what became of an entity, and the names of its fields that changed."""
    change = f"{one.change} from {one.former_id}" if one.former_id else str(one.change)
    if one.moved:
        change += ", moved"
    return change, ", ".join(field.name for field in one.fields)


@main.command("import-anki")
@click.argument("deck", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("pack")
@click.option("--base", help="The pack as it was when the deck was made from it.")
@click.option("--diff", is_flag=True, help="Show the changes as a patch; make none.")
@click.option("--apply", is_flag=True, help="Make the changes in the files of the pack.")
@_as_json
def import_anki(
    deck: Path,
    pack: str,
    *,
    base: str | None,
    diff: bool,
    apply: bool,
    output_format: str,
) -> None:
    """Say what a user changed in a DECK that was made from the PACK.

    DECK is an .apkg or .colpkg that Anki exported, or notes as text. What was changed
    on the cards goes back to the values of the pack, and comments and layout stay. What
    cannot be taken back with certainty is shown. With --diff the exit status is 1 if
    there are changes.
    """
    if diff and apply:
        msg = "choose one of --diff and --apply"
        raise click.UsageError(msg)
    from .. import anki

    found = anki.import_anki(deck, pack, base=base)
    if apply:
        found.write()
    if output_format == "json":
        _print_json(found.as_dict())
    else:
        if diff:
            click.echo(_shown(found.diff), nl=False)
        # What is printed with --diff is a patch, and nothing else.
        for line in found.lines(applied=apply):
            click.echo(_line(line), err=diff)
    _print_reports([found.report] if found.report.errors else [], err=True)
    status = _status([found.report])
    sys.exit(status or (PROBLEMS_FOUND if diff and found.files else 0))


@main.command()
@click.argument("code", required=False)
@_as_json
def explain(code: str | None, output_format: str) -> None:
    """Explain a problem's CODE; list all codes without one."""
    if code is None:
        chosen = list(codes.CODES.values())
    elif (found := codes.CODES.get(code.upper())) is not None:
        chosen = [found]
    else:
        hint = did_you_mean(code.upper(), codes.CODES)
        msg = f"There is no code {quote(code)}. {hint or 'List them with `explain`.'}"
        raise click.UsageError(msg)
    if output_format == "json":
        _print_json([_code_data(one) for one in chosen])
    elif code is None:
        rows = ((one.id, one.name, str(one.severity), one.summary) for one in chosen)
        _print_table(("Code", "Name", "Severity", "What is wrong"), rows)
    else:
        from rich.markdown import Markdown

        _print(Markdown(_code_page(chosen[0])))


def _code_data(code: Code) -> dict[str, str]:
    return {
        "code": code.id,
        "name": code.name,
        "severity": str(code.severity),
        "summary": code.summary,
        "why": code.why,
        "bad": code.bad,
        "good": code.good,
    }


def _code_page(code: Code) -> str:
    """Return the explanation of a code as Markdown."""
    blocks = [f"# {code.id} {code.name} ({code.severity})", code.summary, code.why]
    for word, example in (("Wrong", code.bad), ("Right", code.good)):
        if example:
            blocks += [f"{word}:", f"```yaml\n{example}\n```"]
    return "\n\n".join(blocks)


@main.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--title", help="The title; made of the name by default.")
@click.option("--author", default="Your name", help="The name of the author.")
@click.option("--language", default="en", show_default=True, help="A BCP 47 tag.")
@click.option(
    "--license", default="CC-BY-4.0", show_default=True, help="An SPDX expression."
)
def new(directory: Path, **details: Any) -> None:
    """Make a DIRECTORY with a small pack to start from.

    The name of the directory becomes the id of the pack. Editors with YAML support
    complete and check its files by the schema that lies beside them.
    """
    from ..storage import scaffold

    if directory.name in {pack.id for pack in loading.installed()}:
        msg = f"{quote(directory.name)} is the id of an installed pack; choose another"
        raise click.UsageError(msg)
    path = scaffold.new_pack(directory, **details)
    name = _line(shlex.quote(str(directory)))
    click.echo(f"Made {_line(path)}. Next:")
    click.echo(f"  mlinterview validate {name}")
    click.echo(f"  mlinterview export {name} --format markdown")
