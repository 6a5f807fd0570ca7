"""What is in a package for Anki; what Anki makes of it is in test_anki_update."""

import datetime
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest

import mlinterview
from mlinterview import (
    Answer,
    Difficulty,
    ExportError,
    FollowUp,
    Kind,
    Pack,
    Question,
    Status,
    Topic,
    select,
)
from mlinterview.anki import AnkiCards, AnkiPackageOptions, note_types, question_notes
from mlinterview.model import (
    AnswerKind,
    AppliesTo,
    Author,
    Metadata,
    Mistake,
    Source,
    SourceType,
    Stage,
    Tip,
)
from packages import Package, PackedNote, read_package

AS_OF = datetime.date(2026, 3, 1)
METADATA = Metadata(
    id="small",
    title="Small",
    version="1.2.3",
    language="en",
    license="CC-BY-4.0",
    authors=(Author(name="A <b>"), Author(name="B")),
    as_of=AS_OF,
    description="For *all*.",
)


def question(id: str, prompt: str = "What?", **fields: Any) -> Question:
    fields = {"kind": Kind.CONCEPT, "topics": ("narrow",), **fields}
    return Question(id=id, prompt=prompt, **fields)


def pack(*questions: Question, **fields: Any) -> Pack:
    fields = {
        "metadata": METADATA,
        "topics": (
            Topic(id="wide", title="Wide"),
            Topic(id="narrow", title="Narrow", parent="wide"),
        ),
        "stages": (Stage(id="onsite", title="On <site>", order=1, assesses="Depth."),),
        **fields,
    }
    return Pack(schema_version=mlinterview.SCHEMA_VERSION, questions=questions, **fields)


def package(selection: Any, media: Any = None, **options: Any) -> Package:
    given = {} if media is None else {"media": media}
    made = mlinterview.export_bytes(
        selection, format="anki-apkg", options=AnkiPackageOptions(**options), **given
    )
    return read_package(made)


def one(selection: Any, **options: Any) -> PackedNote:
    (found,) = package(selection, **options).notes
    return found


def fields(note: PackedNote) -> dict[str, str]:
    """Return what stands in the fields of a note of a question."""
    names = note_types.QUESTION.fields
    return dict(zip(names, note.fields, strict=True))


# What is frozen


def test_fields_and_templates_never_change() -> None:
    """Were this to fail, nobody's notes could be updated any more."""
    types = package(pack(question("a"))).types
    assert {name: one["id"] for name, one in types.items()} == {
        "mlinterview question": 1793491200001,
        "mlinterview key points": 1793491200002,
    }
    assert [one["type"] for one in types.values()] == [0, 1]
    names = "ID|Question|Answer|Key Points|Tips|Mistakes|Follow-up 1|Follow-up 1 Answer"
    names += "|Follow-up 2|Follow-up 2 Answer|Follow-up 3|Follow-up 3 Answer|More|Topic"
    names += "|Stage|Difficulty|Source|Pack|Personal Notes|Spare 1|Spare 2|Spare 3"
    found = types["mlinterview question"]
    assert [(one["ord"], one["id"], one["name"]) for one in found["flds"]] == [
        (at, 3906112847720500001 + at, name) for at, name in enumerate(names.split("|"))
    ]
    names = "Question|Follow-up 1|Follow-up 2|Follow-up 3"
    assert [(one["ord"], one["id"], one["name"]) for one in found["tmpls"]] == [
        (at, 4201937720115640001 + at, name) for at, name in enumerate(names.split("|"))
    ]
    names = "ID|Question|Key Points|Topic|Stage|Difficulty|Source|Pack|Personal Notes"
    names += "|Spare 1|Spare 2|Spare 3"
    found = types["mlinterview key points"]
    assert [(one["ord"], one["id"], one["name"]) for one in found["flds"]] == [
        (at, 3906112847720600001 + at, name) for at, name in enumerate(names.split("|"))
    ]
    assert [(one["ord"], one["id"], one["name"]) for one in found["tmpls"]] == [
        (0, 4201937720115650001, "Key points")
    ]


def test_a_new_look_has_a_new_date() -> None:
    """Change both when the look changes: Anki takes up only what is newer."""
    types = package(pack(question("a"))).types.values()
    looks = [
        [one["css"], *((t["qfmt"], t["afmt"]) for t in one["tmpls"])] for one in types
    ]
    digest = hashlib.sha256(json.dumps(looks).encode()).hexdigest()[:16]
    assert {(one["mod"], digest) for one in types} == {(1793491200, "c7f0d18b1f793ddb")}


