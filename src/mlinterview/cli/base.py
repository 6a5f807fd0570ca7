"""What every command shares: how its help begins, and how it ends.

The exit status is 0 if all is fine, 1 if problems were found, and 2 if the command was
used wrongly or a pack does not exist.
"""

import errno
import inspect
from collections.abc import Iterable
from typing import Any, Final

import click

from ..document import codes
from ..errors import (
    DeckError,
    ExportError,
    MlinterviewError,
    PackError,
    Report,
    one_line,
    printable,
)
from .printing import print_reports
from .table import COMMANDS

PROBLEMS_FOUND: Final = 1
WRONG_USE: Final = 2


class Command(click.Command):
    """A command of the program.

    Its help begins with its summary in the table of commands, and the errors of this
    library become messages and exit statuses.

    Args:
        name: Its name in the table.
        help: The help after the summary.
        settings: What else `click.Command` takes.
    """

    def __init__(self, name: str, *, help: str = "", **settings: Any) -> None:
        text = f"{COMMANDS[name]}\n\n{inspect.cleandoc(help)}"
        super().__init__(name, help=text, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and end the program if the library raises an error."""
        try:
            return super().invoke(ctx)
        except PackError as error:
            print_reports([error.report])
            ctx.exit(exit_status([error.report]))
        except (DeckError, ExportError) as error:
            click.echo(f"Error: {printable(str(error))}", err=True)
            ctx.exit(PROBLEMS_FOUND)
        except MlinterviewError as error:
            raise click.UsageError(printable(str(error)), ctx) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # The reader of the output closed it, which click ends silently.
            click.echo(f"Error: {one_line(error.strerror or error)}", err=True)
            ctx.exit(PROBLEMS_FOUND)


def exit_status(reports: Iterable[Report], *, strict: bool = False) -> int:
    """Return the exit status for *reports*.

    Args:
        reports: One report for each pack.
        strict: Whether warnings count as errors do.

    Returns:
        2 if a pack does not exist, else 1 if a report has an error, else 0.
    """
    status = 0
    for report in reports:
        if any(problem.code == codes.NOT_FOUND.id for problem in report.errors):
            return WRONG_USE
        if report.errors or (strict and report.warnings):
            status = PROBLEMS_FOUND
    return status
