"""Small packs to select from and search in, with something in every field."""

import datetime
from typing import Any

import mlinterview
from mlinterview import (
    Answer,
    Difficulty,
    FollowUp,
    Kind,
    Level,
    Pack,
    Question,
    Status,
    Topic,
)
from mlinterview.model import (
    AnswerKind,
    Author,
    Framework,
    Metadata,
    Rubric,
    Source,
    SourceType,
    Stage,
    Step,
)


def question(id: str, *topics: str, **fields: Any) -> Question:
    fields = {"kind": Kind.CONCEPT, "prompt": f"What of {id}?", **fields}
    return Question(id=id, topics=topics or ("models",), **fields)


def pack(*questions: Question, id: str = "small", **fields: Any) -> Pack:
    metadata = Metadata(
        id=id,
        title=id.capitalize(),
        version="1.0.0",
        language="en",
        license="MIT",
        authors=(Author(name="A"),),
    )
    collections: dict[str, Any] = {
        "topics": (
            Topic(id="models", title="Models"),
            Topic(id="trees", title="Trees", parent="models"),
            Topic(id="data", title="Data"),
        ),
        "stages": (
            Stage(id="screen", title="Screen", order=1, assesses="Breadth."),
            Stage(id="onsite", title="Onsite", order=2, assesses="Depth."),
        ),
        "sources": (Source(id="book", type=SourceType.BOOK, title="Book"),),
        "frameworks": (
            Framework(id="soar", title="SOAR", steps=(Step(title="S", prompt="What?"),)),
        ),
        **fields,
    }
    return Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=metadata,
        questions=questions,
        **collections,
    )


RUBRIC = Rubric(
    anchors=mlinterview.model.Anchors(
        strong_no_hire="Guesses.", no_hire="Vague.", hire="Sound.", strong_hire="Superb."
    ),
    criteria=(mlinterview.model.Criterion(text="Names a trade-off.", points=2),),
)
FULL = pack(
    question(
        "forest",
        "trees",
        "data",
        kind=Kind.DESIGN,
        prompt="Design the *chunk  size* of a forest.",
        difficulty=Difficulty.ADVANCED,
        levels=(Level.SENIOR, Level.STAFF),
        roles=("ml-engineer", "gardener"),
        stages=("onsite",),
        tags=("b", "a"),
        competencies=("depth",),
        minutes=30,
        updated=datetime.date(2026, 6, 30),
        aliases=("woods",),
        intent="Breadth of view.",
        clarifying_questions=("How large?",),
        framework="soar",
        rubric=RUBRIC,
        answers=(
            Answer(
                kind=AnswerKind.SAMPLE, body="Big\nones.", key_points=("Overfitting",)
            ),
        ),
        follow_ups=(FollowUp(prompt="And then?", answer="Prune."),),
    ),
    question(
        "tree",
        "trees",
        difficulty=Difficulty.FOUNDATIONAL,
        levels=(Level.JUNIOR,),
        roles=("ml-engineer",),
        stages=("screen", "onsite"),
        tags=("a",),
        minutes=10,
        updated=datetime.date(2026, 1, 1),
        sources=("book",),
    ),
    question("plain", "models", status=Status.DRAFT),
    question(
        "clean",
        "data",
        kind=Kind.CODING,
        difficulty=Difficulty.INTERMEDIATE,
        levels=(Level.MID,),
        answers=(Answer(kind=AnswerKind.SAMPLE, body="No.", sources=("book",)),),
    ),
)


OTHER = pack(
    question("tree", "trees"),
    question("root", "roots"),
    id="other",
    topics=(
        Topic(id="trees", title="Trees"),
        Topic(id="roots", title="Roots", parent="trees"),
    ),
)