def test_a_guid_hangs_on_ids_only_and_never_changes() -> None:
    """Were this to fail, everybody's cards would be doubled by the next import."""
    assert one(pack(question("a"))).guid == "X6FLrFq0ozsfezwBcNm9"
    changed = attrs.evolve(METADATA, title="New", version="9.0.0")
    assert (
        one(pack(question("a", "New?"), metadata=changed)).guid == "X6FLrFq0ozsfezwBcNm9"
    )
    points = one(pack(question("a", **answer())), cards=("key-points",))
    assert points.guid == "htnnGXUe3JAiq9hZQtun"


@pytest.mark.parametrize(
    "aliases",
    [
        ("a",),
        ("a", "b"),
        ("Some synonym", "a", "another one"),
        ("question/a", "synonym"),
        ("synonym", "question/a", "question/b"),
    ],
)
def test_a_renamed_question_keeps_its_guid(aliases: tuple[str, ...]) -> None:
    renamed = question("c", aliases=aliases)
    for format in ("anki-apkg", "anki-update-csv", "anki-csv"):
        made = [
            mlinterview.export_bytes(pack(one), format=format)
            for one in (question("a"), renamed)
        ]
        old, new = (_guids(one, format) for one in made)
        assert old == new


def _guids(made: bytes, format: str) -> list[str]:
    if format == "anki-apkg":
        return [one.guid for one in read_package(made).notes]
    return [line.split('"')[1] for line in made.decode().split("\n") if line[:1] == '"']


@pytest.mark.parametrize(
    "aliases",
    [
        ("Momentum",),
        ("heavy ball", "SGD with momentum"),
        ("question/a", "momentum"),
        ("momentum", "question/a"),
        ("question/", "question/No Slug"),
        ("momentum\u200b",),
    ],
)
def test_a_synonym_leaves_the_guid_alone(aliases: tuple[str, ...]) -> None:
    assert one(pack(question("a", aliases=aliases))).guid == "X6FLrFq0ozsfezwBcNm9"


def test_no_question_of_the_bundled_pack_has_a_synonym_that_looks_like_an_id(
    ml_engineer: Pack,
) -> None:
    """Write it as people do, with a capital letter or a space, or say `question/ID`."""
    assert {one.id: one.first_id for one in ml_engineer.questions} == {
        one.id: RENAMED.get(one.id, one.id) for one in ml_engineer.questions
    }


RENAMED: dict[str, str] = {}
"""The questions of the bundled pack that were renamed, and what they were called."""


# When


@pytest.mark.parametrize(
    ("updated", "as_of", "day"),
    [
        (datetime.date(2026, 5, 6), AS_OF, datetime.date(2026, 5, 6)),
        (datetime.date(2025, 5, 6), None, datetime.date(2025, 5, 6)),
        (None, AS_OF, AS_OF),
    ],
)
def test_a_note_is_as_new_as_its_question(
    updated: datetime.date | None, as_of: datetime.date | None, day: datetime.date
) -> None:
    given = attrs.evolve(METADATA, as_of=as_of)
    note = one(pack(question("a", updated=updated), metadata=given))
    midnight = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    assert note.modified == midnight.timestamp()


def test_without_any_date_a_later_version_is_newer() -> None:
    versions = ["0.0.0", "0.0.9", "0.1.0-rc.1", "0.2.0", "1.0.0", "1.0.1+b", "899.0.5"]
    times = [
        one(
            pack(question("a"), metadata=attrs.evolve(METADATA, as_of=None, version=name))
        ).modified
        for name in versions
    ]
    assert times == sorted(set(times))
    last = datetime.datetime.fromtimestamp(times[-1], datetime.UTC)
    assert last.year < 2024


# Fields


def answer(body: str = "Body.", **given: Any) -> dict[str, Any]:
    given = {"kind": AnswerKind.SAMPLE, "key_points": ("One.", "Two: {x}"), **given}
    return {"answers": (Answer(body=body, **given),)}


