"""Reports as text: every module here that has a ``REPORTER`` is a format.

A new format is one new file. It is found by its name in this package, and the
documentation and the contract tests read the same listing.
"""

import functools
from collections.abc import Callable, Mapping, Sequence

import attrs

from .._support import plugins
from ..errors import Report, ReportError


@attrs.frozen(kw_only=True)
class Reporter:
    """A format that reports are written in.

    Args:
        name: What the format is called, such as ``"sarif"``.
        summary: What the format is for, in a sentence.
        render: What makes the text. The same reports give the same text, which ends
            with a line break unless it is empty.
        render_color: The same with the colours of a terminal, or `None` if the
            format has none.
    """

    name: str
    summary: str
    render: Callable[[Sequence[Report]], str]
    render_color: Callable[[Sequence[Report]], str] | None = None


@functools.cache
def reporters() -> Mapping[str, Reporter]:
    """Return every reporter by its name, in order.

    >>> sorted(reporters())
    ['concise', 'github', 'json', 'junit', 'sarif', 'text']
    """
    return plugins.discover(__name__, __path__, "REPORTER")


def reporter(name: str) -> Reporter:
    """Return the reporter called *name*.

    Raises:
        ReportError: If there is none.
    """
    return plugins.choose(name, reporters(), what="report format", error=ReportError)


def render(
    reports: Report | Sequence[Report], *, format: str, color: bool = False
) -> str:
    r"""Return reports in a format.

    Args:
        reports: What was found, one report for each pack; or one report.
        format: The name of a reporter, see `reporters`.
        color: Whether the text is for a terminal that shows colours. A format that
            has none is the same either way.

    Raises:
        ReportError: If there is no such format, or the library that it needs is not
            installed.

    >>> render(Report(name="my.yaml"), format="text")
    'my.yaml: no problems\n'
    """
    chosen = reporter(format)
    make = (color and chosen.render_color) or chosen.render
    return make((reports,) if isinstance(reports, Report) else tuple(reports))
