"""Conditions on questions, as a tree that is made in Python or by parsing a query.

A tree depends on the fields of the query language but not on packs. `str` of a tree is
a query that parses to the same tree.
"""

import datetime
import enum
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, cast

import attrs

from ..errors import QueryError, did_you_mean, quote
from .fields import FIELDS, QueryField, ValueType

Operator = Literal["=", "<", "<=", ">", ">="]
"""How a value is compared; a query may write ``:`` for ``=``."""

Value = str | int

MAX_DEPTH: Final = 100
"""How deeply conditions may be nested."""

_LISTED: Final = 30

WORD: Final = r'[^\x00-\x20\x7f-\xa0()",:<>=\-\\][^\x00-\x20\x7f-\xa0()",:<>=\\]*'
"""The pattern of a word that needs no quotation marks outside a comparison."""
VALUE: Final = r'[^\x00-\x20\x7f-\xa0()",<>=\\]+'
"""The pattern of a value that needs no quotation marks after an operator."""
OPERATORS: Final = ("and", "or", "not")
"""The words that join conditions; case makes no difference."""

_REFUSED: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_PARTIAL_DATE: Final = re.compile(
    r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?", re.ASCII
)


# The tree --------------------------------------------------------------------


@attrs.frozen
class QuerySpan:
    """A part of a query, which a message underlines.

    Args:
        query: The query.
        start: The offset of the first character of the part, from 0.
        end: The offset after its last character.
    """

    query: str
    start: int
    end: int


def query_error(message: str, span: QuerySpan | None = None) -> QueryError:
    """Return an error that underlines *span* of the query, if there is one."""
    if span is None:
        return QueryError(message)
    return QueryError(message, query=span.query, start=span.start, end=span.end)


@attrs.frozen
class Condition:
    """A condition that a question may meet: a `Compare`, `And`, `Or` or `Not`.

    Conditions are combined with ``&`` and ``|`` and negated with ``~``.

    >>> str(Compare("kind", "=", ("design",)) & ~Compare("text", "=", ("chunk size",)))
    'kind:design -"chunk size"'
    """

    def __and__(self, other: "Condition") -> "Condition":
        """Return the condition that both conditions are met."""
        return And((*_parts(self, And), *_parts(other, And)))

    def __or__(self, other: "Condition") -> "Condition":
        """Return the condition that at least one of the two is met."""
        return Or((*_parts(self, Or), *_parts(other, Or)))

    def __invert__(self) -> "Condition":
        """Return the condition that this condition is not met."""
        return Not(self)

    def __str__(self) -> str:
        return _as_query(self, outermost=True)


def _parts(condition: Condition, cls: "type[And | Or]") -> tuple[Condition, ...]:
    if isinstance(condition, cls) and condition.parts:
        return condition.parts
    return (condition,)


@attrs.frozen
class Compare(Condition):
    """A field of the question equals one of some values, or is below or above one.

    A question without a value for the field does not meet the condition.

    Args:
        field: The name of the field, such as ``"level"``; ``"text"`` looks everywhere.
        operator: ``"="``, ``"<"``, ``"<="``, ``">"`` or ``">="``.
        values: The values, at least one of which has to match; only one with an operator
            other than ``"="``. Minutes are whole numbers; a date is a year, month or day
            as text.
        spans: The spans of the field and of each value in a query. They make no
            difference to whether two comparisons are equal.

    Raises:
        QueryError: If there is no such field, or it cannot have such values.
    """

    field: str
    operator: Operator
    values: tuple[Value, ...]
    spans: tuple[QuerySpan, ...] = attrs.field(default=(), eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.field not in FIELDS:
            hint = did_you_mean(self.field, FIELDS) or f"choose {', '.join(FIELDS)}"
            msg = f"there is no field {quote(self.field)}; {hint}"
            raise self.error(msg)
        if not self.values:
            msg = f"{self.field} needs a value"
            raise self.error(msg)
        self._check_operator()
        for number, value in enumerate(self.values):
            if fault := _fault(FIELDS[self.field], value):
                raise self.error(fault, number)

    def _check_operator(self) -> None:
        if self.operator == "=":
            return
        if self.operator not in ("<", "<=", ">", ">="):
            msg = f"there is no operator {quote(self.operator)}; use = < <= > >="
            raise self.error(msg)
        if not FIELDS[self.field].is_ordered:
            known = ", ".join(name for name, other in FIELDS.items() if other.is_ordered)
            msg = (
                f"{self.field} has no order; write `{self.field}:…` (these have: {known})"
            )
            raise self.error(msg)
        if len(self.values) > 1:
            msg = f"{self.operator} compares with one value, not several"
            raise self.error(msg, 1)

    def error(self, message: str, number: int | None = None) -> QueryError:
        """Return an error about the field, or about one of the values.

        Args:
            message: What is wrong.
            number: The number of the value that is wrong, or `None` for the field.
        """
        position = 0 if number is None else number + 1
        return query_error(message, self.spans[position] if self.spans else None)


def _deepest(parts: Iterable[Condition]) -> int:
    depth = 1 + max((getattr(part, "depth", 0) for part in parts), default=0)
    if depth > MAX_DEPTH:
        msg = f"conditions are nested more than {MAX_DEPTH} deep"
        raise query_error(msg)
    return depth


@attrs.frozen
class And(Condition):
    """Every part is met. An empty `And` matches every question.

    Args:
        parts: The conditions: none, or at least two.
    """

    parts: tuple[Condition, ...] = ()
    depth: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if len(self.parts) == 1:
            msg = "And takes at least two conditions; use a single one as it is"
            raise query_error(msg)
        object.__setattr__(self, "depth", _deepest(self.parts))


@attrs.frozen
class Or(Condition):
    """At least one part is met.

    Args:
        parts: The conditions, at least two.
    """

    parts: tuple[Condition, ...]
    depth: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if len(self.parts) < 2:
            msg = "Or takes at least two conditions; use a single one as it is"
            raise query_error(msg)
        object.__setattr__(self, "depth", _deepest(self.parts))


@attrs.frozen
class Not(Condition):
    """The part is not met.

    Args:
        part: The condition.
    """

    part: Condition
    depth: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "depth", _deepest((self.part,)))


