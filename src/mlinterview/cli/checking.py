"""Options of the commands that check packs, and the packs that their paths name."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import attrs
import click

from .. import reporters
from .._support.wording import counted, for_number
from ..document import Limits
from ..errors import quote
from ..storage import discover
from .options import CommandT, FormatNames, add_options, output_option


def _as_limits(_ctx: object, _param: object, values: tuple[str, ...]) -> Limits:
    """Return the limits that values such as ``nodes=5000000`` state."""
    names = [field.name for field in attrs.fields(Limits)]
    stated: dict[str, int] = {}
    for value in values:
        name, _, number = value.partition("=")
        if name not in names:
            msg = f"there is no limit {quote(name)}; choose from: {', '.join(names)}"
            raise click.BadParameter(msg)
        if re.fullmatch(r"[1-9][0-9]{0,17}", number, re.ASCII) is None:
            msg = f"{quote(value)} has no valid number; write it as `{name}=1000000`"
            raise click.BadParameter(msg)
        stated[name] = int(number)
    return Limits(**stated)


def _as_codes(_ctx: object, _param: object, value: str | None) -> tuple[str, ...]:
    """Return the codes in a list that commas separate."""
    codes = (code.strip() for code in (value or "").split(","))
    return tuple(code for code in codes if code)


limits_option = click.option(
    "--limit",
    "limits",
    multiple=True,
    callback=_as_limits,
    metavar="NAME=NUMBER",
    help="Change a limit: bytes, depth, nodes, files, markup, image or problems.",
)

skip_others_option = click.option(
    "--skip-others", is_flag=True, help="Skip files that belong to no pack."
)


def code_options(command: CommandT) -> CommandT:
    """Return *command* with the options that choose codes and change limits."""
    return add_options(
        command,
        click.option(
            "--select",
            callback=_as_codes,
            metavar="CODES",
            help="Only these codes or prefixes of codes, such as MLI1,MLI201.",
        ),
        click.option(
            "--ignore",
            callback=_as_codes,
            metavar="CODES",
            help="All but these codes or prefixes, such as MLI302,MLI303.",
        ),
        limits_option,
    )


def report_options(command: CommandT) -> CommandT:
    """Return *command* with paths, and the options on what is reported and how."""
    return add_options(
        command,
        click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
        click.option(
            "--format",
            "output_format",
            type=FormatNames(reporters.reporters),
            help="Report format: by default text, or github in a GitHub workflow.",
        ),
        output_option,
        code_options,
        click.option("--strict", is_flag=True, help="Exit with 1 on warnings, too."),
        skip_others_option,
    )


def report_format(output_format: str | None, output: Path | None) -> str:
    """Return the format of a report.

    Args:
        output_format: The format that was asked for, if any.
        output: The file that the report is written to, if any.
    """
    if output_format is not None:
        return output_format
    is_action = os.environ.get("GITHUB_ACTIONS") == "true"
    return "github" if is_action and output is None else "text"


def packs_at(paths: Sequence[str], *, skip_others: bool) -> tuple[str, ...]:
    """Return the packs that *paths* name, and print how many files are skipped.

    Args:
        paths: Files, directories, patterns, or ids of installed packs.
        skip_others: Whether to skip files that belong to no pack.
    """
    found = discover(paths, skip_others=skip_others)
    if number := len(found.others):
        verb = for_number(number, "belongs", "belong")
        click.echo(f"Skipped {counted(number, 'file')} that {verb} to no pack", err=True)
    return found.packs
