"""The command line: reads arguments, calls the library, prints, sets the exit status.

The exit status is 0 if all is fine, 1 if problems were found, and 2 if the command
was used wrongly. Nothing that comes from a pack reaches a terminal as an escape
sequence.
"""

import datetime
import errno
import json
import os
import re
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
import click

from . import _files, codes, discovery, loader, reporters, schemas
from ._program import main
from .document import FORMATS, Limits
from .errors import (
    ExportError,
    MlinterviewError,
    PackError,
    QueryError,
    Report,
    did_you_mean,
    printable,
    quote,
)
from .errors import one_line as _line
from .model import COLLECTIONS, SCHEMA_VERSION, Difficulty, Kind, Level, Pack, Status

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment
    from rich.text import Text

    from .coverage import Coverage
    from .distributions import Installed
    from .interview import Plan
    from .linting import Linted
    from .query import Entry, Selection
    from .saving import Record

PROBLEMS_FOUND: Final = 1
WRONG_USE: Final = 2

MAX_WIDTH: Final = 10_000
"""How wide a table may become where no terminal cuts it, in characters."""

_UNSTATED: Final = "unstated"
"""What stands for a value that a question does not have."""

_SENTENCES: Final = ("Question", "What is wrong", "Title", "Topic")

F = TypeVar("F", bound=Callable[..., Any])


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
    rows: Iterable[Sequence["str | Text"]],
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
        _files.write_atomically(output, content.encode())
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
        except ExportError as error:
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
        click.option(
            "--limit",
            "limits",
            multiple=True,
            callback=_as_limits,
            metavar="NAME=NUMBER",
            help="Raise a limit: bytes, depth, nodes, files, markup or problems.",
        ),
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


def _with_progress(items: Sequence[str]) -> Iterator[str]:
    """Yield *items*; if there are several, a terminal shows how far it has come."""
    if len(items) < 2 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, "Checking", console=console, transient=True)


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
    )


def _selection(pack: Pack, filters: Mapping[str, Any]) -> "Selection":
    """Return the questions of *pack* that the options ask for."""
    from . import query

    given = {name: value for name, value in filters.items() if value}
    return query.select(pack, **given)


class _Names(click.Choice):  # type: ignore[type-arg]  # Not generic before click 8.4.
    """A choice of formats, whose modules are imported when one is to be chosen."""

    def __init__(self, known: Callable[[], Iterable[str]]) -> None:
        self.known = known
        self.case_sensitive = True

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(sorted(self.known()))


def _export_formats() -> Iterable[str]:
    from . import exporters

    return exporters.formats()


def _plan_formats() -> Iterable[str]:
    from . import exporters

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
    from . import interview

    given = {name: value for name, value in options.items() if value}
    plan = interview.plan_interview(*packs, **given)
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
def validate(
    paths: tuple[str, ...],
    output_format: str | None,
    output: Path | None,
    *,
    strict: bool,
    skip_others: bool,
    **options: Any,
) -> None:
    """Say what is wrong with packs, and where.

    PATH is a pack: a file, a directory with a pack.yaml, a .zip archive of one, or the
    id of an installed pack. It may also be a directory with packs in it, a file that is
    a part of a pack, or a pattern with stars where the shell expands none.
    """
    packs = _found(paths, skip_others=skip_others)
    reports = [loader.validate(pack, **options) for pack in _with_progress(packs)]
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
    from . import checks, linting

    # Read once, before anything takes time.
    wanted = None if targets is None else checks.read_targets(targets)
    packs = _found(paths, skip_others=skip_others)
    linted = [
        linting.lint(pack, targets=wanted, **options) for pack in _with_progress(packs)
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
    from . import fixing

    changed = False
    reports: list[Report] = []
    for pack in _found(paths, skip_others=skip_others):
        if loader.is_name(pack) and not Path(pack).exists():
            reports.append(loader.validate(pack))
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
@click.argument("pack")
@_filters
@click.option("--sort", "key", help="Field to sort by, such as difficulty or minutes.")
@_as_json
def list_(pack: str, key: str | None, output_format: str, **filters: Any) -> None:
    """List questions, those that meet every option."""
    from .rendering import to_text

    selection = _selection(loader.load(pack), filters)
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
                *_in_columns((question.id, to_text(question.prompt)), len(heads)),
                str(question.kind),
                str(question.difficulty or ""),
                str(question.minutes or ""),
            )
            for question in selection
        ),
    )
    click.echo(f"{len(selection)} of {len(selection.packs[0].questions)} questions")


