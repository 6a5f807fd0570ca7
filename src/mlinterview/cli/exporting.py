"""What `export` and `convert` share: the options of formats, and how they end."""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

import attrs
import click

from .._support import options
from ..errors import ExportError, Report, printable
from .base import Command, exit_status
from .printing import print_reports, print_written


def export_formats() -> Iterable[str]:
    """Return the names of the formats that questions are exported to."""
    from .. import exporters

    return exporters.formats()


class FormatCommand(Command):
    """A command that also has the options of all export formats.

    The formats are imported when the options are first needed.
    """

    _with_formats: list[click.Parameter] | None

    @property
    def params(self) -> list[click.Parameter]:
        """The parameters of the command, then those of the formats."""
        # Always the same list, since click adds to it and removes from it.
        if self._with_formats is None:
            self._with_formats = [*self._own, *_format_options()]
        return self._with_formats

    @params.setter
    def params(self, own: list[click.Parameter]) -> None:
        self._own = own
        self._with_formats = None


def _format_options() -> Iterator[click.Option]:
    from .. import exporters

    fields: dict[str, attrs.Attribute[Any]] = {}
    formats: dict[str, list[str]] = {}
    for exporter in exporters.formats().values():
        for name, field in options.options_of(exporter.options).items():
            fields.setdefault(name, field)
            formats.setdefault(name, []).append(exporter.name)
    for name, field in fields.items():
        choices = field.metadata[options.CHOICES]
        yield click.Option(
            [options.flag(field), name],
            default=None,
            multiple=bool(choices),
            type=click.Choice([*map(str, choices)]) if choices else None,
            help=f"{field.metadata[options.HELP]} For {', '.join(formats[name])}.",
        )


def take_options(format_name: str, values: dict[str, Any]) -> options.Options:
    """Return the options of a format, and remove them from *values*.

    Args:
        format_name: The name of the format.
        values: The values of parameters by their names. Those of formats are removed.

    Raises:
        UsageError: If the format has no such option, or does not take its value.
    """
    from .. import exporters

    names = {
        name
        for exporter in exporters.formats().values()
        for name in options.options_of(exporter.options)
    }
    taken = {name: values.pop(name) for name in sorted(names & values.keys())}
    stated = {name: value for name, value in taken.items() if value not in (None, ())}
    try:
        return exporters.make_options(format_name, **stated)
    except ExportError as error:
        raise click.UsageError(printable(str(error))) from error


def finish_conversion(report: Report, target: str | os.PathLike[str]) -> NoReturn:
    """Print the problems of a pack, or that it was written, and end the program.

    Args:
        report: The problems of the pack. If it is ``ok``, the pack was written.
        target: The file, or the pattern of the files.
    """
    if report:
        print_reports([report])
    if report.ok:
        print_written(target)
    sys.exit(exit_status([report]))
