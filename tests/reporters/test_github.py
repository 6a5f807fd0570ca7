"""Workflow commands, read back as a runner of GitHub Actions reads them."""

import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview.errors import Problem, Report
from mlinterview.reporters import render
from sample_reports import HOSTILE, REPORTS, WARNING, WHOLE_FILE, problem, problems


def command(found: Problem) -> str:
    lines = render(Report(name="a", problems=(found,)), format="github").split("\n")
    assert lines[1:] in (["a: 1 error", ""], ["a: 1 warning", ""])
    return lines[0]


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Return the command, the properties and the data, as the runner finds them."""
    head, data = line.removeprefix("::").split("::", 1)
    name, _, rest = head.partition(" ")
    pairs = [pair.split("=", 1) for pair in rest.split(",")]
    properties = {key: unescaped(value, ":,\r\n%") for key, value in pairs}
    return name, properties, unescaped(data, "\r\n%")


def unescaped(text: str, characters: str) -> str:
    for character in characters:  # The per cent sign comes last.
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def test_an_annotation_has_place_title_message_and_hint() -> None:
    assert command(problem()) == (
        "::error file=packs/my.yaml,line=12,endLine=12,col=5,endColumn=14,"
        "title=MLI101 unknown-key::`dificulty` is not a key of item 1 of `questions`"
        " (did you mean `difficulty`?)"
    )


def test_a_range_over_lines_has_no_columns() -> None:
    assert command(WARNING).startswith(
        "::warning file=packs/my.yaml,line=20,endLine=24,title=MLI301 "
    )
    assert command(WARNING).endswith("::the answer has no sources")


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert command(WHOLE_FILE) == (
        "::error file=gone.yaml,title=MLI001 not-found::there is no such file"
    )


def test_a_problem_of_a_text_has_no_file() -> None:
    assert command(problem(file="")).startswith("::error line=12,")


def test_a_code_that_is_not_ours_has_no_name() -> None:
    _, properties, _ = read(command(problem(code="X1")))
    assert properties["title"] == "X1"


def test_characters_that_mean_something_are_escaped() -> None:
    found = problem(file="a%,b:c\r\n.yaml", message="100% a:b, c\r\nd", hint="")
    line = command(found)
    assert "file=a%25%2Cb%3Ac%0D%0A.yaml," in line
    assert line.endswith("::100%25 a:b, c%0D%0Ad")


@given(problems())
def test_a_runner_reads_what_was_meant(found: Problem) -> None:
    name, properties, data = read(command(found))
    assert name == found.severity
    assert properties.keys() <= {"file", "line", "endLine", "col", "endColumn", "title"}
    assert properties["title"]
    if found.position is None:
        assert "line" not in properties
    else:
        assert int(properties["line"]) == found.line
        assert ("col" in properties) == (found.line == found.end_line)
    ordinary = re.fullmatch(r"[\r\n -~]*", found.file + found.message)
    if ordinary:
        assert properties.get("file", "") == found.file
        assert data.startswith(found.message)


@given(st.text(st.characters(), max_size=20), st.sampled_from(["", " ", "\u2003"]))
def test_the_name_of_a_pack_is_no_command(name: str, space: str) -> None:
    for start in ("", "::error::", "##[error]", "x##["):
        report = Report(name=f"{space}{start}{name}")
        line = render(report, format="github")
        assert not re.search(r"^\s*::|##\[", line)


def test_an_ordinary_name_is_left_alone() -> None:
    report = attrs.evolve(REPORTS[2], name="a::b #1 [c].yaml")
    assert render(report, format="github") == "a::b #1 [c].yaml: no problems\n"


@pytest.mark.parametrize("field", ["file", "message", "hint", "code"])
def test_hostile_text_adds_no_line(field: str) -> None:
    name, _, _ = read(command(problem(**{field: HOSTILE})))
    assert name == "error"
