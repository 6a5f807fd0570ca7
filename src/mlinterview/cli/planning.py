"""The options that say what interview to plan, and the plan that they make."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ..model import Level, Pack
from .options import CommandT, add_options
from .printing import print_notes

if TYPE_CHECKING:
    from ..interviews import Plan


def plan_options(command: CommandT) -> CommandT:
    """Return *command* with the options that say what interview to plan."""
    minutes = click.IntRange(min=1)
    return add_options(
        command,
        click.option("--minutes", type=minutes, help="Maximum minutes in all."),
        click.option("--round-minutes", type=minutes, help="Maximum minutes per round."),
        click.option(
            "--assume-minutes",
            "assumed_minutes",
            type=minutes,
            help="Minutes of a question that does not state them.",
        ),
        click.option(
            "--level",
            multiple=True,
            type=click.Choice([*map(str, Level)]),
            help="Seniority of the candidate.",
        ),
        click.option("--role", multiple=True, help="Role, such as ml-engineer."),
        click.option("--stage", "stages", multiple=True, help="Stage to include."),
        click.option("--topic", multiple=True, help="Topic, including its subtopics."),
        click.option("--seed", help="Random seed."),
    )


def make_plan(packs: Sequence[Pack], values: Mapping[str, Any]) -> "Plan":
    """Return the interview that options ask for, and print notes on what it lacks.

    Args:
        packs: The packs with the questions.
        values: The values of `plan_options`, by the names of their parameters.
    """
    from ..interviews import plan_interview

    stated = {name: value for name, value in values.items() if value}
    plan = plan_interview(*packs, **stated)
    print_notes(plan.shortfalls)
    return plan
