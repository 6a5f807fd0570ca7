"""The sections of a question: complete, in order, and safe to put anywhere."""

import datetime
from typing import Any

import attrs
import pytest

from mlinterview import (
    SCHEMA_VERSION,
    Answer,
    Difficulty,
    FollowUp,
    Kind,
    Level,
    Pack,
    Question,
    Topic,
    select,
)
from mlinterview.model import (
    Anchors,
    AnswerKind,
    AppliesTo,
    Author,
    Criterion,
    Framework,
    Metadata,
    Mistake,
    Rubric,
    Source,
    SourceType,
    Stage,
    Step,
    Tip,
)
from mlinterview.presentation.question_sections import (
    SECTIONS,
    UNSHOWN,
    QuestionSection,
    sections,
    source_line,
)
from mlinterview.rendering import line_to_markdown, to_markdown

QUESTION = Question(
    id="why",
    kind=Kind.DESIGN,
    prompt="Why?",
    topics=("narrow", "other"),
    difficulty=Difficulty.ADVANCED,
    levels=(Level.SENIOR, Level.STAFF),
    roles=("ml-engineer",),
    stages=("onsite",),
    competencies=("depth",),
    minutes=30,
    tags=("some-tag",),
    aliases=("former",),
    updated=datetime.date(2026, 1, 1),
    intent="The intent.",
    clarifying_questions=("1. How much?", "How fast?"),
    framework="soar",
    answers=(
        Answer(kind=AnswerKind.WEAK, body="Weak body.", key_points=("Weak point.",)),
        Answer(
            kind=AnswerKind.SAMPLE,
            body="# Best\n\nBest body.",
            key_points=("Best point.",),
            level=Level.MID,
            illustrative=True,
            sources=("paper",),
        ),
        Answer(kind=AnswerKind.OUTLINE, body="Outline body."),
        Answer(kind=AnswerKind.REFERENCE, body="Background body."),
    ),
    follow_ups=(
        FollowUp(prompt="And *then*?", answer="Then this."),
        FollowUp(prompt="And there?", question="next"),
        FollowUp(prompt="And nothing?"),
        FollowUp(prompt="And lost?", question="gone"),
    ),
    rubric=Rubric(
        anchors=Anchors(
            strong_no_hire="Bad\n\n- very | bad",
            no_hire="~~~\n<script>\n~~~",
            hire="Good `a|b`.",
            strong_hire="Great.",
        ),
        criteria=(
            Criterion(text="Names it.", points=3),
            Criterion(text="Red flag.", points=-2),
        ),
    ),
    related=("next",),
    sources=("book",),
)
PACK = Pack(
    schema_version=SCHEMA_VERSION,
    metadata=Metadata(
        id="p",
        title="P",
        version="1.0.0",
        language="en",
        license="MIT",
        authors=(Author(name="A"),),
    ),
    topics=(
        Topic(id="wide", title="Wide *topic*"),
        Topic(id="narrow", title="Narrow", parent="wide"),
        Topic(id="other", title="Other"),
    ),
    stages=(Stage(id="onsite", title="Onsite", order=1, assesses="Depth."),),
    frameworks=(
        Framework(
            id="soar",
            title="SOAR",
            use_for="Stories.",
            steps=(
                Step(title="Situation", prompt="What was there?", minutes=2),
                Step(title="Result", prompt="What came of it?"),
            ),
        ),
    ),
    sources=(
        Source(id="book", type=SourceType.BOOK, title="Book"),
        Source(id="paper", type=SourceType.PAPER, title="Paper"),
    ),
    questions=(
        QUESTION,
        Question(id="next", kind=Kind.CODING, prompt="# Next?", topics=("other",)),
    ),
    tips=(
        Tip(id="t", body="A tip.", applies_to=AppliesTo(questions=("why",))),
        Tip(id="u", body="```\nopen", applies_to=AppliesTo(questions=("why",))),
        Tip(id="v", body="Last tip.", applies_to=AppliesTo(questions=("why",))),
    ),
    mistakes=(
        Mistake(
            id="m",
            title="A mistake",
            body="It costs.",
            remedy="Do this.",
            applies_to=AppliesTo(questions=("why",)),
        ),
    ),
)


def made(question: Question = QUESTION) -> tuple[QuestionSection, ...]:
    pack = attrs.evolve(PACK, questions=(question, PACK.questions[1]))
    return sections(select(pack).entries[0])


def body(heading: str) -> str:
    (found,) = [one.body for one in made() if one.heading == heading]
    return to_markdown(found)


def test_every_field_of_a_question_is_in_a_section_or_listed_as_unshown() -> None:
    """A new field: name it in SECTIONS, or in UNSHOWN with the reason."""
    shown = [field for fields, _make in SECTIONS for field in fields]
    declared = {field.name for field in attrs.fields(Question)} - {"extensions"}
    assert len(shown) == len(set(shown))
    assert not set(shown) & UNSHOWN.keys()
    assert set(shown) | UNSHOWN.keys() == declared
    assert all(UNSHOWN.values())


OPTIONAL = [
    field.name
    for field in attrs.fields(Question)
    if field.default is not attrs.NOTHING and field.name not in {*UNSHOWN, "extensions"}
]


@pytest.mark.parametrize("field", OPTIONAL)
def test_a_shown_field_makes_a_difference(field: str) -> None:
    empty = attrs.fields_dict(Question)[field].default
    assert made(attrs.evolve(QUESTION, **{field: empty})) != made()


