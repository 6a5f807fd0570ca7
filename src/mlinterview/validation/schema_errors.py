"""The errors of `jsonschema`, as far as they are needed: in bounded time and memory."""

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ..model import JSON, SCHEMA_VERSION, schema
from .accepting import compiled

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


@functools.cache
def jsonschema_validator(name: str, version: str = SCHEMA_VERSION) -> Any:
    """Return the validator that explains, which never looks outside the schema."""
    # Imported only to explain: it takes as long to load as all else together.
    from jsonschema import Draft202012Validator, FormatChecker, validators
    from referencing import Registry

    extend: Any = validators.extend
    keywords = {"items": _items}
    keywords |= {name: _terse(is_wrong) for name, is_wrong in _TERSE.items()}
    return extend(Draft202012Validator, keywords)(
        _schema_of(name, version),
        registry=Registry(),
        format_checker=FormatChecker(formats=["date"]),
    )


def _items(
    validator: Any, items: Mapping[str, Any], listed: object, _schema: object
) -> "Iterator[ValidationError]":
    """Yield the errors of items; `jsonschema` calls it for each list."""
    if isinstance(listed, list):
        accept = _item_acceptor(json.dumps(items))
        for index, item in enumerate(listed):
            if not accept(item):
                yield from validator.descend(item, items, path=index)


@functools.cache
def _item_acceptor(items: str) -> Callable[[Any], bool]:
    """Return what says fast whether an item is valid, if there is such a thing."""
    stated = {"$defs": schema()["$defs"], **json.loads(items)}
    return compiled(stated) or (lambda item: False)


Wrong = Callable[[Any, Any, Any, Mapping[str, Any]], bool]
"""Says whether a value is wrong; takes the validator, what the keyword states, the value
and the schema."""


def _terse(is_wrong: Wrong) -> Any:
    """Return a check of a keyword whose error repeats nothing of the value.

    The messages of `jsonschema` do, and may be larger than the file.
    """
    from jsonschema.exceptions import ValidationError

    def check(
        validator: Any, stated: Any, value: Any, whole: Mapping[str, Any]
    ) -> "Iterator[ValidationError]":
        if is_wrong(validator, stated, value, whole):
            msg = "refused"
            yield ValidationError(msg)

    return check


def _has_others(_validator: Any, _stated: Any, value: Any, whole: Any) -> bool:
    known, patterns = whole["properties"], whole["patternProperties"]
    return isinstance(value, dict) and any(
        key not in known and not any(re.search(one, key) for one in patterns)
        for key in value
    )


def _is_no_day(validator: Any, stated: str, value: Any, _whole: Any) -> bool:
    # What is longer has another form; that is reported.
    is_short = isinstance(value, str) and len(value) <= len("2026-11-01")
    return is_short and not validator.format_checker.conforms(value, stated)


_TERSE: Final[Mapping[str, Wrong]] = {
    "additionalProperties": _has_others,
    "enum": lambda _validator, stated, value, _whole: value not in stated,
    "format": _is_no_day,
    "maxItems": lambda _validator, stated, value, _whole: (
        isinstance(value, list) and len(value) > stated
    ),
    "maxLength": lambda _validator, stated, value, _whole: (
        isinstance(value, str) and len(value) > stated
    ),
    "minItems": lambda _validator, stated, value, _whole: (
        isinstance(value, list) and len(value) < stated
    ),
    "pattern": lambda _validator, stated, value, _whole: (
        isinstance(value, str) and re.search(stated, value) is None
    ),
    "type": lambda validator, stated, value, _whole: not validator.is_type(value, stated),
    # Its own way takes a time that grows with the square of their number.
    "uniqueItems": lambda _validator, stated, value, _whole: (
        stated and isinstance(value, list) and any(equal_items(value))
    ),
}


def equal_items(items: Sequence[JSON]) -> Iterator[int]:
    """Yield the index of each item that equals an earlier one."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        written = json.dumps(item, sort_keys=True)
        if written in seen:
            yield index
        seen.add(written)


def _schema_of(name: str, version: str) -> dict[str, Any]:
    """Return the schema of ``"pack"``, or of one of its definitions."""
    whole = schema(version)
    return whole if name == "pack" else {"$defs": whole["$defs"], **whole["$defs"][name]}
