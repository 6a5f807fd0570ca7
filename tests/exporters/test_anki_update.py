"""What the real Anki makes of packages: imported, learnt, updated, looked at."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

import mlinterview
from anki_user import User, at_anki
from hostile_cards import BODIES, hostile
from mlinterview import Answer, FollowUp, Kind, Pack, Question, Topic
from mlinterview.anki import AnkiPackageOptions
from mlinterview.model import AnswerKind, Author, Metadata
from mlinterview.testing import packs

# Each test opens a collection of the real Anki.
pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "update-a-deck.md"
EVERY_CARD = AnkiPackageOptions(cards=("question", "follow-ups", "key-points"))

FIRST = datetime.date(2020, 1, 1)
BEFORE_THE_USER = datetime.date(2020, 2, 2)
AFTER_THE_USER = datetime.date(2099, 1, 1)


@pytest.fixture
def user(tmp_path: Path) -> Iterator[User]:
    with at_anki(tmp_path) as made:
        yield made


# Importing


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_every_card_of_the_bundled_pack_is_shown(
    language: str, tmp_path: Path, ml_engineer: Pack
) -> None:
    with at_anki(tmp_path, language) as user:
        log = user.take(ml_engineer, options=EVERY_CARD)
        assert len(log.new) == log.found_notes
        assert not log.conflicting
        seen = 0
        for card in user.cards():
            assert user.deck_of(card) == ml_engineer.title
            front, back = card.question(), card.answer()
            # What Anki shows instead of a card with a problem is nothing of ours.
            assert '<div class="mli">' in front
            assert "<hr id=answer>" in back
            assert "{{" not in front + back
            assert not card.question_av_tags()
            assert not card.answer_av_tags()
            seen += 1
    numbers = [
        1
        + min(3, sum(bool(then.answer) and not then.question for then in one.follow_ups))
        + len(next((a.key_points for a in one.answers if a.kind != "weak"), ()))
        for one in ml_engineer.questions
    ]
    assert seen == sum(numbers)


def test_the_cards_come_up_in_the_order_of_the_package(user: User) -> None:
    given_pack = release_one()
    user.take(given_pack)
    dues = {card.note().fields[0]: card.due for card in user.cards()}
    assert list(dues.values()) == sorted(dues.values())
    assert [name.rpartition("/")[2] for name in dues] == [
        one.id for one in given_pack.questions
    ]


def test_a_field_that_says_nothing_makes_no_card_when_anki_looks_again(
    user: User, ml_engineer: Pack
) -> None:
    some = attrs.evolve(ml_engineer, questions=ml_engineer.questions[:20])
    user.take(some, options=EVERY_CARD)
    before = user.schedule()
    for note in user.notes():
        note.fields[-1] = "x"
        user.col.update_note(note)
    assert user.schedule() == before
    report = user.col.get_empty_cards()
    assert not report.notes
    assert user.col.fix_integrity()[1]
    assert user.schedule() == before


def test_images_are_in_the_media_folder(user: User, tmp_path: Path) -> None:
    folder = tmp_path / "pack" / "media"
    folder.mkdir(parents=True)
    (folder / "plot.png").write_bytes(b"plot")
    one = question("a", answer="![it](media/plot.png)", status="draft")
    mlinterview.dump(pack(one), folder.parent / "p.mlpack.json")
    loaded, media = mlinterview.load_with_media(folder.parent / "p.mlpack.json")
    user.take(loaded, media=media)
    (name,) = re.findall('<img src="([^"]+)"', user.note("a")["Answer"])
    assert (Path(user.col.media.dir()) / name).read_bytes() == b"plot"
    found = user.col.media.check()
    assert not found.missing
    assert not found.unused
    user.take(loaded, "anki-update-csv", media=media)
    assert name in user.note("a")["Answer"]


# Updating


def pack(*questions: Question) -> Pack:
    return Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=Metadata(
            id="small",
            title="Small",
            version="1.0.0",
            language="en",
            license="MIT",
            authors=(Author(name="A"),),
        ),
        topics=(Topic(id="old", title="Old"), Topic(id="new", title="New")),
        questions=questions,
    )


def question(id: str, *, answer: str = "Old text.", **fields: Any) -> Question:
    fields = {"topics": ("old",), "updated": FIRST, **fields}
    return Question(
        id=id,
        kind=Kind.CONCEPT,
        prompt=f"What is {id}?",
        answers=(Answer(kind=AnswerKind.SAMPLE, body=answer),),
        **{**fields, "status": mlinterview.Status(fields.get("status", "ready"))},
    )


def release_one() -> Pack:
    names = "still author user-last author-last moved gone old-name more"
    return pack(*map(question, names.split()))


def release_two() -> Pack:
    now = {"answer": "New text.", "updated": BEFORE_THE_USER}
    then = (FollowUp(prompt="And then?", answer="More."),)
    return pack(
        question("still"),
        question("author", **now),
        question("user-last", **now),
        question("author-last", answer="New text.", updated=AFTER_THE_USER),
        question("moved", topics=("new",), updated=BEFORE_THE_USER),
        question("added"),
        question("new-name", aliases=("A synonym", "old-name"), **now),
        question("more", follow_ups=then, updated=BEFORE_THE_USER),
    )


TEXT = {"anki-csv": 1}
"""In which field the answer stands, if not in that of a package."""


def outcome(base: str, update: str, user: User) -> dict[str, str]:
    """Return what becomes of what a user has, by the names of the rows of the page."""
    user.take(release_one(), base)
    notes = {_name(note): note for note in user.notes()}
    for card in list(user.cards()):
        user.review(card)
    mine = user.col.decks.id("Mine")
    moved = notes["author"].cards()[0].id
    user.col.set_deck([moved], mine)
    user.col.set_user_flag_for_cards(2, [moved])
    user.col.sched.suspend_cards([moved])
    for name in ("user-last", "author-last"):
        note = user.col.get_note(notes[name].id)
        note.fields[_answer(note)] += "My text."
        note.tags.append("mine")
        if "Personal Notes" in note:
            note["Personal Notes"] = "My notes."
        user.col.update_note(note)
    look = user.col.get_note(notes["still"].id).note_type()
    look["css"] += ".card { color: red }"
    user.col.models.update_dict(look)
    before = user.schedule()
    flags = {card.id: card.flags for card in user.cards()}

    log = user.take(release_two(), update)
    assert not log.conflicting
    assert not log.first_field_match
    after = user.schedule()
    by_name = {_name(note): note for note in user.notes()}
    added = by_name["added"]
    renamed = by_name.get("new-name")
    same_flags = {card.id: card.flags for card in user.cards() if card.id in flags}

    def said(text: str, name: str) -> bool:
        return text in by_name[name].fields[_answer(by_name[name])]

    def kept(*facts: bool) -> str:
        return "kept" if all(facts) else "lost"

    def personal(name: str) -> str:
        note = by_name[name]
        return kept(note["Personal Notes"] == "My notes.") if "ID" in note else "–"

    return {
        "the schedule of your cards": kept(before.items() <= after.items()),
        "cards that you moved, suspended or flagged": kept(
            before[moved] == after[moved], flags == same_flags
        ),
        "your own style of the cards": kept(
            "color: red" in by_name["still"].note_type()["css"]
        ),
        "your text, if yours is the last change": kept(said("My text.", "user-last")),
        "your text, if the author's is": kept(said("My text.", "author-last")),
        "your tags, if yours is the last change": kept(
            "mine" in by_name["user-last"].tags
        ),
        "your tags, if the author's is": kept("mine" in by_name["author-last"].tags),
        "your personal notes, if yours is the last change": personal("user-last"),
        "your personal notes, if the author's is": personal("author-last"),
        "new text, if you changed nothing": _taken(said("New text.", "author")),
        "new text, if yours is the last change": _taken(said("New text.", "user-last")),
        "the tag of a new topic": _taken("MLI::topic::new" in by_name["moved"].tags),
        "a question that is new": _taken(len(user.notes()) == 9, len(added.cards()) == 1),
        "a question that was renamed": "same card"
        if renamed is not None and renamed.id == notes["old-name"].id
        else "new card",
        "a follow-up that is new": {1: "no card", 2: "new card"}[
            len(by_name["more"].cards())
        ],
        "a question that was removed": "stays" if "gone" in by_name else "goes",
    }


def _name(note: Any) -> str:
    return str(re.search(r"([\w-]+)\??$", note.fields[0])[1])


def _answer(note: Any) -> int:
    return 2 if "ID" in note else 1


def _taken(*facts: bool) -> str:
    return "taken over" if all(facts) else "left out"


PATHS = {
    "package": ("anki-apkg", "anki-apkg"),
    "update file": ("anki-apkg", "anki-update-csv"),
    "plain text": ("anki-csv", "anki-csv"),
}


def table() -> dict[str, dict[str, str]]:
    """Return what the page says: for each column, the outcome in each row."""
    text = PAGE.read_text(encoding="utf-8").partition("\n## What an update does")[2]
    lines = re.findall(r"^\| (.*) \|$", text, re.MULTILINE)
    head, _rule, *rows = ([cell.strip() for cell in line.split(" | ")] for line in lines)
    assert [name.partition(" (")[0] for name in head[1:]] == list(PATHS)
    return {
        name: {row[0]: row[at] for row in rows} for at, name in enumerate(PATHS, start=1)
    }


@pytest.mark.parametrize("language", ["en", "de", "ja"])
@pytest.mark.parametrize("path", PATHS)
def test_what_survives_an_update_is_what_the_page_says(
    path: str, language: str, tmp_path: Path
) -> None:
    with at_anki(tmp_path, language) as user:
        found = outcome(*PATHS[path], user)
    assert found == table()[path]


def test_the_same_release_again_changes_nothing(user: User, ml_engineer: Pack) -> None:
    some = attrs.evolve(ml_engineer, questions=ml_engineer.questions[:30])
    user.take(some, options=EVERY_CARD)
    before = {note.guid: (note.mod, note.fields) for note in user.notes()}
    log = user.take(some, options=EVERY_CARD)
    assert len(log.duplicate) == log.found_notes == len(before)
    assert {note.guid: (note.mod, note.fields) for note in user.notes()} == before


def test_the_package_and_the_plain_text_can_be_learnt_side_by_side(user: User) -> None:
    user.take(release_one(), "anki-csv")
    log = user.take(release_one())
    assert len(log.new) == len(release_one().questions)
    assert not log.conflicting


def test_two_packs_with_the_same_ids_do_not_meet(user: User) -> None:
    one = release_one()
    two = attrs.evolve(one, metadata=attrs.evolve(one.metadata, id="other", title="B"))
    user.take(one)
    log = user.take(two)
    assert len(log.new) == len(one.questions)
    assert {user.deck_of(card) for card in user.cards()} == {"Small", "B"}


def test_a_new_look_is_taken_up_if_the_user_has_none_of_his_own(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlinterview.anki import note_types

    user.take(release_one())
    before = {note.guid: note.fields for note in user.notes()}
    monkeypatch.setattr(note_types, "STYLE", note_types.STYLE + ".mli { color: blue }")
    monkeypatch.setattr(note_types, "MODIFIED", note_types.MODIFIED + 86400)
    log = user.take(release_one())
    assert not log.conflicting
    user.col.models._clear_cache()
    look = user.notes()[0].note_type()
    assert "color: blue" in look["css"]
    assert {note.guid: note.fields for note in user.notes()} == before


# Hostile texts

ACTIVE = "script|iframe|img|svg|style|form|link|base"
"""The elements that no card of ours has."""


def test_hostile_texts_arrive_whole_and_nothing_on_a_card_acts(user: User) -> None:
    log = user.take(hostile(), options=EVERY_CARD)
    assert len(log.new) == 2 * len(BODIES)
    for card in user.cards():
        shown = card.question() + card.answer()
        assert '<div class="mli">' in shown
        assert not card.question_av_tags()
        assert not card.answer_av_tags()
        for tag in re.findall(r"<[^>]+>", _body(shown)):
            assert not re.match(f"<({ACTIVE})\\b", tag)
            assert not re.search(r"\son\w+=", tag)
            assert not re.search(r"(?i)(href|src)=.?(javascript|data|//)", tag)
    assert not user.col.media.check().missing
    assert len(list(user.cards())) == 4 * len(BODIES)


def _body(shown: str) -> str:
    """Return a card without its style sheet, which is ours."""
    return re.sub(r"<style>.*?</style>", "", shown, count=2, flags=re.DOTALL)


def test_hostile_updates_arrive_as_the_package_had_them(user: User) -> None:
    user.take(hostile())
    before = {note.guid: _spaced(note.fields) for note in user.notes()}
    log = user.take(hostile(), "anki-update-csv")
    assert not log.new
    assert {note.guid: _spaced(note.fields) for note in user.notes()} == before


def _spaced(fields: list[str]) -> list[str]:
    """Return fields with what means the same written alike: entities, line breaks."""
    joined = (
        re.sub(r"^&#(61|64|43|45);", lambda m: chr(int(m[1])), one) for one in fields
    )
    parts = (re.split(r"(<pre>.*?</pre>)", one, flags=re.DOTALL) for one in joined)
    return [
        "".join(
            part.replace("\n", "<br>") if part.startswith("<pre>") else _folded(part)
            for part in split
        )
        for split in parts
    ]


def _folded(made: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"(?<=>)\s+|\s+(?=<)", "", made)).strip()


@settings(
    max_examples=max(3, settings().max_examples // 20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=packs())
def test_any_pack_is_imported_whole(
    drawn: Pack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    options = attrs.evolve(EVERY_CARD, media=False)
    with at_anki(tmp_path_factory.mktemp("anki")) as user:
        log = user.take(drawn, options=options)
        assert len(log.new) == log.found_notes >= len(drawn.questions)
        again = user.take(drawn, options=options)
        assert len(again.duplicate) == log.found_notes
        for card in user.cards():
            assert '<div class="mli">' in card.question()
