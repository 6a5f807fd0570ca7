"""Corrections: decks that a user of the real Anki edited go back to their packs."""

import datetime
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mlinterview
from deck_user import EXPORTS, User
from mlinterview import Pack, PackError
from mlinterview.anki import (
    CardDifference,
    Corrections,
    card_html,
    import_anki,
)
from mlinterview.anki.corrections import DifferenceReason
from mlinterview.errors import DeckError
from mlinterview.exporters import formats
from mlinterview.query import Entry, PackIndex

# Each test opens a collection of the real Anki.
pytestmark = pytest.mark.slow

TODAY = datetime.date(2026, 11, 22)
PACK = """\
# Questions that we ask.
schema_version: "1.0"
pack:
  id: ours
  title: Ours
  version: 1.0.0
  language: en
  license: CC-BY-4.0  # Or ask us.
  authors: [{name: A}]
  as_of: 2026-11-01
topics:
  - {id: basics, title: Basics}
questions:
  # The first one.
  - id: overfit
    kind: concept
    prompt: "What is *overfitting*, and what costs more?"  # Short.
    topics: [basics]
    difficulty: foundational
    intent: |
      Whether they look at the data
      before they look at the model.
    clarifying_questions: [How much data?, Which model?]
    answers:
      - kind: sample
        body: |
          It learns the noise, so that $L_{val}$ rises
          while $L_{train}$ falls.

          ## What to do

          - Less of _this_.
          - More of that.

          ```python
          if a < b:
              stop()
          ```

          See [the book][1] for more.

          [1]: https://example.org/book
        key_points:
          - "Noise is learnt."
          - Validation rises. # Plain.
      - kind: weak
        body: It is bad.
        key_points: ["No measure."]
    follow_ups:
      - prompt: And underfitting?
        answer: The opposite.
      - {prompt: And then?, answer: "Wait."}
  - id: second
    kind: concept
    prompt: Why is the sky blue?
    topics: [basics]
    status: draft
tips:
  - id: brief
    body: >
      Be brief,
      and be clear.
    applies_to: {kinds: [concept]}
mistakes:
  - id: jargon
    title: Too much jargon
    body: Nobody follows.
    remedy: Say it simply.
    applies_to: {questions: [overfit]}
"""


@pytest.fixture
def user(tmp_path: Path) -> Iterator[User]:
    (tmp_path / "anki").mkdir()
    made = User(tmp_path / "anki")
    yield made
    made.col.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "pack.yaml"
    written.write_text(PACK, encoding="utf-8")
    return written


def load(path: Path) -> Pack:
    return mlinterview.load(path, today=TODAY)


def fields(pack: Pack, format: str) -> dict[str, dict[str, list[str]]]:
    """Return what each field of a deck says, by the ids and the names."""
    index = PackIndex(pack)
    made = formats()[format].notes
    assert made is not None
    return {
        note.guid: {
            name: [block.key for block in card_html.blocks(content.html)]
            for name, content in note.fields.items()
        }
        for question in pack.questions
        for note in made(Entry(question, index))
    }


def said(user: User) -> dict[str, dict[str, list[str]]]:
    """Return the same of what a user has."""
    notes = [user.col.get_note(note) for note in user.col.find_notes("")]
    return {
        note.guid: {
            name: [block.key for block in card_html.blocks(value)]
            for name, value in note.items()
        }
        for note in notes
    }


