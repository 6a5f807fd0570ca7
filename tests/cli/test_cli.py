"""The command line: what it prints, and the exit status."""

import contextlib
import importlib
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner, Result

import mlinterview
from mlinterview import Answer, Kind, Pack, Question, Topic
from mlinterview.cli import main as program
from mlinterview.cli.commands import main
from mlinterview.model import AnswerKind, Author, Metadata, schemas
from mlinterview.rendering import to_text
from mlinterview.validation import codes

# Sequences that act on a terminal, directly and as references of Markdown.
ACTING = "\u202eevil\u2066 &#27;]0;title&#7; &#x1b;[2J &#155;31m &#x202e;x &#8203;"
SGR = re.compile(r"\x1b\[[0-9;]*m")
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def run(*arguments: object, **options: Any) -> Result:
    result = CliRunner().invoke(main, [*map(str, arguments)], **options)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def ok(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def fails(status: int, *arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == status, result.output
    return " ".join(result.output.split())


def pack(prompt: str = "Why?", text: str = "Because.", title: str = "Small") -> Pack:
    return Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=Metadata(
            id="small",
            title=title,
            version="1.0.0",
            language="en",
            license="MIT",
            authors=(Author(name=title),),
            description=text,
        ),
        topics=(Topic(id="basics", title=title),),
        questions=(
            Question(
                id="why",
                kind=Kind.CONCEPT,
                prompt=prompt,
                topics=("basics",),
                status=mlinterview.Status.DRAFT,
                answers=(Answer(kind=AnswerKind.SAMPLE, body=text, key_points=(text,)),),
            ),
        ),
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    mlinterview.dump(pack(), path)
    return path


@pytest.fixture
def acting(tmp_path: Path) -> Path:
    path = tmp_path / "acting.json"
    mlinterview.dump(pack(f"Prompt {ACTING}", f"Text {ACTING}", f"Title {ACTING}"), path)
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    text = mlinterview.dumps(pack(), "yaml").replace("kind: concept", "kind: concpt")
    path.write_text(text, encoding="utf-8")
    return path


# The program


def test_without_a_command_it_says_what_there_is() -> None:
    shown = ok("--help")
    assert shown == ok("-h")
    for command in main.commands:
        assert re.search(rf"^  {command}\b", shown, flags=re.MULTILINE)
    assert "Exit status: 0 fine, 1 problems found, 2 wrong use." in shown
    assert "Usage:" in run().output


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_and_option_explains_itself(command: str) -> None:
    assert "Usage:" in ok(command, "--help")
    assert main.commands[command].help
    for parameter in main.commands[command].params:
        if parameter.param_type_name == "option":
            assert parameter.help, parameter.name  # type: ignore[attr-defined]


def test_it_tells_its_version() -> None:
    assert re.fullmatch(r"\S+ \d+\.\d+\.\d+\S*\n", ok("--version"))


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [("exprot", "did you mean `export`?"), ("lst", "did you mean `list`?")],
)
def test_a_misspelt_command_gets_a_guess(wrong: str, hint: str) -> None:
    assert f"No such command `{wrong}`. {hint}" in fails(2, wrong)


def test_an_unknown_command_is_refused() -> None:
    assert fails(2, "zzz").endswith("No such command `zzz`.")
    assert "\x1b" not in fails(2, "\x1b[2J")


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["list"],
        ["show"],
        ["export", "ml-engineer"],
        ["export", "ml-engineer", "--format", "zzz"],
        ["list", "ml-engineer", "--kind", "zzz"],
        ["list", "ml-engineer", "--format", "xml"],
        ["new"],
        ["schema", "--version", "9.9"],
    ],
)
def test_a_wrong_use_has_exit_status_2(arguments: list[str]) -> None:
    assert "Error:" in fails(2, *arguments)


@pytest.mark.parametrize("command", ["validate", "list", "show", "export"])
def test_a_pack_that_is_not_there_has_exit_status_2(command: str, tmp_path: Path) -> None:
    rest = ["--format", "json"] if command == "export" else []
    shown = fails(2, command, "ml-enginer", *rest)
    assert "error MLI" in shown
    assert "did you mean `ml-engineer`" in shown
    fails(2, command, tmp_path / "none.yaml", *rest)


@pytest.mark.parametrize("command", ["list", "show", "export"])
def test_a_pack_with_problems_has_exit_status_1(command: str, broken: Path) -> None:
    rest = ["--format", "json"] if command == "export" else []
    shown = fails(1, command, broken, *rest)
    assert "concpt" in shown
    assert "broken.yaml:" in shown


# validate


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


