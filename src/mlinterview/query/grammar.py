"""Reads the query language: text in, a tree of conditions out."""

import functools
import re
from typing import Final, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError
from lark.visitors import Transformer_NonRecursive, v_args

from ..errors import QueryError, quote
from .conditions import (
    EVERYTHING,
    FIELDS,
    VALUE,
    WORD,
    And,
    Compare,
    Condition,
    Not,
    Operator,
    Or,
    Place,
    Sort,
    Value,
    refused,
)

MAX_LENGTH: Final = 10_000
"""The longest query, in characters."""

# Words that join have to be told from those that only begin like them.
_END: Final = r'(?=[\x00-\x20\xa0()"]|$)'

_NAME: Final = r'[^\x00-\x20\x7f-\xa0()",:<>=!\-\\][^\x00-\x20\x7f-\xa0()",:<>=!\\]*'

_GRAMMAR: Final = rf"""
start: any?
?any: all (OR all)*
?all: _joined
_joined: one (AND? one)*
?one: condition
    | (NOT | MINUS) one -> negation
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


@functools.lru_cache(maxsize=256)
def read(text: str) -> Condition:
    """Return what a query asks for; see `query.parse_query`."""
    if len(text) > MAX_LENGTH:
        msg = f"a query has at most {MAX_LENGTH} characters, this one has {len(text)}"
        raise refused(msg)
    # What is wrong is raised when the errors of the parser are gone: what sends an error
    # to another process takes its context along, and those cannot be read there.
    wrong: Exception
    try:
        condition: Condition = _Builder(text).transform(_parser().parse(text))
    except UnexpectedCharacters as error:
        wrong = _about_character(text, error)
    except UnexpectedToken as error:
        wrong = _about_token(text, error)
    except VisitError as error:
        wrong = error.orig_exc
    else:
        return condition
    raise wrong


@v_args(inline=True)
class _Builder(Transformer_NonRecursive[Token, Condition]):
    """Makes conditions of what was read, from the inside out.

    It does so without recursion, however deep a hostile query is.
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
        places = (self._place(token),) * 2
        return Compare("text", "=", (_unquoted(token),), places=places)

    def value(self, token: Token) -> Token:
        return token

    def comparison(self, name: Token, operator: Token, *values: Token) -> Condition:
        sign = {":": "=", "!=": "="}.get(operator, str(operator))
        places = tuple(map(self._place, (name, *values)))
        found = tuple(self._value(name, token) for token in values)
        made = Compare(str(name), cast("Operator", sign), found, places=places)
        return Not(made) if operator == "!=" else made

    def _value(self, name: str, token: Token) -> Value:
        text = _unquoted(token)
        if name not in FIELDS or FIELDS[name].sort is not Sort.NUMBER:
            return text
        if re.fullmatch("[0-9]{1,6}", text, re.ASCII):
            return int(text)
        between = re.fullmatch("([0-9]+)-([0-9]+)", text, re.ASCII)
        hint = between and f"; write `{name}>={between[1]} {name}<={between[2]}`"
        msg = f"{name} takes a whole number, not {quote(text)}{hint or ''}"
        raise refused(msg, self._place(token))

    def _place(self, token: Token) -> Place:
        return Place(self._text, token.start_pos or 0, token.end_pos or 0)


def _conditions(parts: tuple[Condition | Token, ...]) -> tuple[Condition, ...]:
    """Return the conditions among *parts*, without the words that join them."""
    return tuple(part for part in parts if isinstance(part, Condition))


def _unquoted(token: Token) -> str:
    if token.type != "QUOTED":
        return str(token)
    return re.sub(r"\\(.)", r"\1", token[1:-1])


# What is wrong ---------------------------------------------------------------


def _about_character(text: str, error: UnexpectedCharacters) -> QueryError:
    """Say what a character does where none like it can be."""
    at: int = error.pos_in_stream  # type: ignore[assignment]  # None in the base class
    character, allowed = text[at], error.allowed or ()
    place = Place(text, at, at + 1)
    if character == '"':
        if re.match(r'"(?:[^"\\]|\\["\\])*\\', text[at:]):
            return refused('behind \\ stands " or \\, and nothing else', place)
        return refused(
            'this quotation mark is never closed; write " behind the words', place
        )
    if not character.isprintable():
        return refused(
            f"a query cannot have the character {quote(ascii(character)[1:-1])}", place
        )
    if "VALUE" in allowed:
        return refused('a value is missing here; put it in "…" if it has signs', place)
    return refused(
        f'{quote(character)} means nothing here; put words that have it in "…"', place
    )


def _about_token(text: str, error: UnexpectedToken) -> QueryError:
    """Say what is missing, or what is too much."""
    token: Token = error.token
    expected = error.accepts | error.expected
    at = len(text) if token.type == "$END" else token.start_pos or 0
    place = Place(text, at, at + max(1, len(token)))
    if "VALUE" in expected:
        return refused("a value is missing here, such as `level:senior` has", place)
    if token.type == "$END" and "RIGHT" in expected:
        first = _open(text)[-1]
        return refused("this parenthesis is never closed", Place(text, first, first + 1))
    if token.type == "RIGHT" and not _open(text[:at]):
        msg = "this parenthesis closes none; write ( before it, or drop it"
        return refused(msg, place)
    if token.type in ("COMMA", "VALUE"):
        return refused(_senseless(token[0]), Place(text, at, at + 1))
    if token.type in ("OR", "AND"):
        return refused(
            f"{quote(token)} joins two conditions, and there is none before it; "
            f'to look for the word, write "{token}"',
            place,
        )
    return refused("a condition is missing here, such as `kind:design` or a word", place)


def _open(text: str) -> list[int]:
    """Return the places of the parentheses that are not closed."""
    places: list[int] = []
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|[()]', text):
        if found[0] == "(":
            places.append(found.start())
        elif found[0] == ")":
            places.pop()
    return places


def _senseless(sign: str) -> str:
    return f'{quote(sign)} means nothing here; put words that have it in "…"'
