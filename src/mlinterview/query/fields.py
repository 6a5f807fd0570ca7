"""The fields by which questions are filtered, sorted and grouped: one record per field.

The key of a field in `Filters` is its name in a query and in the arguments of `select`;
the `QueryField` beside it declares everything else. The parser, `select`, sorting, the
search index and the page on the query language read it, so that one more key is enough
to add a field.
"""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, TypedDict

import attrs

from ..errors import QueryError, did_you_mean, quote
from ..model import (
    WELL_KNOWN_ROLES,
    Difficulty,
    Kind,
    Level,
    Question,
    Status,
)
from .entries import Entry, PackIndex

Several = str | Iterable[str]
"""One value, or several of which any will do."""


class ValueType(enum.Enum):
    """The type of the values of a field."""

    VOCABULARY = "words of a vocabulary"
    SCALE = "words of a vocabulary that has an order"
    TOPIC = "ids of topics, each of which includes its subtopics"
    ID = "ids of entities of a pack"
    PACK = "ids of packs"
    LABEL = "labels that a pack may choose"
    NUMBER = "whole numbers"
    DATE = "years, months or days"
    TEXT = "words to look for"


@attrs.frozen(kw_only=True)
class QueryField:
    """A field that a query may name.

    Args:
        about: What it tells about a question, in a few words.
        type: The type of its values.
        read: Returns the values of an entry, or its texts if the values are words to
            look for. It returns an empty sequence if the question has no value.
        values: What to write as a value, in Markdown; by default the vocabulary.
        vocabulary: The values in order, if they are the same for all packs.
        numbers: The numbers that a question may have, if the values are numbers.
        well_known: Labels that are known even if they do not occur in a pack. An unknown
            label that is similar to a known one is refused. If this is empty, every label
            is allowed.
        entities: Returns the entities of a pack by id, if the values are such ids.
        entity: The type of these entities in a global id; by default the field's name.
        follows_pack: Whether questions are sorted in the order that the pack gives the
            entities, and not by id.
        is_indexed: Whether a search can be narrowed by it in the index.
        noun: What messages call a value; by default the name of the field.
        name: The name, which is the key in `Filters`.
    """

    about: str
    type: ValueType
    read: Callable[[Entry], Sequence[Any]]
    values: str = ""
    vocabulary: tuple[str, ...] = ()
    numbers: range = range(0)
    well_known: tuple[str, ...] = ()
    entities: Callable[[PackIndex], Mapping[str, Any]] | None = None
    entity: str = ""
    follows_pack: bool = False
    is_indexed: bool = False
    noun: str = ""
    name: str = ""

    @property
    def is_ordered(self) -> bool:
        """Whether its values can be compared with ``<``, ``<=``, ``>`` and ``>=``."""
        return self.type in (ValueType.SCALE, ValueType.NUMBER, ValueType.DATE)

    @property
    def is_text(self) -> bool:
        """Whether its values are words to look for, which cannot be sorted by."""
        return self.type is ValueType.TEXT


# How a question is read ------------------------------------------------------


def _optional(value: Any) -> tuple[Any, ...]:
    return () if value is None else (value,)


OPTIONAL_KEYS: Final = tuple(
    field.name
    for field in attrs.fields(Question)
    if field.default is not attrs.NOTHING and field.name not in ("status", "extensions")
)
"""The keys that a question may lack."""


def _keys(entry: Entry) -> tuple[str, ...]:
    """Return the keys of `OPTIONAL_KEYS` that a question has."""
    return tuple(name for name in OPTIONAL_KEYS if getattr(entry.question, name))


def _answer_texts(entry: Entry) -> list[str]:
    """Return the answers and their key points."""
    return [
        text
        for answer in entry.question.answers
        for text in (answer.body, *answer.key_points)
    ]


def _all_texts(entry: Entry) -> list[str]:
    """Return the texts of a question that a reader sees."""
    question = entry.question
    return [
        question.prompt,
        *question.aliases,
        question.intent or "",
        *question.clarifying_questions,
        *_answer_texts(entry),
        *(
            text or ""
            for follow_up in question.follow_ups
            for text in (follow_up.prompt, follow_up.answer)
        ),
        *_rubric_texts(question),
    ]


def _rubric_texts(question: Question) -> Iterator[str]:
    if question.rubric is not None:
        anchors = question.rubric.anchors
        yield from (anchors.strong_no_hire, anchors.no_hire)
        yield from (anchors.hire, anchors.strong_hire)
        yield from (criterion.text for criterion in question.rubric.criteria)


# The fields ------------------------------------------------------------------


def _words(vocabulary: type[enum.StrEnum]) -> tuple[str, ...]:
    return tuple(str(member) for member in vocabulary)


