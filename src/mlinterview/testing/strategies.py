"""Strategies for packs, their parts and texts, drawn from the field declarations."""

import datetime
import functools
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import attrs
from hypothesis import strategies as st

from ..document import JSON, MAX_INTEGER
from ..model import (
    COLLECTIONS,
    SCHEMA_VERSION,
    AnswerKind,
    Fact,
    Field,
    FollowUp,
    Kind,
    Metadata,
    Pack,
    Question,
    Rounds,
    Shape,
    Status,
    fields_of,
)

T = TypeVar("T")
_Ids = Mapping[str, Sequence[str]]

# Characters of any text, without control characters; and of Markdown, also without
# characters that could open a construct which has to be closed.
_CHARACTERS: Final = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\xa0"
)
_PLAIN: Final = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\xa0<$`~[]!&\\\ufeff"
)
_INLINE: Final = (
    "Why does *this* hold?",
    "What is `a < b`?",
    "What is $x^2$?",
    "# no heading",
    "1. no list",
    "[a link](https://example.com/?a=1&b=2)",
    "costs \\$5",
)
_BLOCKS: Final = (
    "One paragraph.\n\nAnother.\n",
    "```python\nassert 1 < 2\n```",
    "- a\n- b\n\n1. c\n2. d\n",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "$$\n\\frac{a}{b}\n$$",
    "# Heading\n\nText with `code` and $a<b$.",
    "![a plot](media/plot.png)",
    "> quoted\n> text",
)
_HOSTILE: Final = (
    "",
    " ",
    "\x00",
    "\x1b[31mred\x1b[0m\x07",
    "line\r\nline\rline\u2028line",
    "\u202eright to left\u2066 and on",
    "zero\u200bwidth\ufeff",
    "e\u0301 or \u00e9, \ufb01 or fi",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]> --> </style></title>",
    "[click](javascript:alert(1))",
    "![](https://example.com/pixel.png)",
    "{{c1::cloze}} {{Front}}",
    "=HYPERLINK(1)",
    "$x^2 and \\href{https://example.com}{y}$",
    "```\nnot closed",
    "'; DROP TABLE questions; --",
    '"quoted", comma;semicolon\ttab',
    "../../etc/passwd",
    "%s %n ${HOME} $(id) `id`",
    "no", "null", "~", "1e999", "0x1F", "---", "&a", "*a", "!!str a", "a: b #c",
)  # fmt: skip


# Texts -----------------------------------------------------------------------


def slugs() -> st.SearchStrategy[str]:
    """Return a strategy for slugs, the form of the ids of entities."""
    word = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=5)
    return st.lists(word, min_size=1, max_size=3).map("-".join)


def lines() -> st.SearchStrategy[str]:
    """Return a strategy for plain text on one line, such as a title."""
    return st.text(_CHARACTERS, min_size=1, max_size=20).filter(_starts)


def inline_markdown() -> st.SearchStrategy[str]:
    """Return a strategy for one line of Markdown that violates no rule."""
    plain = st.text(_PLAIN, min_size=1, max_size=20).filter(_starts)
    return st.one_of(plain, st.sampled_from(_INLINE))


def markdown() -> st.SearchStrategy[str]:
    """Return a strategy for Markdown of any number of lines that violates no rule."""
    plain = st.text(st.one_of(_PLAIN, st.just("\n")), min_size=1, max_size=60)
    return st.one_of(inline_markdown(), plain.filter(_starts), st.sampled_from(_BLOCKS))


def _starts(text: str) -> bool:
    return not text[0].isspace()


def texts() -> st.SearchStrategy[str]:
    """Return a strategy for any text, including hostile text.

    It draws markup, scripts, formulas, escape sequences, invisible characters, and text
    that other formats would interpret. Few of the texts could be in a valid pack: they
    are meant for programs that read what people type.
    """
    anything = st.text(st.characters(exclude_categories=["Cs"]))
    hostile = st.sampled_from(_HOSTILE)
    return st.one_of(hostile, anything, st.tuples(anything, hostile).map("".join))


def json_values() -> st.SearchStrategy[Any]:
    """Return a strategy for plain data that all JSON parsers read alike."""
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
    key = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
    leaf: st.SearchStrategy[JSON] = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-MAX_INTEGER, MAX_INTEGER),
        st.floats(allow_nan=False, allow_infinity=False),
        text,
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(key, inner, max_size=3)
        ),
        max_leaves=5,
    )


_SLUGS: Final = slugs()
_EXTENSIONS: Final[st.SearchStrategy[dict[str, JSON]]] = st.one_of(
    st.just({}),
    st.dictionaries(slugs().map("x-{}".format), json_values(), max_size=2),
)


