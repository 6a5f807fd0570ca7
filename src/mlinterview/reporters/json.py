"""All fields of every problem, for programs.

The format is a JSON array with one object per pack. It has all fields of a problem, and
every key is always present. All characters outside ASCII are escaped, so that nothing in
a message can control the program that shows it. It leaves out the explanations of the
codes; `mlinterview explain --format json` has them.
"""

import json
from collections.abc import Sequence

from ..errors import Report
from . import Reporter


def _render(reports: Sequence[Report]) -> str:
    return json.dumps([_data(report) for report in reports], indent=2) + "\n"


def _data(report: Report) -> dict[str, object]:
    return {
        "name": report.name,
        "ok": report.ok,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "omitted": report.omitted,
        "problems": [problem.as_dict() for problem in report],
    }


REPORTER = Reporter(
    name="json",
    summary="All fields of all problems, for programs.",
    render=_render,
)
