"""One line a problem, as an editor or a service that marks up places can follow it.

A line has the form ``file:line:column: severity code: message (hint)``. The format
carries what a person needs to know, and at the end of each report the counts. It
cannot carry the ends of ranges, the lines themselves, or pointers.
"""

from collections.abc import Iterator, Sequence

from ..errors import Report, one_line
from . import Reporter


def _render(reports: Sequence[Report]) -> str:
    return "".join(f"{line}\n" for report in reports for line in _report(report))


def _report(report: Report) -> Iterator[str]:
    name = one_line(report.name)
    yield from map(one_line, report)
    if report.omitted:
        yield f"{name}: {report.omitted} more problems not listed"
    yield f"{name}: {report.summary}"


REPORTER = Reporter(
    name="concise",
    summary="One line a problem, for editors and for services that mark up lines.",
    render=_render,
)
