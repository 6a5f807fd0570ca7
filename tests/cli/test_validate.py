"""The command `validate`: which packs are checked, and how it is printed."""

import json
import re
import sys
import zipfile
from pathlib import Path

import pytest

import mlinterview
from command_line import HEAD, fails, in_terminal, ok, pack, run
from mlinterview.reporters import reporters


@pytest.mark.slow
def test_a_valid_pack_is_said_to_have_no_errors(small: Path) -> None:
    assert ok("validate", "ml-engineer").splitlines()[-1].startswith("ml-engineer: ")
    assert re.search(r"small\.yaml: (no problems|\d+ warning)", ok("validate", small))


def test_problems_are_listed_as_compilers_do(broken: Path, small: Path) -> None:
    result = run("validate", small, broken)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    (line,) = [line for line in lines if ": error " in line]
    assert re.match(r".*broken\.yaml:\d+:\d+: error MLI\d+: .*concpt", line)
    assert lines[-1].endswith("broken.yaml: 1 error") or "1 error and" in lines[-1]


def test_a_missing_pack_among_others_is_a_wrong_use(broken: Path) -> None:
    assert "1 error" in fails(2, "validate", broken, "no-such-pack")


@pytest.mark.slow
def test_the_report_for_programs_has_every_key(broken: Path, small: Path) -> None:
    result = run("validate", broken, small, "--format", "json")
    assert result.exit_code == 1
    first, second = json.loads(result.output)
    assert first.keys() == {"name", "ok", "errors", "warnings", "omitted", "problems"}
    assert (first["ok"], first["errors"], second["ok"], second["errors"]) == (
        False,
        1,
        True,
        0,
    )
    (problem,) = [one for one in first["problems"] if one["severity"] == "error"]
    assert problem["pointer"] == "/questions/0/kind"
    assert problem["line"] > 1
    assert json.loads(ok("validate", "ml-engineer", "--format", "json"))[0]["ok"]


@pytest.mark.slow
def test_problems_beyond_the_limit_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    data = json.loads(mlinterview.dumps(pack(), "json"))
    data["questions"] = [{"id": f"q{at}"} for at in range(3000)]
    path.write_text(json.dumps(data), encoding="utf-8")
    shown = fails(1, "validate", path)
    assert re.search(r"many\.json: .* \(\d+ more not listed\)", shown)


# Which packs


def test_a_directory_stands_for_all_packs_in_it(folder: Path) -> None:
    shown = fails(1, "validate", ".", "--format", "concise")
    assert "bad.mlpack.yaml: 1 error" in shown
    assert "draft.mlpack.yaml: 1 warning" in shown
    assert "good: no problems" in shown
    assert "notes.yaml" not in shown


def test_a_pattern_is_expanded_where_the_shell_does_not(folder: Path) -> None:
    assert "draft.mlpack.yaml: 1 warning" in ok("validate", "d*.yaml")
    assert "there is no such file" in fails(2, "validate", "z*.yaml")


def test_a_part_of_a_pack_stands_for_the_whole_once(folder: Path) -> None:
    shown = ok("validate", "good/tips.yaml", "good/pack.yaml", "good")
    assert shown.splitlines() == ["good: no problems"]


def test_files_of_no_pack_are_passed_over_when_asked_for(folder: Path) -> None:
    result = run("validate", "notes.yaml", "good/tips.yaml", "--skip-others")
    assert result.exit_code == 0
    assert result.stderr == "Skipped 1 file that belongs to no pack\n"
    assert result.stdout == "good: no problems\n"
    result = run("validate", "notes.yaml", "--skip-others")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "MLI102" in fails(1, "validate", "notes.yaml")


def test_one_broken_pack_keeps_no_other_from_being_checked(folder: Path) -> None:
    shown = fails(2, "validate", "none.yaml", "bad.mlpack.yaml", "good")
    for part in ("MLI001", "MLI101", "good: no problems"):
        assert part in shown


