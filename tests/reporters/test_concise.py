"""One line a problem."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import mlinterview
from mlinterview.cli.main import main
from mlinterview.errors import Report
from mlinterview.reporters import render
from sample_reports import HOSTILE_PROBLEM, REPORTS, WARNING, WHOLE_FILE, problem


def test_a_problem_is_one_line_and_each_report_ends_with_its_counts() -> None:
    reports = [
        Report(name="packs/my.yaml", problems=(problem(), WARNING)),
        Report(name="gone.yaml", problems=(WHOLE_FILE,), omitted=3),
        Report(name="fine.yaml"),
    ]
    assert render(reports, format="concise").splitlines() == [
        f"packs/my.yaml:12:5: error MLI101: {problem().message} ({problem().hint})",
        "packs/my.yaml:20:5: warning MLI301: the answer has no sources",
        "packs/my.yaml: 1 error and 1 warning",
        "gone.yaml: error MLI001: there is no such file",
        "gone.yaml: 3 more problems not listed",
        "gone.yaml: 1 error (3 more not listed)",
        "fine.yaml: no problems",
    ]


def test_hostile_text_stays_on_its_line() -> None:
    report = Report(name="a", problems=(HOSTILE_PROBLEM,))
    assert render(report, format="concise").count("\n") == 2
    assert render(REPORTS[4:], format="concise").count("\n") == 4


@pytest.mark.slow
def test_it_is_what_the_command_prints(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("schema_version: 1.0\nquestions: x\n", encoding="utf-8")
    printed = (
        CliRunner()
        .invoke(main, ["validate", str(path), "ml-engineer", "--format", "concise"])
        .output
    )
    reports = [mlinterview.validate(str(path)), mlinterview.validate("ml-engineer")]
    assert render(reports, format="concise") == printed
