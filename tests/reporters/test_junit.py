"""Test reports in JUnit's XML, read back."""

import sys
from xml.etree import ElementTree

import pytest
from hypothesis import given
from junitparser import JUnitXml, TestCase, TestSuite

from mlinterview.errors import Report, ReportError
from mlinterview.reporters import render
from sample_reports import HOSTILE, REPORTS, WARNING, WHOLE_FILE, problem
from sample_reports import reports as any_reports


def parsed(*reports: Report) -> JUnitXml:
    return JUnitXml.fromstring(render(reports, format="junit").encode())


def only_case(report: Report) -> TestCase:
    (suite,) = parsed(report)
    (case,) = suite
    return case


def test_an_error_is_a_case_that_fails() -> None:
    case = only_case(Report(name="my", problems=(problem(),)))
    assert case.name == "MLI101 unknown-key /questions/0/dificulty"
    assert case.classname == "packs/my.yaml"
    (failure,) = case.result
    assert failure.type == "MLI101"
    assert failure.message == "`dificulty` is not a key of item 1 of `questions`"
    assert failure.text == str(problem())


def test_a_warning_is_a_case_that_passes_with_a_text() -> None:
    case = only_case(Report(name="my", problems=(WARNING,)))
    assert case.is_passed
    assert case.system_out == str(WARNING)


def test_a_pack_without_problems_is_one_case_that_passes() -> None:
    case = only_case(Report(name="fine.yaml"))
    assert case.is_passed
    assert (case.name, case.classname) == ("no problems", "fine.yaml")


def test_what_has_no_pointer_file_or_name_is_named_by_what_there_is() -> None:
    assert only_case(Report(name="a", problems=(WHOLE_FILE,))).name == "MLI001 not-found"
    text = only_case(Report(name="a", problems=(problem(file="", code="X1"),)))
    assert text.classname == "a"
    assert text.name == "X1 /questions/0/dificulty"


def test_each_report_is_a_suite_even_if_two_have_one_name() -> None:
    report = Report(name="same", problems=(problem(), WARNING))
    read = parsed(report, report, Report(name="fine"))
    assert [suite.name for suite in read] == ["same", "same", "fine"]
    assert [(suite.tests, suite.failures) for suite in read] == [(2, 1), (2, 1), (1, 0)]
    assert (read.tests, read.failures, read.errors) == (5, 2, 0)


def test_how_many_are_not_listed_is_a_property_of_the_suite() -> None:
    (suite,) = parsed(Report(name="many", problems=(WARNING,), omitted=7))
    assert isinstance(suite, TestSuite)
    assert [(one.name, one.value) for one in suite.properties()] == [("omitted", "7")]
    (suite,) = parsed(Report(name="few", problems=(WARNING,)))
    assert not list(suite.properties())


def test_hostile_text_is_spelt_out() -> None:
    (case, _) = next(iter(parsed(REPORTS[4])))
    (failure,) = case.result
    assert failure.message.startswith(r"\x1b[31mred")
    assert r"\x00\ufffe\ud800" in failure.message
    assert "<b>&amp;]]>" in failure.message
    assert "https://evil.example" in failure.text


@given(any_reports())
def test_the_xml_is_valid_whatever_it_holds(drawn: list[Report]) -> None:
    made = render(drawn, format="junit")
    root = ElementTree.fromstring(made.encode())  # noqa: S314 - it is our own
    cases = root.findall("testsuite/testcase")
    assert len(cases) == sum(len(report) or 1 for report in drawn)
    failures = root.findall("testsuite/testcase/failure")
    assert len(failures) == sum(len(report.errors) for report in drawn)


def test_nothing_in_it_is_measured() -> None:
    root = ElementTree.fromstring(render(REPORTS, format="junit"))  # noqa: S314
    for element in root.iter():
        assert not {"timestamp", "hostname"} & set(element.keys())
        assert float(element.get("time", 0)) == 0


def test_without_the_library_the_error_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "junitparser", None)
    with pytest.raises(ReportError, match=r"install `mlinterview\[junit\]`"):
        render(Report(name=HOSTILE), format="junit")
