"""The command `export`, and the options that formats declare."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

import mlinterview
from command_line import fails, in_terminal, ok
from mlinterview import Pack
from mlinterview._support import options
from packages import read_package


@pytest.fixture(scope="module")
def part(ml_engineer: Pack) -> Pack:
    """Every twentieth question of the bundled pack, and what these refer to."""
    return mlinterview.select(ml_engineer)[::20].to_pack()


@pytest.fixture(scope="module")
def part_file(part: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of that pack."""
    path = tmp_path_factory.mktemp("part") / "part.json"
    mlinterview.dump(part, path)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("format", sorted(mlinterview.formats()))
def test_an_export_to_a_file_is_that_of_the_library(
    format: str, tmp_path: Path, part: Pack, part_file: Path
) -> None:
    path = tmp_path / "out"
    shown = ok("export", part_file, "--format", format, "-o", path)
    assert f"Wrote {path} from {len(part.questions)} questions" in shown
    assert path.read_bytes() == mlinterview.export_bytes(part, format=format)


@pytest.mark.slow
def test_an_export_holds_what_the_options_ask_for(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    options = ["--kind", "opener", "--format", "json", "--output", path]
    openers = mlinterview.select(mlinterview.load("ml-engineer"), kind="opener")
    assert f"from {len(openers)} questions" in ok("export", "ml-engineer", *options)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert {one.id for one in openers} <= {one["id"] for one in found["questions"]}
    # A follow-up of an opener may be a question of its own, which comes along.
    assert len(found["questions"]) < len(mlinterview.load("ml-engineer").questions)


@pytest.mark.slow
def test_nothing_to_export_is_a_wrong_use(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    options = ["--tag", "no-such-tag", "--format", "json", "-o", path]
    assert "no question matches these options" in fails(
        2, "export", "ml-engineer", *options
    )
    assert not path.exists()


@pytest.mark.slow
def test_a_file_that_can_not_be_written_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "out.md"
    shown = fails(1, "export", "ml-engineer", "--format", "markdown", "-o", path)
    assert "cannot be written: no such file" in shown
    fails(2, "export", "ml-engineer", "--format", "markdown", "-o", tmp_path)


@pytest.mark.slow
def test_what_is_no_text_is_not_printed_in_a_terminal() -> None:
    shown = in_terminal("export", "ml-engineer", "--format", "parquet", status=2)
    assert "a terminal cannot show parquet; name a file with --output" in shown


@pytest.mark.slow
def test_the_format_is_told_from_the_name_of_the_file(tmp_path: Path) -> None:
    ok("export", "ml-engineer", "--output", tmp_path / "x.md")
    assert (tmp_path / "x.md").read_text(encoding="utf-8").startswith("# ")
    assert "name a --format" in fails(2, "export", "ml-engineer")
    unknown = fails(1, "export", "ml-engineer", "--output", tmp_path / "x.doc")
    assert "the format cannot be told" in unknown


def test_export_takes_a_query(packs: Path) -> None:
    written = ok("export", "small.json", "tag:b", "--format", "json")
    assert [one["id"] for one in json.loads(written)["questions"]] == ["forest"]
    assert "no question matches" in fails(
        2, "export", "small.json", "not ()", "--format", "json"
    )


def test_several_packs_are_exported_to_one_document(packs: Path) -> None:
    written = ok("export", "small.json", "other.json", "--format", "markdown")
    assert written.count("What of tree?") >= 2
    assert "several packs" in fails(
        1, "export", "small.json", "other.json", "--format", "yaml"
    )


# The options of formats


def export(*arguments: object, status: int = 0) -> str:
    return fails(status, "export", *arguments)


@pytest.mark.parametrize("format", mlinterview.formats())
def test_every_option_of_a_format_is_explained(format: str) -> None:
    shown = export("--help", status=0).replace("anki- ", "anki-")
    for field in attrs.fields(mlinterview.formats()[format].options):
        for name in options.flag(field).split("/"):
            assert name in shown
        said = shown.split(options.flag(field).split("/")[0], 1)[1]
        assert field.metadata["help"].replace("anki- ", "anki-") in said
        assert format in said.split(" For ", 1)[1].split(". ")[0]


@pytest.mark.slow
def test_options_reach_the_format(tmp_path: Path, ml_engineer: Pack) -> None:
    path = tmp_path / "out.apkg"
    chosen = ["--deck", "Mine::ML", "--tag-prefix", "Job", "--cards", "question"]
    chosen += ["--cards", "key-points", "--no-weak-answers", "--no-media"]
    export("ml-engineer", "--output", path, "--kind", "opener", *chosen)
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


@pytest.mark.slow
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
    assert message in export("ml-engineer", *arguments, status=2)


@pytest.mark.slow
def test_a_package_goes_through_a_pipe_but_not_to_a_terminal(
    part: Pack, part_file: Path
) -> None:
    command = [sys.executable, "-m", "mlinterview", "export", str(part_file)]
    command += ["--format", "anki-apkg"]
    piped = subprocess.run(command, capture_output=True, check=True).stdout
    assert piped == mlinterview.export_bytes(part, format="anki-apkg")
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
    ok("new", folder)
    (folder / "media").mkdir()
    (folder / "media" / "plot.png").write_bytes(b"plot")
    part = (
        "questions:\n  - {id: seen, kind: concept, prompt: 'Is ![it](media/plot.png)?',"
    )
    part += f" topics: [{mlinterview.load(folder).topics[0].id}], status: draft}}\n"
    (folder / "seen.yaml").write_text(part, encoding="utf-8")
    path = tmp_path / "drawn.apkg"
    export(folder, "--output", path)
    assert list(read_package(path.read_bytes()).media.values()) == [b"plot"]
    (folder / "media" / "plot.png").unlink()
    gone = export(folder, "--output", tmp_path / "gone.apkg", status=1)
    assert "there is no image `media/plot.png` beside the pack" in gone
    export(folder, "--output", tmp_path / "gone.apkg", "--no-media")