# What a user changes in the field that holds it: what stands there, what is put there,
# and what becomes of the file.
EDITS: dict[str, tuple[str, str, str, str]] = {
    "the prompt": (
        "what costs more?",
        "<b>what</b> costs&nbsp;less &lt; more?",
        "what costs more?",
        "**what** costs less < more?",
    ),
    "words of a paragraph": (
        "It learns the noise, so",
        "It learns all of the noise, so",
        "It learns the noise, so",
        "It learns all of the noise, so",
    ),
    "a formula": (
        r"\(L_{train}\) falls",
        r"\(L_{train} &lt; 1\) falls",
        "$L_{train}$ falls",
        "$L_{train} < 1$ falls",
    ),
    "an item of a list": (
        "<li>More of that.</li>",
        "<li>Much more of that.</li>",
        "- More of that.",
        "- Much more of that.",
    ),
    "a key point": (
        "Validation rises.",
        "Validation: it rises.",
        "- Validation rises. # Plain.",
        '- "Validation: it rises." # Plain.',
    ),
    "one key point more": (
        "<li>Validation rises.</li>",
        "<li>Validation rises.</li><li>Look at <i>both</i>.</li>",
        "          - Validation rises. # Plain.\n",
        '          - Validation rises. # Plain.\n          - "Look at *both*."\n',
    ),
    "one key point less": (
        "<li>Noise is learnt.</li>",
        "",
        '          - "Noise is learnt."\n',
        "",
    ),
    "a question that is asked first": (
        "<li>How much data?</li>",
        "<li>Any data?</li><li>How much data?</li>",
        "[How much data?,",
        '["Any data?", How much data?,',
    ),
    "the intent": (
        "Whether they look at the data",
        "Whether they have a look at the data",
        "Whether they look at the data\n",
        "Whether they have a look at the data\n",
    ),
    "a tip, in a folded block": (
        "and be clear.",
        "and be very clear.",
        "body: >\n      Be brief,\n      and be clear.",
        "body: |\n      Be brief, and be very clear.",
    ),
    "the title of a mistake": (
        "<strong>Too much jargon</strong>",
        "<strong>Too many *words*</strong>",
        "Too much jargon",
        "Too many *words*",
    ),
    "the remedy of a mistake": (
        "Say it simply.",
        "Say it simply.</p><p>And slowly.",
        "    remedy: Say it simply.",
        "    remedy: |-\n      Say it simply.\n\n      And slowly.",
    ),
    "a weak answer": ("It is bad.", "It is *bad*.", "It is bad.", r"It is \*bad\*."),
}
CSV_EDITS = EDITS | {
    "what a follow-up asks": (
        "And underfitting?",
        "And what is underfitting?",
        "And underfitting?",
        "And what is underfitting?",
    ),
    "the answer to a follow-up": (
        "Wait.",
        "Wait, <code>or not</code>.",
        '"Wait."',
        '"Wait, `or not`."',
    ),
    "code, edited as Anki shows it": (
        '<span style="font-weight: bold">if</span>',
        "if not",
        "          if a < b:",
        "          if not a < b:",
    ),
    "a heading": (
        "What to do</h5>",
        "What to do about it</h5>",
        "## What to do",
        "## What to do about it",
    ),
    "a paragraph more": (
        "<h4>Key points</h4>",
        "<div>One more,</div><div>by <i>me</i>.</div><h4>Key points</h4>",
        "for more.\n\n          [1]: https://example.org/book\n",
        (
            "for more.\n\n          One more,\n\n          by *me*."
            "\n\n          [1]: https://example.org/book\n"
        ),
    ),
}


def edited(user: User, words: str, new: str) -> None:
    """Edit the one field of the one note that has some words."""
    (note,) = [
        note
        for note in map(user.col.get_note, user.col.find_notes(""))
        if "overfitting" in note.joined_fields()
    ]
    names = [name for name, value in note.items() if words in value]
    assert len(names) == 1, note.items()
    assert note[names[0]].count(words) == 1
    note[names[0]] = note[names[0]].replace(words, new)
    user.col.update_note(note)


@pytest.mark.parametrize("name", CSV_EDITS)
def test_an_edited_card_of_the_note_type_basic_changes_its_value_in_the_file(
    name: str, user: User, path: Path
) -> None:
    old, new, before, after = CSV_EDITS[name]
    user.take(load(path))
    edited(user, old, new)
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    assert (found.differences, found.personal, found.unknown) == ((), (), ())
    found.write()
    assert PACK.count(before) == 1
    assert path.read_text(encoding="utf-8") == PACK.replace(before, after)
    # What Anki would be given now is what the user has.
    note = user.note("overfitting")
    assert fields(load(path), "anki-csv")[note.guid] == said(user)[note.guid]


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_card_of_a_package_changes_its_value_in_the_file(
    name: str, user: User, path: Path
) -> None:
    old, new, before, after = EDITS[name]
    user.take(load(path), format="anki-apkg")
    edited(user, old, new)
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    assert (found.differences, found.personal, found.unknown) == ((), (), ())
    found.write()
    assert path.read_text(encoding="utf-8") == PACK.replace(before, after)


@pytest.mark.parametrize("name", EXPORTS)
def test_every_file_that_anki_exports_says_the_same(
    name: str, user: User, path: Path
) -> None:
    user.take(load(path))
    edited(user, "costs more", "costs less")
    user.add("Mine, <b>not</b> yours", "b")
    found = import_anki(user.export(name), path, today=TODAY)
    assert found.matched == 2
    assert found.unknown == ("Mine, not yours",)
    (one,) = found.corrections
    assert (one.question, one.field, one.entity) == (
        "overfit",
        "Front",
        "question/overfit",
    )
    assert one.fix.pointer == "/questions/0/prompt"
    assert one.fix.new == "What is *overfitting*, and what costs less?"
    assert (
        found.diff.splitlines()[3:6]
        == [
            " ",
            '-    prompt: "What is *overfitting*, and what costs more?"  # Short.',
            '+    prompt: "What is *overfitting*, and what costs less?"  # Short.',
        ]
        or '+    prompt: "What is *overfitting*, and what costs less?"' in found.diff
    )
    # Nothing is written before it is asked for.
    assert path.read_text(encoding="utf-8") == PACK


