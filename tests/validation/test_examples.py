"""The conformance corpus: what other programs can check themselves against, too.

In tests/examples, beside a README.md that explains it to them. It is run by the
library and by the command line.
"""

import datetime
import functools
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import archives
import attrs
import pytest
from click.testing import CliRunner

import mlinterview
from corpus import EXAMPLES, EXPECTED, NORMAL, Case, cases, line_of, lines_of
from mlinterview import Report
from mlinterview._support import resources
from mlinterview.cli import choosing
from mlinterview.cli.commands import validate as validate_command
from mlinterview.cli.main import main
from mlinterview.validation.codes import CODES, CONTENT

TODAY = datetime.date(2026, 11, 22)
VALID, INVALID = cases("valid"), cases("invalid")
ALL = [*INVALID, *VALID]

# The codes of what a text cannot be: the rest can be shown in any format.
NO_TEXT = {
    *("MLI001", "MLI002", "MLI003", "MLI012", "MLI013", "MLI014", "MLI016"),
    *("MLI018", "MLI019"),
}
# What a program that reads packs finds; the corpus does not say what good content is.
READING = {code for code in CODES if not code.startswith(CONTENT)}
# YAML alone has what these are about; it cannot write half of a surrogate pair.
YAML_ONLY = {"MLI007", "MLI008", "MLI017"}
JSON_ONLY = {"MLI015"}


def named(found: list[Case]) -> Any:
    return pytest.mark.parametrize("case", found, ids=lambda case: case.name)


