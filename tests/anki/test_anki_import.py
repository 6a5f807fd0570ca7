"""What the real Anki makes of the file: imported as its own dialog does it."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anki.lang
import attrs
import pytest
from anki.collection import Collection, ImportCsvRequest
from anki.import_export_pb2 import ImportResponse
from anki.notes import Note

import mlinterview
from mlinterview import (
    Answer,
    Difficulty,
    FollowUp,
    Kind,
    Pack,
    Question,
    Selection,
    Topic,
    select,
)
from mlinterview.model import AnswerKind, Author, Metadata

TEXTS = {
    "hash": "#deck:x is no setting",
    "separator": "#separator:tab",
    "formula": "=1+1",
    "minus": "-1 is, after all, a \"number\"; 'quoted'",
    "quotes": '"all quoted"',
    "comma": ",,,",
    "math": "Is $a<b$, $x_{1}$ and $y[0] \\& z$?",
    "script": "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "sound": "[sound:x.mp3] [anki:tts lang=en_US]x[/anki:tts] [anki:play:q:0]",
    "latex": "[latex]x[/latex] [$]x[/$] [$$]x[/$$]",
    "cloze": "{{c1::x}} {{Front}} {{FrontSide}} {{{{x}}}}",
    "emoji": "🎉 👩‍🔬 é ß 東京　です",
    "rtl": "שלום (world) العربية",
    "entity": "&lt;b&gt; &amp;amp; &#91;sound:y.mp3&#93; &copy;",
    "backslash": "\\\\ \\n \\t a\\",
    "spaces": "two  spaces",
}
BODIES = {
    **TEXTS,
    "lines": 'One.\n\n#two\n\n"three", four\n=five',
    "code": '```python\nif a < b and x["#"]:\n\n    print("[sound:x.mp3]")\n```\n\nEnd.',
    "display": "$$\n\\frac{a}{b}<c\n$$",
    "table": "| a | b |\n| - | - |\n| `x\\|y` | $z$ |",
    "list": "- a\n- b\n  1. c\n\n> d",
    "long": "\n".join(["word " * 20 + "end"] * 200),
}


def pack(*questions: Question, id: str = "hostile", title: str = "Hostile pack") -> Pack:
    return Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=Metadata(
            id=id,
            title=title,
            version="1.0.0",
            language="en",
            license="MIT",
            authors=(Author(name="A"),),
        ),
        topics=(
            Topic(id="wide", title="Wide"),
            Topic(id="narrow", title="Narrow", parent="wide"),
        ),
        questions=questions,
    )


def question(id: str, prompt: str, body: str = "Text.") -> Question:
    return Question(
        id=id,
        kind=Kind.CONCEPT,
        prompt=prompt,
        topics=("narrow",),
        difficulty=Difficulty.ADVANCED,
        tags=(f"tag-{id}",),
        intent=body,
        answers=(
            Answer(kind=AnswerKind.SAMPLE, body=body, key_points=(body.split("\n")[0],)),
        ),
        follow_ups=(FollowUp(prompt=prompt, answer=body),),
    )


def hostile(title: str = "Hostile pack") -> Pack:
    found = (
        question(name, TEXTS.get(name, "Plain?"), body) for name, body in BODIES.items()
    )
    return pack(*found, title=title)


class Anki:
    """A collection as a user has it, and the way a file gets into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.col = Collection(str(folder / "collection.anki2"))

    def take(self, selection: Selection | Pack) -> ImportResponse.Log:
        """Import a file with the settings that the dialog proposes for it."""
        path = self.folder / "import.csv"
        mlinterview.export(selection, path)
        metadata = self.col.get_csv_metadata(path=str(path), delimiter=None)
        request = ImportCsvRequest(path=str(path), metadata=metadata)
        return self.col.import_csv(request).log

    def notes(self) -> list[Note]:
        return [self.col.get_note(note) for note in self.col.find_notes("")]

    def note(self, guid: str) -> Note:
        (found,) = self.col.db.list("select id from notes where guid = ?", guid)
        return self.col.get_note(found)

    def deck_of(self, note: Note) -> str:
        (card,) = note.cards()
        return str(self.col.decks.name(card.did))


