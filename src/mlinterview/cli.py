"""The command line: reads arguments, calls the library, prints, sets the exit status.

The exit status is 0 if all is fine, 1 if problems were found, and 2 if the command
was used wrongly. Nothing that comes from a pack reaches a terminal as an escape
sequence.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from . import (
    codes,
    exporters,
    loader,
    query,
    scaffold,
    schemas,
)
from ._converter import unstructure
from .errors import (
    ExportError,
    MlinterviewError,
    PackError,
    Problem,
    QueryError,
    Report,
    did_you_mean,
    printable,
    quote,
)
from .exporters._sections import sections
from .model import COLLECTIONS, Difficulty, Kind, Level, Pack, Status
from .query import Entry, Selection
from .rendering import embed_inline, to_text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

PROBLEMS_FOUND: Final = 1
WRONG_USE: Final = 2

F = TypeVar("F", bound=Callable[..., Any])


# Printing --------------------------------------------------------------------


class _Safe:
    """Something to print whose text can not act on the terminal.

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


def _print(*contents: "RenderableType") -> None:
    """Print with colour where there is a terminal, as plain text elsewhere."""
    from rich.console import Console

    console = Console(emoji=False, markup=False, highlight=False)
    for content in contents:
        console.print(_Safe(content))


def _print_json(data: object) -> None:
    """Print for a program; escapes keep every character harmless."""
    click.echo(json.dumps(data, indent=2))


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for at, column in enumerate(columns):
        # The first column is what other commands take: never cut or wrapped.
        table.add_column(column, no_wrap=at == 0, overflow="fold")
    for row in rows:
        table.add_row(*row)
    _print(table)


def _problem_line(problem: Problem) -> str:
    return printable(str(problem))


def _print_report(report: Report) -> None:
    """Print each problem on a line, as compilers do, for editors to follow."""
    for problem in report:
        click.echo(_problem_line(problem))
    if report.omitted:
        click.echo(f"{printable(report.name)}: {report.omitted} more problems not listed")


# Wiring ----------------------------------------------------------------------


