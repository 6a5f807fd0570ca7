"""Workflow commands that GitHub Actions turns into annotations of a pull request.

The format has the place, the code, the message and the hint of each problem, and after
each report a line with the number of problems. It leaves out the columns of a range over
several lines, which GitHub refuses. GitHub shows only the first ten annotations of each
severity from one step.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..errors import Problem, Report, one_line, printable
from ..validation import CODES
from . import Reporter

_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
"""The escapes in the data of a command, those of `command.ts` in GitHub's toolkit."""

_PROPERTY: Final = _DATA | str.maketrans({":": "%3A", ",": "%2C"})
"""The escapes in the value of a property."""

_COMMAND: Final = re.compile(r"^\s*::|##\[")
"""Marks a line as a command: today at its start, in old runners anywhere."""


def _render(reports: Sequence[Report]) -> str:
    return "".join(f"{line}\n" for report in reports for line in _report(report))


def _report(report: Report) -> Iterator[str]:
    yield from map(_annotation, report)
    yield _inert(f"{one_line(report.name)}: {report.summary}")


def _annotation(problem: Problem) -> str:
    """Return the command that makes an annotation of a problem."""
    known = CODES.get(problem.code)
    title = f"{problem.code} {known.name}" if known else problem.code
    properties = ",".join(
        f"{key}={_escaped(str(value), _PROPERTY)}"
        for key, value in (*_place(problem), ("title", title))
    )
    hint = f" ({problem.hint})" if problem.hint else ""
    message = _escaped(f"{problem.message}{hint}", _DATA)
    return f"::{problem.severity} {properties}::{message}"


def _place(problem: Problem) -> Iterator[tuple[str, str | int]]:
    """Yield the properties for the place of a problem."""
    if problem.file:
        yield "file", problem.file
    position = problem.position
    if position is None:
        return
    yield "line", position.line
    yield "endLine", position.end_line
    # GitHub refuses columns of a range over several lines.
    if position.end_line == position.line:
        yield "col", position.column
        yield "endColumn", position.end_column


def _escaped(text: str, escapes: Mapping[int, str]) -> str:
    """Return text escaped for a command, without control characters."""
    return printable(text.translate(escapes))


def _inert(line: str) -> str:
    """Return a line changed so that no runner takes it for a command."""
    return _COMMAND.sub(
        lambda match: match[0].replace(":", r"\x3a").replace("#", r"\x23"), line
    )


REPORTER = Reporter(
    name="github",
    summary="Annotations of a pull request by GitHub Actions.",
    render=_render,
)
