"""The text of the file for Anki; what Anki makes of it is in test_anki_import."""

import csv
import io
import re
from typing import Any

import pytest

import mlinterview
from mlinterview import Answer, Difficulty, Kind, Level, Pack, Question, Topic, select
from mlinterview.anki.naming import deck_name, guid
from mlinterview.model import AnswerKind, Author, Metadata, Stage


def question(id: str, prompt: str = "What?", **fields: Any) -> Question:
    fields = {"kind": Kind.CONCEPT, "topics": ("narrow",), **fields}
    return Question(id=id, prompt=prompt, **fields)


def pack(*questions: Question, id: str = "small", title: str = "Small") -> Pack:
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
        stages=(Stage(id="onsite", title="Onsite", order=1, assesses="Depth."),),
        questions=questions,
    )


def lines(selection: Any) -> list[str]:
    made = mlinterview.export_bytes(selection, format="anki-csv").decode()
    assert made.endswith("\n")
    return made[:-1].split("\n")


def rows(selection: Any) -> list[list[str]]:
    records = [line for line in lines(selection) if not line.startswith("#")]
    return list(csv.reader(io.StringIO("\n".join(records)), strict=True))


def answer(body: str, **fields: Any) -> dict[str, Any]:
    fields = {"kind": AnswerKind.SAMPLE, **fields}
    return {"answers": (Answer(body=body, **fields),)}


def test_the_head_says_what_anki_needs_and_nothing_else() -> None:
    assert lines(pack(question("a")))[:-1] == [
        "#separator:Comma",
        "#html:true",
        "#notetype:Basic",
        "#guid column:1",
        "#tags column:4",
        "#deck:Small",
    ]


def test_the_decks_of_several_packs_are_in_a_column() -> None:
    both = select(pack(question("a")), pack(question("a"), id="other", title="Other"))
    assert lines(both)[:-2] == [
        "#separator:Comma",
        "#html:true",
        "#notetype:Basic",
        "#guid column:1",
        "#tags column:4",
        "#deck column:5",
    ]
    assert [row[4] for row in rows(both)] == ["Small", "Other"]
    assert "#deck:Other" in lines(both[1:])


def test_no_question_makes_no_record() -> None:
    assert rows(select(pack(question("a")))[:0]) == []
    assert lines(select(pack(question("a")))[:0])[-1] == "#deck:Small"


BODIES = [
    "Plain.",
    'Says "x", and, more.\n\n- a\n- b',
    "```python\na = 1\n\nb = 2\n```",
    "$$\na\n<b\n$$",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "#deck:x",
    "=1+1",
]


@pytest.mark.parametrize("body", BODIES)
def test_every_record_is_one_line_of_quoted_fields(body: str) -> None:
    many = pack(question("a", body.split("\n")[0], **answer(body)), question("b"))
    records = lines(many)[6:]
    assert len(records) == 2
    for record in records:
        assert re.fullmatch(r'"(?:[^"]|"")*"(?:,"(?:[^"]|"")*"){3}', record)


@pytest.mark.slow
def test_the_records_of_the_bundled_pack_are_all_of_one_width(ml_engineer: Pack) -> None:
    found = rows(ml_engineer)
    assert len(found) == len(ml_engineer.questions)
    assert {len(row) for row in found} == {4}
    assert all(front and back and tags for _guid, front, back, tags in found)
    assert len({row[0] for row in found}) == len(found)


# Ids


def test_a_guid_is_letters_and_digits_and_never_changes() -> None:
    """Were this to fail, everybody's cards would be doubled by the next import."""
    assert guid("anki-csv", "ml-engineer", "overfitting") == "pw4Ro7aap3LUZmJb280L"
    assert rows(pack(question("a")))[0][0] == guid("anki-csv", "small", "a")
    for number in range(200):
        assert re.fullmatch("[A-Za-z0-9]{20}", guid("n", "pack", f"q-{number}"))


def test_a_guid_hangs_on_ids_only() -> None:
    plain = rows(pack(question("a")))[0]
    changed = rows(pack(question("a", "Other?", **answer("New.")), title="New"))[0]
    assert plain[0] == changed[0]
    assert plain[1] != changed[1]
    guids = {
        rows(pack(question("a")))[0][0],
        rows(pack(question("b")))[0][0],
        rows(pack(question("a"), id="other"))[0][0],
        guid("anki-apkg", "small", "a"),
    }
    assert len(guids) == 4


