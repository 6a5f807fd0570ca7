"""Comparison: what changed from one pack to the next, and what Anki makes of it."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deck_user import User
from mlinterview import (
    SCHEMA_VERSION,
    Answer,
    Difficulty,
    FollowUp,
    Kind,
    Pack,
    Question,
    Topic,
    compare,
)
from mlinterview.anki import ImportEffect
from mlinterview.comparison import ChangeKind, Comparison, release_notes
from mlinterview.model import AnswerKind, AppliesTo, Author, Metadata, Stage, Tip
from mlinterview.testing import packs

DAY = datetime.date(2026, 1, 1)
LATER = datetime.date(2026, 2, 1)


def question(id: str, **details: Any) -> Question:
    given: dict[str, Any] = {
        "kind": Kind.CONCEPT,
        "prompt": f"What is {id}?",
        "topics": ("basics",),
        "difficulty": Difficulty.ADVANCED,
        "updated": DAY,
        "answers": (
            Answer(kind=AnswerKind.SAMPLE, body="Yes.", id="short"),
            Answer(kind=AnswerKind.REFERENCE, body="More.", key_points=("One.", "Two.")),
        ),
        "follow_ups": (FollowUp(prompt="Why?", answer="So."),),
    }
    return Question(id=id, **{**given, **details})


def pack(*questions: Question, version: str = "1.0.0", **details: Any) -> Pack:
    metadata = Metadata(
        id="ours",
        title="Ours",
        version=version,
        language="en",
        license="MIT",
        authors=(Author(name="A"),),
    )
    given: dict[str, Any] = {
        "topics": (Topic(id="basics", title="Basics"), Topic(id="more", title="More")),
        "stages": (Stage(id="phone", title="Phone", order=1, assesses="All."),),
        "tips": (
            Tip(id="brief", body="Be brief.", applies_to=AppliesTo(questions=("a",))),
        ),
    }
    return Pack(
        schema_version=SCHEMA_VERSION,
        metadata=metadata,
        questions=questions,
        **{**given, **details},
    )


OLD = pack(question("a"), question("b"), question("c"))


def after(*changes: Question, **details: Any) -> Comparison:
    """Return the comparison of the old pack with one that has other questions."""
    by_id = {one.id: one for one in (*OLD.questions, *changes)}
    return compare(OLD, pack(*by_id.values(), **{"version": "1.1.0", **details}))


def changed(found: Comparison) -> dict[str, list[str]]:
    """Return the names of what changed, with the fields in which it did."""
    return {one.name: [field.name for field in one.fields] for one in found.entities}


def effects(found: Comparison, format: str = "anki-apkg") -> dict[str, str]:
    (one,) = [one for one in found.imports if one.format == format]
    return {note.question: str(note.effect) for note in one.notes}


def test_a_pack_differs_in_nothing_from_itself() -> None:
    found = compare(OLD, OLD)
    assert not found.differs
    assert (found.entities, found.metadata, found.hints) == ((), (), ())
    assert {one.format for one in found.imports} == {
        "anki-apkg",
        "anki-csv",
        "anki-update-csv",
    }
    assert [(one.notes, one.unchanged) for one in found.imports] == [((), 3)] * 3


def test_questions_are_added_and_removed() -> None:
    found = compare(OLD, pack(question("a"), question("d"), version="1.1.0"))
    assert [one.id for one in found.of(ChangeKind.ADDED)] == ["d"]
    assert [one.id for one in found.of(ChangeKind.REMOVED)] == ["b", "c"]
    assert effects(found) == {"d": "added", "b": "left", "c": "left"}
    (first, *_rest) = found.imports[0].of(ImportEffect.LEFT)
    assert first.search == '"ID:ours:question/b"'


def test_a_former_id_makes_it_a_renamed_question() -> None:
    new = question("z", aliases=("b", "x"), prompt="What is b?", updated=LATER)
    found = compare(OLD, pack(question("a"), new, question("c"), version="1.1.0"))
    (one,) = found.of(ChangeKind.RENAMED)
    assert (one.id, one.former_id) == ("z", "b")
    assert sorted(changed(found)["question/z"]) == ["aliases", "updated"]
    # Its notes are known by the first of its ids.
    assert effects(found) == {"z": "updated"}


def test_a_former_id_may_be_written_as_a_reference() -> None:
    new = question("z", aliases=("question/b",), updated=LATER)
    found = compare(OLD, pack(question("a"), new, question("c"), version="1.1.0"))
    assert [one.former_id for one in found.of(ChangeKind.RENAMED)] == ["b"]


def test_a_question_that_is_still_there_was_not_renamed() -> None:
    found = after(question("z", aliases=("b",)))
    assert [one.change for one in found.entities] == [ChangeKind.ADDED]
    two = (question("y", aliases=("b",)), question("z", aliases=("b",)))
    found = compare(OLD, pack(question("a"), question("c"), *two, version="1.1.0"))
    assert [one.change for one in found.entities] == [
        ChangeKind.RENAMED,
        ChangeKind.ADDED,
    ]


@pytest.mark.parametrize(
    ("details", "names", "moved"),
    [
        ({"prompt": "How?"}, ["prompt"], False),
        ({"topics": ("more",)}, ["topics"], True),
        ({"tags": ("new",)}, ["tags"], True),
        ({"minutes": 5, "intent": "To see."}, ["minutes", "intent"], False),
        ({"follow_ups": (FollowUp(prompt="Why?", answer="Thus."),)}, None, False),
        ({"follow_ups": ()}, ["follow_ups"], False),
        (
            {
                "answers": (
                    Answer(kind=AnswerKind.SAMPLE, body="No.", id="short"),
                    Answer(kind=AnswerKind.REFERENCE, body="More.", key_points=("One.",)),
                    Answer(kind=AnswerKind.WEAK, body="Hm."),
                )
            },
            ["answers/short/body", "answers/1/key_points", "answers/2"],
            False,
        ),
    ],
)
def test_a_changed_question_names_the_fields_and_their_parts(
    details: dict[str, Any], names: list[str] | None, moved: bool
) -> None:
    found = after(question("b", updated=LATER, **details))
    (one,) = found.of(ChangeKind.CHANGED)
    wanted = names or ["follow_ups/0/answer"]
    assert sorted(field.name for field in one.fields) == sorted([*wanted, "updated"])
    assert one.moved is moved
    assert effects(found) == {"b": "updated"}


def test_answers_that_changed_places_are_said_to_have() -> None:
    answers = tuple(
        Answer(kind=AnswerKind.SAMPLE, body=f"{id}.", id=id) for id in ("x", "y")
    )
    old, new = (pack(question("a", answers=order)) for order in (answers, answers[::-1]))
    (one,) = compare(old, new).entities[0].fields
    assert (one.name, one.old, one.new) == ("answers", ["x", "y"], ["y", "x"])


def test_a_changed_tip_changes_the_cards_on_which_it_is() -> None:
    tip = attrs.evolve(OLD.tips[0], body="Be very brief.")
    found = after(tips=(tip,))
    assert changed(found) == {"tip/brief": ["body"]}
    (note,) = found.imports[1].notes
    assert (note.question, note.effect) == ("a", ImportEffect.UPDATED)
    assert (note.fields, note.because) == (("Back",), ("tip/brief",))
    # A package goes by the date of the question, which has not changed.
    assert effects(found) == {"a": "skipped"}
    (hint,) = found.hints
    assert hint == (
        "question/a: its card changed, but it is dated 2026-01-01, so that Anki will skip"
        " it; set `updated` to the day of the change, later than 2026-01-01, as in"
        " `updated: YYYY-MM-DD`"
    )


def test_a_tip_that_is_new_or_gone_changes_cards_too() -> None:
    more = Tip(id="new", body="New.", applies_to=AppliesTo(questions=("b",)))
    found = after(tips=(more,))
    assert effects(found, "anki-csv") == {"a": "updated", "b": "updated"}
    assert [note.because for note in found.imports[1].notes] == [
        ("tip/brief",),
        ("tip/new",),
    ]


def test_a_related_question_counts_if_its_prompt_changed() -> None:
    old = pack(question("a", related=("b",)), question("b"))
    told = pack(question("a", related=("b",)), question("b", prompt="New?"))
    (a, b) = compare(old, told).imports[1].notes
    assert (a.because, b.because) == (("question/b",), ())
    other = pack(question("a", related=("b",)), question("b", intent="New."))
    assert effects(compare(old, other), "anki-csv") == {"b": "updated"}


def test_without_dates_the_version_tells_what_is_newer() -> None:
    def one(prompt: str, version: str) -> Pack:
        return pack(question("a", prompt=prompt, updated=None), version=version)

    assert effects(compare(one("A?", "1.0.0"), one("B?", "1.0.1"))) == {"a": "updated"}
    found = compare(one("A?", "1.0.0"), one("B?", "1.0.0"))
    assert effects(found) == {"a": "skipped"}
    assert "it has no date, so that Anki will skip it" in found.hints[1]


def test_a_later_date_alone_updates_notes() -> None:
    assert effects(after(question("b", updated=LATER))) == {"b": "updated"}
    assert effects(after(question("b", updated=LATER)), "anki-csv") == {}


def test_other_tags_are_a_change_for_formats_that_carry_them() -> None:
    found = after(question("b", tags=("x",)))
    assert effects(found) == {"b": "skipped"}
    assert effects(found, "anki-csv") == {"b": "updated"}


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("1.0.0", "1.0.0", "is still `1.0.0`; raise it, for example to `1.0.1`"),
        (
            "1.2.3",
            "1.2.2",
            "is lower than before: `1.2.2`; raise it, for example to `1.2.4`",
        ),
        ("1.0.0", "1.0.0-rc.1", "is lower than before"),
        ("1.0.0-rc.2", "1.0.0-rc.1", "is lower than before"),
        ("1.0.0-rc", "1.0.0-1", "is lower than before"),
        ("1.0.0-rc.9", "1.0.0-rc.10", None),
        ("1.0.0-rc.1", "1.0.0", None),
        ("1.9.0", "1.10.0", None),
        ("1.0.0+a", "1.0.0+b", "is lower than before"),
    ],
)
def test_the_version_has_to_be_raised(old: str, new: str, hint: str | None) -> None:
    found = compare(
        pack(question("a"), version=old),
        pack(question("a", prompt="New?", updated=LATER), version=new),
    )
    assert len(found.hints) == bool(hint)
    assert all(hint in one for one in found.hints if hint)


def test_another_id_of_the_pack_makes_every_note_new() -> None:
    metadata = attrs.evolve(OLD.metadata, id="other", version="2.0.0")
    found = compare(OLD, attrs.evolve(OLD, metadata=metadata))
    assert [field.name for field in found.metadata] == ["id", "version"]
    (hint,) = found.hints
    assert hint == (
        "the pack is `other` and was `ours`: every note is new to Anki, and all old ones"
        " stay; keep the id of a pack"
    )
    for one in found.imports:
        assert len(one.of(ImportEffect.ADDED)) == len(one.of(ImportEffect.LEFT)) == 3


def test_the_result_is_plain_data_too() -> None:
    found = after(question("b", topics=("more",)), question("d"))
    data: dict[str, Any] = json.loads(json.dumps(found.as_dict()))
    assert data["differs"] is True
    assert [(one["id"], one["change"], one["moved"]) for one in data["entities"]] == [
        ("b", "changed", True),
        ("d", "added", False),
    ]
    assert data["entities"][0]["fields"] == [
        {"path": ["topics"], "old": ["basics"], "new": ["more"]}
    ]


def test_release_notes_tell_those_who_use_the_pack() -> None:
    new = pack(
        question("a", prompt="What is *a*?"),
        question("z", aliases=("b",), prompt="What is `b`?", updated=LATER),
        question("d"),
        version="1.1.0",
        tips=(),
    )
    text = release_notes(compare(OLD, new), OLD, new)
    assert text.startswith("# Ours 1.1.0\n\n## New questions\n\n- What is d? (`d`)\n")
    assert "- What is `b`? (`z`, which was `b`): " in text
    assert "- What is *a*? (`a`): `prompt`\n" in text
    assert "## Removed questions\n\n- What is c? (`c`)\n" in text
    assert "- tip/brief: removed\n" in text
    assert "Anki skips `a`: it has changed, but its date has not." in text
    assert '`c` stays. To find and delete it, search for `"ID:ours:question/c"`' in text
    nothing = release_notes(compare(OLD, OLD), OLD, OLD)
    assert nothing == "# Ours 1.0.0\n\nNothing changed.\n"


def test_a_search_with_backticks_is_still_code() -> None:
    old = pack(question("a", prompt="`x` and ``y``"))
    (one,) = [one for one in compare(old, pack()).imports if one.format == "anki-csv"]
    lines = list(one.lines())
    assert lines[-1].startswith("Anki deletes nothing, so `a` stays.")
    assert "<code>x</code>" in lines[-1]


@pytest.mark.slow
@given(packs(), st.data())
def test_what_was_taken_out_comes_back_as_it_was(old: Pack, data: Any) -> None:
    assert not compare(old, old).differs
    if not old.questions:
        return
    gone = data.draw(st.sampled_from(old.questions))
    kept = tuple(one for one in old.questions if one is not gone)
    new = attrs.evolve(old, questions=kept)
    forth, back = compare(old, new), compare(new, old)
    assert [one.id for one in forth.of(ChangeKind.REMOVED)] == [gone.id]
    assert [one.id for one in back.of(ChangeKind.ADDED)] == [gone.id]


# Real Anki ---------------------------------------------------------------------


@pytest.fixture
def user(tmp_path: Path) -> Iterator[User]:
    made = User(tmp_path)
    yield made
    made.col.close()


NEW = pack(
    question("a", prompt="What is a, now?", updated=LATER),
    question("z", aliases=("b",), prompt="Renamed?", updated=LATER),
    question("d"),
    question("e", prompt="Forgotten date?"),
    version="1.1.0",
)
BEFORE = pack(*OLD.questions, question("e"))


def said(user: User) -> dict[int, str]:
    """Return what is in the fields of each note that a user has."""
    notes = map(user.col.get_note, user.col.find_notes(""))
    return {note.id: note.joined_fields() for note in notes}


@pytest.mark.parametrize("format", ["anki-apkg", "anki-csv", "anki-update-csv"])
def test_anki_does_what_was_said(format: str, user: User) -> None:
    first = "anki-apkg" if format == "anki-update-csv" else format
    user.take(BEFORE, format=first)
    found = compare(BEFORE, NEW)
    (one,) = [one for one in found.imports if one.format == format]
    before = said(user)
    user.take(NEW, format=format)
    now = said(user)
    assert len(now.keys() - before.keys()) == len(one.of(ImportEffect.ADDED))
    assert before.keys() <= now.keys()
    updated = [id for id in before if before[id] != now[id]]
    assert len(updated) == len(one.of(ImportEffect.UPDATED))
    # What stays behind is found by what was said, and nothing else is.
    (left,) = one.of(ImportEffect.LEFT)
    assert left.question == "c"
    (kept,) = user.col.find_notes(left.search)
    assert "What is c?" in user.col.get_note(kept).joined_fields()
    skipped = [note.question for note in one.of(ImportEffect.SKIPPED)]
    assert skipped == (["e"] if format == "anki-apkg" else [])
    assert bool(user.col.find_notes('"Forgotten date?"')) == (not skipped)


def test_a_search_finds_a_note_whatever_is_in_its_prompt(user: User) -> None:
    prompts = ['*a* `b_c` "d": e\\f', "東京　です", "<b> & $x<y$", "a", "ab"]
    old = pack(
        *(
            question(f"q{at}", prompt=one, intent=f"I{at}")
            for at, one in enumerate(prompts)
        )
    )
    user.take(old)
    (one,) = [one for one in compare(old, pack()).imports if one.format == "anki-csv"]
    assert len(one.notes) == len(prompts)
    for at, note in enumerate(one.notes):
        (found,) = user.col.find_notes(note.search)
        assert f"I{at}" in user.col.get_note(found)["Back"]
