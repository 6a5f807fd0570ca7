"""Options that commands of every kind have."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

CommandT = TypeVar("CommandT", bound=Callable[..., Any])
Decorator = Callable[[CommandT], CommandT]


def add_options(command: CommandT, *options: Decorator[CommandT]) -> CommandT:
    """Return *command* with options, which its help lists in the given order."""
    for option in reversed(options):
        command = option(command)
    return command


class FormatNames(click.Choice):  # type: ignore[type-arg]  # Not generic before click 8.4.
    """A choice of formats, whose modules are imported when the choice is needed.

    Args:
        names: Returns the names of the formats.
    """

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self.names = names
        self.case_sensitive = True

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override]
        """The names of the formats, in order."""
        return tuple(sorted(self.names()))


FILE: Final = click.Path(dir_okay=False, path_type=Path)
"""The type of an option that names a file to read or write."""

json_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output for people, or for programs.",
)

output_option = click.option(
    "--output",
    "-o",
    type=FILE,
    help="File to write; standard output by default.",
)

targets_option = click.option(
    "--targets",
    type=click.Path(path_type=Path),
    help="File with the number of questions wanted per topic.",
)
