"""Reports for programs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import mlinterview
from mlinterview.cli.main import main
from mlinterview.reporters import render
from sample_reports import HOSTILE, REPORTS


def test_all_that_is_known_is_there() -> None:
    read = json.loads(render(REPORTS, format="json"))
    assert [report["name"] for report in read] == [report.name for report in REPORTS]
    assert [report["omitted"] for report in read] == [0, 0, 0, 7, 0, 0]
    first = read[0]
    assert first.keys() == {"name", "ok", "errors", "warnings", "omitted", "problems"}
    assert (first["ok"], first["errors"], first["warnings"]) == (False, 1, 1)
    assert first["problems"] == [problem.as_dict() for problem in REPORTS[0]]
    assert read[2]["ok"]


def test_text_is_escaped_and_comes_back_as_it_was() -> None:
    made = render(REPORTS, format="json")
    assert made.isascii()
    assert json.loads(made)[4]["problems"][0]["message"] == HOSTILE


def test_no_reports_are_an_empty_array() -> None:
    assert render([], format="json") == "[]\n"


@pytest.mark.slow
def test_it_is_what_the_command_prints(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("schema_version: 1.0\nquestions: x\n", encoding="utf-8")
    arguments = ["validate", str(path), "ml-engineer", "--format", "json"]
    reports = [mlinterview.validate(str(path)), mlinterview.validate("ml-engineer")]
    printed = CliRunner().invoke(main, arguments).output
    assert render(reports, format="json") == printed
