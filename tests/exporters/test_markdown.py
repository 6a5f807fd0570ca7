"""The Markdown document: complete, well formed, its contents leading somewhere."""

import itertools
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import attrs
import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin

import mlinterview
from mlinterview import Answer, Kind, Pack, Question, Topic, select
from mlinterview.model import (
    AnswerKind,
    Author,
    Fact,
    FactStatus,
    Framework,
    Guide,
    Metadata,
    Mistake,
    Rounds,
    Section,
    Source,
    SourceType,
    Stage,
    Step,
    Tip,
)
from mlinterview.rendering import flatten
from mlinterview.testing import packs


def reader() -> MarkdownIt:
    """A parser as GitHub's: raw HTML, tables, and an anchor for every heading."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return parser.use(anchors_plugin, max_level=6)


def parsed(document: str) -> list[Token]:
    return list(flatten(reader().parse(document)))


def export(selection: Any) -> str:
    return mlinterview.export_bytes(selection, format="markdown").decode()


def contents_of(document: str) -> str:
    return document.split("\n## Contents\n\n", 1)[1].split("\n\n## ", 1)[0]


def words(tokens: list[Token]) -> str:
    """Return the text that is shown; how formulas are shown is another matter."""
    shown = ("text", "text_special", "code_inline", "image")
    return "".join(one.content for one in tokens if one.type in shown).replace("$", "")


def links(tokens: list[Token]) -> list[tuple[str, str]]:
    """Return the target and the text of every link."""
    starts = [at for at, token in enumerate(tokens) if token.type == "link_open"]
    ends = [at for at, token in enumerate(tokens) if token.type == "link_close"]
    return [
        (unquote(str(tokens[start].attrs["href"])), words(tokens[start:end]))
        for start, end in zip(starts, ends, strict=True)
    ]


def check(document: str) -> None:
    """Check what holds for every document."""
    tokens = parsed(document)
    assert not [token for token in tokens if token.type.startswith("html")]
    headings = [
        (f"#{token.attrs['id']}", words(list(flatten(content.children or []))))
        for token, content in itertools.pairwise(tokens)
        if token.type == "heading_open"
    ]
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    at = 0
    for link in links(parsed(contents_of(document))):
        # Each leads to a heading of its words, behind that of the one before.
        at = headings.index(link, at) + 1


def question(id: str, prompt: str = "What?", **fields: Any) -> Question:
    fields = {"kind": Kind.CONCEPT, "topics": ("basics",), **fields}
    return Question(id=id, prompt=prompt, **fields)


def pack(*questions: Question, **fields: Any) -> Pack:
    metadata = {
        "id": "small",
        "title": "Small",
        "version": "1.0.0",
        "language": "en",
        "license": "MIT",
        "authors": (Author(name="Ada"), Author(name="Bo")),
        **fields.pop("metadata", {}),
    }
    fields = {"topics": (Topic(id="basics", title="Basics"),), **fields}
    return Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=Metadata(**metadata),
        questions=questions,
        **fields,
    )


def sample(body: str) -> dict[str, Any]:
    return {"answers": (Answer(kind=AnswerKind.SAMPLE, body=body),)}


@pytest.mark.slow
def test_the_bundled_pack_makes_a_document_that_holds_together(ml_engineer: Pack) -> None:
    check(export(ml_engineer))


@pytest.mark.slow
def test_the_bundled_pack_is_shown_with_all_that_belongs_to_it(ml_engineer: Pack) -> None:
    document = export(ml_engineer)
    shown = " ".join(token.content for token in parsed(document))
    for one in ml_engineer.questions:
        assert one.prompt in document
        for answer in one.answers:
            for point in answer.key_points:
                assert point in document
        for follow_up in one.follow_ups:
            assert follow_up.prompt in document
        if one.rubric:
            assert all(criterion.text in shown for criterion in one.rubric.criteria)
            assert "Strong no hire" in shown
    for source in ml_engineer.sources:
        assert source.title in shown
    for guide in ml_engineer.guides:
        assert all(section.heading in shown for section in guide.sections)
    tables = [token for token in parsed(document) if token.type == "table_open"]
    assert len(tables) >= sum(one.rubric is not None for one in ml_engineer.questions)


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 2)
@given(packs())
def test_any_pack_makes_a_document_that_holds_together(drawn: Pack) -> None:
    check(export(drawn))


HOSTILE = [
    "<script>alert(1)</script>",
    "# top\n\n### deep\n\n## mid",
    "Under\n===\n\nlined\n---",
    "```\nopen",
    "~~~\n<script>\n~~~",
    "- ```\n  open in a list",
    "> # quoted\n> <b",
    "<!-- open",
    "<details>",
    "$$\n<b>\n```\n$$",
    "$<b>$",
    "Contents",
    "| a |\n| - |\n| <b> |",
    "- a\n\n\n- b\n---",
]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_document(text: str) -> None:
    line = text.split("\n")[0]
    hostile = pack(
        question("a", line, intent=text, **sample(text)),
        question("b", "After", topics=("other",)),
        metadata={"title": line, "description": text, "authors": (Author(name=line),)},
        topics=(
            Topic(id="basics", title=line),
            Topic(id="other", title=line, parent="basics"),
        ),
        stages=(Stage(id="s", title=line, order=1, assesses=text, format=line),),
        frameworks=(
            Framework(
                id="f", title=line, use_for=text, steps=(Step(title=line, prompt=line),)
            ),
        ),
        sources=(
            Source(
                id="s",
                type=SourceType.WEBSITE,
                title=line,
                publisher=line,
                url="http://x/<script>)",
            ),
        ),
        facts=(
            Fact(
                id="f",
                statement=line,
                as_of=mlinterview.load("ml-engineer").metadata.as_of,
                status=FactStatus.REPORTED,
            ),
        ),
        tips=(Tip(id="t", body=text), Tip(id="u", body="Next tip.")),
        mistakes=(Mistake(id="m", title=line, body=text, remedy=text),),
        guides=(
            Guide(
                id="g",
                title=line,
                sections=(Section(heading=line, body=text),),
                takeaways=(line,),
            ),
        ),
    )
    document = export(hostile)
    check(document)
    shown = [token.content for token in parsed(document) if token.type == "inline"]
    assert "After" in shown
    assert "Next tip." in shown


@pytest.mark.parametrize(
    "prompts",
    [
        ("Same", "Same", "Same"),
        ("Same", "Same 1", "Same"),
        ("Same-1", "Same", "Same"),
        ("Basics", "Small", "Contents"),
        ("???", "!!!", "Ünïcode, naïve: 東京?"),
        ("Key points", "Answer", "About this question"),
        ("*emphasis* and `code_x`", "a & b", "a &amp; b"),
        ("![image](x.png) shown", "[link](https://example.com)", "1. One"),
        ("snake_case", "C++ and C#", "x #"),
    ],
)
def test_links_of_the_contents_lead_to_their_headings(prompts: tuple[str, ...]) -> None:
    many = pack(
        *(
            question(f"q{at}", prompt, **sample("# Same\n\nText."))
            for at, prompt in enumerate(prompts)
        ),
        metadata={"description": "# Same\n\n# Basics"},
    )
    document = export(many)
    check(document)
    assert len(links(parsed(contents_of(document)))) == 4


def test_the_contents_show_the_prompts() -> None:
    document = export(pack(question("a", "What *is* `x[0]`?")))
    assert "- [Basics](#basics)\n  - [What is x\\[0\\]?](#what-is-x0)" in document


@pytest.mark.slow
def test_the_front_says_what_the_pack_is() -> None:
    described = pack(
        question("a"),
        metadata={"as_of": mlinterview.load("ml-engineer").metadata.as_of},
    )
    assert export(described).startswith(
        "# Small\n\nVersion 1.0.0, as of 2026-11-01, by Ada, Bo, licence MIT\n\n## Cont"
    )
    assert "Version 1.0.0, by Ada, Bo, licence MIT" in export(pack(question("a")))


def test_questions_stand_under_their_topics_in_the_order_of_the_pack() -> None:
    tree = pack(
        question("a", "First?", topics=("narrow",)),
        question("b", "Second?", topics=("wide",)),
        question("c", "Third?", topics=("gone",)),
        topics=(
            Topic(id="wide", title="Wide"),
            Topic(id="narrow", title="Narrow", parent="wide"),
        ),
    )
    headings = re.findall("^##+ .*", export(tree), flags=re.MULTILINE)
    assert [one for one in headings if not one.startswith("#### ")] == [
        "## Contents",
        "## Wide",
        "### Second?",
        "## Wide › Narrow",
        "### First?",
        "## gone",
        "### Third?",
    ]


STAGES = (
    Stage(
        id="s",
        title="Onsite",
        order=1,
        assesses="# Depth",
        format="on site",
        minutes=60,
        rounds=Rounds(min=1, max=3),
    ),
    Stage(id="t", title="Call", order=0, assesses="Breadth."),
)


def test_stages_are_described_in_the_order_of_the_process() -> None:
    document = export(pack(question("a"), stages=STAGES))
    assert document.endswith(
        "## Interview stages\n\n### Call\n\nBreadth.\n\n"
        "### Onsite\n\non site, 60 minutes, 1 to 3 rounds\n\n#### Depth\n"
    )


def test_what_goes_beyond_questions_is_there_if_all_questions_are() -> None:
    two = pack(question("a"), question("b"), stages=STAGES)
    assert "## Interview stages" in export(select(two)[::-1])
    assert "## Interview stages" not in export(select(two)[:1])


def test_takeaways_end_a_guide() -> None:
    guides = (
        Guide(
            id="g",
            title="Guide",
            sections=(Section(heading="H", body="B."),),
            takeaways=("1. One", "Two"),
        ),
        Guide(id="h", title="Other", sections=(Section(heading="I", body="C."),)),
    )
    document = export(pack(question("a"), guides=guides))
    assert document.endswith(
        "## Guide\n\n### H\n\nB.\n\n### To remember\n\n- 1\\. One\n- Two\n\n"
        "## Other\n\n### I\n\nC.\n"
    )


def test_two_packs_share_one_document() -> None:
    one = pack(question("a", "Same?"), stages=STAGES)
    other = attrs.evolve(one, metadata=attrs.evolve(one.metadata, id="b", title="B"))
    document = export(select(one, other))
    assert document.startswith("# Small and B\n\nVersion 1.0.0")
    assert document.count("### Same?") == 2
    assert document.count("## Interview stages") == 2
    check(document)


@pytest.mark.slow
def test_the_document_is_written_with_unix_line_ends(
    ml_engineer: Pack, tmp_path: Path
) -> None:
    path = tmp_path / "out.md"
    mlinterview.export(ml_engineer, path)
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.endswith(b"\n\n")
