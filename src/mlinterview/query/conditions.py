"""What a question has to meet, as a tree: made in Python, or by reading a query.

A tree knows the words of the query language and nothing of packs. `str` of one is a
query that reads back as the same tree.
"""

import datetime
import enum
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, cast

import attrs

from ..errors import QueryError, did_you_mean, quote
from ..model import Difficulty, Kind, Level, Question, Status

Operator = Literal["=", "<", "<=", ">", ">="]
"""How a value is compared; ``=`` is written ``:`` as well."""

Value = str | int

MAX_DEPTH: Final = 100
"""How deep conditions may lie in each other."""

_LISTED: Final = 30

WORD: Final = r'[^\x00-\x20\x7f-\xa0()",:<>=\-\\][^\x00-\x20\x7f-\xa0()",:<>=\\]*'
"""What needs no quotation marks where it stands alone, as a pattern."""
VALUE: Final = r'[^\x00-\x20\x7f-\xa0()",<>=\\]+'
"""What needs no quotation marks behind an operator, as a pattern."""
OPERATORS: Final = ("and", "or", "not")
"""The words that join conditions, in small or in capital letters."""

_REFUSED: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_PARTIAL_DATE: Final = re.compile(
    r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?", re.ASCII
)


# The fields ------------------------------------------------------------------


class Sort(enum.Enum):
    """What sort of values a field has."""

    VOCABULARY = "words of a vocabulary"
    SCALE = "words of a vocabulary that has an order"
    ID = "ids of something in the pack"
    LABEL = "labels that a pack may choose"
    NUMBER = "whole numbers"
    DATE = "years, months or days"
    TEXT = "words that are looked for"


@attrs.frozen
class FieldOfQuery:
    """A field that a query may name.

    Args:
        sort: What sort of values it has.
        about: What it is, in a few words.
        vocabulary: The values there are, if they are the same for all packs.
    """

    sort: Sort
    about: str
    vocabulary: tuple[str, ...] = ()

    @property
    def is_ordered(self) -> bool:
        """Whether its values can be compared."""
        return self.sort in (Sort.SCALE, Sort.NUMBER, Sort.DATE)


def _words(vocabulary: type[enum.StrEnum]) -> tuple[str, ...]:
    return tuple(str(member) for member in vocabulary)


PRESENT: Final = tuple(
    field.name
    for field in attrs.fields(Question)
    if field.default is not attrs.NOTHING and field.name not in ("status", "extensions")
)
"""What a question may have or lack."""

FIELDS: Final[Mapping[str, FieldOfQuery]] = {
    "topic": FieldOfQuery(Sort.ID, "a topic, or one below it"),
    "kind": FieldOfQuery(Sort.VOCABULARY, "the kind of question", _words(Kind)),
    "difficulty": FieldOfQuery(Sort.SCALE, "how hard it is", _words(Difficulty)),
    "level": FieldOfQuery(Sort.SCALE, "a seniority it is asked at", _words(Level)),
    "role": FieldOfQuery(Sort.LABEL, "a role it is asked for"),
    "stage": FieldOfQuery(Sort.ID, "a stage it is asked in"),
    "tag": FieldOfQuery(Sort.LABEL, "a tag"),
    "competency": FieldOfQuery(Sort.LABEL, "an ability that it shows"),
    "minutes": FieldOfQuery(Sort.NUMBER, "how long it takes"),
    "status": FieldOfQuery(Sort.VOCABULARY, "whether it is finished", _words(Status)),
    "updated": FieldOfQuery(Sort.DATE, "when its content last changed"),
    "pack": FieldOfQuery(Sort.ID, "the pack it is from"),
    "id": FieldOfQuery(Sort.ID, "its id"),
    "source": FieldOfQuery(Sort.ID, "a source of it or of an answer"),
    "framework": FieldOfQuery(Sort.ID, "the framework that helps to answer it"),
    "has": FieldOfQuery(Sort.VOCABULARY, "what it has", PRESENT),
    "text": FieldOfQuery(Sort.TEXT, "words anywhere in it"),
    "prompt": FieldOfQuery(Sort.TEXT, "words in what the interviewer says"),
    "answer": FieldOfQuery(Sort.TEXT, "words in an answer or its key points"),
}
"""The fields by name."""


# The tree --------------------------------------------------------------------


