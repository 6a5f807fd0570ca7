"""How an interview is held: what is shown and asked, and that each step is saved.

A real terminal is in test_interviewing.py; here stands a person made of lines.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import attrs
import pytest
from rich.console import Console

from mlinterview import Answer, plan_interview
from mlinterview.interviews import Phase, Verdict
from mlinterview.interviews.conducting import InterviewUI, Stopped, conduct, score_chart
from mlinterview.interviews.saving import InterviewRecord
from mlinterview.model import AnswerKind
from sample_interviews import full, hidden_texts, pack, question

PLAN = plan_interview(
    pack(full("a", competencies=("rigour",)), full("b")), stages="screen"
)
RECORD = InterviewRecord(plan=PLAN, paths=("x",))


@attrs.define
class Person:
    """Types lines, and remembers what was seen and saved; a minute passes each time."""

    lines: Iterator[Any]
    seen: list[str] = attrs.field(factory=list)
    asked: list[tuple[str, int | None]] = attrs.field(factory=list)
    saved: list[InterviewRecord] = attrs.field(factory=list)
    now: float = 0.0

    def ui(self) -> InterviewUI:
        return InterviewUI(
            show=self.show, ask=self.ask, clock=lambda: self.now, save=self.saved.append
        )

    def show(self, *contents: Any) -> None:
        console = Console(file=io.StringIO(), width=40, emoji=False, markup=False)
        for content in contents:
            console.print(content)
        self.seen.append(console.file.getvalue())  # type: ignore[attr-defined]

    def ask(self, words: str, since: int | None) -> str:
        self.asked.append((words, since))
        self.now += 60.5
        line = next(self.lines)
        if isinstance(line, type):
            raise line
        return f"{line}\n"

    @property
    def text(self) -> str:
        return " ".join("".join(self.seen).split())


def hold(
    lines: Iterable[Any], record: InterviewRecord = RECORD
) -> tuple[InterviewRecord, Person]:
    person = Person(iter(lines))
    return conduct(record, person.ui()), person


def test_it_asks_each_question_and_takes_a_verdict_and_a_note() -> None:
    record, person = hold(["", "3", "clear", "", "s", ""])
    assert record.session.phase is Phase.DONE
    first, second = record.session.results
    assert (first.verdict, first.note, first.seconds) == (Verdict.HIRE, "clear", 120)
    assert (second.verdict, second.note) == (None, "")
    assert "Round 1 of 1: Phone screen (30 minutes)" in person.text
    assert person.text.count("Round 1 of 1") == 1
    assert "Question 2 of 2, 10 minutes" in person.text
    assert "It took 2:00 of 10:00." in person.text


def test_what_to_listen_for_is_shown_only_after_the_answer() -> None:
    slot = PLAN.slots[0]
    _, before = hold([Stopped])
    _, after = hold(["", Stopped])
    assert slot.question.prompt in before.text
    for text in hidden_texts(slot.question):
        assert text not in before.text
    id = slot.question.id
    for text in (f"Point {id}.", f"Then {id}?", f"Listen {id}. (+2)", f"Best {id}."):
        assert text in after.text
    assert f"Next {id}." not in after.text


def test_everything_can_be_shown_before_the_verdict() -> None:
    _, person = hold(["", "a", Stopped])
    for text in hidden_texts(PLAN.slots[0].question):
        assert text in person.text


@pytest.mark.parametrize("wrong", ["", "0", "5", "hire", "11"])
def test_a_verdict_that_is_none_is_asked_for_again(wrong: str) -> None:
    record, person = hold(["", wrong, "4", Stopped])
    assert record.session.result.verdict is Verdict.STRONG_HIRE
    assert "Type a number from 1 to 4, or s, a, q." in person.text


def test_every_step_is_saved_before_the_next_begins() -> None:
    record, person = hold(["", "3", "", "", "3", ""])
    assert [len(one.events) for one in person.saved] == [0, 1, 2, 3, 4, 5, 6]
    assert person.saved[-1] == record


@pytest.mark.parametrize("stop", ["q", Stopped, KeyboardInterrupt])
@pytest.mark.parametrize("steps", [[], [""], ["", "2"], ["", "2", "so"]])
def test_it_can_be_stopped_anywhere_and_gone_on_with(steps: list[str], stop: Any) -> None:
    stopped, person = hold([*steps, stop])
    assert person.saved[-1] == stopped
    assert len(stopped.events) == len(steps) + 1
    rest = ["", "2", "so", "", "2", "so"][len(steps) :]
    done, later = hold(rest, stopped)
    assert done.session.phase is Phase.DONE
    # The minute before the interruption counts, and the question is shown again.
    at = len(steps) // 3
    assert done.session.results[at].seconds == 180
    assert f"Question {at + 1} of 2" in later.text
    if len(steps) in (0, 3):
        assert later.asked[0] == ("of 10:00 ", 60)


def test_a_clock_that_goes_back_takes_no_time() -> None:
    person = Person(iter(["", Stopped]))
    times = iter([100.0, 50.0, 50.0, 50.0, 50.0])
    desk = attrs.evolve(person.ui(), clock=lambda: next(times))
    assert conduct(RECORD, desk).session.result.seconds == 0


def test_a_note_is_kept_printable_and_on_one_line() -> None:
    record, _ = hold(["", "3", "  a\x1b[31m\tb\ud800  ", Stopped])
    assert record.session.results[0].note == r"a\x1b[31m\tb\ud800"


def test_without_key_points_the_answer_is_shown() -> None:
    plain = question("p", answers=(Answer(kind=AnswerKind.SAMPLE, body="Because."),))
    bare = question("z")
    for one, expected in ((plain, "Answer Because. Verdicts"), (bare, "minutes")):
        plan = plan_interview(pack(one), stages="screen")
        _, person = hold(["", Stopped], InterviewRecord(plan=plan, paths=("x",)))
        assert expected in person.text
        assert "strong no hire: it decides against" in person.text
        assert ("Answer" in person.text.replace("answered", "")) is (one is plain)


def test_the_chart_shows_each_competency_as_bar_and_number() -> None:
    record, _ = hold(["", "3", "", "", "3", ""])
    assert score_chart(record.session) == (("rigour", "######..", "3.0 (1)"),)
    nothing, _ = hold([Stopped])
    assert score_chart(nothing.session) == ()