def test_problems_beyond_the_limit_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    data = json.loads(mlinterview.dumps(pack(), "json"))
    data["questions"] = [{"id": f"q{at}"} for at in range(3000)]
    path.write_text(json.dumps(data), encoding="utf-8")
    shown = fails(1, "validate", path)
    assert re.search(r"many\.json: .* \(\d+ more not listed\)", shown)


# list


def test_questions_are_listed_with_how_many_there_are(ml_engineer: Pack) -> None:
    shown = ok("list", "ml-engineer")
    for one in ml_engineer.questions:
        assert one.id in shown
    number = len(ml_engineer.questions)
    assert shown.endswith(f"{number} of {number} questions\n")


def test_questions_for_programs_are_those_of_the_pack(ml_engineer: Pack) -> None:
    found = json.loads(ok("list", "ml-engineer", "--format", "json"))
    assert [one["id"] for one in found] == [one.id for one in ml_engineer.questions]
    assert found[0]["global_id"] == f"ml-engineer:question/{found[0]['id']}"


def ids(*options: str) -> list[str]:
    found = json.loads(ok("list", "ml-engineer", "--format", "json", *options))
    return [one["id"] for one in found]


@pytest.mark.parametrize(
    ("options", "filters"),
    [
        (["--kind", "design"], {"kind": "design"}),
        (["--kind", "design", "--kind", "opener"], {"kind": ["design", "opener"]}),
        (["--difficulty", "intermediate"], {"difficulty": "intermediate"}),
        (["--level", "senior"], {"level": "senior"}),
        (["--minutes", "8"], {"minutes": 8}),
        (["--minutes", "5-10"], {"minutes": range(5, 11)}),
        (["--minutes", "-10"], {"minutes": range(1, 11)}),
        (["--minutes", "10-"], {"minutes": range(10, 1441)}),
        (["--status", "ready"], {"status": "ready"}),
        (
            ["--kind", "design", "--level", "senior"],
            {"kind": "design", "level": "senior"},
        ),
    ],
)
def test_options_filter_as_the_library_does(
    options: list[str], filters: dict[str, Any], ml_engineer: Pack
) -> None:
    expected = [one.id for one in mlinterview.select(ml_engineer, **filters)]
    assert ids(*options) == expected
    number = len(ml_engineer.questions)
    shown = ok("list", "ml-engineer", *options)
    assert shown.endswith(f"{len(expected)} of {number} questions\n")


@pytest.mark.parametrize("name", ["topic", "role", "stage", "tag", "competency"])
def test_an_option_takes_what_the_pack_has(name: str, ml_engineer: Pack) -> None:
    counts = mlinterview.select(ml_engineer).count_by(name)  # type: ignore[arg-type]
    value = next(iter(counts))
    expected = mlinterview.select(ml_engineer, **{name: value})
    assert ids(f"--{name}", value) == [one.id for one in expected]
    assert len(expected) >= counts[value] > 0


def test_questions_are_sorted_by_a_field(ml_engineer: Pack) -> None:
    by_minutes = mlinterview.select(ml_engineer).sort("minutes")
    assert ids("--sort", "minutes") == [one.id for one in by_minutes]
    assert "no field `minuts`; did you mean `minutes`" in fails(
        2, "list", "ml-engineer", "--sort", "minuts"
    )


@pytest.mark.parametrize(
    "value", ["x", "-", "", "5-x", "1.5", "--5", "10-5", "１０", "5 "]
)
def test_a_time_that_is_none_is_refused(value: str) -> None:
    shown = fails(2, "list", "ml-engineer", f"--minutes={value}")
    assert "Invalid value for '--minutes'" in shown


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--topic", "zzz", "there is no topic `zzz`; choose from: "),
        ("--stage", "zzz", "there is no stage `zzz`; choose from: "),
    ],
)
def test_an_unknown_topic_or_stage_is_refused(
    option: str, value: str, message: str
) -> None:
    assert message in fails(2, "list", "ml-engineer", option, value)


# show


def test_a_summary_counts_what_the_pack_holds(small: Path, ml_engineer: Pack) -> None:
    shown = ok("show", "ml-engineer")
    assert shown.startswith(f"{ml_engineer.title} (ml-engineer {ml_engineer.version}")
    assert re.search(rf"questions +{len(ml_engineer.questions)}\b", shown)
    first = mlinterview.select(ml_engineer).sort("topic").entries[0].topics[0]
    assert first.title in shown
    bare = attrs.evolve(pack(), metadata=attrs.evolve(pack().metadata, description=None))
    mlinterview.dump(bare, small)
    assert "Because" not in ok("show", small)