@attrs.frozen
class Place:
    """Where in a query something stands, for messages.

    Args:
        query: The query.
        start: The place of its first character, from 0.
        end: The place behind its last character.
    """

    query: str
    start: int
    end: int


def refused(message: str, place: Place | None = None) -> QueryError:
    """Return an error that shows the place, if it is known."""
    if place is None:
        return QueryError(message)
    return QueryError(message, query=place.query, start=place.start, end=place.end)


@attrs.frozen
class Condition:
    """What a question has to meet: `Compare`, `And`, `Or` or `Not`.

    Conditions are joined with ``&`` and ``|``, and turned round with ``~``.

    >>> str(Compare("kind", "=", ("design",)) & ~Compare("text", "=", ("chunk size",)))
    'kind:design -"chunk size"'
    """

    def __and__(self, other: "Condition") -> "Condition":
        """Return the condition that both are met."""
        return And((*_parts(self, And), *_parts(other, And)))

    def __or__(self, other: "Condition") -> "Condition":
        """Return the condition that one of them is met."""
        return Or((*_parts(self, Or), *_parts(other, Or)))

    def __invert__(self) -> "Condition":
        """Return the condition that this one is not met."""
        return Not(self)

    def __str__(self) -> str:
        return _written(self, outermost=True)


def _parts(condition: Condition, cls: "type[And | Or]") -> tuple[Condition, ...]:
    if isinstance(condition, cls) and condition.parts:
        return condition.parts
    return (condition,)


@attrs.frozen
class Compare(Condition):
    """A field of the question is any of some values, or lies on one side of one.

    A question that says nothing about the field does not meet it.

    Args:
        field: The field, such as ``"level"``; ``"text"`` looks everywhere.
        operator: ``"="``, ``"<"``, ``"<="``, ``">"`` or ``">="``.
        values: The values, of which any will do; just one with ``<`` and its like.
            Minutes are whole numbers, and dates a year, month or day as text.
        places: Where field and values stand in a query. It is no part of the value.

    Raises:
        QueryError: If there is no such field, or it does not have such values.
    """

    field: str
    operator: Operator
    values: tuple[Value, ...]
    places: tuple[Place, ...] = attrs.field(default=(), eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.field not in FIELDS:
            hint = did_you_mean(self.field, FIELDS) or f"choose {', '.join(FIELDS)}"
            msg = f"there is no field {quote(self.field)}; {hint}"
            raise self.refused(msg)
        if not self.values:
            msg = f"{self.field} needs a value"
            raise self.refused(msg)
        self._check_operator()
        for number, value in enumerate(self.values):
            wrong = _objection(self.field, value)
            if wrong:
                raise self.refused(wrong, number)

    def _check_operator(self) -> None:
        if self.operator == "=":
            return
        if self.operator not in ("<", "<=", ">", ">="):
            msg = f"there is no operator {quote(self.operator)}; use = < <= > >="
            raise self.refused(msg)
        if not FIELDS[self.field].is_ordered:
            known = ", ".join(name for name, one in FIELDS.items() if one.is_ordered)
            msg = (
                f"{self.field} has no order; write `{self.field}:…` (order have: {known})"
            )
            raise self.refused(msg)
        if len(self.values) > 1:
            msg = f"{self.operator} compares with one value, not several"
            raise self.refused(msg, 1)

    def refused(self, message: str, number: int | None = None) -> QueryError:
        """Return an error about the field, or about one of the values.

        Args:
            message: What is wrong.
            number: Which of the values it is about.
        """
        at = 0 if number is None else number + 1
        return refused(message, self.places[at] if self.places else None)


def _deepest(parts: Iterable[Condition]) -> int:
    depth = 1 + max((getattr(part, "depth", 0) for part in parts), default=0)
    if depth > MAX_DEPTH:
        msg = f"conditions lie more than {MAX_DEPTH} deep in each other"
        raise refused(msg)
    return depth


@attrs.frozen
class And(Condition):
    """All of some conditions are met; none, and every question meets it.

    Args:
        parts: The conditions: none, or two and more.
    """

    parts: tuple[Condition, ...] = ()
    depth: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if len(self.parts) == 1:
            msg = "And joins two conditions or more; one stands for itself"
            raise refused(msg)
        object.__setattr__(self, "depth", _deepest(self.parts))


@attrs.frozen
class Or(Condition):
    """At least one of some conditions is met.

    Args:
        parts: The conditions: two and more.
    """

    parts: tuple[Condition, ...]
    depth: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if len(self.parts) < 2:
            msg = "Or joins two conditions or more; one stands for itself"
            raise refused(msg)
        object.__setattr__(self, "depth", _deepest(self.parts))


@attrs.frozen
class Not(Condition):
    """A condition is not met.

    Args:
        part: The condition.
    """

    part: Condition
    depth: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "depth", _deepest((self.part,)))