def test_a_deck_as_it_was_proposes_nothing(user: User, path: Path) -> None:
    user.take(load(path))
    user.take(load(path), format="anki-apkg")
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    assert (found.matched, found.files, found.corrections) == (4, (), ())
    assert [*found.lines()] == ["4 notes of this pack, 0 changes, 0 differences left"]


def test_the_file_that_was_made_for_anki_can_be_edited_itself(
    tmp_path: Path, path: Path
) -> None:
    deck = tmp_path / "deck.csv"
    mlinterview.export(load(path), deck)
    deck.write_text(deck.read_text().replace("costs more", 'costs ""less""'))
    found = import_anki(deck, path, today=TODAY)
    assert found.corrections[0].fix.new == 'What is *overfitting*, and what costs "less"?'
    assert r'costs \"less\"?"  # Short.' in found.diff


def test_text_without_html_is_compared_but_not_taken_back(user: User, path: Path) -> None:
    user.take(load(path))
    edited(user, "costs more", "costs less")
    user.add("Mine", "b")
    found = import_anki(user.export("notes.txt", html=False), path, today=TODAY)
    assert found.corrections == ()
    assert found.unknown == ("Mine",)
    (one,) = found.differences
    assert (one.field, one.reason) == ("Front", DifferenceReason.UNCERTAIN)
    assert "costs less" in one.new


def test_text_without_ids_is_refused_with_what_to_do(user: User, path: Path) -> None:
    user.take(load(path))
    with pytest.raises(DeckError, match="unique identifier"):
        import_anki(user.export("notes.txt", guid=False), path, today=TODAY)


def test_a_deck_of_another_pack_or_of_nothing_is_refused(
    user: User, path: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.csv").write_text("#separator:Comma\n")
    with pytest.raises(DeckError, match="holds no notes"):
        import_anki(tmp_path / "empty.csv", path, today=TODAY)
    user.add("a", "b")
    with pytest.raises(DeckError, match="holds 1 note, and none is from the pack `ours`"):
        import_anki(user.export("newer.apkg"), path, today=TODAY)


def test_what_is_made_of_several_values_is_shown_and_not_guessed(
    user: User, path: Path
) -> None:
    user.take(load(path))
    edited(user, "<li>Kind: concept</li>", "<li>Kind: riddle</li>")
    edited(user, "<h4>Key points</h4>", "<h4>Points</h4>")
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    assert found.corrections == ()
    assert [one.reason for one in found.differences] == [
        DifferenceReason.COMPOSED,
        DifferenceReason.COMPOSED,
    ]
    assert "  - - Kind: concept" in [*found.lines()]
    assert "  + - Kind: riddle" in [*found.lines()]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # There is no Markdown for it in packs.
        ("It is bad.", "It is <u>bad</u>."),
        # What the user made of one line is two.
        ("<li>How much data?</li>", "<li>How<ul><li>much?</li></ul></li>"),
        ("<p><strong>And underfitting?</strong></p>", "<p>And underfitting?</p>"),
        ("<strong>And underfitting?</strong>", ""),
        ("Too much jargon", "Too much <i>jargon</i>"),
        ("<li>How much data?</li>", "<li>How <u>much</u>?</li><li><u>x</u></li>"),
    ],
)
def test_what_cannot_be_taken_back_with_certainty_is_shown(
    old: str, new: str, user: User, path: Path
) -> None:
    user.take(load(path))
    edited(user, old, new)
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    assert found.corrections == ()
    assert {one.reason for one in found.differences} == {DifferenceReason.UNCERTAIN}


def test_personal_notes_are_listed_and_never_proposed(user: User, path: Path) -> None:
    user.take(load(path), format="anki-apkg")
    note = user.note("Why is the sky")
    note["Personal Notes"] = "Ask <b>Bo</b>."
    user.col.update_note(note)
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    assert found.corrections == found.differences == ()
    (one,) = found.personal
    assert (one.question, one.field, one.text) == ("second", "Personal Notes", "Ask Bo .")
    assert "Personal note on question/second: Ask Bo ." in [*found.lines()]


