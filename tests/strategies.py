"""Hypothesis strategies for whole packs that the schema and the rules accept.

They are made from the declarations of the model, so that a new field is covered as
soon as it is declared. What a rule asks for beyond the schema is arranged here:
references resolve, ranges are in order, a ready question is complete.
"""

import datetime
from collections.abc import Mapping
from typing import Any

import attrs
from hypothesis import strategies as st

from mlinterview import model
from mlinterview._spec import Field, Shape, fields_of
from mlinterview.document import MAX_INTEGER
from mlinterview.model import (
    AnswerKind,
    AppliesTo,
    Fact,
    FollowUp,
    Kind,
    Metadata,
    Pack,
    Question,
    Rounds,
    Status,
    Topic,
)

slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)

# Any text without control characters; and, for Markdown, without what could open
# something that has to be closed or followed.
_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\xa0")
_PLAIN = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\xa0<$`~[]!&\\\ufeff"
)


def _starting(text: str) -> bool:
    return not text[0].isspace()


lines = st.text(_CHARACTERS, min_size=1, max_size=20).filter(_starting)
inline_markdown = st.one_of(
    st.text(_PLAIN, min_size=1, max_size=20).filter(_starting),
    st.sampled_from(
        [
            "Why does *this* hold?",
            "What is `a < b`?",
            "What is $x^2$?",
            "# no heading",
            "1. no list",
            "[a link](https://example.com/?a=1&b=2)",
            "costs \\$5",
        ]
    ),
)
markdown = st.one_of(
    inline_markdown,
    st.text(st.one_of(_PLAIN, st.just("\n")), min_size=1, max_size=60).filter(_starting),
    st.sampled_from(
        [
            "One paragraph.\n\nAnother.\n",
            "```python\nassert 1 < 2\n```",
            "- a\n- b\n\n1. c\n2. d\n",
            "| a | b |\n| - | - |\n| 1 | 2 |",
            "$$\n\\frac{a}{b}\n$$",
            "# Heading\n\nText with `code` and $a<b$.",
            "![a plot](media/plot.png)",
            "> quoted\n> text",
        ]
    ),
)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)
extensions = st.one_of(
    st.just({}),
    st.dictionaries(
        st.from_regex(r"x-[a-z0-9]{1,5}", fullmatch=True), json_values, max_size=2
    ),
)

_SPECIAL: Mapping[tuple[type, str], st.SearchStrategy[Any]] = {
    (Pack, "schema_version"): st.just("1.0"),
    (Metadata, "version"): st.sampled_from(["0.1.0", "1.2.3-rc.1+b"]),
    (Metadata, "language"): st.sampled_from(["en", "pt-BR", "zh-Hant"]),
    (Metadata, "license"): st.sampled_from(["CC-BY-4.0", "MIT OR Apache-2.0"]),
    (Question, "status"): st.just(Status.READY),
    (Question, "aliases"): st.just(()),
}
_BY_DEFINITION: Mapping[str, st.SearchStrategy[Any]] = {
    "slug": slugs,
    "role": slugs,
    "line": lines,
    "inline-markdown": inline_markdown,
    "markdown": markdown,
    "partial-date": st.sampled_from(["2020", "2020-02", "2020-02-29"]),
    "url": st.sampled_from(["https://example.com/", "http://example.com/a?b=c#d"]),
}


@st.composite
def instances(draw: st.DrawFn, cls: type, ids: Mapping[str, list[str]]) -> Any:
    """Draw an object of the model whose references are among *ids*."""
    values = {
        field.name: value
        for field in fields_of(cls)
        if (value := draw(_values(cls, field, ids))) is not None
    }
    return _in_order(cls(**values, extensions=draw(extensions)))


def _values(
    cls: type, field: Field, ids: Mapping[str, list[str]]
) -> st.SearchStrategy[Any]:
    if (cls, field.name) in _SPECIAL:
        return _SPECIAL[cls, field.name]
    drawn = _shaped(field.shape, ids)
    return drawn if field.required else st.one_of(st.none(), drawn)


def _shaped(shape: Shape, ids: Mapping[str, list[str]]) -> st.SearchStrategy[Any]:
    spec = shape.spec
    if shape.item is not None:
        items = _shaped(shape.item, ids)
        least = spec.min_items or 0
        reference = shape.item.spec.ref
        most = 2 if reference is None else min(2, len(_targets(reference, ids)))
        drawn = st.lists(
            items,
            min_size=min(least, most),
            max_size=most,
            unique=bool(spec.unique),
        )
        return drawn.map(tuple)
    if spec.ref is not None:
        return st.sampled_from(_targets(spec.ref, ids) or [None])
    if shape.kind == "object":
        return instances(shape.type, ids)
    if shape.kind == "enum":
        return st.sampled_from(list(shape.type))
    if shape.kind == "date":
        return st.dates(datetime.date(1990, 1, 1), datetime.date(2020, 1, 1))
    if shape.kind == "boolean":
        return st.booleans()
    if shape.kind == "integer":
        return st.integers(int(spec.minimum or 0), int(spec.maximum or 0))
    if shape.kind == "number":
        bounds = {"min_value": spec.minimum, "max_value": spec.maximum}
        return st.one_of(
            st.integers(int(spec.minimum or 0), int(spec.maximum or 0)),
            st.floats(**bounds, allow_nan=False),
        )
    return _BY_DEFINITION[(shape.named and shape.named.definition) or ""]


def _targets(reference: str, ids: Mapping[str, list[str]]) -> list[str]:
    if reference != "any":
        return ids[reference]
    return [f"{kind}/{name}" for kind, names in ids.items() for name in names]


def _in_order(value: Any) -> Any:
    """Arrange what two fields of one object must agree on."""
    if isinstance(value, Rounds) and value.min > value.max:
        return attrs.evolve(value, min=value.max, max=value.min)
    if isinstance(value, Fact) and None not in (value.low, value.high):
        low, high = sorted((value.low, value.high))  # type: ignore[type-var]
        return attrs.evolve(value, low=low, high=high)
    if isinstance(value, FollowUp) and value.answer is not None:
        return attrs.evolve(value, question=None)
    return value


def _arranged(question: Question) -> Question:
    """Arrange what a rule asks of a question with its id known."""
    name = question.id
    complete = (
        question.difficulty is not None
        and question.intent is not None
        and any(one.kind is not AnswerKind.WEAK for one in question.answers)
        and (question.rubric or question.kind not in (Kind.DESIGN, Kind.BEHAVIOURAL))
    )
    return attrs.evolve(
        question,
        status=Status.READY if complete else Status.DRAFT,
        aliases=(f"Formerly {name}",),
        related=tuple(other for other in question.related if other != name),
        answers=tuple(
            attrs.evolve(answer, id=answer.id and f"answer-{at}")
            for at, answer in enumerate(question.answers)
        ),
        follow_ups=tuple(
            attrs.evolve(one, question=None) if one.question == name else one
            for one in question.follow_ups
        ),
    )


@st.composite
def packs(draw: st.DrawFn, max_questions: int = 4, id: str | None = None) -> Pack:
    """Draw a pack that validates without an error."""
    sizes = {
        kind: 1 if kind in ("topic", "question") else 0 for kind in model.COLLECTIONS
    }
    ids = {
        kind: draw(
            st.lists(
                slugs,
                min_size=least,
                max_size=max_questions if kind == "question" else 2,
                unique=True,
            )
        )
        for kind, least in sizes.items()
    }
    lists = {
        key: tuple(attrs.evolve(draw(instances(cls, ids)), id=name) for name in ids[kind])
        for kind, (key, cls) in model.COLLECTIONS.items()
    }
    metadata = draw(instances(Metadata, ids))
    lists["topics"] = tuple(
        attrs.evolve(topic, parent=draw(st.sampled_from([None, *ids["topic"][:at]])))
        for at, topic in enumerate(lists["topics"])
        if isinstance(topic, Topic)
    )
    lists["questions"] = tuple(map(_arranged, lists["questions"]))
    return Pack(
        schema_version="1.0",
        metadata=attrs.evolve(metadata, id=id) if id else metadata,
        extensions=draw(extensions),
        **lists,
    )


__all__ = ["AppliesTo", "instances", "json_values", "packs", "slugs"]
