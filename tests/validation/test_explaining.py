"""What is said of keys that a newer schema version added."""

import datetime

import pytest

import mlinterview
from mlinterview.document import from_data
from mlinterview.model import SCHEMA_VERSION
from mlinterview.validation import check, explaining

TODAY = datetime.date(2026, 11, 22)
PACK = {
    "schema_version": SCHEMA_VERSION,
    "pack": {
        "id": "p",
        "title": "P",
        "version": "1.0.0",
        "language": "en",
        "license": "CC-BY-4.0",
        "authors": [{"name": "Ada"}],
    },
}


@pytest.fixture(autouse=True)
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let schema version 99.0 have added two keys."""
    added = {"pack": {"news": "99.0"}, "topic": {"hints": "99.0"}}
    monkeypatch.setattr(explaining, "added_keys", lambda: added)


def problems(data: dict[str, object]) -> tuple[mlinterview.Problem, ...]:
    return check(from_data(PACK | data), today=TODAY).report.problems


def test_a_key_of_a_newer_version_is_told_from_a_misspelt_one() -> None:
    topic = {"id": "t", "title": "T", "hints": 1, "titel": "T"}
    hints, titel = problems({"topics": [topic]})
    assert hints.message == (
        f"`hints` is a key of schema version 99.0; the pack is of {SCHEMA_VERSION}"
    )
    assert 'schema_version: "99.0"' in hints.hint
    assert "mlinterview upgrade" in hints.hint
    assert titel.hint == "`title` is there already; remove this one"


def test_so_is_a_key_of_the_pack() -> None:
    (news,) = problems({"news": 1})
    assert news.message.startswith("`news` is a key of schema version 99.0")


def test_a_class_without_new_keys_has_none() -> None:
    tip = {"id": "t", "body": "Ask.", "hints": 1}
    (hints,) = problems({"tips": [tip]})
    assert hints.message == "`hints` is not a key of item 1 of `tips`"
