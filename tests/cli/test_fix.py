"""The command `fix`: what is fixed, and what is printed."""

from pathlib import Path

import pytest

from command_line import HEAD, fails, in_terminal, ok, run


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


@pytest.mark.slow
def test_a_diff_in_terminal_acts_on_nothing(folder: Path) -> None:
    text = HEAD + "tips: [{ID: a, body: \u202eevil}]\n"
    Path("p.mlpack.yaml").write_text(text, encoding="utf-8")
    shown = in_terminal("fix", "--diff", "p.mlpack.yaml", status=1)
    assert "\u202e" not in shown
    assert r"\u202e" in shown
    assert "\u202e" in run("fix", "--diff", "p.mlpack.yaml").stdout


@pytest.mark.slow
def test_an_installed_pack_or_an_archive_is_not_changed(folder: Path) -> None:
    assert "name its directory" in fails(2, "fix", "ml-engineer")
    assert "MLI001" in fails(2, "fix", "ml-engineerr")
    assert "unpack the archive" in fails(2, "fix", "p.mlpack.zip")
