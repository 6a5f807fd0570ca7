"""The command `lint`: what it checks, prints and returns."""

import json
import sys
from pathlib import Path

import pytest

from command_line import fails, in_terminal, ok, run
from mlinterview.linting.checks import formulas
from mlinterview.reporters import reporters

HEAD = (
    'schema_version: "1.0"\n'
    "pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{name: A}]}\n"
    "topics: [{id: basics, title: Basics}]\n"
)
TIP = """\
tips:
  - id: a
    body: |
      TODO.

      ```python
      1 / 0
      ```
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a pack that is fine, and one whose content is not."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    Path("good.mlpack.yaml").write_text(HEAD)
    Path("poor.mlpack.yaml").write_text(HEAD + TIP)
    Path("targets.yaml").write_text("basics: [0, 2, 0]\n")
    return tmp_path


def test_content_is_what_is_looked_at(folder: Path) -> None:
    assert "MLI513" in ok("lint", "--content", "poor.mlpack.yaml")
    assert "good.mlpack.yaml: no problems" in ok("lint", "--content", ".")
    assert "add --content; to check validity alone, use `mlinterview validate`" in fails(
        2, "lint", "poor.mlpack.yaml"
    )


def test_validity_is_in_the_same_report(folder: Path) -> None:
    Path("poor.mlpack.yaml").write_text(HEAD + TIP + "facts: 5\n")
    shown = fails(1, "lint", "--content", "poor.mlpack.yaml", "--format", "concise")
    assert "poor.mlpack.yaml:7:7: warning MLI513" in shown
    assert "error MLI103" in shown


def test_warnings_count_when_asked_for(folder: Path) -> None:
    assert "1 warning" in ok("lint", "--content", "poor.mlpack.yaml")
    assert "1 warning" in fails(1, "lint", "--content", "poor.mlpack.yaml", "--strict")
    assert ok("lint", "--content", "good.mlpack.yaml", "--strict")


def test_code_is_run_when_asked_for(folder: Path) -> None:
    arguments = ("lint", "--content", "poor.mlpack.yaml", "--select", "MLI502")
    assert "no problems" in ok(*arguments)
    assert "ZeroDivisionError" in ok(*arguments, "--run-code")


@pytest.mark.slow
def test_the_options_of_validate_are_options_of_lint(folder: Path) -> None:
    lint = ("lint", "--content", "poor.mlpack.yaml")
    assert "no problems" in ok(*lint, "--ignore", "mli513")
    assert "MLI011" in fails(1, *lint, "--limit", "nodes=5")
    result = run("lint", "--content", "targets.yaml", "--skip-others")
    assert (result.exit_code, result.stderr) == (
        0,
        "Skipped 1 file that belongs to no pack\n",
    )
    assert fails(2, "lint", "--content", "none.yaml")
    assert "Checking" in in_terminal(
        "lint", "--content", "good.mlpack.yaml", "poor.mlpack.yaml"
    )


@pytest.mark.parametrize("format", reporters())
def test_a_report_is_printed_in_each_format_or_written_to_a_file(
    format: str, folder: Path
) -> None:
    lint = ("lint", "--content", "poor.mlpack.yaml", "--format", format)
    printed, written = run(*lint), run(*lint, "-o", "report")
    assert (printed.exit_code, written.exit_code, written.output) == (0, 0, "")
    assert Path("report").read_text(encoding="utf-8") == printed.output
    assert "MLI513" in printed.output


def test_in_a_github_workflow_problems_become_annotations(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lint = ("lint", "--content", "poor.mlpack.yaml")
    assert ok(*lint).startswith("::warning file=poor")
    assert "::warning" not in ok(*lint, "--summary")


def test_a_summary_stands_below_the_report(folder: Path) -> None:
    shown = ok(
        "lint", "--content", "--summary", "poor.mlpack.yaml", "--targets", "targets.yaml"
    )
    report, _, summary = shown.partition("poor.mlpack.yaml: 2 warnings\n")
    assert "the target is 2" in report
    assert "basics   0              0 of 2         0          0 of 2" in summary
    assert "all      0              0              0          0" in summary
    assert summary.endswith("Python blocks: 1, run: 0, assertions: 0, formulas: 0\n")


def test_a_summary_needs_no_targets(folder: Path) -> None:
    shown = ok("lint", "--content", "--summary", "good.mlpack.yaml")
    assert "all     0              0              0          0" in shown
    both = ok("lint", "--content", "--summary", ".")
    assert both.count("Python blocks:") == 2


def test_a_summary_is_for_people_alone(folder: Path) -> None:
    shown = fails(
        2, "lint", "--content", "--summary", "good.mlpack.yaml", "--format", "json"
    )
    assert "--summary is printed only with --format text, not with json" in shown
    result = run("lint", "--content", "--summary", "good.mlpack.yaml", "-o", "report")
    assert "Python blocks" in result.output
    assert Path("report").read_text() == "good.mlpack.yaml: no problems\n"


def test_targets_that_are_none_are_a_wrong_use(folder: Path) -> None:
    lint = ("lint", "--content", "good.mlpack.yaml", "--targets")
    assert "MLI001" in fails(2, *lint, "none.yaml")
    Path("targets.yaml").write_text("basics: 5")
    assert "needs a list of three numbers" in fails(2, *lint, "targets.yaml")


def test_a_missing_engine_is_a_wrong_use(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("good.mlpack.yaml").write_text(HEAD + "tips: [{id: a, body: Say $x$.}]\n")
    monkeypatch.setitem(sys.modules, "math_core", None)
    formulas._engine.cache_clear()
    shown = fails(2, "lint", "--content", "good.mlpack.yaml")
    assert 'pip install "mlinterview[content]"' in shown
    assert ok("lint", "--content", "good.mlpack.yaml", "--ignore", "MLI505")


def test_a_program_reads_every_code(folder: Path) -> None:
    (report,) = json.loads(
        ok("lint", "--content", "poor.mlpack.yaml", "--format", "json")
    )
    (problem,) = report["problems"]
    assert problem["docs"] == "reference/problems/mli513.html"
    assert problem["severity"] == "warning"