# Objects ---------------------------------------------------------------------


def instances(cls: type[T], *, ids: _Ids | None = None) -> st.SearchStrategy[T]:
    """Return a strategy for objects of one class of the model.

    Args:
        cls: Any class of the model, such as `mlinterview.model.Tip`.
        ids: For each type of entity, such as ``"topic"``, the ids to refer to. By
            default, references are to arbitrary ids.

    >>> from hypothesis import given
    >>> from mlinterview.model import Tip
    >>> @given(instances(Tip))
    ... def test_a_tip_has_something_to_say(tip):
    ...     assert tip.body
    >>> test_a_tip_has_something_to_say()
    """
    return _instances(cls, ids)


def questions(*, ids: _Ids | None = None) -> st.SearchStrategy[Question]:
    """Return a strategy for questions; incomplete ones are drafts.

    Args:
        ids: For each type of entity, the ids to refer to; see `instances`.
    """
    return instances(Question, ids=ids)


def packs(*, id: str | None = None, max_questions: int = 4) -> st.SearchStrategy[Pack]:
    """Return a strategy for packs that validate without an error.

    Args:
        id: The id of the packs; an arbitrary one by default.
        max_questions: The largest number of questions; the smallest is 1.

    >>> from hypothesis import given, settings
    >>> import mlinterview
    >>> @settings(max_examples=5)
    ... @given(packs())
    ... def test_a_pack_survives_being_written(pack):
    ...     assert mlinterview.loads(mlinterview.dumps(pack, "json"), "json") == pack
    >>> test_a_pack_survives_being_written()
    """
    return _packs(id, max_questions)


_SPECIAL: Final[Mapping[tuple[type, str], st.SearchStrategy[Any]]] = {
    (Pack, "schema_version"): st.just(SCHEMA_VERSION),
    (Metadata, "version"): st.sampled_from(["0.1.0", "1.2.3-rc.1+b"]),
    (Metadata, "language"): st.sampled_from(["en", "pt-BR", "zh-Hant"]),
    (Metadata, "license"): st.sampled_from(["CC-BY-4.0", "MIT OR Apache-2.0"]),
    (Question, "status"): st.just(Status.READY),
    (Question, "aliases"): st.just(()),
}
"""Strategies for fields that the declared limits do not describe in full."""

_BY_DEFINITION: Final[Mapping[str, st.SearchStrategy[str]]] = {
    "slug": _SLUGS,
    "role": _SLUGS,
    "line": lines(),
    "inline-markdown": inline_markdown(),
    "markdown": markdown(),
    "partial-date": st.sampled_from(["2020", "2020-02", "2020-02-29"]),
    "url": st.sampled_from(["https://example.com/", "http://example.com/a?b=c#d"]),
}
"""The strategy for each named definition of a text in the schema."""


@st.composite
def _instances(draw: st.DrawFn, cls: Any, ids: _Ids | None) -> Any:
    values = {
        field.name: value
        for field in fields_of(cls)
        if (value := draw(_values(cls, field, ids))) is not None
    }
    return _in_order(cls(**values, extensions=draw(_EXTENSIONS)))


def _values(cls: type, field: Field, ids: _Ids | None) -> st.SearchStrategy[Any]:
    if ids is None or not _refers(field.shape):
        return _cached_values(cls, field.name)
    return _new_values(cls, field, ids)


@functools.cache
def _cached_values(cls: type, name: str) -> st.SearchStrategy[Any]:
    """Return the strategy for a field if there are no ids to refer to.

    Hypothesis checks each strategy before its first use, which takes as long as a draw.
    """
    (field,) = (field for field in fields_of(cls) if field.name == name)
    return _new_values(cls, field, None)


def _new_values(cls: type, field: Field, ids: _Ids | None) -> st.SearchStrategy[Any]:
    if (cls, field.name) in _SPECIAL:
        return _SPECIAL[cls, field.name]
    drawn = _shaped(field.shape, ids)
    return drawn if field.required else st.one_of(st.none(), drawn)


def _refers(shape: Shape) -> bool:
    """Return True if values of a shape hold references."""
    if shape.item is not None:
        return _refers(shape.item)
    if shape.kind == "object":
        return _class_refers(shape.type)
    return shape.spec.ref is not None


@functools.cache
def _class_refers(cls: type) -> bool:
    return any(_refers(field.shape) for field in fields_of(cls))