def test_archives_and_json_lines_are_packs_too(folder: Path) -> None:
    with zipfile.ZipFile("p.mlpack.zip", "w") as archive:
        archive.writestr("p/pack.yaml", HEAD)
        archive.writestr("p/tips.yaml", "tips: [{id: a}]\n")
    pack = mlinterview.load("good")
    Path("p.mlpack.jsonl").write_text(mlinterview.dumps(pack, "jsonl") + "{}\n")
    shown = fails(1, "validate", "p.mlpack.zip", "p.mlpack.jsonl", "--format=concise")
    assert "p.mlpack.zip/p/tips.yaml:1:8: error MLI102" in shown
    assert "p.mlpack.jsonl:4:1: error MLI102: the line lacks the key `type`" in shown


@pytest.mark.slow
def test_a_terminal_shows_how_far_it_has_come(folder: Path) -> None:
    shown = in_terminal("validate", "good", "draft.mlpack.yaml")
    assert "Checking" in shown
    assert "good: no problems" in shown
    assert "Checking" not in in_terminal("validate", "good")


@pytest.mark.slow
def test_a_folder_hides_a_bundled_pack_only_if_it_is_a_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ml-engineer").mkdir()
    (tmp_path / "other").mkdir()
    assert "no problems" in ok("validate", "ml-engineer")
    assert "it holds no pack.yaml" in fails(1, "validate", "other")
    (tmp_path / "ml-engineer" / "pack.yaml").write_text("{}", encoding="utf-8")
    assert "lacks the key" in fails(1, "validate", "ml-engineer")


# Which problems


def test_codes_are_selected_and_left_out(folder: Path) -> None:
    assert "no problems" in ok("validate", "bad.mlpack.yaml", "--ignore", "MLI101")
    assert "no problems" in ok("validate", "bad.mlpack.yaml", "--select", "mli2, MLI3")
    assert "MLI101" in fails(1, "validate", "bad.mlpack.yaml", "--select", "MLI1")
    shown = fails(2, "validate", "good", "--select", "MLI999")
    assert "there is no code `MLI999`" in shown


def test_warnings_count_when_asked_for(folder: Path) -> None:
    assert "1 warning" in ok("validate", "draft.mlpack.yaml")
    assert "1 warning" in fails(1, "validate", "draft.mlpack.yaml", "--strict")
    assert "no problems" in ok("validate", "good", "--strict")


def test_limits_are_raised_and_lowered_by_name(folder: Path) -> None:
    assert "MLI011" in fails(1, "validate", "good", "--limit", "nodes=5")
    assert "no problems" in ok("validate", "good", "--limit", "nodes=500")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("node=5", "there is no limit `node`; choose from: bytes, depth, nodes"),
        ("nodes=-1", "`nodes=-1` has no valid number; write it as `nodes=1000000`"),
        ("nodes", "`nodes` has no valid number"),
    ],
)
def test_a_limit_that_is_none_is_refused(value: str, message: str, folder: Path) -> None:
    assert message in fails(2, "validate", "good", "--limit", value)


# How it is printed


@pytest.mark.parametrize("format", reporters())
def test_a_report_is_printed_in_each_format_or_written_to_a_file(
    format: str, folder: Path
) -> None:
    printed = run("validate", "bad.mlpack.yaml", "--format", format)
    written = run("validate", "bad.mlpack.yaml", "--format", format, "-o", "report")
    assert (printed.exit_code, written.exit_code, written.output) == (1, 1, "")
    assert Path("report").read_text(encoding="utf-8") == printed.output


def test_in_a_github_workflow_problems_become_annotations(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert fails(1, "validate", "bad.mlpack.yaml").startswith("::error file=bad")
    shown = fails(1, "validate", "bad.mlpack.yaml", "--format", "text")
    assert "::error" not in shown


def test_a_format_whose_library_is_missing_is_a_wrong_use(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "junitparser", None)
    assert "junit" in fails(2, "validate", "good", "--format", "junit")


@pytest.mark.slow
def test_a_terminal_shows_problems_in_colour(folder: Path) -> None:
    shown = in_terminal("validate", "bad.mlpack.yaml", status=1)
    assert "\x1b[1;31merror MLI101\x1b[0m" in shown