def test_a_summary_for_programs(ml_engineer: Pack) -> None:
    found = json.loads(ok("show", "ml-engineer", "--format", "json"))
    assert found["pack"]["id"] == "ml-engineer"
    assert found["counts"]["questions"] == len(ml_engineer.questions)
    counted = sum(sum(counts.values()) for counts in found["topics"].values())
    assert counted == len(ml_engineer.questions)
    assert set(found["topics"]) <= {topic.id for topic in ml_engineer.topics}


def test_topics_of_one_title_are_counted_apart(tmp_path: Path) -> None:
    base = pack()
    twins = attrs.evolve(
        base,
        topics=(*base.topics, attrs.evolve(base.topics[0], id="twin")),
        questions=(
            *base.questions,
            attrs.evolve(base.questions[0], id="other", topics=("twin",)),
        ),
    )
    mlinterview.dump(twins, tmp_path / "twins.json")
    found = json.loads(ok("show", tmp_path / "twins.json", "--format", "json"))
    assert found["topics"].keys() == {"basics", "twin"}


def test_a_question_is_shown_with_all_that_belongs_to_it(ml_engineer: Pack) -> None:
    shown = " ".join(ok("show", "ml-engineer", "overfitting").split())
    (one,) = [one for one in ml_engineer.questions if one.id == "overfitting"]
    assert one.prompt in shown
    for heading in ("Answer", "Key points", "Follow-up questions", "Rubric", "Sources"):
        assert heading in shown
    by_global_id = ok("show", "ml-engineer", "ml-engineer:question/overfitting")
    assert " ".join(by_global_id.split()) == shown


def test_a_question_for_programs_is_as_in_a_file() -> None:
    found = json.loads(ok("show", "ml-engineer", "overfitting", "--format", "json"))
    assert found["id"] == "overfitting"
    assert found["global_id"] == "ml-engineer:question/overfitting"
    assert found["answers"]


def test_an_unknown_question_is_refused() -> None:
    shown = fails(2, "show", "ml-engineer", "overfiting")
    assert "did you mean `overfitting`" in shown


# export


@pytest.mark.parametrize("format", sorted(mlinterview.formats()))
def test_an_export_to_a_file_is_that_of_the_library(
    format: str, tmp_path: Path, ml_engineer: Pack
) -> None:
    path = tmp_path / "out"
    shown = ok("export", "ml-engineer", "--format", format, "-o", path)
    assert f"Wrote {path} from {len(ml_engineer.questions)} questions" in shown
    assert path.read_bytes() == mlinterview.export_bytes(ml_engineer, format=format)