def _shaped(shape: Shape, ids: _Ids | None) -> st.SearchStrategy[Any]:
    """Return a strategy for values of a shape."""
    spec = shape.spec
    low, high = int(spec.minimum or 0), int(spec.maximum or 0)
    if shape.item is not None:
        return _listed(shape, shape.item, ids)
    if spec.ref is not None:
        return _references(spec.ref, ids)
    if shape.kind == "object":
        return _instances(shape.type, ids)
    if shape.kind == "enum":
        return st.sampled_from(list(shape.type))
    if shape.kind == "date":
        return st.dates(datetime.date(1990, 1, 1), datetime.date(2020, 1, 1))
    if shape.kind == "boolean":
        return st.booleans()
    if shape.kind == "integer":
        return st.integers(low, high)
    if shape.kind == "number":
        return st.one_of(st.integers(low, high), st.floats(low, high))
    return _BY_DEFINITION[(shape.named and shape.named.definition) or ""]


def _listed(shape: Shape, item: Shape, ids: _Ids | None) -> st.SearchStrategy[Any]:
    """Return a strategy for short lists, with no more items than ids to refer to."""
    most = 2
    if item.spec.ref is not None and ids is not None:
        most = min(most, len(_targets(item.spec.ref, ids)))
    drawn = st.lists(
        _shaped(item, ids),
        min_size=min(shape.spec.min_items or 0, most),
        max_size=most,
        unique=bool(shape.spec.unique),
    )
    return drawn.map(tuple)


def _references(kind: str, ids: _Ids | None) -> st.SearchStrategy[str | None]:
    """Return a strategy for references to entities of a type, or of ``"any"``."""
    if ids is not None:
        targets: list[str | None] = [*_targets(kind, ids)]
        return st.sampled_from(targets or [None])
    if kind != "any":
        return _SLUGS
    return st.builds("{}/{}".format, st.sampled_from(list(COLLECTIONS)), _SLUGS)


def _targets(kind: str, ids: _Ids) -> Sequence[str]:
    if kind != "any":
        return ids.get(kind, ())
    return [f"{entity}/{name}" for entity, names in ids.items() for name in names]


def _in_order(value: Any) -> Any:
    """Return an object with fields that are consistent with each other."""
    if isinstance(value, Rounds) and value.min > value.max:
        return attrs.evolve(value, min=value.max, max=value.min)
    if isinstance(value, Fact) and value.low is not None and value.high is not None:
        low, high = sorted((value.low, value.high))
        return attrs.evolve(value, low=low, high=high)
    if isinstance(value, FollowUp) and value.answer is not None:
        return attrs.evolve(value, question=None)
    if isinstance(value, Question):
        return _arranged(value, value.id)
    return value


def _arranged(question: Question, name: str) -> Question:
    """Return a question with the id *name* that violates no rule."""
    complete = (
        question.difficulty is not None
        and question.intent is not None
        and any(answer.kind is not AnswerKind.WEAK for answer in question.answers)
        and (question.rubric or question.kind not in (Kind.DESIGN, Kind.BEHAVIOURAL))
    )
    return attrs.evolve(
        question,
        id=name,
        status=Status.READY if complete else Status.DRAFT,
        aliases=(f"Formerly {name}",),
        related=tuple(other for other in question.related if other != name),
        answers=tuple(
            attrs.evolve(answer, id=answer.id and f"answer-{number}")
            for number, answer in enumerate(question.answers)
        ),
        follow_ups=tuple(
            attrs.evolve(each, question=None) if each.question == name else each
            for each in question.follow_ups
        ),
    )


@st.composite
def _packs(draw: st.DrawFn, id: str | None, max_questions: int) -> Pack:
    sizes = {"topic": (1, 2), "question": (1, max_questions)}
    ids: dict[str, list[str]] = {}
    for kind in COLLECTIONS:
        least, most = sizes.get(kind, (0, 2))
        ids[kind] = draw(st.lists(_SLUGS, min_size=least, max_size=most, unique=True))
    lists: dict[str, Any] = {
        key: tuple(
            attrs.evolve(draw(_instances(cls, ids)), id=name) for name in ids[kind]
        )
        for kind, (key, cls) in COLLECTIONS.items()
    }
    metadata = draw(_instances(Metadata, ids))
    # The parent of a topic is an earlier one, so that there is no cycle.
    lists["topics"] = tuple(
        attrs.evolve(topic, parent=draw(st.sampled_from([None, *ids["topic"][:number]])))
        for number, topic in enumerate(lists["topics"])
    )
    lists["questions"] = tuple(_arranged(each, each.id) for each in lists["questions"])
    return Pack(
        schema_version=SCHEMA_VERSION,
        metadata=attrs.evolve(metadata, id=id) if id else metadata,
        extensions=draw(_EXTENSIONS),
        **lists,
    )