def test_a_note_is_also_known_by_the_field_with_its_id(user: User, path: Path) -> None:
    user.take(load(path), format="anki-apkg")
    edited(user, "costs more", "costs less")
    text = user.export("notes.txt").read_text(encoding="utf-8")
    deck = user.folder / "renumbered.txt"
    for note in map(user.col.get_note, user.col.find_notes("")):
        text = text.replace(f"{note.guid}\t", "0\t")
    deck.write_text(text, encoding="utf-8")
    found = import_anki(deck, path, today=TODAY)
    assert found.matched == 2
    assert [one.fix.pointer for one in found.corrections] == ["/questions/0/prompt"]


# Packs that have changed since ------------------------------------------------


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_with_the_old_pack_only_what_the_user_changed_is_proposed(
    user: User, path: Path, tmp_path: Path
) -> None:
    base = tmp_path / "base.yaml"
    shutil.copy(path, base)
    user.take(load(path))
    edited(user, "costs more", "costs less")
    edited(user, "Nobody follows.", "Nobody can follow.")
    edited(user, "<li>Which model?</li>", "<li>Which model?</li><li>Whose?</li>")
    edited(user, "Say it simply.", "Say it.")
    edited(user, "<li>Noise is learnt.</li>", "")
    changed(path, "Why is the sky blue?", "Why is the sky red?")
    changed(path, "It learns the noise", "It learns noise")
    changed(path, "Nobody follows.", "No one follows.")
    changed(path, "Which model?]", "Which model?, Which day?]")
    changed(path, "Say it simply.", "Say it.")
    deck = user.export("newer.apkg")
    found = import_anki(deck, path, base=base, today=TODAY)
    assert [one.fix.pointer for one in found.corrections] == [
        "/questions/0/prompt",
        "/questions/0/answers/0/key_points/0",
    ]
    assert sorted((one.entity, one.reason) for one in found.differences) == [
        ("mistake/jargon", DifferenceReason.CONFLICT),
        ("question/overfit", DifferenceReason.CONFLICT),
    ]
    # Without the old pack, all that the author did would be undone.
    assert len(import_anki(deck, path, today=TODAY).corrections) > 2


def test_without_the_old_pack_it_says_what_may_be_age(user: User, path: Path) -> None:
    user.take(load(path))
    changed(path, "what costs more?", "what costs less?")
    changed(path, "as_of: 2026-11-01", "as_of: 2100-01-01")
    found = import_anki(user.export("newer.apkg"), path, today=datetime.date(2100, 1, 1))
    assert found.corrections == ()
    assert [one.reason for one in found.differences] == [DifferenceReason.AGE]
    edited(user, "<h4>Key points</h4>", "<h4>Points</h4>")
    found = import_anki(user.export("newer.apkg"), path, today=datetime.date(2100, 1, 1))
    assert {one.reason for one in found.differences} == {DifferenceReason.AGE}


def test_two_cards_that_change_one_tip_have_to_agree(user: User, path: Path) -> None:
    user.take(load(path))
    notes = [user.col.get_note(note) for note in user.col.find_notes("")]
    for note, word in zip(notes, ("Keep it", "Make it"), strict=True):
        note["Back"] = note["Back"].replace("Be brief", word)
        user.col.update_note(note)
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    assert found.corrections == ()
    assert [one.reason for one in found.differences] == [DifferenceReason.CONFLICT] * 2
    notes[1]["Back"] = notes[1]["Back"].replace("Make it", "Keep it")
    user.col.update_note(notes[1])
    (one,) = import_anki(user.export("newer.apkg"), path, today=TODAY).corrections
    assert (one.entity, one.fix.pointer) == ("tip/brief", "/tips/0/body")


def test_two_cards_that_add_other_items_do_not_agree(user: User, path: Path) -> None:
    user.take(load(path))
    user.take(load(path), format="anki-apkg")
    for at, note in enumerate(map(user.col.get_note, user.col.find_notes("overfitting"))):
        name = "Back" if "Back" in note else "Key Points"
        note[name] = note[name].replace("<li>Noise", f"<li>Point {at}.</li><li>Noise")
        user.col.update_note(note)
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    assert found.corrections == ()
    assert [one.new for one in found.differences] == ["Point 0.", "Point 1."]


# Files ------------------------------------------------------------------------