def test_an_export_holds_what_the_options_ask_for(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    options = ["--kind", "opener", "--format", "json", "--output", path]
    openers = mlinterview.select(mlinterview.load("ml-engineer"), kind="opener")
    assert f"from {len(openers)} questions" in ok("export", "ml-engineer", *options)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert {one.id for one in openers} <= {one["id"] for one in found["questions"]}
    # A follow-up of an opener may be a question of its own, which comes along.
    assert len(found["questions"]) < len(mlinterview.load("ml-engineer").questions)


def test_nothing_to_export_is_a_wrong_use(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    options = ["--tag", "no-such-tag", "--format", "json", "-o", path]
    assert "no question meets these options" in fails(
        2, "export", "ml-engineer", *options
    )
    assert not path.exists()


def test_a_file_that_can_not_be_written_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "out.md"
    shown = fails(1, "export", "ml-engineer", "--format", "markdown", "-o", path)
    assert "cannot be written: no such file" in shown
    fails(2, "export", "ml-engineer", "--format", "markdown", "-o", tmp_path)


# schema, packs, explain


@pytest.mark.parametrize("version", schemas.VERSIONS)
@pytest.mark.parametrize("part", ["pack", "part"])
def test_the_schema_is_the_published_text(version: str, part: str) -> None:
    options = ["--part"] if part == "part" else []
    result = run("schema", "--version", version, *options)
    assert result.exit_code == 0
    root = Path(__file__).parents[2]
    published = root / "schema" / version / f"{part}.schema.json"
    assert result.stdout_bytes == published.read_bytes()


def test_the_bundled_packs_are_listed(ml_engineer: Pack) -> None:
    assert "ml-engineer" in ok("packs")
    (found,) = json.loads(ok("packs", "--format", "json"))
    assert found["id"] == "ml-engineer"
    assert found["questions"] == len(ml_engineer.questions)
    assert found["license"] == ml_engineer.metadata.license
    assert mlinterview.load(found["path"]) == ml_engineer


@pytest.mark.parametrize("code", sorted(codes.CODES))
def test_every_code_is_explained(code: str) -> None:
    one = codes.CODES[code]
    shown = ok("explain", code)
    assert f"{code} {one.name} ({one.severity})" in " ".join(shown.split())
    (found,) = json.loads(ok("explain", code.lower(), "--format", "json"))
    assert found["code"] == code
    assert found["why"] == one.why


def test_all_codes_are_listed() -> None:
    shown = ok("explain")
    assert all(re.search(rf"^ ?{code} ", shown, re.MULTILINE) for code in codes.CODES)
    found = json.loads(ok("explain", "--format", "json"))
    assert [one["code"] for one in found] == list(codes.CODES)


def test_an_unknown_code_is_refused() -> None:
    code = next(iter(codes.CODES))
    assert "did you mean `MLI" in fails(2, "explain", code + "0")
    assert "There is no code `zzz`. List them with `explain`." in fails(
        2, "explain", "zzz"
    )


# new


def test_a_new_pack_validates_and_exports(tmp_path: Path) -> None:
    folder = tmp_path / "my-pack"
    shown = ok("new", folder, "--title", "Mine", "--author", "Ada", "--language", "de")
    assert f"mlinterview validate {folder}" in shown
    assert ok("validate", folder).endswith("no problems\n")
    made = mlinterview.load(folder)
    assert (made.id, made.title, made.metadata.language) == ("my-pack", "Mine", "de")
    assert made.metadata.authors[0].name == "Ada"
    assert "# Mine" in ok("export", folder, "--format", "markdown")


def test_an_existing_directory_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    assert "exists already; choose another" in fails(2, "new", folder)
    assert not list(folder.iterdir())


@pytest.mark.parametrize("name", ["My Pack", "pack_1", "ünï"])
def test_a_name_that_can_be_no_id_is_refused(name: str, tmp_path: Path) -> None:
    shown = fails(2, "new", tmp_path / name)
    assert "cannot be the id of a pack" in shown
    assert not list(tmp_path.iterdir())


# Terminals


@pytest.mark.parametrize("arguments", [["show"], ["show", "why"], ["list"], ["validate"]])
def test_nothing_of_a_pack_acts_on_a_terminal(
    arguments: list[str], acting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    command, *rest = arguments
    shown = SGR.sub("", ok(command, acting, *rest))
    assert not UNSAFE.findall(shown)
    if command != "validate":
        assert "\\u202e" in shown


def test_nothing_of_a_problem_acts_on_a_terminal(acting: Path) -> None:
    text = acting.read_text(encoding="utf-8")
    acting.write_text(text.replace('"concept"', '"c\u202e\u009b31m"'), encoding="utf-8")
    assert not UNSAFE.findall(fails(1, "validate", acting))
    assert not UNSAFE.findall(fails(2, "validate", "\x1b[2Jname"))
    assert not UNSAFE.findall(fails(2, "show", "ml-engineer", "\x1b[2J"))
    assert not UNSAFE.findall(fails(2, "explain", "\x1b[2J"))


def test_a_program_gets_escapes_only(acting: Path) -> None:
    for arguments in (["list", acting], ["show", acting, "why"], ["show", acting]):
        assert ok(*arguments, "--format", "json").isascii()


def test_without_a_terminal_there_is_no_colour(acting: Path) -> None:
    for arguments in (["show", "ml-engineer"], ["list", acting], ["explain", "MLI001"]):
        assert "\x1b" not in run(*arguments).output


def process(*arguments: object, **options: Any) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [*map(str, arguments)], capture_output=True, check=False, **options
    )


MODULE = [sys.executable, "-m", "mlinterview"]


def test_it_runs_as_a_module(broken: Path, ml_engineer: Pack) -> None:
    found = process(*MODULE, "export", "ml-engineer", "--format", "anki-csv")
    assert found.returncode == 0
    assert found.stdout == mlinterview.export_bytes(ml_engineer, format="anki-csv")
    assert found.stderr == b""
    assert process(*MODULE, "validate", broken).returncode == 1
    wrong = process(*MODULE, "exprot")
    assert wrong.returncode == 2
    assert wrong.stdout == b""
    assert b"Usage: python -m mlinterview" in wrong.stderr


def test_importing_the_module_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert importlib.import_module("mlinterview.__main__").run is program.run
    assert capsys.readouterr() == ("", "")


def test_it_runs_as_a_script() -> None:
    script = shutil.which("mlinterview", path=Path(sys.executable).parent)
    assert script is not None
    found = process(script, "--version")
    assert found.returncode == 0
    assert found.stdout.startswith(b"mlinterview ")


def test_what_a_stream_can_not_encode_is_spelt_out(small: Path) -> None:
    mlinterview.dump(pack(prompt="Naïve 東京?"), small)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    found = process(*MODULE, "list", small, env=environment)
    assert found.returncode == 0, found.stderr.decode()
    assert b"Na\\xefve" in found.stdout


def test_it_prints_to_any_stream() -> None:
    with contextlib.redirect_stdout(io.StringIO()) as stream:
        main(["packs"], standalone_mode=False)
    assert "ml-engineer" in stream.getvalue()


def in_terminal(*arguments: object, status: int = 0, **environment: str) -> str:
    """Run a command in a terminal of its own and return what it shows."""
    outside, inside = pty.openpty()
    with subprocess.Popen(
        [*MODULE, *map(str, arguments)],
        stdout=inside,
        stderr=inside,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **environment},
    ) as running:
        os.close(inside)
        shown = b""
        # At the end Linux raises EIO, other systems return nothing.
        with contextlib.suppress(OSError):
            while part := os.read(outside, 65536):
                shown += part
        os.close(outside)
    assert running.returncode == status, shown
    return shown.decode().replace("\r\n", "\n")


def test_what_is_no_text_is_not_printed_in_a_terminal() -> None:
    shown = in_terminal("export", "ml-engineer", "--format", "parquet", status=2)
    assert "a terminal cannot show parquet; name a file with --output" in shown


@pytest.mark.parametrize(
    "arguments",
    [["show"], ["show", "why"], ["list"], ["export", "--format", "markdown"]],
)
def test_in_a_terminal_there_is_colour_but_nothing_of_the_pack_acts(
    arguments: list[str], acting: Path
) -> None:
    command, *rest = arguments
    pack_and_rest = [acting, *rest] if command != "export" else [*rest, acting]
    shown = in_terminal(command, *pack_and_rest)
    plain = SGR.sub("", shown)
    assert not UNSAFE.findall(plain)
    assert "\\u202e" in plain
    if command != "export":
        assert SGR.search(shown)


def test_a_terminal_that_wants_no_colour_gets_none(small: Path) -> None:
    coloured = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
    assert coloured.search(in_terminal("explain", "MLI001"))
    assert not coloured.search(in_terminal("explain", "MLI001", NO_COLOR="1"))
    assert "Why?" in in_terminal("list", small, NO_COLOR="1")


def test_the_format_is_told_from_the_name_of_the_file(tmp_path: Path) -> None:
    ok("export", "ml-engineer", "--output", tmp_path / "x.md")
    assert (tmp_path / "x.md").read_text(encoding="utf-8").startswith("# ")
    assert "name a --format" in fails(2, "export", "ml-engineer")
    unknown = fails(1, "export", "ml-engineer", "--output", tmp_path / "x.doc")
    assert "the format cannot be told" in unknown


def test_a_new_pack_does_not_take_the_name_of_a_bundled_one(tmp_path: Path) -> None:
    message = fails(2, "new", tmp_path / "ml-engineer")
    assert "`ml-engineer` is the id of an installed pack; choose another" in message
    assert list(tmp_path.iterdir()) == []


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


def test_the_name_of_a_file_cannot_forge_a_line(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    ok("new", folder)
    (folder / "a\n::warning file=x::all fine\n.yaml").write_text("tips: 5")
    lines = run("validate", folder).output.splitlines()
    assert sum("fine" in line for line in lines) == 1
    assert not any(line.startswith("::") for line in lines)


def test_a_row_is_a_line_where_a_program_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    shown = ok("list", "ml-engineer").splitlines()
    pack = mlinterview.load("ml-engineer")
    for one in pack.questions:
        (line,) = [line for line in shown if line.split()[:1] == [one.id]]
        assert f" {one.kind} " in line
        assert to_text(one.prompt) in line


def test_words_of_a_vocabulary_are_whole_in_a_terminal_of_80_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = ok("list", "ml-engineer")
    for word in ("foundational", "intermediate", "behavioural"):
        assert word in shown.split()


def test_difficulties_that_are_not_stated_are_counted_too(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    mlinterview.dump(pack(), path)
    loaded = json.loads(ok("show", path, "--format", "json"))
    assert loaded["topics"] == {"basics": {"unstated": 1}}
    assert "unstated" in ok("show", path)


def test_a_full_disk_is_one_line_and_no_traceback() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mlinterview", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )
    assert done.returncode != 0
    assert "no space left on device" in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_enough_ends_the_command_without_a_word() -> None:
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "mlinterview",
            "export",
            "ml-engineer",
            "--format",
            "json",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