@pytest.fixture(params=["en", "de", "ja"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    anki.lang.set_lang(request.param)
    yield request.param
    anki.lang.set_lang("en")


@pytest.fixture
def user(tmp_path: Path) -> Iterator[Anki]:
    anki.lang.set_lang("en")
    made = Anki(tmp_path)
    yield made
    made.col.close()


def rows(selection: Selection | Pack) -> list[list[str]]:
    """Return the records of the file, read by Python's own reader."""
    text = mlinterview.export_bytes(selection, format="anki-csv").decode()
    records = text.split("\n")[6:]
    return list(csv.reader(io.StringIO("\n".join(records)), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("which", ["hostile", "bundled"])
def test_every_question_arrives_whole_whatever_language_anki_speaks(
    which: str, language: str, tmp_path: Path, ml_engineer: Pack
) -> None:
    given = hostile() if which == "hostile" else ml_engineer
    user = Anki(tmp_path)
    names = {one.name for one in user.col.models.all_names_and_ids()}
    assert ("Basic" in names) == (language == "en")
    log = user.take(given)
    assert len(log.new) == log.found_notes == len(given.questions)
    for left_out in ("updated", "duplicate", "conflicting", "first_field_match"):
        assert not getattr(log, left_out)
    for left_out in ("missing_notetype", "missing_deck", "empty_first_field"):
        assert not getattr(log, left_out)
    assert user.col.note_count() == user.col.card_count() == len(given.questions)
    for guid, front, back, tags in rows(given):
        note = user.note(guid)
        assert note.fields == [front, back]
        assert sorted(note.tags) == sorted(tags.split(" "))
        assert user.deck_of(note) == given.title
    user.col.close()


@pytest.mark.parametrize(
    ("title", "deck"),
    [
        ("A::B", "A:B"),
        ("A:", "A"),
        ('=The "best": #1', 'The "best": #1'),
        ("🎉 שלום", "🎉 שלום"),
        ("<b>", "<b>"),
        ("Default", "Default"),
    ],
)
def test_a_pack_is_one_deck_whatever_its_title(title: str, deck: str, user: Anki) -> None:
    user.take(pack(question("a", "A?"), title=title))
    user.take(pack(question("a", "A?"), question("b", "B?"), title=title))
    assert [user.deck_of(note) for note in user.notes()] == [deck, deck]
    assert len(user.col.decks.all_names_and_ids()) == (1 if title == "Default" else 2)


def test_nothing_on_a_card_is_acted_upon(user: Anki) -> None:
    user.take(hostile())
    for note in user.notes():
        (card,) = note.cards()
        shown = card.question() + card.answer()
        assert not card.question_av_tags()
        assert not card.answer_av_tags()
        assert "[sound:" not in shown
        assert "[anki:" not in shown
        assert "<script" not in shown
        assert "<img" not in shown
        assert "class=cloze" not in shown
        assert "latex" not in shown or "&#91;latex]" in shown
    assert not user.col.media.check().missing


def test_a_card_shows_formulas_for_mathjax(user: Anki) -> None:
    given = hostile()
    user.take(given)
    by_id = {
        row[0]: one.id for row, one in zip(rows(given), given.questions, strict=True)
    }
    cards = {by_id[note.guid]: note.cards()[0] for note in user.notes()}
    front = cards["math"].question()
    assert r"Is \(a&lt;b\), \(x_{1}\) and \(y&#91;0] \&amp; z\)?" in front
    assert r"\[\frac{a}{b}&lt;c\]" in cards["display"].answer()


def test_a_card_shows_code_with_its_lines(user: Anki) -> None:
    user.take(pack(question("a", "A?", BODIES["code"])))
    (note,) = user.notes()
    shown = re.sub("</?span[^>]*>", "", note.cards()[0].answer()).replace("&quot;", '"')
    assert (
        '<pre><code>if a &lt; b and x&#91;"#"]:<br><br>    print("&#91;sound:x.mp3]")<br>'
        "</code></pre><p>End.</p>"
    ) in shown


def test_a_new_version_updates_cards_and_keeps_their_schedule(user: Anki) -> None:
    old = pack(question("a", "Old?"), question("b", "Same?"))
    user.take(old)
    user.col.decks.set_current(user.col.decks.id_for_name("Hostile pack"))
    card = user.col.sched.getCard()
    assert card is not None
    card.start_timer()
    user.col.sched.answerCard(card, 4)
    answered = card.note().guid
    before = _schedule(user, answered)
    assert before["reps"] == 1
    changed = [attrs.evolve(one, prompt=f"New {one.prompt}") for one in old.questions]
    new = pack(*changed, question("c", "Added?"), title="Another title")
    log = user.take(new)
    assert (len(log.new), len(log.updated)) == (1, 2)
    assert len(user.notes()) == user.col.card_count() == 3
    for guid, front, back, _tags in rows(new):
        assert user.note(guid).fields == [front, back]
    assert _schedule(user, answered) == before
    assert user.deck_of(user.note(answered)) == "Hostile pack"


def _schedule(user: Anki, guid: str) -> dict[str, Any]:
    (card,) = user.note(guid).cards()
    names = ("id", "type", "queue", "due", "ivl", "factor", "reps", "lapses")
    return {name: getattr(card, name) for name in names}


def test_the_same_file_again_changes_nothing(user: Anki) -> None:
    user.take(hostile())
    before = {note.guid: note.fields for note in user.notes()}
    log = user.take(hostile())
    assert not log.new
    assert {note.guid: note.fields for note in user.notes()} == before


def test_several_packs_go_into_a_deck_each(user: Anki) -> None:
    one = pack(question("same", "One?"), id="one", title="=One")
    two = pack(question("same", "Two?"), question("b", "B?"), id="two", title="#Two, 2")
    log = user.take(select(one, two))
    assert len(log.new) == 3
    decks = {note.fields[0]: user.deck_of(note) for note in user.notes()}
    assert decks == {"One?": "One", "Two?": "#Two, 2", "B?": "#Two, 2"}
    assert {len(note.tags) for note in user.notes()} == {4}
