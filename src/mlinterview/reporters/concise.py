"""One line per problem, in a form that editors and code review services understand.

A line has the form ``file:line:column: severity code: message (hint)``. Each report ends
with the number of problems. The format leaves out the ends of ranges, the lines of the
file, and pointers.
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
    summary="One line per problem, for editors and code review services.",
    render=_render,
)
