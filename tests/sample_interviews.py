"""Packs to plan interviews from, and plans to hold."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

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
)
from mlinterview.model import (
    Anchors,
    AnswerKind,
    Author,
    Criterion,
    Metadata,
    Rounds,
    Rubric,
    Stage,
)

EASY, MIDDLE, HARD = Difficulty
TOPICS = tuple(Topic(id=name, title=name.title()) for name in ("names", "ports", "wires"))
SCREEN = Stage(id="screen", title="Phone screen", order=1, assesses="B.", minutes=30)
DESIGN = Stage(
    id="design",
    title="Design",
    order=2,
    assesses="Depth.",
    minutes=45,
    rounds=Rounds(min=1, max=2),
)


def question(id: str, **fields: Any) -> Question:
    stated = {
        "kind": Kind.CONCEPT,
        "prompt": f"What of {id}?",
        "topics": ("names",),
        "stages": ("screen",),
        "minutes": 10,
    }
    return Question(id=id, **{**stated, **fields})


def full(id: str, **fields: Any) -> Question:
    """A ready question with all that helps to judge an answer, each text its own."""
    return question(
        id,
        difficulty=fields.pop("difficulty", MIDDLE),
        intent=f"Intent of {id}.",
        clarifying_questions=(f"Clarifying {id}?",),
        answers=(
            Answer(
                kind=AnswerKind.SAMPLE, body=f"Sample {id}.", key_points=(f"Point {id}.",)
            ),
            Answer(kind=AnswerKind.WEAK, body=f"Weak {id}.", key_points=(f"Flaw {id}.",)),
        ),
        follow_ups=(FollowUp(prompt=f"Then {id}?", answer=f"Next {id}."),),
        rubric=Rubric(
            anchors=Anchors(
                strong_no_hire=f"Worst {id}.",
                no_hire=f"Bad {id}.",
                hire=f"Good {id}.",
                strong_hire=f"Best {id}.",
            ),
            criteria=(Criterion(text=f"Listen {id}.", points=2),),
        ),
        **fields,
    )


def hidden_texts(one: Question) -> list[str]:
    """Return every text of a question that a candidate must not see."""
    texts = [one.intent or "", *one.clarifying_questions]
    for answer in one.answers:
        texts += [answer.body, *answer.key_points]
    for follow_up in one.follow_ups:
        texts += [follow_up.prompt, follow_up.answer or ""]
    if one.rubric:
        anchors = one.rubric.anchors
        texts += [anchors.strong_no_hire, anchors.no_hire]
        texts += [anchors.hire, anchors.strong_hire]
        texts += [criterion.text for criterion in one.rubric.criteria]
    return [text for text in texts if text]


def pack(*questions: Question, id: str = "network", **fields: Any) -> Pack:
    metadata = Metadata(
        id=id,
        title=id.title(),
        version="1.0.0",
        language="en",
        license="MIT",
        authors=(Author(name="Ada"),),
    )
    stated: Mapping[str, Any] = {"topics": TOPICS, "stages": (DESIGN, SCREEN), **fields}
    return Pack(
        schema_version=SCHEMA_VERSION, metadata=metadata, questions=questions, **stated
    )


SMALL = pack(
    full("a", competencies=("rigour",), difficulty=Difficulty.FOUNDATIONAL),
    full("b", competencies=("rigour",), difficulty=Difficulty.ADVANCED),
    full("c", stages=("design",), minutes=45, levels=(Level.SENIOR,)),
)


@st.composite
def planned_packs(draw: st.DrawFn) -> Pack:
    """Packs whose questions compete for stages and time, and are related."""
    number = draw(st.integers(1, 12))
    ids = [f"q{at}" for at in range(number)]

    def some(*values: Any) -> st.SearchStrategy[tuple[Any, ...]]:
        return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)

    questions = [
        question(
            id,
            topics=(draw(st.sampled_from(TOPICS)).id,),
            stages=draw(some("screen", "design")),
            levels=draw(some(*Level)),
            difficulty=draw(st.sampled_from([None, *Difficulty])),
            competencies=draw(some("rigour", "honesty", "speed")),
            minutes=draw(st.none() | st.integers(1, 50)),
            related=tuple(one for one in draw(some(*ids)) if one != id),
            follow_ups=tuple(
                FollowUp(prompt="And?", question=one)
                for one in draw(some(*ids))[:1]
                if one != id
            ),
        )
        for id in ids
    ]
    return pack(*questions)
