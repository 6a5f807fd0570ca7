"""Writes reports as text: every module here with a ``REPORTER`` is a format.

`render` returns reports in a format, and `reporters` lists the formats.

A new format is one new module in this package. The command line, the documentation and
the contract tests find it there.
"""

import functools
from collections.abc import Callable, Mapping, Sequence

import attrs

from .._support import plugins
from ..errors import Report, ReportError

__all__ = [
    "Reporter",
    "render",
    "reporter",
    "reporters",
]


@attrs.frozen(kw_only=True)
class Reporter:
    """A format that reports are written in.

    Args:
        name: The name of the format, such as ``"sarif"``.
        summary: One sentence on what the format is for.
        render: Returns the text of the reports. It depends on nothing else, and ends
            with a line break unless it is empty.
        render_color: The same with escape sequences for the colors of a terminal, or
            None if the format has no colors.
    """

    name: str
    summary: str
    render: Callable[[Sequence[Report]], str]
    render_color: Callable[[Sequence[Report]], str] | None = None


@functools.cache
def reporters() -> Mapping[str, Reporter]:
    """Return all reporters by their names, sorted.

    >>> sorted(reporters())
    ['concise', 'github', 'json', 'junit', 'sarif', 'text']
    """
    return plugins.discover(__name__, __path__, "REPORTER")


def reporter(name: str) -> Reporter:
    """Return the reporter with a name.

    Raises:
        ReportError: If there is none.
    """
    return plugins.choose(name, reporters(), what="report format", error=ReportError)


def render(
    reports: Report | Sequence[Report], *, format: str, color: bool = False
) -> str:
    r"""Return reports in a format.

    Args:
        reports: One report, or one for each pack.
        format: The name of a reporter, see `reporters`.
        color: Whether to use the colors of a terminal, if the format has any.

    Returns:
        The text, which ends with a line break unless it is empty.

    Raises:
        ReportError: If there is no such format, or a library that it needs is not
            installed.

    >>> render(Report(name="my.yaml"), format="text")
    'my.yaml: no problems\n'
    """
    chosen = reporter(format)
    make = (color and chosen.render_color) or chosen.render
    return make((reports,) if isinstance(reports, Report) else tuple(reports))
