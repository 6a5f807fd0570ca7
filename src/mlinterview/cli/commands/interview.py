"""The command `interview`."""

import datetime
import shlex
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..._support.files import write_atomically
from ..._support.wording import joined
from ...errors import one_line, quote
from ...storage import load
from .. import terminal
from ..base import PROBLEMS_FOUND, Command
from ..options import FILE
from ..planning import make_plan, plan_options
from ..printing import print_notes, print_rich, print_table, print_written

if TYPE_CHECKING:
    from ...interviews import InterviewRecord

HELP = """
It asks each question and shows how long the answer takes, then shows what to listen for,
and asks for a verdict and a note. Each step is saved: if the interview is interrupted,
the exit status is 1, and --resume goes on with it.
"""


@click.command("interview", cls=Command, help=HELP)
@click.argument("packs", nargs=-1, metavar="PACK...")
@plan_options
@click.option(
    "--save",
    type=FILE,
    default="interview.session.json",
    show_default=True,
    help="File that keeps the interview until it is done.",
)
@click.option("--resume", type=FILE, help="Go on with the interview that a file keeps.")
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    type=FILE,
    default=["interview.md"],
    show_default=True,
    help="Score sheet to write, .md or .json; may be given twice.",
)
def command(
    packs: tuple[str, ...],
    save: Path,
    resume: Path | None,
    outputs: tuple[Path, ...],
    **options: Any,
) -> None:
    """Run `mlinterview interview`."""
    from ... import interviews

    if not terminal.is_terminal():
        msg = (
            "an interview needs a terminal; `mlinterview plan` prints a plan without one"
        )
        raise click.UsageError(msg)
    _check_outputs(outputs)
    if resume is None:
        record, kept = _begin(packs, save, options), save
    elif packs or any(options.values()):
        msg = "--resume takes no packs and no options of a plan; the saved file has them"
        raise click.UsageError(msg)
    else:
        record, kept = _resume(resume), resume
    desk = terminal.desk(
        show=print_rich,
        save=lambda record: write_atomically(kept, interviews.saved_bytes(record)),
        clock=time.monotonic,
    )
    record = interviews.conduct(record, desk)
    if record.session.phase is not interviews.Phase.DONE:
        name = one_line(shlex.quote(str(kept)))
        click.echo(f"\nSaved. To go on: mlinterview interview --resume {name}")
        sys.exit(PROBLEMS_FOUND)
    _finish(record, kept, outputs)


def _check_outputs(outputs: Iterable[Path]) -> None:
    """Check that score sheets can be written to *outputs*, and overwrite nothing.

    Raises:
        UsageError: If a file is there already, or its name ends in something else.
    """
    from ...interviews import SHEETS

    for output in outputs:
        if output.suffix not in SHEETS:
            msg = f"{quote(str(output))}: end the name in {joined(SHEETS, 'or')}"
            raise click.UsageError(msg)
        if output.exists():
            msg = f"{quote(str(output))} exists already; name another --output"
            raise click.UsageError(msg)


def _begin(
    paths: Sequence[str], save: Path, options: Mapping[str, Any]
) -> "InterviewRecord":
    """Return a new interview that begins today.

    Args:
        paths: The packs.
        save: The file that will keep the interview.
        options: What to plan.

    Raises:
        UsageError: If there is no pack, or the file keeps another interview.
    """
    from ...interviews import InterviewRecord

    if not paths:
        msg = "name a pack, or the file of an interview to --resume"
        raise click.UsageError(msg)
    if save.exists():
        msg = f"{quote(str(save))} exists already; --resume it, or name another --save"
        raise click.UsageError(msg)
    packs = {path: load(path) for path in paths}
    plan = make_plan([*packs.values()], options)
    # Paths are absolute, since the interview can go on in another directory.
    places = {
        pack.id: str(Path(path).resolve()) if Path(path).exists() else path
        for path, pack in packs.items()
    }
    return InterviewRecord(
        plan=plan, paths=tuple(places.values()), begun=datetime.date.today()
    )


def _resume(path: Path) -> "InterviewRecord":
    """Return a saved interview, and print what has changed in its packs since."""
    from ... import interviews

    saved = interviews.read_saved(path)
    record = interviews.restore(saved, [load(pack) for pack in saved.paths])
    print_notes(record.changes)
    return record


def _finish(record: "InterviewRecord", kept: Path, outputs: Iterable[Path]) -> None:
    """Print the result, write the score sheets, and remove the saved interview."""
    from ...interviews import SHEETS, score_chart

    if rows := score_chart(record.session):
        click.echo("\nBy competency, from 1 to 4 (questions):")
        print_table(("Competency", "", "Mean"), rows)
    for output in outputs:
        write_atomically(output, SHEETS[output.suffix](record).encode())
        print_written(output)
    kept.unlink()
