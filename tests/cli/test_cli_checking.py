"""The commands of authors: which packs are checked, how it is printed, what is mended."""

import importlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_cli import fails, in_terminal, ok, run

import mlinterview
from mlinterview import SCHEMA_VERSION
from mlinterview.cli.commands import main
from mlinterview.model import SchemaVersion, versions
from mlinterview.reporters import reporters

HEAD = (
    f'schema_version: "{SCHEMA_VERSION}"\n'
    "pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{name: A}]}\n"
    "topics: [{id: basics, title: Basics}]\n"
)
DRAFT = (
    "questions: [{id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}]\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a good pack, one with a warning and one with an error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    Path("good").mkdir()
    Path("good/pack.yaml").write_text(HEAD)
    Path("good/tips.yaml").write_text("tips: [{id: a, body: Aloud.}]\n")
    Path("draft.mlpack.yaml").write_text(HEAD + DRAFT)
    Path("bad.mlpack.yaml").write_text(HEAD + "tips:\n  - {id: a, boddy: 5, x-a: 1}\n")
    Path("notes.yaml").write_text("none: of ours\n")
    return tmp_path


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
    assert result.stderr == "Skipped 1 file that belong to no pack\n"
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


def test_a_terminal_shows_how_far_it_has_come(folder: Path) -> None:
    shown = in_terminal("validate", "good", "draft.mlpack.yaml")
    assert "Checking" in shown
    assert "good: no problems" in shown
    assert "Checking" not in in_terminal("validate", "good")


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
        ("nodes=-1", "`nodes=-1` states no number; write `nodes=1000000`"),
        ("nodes", "`nodes` states no number"),
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


def test_a_terminal_shows_problems_in_colour(folder: Path) -> None:
    shown = in_terminal("validate", "bad.mlpack.yaml", status=1)
    assert "\x1b[1;31merror MLI101\x1b[0m" in shown


# fix


def test_what_is_mended_is_said_and_what_is_left(folder: Path) -> None:
    before = Path("bad.mlpack.yaml").read_text()
    shown = fails(1, "fix", "bad.mlpack.yaml")
    assert "MLI101" in shown
    assert Path("bad.mlpack.yaml").read_text() == before
    shown = ok("fix", "--unsafe", "bad.mlpack.yaml")
    assert "Fixed bad.mlpack.yaml:5:13: error MLI101" in shown
    assert shown.endswith("bad.mlpack.yaml: no problems\n")
    after = before.replace("boddy: 5", 'body: "5"')
    assert Path("bad.mlpack.yaml").read_text() == after


def test_a_diff_changes_nothing_and_is_all_that_is_printed(folder: Path) -> None:
    before = Path("bad.mlpack.yaml").read_text()
    result = run("fix", "--unsafe", "--diff", "bad.mlpack.yaml", "good")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:2] == ["--- a/bad.mlpack.yaml", "+++ b/bad.mlpack.yaml"]
    assert {line[0] for line in lines[2:]} == {"@", " ", "-", "+"}
    assert "good: no problems" in result.stderr
    assert Path("bad.mlpack.yaml").read_text() == before
    assert run("fix", "--diff", "good").exit_code == 0


def test_a_diff_in_terminal_acts_on_nothing(folder: Path) -> None:
    text = HEAD + "tips: [{ID: a, body: \u202eevil}]\n"
    Path("p.mlpack.yaml").write_text(text, encoding="utf-8")
    shown = in_terminal("fix", "--diff", "p.mlpack.yaml", status=1)
    assert "\u202e" not in shown
    assert r"\u202e" in shown
    assert "\u202e" in run("fix", "--diff", "p.mlpack.yaml").stdout


def test_an_installed_pack_or_an_archive_is_not_changed(folder: Path) -> None:
    assert "name its folder" in fails(2, "fix", "ml-engineer")
    assert "MLI001" in fails(2, "fix", "ml-engineerr")
    assert "unpack the archive" in fails(2, "fix", "p.mlpack.zip")


# upgrade


def test_a_pack_of_the_newest_version_is_left_as_it_is(folder: Path) -> None:
    result = run("upgrade", "good")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"good is of schema version {SCHEMA_VERSION} already\n"


def test_a_pack_is_brought_to_a_newer_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = SchemaVersion("99.0", lambda data: {**data, "x-new": True})
    table = {**versions.VERSIONS, newer.number: newer}
    monkeypatch.setattr(versions, "VERSIONS", table)
    start = 'schema_version: "99.0"\n'
    assert ok("upgrade", "good", "--to", "99.0").startswith(start)
    run("upgrade", "good", "--to", "99.0", "-o", "new.jsonl")
    header = json.loads(Path("new.jsonl").read_text().splitlines()[0])
    assert (header["schema_version"], header["x-new"]) == ("99.0", True)
    shown = fails(2, "upgrade", "good", "--to", "99.0", "-o", "new.txt")
    assert "end the name in .yaml or .json or .jsonl" in shown


def test_what_cannot_be_upgraded_is_said(folder: Path) -> None:
    assert "no schema version `7.0`" in fails(2, "upgrade", "good", "--to", "7.0")
    Path("broken.yaml").write_text("a: [")
    assert "MLI005" in fails(1, "upgrade", "broken.yaml")


# packs


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make a distribution that offers a pack; return what does so."""

    def offer(name: str, value: str, pack: str | None) -> None:
        info = tmp_path / f"{name}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n"
        )
        (info / "entry_points.txt").write_text(f"[mlinterview.packs]\n{name} = {value}\n")
        if pack is not None:
            package = tmp_path / value
            package.mkdir()
            (package / "__init__.py").write_text("raise SystemExit('imported')\n")
            (package / "pack.yaml").write_text(pack)

    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return offer


def test_the_packs_of_other_distributions_are_listed_and_used(site: Any) -> None:
    site("others", "others_pack", HEAD)
    (own,) = [one for one in json.loads(ok("packs", "--format", "json"))
              if one["id"] == "others"]  # fmt: skip
    assert own["distribution"] == "others"
    assert own["title"] == "P"
    assert "others" in ok("packs")
    assert ok("validate", "others") == "others: no problems\n"


def test_a_broken_one_is_named_and_keeps_no_other_from_being_listed(site: Any) -> None:
    site("lost", "lost_pack", None)
    site("wrong", "wrong_pack", "schema_version: x\n")
    result = CliRunner().invoke(main, ["packs"])
    assert result.exit_code == 1
    assert "ml-engineer" in result.stdout
    assert "lost: error MLI019" in result.stderr
    assert "wrong_pack/pack.yaml:1:17: error MLI105" in result.stderr
    rows = json.loads(CliRunner().invoke(main, ["packs", "--format", "json"]).stdout)
    problems = {one["id"]: one["problems"] for one in rows}
    assert problems["ml-engineer"] == []
    assert problems["lost"][0]["code"] == "MLI019"
    assert "MLI019" in fails(1, "validate", "lost")