def test_every_part_of_a_question_is_in_its_field() -> None:
    full = question(
        "a",
        "Is $a<b$?",
        difficulty=Difficulty.ADVANCED,
        stages=("onsite",),
        intent="The intent.",
        answers=(
            Answer(kind=AnswerKind.WEAK, body="Weak."),
            Answer(kind=AnswerKind.SAMPLE, body="# Best\n\nText.", key_points=("P.",)),
            Answer(kind=AnswerKind.OUTLINE, body="Outline."),
        ),
        sources=("book",),
    )
    given = pack(
        full,
        tips=(Tip(id="t", body="A tip.", applies_to=AppliesTo(questions=("a",))),),
        mistakes=(
            Mistake(
                id="m",
                title="Mist",
                body="Cost.",
                remedy="Remedy.",
                applies_to=AppliesTo(kinds=(Kind.CONCEPT,)),
            ),
        ),
        sources=(
            Source(
                id="book", type=SourceType.BOOK, title="T", url="https://example.com/?a=1"
            ),
        ),
    )
    found = fields(one(given))
    more = found.pop("More")
    assert found == {
        "ID": "small:question/a",
        "Question": r"Is \(a&lt;b\)?",
        "Answer": "<h5>Best</h5>\n<p>Text.</p>",
        "Key Points": "<ul><li>P.</li></ul>",
        "Tips": "<p>A tip.</p>",
        "Mistakes": "<p><strong>Mist</strong></p><p>Cost.</p><p><em>Instead:</em></p>"
        "<p>Remedy.</p>",
        **{f"Follow-up {n}{end}": "" for n in (1, 2, 3) for end in ("", " Answer")},
        "Topic": "Wide › Narrow",
        "Stage": "On &lt;site&gt;",
        "Difficulty": "advanced",
        "Source": '<ul><li><a href="https://example.com/?a=1"'
        ' rel="noopener noreferrer"><em>T</em></a></li></ul>',
        "Pack": "Small, CC-BY-4.0",
        "Personal Notes": "",
        **{f"Spare {n}": "" for n in (1, 2, 3)},
    }
    headings = ("What the interviewer is after", "A weak answer", "Outline of an answer")
    for heading in (*headings, "About this question"):
        assert f"<details><summary>{heading}</summary>" in more
    weak = fields(one(given, weak_answers=False))
    assert "Weak." not in weak["More"]
    assert "Outline." in weak["More"]
    assert {**weak, "More": ""} == {**found, "More": ""}


def test_an_answer_that_is_not_simply_one_says_what_it_is() -> None:
    outline = one(pack(question("a", **answer(kind=AnswerKind.OUTLINE))))
    assert fields(outline)["Answer"] == "<h4>Outline of an answer</h4><p>Body.</p>"
    weak = one(pack(question("a", **answer(kind=AnswerKind.WEAK))))
    assert fields(weak)["Answer"] == fields(weak)["Key Points"] == ""
    assert "Why it is weak" in fields(weak)["More"]


def test_the_fields_can_be_had_without_a_package() -> None:
    (entry,) = select(pack(question("a", **answer()))).entries
    assert question_notes.note_fields(entry) == fields(one(pack(entry.question)))
    assert question_notes.note_guid(entry) == one(pack(entry.question)).guid


# Cards


def follow_ups(*answers: str | None) -> tuple[FollowUp, ...]:
    return tuple(
        FollowUp(prompt=f"Then {at}?", answer=text) for at, text in enumerate(answers, 1)
    )


@pytest.mark.parametrize(
    ("answers", "cards", "in_more"),
    [
        ((), [0], []),
        (("A",), [0, 1], []),
        (("A", "B", "C"), [0, 1, 2, 3], []),
        (("A", None, "C", "D", "E"), [0, 1, 2, 3], [2, 5]),
        ((None,), [0], [1]),
    ],
)
def test_a_follow_up_with_an_answer_has_a_card(
    answers: tuple[str | None, ...], cards: list[int], in_more: list[int]
) -> None:
    given = pack(question("a", follow_ups=follow_ups(*answers)))
    note = one(given)
    assert [card.number for card in note.cards] == cards
    for at in range(1, len(answers) + 1):
        assert (f"Then {at}?" in fields(note)["More"]) == (at in in_more)
    alone = one(given, cards=("question",))
    assert [card.number for card in alone.cards] == [0]
    assert fields(alone)["Follow-up 1"] == ""
    for at in range(1, len(answers) + 1):
        assert f"Then {at}?" in fields(alone)["More"]


