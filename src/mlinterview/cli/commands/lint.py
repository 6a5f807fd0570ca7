"""The command `lint`."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...errors import one_line
from ...model import Difficulty
from ..base import Command, exit_status
from ..checking import packs_at, report_format, report_options
from ..options import targets_option
from ..printing import print_reports, print_table
from ..progress import with_progress

if TYPE_CHECKING:
    from ...linting import LintResult

HELP = """
With --content, code is parsed, formulas are typeset, the lengths of answers are measured
and texts are compared; each finding is a warning with a code that begins with MLI5. PATH
is the same as for mlinterview validate.

With --run-code, the Python blocks of the packs run with your permissions, but without
network access: use it only for packs that you trust.
"""


@click.command("lint", cls=Command, help=HELP)
@report_options
@click.option("--content", is_flag=True, help="Check the content of the packs.")
@click.option(
    "--run-code", is_flag=True, help="Run the Python blocks, without network access."
)
@targets_option
@click.option("--summary", is_flag=True, help="Also print the counts of each pack.")
def command(
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
    """Run `mlinterview lint`."""
    if not content:
        msg = "add --content; to check validity alone, use `mlinterview validate`"
        raise click.UsageError(msg)
    if summary and output_format not in (None, "text"):
        msg = f"--summary is printed only with --format text, not with {output_format}"
        raise click.UsageError(msg)
    output_format = "text" if summary else report_format(output_format, output)
    from ...linting import lint, read_targets

    # A wrong file of targets is reported before anything takes time.
    wanted = None if targets is None else read_targets(targets)
    packs = packs_at(paths, skip_others=skip_others)
    results = [
        lint(pack, targets=wanted, **options) for pack in with_progress(packs, len(packs))
    ]
    reports = [result.report for result in results]
    print_reports(reports, output_format, output)
    if summary:
        for result in results:
            _print_summary(result)
    sys.exit(exit_status(reports, strict=strict))


def _print_summary(result: "LintResult") -> None:
    """Print the counts of a pack, beside the targets."""
    summary = result.counts
    click.echo(f"\n{one_line(result.report.name)}")
    print_table(
        ("Topic", *map(str, Difficulty), "all"),
        (
            _row(topic, counts, summary.targets.get(topic))
            for topic, counts in _with_total(summary.questions)
        ),
    )
    click.echo(
        f"Python blocks: {summary.blocks}, run: {summary.run},"
        f" assertions: {summary.assertions}, formulas: {summary.formulas}"
    )


def _with_total(
    questions: Mapping[str, tuple[int, ...]],
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield each topic with its counts, and then the counts of all topics."""
    yield from questions.items()
    columns = zip(*questions.values(), strict=True)
    yield "all", tuple(map(sum, columns)) or (0,) * len(Difficulty)


def _row(
    topic: str, counts: tuple[int, ...], targets: tuple[int, ...] | None
) -> tuple[str, ...]:
    """Return a row of the table; a count that differs from its target names both."""
    all_counts = (*counts, sum(counts))
    all_targets = all_counts if targets is None else (*targets, sum(targets))
    return (
        topic,
        *(
            str(count) if count == target else f"{count} of {target}"
            for count, target in zip(all_counts, all_targets, strict=True)
        ),
    )