@pytest.fixture
def source(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is to be given to a program that reads packs."""
    if (name := case.headers.get("installed")) is not None:
        monkeypatch.syspath_prepend(case.path)
        return name
    return str(case.ready(tmp_path))


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line read packs as on `TODAY`."""
    for module, name in ((choosing, "load_with_media"), (validate_command, "validate")):
        fixed = functools.partial(getattr(module, name), today=TODAY)
        monkeypatch.setattr(module, name, fixed)


# By the library --------------------------------------------------------------


def report_of(case: Case, source: str) -> Report:
    return mlinterview.validate(source, today=TODAY, limits=case.limits)


@named(ALL)
def test_an_example_has_the_problems_beside_it_and_no_other(
    case: Case, source: str
) -> None:
    assert lines_of(report_of(case, source), Path(source)) == case.problems


@named(INVALID)
def test_an_invalid_example_is_refused(case: Case, source: str) -> None:
    assert not report_of(case, source).ok
    with pytest.raises(mlinterview.PackError):
        mlinterview.load(source, today=TODAY, limits=case.limits)


@named(VALID)
def test_a_valid_example_has_the_normal_form_beside_it(case: Case) -> None:
    pack = mlinterview.load(case.path, today=TODAY, limits=case.limits)
    assert mlinterview.dumps(pack, "json") == case.normal
    assert mlinterview.loads(case.normal, "json", today=TODAY) == pack


@named(VALID)
def test_a_normal_form_has_no_other_problems_than_its_example(case: Case) -> None:
    path = case.path.with_name(case.path.name + NORMAL)
    found = [problem.code for problem in mlinterview.validate(path, today=TODAY)]
    lost = {"MLI016", "MLI017"}  # What only the way of storing it can have.
    assert sorted(found) == sorted(code for code in case.codes if code not in lost)


# By the command line -----------------------------------------------------------


def printed(output: str, source: str) -> tuple[str, ...]:
    """Return the problems in what the command line prints as JSON."""
    (report,) = json.loads(output)
    return tuple(
        line_of(one["code"], one["line"], one["column"], one["file"], Path(source))
        for one in report["problems"]
    )


def status_of(case: Case) -> int:
    """Return the exit status that a case should have."""
    if "MLI001" in case.codes:
        return 2
    return 1 if case in INVALID else 0


@pytest.mark.usefixtures("frozen")
@named(ALL)
def test_the_command_line_says_the_same(case: Case, source: str) -> None:
    arguments = ["validate", source, "--format", "json"]
    for name, number in attrs.asdict(case.limits).items():
        arguments += ["--limit", f"{name}={number}"]
    result = CliRunner().invoke(main, arguments)
    assert printed(result.stdout, source) == case.problems
    assert result.exit_code == status_of(case)


@pytest.mark.usefixtures("frozen")
@named([case for case in VALID if '"questions"' in case.normal])
def test_the_command_line_exports_the_normal_form(case: Case) -> None:
    # It exports questions; a pack without any has nothing to export.
    arguments = ["export", str(case.path), "--format", "json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    assert result.stdout_bytes.decode("utf-8") == case.normal


IN_A_PROCESS = [
    *("invalid/broken-distribution", "invalid/html-in-every-style.yaml"),
    *("invalid/leads-out.mlpack.zip", "invalid/link-out", "invalid/not-found.yaml"),
    *("invalid/syntax.jsonl", "valid/complete", "valid/unicode.json"),
]


@pytest.mark.slow
@named([case for case in ALL if case.name in IN_A_PROCESS])
def test_a_process_of_its_own_says_the_same(case: Case, source: str) -> None:
    folders = [str(case.path), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-m", "mlinterview", "validate", source, "--format", "json"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
    )
    assert printed(done.stdout.decode("utf-8"), source) == case.problems
    assert done.returncode == status_of(case)


# The corpus itself ---------------------------------------------------------------


def test_every_code_has_an_invalid_example() -> None:
    assert {code for case in INVALID for code in case.codes} == READING


@pytest.mark.parametrize("code", sorted(READING - NO_TEXT))
def test_what_text_can_show_is_shown_in_yaml_and_in_json(code: str) -> None:
    endings = {case.ending for case in ALL if code in case.codes}
    if code not in JSON_ONLY:
        assert ".yaml" in endings
    if code not in YAML_ONLY:
        assert ".json" in endings


def test_json_lines_and_all_forms_have_examples() -> None:
    for found, least in ((VALID, 2), (INVALID, 5)):
        counts = Counter(case.ending for case in found)
        for ending in (".yaml", ".json", ".jsonl", ".zip", "/"):
            assert counts[ending] >= least


def test_every_entity_and_every_field_is_in_a_valid_example() -> None:
    (complete,) = (case for case in VALID if case.name == "valid/complete.json")
    stated = schema_keys(mlinterview.schema(), mlinterview.schema()["$defs"])
    assert stated <= keys_of(json.loads(complete.normal))


def schema_keys(schema: Any, definitions: Any, path: str = "") -> set[str]:
    """Return the path of every key that the schema declares, items as ``*``."""
    while "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix("#/$defs/")]
    found = {path}
    if "items" in schema:
        found |= schema_keys(schema["items"], definitions, f"{path}/*")
    for key, inner in schema.get("properties", {}).items():
        found |= schema_keys(inner, definitions, f"{path}/{key}")
    return found - {f"/mistakes/*/applies_to/{key}" for key in _APPLIES_TO}


# They are the same as those of a tip; the mistake shows that none is asked for.
_APPLIES_TO = [f"{key}{item}" for key in ("questions", "stages", "kinds", "topics")
               for item in ("", "/*")]  # fmt: skip


def keys_of(value: Any, path: str = "") -> set[str]:
    """Return the path of every key in *value*, items as ``*``."""
    found = {path}
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= keys_of(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for inner in value:
            found |= keys_of(inner, f"{path}/*")
    return found


def test_nothing_stands_beside_an_example_that_is_not_there() -> None:
    missing = [case.name for case in ALL if not case.path.exists()]
    assert missing == ["invalid/not-found.yaml"]
    normal = {case.path.name + NORMAL for case in VALID}
    assert {path.name for path in EXAMPLES.glob(f"*/*{NORMAL}")} == normal


def test_every_archive_is_one_that_the_tool_writes() -> None:
    found = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.zip")}
    assert found == set(archives.ARCHIVES)


@named([case for case in ALL if case.headers or case.problems])
def test_expectations_are_in_order_and_end_their_lines(case: Case) -> None:
    path = case.path.with_name(case.path.name + EXPECTED)
    assert path.read_bytes().endswith(b"\n")
    assert b"\r" not in path.read_bytes()

    def order(line: str) -> tuple[Any, ...]:
        code, row, column, *file = line.split(" ", 3)
        name = "".join(file)
        parts = [part for part in name.split("/") if part]
        return (
            *(name != "", name != "pack.yaml", parts),
            *(0 if at == "-" else int(at) for at in (row, column)),
            code,
        )

    assert list(case.problems) == sorted(case.problems, key=order)


def test_the_corpus_ships_as_it_is_here() -> None:
    shipped = resources.folder("examples")

    def listed(root: Path) -> set[str]:
        paths = (path for path in root.rglob("*") if not path.is_dir())
        names = {path.relative_to(root).as_posix() for path in paths}
        # An installer may compile what looks like a module.
        return {name for name in names if "__pycache__" not in name}

    assert listed(shipped) == listed(EXAMPLES)
    assert shipped != EXAMPLES.parent