EVERYTHING: Final = And()
"""What every question meets."""
NOTHING: Final = Not(EVERYTHING)
"""What no question meets."""


# Values ----------------------------------------------------------------------


def _objection(name: str, value: object) -> str:
    """Return what is wrong with a value of a field, or nothing."""
    field = FIELDS[name]
    wanted: type = int if field.sort is Sort.NUMBER else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        given = f"{quote(value)} ({type(value).__name__})"
        return f"{name} takes {wanted.__name__} values, not {given}"
    if not isinstance(value, str):
        return ""
    if _REFUSED.search(value):
        return f"{name} cannot be {quote(value)}, which has a control character"
    if not value.strip():
        return f"{name} cannot be empty text"
    if field.vocabulary and value not in field.vocabulary:
        return unknown(name, value, field.vocabulary)
    if field.sort is Sort.DATE and days(value) is None:
        return f"{quote(value)} is no date; write 2026, 2026-06 or 2026-06-15"
    return ""


def unknown(name: str, value: str, choices: Iterable[str]) -> str:
    """Return a message that a field does not have a value; it says which it has."""
    known = tuple(choices)
    hint = did_you_mean(value, known)
    listed = ", ".join(known[:_LISTED]) or "none in these packs"
    if len(known) > _LISTED:
        listed += f" and {len(known) - _LISTED} more"
    msg = f"there is no {name} {quote(value)}; choose from: {listed}"
    return f"{msg} ({hint})" if hint else msg


def days(value: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day of a year, a month or a day.

    >>> days("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    found = _PARTIAL_DATE.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    if month in (0, 12):
        return first, datetime.date(year, 12, 31)
    return first, datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)


def within(values: Mapping[str, Any]) -> Condition:
    """Return the condition that keyword arguments state.

    Args:
        values: For each field a value, several, or `None` for no condition.

    Raises:
        QueryError: As `Compare` does.
    """
    parts = [_stated(name, given) for name, given in values.items() if given is not None]
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _stated(name: str, given: Any) -> Condition:
    single = isinstance(given, str) or not isinstance(given, Iterable)
    several: tuple[Any, ...] = (given,) if single else tuple(given)
    if not several:
        return NOTHING
    if isinstance(given, range) and given.step == 1 and len(several) > 1:
        # Said shorter, and of any length.
        first, last = several[0], several[-1]
        return Compare(name, ">=", (first,)) & Compare(name, "<=", (last,))
    if isinstance(given, set | frozenset):
        # A set has no order of its own.
        several = tuple(sorted(several, key=str))
    # The members of an enumeration are text, and are written as such.
    return Compare(
        name, "=", tuple(str(v) if isinstance(v, enum.StrEnum) else v for v in several)
    )


# Writing ---------------------------------------------------------------------


def _written(condition: Condition, *, outermost: bool = False) -> str:
    """Return a condition as a query; what is joined stands in parentheses."""
    if isinstance(condition, Compare):
        return _comparison(condition)
    if isinstance(condition, Not):
        inner = _written(condition.part)
        return f"-({inner})" if isinstance(condition.part, Not) else f"-{inner}"
    several = cast("And | Or", condition)
    if isinstance(several, And):
        text = " ".join(map(_written, several.parts))
    else:
        text = " or ".join(map(_written, several.parts))
    return text if outermost else f"({text})"


def _comparison(compare: Compare) -> str:
    if compare.field == "text" and len(compare.values) == 1:
        word = str(compare.values[0])
        is_plain = re.fullmatch(WORD, word) and word.lower() not in OPERATORS
        return word if is_plain else _quoted(word)
    values = ",".join(
        text if re.fullmatch(VALUE, text) else _quoted(text)
        for text in map(str, compare.values)
    )
    sign = ":" if compare.operator == "=" else compare.operator
    return f"{compare.field}{sign}{values}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