class Filters(TypedDict, total=False):
    """Conditions on fields: for each a value, or several of which any will do.

    `None` is no condition. A question without a value for a field does not meet a
    condition on it.
    """

    topic: Annotated[
        Several | None,
        QueryField(
            about="a topic that it belongs to",
            type=ValueType.TOPIC,
            read=lambda entry: entry.question.topics,
            values="ids of topics; each includes its subtopics",
            entities=lambda index: index.topics,
            is_indexed=True,
        ),
    ]
    kind: Annotated[
        Several | None,
        QueryField(
            about="the kind of question",
            type=ValueType.VOCABULARY,
            read=lambda entry: (entry.question.kind,),
            vocabulary=_words(Kind),
            is_indexed=True,
        ),
    ]
    difficulty: Annotated[
        Several | None,
        QueryField(
            about="how hard it is",
            type=ValueType.SCALE,
            read=lambda entry: _optional(entry.question.difficulty),
            vocabulary=_words(Difficulty),
            is_indexed=True,
        ),
    ]
    level: Annotated[
        Several | None,
        QueryField(
            about="a seniority it is asked at",
            type=ValueType.SCALE,
            read=lambda entry: entry.question.levels,
            vocabulary=_words(Level),
            is_indexed=True,
        ),
    ]
    role: Annotated[
        Several | None,
        QueryField(
            about="a role it is asked for",
            type=ValueType.LABEL,
            read=lambda entry: entry.question.roles,
            values="roles, such as `ml-engineer`",
            well_known=WELL_KNOWN_ROLES,
            is_indexed=True,
        ),
    ]
    stage: Annotated[
        Several | None,
        QueryField(
            about="a stage it is asked in",
            type=ValueType.ID,
            read=lambda entry: entry.question.stages,
            values="ids of stages",
            entities=lambda index: index.stages,
            follows_pack=True,
            is_indexed=True,
        ),
    ]
    tag: Annotated[
        Several | None,
        QueryField(
            about="a tag",
            type=ValueType.LABEL,
            read=lambda entry: entry.question.tags,
            values="tags",
            is_indexed=True,
        ),
    ]
    competency: Annotated[
        Several | None,
        QueryField(
            about="an ability that it shows",
            type=ValueType.LABEL,
            read=lambda entry: entry.question.competencies,
            values="competencies",
            is_indexed=True,
        ),
    ]
    minutes: Annotated[
        int | Iterable[int] | None,
        QueryField(
            about="how long it takes",
            type=ValueType.NUMBER,
            read=lambda entry: _optional(entry.question.minutes),
            values="whole numbers",
            numbers=range(1, 24 * 60 + 1),
            is_indexed=True,
        ),
    ]
    status: Annotated[
        Several | None,
        QueryField(
            about="whether it is finished",
            type=ValueType.VOCABULARY,
            read=lambda entry: (entry.question.status,),
            vocabulary=_words(Status),
            is_indexed=True,
        ),
    ]
    updated: Annotated[
        Several | None,
        QueryField(
            about="when its content last changed",
            type=ValueType.DATE,
            read=lambda entry: _optional(entry.question.updated),
            values="a year, a month or a day: `2026`, `2026-06`, `2026-06-15`",
        ),
    ]
    pack: Annotated[
        Several | None,
        QueryField(
            about="the pack it is from",
            type=ValueType.PACK,
            read=lambda entry: (entry.pack.id,),
            values="ids of packs",
            is_indexed=True,
        ),
    ]
    id: Annotated[
        Several | None,
        QueryField(
            about="its id",
            type=ValueType.ID,
            read=lambda entry: (entry.question.id,),
            values="ids of questions",
            entities=lambda index: index.questions,
            entity="question",
        ),
    ]
    source: Annotated[
        Several | None,
        QueryField(
            about="a source of it or of an answer",
            type=ValueType.ID,
            read=lambda entry: entry.source_ids,
            values="ids of sources, of the question or an answer",
            entities=lambda index: index.sources,
            is_indexed=True,
        ),
    ]
    framework: Annotated[
        Several | None,
        QueryField(
            about="the framework that helps to answer it",
            type=ValueType.ID,
            read=lambda entry: _optional(entry.question.framework),
            values="ids of frameworks",
            entities=lambda index: index.frameworks,
            is_indexed=True,
        ),
    ]
    has: Annotated[
        Several | None,
        QueryField(
            about="an optional key that it has",
            type=ValueType.VOCABULARY,
            read=_keys,
            values="names of optional keys, as in the file:"
            " `rubric`, `answers`, `follow_ups`, …",
            vocabulary=OPTIONAL_KEYS,
            is_indexed=True,
            noun="optional key",
        ),
    ]
    text: Annotated[
        Several | None,
        QueryField(
            about="words anywhere in it",
            type=ValueType.TEXT,
            read=_all_texts,
            values="words; those without a field are looked for here",
        ),
    ]
    prompt: Annotated[
        Several | None,
        QueryField(
            about="words in what the interviewer says",
            type=ValueType.TEXT,
            read=lambda entry: (entry.question.prompt,),
            values="words",
        ),
    ]
    answer: Annotated[
        Several | None,
        QueryField(
            about="words in an answer or its key points",
            type=ValueType.TEXT,
            read=_answer_texts,
            values="words",
        ),
    ]


def _record(name: str, annotation: Any) -> QueryField:
    """Return the record of a field, with its name and the defaults that depend on it."""
    field: QueryField = annotation.__metadata__[0]
    return attrs.evolve(
        field,
        name=name,
        noun=field.noun or name,
        entity=field.entity or name,
        values=field.values or ", ".join(f"`{word}`" for word in field.vocabulary),
    )


FIELDS: Final[Mapping[str, QueryField]] = {
    name: _record(name, annotation)
    for name, annotation in Filters.__annotations__.items()
}
"""The fields by name."""


def sort_field(name: str) -> QueryField:
    """Return the field that questions are to be sorted or grouped by.

    Raises:
        QueryError: If there is no such field, or its values are words to look for.
    """
    field = FIELDS.get(name)
    if field is None or field.is_text:
        known = [field.name for field in FIELDS.values() if not field.is_text]
        hint = did_you_mean(name, known) or f"choose {', '.join(known)}"
        msg = f"there is no field {quote(name)}; {hint}"
        raise QueryError(msg)
    return field