def test_a_follow_up_that_is_another_question_has_no_second_card() -> None:
    leads = FollowUp(prompt="And?", question="b", answer="See there.")
    note = package(pack(question("a", follow_ups=(leads,)), question("b"))).notes[0]
    assert [card.number for card in note.cards] == [0]
    assert "It is a question of its own" in fields(note)["More"]


def test_each_key_point_is_a_gap_of_its_own() -> None:
    given = pack(question("a", **answer()), question("b"))
    both = package(given, cards=("key-points", "question")).notes
    assert [one.type for one in both] == [
        "mlinterview question",
        "mlinterview key points",
        "mlinterview question",
    ]
    assert len({one.guid for one in both}) == 3
    points = both[1]
    assert [card.number for card in points.cards] == [0, 1]
    assert points.fields[:3] == (
        "small:question/a",
        "What?",
        "<ul><li>{{c1::One.}}</li><li>{{c2::Two&#58; &#123;x&#125;}}</li></ul>",
    )
    assert points.cards[0].due == both[0].cards[0].due


def test_easy_questions_come_first_and_siblings_together() -> None:
    levels = [Difficulty.ADVANCED, None, Difficulty.FOUNDATIONAL, Difficulty.ADVANCED]
    asked = [
        question(f"q{at}", difficulty=level, follow_ups=follow_ups("A"))
        for at, level in enumerate(levels)
    ]
    notes = package(pack(*asked)).notes
    assert [note.fields[0][-2:] for note in notes] == ["q0", "q1", "q2", "q3"]
    assert [{card.due for card in note.cards} for note in notes] == [{2}, {4}, {1}, {3}]
    assert {(card.kind, card.queue) for note in notes for card in note.cards} == {(0, 0)}


# Decks and tags


def test_a_pack_is_one_deck_that_says_whose_it_is() -> None:
    found = package(pack(question("a")))
    assert set(found.decks) == {"Default", "Small"}
    assert found.decks["Small"]["desc"] == (
        "<p>For <em>all</em>.</p><p>Small 1.2.3, by A &lt;b&gt;, B, licence CC-BY-4.0</p>"
    )
    assert {card.deck for card in found.notes[0].cards} == {"Small"}


def test_several_packs_are_several_decks_unless_one_is_named() -> None:
    other = attrs.evolve(METADATA, id="other", title="Other")
    both = select(pack(question("a")), pack(question("a"), metadata=other))
    found = package(both)
    assert [note.cards[0].deck for note in found.notes] == ["Small", "Other"]
    found = package(both, deck="Mine::ML")
    assert [note.cards[0].deck for note in found.notes] == ["Mine::ML", "Mine::ML"]
    assert set(found.decks) == {"Default", "Mine::ML"}


def test_tags_are_below_the_prefix() -> None:
    assert one(pack(question("a"))).tags == (
        "MLI::topic::wide::narrow",
        "MLI::kind::concept",
    )
    found = one(pack(question("a")), tag_prefix="Job::ML")
    assert found.tags == ("Job::ML::topic::wide::narrow", "Job::ML::kind::concept")


@pytest.mark.parametrize(
    "wrong",
    [
        {"deck": ""},
        {"deck": " x"},
        {"deck": "a::"},
        {"deck": "::a"},
        {"deck": "a:::b"},
        {"deck": "=1"},
        {"deck": "a\nb"},
        {"deck": 1},
        {"tag_prefix": ""},
        {"tag_prefix": "a b"},
        {"tag_prefix": "a\u3000b"},
        {"tag_prefix": "a::"},
        {"tag_prefix": None},
        {"cards": ()},
        {"cards": None},
        {"cards": ("question", "answer")},
        {"cards": ("follow-ups",)},
        {"weak_answers": "no"},
        {"media": None},
    ],
)
def test_an_option_that_anki_could_not_take_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ExportError, match=r"write|choose|name|either"):
        AnkiPackageOptions(**wrong)


def test_cards_are_named_in_any_order_and_alone() -> None:
    asked = AnkiPackageOptions(cards=["key-points", "question", "question"])
    assert asked.cards == (AnkiCards.QUESTION, AnkiCards.KEY_POINTS)
    assert AnkiPackageOptions(cards="question").cards == (AnkiCards.QUESTION,)


# DeckImages

PLOT = b"\x89PNG not really"


