"""The parser of the query language: it makes a tree of conditions from a text."""

import functools
import re
from typing import Final, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError
from lark.visitors import Transformer_NonRecursive, v_args

from ..errors import QueryError, quote
from .conditions import (
    EVERYTHING,
    VALUE,
    WORD,
    And,
    Compare,
    Condition,
    Not,
    Operator,
    Or,
    QuerySpan,
    Value,
    query_error,
)
from .fields import FIELDS, ValueType

MAX_LENGTH: Final = 10_000
"""The longest query, in characters."""

# What follows a word that joins conditions: `order` is not `or` and `der`.
_END: Final = r'(?=[\x00-\x20\xa0()"]|$)'

_NAME: Final = r'[^\x00-\x20\x7f-\xa0()",:<>=!\-\\][^\x00-\x20\x7f-\xa0()",:<>=!\\]*'

_GRAMMAR: Final = rf"""
start: any?
?any: all (OR all)*
?all: _joined
_joined: term (AND? term)*
?term: condition
    | (NOT | MINUS) term -> negation
condition: FIELD OPERATOR value ("," value)* -> comparison
    | (WORD | QUOTED) -> words
    | LEFT any? RIGHT -> group
value: VALUE | QUOTED

AND.3: /and{_END}/i
OR.3: /or{_END}/i
NOT.3: /not{_END}/i
MINUS: "-"
LEFT: "("
RIGHT: ")"
FIELD.2: /{_NAME}(?=[ \t\r\n\xa0]*(?::|<|>|!?=))/
OPERATOR: /:|<=?|>=?|!?=/
WORD: /(?!(?i:and|or|not){_END}){WORD}/
VALUE: /{VALUE}/
QUOTED: /"(?:[^"\\]|\\["\\])*"/
BLANK: /[ \t\r\n\xa0]+/
%ignore BLANK
"""


@functools.cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False)


def parse_query(text: str) -> Condition:
    """Return the condition that a query states.

    Args:
        text: A query, at most 10,000 characters; every question meets an empty one.

    Raises:
        QueryError: If it is not a valid query, or names a field or a value that does not
            exist. The message underlines the place.

    >>> parse_query("-kind:opener")
    Not(part=Compare(field='kind', operator='=', values=('opener',)))
    """
    if not isinstance(text, str):
        msg = f"a query is text, not {quote(text)} ({type(text).__name__})"
        raise QueryError(msg)
    return _parsed(text)


@functools.lru_cache(maxsize=256)
def _parsed(text: str) -> Condition:
    if len(text) > MAX_LENGTH:
        msg = f"a query has at most {MAX_LENGTH} characters, this one has {len(text)}"
        raise query_error(msg)
    # The error is raised outside the handlers, so that it does not have an error of the
    # parser as its context, which cannot be unpickled in another process.
    fault: Exception
    try:
        condition: Condition = _ConditionMaker(text).transform(_parser().parse(text))
    except UnexpectedCharacters as error:
        fault = _character_error(text, error)
    except UnexpectedToken as error:
        fault = _token_error(text, error)
    except VisitError as error:
        fault = error.orig_exc
    else:
        return condition
    raise fault