EVERYTHING: Final = And()
"""The condition that every question meets."""
NOTHING: Final = Not(EVERYTHING)
"""The condition that no question meets."""


# Values ----------------------------------------------------------------------


def _fault(field: QueryField, value: object) -> str:
    """Return what is wrong with a value of *field*, or an empty text."""
    wanted: type = int if field.type is ValueType.NUMBER else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        given = f"{quote(value)} ({type(value).__name__})"
        return f"{field.name} takes {wanted.__name__} values, not {given}"
    if not isinstance(value, str):
        return ""
    if _REFUSED.search(value):
        return f"{field.name} cannot be {quote(value)}, which has a control character"
    if not value.strip():
        return f"{field.name} cannot be empty text"
    if field.vocabulary and value not in field.vocabulary:
        return unknown(field, value, field.vocabulary)
    if field.type is ValueType.DATE and days(value) is None:
        return f"{quote(value)} is no date; write 2026, 2026-06 or 2026-06-15"
    return ""


def unknown(field: QueryField, value: str, choices: Iterable[str]) -> str:
    """Return a message that *field* has no such value, with the values that it has."""
    known = tuple(choices)
    hint = did_you_mean(value, known)
    listed = ", ".join(known[:_LISTED]) or "none in these packs"
    if len(known) > _LISTED:
        listed += f" and {len(known) - _LISTED} more"
    msg = f"there is no {field.noun} {quote(value)}; choose from: {listed}"
    return f"{msg} ({hint})" if hint else msg


def days(value: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day of a year, month or day; `None` if it is no date.

    >>> days("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    match = _PARTIAL_DATE.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    if month in (0, 12):
        return first, datetime.date(year, 12, 31)
    return first, datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)


def from_filters(filters: Mapping[str, Any]) -> Condition:
    """Return the condition that every filter is met.

    Args:
        filters: For each field a value, several, or `None` for no condition.

    Raises:
        QueryError: As `Compare` does.
    """
    parts = [
        _from_filter(name, given)
        for name, given in filters.items()
        if given is not None or name not in FIELDS
    ]
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _from_filter(name: str, given: Any) -> Condition:
    is_single = isinstance(given, str) or not isinstance(given, Iterable)
    values: tuple[Any, ...] = (given,) if is_single else tuple(given)
    if not values and name in FIELDS:
        return NOTHING
    if isinstance(given, range) and given.step == 1 and len(values) > 1:
        # Two comparisons are shorter than a list of all numbers between.
        first, last = values[0], values[-1]
        return Compare(name, ">=", (first,)) & Compare(name, "<=", (last,))
    if isinstance(given, set | frozenset):
        # The order of a set may differ in the next run.
        values = tuple(sorted(values, key=str))
    # A member of an enumeration becomes its text in a query.
    return Compare(
        name,
        "=",
        tuple(
            str(value) if isinstance(value, enum.StrEnum) else value for value in values
        ),
    )


# Writing ---------------------------------------------------------------------


def _as_query(condition: Condition, *, outermost: bool = False) -> str:
    """Return a condition as a query, in parentheses if it has several parts."""
    if isinstance(condition, Compare):
        return _comparison(condition)
    if isinstance(condition, Not):
        inner = _as_query(condition.part)
        return f"-({inner})" if isinstance(condition.part, Not) else f"-{inner}"
    several = cast("And | Or", condition)
    if isinstance(several, And):
        text = " ".join(map(_as_query, several.parts))
    else:
        text = " or ".join(map(_as_query, several.parts))
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