class _Commands(click.Group):
    """A group of commands that turns this library's errors into exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PackError as error:
            _print_report(error.report)
            ctx.exit(_status([error.report]))
        except ExportError as error:
            click.echo(f"Error: {printable(str(error))}", err=True)
            ctx.exit(PROBLEMS_FOUND)
        except MlinterviewError as error:
            raise click.UsageError(printable(str(error)), ctx) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            hint = did_you_mean(args[0], self.list_commands(ctx))
            ctx.fail(f"No such command {quote(args[0])}. {hint}".strip())
        return super().resolve_command(ctx, args)


def _status(reports: Iterable[Report]) -> int:
    """Return the exit status: a path that does not exist is a wrong use."""
    errors = [problem for report in reports for problem in report.errors]
    if any(problem.code == codes.NOT_FOUND.id for problem in errors):
        return WRONG_USE
    return PROBLEMS_FOUND if errors else 0


def _as_range(_ctx: object, _param: object, value: str | None) -> range | None:
    """Return the times that ``10``, ``5-10``, ``-10`` or ``10-`` stand for."""
    if value is None:
        return None
    least, dash, most = value.partition("-")
    try:
        first = int(least) if least else 1
        last = (int(most) if most else 1440) if dash else first
    except ValueError as error:
        msg = f"{quote(value)} is no time; write 10, 5-10, -10 or 10-"
        raise click.BadParameter(msg) from error
    return range(first, last + 1)


def _filters(command: F) -> F:
    """Give a command the options that pick questions."""
    options = [
        click.option("--topic", multiple=True, help="Topic, with those below it."),
        click.option("--kind", multiple=True, type=click.Choice([*map(str, Kind)])),
        click.option(
            "--difficulty", multiple=True, type=click.Choice([*map(str, Difficulty)])
        ),
        click.option("--level", multiple=True, type=click.Choice([*map(str, Level)])),
        click.option("--role", multiple=True, help="Role, such as ml-engineer."),
        click.option("--stage", multiple=True, help="Stage of the interview."),
        click.option("--tag", multiple=True, help="Tag."),
        click.option("--competency", multiple=True, help="Competency."),
        click.option("--minutes", callback=_as_range, help="Time: 10, 5-10, -10 or 10-."),
        click.option("--status", multiple=True, type=click.Choice([*map(str, Status)])),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _selection(pack: Pack, filters: Mapping[str, Any]) -> Selection:
    """Return the questions of *pack* that the options ask for."""
    given = {name: value for name, value in filters.items() if value}
    return query.select(pack, **given)


_as_json = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For a person, or for a program.",
)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 fine, 1 problems found, 2 wrong use.",
)
@click.version_option(package_name="mlinterview", message="%(prog)s %(version)s")
def main() -> None:
    """Publish, check and use interview questions as data.

    PACK is a .yaml or .json file, a directory with a pack.yaml, or the id of a
    bundled pack such as ml-engineer.
    """


@main.command()
@click.argument("packs", nargs=-1, required=True, metavar="PACK...")
@_as_json
def validate(packs: tuple[str, ...], output_format: str) -> None:
    """Say what is wrong with packs, and where."""
    reports = [loader.validate(pack) for pack in packs]
    if output_format == "json":
        _print_json([_report_data(report) for report in reports])
    else:
        for report in reports:
            _print_report(report)
            click.echo(f"{printable(report.name)}: {report.summary}")
    sys.exit(_status(reports))


def _report_data(report: Report) -> dict[str, object]:
    return {
        "name": report.name,
        "ok": report.ok,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "omitted": report.omitted,
        "problems": [problem.as_dict() for problem in report],
    }


@main.command("list")
@click.argument("pack")
@_filters
@click.option("--sort", "key", help="Field to sort by, such as difficulty or minutes.")
@_as_json
def list_(pack: str, key: str | None, output_format: str, **filters: Any) -> None:
    """List questions, those that meet every option."""
    selection = _selection(loader.load(pack), filters)
    if key is not None:
        selection = selection.sort(key)  # type: ignore[arg-type]
    if output_format == "json":
        _print_json([_entry_data(entry) for entry in selection.entries])
        return
    _print_table(
        ("Id", "Question", "Kind", "Difficulty", "Min"),
        (
            (
                question.id,
                to_text(question.prompt),
                str(question.kind),
                str(question.difficulty or ""),
                str(question.minutes or ""),
            )
            for question in selection
        ),
    )
    click.echo(f"{len(selection)} of {len(selection.packs[0].questions)} questions")


def _entry_data(entry: Entry) -> dict[str, object]:
    return {"global_id": entry.global_id, **unstructure(entry.question)}


@main.command()
@click.argument("pack")
@click.argument("question", required=False)
@_as_json
def show(pack: str, question: str | None, output_format: str) -> None:
    """Show one QUESTION with all that belongs to it, or a summary of the PACK."""
    selection = query.select(loader.load(pack))
    if question is None:
        _show_summary(selection, output_format)
    else:
        _show_question(selection.entry(question), output_format)


def _show_summary(selection: Selection, output_format: str) -> None:
    """Print what a pack holds: how much of each thing, and of each topic."""
    pack = selection.packs[0]
    counts = {key: len(getattr(pack, key)) for key, _cls in COLLECTIONS.values()}
    topics = {
        group.entries[0].topics[0].title: group.count_by("difficulty")
        for group in selection.group_by("topic").values()
    }
    if output_format == "json":
        metadata = unstructure(pack.metadata)
        _print_json({"pack": metadata, "counts": counts, "topics": topics})
        return
    metadata_line = f"{pack.id} {pack.version}, {pack.metadata.license}"
    _print(f"{pack.title} ({metadata_line})")
    if pack.metadata.description:
        from rich.markdown import Markdown

        _print("", Markdown(pack.metadata.description, hyperlinks=False))
    _print_table(("Holds", "Number"), ((key, str(n)) for key, n in counts.items() if n))
    _print_table(
        ("Topic", *map(str, Difficulty)),
        (
            (title, *(str(count.get(one, "")) for one in Difficulty))
            for title, count in topics.items()
        ),
    )


def _show_question(entry: Entry, output_format: str) -> None:
    """Print a question with all its sections."""
    if output_format == "json":
        _print_json(_entry_data(entry))
        return
    from rich.markdown import Markdown

    blocks = [f"# {embed_inline(entry.question.prompt)}"]
    for section in sections(entry, level=2):
        blocks += [f"## {section.heading}", section.body]
    _print(Markdown("\n\n".join(blocks), hyperlinks=False))


@main.command()
@click.argument("pack")
@click.option(
    "--format",
    "format_name",
    required=True,
    type=click.Choice(sorted(exporters.formats())),
    help="The format to write.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; standard output by default.",
)
@_filters
def export(pack: str, format_name: str, output: Path | None, **filters: Any) -> None:
    """Write questions to a file, those that meet every option."""
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
    click.echo(f"Wrote {len(selection)} questions to {printable(str(output))}", err=True)


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
@_as_json
def packs(output_format: str) -> None:
    """List the bundled packs."""
    loaded = [(one, loader.load(one.path)) for one in loader.bundled()]
    if output_format == "json":
        _print_json(
            [
                {
                    "id": pack.id,
                    "title": pack.title,
                    "version": pack.version,
                    "license": pack.metadata.license,
                    "questions": len(pack.questions),
                    "path": str(one.path),
                }
                for one, pack in loaded
            ]
        )
        return
    _print_table(
        ("Id", "Title", "Version", "Licence", "Questions"),
        (
            (
                pack.id,
                pack.title,
                pack.version,
                pack.metadata.license,
                str(len(pack.questions)),
            )
            for _, pack in loaded
        ),
    )


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
    path = scaffold.new_pack(directory, **details)
    click.echo(f"Made {printable(str(path))}. Next:")
    click.echo(f"  mlinterview validate {printable(str(directory))}")
    click.echo(f"  mlinterview export {printable(str(directory))} --format markdown")