@v_args(inline=True)
class _ConditionMaker(Transformer_NonRecursive[Token, Condition]):
    """Makes conditions from the syntax tree, from its leaves to its root.

    It does not use recursion, so that a deeply nested query cannot exhaust the stack.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def start(self, condition: Condition = EVERYTHING) -> Condition:
        return condition

    def any(self, *parts: Condition | Token) -> Condition:
        return Or(_conditions(parts))

    def all(self, *parts: Condition | Token) -> Condition:
        return And(_conditions(parts))

    def negation(self, _sign: Token, part: Condition) -> Condition:
        return Not(part)

    def group(self, *parts: Condition | Token) -> Condition:
        return next(iter(_conditions(parts)), EVERYTHING)

    def words(self, token: Token) -> Condition:
        spans = (self._span(token),) * 2
        return Compare("text", "=", (_unquoted(token),), spans=spans)

    def value(self, token: Token) -> Token:
        return token

    def comparison(self, name: Token, operator: Token, *values: Token) -> Condition:
        sign = {":": "=", "!=": "="}.get(operator, str(operator))
        compare = Compare(
            str(name),
            cast("Operator", sign),
            tuple(self._value(name, token) for token in values),
            spans=tuple(map(self._span, (name, *values))),
        )
        return Not(compare) if operator == "!=" else compare

    def _value(self, name: str, token: Token) -> Value:
        text = _unquoted(token)
        if name not in FIELDS or FIELDS[name].type is not ValueType.NUMBER:
            return text
        if re.fullmatch("[0-9]{1,6}", text, re.ASCII):
            return int(text)
        between = re.fullmatch("([0-9]+)-([0-9]+)", text, re.ASCII)
        hint = between and f"; write `{name}>={between[1]} {name}<={between[2]}`"
        msg = f"{name} takes a whole number, not {quote(text)}{hint or ''}"
        raise query_error(msg, self._span(token))

    def _span(self, token: Token) -> QuerySpan:
        return QuerySpan(self._text, token.start_pos or 0, token.end_pos or 0)


def _conditions(parts: tuple[Condition | Token, ...]) -> tuple[Condition, ...]:
    """Return the conditions among *parts*, without the words that join them."""
    return tuple(part for part in parts if isinstance(part, Condition))


def _unquoted(token: Token) -> str:
    if token.type != "QUOTED":
        return str(token)
    return re.sub(r"\\(.)", r"\1", token[1:-1])


# Errors ----------------------------------------------------------------------


def _character_error(text: str, error: UnexpectedCharacters) -> QueryError:
    """Return an error about a character with which no token begins."""
    offset: int = error.pos_in_stream  # type: ignore[assignment]  # None in the base class
    character, allowed = text[offset], error.allowed or ()
    if character == '"' and re.match(r'"(?:[^"\\]|\\["\\])*\\', text[offset:]):
        message = 'after \\ comes " or \\, and nothing else'
    elif character == '"':
        message = 'this quotation mark is never closed; write " after the words'
    elif not character.isprintable():
        message = f"a query cannot have the character {quote(ascii(character)[1:-1])}"
    elif "VALUE" in allowed:
        message = 'a value is missing here; put it in "…" if it has signs'
    else:
        message = _meaningless(character)
    return query_error(message, QuerySpan(text, offset, offset + 1))


def _token_error(text: str, error: UnexpectedToken) -> QueryError:
    """Return an error about a token that is not allowed in its place."""
    token: Token = error.token
    expected = error.accepts | error.expected
    offset = len(text) if token.type == "$END" else token.start_pos or 0
    span = QuerySpan(text, offset, offset + max(1, len(token)))
    if "VALUE" in expected:
        return query_error(
            "a value is missing here; write, for example, `level:senior`", span
        )
    if token.type == "$END" and "RIGHT" in expected:
        opened = _open_parentheses(text)[-1]
        unclosed = QuerySpan(text, opened, opened + 1)
        return query_error("this parenthesis is never closed", unclosed)
    if token.type == "RIGHT" and not _open_parentheses(text[:offset]):
        msg = "this parenthesis closes none; write ( before it, or remove it"
        return query_error(msg, span)
    if token.type in ("COMMA", "VALUE"):
        return query_error(_meaningless(token[0]), QuerySpan(text, offset, offset + 1))
    if token.type in ("OR", "AND"):
        return query_error(
            f"{quote(token)} joins two conditions, and there is none before it; "
            f'to look for the word, write "{token}"',
            span,
        )
    msg = "a condition is missing here, such as `kind:design` or a word"
    return query_error(msg, span)


def _open_parentheses(text: str) -> list[int]:
    """Return the offsets of the parentheses that are not closed."""
    offsets: list[int] = []
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[()]', text):
        if match[0] == "(":
            offsets.append(match.start())
        elif match[0] == ")":
            offsets.pop()
    return offsets


def _meaningless(sign: str) -> str:
    return f'{quote(sign)} means nothing here; put words that have it in "…"'