# Decks and tags


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("ML: the basics", "ML: the basics"),
        ("A::B", "A:B"),
        ("A::::B:::", "A:B"),
        ('The "best"', 'The "best"'),
        ("=1+1", "1+1"),
        ("@ +x", "x"),
        ("==", "small"),
        ("#1 pack", "#1 pack"),
    ],
)
def test_a_pack_is_one_deck_whatever_its_title(title: str, expected: str) -> None:
    assert deck_name(pack(question("a"), title=title)) == expected


def test_tags_are_a_tree_of_slugs() -> None:
    full = question(
        "a",
        topics=("narrow", "wide", "gone"),
        difficulty=Difficulty.ADVANCED,
        levels=(Level.SENIOR, Level.STAFF),
        stages=("onsite",),
        roles=("ml-engineer",),
        tags=("some-tag",),
    )
    assert rows(pack(full))[0][3].split(" ") == [
        "MLI::topic::wide::narrow",
        "MLI::topic::wide",
        "MLI::topic::gone",
        "MLI::kind::concept",
        "MLI::difficulty::advanced",
        "MLI::level::senior",
        "MLI::level::staff",
        "MLI::stage::onsite",
        "MLI::role::ml-engineer",
        "MLI::tag::some-tag",
    ]
    assert (
        rows(pack(question("a")))[0][3] == "MLI::topic::wide::narrow MLI::kind::concept"
    )


# Fields


@pytest.mark.parametrize(
    ("prompt", "front"),
    [
        ("What is *x*?", "What is <em>x</em>?"),
        ("Is $a<b$?", r"Is \(a&lt;b\)?"),
        ("=1+1", "&#61;1+1"),
        ("+1", "&#43;1"),
        ("-1", "&#45;1"),
        ("@SUM(1)", "&#64;SUM(1)"),
        ("[sound:x.mp3]", "&#91;sound:x.mp3]"),
        ("{{c1::x}}", "&#123;&#123;c1::x}}"),
        ("{{{x}", "&#123;&#123;{x}"),
        ("<script>", "&lt;script&gt;"),
        ("#deck:x", "#deck:x"),
    ],
)
def test_the_front_is_the_prompt(prompt: str, front: str) -> None:
    assert rows(pack(question("a", prompt)))[0][1] == front


def back(body: str, **fields: Any) -> str:
    return rows(pack(question("a", **answer(body, **fields))))[0][2]


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("*a*\n*b*", "<p><em>a</em> <em>b</em></p>"),
        ("`a`\n`b`\nc", "<p><code>a</code> <code>b</code> c</p>"),
        ("a  \nb", "<p>a<br> b</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n  - b", "<ul><li>a <ul><li>b</li></ul></li></ul>"),
        ("```\na\n\n  b < c\n```", "<pre><code>a<br><br>  b &lt; c<br></code></pre>"),
        ("a\n\n```\nb\n```\n\nc", "<p>a</p><pre><code>b<br></code></pre><p>c</p>"),
        ("$$\na\nb\n$$", r"\[a b\]"),
        ("| a |\n| - |\n| b |", "<table><thead><tr><th>a</th></tr></thead>"),
        ("# h", "<h5>h</h5>"),
    ],
)
def test_the_back_is_on_one_line_and_loses_no_space(body: str, html: str) -> None:
    assert html in back(body)


def test_the_answer_is_first_and_open_and_all_else_is_folded() -> None:
    full = question(
        "a",
        intent="The intent.",
        answers=(
            Answer(kind=AnswerKind.WEAK, body="Weak."),
            Answer(kind=AnswerKind.SAMPLE, body="Best.", key_points=("Point.",)),
            Answer(kind=AnswerKind.REFERENCE, body="More."),
        ),
    )
    assert rows(pack(full))[0][2] == (
        '<div style="text-align: left"><h4>Answer</h4><p>Best.</p>'
        "<h4>Key points</h4><ul><li>Point.</li></ul>"
        "<details><summary>What the interviewer is after</summary><p>The intent.</p>"
        "</details>"
        "<details><summary>A weak answer</summary><p>Weak.</p></details>"
        "<details><summary>Background</summary><p>More.</p></details>"
        "<details><summary>About this question</summary><ul><li>Topic: Wide › Narrow</li>"
        "<li>Kind: concept</li></ul></details></div>"
    )