def _in_columns(texts: tuple[str, ...], columns: int) -> tuple[str, ...]:
    """Return texts side by side, or one below the other in one column."""
    return texts if columns == len(texts) else ("\n".join(texts),)


def _entry_data(entry: "Entry") -> dict[str, object]:
    from ._converter import unstructure

    return {"global_id": entry.global_id, **unstructure(entry.question)}


@main.command()
@click.argument("pack")
@click.argument("question", required=False)
@_as_json
def show(pack: str, question: str | None, output_format: str) -> None:
    """Show one QUESTION with all that belongs to it, or a summary of the PACK."""
    selection = _selection(loader.load(pack), {})
    if question is None:
        _show_summary(selection, output_format)
    else:
        _show_question(selection.entry(question), output_format)


def _show_summary(selection: "Selection", output_format: str) -> None:
    """Print what a pack holds: how much of each thing, and of each topic."""
    pack = selection.packs[0]
    counts = {key: len(getattr(pack, key)) for key, _cls in COLLECTIONS.values()}
    topics = {
        topic: {
            str(one or _UNSTATED): n for one, n in group.count_by("difficulty").items()
        }
        for topic, group in selection.group_by("topic").items()
    }
    if output_format == "json":
        from ._converter import unstructure

        metadata = unstructure(pack.metadata)
        _print_json({"pack": metadata, "counts": counts, "topics": topics})
        return
    _print(f"{pack.title} ({pack.id} {pack.version}, {pack.metadata.license})")
    if pack.metadata.description:
        from rich.markdown import Markdown

        _print("", Markdown(pack.metadata.description, hyperlinks=False))
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


def _show_question(entry: "Entry", output_format: str) -> None:
    """Print a question with all its sections."""
    if output_format == "json":
        _print_json(_entry_data(entry))
        return
    from rich.markdown import Markdown

    from .exporters._sections import sections
    from .rendering import embed_inline

    blocks = [f"# {embed_inline(entry.question.prompt)}"]
    for section in sections(entry, level=2):
        blocks += [f"## {section.heading}", section.body]
    _print(Markdown("\n\n".join(blocks), hyperlinks=False))


@main.command()
@click.argument("pack")
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
    pack: str, format_name: str | None, output: Path | None, **filters: Any
) -> None:
    """Write questions to a file, those that meet every option."""
    from . import exporters

    if format_name is None:
        if output is None:
            msg = "name a --format, or an --output file whose ending tells it"
            raise click.UsageError(msg)
        format_name = exporters.format_of(output)
    selection = _selection(loader.load(pack), filters)
    if not selection:
        msg = "no question meets these options"
        raise QueryError(msg)
    if output is None:
        content = exporters.export_bytes(selection, format=format_name)
        if sys.stdout.isatty():
            content = printable(content.decode()).encode()
        click.echo(content, nl=False)
        return
    exporters.export(selection, output, format=format_name)
    number = f"{len(selection)} question{'s' if len(selection) > 1 else ''}"
    click.echo(f"Wrote {_line(output)} from {number}", err=True)


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
    from . import checks, heatmap
    from .coverage import count_coverage

    wanted = None if targets is None else checks.read_targets(targets)
    loaded = loader.load(pack)
    found = count_coverage(loaded, targets=wanted)
    if output_format == "json":
        gaps = [{**attrs.asdict(gap), "missing": gap.missing} for gap in found.gaps]
        _print_json({**attrs.asdict(found), "gaps": gaps})
    else:
        _show_coverage(found)
    if svg is not None:
        content = heatmap.heat_map(found, title=loaded.title)
        _files.write_atomically(svg, content.encode())
        click.echo(f"Wrote {_line(svg)}", err=True)


