"""The command `plan`."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..._support.wording import counted
from ...errors import one_line
from ...storage import load
from ..base import Command
from ..options import FormatNames, output_option
from ..planning import make_plan, plan_options
from ..printing import print_file, print_rich, print_table, print_written

if TYPE_CHECKING:
    from ...interviews import Plan

HELP = """
The rounds follow the stages of the interview and fit the time. The same packs, options
and --seed give the same plan.
"""


def _plan_formats() -> Iterable[str]:
    from ... import exporters

    return ("text", *exporters.plan_formats())


@click.command("plan", cls=Command, help=HELP)
@click.argument("packs", nargs=-1, required=True, metavar="PACK...")
@plan_options
@click.option(
    "--format",
    "format_name",
    type=FormatNames(_plan_formats),
    help="Format; by default text, or according to the name of the file.",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(["interviewer", "candidate"]),
    default="interviewer",
    show_default=True,
    help="Who reads the plan; a candidate gets no answers.",
)
@output_option
def command(
    packs: tuple[str, ...],
    format_name: str | None,
    audience: str,
    output: Path | None,
    **options: Any,
) -> None:
    """Run `mlinterview plan`."""
    from ... import exporters

    plan = make_plan([load(pack) for pack in packs], options)
    if output is not None:
        format = format_name or exporters.format_of(output)
        exporters.export(plan, output, format=format, audience=audience)
        print_written(output, f" for the {audience}")
    elif format_name in (None, "text"):
        _show_plan(plan)
    else:
        content = exporters.export_bytes(plan, format=format_name, audience=audience)
        print_file(content.decode())


def _show_plan(plan: "Plan") -> None:
    """Print each round as a table, and how long the interview takes."""
    from ...rendering import to_text

    for number, round in enumerate(plan.rounds, 1):
        minutes = counted(round.minutes, "minute")
        print_rich(f"Round {number}: {one_line(round.title)} ({minutes})")
        print_table(
            ("Question", "Kind", "Difficulty", "Min"),
            (
                (
                    to_text(slot.question.prompt),
                    str(slot.question.kind),
                    str(slot.question.difficulty or ""),
                    str(slot.minutes),
                )
                for slot in round.slots
            ),
        )
    questions = counted(len(plan.slots), "question")
    click.echo(f"{questions} in {counted(plan.minutes, 'minute')}")