@pytest.mark.parametrize("field", sorted(UNSHOWN.keys() - {"prompt", "id"}))
def test_an_unshown_field_makes_none(field: str) -> None:
    empty = attrs.fields_dict(Question)[field].default
    assert made(attrs.evolve(QUESTION, **{field: empty})) == made()


def test_sections_come_in_the_order_in_which_they_are_read() -> None:
    assert [one.heading for one in made()] == [
        "What the interviewer is after",
        "What to ask first",
        "A weak answer",
        "Why it is weak",
        "Answer (mid)",
        "Key points",
        "Outline of an answer",
        "Background",
        "Follow-up questions",
        "Framework: SOAR",
        "Rubric",
        "Tips",
        "Common mistakes",
        "Related questions",
        "Sources",
        "About this question",
    ]


def test_only_the_best_answer_and_its_points_are_essential() -> None:
    assert [one.heading for one in made() if one.essential] == [
        "Answer (mid)",
        "Key points",
    ]
    only_weak = attrs.evolve(QUESTION, answers=QUESTION.answers[:1])
    assert not [one for one in made(only_weak) if one.essential]


def test_a_question_that_says_little_has_one_section() -> None:
    (only,) = sections(select(PACK).entries[1])[-1:]
    assert only.heading == "About this question"
    assert to_markdown(only.body) == "- Topic: Other\n- Kind: coding"


def test_a_story_is_marked_as_invented() -> None:
    assert body("Answer (mid)").startswith("*The story and its figures are invented.*")


def test_headings_of_a_text_go_below_the_section() -> None:
    (answer,) = [one for one in made() if one.heading == "Answer (mid)"]
    assert "\n##### Best\n" in to_markdown(answer.body, level=4)


def test_what_the_facts_about_a_question_say() -> None:
    assert body("About this question").splitlines() == [
        "- Topic: Wide \\*topic\\* › Narrow",
        "- Other topics: Other",
        "- Kind: design",
        "- Difficulty: advanced",
        "- Levels: senior, staff",
        "- Roles: ml-engineer",
        "- Stages: Onsite",
        "- Competencies: depth",
        "- Minutes: 30",
        "- Tags: some-tag",
    ]


def test_follow_ups_come_with_their_answer_or_the_question_that_they_lead_to() -> None:
    assert body("Follow-up questions").split("\n\n") == [
        "**And *then*?**",
        "Then this.",
        "**And there?**",
        "It is a question of its own: \\# Next?",
        "**And nothing?**",
        "**And lost?**",
    ]


def test_a_framework_shows_its_use_and_its_steps() -> None:
    assert body("Framework: SOAR") == (
        "Stories.\n\n1. **Situation** (2 min): What was there?"
        "\n2. **Result**: What came of it?"
    )


def test_a_rubric_is_two_tables_of_one_line_a_row() -> None:
    assert body("Rubric").splitlines() == [
        "| Verdict | What the answer is like |",
        "| --- | --- |",
        r"| Strong no hire | Bad - very \| bad |",
        r"| No hire | \~~~ &lt;script> ~~~ |",
        r"| Hire | Good `a\|b`. |",
        "| Strong hire | Great. |",
        "",
        "| Points | What to listen for |",
        "| --- | --- |",
        "| +3 | Names it. |",
        "| -2 | Red flag. |",
    ]


def test_a_rubric_without_criteria_is_one_table() -> None:
    rubric = attrs.evolve(QUESTION.rubric, criteria=())
    (found,) = [
        one.body
        for one in made(attrs.evolve(QUESTION, rubric=rubric))
        if one.heading == "Rubric"
    ]
    assert "Points" not in to_markdown(found)


def test_an_open_code_block_does_not_swallow_what_follows() -> None:
    assert body("Tips") == "A tip.\n\n```\nopen\n```\n\nLast tip."


def test_a_mistake_comes_with_its_remedy() -> None:
    assert body("Common mistakes") == (
        "**A mistake**\n\nIt costs.\n\n*Instead:*\n\nDo this."
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "*T\\*tle*"),
        ({"authors": ("Ada",)}, "Ada. *T\\*tle*"),
        ({"authors": ("Ada", "Bo", "Cy")}, "Ada, Bo, Cy. *T\\*tle*"),
        ({"authors": ("Ada", "Bo", "Cy", "Di")}, "Ada et al. *T\\*tle*"),
        ({"authors": ("King Jr.",)}, "King Jr. *T\\*tle*"),
        ({"publisher": "ACM"}, "*T\\*tle*. ACM"),
        ({"publisher": "ACM", "published": "2017"}, "*T\\*tle*. ACM, 2017"),
        ({"published": "2017"}, "*T\\*tle*. 2017"),
        ({"url": "https://a.b/?c=1&d=2"}, "[*T\\*tle*](https://a.b/?c=1&d=2)"),
        ({"url": "https://a.b/(c)<d>\\"}, "[*T\\*tle*](https://a.b/%28c%29%3Cd%3E%5C)"),
        ({"url": "https://a.b/?c&copy;d"}, "[*T\\*tle*](https://a.b/?c&amp;copy;d)"),
    ],
)
def test_a_source_is_one_line(fields: dict[str, Any], expected: str) -> None:
    source = Source(id="s", type=SourceType.PAPER, title="T*tle", **fields)
    assert line_to_markdown(source_line(source)) == expected
