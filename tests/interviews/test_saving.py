"""Saved interviews: they come back as they were, or it is said why they cannot."""

import datetime
import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview import Pack, plan_interview
from mlinterview.errors import PlanError, SessionError
from mlinterview.interviews import Phase, Verdict, saving
from mlinterview.interviews.saving import (
    InterviewRecord,
    SavedInterview,
    restore,
    saved_bytes,
)
from mlinterview.interviews.session import (
    AnswerGiven,
    AnswerJudged,
    ClockPaused,
    NoteTaken,
)
from sample_interviews import pack, planned_packs, question

SMALL = pack(*(question(f"q{at}") for at in range(3)), question("extra", minutes=99))
EVENTS = (
    ClockPaused(3),
    AnswerGiven(60),
    AnswerJudged(Verdict.HIRE, 5),
    NoteTaken("so: é"),
    AnswerGiven(1),
)
RECORD = InterviewRecord(
    plan=plan_interview(SMALL, stages="screen", seed="monday"),
    paths=("network.yaml",),
    events=EVENTS,
    begun=datetime.date(2026, 11, 22),
)


def read_back(content: bytes, path: Path) -> SavedInterview:
    path.write_bytes(content)
    return saving.read_saved(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.json"


def test_a_saved_interview_comes_back_as_it_was(path: Path) -> None:
    saved = read_back(saved_bytes(RECORD), path)
    assert saved.paths == ("network.yaml",)
    record = restore(saved, [SMALL])
    assert record == RECORD
    assert record.session.phase is Phase.JUDGE
    assert saved_bytes(record) == saved_bytes(RECORD)


@pytest.mark.slow
@given(planned_packs(), st.integers(0, 9), st.none() | st.dates())
def test_any_interview_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: Pack,
    steps: int,
    begun: datetime.date | None,
) -> None:
    try:
        plan = plan_interview(drawn)
    except PlanError:
        return
    record = InterviewRecord(plan=plan, paths=("x",), begun=begun)
    legal = {
        Phase.ANSWER: AnswerGiven(7),
        Phase.JUDGE: AnswerJudged(None),
        Phase.NOTE: NoteTaken("\u2028\x1b"),
        Phase.DONE: None,
    }
    for _ in range(steps):
        if (event := legal[record.session.phase]) is not None:
            record = record.after(event)
    path = tmp_path_factory.mktemp("saved") / "run.json"
    assert restore(read_back(saved_bytes(record), path), [drawn]) == record


def test_a_changed_question_is_noticed(path: Path) -> None:
    saved = read_back(saved_bytes(RECORD), path)
    changed = attrs.evolve(
        SMALL,
        metadata=attrs.evolve(SMALL.metadata, version="1.1.0"),
        questions=(
            attrs.evolve(SMALL.questions[0], prompt="What else?"),
            *SMALL.questions[1:],
        ),
    )
    record = restore(saved, [changed])
    assert record.changes == (
        "the pack `network` has changed (1.0.0 → 1.1.0): `q0` reads differently",
    )
    # It is still known when the interview has been interrupted once more.
    again = restore(read_back(saved_bytes(record), path), [changed])
    assert again.changes == record.changes


def test_a_change_elsewhere_in_the_pack_is_noticed_too(path: Path) -> None:
    saved = read_back(saved_bytes(RECORD), path)
    changed = attrs.evolve(SMALL, questions=SMALL.questions[:3])
    assert restore(saved, [changed]).changes == (
        (
            "the pack `network` has changed (1.0.0):"
            " none of the planned questions reads differently"
        ),
    )


def test_a_question_that_is_gone_ends_it(path: Path) -> None:
    saved = read_back(saved_bytes(RECORD), path)
    changed = attrs.evolve(SMALL, questions=SMALL.questions[1:])
    with pytest.raises(SessionError, match="since the pack lacks `network:question/q0`"):
        restore(saved, [changed])


def test_other_packs_are_refused(path: Path) -> None:
    saved = read_back(saved_bytes(RECORD), path)
    with pytest.raises(SessionError, match="is of other packs: network, not other"):
        restore(saved, [pack(question("q0"), id="other")])


def data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(saved_bytes(RECORD))
    return found


def _without_questions(stated: dict[str, Any]) -> None:
    stated["rounds"] = []


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("format", "other", r"\$\.format: 'mlinterview-session' was expected"),
        ("version", 2, r"\$\.version: 1 was expected"),
        ("begun", "yesterday", r"\$\.begun"),
        ("begun", "2026-02-30", "there is no day `2026-02-30`"),
        ("packs", [], r"\$\.packs"),
        ("rounds", [], "since the pack lacks every question"),
        ("events", [{"event": "jumped"}], r"\$\.events\[0\]"),
        ("events", [{"event": "answered", "seconds": -1}], r"\$\.events\[0\]"),
        ("events", [{"event": "noted", "text": "early"}], "NoteTaken cannot follow"),
        ("more", 1, "more"),
        ("\x1b[31m", 1, r"is no saved interview: \$: [^\x1b]*$"),
    ],
)
def test_a_file_that_holds_something_else_is_refused(
    path: Path, key: str, value: Any, reason: str
) -> None:
    content = json.dumps({**data(), key: value}).encode()
    with pytest.raises(SessionError, match=reason):
        restore(read_back(content, path), [SMALL])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1, "a": 2}', b"\xff"])
def test_a_file_that_is_no_such_json_is_refused(path: Path, content: bytes) -> None:
    with pytest.raises(SessionError, match=r"run\.json is no saved interview"):
        read_back(content, path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for name in ("none.json", "."):
        with pytest.raises(SessionError, match="there is no saved interview"):
            saving.read_saved(tmp_path / name)
