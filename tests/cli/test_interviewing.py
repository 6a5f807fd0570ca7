"""The command `interview`, in a real terminal."""

import io
import json
import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import Any

import attrs
import pexpect
import pytest
from click.testing import CliRunner, Result

import mlinterview
from mlinterview import Topic
from mlinterview.cli import terminal
from mlinterview.cli.main import main
from mlinterview.interviews.conducting import Stopped
from mlinterview.model import Tip
from sample_interviews import DESIGN, SCREEN, SMALL, full, pack

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
# Sequences that act on a terminal, directly and as references of Markdown.
ACTING = "\u202eevil\u2066 &#27;]0;title&#7; &#x1b;[2J &#155;31m &#x202e;x &#8203;"
UNSAFE = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def ok(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def fails(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    return " ".join(result.stderr.split())


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.json"
    mlinterview.dump(SMALL, path)
    return path


# interview, in a terminal


# What runs the tests may state a size of its own, which is not that of this terminal.
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}


class Terminal:
    """A pseudo-terminal with an interview in it."""

    def __init__(self, folder: Path, *arguments: object, **environment: str) -> None:
        self.log = io.StringIO()
        self.child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "mlinterview", "interview", *map(str, arguments)],
            cwd=str(folder),
            env={**_ENVIRONMENT, "TERM": "xterm-256color", **environment},
            dimensions=(24, 40),
            encoding="utf-8",
            codec_errors="backslashreplace",
            timeout=60,
        )
        self.child.logfile_read = self.log

    def answer(self, verdict: str = "3", note: str = "") -> None:
        self.child.expect(r"\d+:\d\d of ")
        self.child.sendline("")
        self.judge(verdict, note)

    def judge(self, verdict: str = "3", note: str = "") -> None:
        self.child.expect(r"Verdict \(")
        self.child.sendline(verdict)
        self.child.expect("Note ")
        self.child.sendline(note)

    def end(self) -> int:
        """Wait for the end; return the exit status."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return int(self.child.exitstatus)

    @property
    def shown(self) -> str:
        """All that was shown, with the line ends of a file and without colours."""
        return ESCAPES.sub("", self.log.getvalue()).replace("\r\n", "\n")

    @property
    def text(self) -> str:
        return " ".join(self.shown.split())


@pytest.mark.slow
def test_an_interview_is_held_in_a_terminal(small: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, small, "--output", "sheet.md", "--output", "sheet.json")
    terminal.child.expect("0:00 of 10:00")
    # The clock runs while nothing is typed.
    terminal.child.expect("0:0[1-9] of 10:00")
    terminal.child.sendline("")
    terminal.child.expect("Key points")
    terminal.judge("4", "clear")
    terminal.answer("2")
    terminal.answer("s")
    assert terminal.end() == 0
    assert "Round 2 of 2: Design (45 minutes)" in terminal.text
    assert "rigour ######.. 3.0 (2)" in terminal.text
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "sheet.json",
        "sheet.md",
        "small.json",
    ]
    data = json.loads((tmp_path / "sheet.json").read_text(encoding="utf-8"))
    first = data["rounds"][0]["questions"][0]
    assert (first["verdict"], first["note"]) == ("strong-hire", "clear")
    assert first["seconds"] >= 1
    sheet = (tmp_path / "sheet.md").read_text(encoding="utf-8")
    assert "- Verdict: strong hire (4 of 4)\n" in sheet


@pytest.mark.slow
def test_a_killed_interview_goes_on_where_it_was(small: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, small, "--save", "run.json")
    terminal.answer("4", "kept")
    terminal.child.expect("Question 2 of 3")
    terminal.child.expect(r"\d+:\d\d of ")
    terminal.child.sendline("")
    terminal.child.expect(r"Verdict \(")
    terminal.child.kill(signal.SIGKILL)
    terminal.child.wait()
    terminal.child.close()
    # Another directory, since the file knows where the packs are.
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    terminal = Terminal(elsewhere, "--resume", tmp_path / "run.json")
    terminal.child.expect("Question 2 of 3")
    terminal.judge("1")
    terminal.answer()
    assert terminal.end() == 0
    assert "Question 1" not in terminal.shown
    sheet = (elsewhere / "interview.md").read_text(encoding="utf-8")
    assert "kept" in sheet
    assert sheet.count("- Verdict: ") == 3
    assert not (tmp_path / "run.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("stop", ["\x03", "\x04", "q\n"])
def test_an_interview_can_be_stopped_and_says_how_to_go_on(
    stop: str, small: Path, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path, small)
    terminal.answer("4")
    terminal.child.expect("Question 2 of 3")
    terminal.child.expect(r"\d+:\d\d of ")
    terminal.child.send(stop)
    assert terminal.end() == 1
    assert "mlinterview interview --resume interview.session.json" in terminal.text
    assert "Traceback" not in terminal.shown


@pytest.mark.slow
def test_an_interview_is_not_begun_anew_by_accident(small: Path, tmp_path: Path) -> None:
    (tmp_path / "interview.session.json").touch()
    terminal = Terminal(tmp_path, small)
    assert terminal.end() == 2
    assert "exists already; --resume it" in terminal.text


@pytest.mark.slow
def test_a_pack_that_has_changed_is_noticed(small: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, small)
    terminal.child.expect(r"\d+:\d\d of ")
    terminal.child.sendline("q")
    assert terminal.end() == 1
    questions = tuple(attrs.evolve(q, prompt="Which?") for q in SMALL.questions)
    mlinterview.dump(attrs.evolve(SMALL, questions=questions), small)
    terminal = Terminal(tmp_path, "--resume", "interview.session.json")
    terminal.child.expect("Question 1 of 3")
    terminal.child.expect("Which?")
    assert "Note: the pack `network` has changed" in terminal.text
    terminal.child.sendline("q")
    assert terminal.end() == 1


@pytest.mark.slow
def test_no_colour_is_shown_where_none_is_wanted(small: Path, tmp_path: Path) -> None:
    seen = []
    for environment in ({}, {"NO_COLOR": "1"}, {"TERM": "dumb"}):
        terminal = Terminal(tmp_path, small, **environment)
        terminal.child.expect(r"\d+:\d\d of ")
        terminal.child.sendline("")
        terminal.child.expect(r"Verdict \(")
        terminal.child.sendline("q")
        assert terminal.end() == 1
        seen.append(terminal.log.getvalue())
        (tmp_path / "interview.session.json").unlink()
    coloured = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
    assert [bool(coloured.search(one)) for one in seen] == [True, False, False]
    assert "\x1b" not in seen[2]


@pytest.mark.slow
def test_nothing_of_a_pack_acts_on_the_terminal(tmp_path: Path) -> None:
    one = full(
        "a", prompt=f"Prompt {ACTING}", competencies=("rigour",), stages=("screen",)
    )
    hostile = pack(
        attrs.evolve(
            one,
            intent=ACTING,
            clarifying_questions=(ACTING,),
            follow_ups=(mlinterview.FollowUp(prompt=ACTING, answer=ACTING),),
            answers=(attrs.evolve(one.answers[0], body=ACTING, key_points=(ACTING,)),),
        ),
        full("b", stages=("screen",), minutes=99),
        stages=(attrs.evolve(SCREEN, title=f"T {ACTING}"), DESIGN),
        topics=(Topic(id="names", title=ACTING),),
        tips=(Tip(id="t", body=ACTING),),
    )
    path = tmp_path / "hostile.json"
    mlinterview.dump(hostile, path)
    terminal = Terminal(tmp_path, path, "--stage", "screen")
    terminal.child.expect(r"\d+:\d\d of ")
    terminal.child.sendline("")
    terminal.child.expect(r"Verdict \(")
    terminal.child.sendline("a")
    terminal.judge("3", "\x1b]0;x\x07")
    assert terminal.end() == 0
    # What is typed is echoed by the terminal itself.
    plain = terminal.shown.partition("Note (")[0].replace("\r", "")
    assert not UNSAFE.findall(plain)
    assert "\\u202e" in plain
    assert "\x1b" not in (tmp_path / "interview.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_interview_fits_forty_columns(small: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "ml-engineer", "--stage", "recruiter-screen")
    for _ in range(3):
        terminal.child.expect(r"\d+:\d\d of ")
        terminal.child.sendline("")
        terminal.child.expect(r"Verdict \(")
        terminal.child.sendline("4")
        terminal.child.expect("Note ")
        terminal.child.sendline("")
    assert terminal.end() == 0
    shown = terminal.shown.partition("Round 1")[2]
    widths = [len(line.rpartition("\r")[2]) for line in shown.split("\n")]
    assert [
        line for line, width in zip(shown.split("\n"), widths, strict=True) if width > 40
    ] == []


@pytest.mark.slow
def test_bytes_that_are_no_text_can_be_typed(small: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, small, "--stage", "design")
    terminal.child.expect(r"\d+:\d\d of ")
    terminal.child.sendline("")
    terminal.child.expect(r"Verdict \(")
    terminal.child.sendline("3")
    terminal.child.expect("Note ")
    os.write(terminal.child.child_fd, b"caf\xe9\n")
    assert terminal.end() == 0
    sheet = (tmp_path / "interview.md").read_text(encoding="utf-8")
    assert "caf" in sheet
    assert "xe9" in sheet


# interview, used wrongly


def test_an_interview_needs_a_terminal(small: Path) -> None:
    assert "needs a terminal; `mlinterview plan` prints a plan without" in fails(
        "interview", small
    )


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)


@pytest.mark.usefixtures("at_a_terminal")
def test_an_interview_that_cannot_begin_says_why(small: Path, tmp_path: Path) -> None:
    (tmp_path / "old.md").touch()
    assert "name a pack, or the file of" in fails("interview")
    assert "end the name in .json or .md" in fails("interview", small, "-o", "x.txt")
    assert "`old.md` exists already" in fails("interview", small, "-o", "old.md")
    both = fails("interview", small, "--resume", "run.json")
    assert "--resume takes no packs and no options of a plan" in both
    assert both == fails("interview", "--minutes", "5", "--resume", "run.json")
    assert "there is no saved interview run.json" in fails(
        "interview", "--resume", "run.json"
    )
    assert not (tmp_path / "interview.session.json").exists()


@pytest.mark.usefixtures("at_a_terminal")
def test_the_same_pack_may_be_named_twice(small: Path, tmp_path: Path) -> None:
    result = run("interview", small, small, "--save", "run.json")
    assert result.exit_code == 1
    saved = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert [one["path"] for one in saved["packs"]] == [str(small)]


@pytest.mark.usefixtures("at_a_terminal")
def test_without_a_verdict_there_is_no_chart(small: Path, tmp_path: Path) -> None:
    lines = "\ns\n\n" * 3
    result = CliRunner().invoke(main, ["interview", str(small)], input=lines)
    assert result.exit_code == 0
    assert "By competency" not in result.output
    assert (tmp_path / "interview.md").exists()


def test_a_line_is_taken_from_whatever_stands_for_a_keyboard(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("first\nsecond\n"))
    monkeypatch.setattr(terminal, "TICK", 60.0)
    desk = terminal.desk(show=print, save=print, clock=time.monotonic)
    assert desk.ask("Name: ", None) == "first\n"
    assert desk.ask("of 5:00 ", 61) == "second\n"
    with pytest.raises(Stopped):
        desk.ask("More: ", None)
    assert capsys.readouterr().out == "Name: 1:01 of 5:00 More: "
