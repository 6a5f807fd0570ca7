"""The options of formats on the command line: those that the formats declare."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

import mlinterview
from mlinterview import Pack
from mlinterview._support import options
from mlinterview.cli.commands import main
from packages import read_package


def run(*arguments: object, status: int = 0) -> str:
    result = CliRunner().invoke(main, ["export", *map(str, arguments)])
    assert result.exit_code == status, result.output
    return " ".join(result.output.split())


@pytest.mark.parametrize("format", mlinterview.formats())
def test_every_option_of_a_format_is_explained(format: str) -> None:
    shown = run("--help", status=0).replace("anki- ", "anki-")
    for field in attrs.fields(mlinterview.formats()[format].options):
        for name in options.flag(field).split("/"):
            assert name in shown
        said = shown.split(options.flag(field).split("/")[0], 1)[1]
        assert field.metadata["help"].replace("anki- ", "anki-") in said
        assert format in said.split(" For ", 1)[1].split(". ")[0]


def test_options_reach_the_format(tmp_path: Path, ml_engineer: Pack) -> None:
    path = tmp_path / "out.apkg"
    chosen = ["--deck", "Mine::ML", "--tag-prefix", "Job", "--cards", "question"]
    chosen += ["--cards", "key-points", "--no-weak-answers", "--no-media"]
    run("ml-engineer", "--output", path, "--kind", "opener", *chosen)
    options = mlinterview.anki.AnkiPackageOptions(
        deck="Mine::ML",
        tag_prefix="Job",
        cards=("question", "key-points"),
        weak_answers=False,
        media=False,
    )
    openers = mlinterview.select(ml_engineer, kind="opener")
    assert path.read_bytes() == mlinterview.export_bytes(
        openers, format="anki-apkg", options=options
    )
    assert "Mine::ML" in read_package(path.read_bytes()).decks


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "json", "--deck", "x"], "`json` has no option `deck`; it has none"),
        (["--format", "anki-csv", "--cards", "question"], "no option `cards`"),
        (["--format", "anki-update-csv", "--deck", "x"], "no option `deck`"),
        (["--format", "anki-apkg", "--tag-prefix", "a b"], "without spaces"),
        (["--format", "anki-apkg", "--cards", "follow-ups"], "choose `question`"),
        (["--format", "anki-apkg", "--cards", "x"], "'x' is not one of"),
    ],
)
def test_a_wrong_option_is_a_wrong_use(arguments: list[str], message: str) -> None:
    assert message in run("ml-engineer", *arguments, status=2)


def test_a_package_goes_through_a_pipe_but_not_to_a_terminal(ml_engineer: Pack) -> None:
    command = [sys.executable, "-m", "mlinterview", "export", "ml-engineer"]
    command += ["--format", "anki-apkg"]
    piped = subprocess.run(command, capture_output=True, check=True).stdout
    assert piped == mlinterview.export_bytes(ml_engineer, format="anki-apkg")
    outside, inside = pty.openpty()
    shown = subprocess.run(
        command, stdin=inside, stdout=inside, stderr=subprocess.PIPE, check=False
    )
    os.close(inside)
    os.close(outside)
    assert shown.returncode == 2
    assert (
        "a terminal cannot show anki-apkg; name a file with --output"
        in shown.stderr.decode()
    )


def test_images_of_the_pack_are_packed(tmp_path: Path) -> None:
    folder = tmp_path / "drawn"
    CliRunner().invoke(main, ["new", str(folder)])
    (folder / "media").mkdir()
    (folder / "media" / "plot.png").write_bytes(b"plot")
    part = (
        "questions:\n  - {id: seen, kind: concept, prompt: 'Is ![it](media/plot.png)?',"
    )
    part += f" topics: [{mlinterview.load(folder).topics[0].id}], status: draft}}\n"
    (folder / "seen.yaml").write_text(part, encoding="utf-8")
    path = tmp_path / "drawn.apkg"
    run(folder, "--output", path)
    assert list(read_package(path.read_bytes()).media.values()) == [b"plot"]
    (folder / "media" / "plot.png").unlink()
    gone = run(folder, "--output", tmp_path / "gone.apkg", status=1)
    assert "there is no image `media/plot.png` beside the pack" in gone
    run(folder, "--output", tmp_path / "gone.apkg", "--no-media")
