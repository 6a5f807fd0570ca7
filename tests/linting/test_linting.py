"""`lint`: the problems of a pack and of its content in one report."""

from pathlib import Path

import pytest

import mlinterview
from conftest import TODAY
from mlinterview import Limits, MlinterviewError, Pack
from mlinterview.linting import Standards, Targets
from mlinterview.linting.checks import _sandbox

TEXT = """\
schema_version: "1.0"
pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0, authors: []}
topics: [{id: basics, title: Basics}]
tips:
  - id: one
    body: |
      TODO.

      ```python
      assert 1 == 2
      ```
  - id: two
    boddy: $x$
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "p.mlpack.yaml"
    found.write_text(TEXT)
    return found


def codes_of(linted: mlinterview.linting.LintResult) -> list[str]:
    return [problem.code for problem in linted.report]


def test_problems_of_both_kinds_stand_in_the_order_of_the_file(path: Path) -> None:
    found = mlinterview.lint(path, run_code=True, targets=Targets({"basics": (0, 1, 0)}))
    assert codes_of(found) == ["MLI107", "MLI515", "MLI513", "MLI502", "MLI101"]
    assert [problem.line for problem in found.report] == [2, 3, 7, 10, 13]


def test_the_counts_are_of_the_same_pack(path: Path) -> None:
    found = mlinterview.lint(path, targets=None).counts
    assert (found.blocks, found.run, found.assertions, found.formulas) == (1, 0, 1, 0)
    assert (found.questions, found.targets) == ({}, {})
    targets = Targets({"basics": (0, 1, 0)})
    found = mlinterview.lint(path, run_code=True, targets=targets).counts
    assert (found.run, found.targets) == (1, targets.counts)
    assert found.questions == {"basics": (0, 0, 0)}


def test_codes_are_chosen(path: Path) -> None:
    assert codes_of(mlinterview.lint(path, select=["MLI5"])) == ["MLI513"]
    assert "MLI513" not in codes_of(mlinterview.lint(path, ignore=["MLI513"]))
    with pytest.raises(MlinterviewError, match="there is no code `MLI599`"):
        mlinterview.lint(path, select=["MLI599"])


def test_what_nobody_asks_for_is_not_done(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(_sandbox, "run")
    assert mlinterview.lint(path, run_code=True, select=["MLI513"]).report


def test_targets_may_be_a_file(path: Path, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("basics: [0, 0, 2]")
    found = mlinterview.lint(path, targets=tmp_path / "t.yaml", select=["MLI515"])
    assert codes_of(found) == ["MLI515"]


def test_limits_and_standards_are_the_callers(path: Path) -> None:
    assert codes_of(mlinterview.lint(path, limits=Limits(nodes=3))) == ["MLI011"]
    slow = TEXT.replace("assert 1 == 2", "while True: pass")
    path.write_text(slow)
    found = mlinterview.lint(
        path, run_code=True, select=["MLI503"], standards=Standards(seconds=0.2)
    )
    assert codes_of(found) == ["MLI503"]


def test_a_pack_that_cannot_be_read_has_no_content(tmp_path: Path) -> None:
    assert codes_of(mlinterview.lint(tmp_path / "none.yaml")) == ["MLI001"]
    (tmp_path / "p.yaml").write_text('schema_version: "9.0"\ntips: [{body: TODO}]')
    assert codes_of(mlinterview.lint(tmp_path / "p.yaml")) == ["MLI401"]


def test_a_pack_made_in_python_is_checked(ml_engineer: Pack) -> None:
    found = mlinterview.lint(ml_engineer, today=TODAY, select=["MLI501", "MLI505"])
    assert found.report.summary == "no problems"
    assert sum(map(sum, found.counts.questions.values())) == len(ml_engineer.questions)


@pytest.mark.slow
def test_the_formulas_of_the_bundled_pack_can_be_set_and_its_code_parses() -> None:
    found = mlinterview.lint("ml-engineer", select=["MLI501", "MLI505"])
    assert list(found.report) == []
    assert found.counts.blocks
    assert found.counts.formulas
