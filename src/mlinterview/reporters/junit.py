"""A test report in JUnit's XML, which most CI services can show.

Each pack is a test suite and each problem a test case: an error is a failed case, a
warning a passed case with output. A pack without problems has one passed case. The format
has the code, the place, the message and the hint. It has no severity of its own for
warnings, and leaves out ranges and the lines of the file. It needs the extra `junit`:
install `mlinterview[junit]`.
"""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ..errors import Problem, Report, ReportError, Severity, one_line
from ..validation import CODES
from . import Reporter

if TYPE_CHECKING:
    from junitparser import TestCase, TestSuite

_NO_XML: Final = re.compile("[\ufffe\uffff]")
"""Characters that `one_line` keeps, but XML 1.0 does not allow."""


def _render(reports: Sequence[Report]) -> str:
    try:
        import junitparser
    except ImportError as error:
        msg = (
            "the report format `junit` needs a library that is not installed;"
            " install `mlinterview[junit]`"
        )
        raise ReportError(msg) from error
    xml = junitparser.JUnitXml("mlinterview")
    for report in reports:
        # `add_testsuite` would merge the suites of two packs of one name.
        xml.append(_suite(report))
    xml.update_statistics()
    file = io.BytesIO()
    xml.write(file, pretty=True)
    return file.getvalue().decode()


def _suite(report: Report) -> "TestSuite":
    """Return the test suite of a report."""
    from junitparser import TestCase, TestSuite

    name = _text(report.name)
    suite = TestSuite(name)
    if report.omitted:
        suite.add_property("omitted", str(report.omitted))
    cases = [_case(problem, name) for problem in report]
    suite.add_testcases(cases or [TestCase("no problems", name)])
    return suite


def _case(problem: Problem, suite: str) -> "TestCase":
    """Return the test case of a problem; its name does not depend on the line."""
    from junitparser import Failure, TestCase

    known = CODES.get(problem.code)
    parts = (problem.code, known.name if known else "", problem.pointer)
    name = _text(" ".join(part for part in parts if part))
    case = TestCase(name, _text(problem.file) or suite)
    if problem.severity is Severity.ERROR:
        failure = Failure(_text(problem.message), _text(problem.code))
        failure.text = _text(problem)
        case.result = [failure]
    else:
        # A warning must not fail the job, and a skipped case would mean that nothing was
        # checked.
        case.system_out = _text(problem)
    return case


def _text(value: object) -> str:
    """Return a value as one line of text in which XML allows every character."""
    return _NO_XML.sub(lambda match: ascii(match[0])[1:-1], one_line(value))


REPORTER = Reporter(
    name="junit",
    summary="A test report in JUnit's XML, for CI services.",
    render=_render,
)