def test_a_pack_that_is_only_named_is_compared_and_not_changed(
    user: User, ml_engineer: Pack
) -> None:
    user.take(ml_engineer)
    note = user.note("Front:What makes a system an agent*")
    note["Front"] = note["Front"].replace("system", "machine")
    user.col.update_note(note)
    found = import_anki(user.export("newer.apkg"), "ml-engineer", today=TODAY)
    assert len(found.corrections) == 1
    assert (found.files, found.diff) == ((), "")


def test_an_archive_is_compared_and_not_changed(user: User, path: Path) -> None:
    folder = path.parent / "folder"
    folder.mkdir()
    path.rename(folder / "pack.yaml")
    archive = Path(shutil.make_archive(str(path.parent / "p"), "zip", folder))
    user.take(load(archive))
    edited(user, "costs more", "costs less")
    found = import_anki(user.export("newer.apkg"), archive, today=TODAY)
    assert (len(found.corrections), found.files) == (1, ())


def test_a_value_that_cannot_be_changed_in_its_file_is_shown(
    user: User, path: Path
) -> None:
    # Behind two dashes, a new item has no line of its own.
    changed(
        path,
        "    clarifying_questions: [How much data?, Which model?]\n",
        "    clarifying_questions: [\n      How much data?\n    ]\n",
    )
    user.take(load(path))
    edited(user, "<li>How much data?</li>", "<li>How much data?</li><li>Why?</li>")
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    assert len(found.corrections) + len(found.differences) == 1


def test_what_would_break_the_pack_is_not_written(user: User, path: Path) -> None:
    user.take(load(path))
    edited(
        user, "<li>How much data?</li>", "<li>How much data?</li><li>Which model?</li>"
    )
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    assert not found.report.ok
    with pytest.raises(PackError):
        found.write()
    assert path.read_text(encoding="utf-8") == PACK


def test_the_result_is_plain_data_too(user: User, path: Path) -> None:
    user.take(load(path))
    edited(user, "costs more", "costs less")
    edited(user, "<li>Noise is learnt.</li>", "")
    edited(user, "<li>Which model?</li>", "<li>Which model?</li><li>Whose?</li>")
    edited(user, "<h4>Key points</h4>", "<h4>Points</h4>")
    found = import_anki(user.export("newer.apkg"), path, today=TODAY)
    data: dict[str, Any] = json.loads(json.dumps(found.as_dict()))
    assert [(one["action"], one["pointer"]) for one in data["corrections"]] == [
        ("replace", "/questions/0/prompt"),
        ("remove", "/questions/0/answers/0/key_points/0"),
        ("insert", "/questions/0/clarifying_questions/2"),
    ]
    assert data["differences"][0]["reason"] == "composed"
    assert data["matched"] == 2
    text = "\n".join(found.lines(applied=True))
    assert "Changed question/overfit: another text at /questions/0/prompt" in text
    assert "2 notes of this pack, 3 changes, 1 difference left" in text


def test_a_change_that_cannot_be_proved_is_shown(user: User, path: Path) -> None:
    user.take(load(path))
    edited(user, "<li>Which model?</li>", "<li>Which model?</li><li>Whose?</li>")
    deck = user.export("newer.apkg")
    limits = mlinterview.Limits(bytes=len(PACK.encode()))
    found = import_anki(deck, path, limits=limits, today=TODAY)
    assert found.corrections == ()
    (one,) = found.differences
    assert (one.entity, one.reason, one.new) == (
        "question/overfit",
        DifferenceReason.PLACE,
        "Whose?",
    )


def test_without_the_extra_it_says_what_to_install(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = tmp_path / "deck.csv"
    mlinterview.export(load(path), deck)
    monkeypatch.setitem(sys.modules, "mlinterview.anki.deck_comparison", None)
    with pytest.raises(DeckError, match=r"install `mlinterview\[anki\]`"):
        import_anki(deck, path, today=TODAY)


def test_of_long_texts_only_what_differs_is_shown() -> None:
    old = f"Same.\n{'x' * 100}old\nLast."
    difference = CardDifference(
        question="q",
        field="Back",
        reason=DifferenceReason.UNCERTAIN,
        entity="",
        old=old,
        new=old.replace("old", "new") + f"\nOne.\n\n{'y' * 300}",
    )
    found = Corrections(
        report=mlinterview.Report(name="p"),
        corrections=(),
        differences=(difference,),
        personal=(),
        unknown=(),
        matched=1,
        files=(),
    )
    first, *lines, _count = found.lines()
    assert first.startswith("Left question/q, Back: it cannot be converted to Markdown")
    assert lines == [
        f"  - …{'x' * 40}old",
        f"  + …{'x' * 40}new",
        "  + One.",
        f"  + {'y' * 199}…",
    ]