@pytest.fixture
def illustrated(tmp_path: Path) -> Path:
    """A pack with an image that two texts show."""
    folder = tmp_path / "small"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "my plot.PNG").write_bytes(PLOT)
    text = "See ![a <plot>](<media/my plot.PNG>)."
    given = pack(
        question(
            "a", "Is ![it](media/my%20plot.PNG)?", status=Status.DRAFT, **answer(text)
        )
    )
    mlinterview.dump(given, folder / "questions.json")
    (folder / "questions.json").rename(folder / "pack.yaml")
    return folder


def test_an_image_is_packed_once_under_a_name_that_tells_its_contents(
    illustrated: Path,
) -> None:
    given, media = mlinterview.load_with_media(illustrated)
    found = package(given, media, cards=("question", "key-points"))
    name = f"mli-{hashlib.sha256(PLOT).hexdigest()[:32]}.png"
    assert found.media == {name: PLOT}
    note = fields(found.notes[0])
    assert f'<img src="{name}" alt="it">' in note["Question"]
    assert f'<img src="{name}" alt="a &lt;plot&gt;">' in note["Answer"]
    by_id = package(given, {"small": media})
    assert by_id.media == found.media
    update = mlinterview.export_bytes(given, format="anki-update-csv", media=media)
    assert name in update.decode()


def test_without_images_their_descriptions_are_shown(illustrated: Path) -> None:
    made = mlinterview.export_bytes(
        mlinterview.load(illustrated),
        format="anki-apkg",
        options=AnkiPackageOptions(media=False),
    )
    note = fields(read_package(made).notes[0])
    assert note["Question"] == "Is it?"
    assert note["Answer"] == "<p>See a &lt;plot&gt;.</p>"
    assert not read_package(made).media


def test_images_that_are_not_at_hand_are_asked_for(illustrated: Path) -> None:
    message = "`small` shows the image `media/my plot.PNG`: pass the `media`"
    with pytest.raises(ExportError, match=message):
        package(mlinterview.load(illustrated))


def test_an_image_that_is_gone_is_an_error(illustrated: Path) -> None:
    given, media = mlinterview.load_with_media(illustrated)
    (illustrated / "media" / "my plot.PNG").unlink()
    with pytest.raises(ExportError, match=r"my plot\.PNG"):
        package(given, media)


# The file


def test_nothing_in_the_file_hangs_on_the_day_or_the_machine(ml_engineer: Pack) -> None:
    made = mlinterview.export_bytes(ml_engineer, format="anki-apkg")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr >> 16 == 0o100644
            assert entry.create_system == 3
        assert archive.testzip() is None
        database = archive.read("collection.anki2")
    # How often it was changed, and twice what wrote it, as SQLite's format has it.
    assert database[24:28] == database[92:96] == b"\0\0\0\1"
    assert int.from_bytes(database[96:100]) == 3_040_000


@pytest.mark.parametrize("name", ["collection.apkg", "backup-1.apkg", "Backup-x.APKG"])
def test_a_name_that_anki_takes_for_a_whole_collection_is_refused(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match="would be taken for something else"):
        mlinterview.export(pack(question("a")), tmp_path / name)
    assert not list(tmp_path.iterdir())


# The file that updates


def test_the_update_names_the_fields_and_leaves_out_what_is_the_users() -> None:
    made = mlinterview.export_bytes(pack(question("a", "=1")), format="anki-update-csv")
    lines = made.decode().split("\n")
    names = "GUID,ID,Question,Answer,Key Points,Tips,Mistakes,Follow-up 1,"
    names += "Follow-up 1 Answer,Follow-up 2,Follow-up 2 Answer,Follow-up 3,"
    names += "Follow-up 3 Answer,More,Topic,Stage,Difficulty,Source,Pack"
    assert lines[:5] == [
        "#separator:Comma",
        "#html:true",
        "#notetype:mlinterview question",
        "#guid column:1",
        f"#columns:{names}",
    ]
    assert lines[5].startswith('"X6FLrFq0ozsfezwBcNm9","small:question/a","&#61;1","",')
    assert len(lines) == 7


def test_the_update_has_no_notes_of_key_points() -> None:
    with pytest.raises(ExportError, match="leave out the cards `key-points`"):
        mlinterview.make_options("anki-update-csv", cards=("question", "key-points"))