def _show_coverage(found: "Coverage") -> None:
    """Print the heat map, the other numbers, and the gaps."""
    from . import heatmap

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
    from . import exporters

    made = _planned([loader.load(pack) for pack in packs], options)
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
    from .rendering import to_text

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
    from . import _terminal, conducting, saving
    from .session import Phase

    if not _terminal.is_terminal():
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
    desk = _terminal.desk(
        show=_print,
        save=lambda one: _files.write_atomically(kept, saving.save(one)),
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
    from . import sheets

    for output in outputs:
        if output.suffix not in sheets.SHEETS:
            msg = f"{quote(str(output))}: end the name in {' or '.join(sheets.SHEETS)}"
            raise click.UsageError(msg)
        if output.exists():
            msg = f"{quote(str(output))} is there already; name another --output"
            raise click.UsageError(msg)


def _begun(paths: Sequence[str], save: Path, options: Mapping[str, Any]) -> "Record":
    """Return an interview that begins today."""
    from . import saving

    if not paths:
        msg = "name a pack, or the file of an interview to --resume"
        raise click.UsageError(msg)
    if save.exists():
        msg = (
            f"{quote(str(save))} keeps an interview; --resume it, or name another --save"
        )
        raise click.UsageError(msg)
    packs = {path: loader.load(path) for path in paths}
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
    from . import saving

    saved = saving.read(path)
    record = saving.restore(saved, [loader.load(one) for one in saved.paths])
    for change in record.changes:
        click.echo(f"Note: {_line(change)}", err=True)
    return record


def _finish(record: "Record", kept: Path, outputs: Iterable[Path]) -> None:
    """Show the result, write the score sheets, and remove what was kept."""
    from . import conducting, sheets

    if rows := conducting.chart(record.session):
        click.echo("\nBy competency, from 1 to 4 (questions):")
        _print_table(("Competency", "", "Mean"), rows)
    for output in outputs:
        content = sheets.SHEETS[output.suffix](record)
        _files.write_atomically(output, content.encode())
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
    from . import upgrading
    from ._writers import WRITERS

    found = loader.open_document(pack)
    report = Report(name=found.name, problems=found.problems)
    if not report.ok:
        raise PackError(report)
    before: Any = found.data
    after = upgrading.upgrade(before, to=to)
    if after == before:
        click.echo(f"{_line(pack)} is of schema version {to} already", err=True)
    elif output is None:
        click.echo(_shown(WRITERS["yaml"](after)), nl=False)
    else:
        format = FORMATS.get(output.suffix.lower())
        if format is None:
            msg = f"{quote(str(output))}: end the name in {' or '.join(FORMATS)}"
            raise click.UsageError(msg)
        _files.write_atomically(output, WRITERS[format](after).encode())
        click.echo(f"Wrote {_line(output)}, schema version {to}", err=True)


@main.command()
@_as_json
def packs(output_format: str) -> None:
    """List the installed packs.

    These are the bundled ones and those that other Python distributions offer. A pack
    that cannot be read is named below the list, and makes the exit status 1.
    """
    loaded = [(one, *_load_installed(one)) for one in loader.installed()]
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
        return loader.load(one.path), None
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


def _code_data(code: codes.Code) -> dict[str, str]:
    return {
        "code": code.id,
        "name": code.name,
        "severity": str(code.severity),
        "summary": code.summary,
        "why": code.why,
        "bad": code.bad,
        "good": code.good,
    }


def _code_page(code: codes.Code) -> str:
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
    from . import scaffold

    if directory.name in {pack.id for pack in loader.installed()}:
        msg = f"{quote(directory.name)} is the id of an installed pack; choose another"
        raise click.UsageError(msg)
    path = scaffold.new_pack(directory, **details)
    name = _line(shlex.quote(str(directory)))
    click.echo(f"Made {_line(path)}. Next:")
    click.echo(f"  mlinterview validate {name}")
    click.echo(f"  mlinterview export {name} --format markdown")
