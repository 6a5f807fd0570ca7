"""What every reporter promises, run for each; a new one is tested by being there."""

import copy
import os
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

from mlinterview import reporters
from mlinterview.errors import MlinterviewError, Report, ReportError, printable
from mlinterview.reporters import render
from sample_reports import HOSTILE, REPORTS, WHOLE_FILE, problem
from sample_reports import reports as any_reports

FORMATS = sorted(reporters.reporters())
each_format = pytest.mark.parametrize("format", FORMATS)
each_colour = pytest.mark.parametrize("color", [False, True])
some_examples = settings(max_examples=settings().max_examples // 2)

RENDER_ALL = """
import sys
from mlinterview.reporters import render, reporters
from sample_reports import REPORTS
text = "\\0".join(render(REPORTS, format=one, color=True) for one in reporters())
sys.stdout.buffer.write(text.encode())
"""


@each_format
def test_the_same_reports_give_the_same_text(format: str) -> None:
    assert render(REPORTS, format=format) == render(copy.deepcopy(REPORTS), format=format)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_text_is_the_same_in_another_process(seed: str) -> None:
    path = os.pathsep.join([str(Path(__file__).parent.parent), *sys.path])
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", RENDER_ALL],
        check=True,
        capture_output=True,
        env=environment,
    )
    here = [render(REPORTS, format=format, color=True) for format in FORMATS]
    assert done.stdout.decode().split("\0") == here


@each_format
def test_nothing_but_text_is_made(
    format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = copy.deepcopy(REPORTS)
    assert isinstance(render(REPORTS, format=format), str)
    assert before == REPORTS
    assert capsys.readouterr() == ("", "")


@each_format
def test_every_report_and_problem_is_there(format: str) -> None:
    made = render(REPORTS[:4], format=format)
    for word in ("my.yaml", "gone.yaml", "MLI101", "MLI301", "MLI001", "no such file"):
        assert word in made
    if format != "sarif":  # A log lists results only.
        assert "fine.yaml" in made


@each_format
def test_one_report_is_rendered_as_a_sequence_of_one(format: str) -> None:
    report = REPORTS[0]
    assert render(report, format=format) == render([report], format=format)
    assert render(report, format=format) == render((report,), format=format)


@each_format
def test_a_report_without_problems_is_no_failure(format: str) -> None:
    made = render(Report(name="fine.yaml"), format=format)
    assert "MLI" not in made
    assert made.endswith("\n")


@each_format
def test_no_report_at_all_is_no_failure(format: str) -> None:
    made = render([], format=format)
    assert made == "" or made.endswith("\n")


@each_format
def test_problems_that_are_not_listed_are_counted(format: str) -> None:
    report = Report(name="many.yaml", problems=(problem(),), omitted=98765)
    assert "98765" in render(report, format=format)


@each_format
def test_a_problem_without_a_position_is_told(format: str) -> None:
    made = render(Report(name="gone.yaml", problems=(WHOLE_FILE,)), format=format)
    assert "there is no such file" in made
    assert "None" not in made


@each_format
def test_hostile_text_acts_on_nothing(format: str) -> None:
    made = render(REPORTS, format=format)
    assert "\x1b" not in made
    assert printable(made) == made
    made.encode()


@each_format
@some_examples
@given(drawn=any_reports())
def test_any_reports_are_rendered(format: str, drawn: list[Report]) -> None:
    made = render(drawn, format=format)
    assert printable(made) == made
    assert made == "" or made.endswith("\n")
    assert not made.endswith("\n\n")
    assert made == render(drawn, format=format)


@each_format
def test_only_a_format_for_terminals_has_colour(format: str) -> None:
    coloured = render(REPORTS, format=format, color=True)
    if reporters.reporter(format).render_color is None:
        assert coloured == render(REPORTS, format=format)
    else:
        assert "\x1b[" in coloured


@each_colour
def test_a_line_break_in_a_name_forges_no_line(color: bool) -> None:
    forged = attrs.evolve(problem(), file="a\nforged: ", message="b\nforged: ")
    report = Report(name="c\nforged: ", problems=(forged,))
    for format in ("text", "concise", "github"):
        made = render(report, format=format, color=color)
        assert not [line for line in made.splitlines() if line.startswith("forged")]


# The registry


def test_reporters_are_listed_by_name_and_described() -> None:
    found = reporters.reporters()
    assert list(found) == FORMATS
    for name, one in found.items():
        assert one.name == name
        assert one.summary.endswith(".")
        assert reporters.reporter(name) is one


def test_an_unknown_format_is_refused_with_the_choices() -> None:
    message = r"no report format `jsn`; choose from: concise, .*\(did you mean `json`"
    with pytest.raises(ReportError, match=message):
        render(REPORTS, format="jsn")
    with pytest.raises(ReportError, match=r"`zzz`; choose from: [a-z, ]+$"):
        render(REPORTS, format="zzz")
    with pytest.raises(ReportError) as caught:
        render(REPORTS, format=HOSTILE)
    assert "\x1b" not in str(caught.value)
    assert issubclass(ReportError, MlinterviewError)


NEW_FORMAT = '''
"""Names, one a line."""
from mlinterview.reporters import Reporter

REPORTER = Reporter(
    name="names",
    summary="The names of the packs.",
    render=lambda reports: "".join(f"{one.name}\\n" for one in reports),
)
'''
USE_IT = """
import sys
from mlinterview import reporters
from mlinterview.errors import Report
reporters.__path__.append(sys.argv[1])
print(reporters.render(Report(name="mine"), format="names"))
"""


def test_a_new_format_is_one_new_file(tmp_path: Path) -> None:
    (tmp_path / "anything.py").write_text(NEW_FORMAT, encoding="utf-8")
    (tmp_path / "_helper.py").write_text("raise RuntimeError", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", USE_IT, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["mine"]
