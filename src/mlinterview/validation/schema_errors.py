"""Run `jsonschema` so that its errors take bounded time and memory."""

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
    """Return a validator with errors for a definition; it never loads other schemas.

    Args:
        name: The name of the definition, such as ``"question"``, or ``"pack"``.
        version: The schema version.
    """
    # Imported here, since it takes as long to import as all other modules together.
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
    """Yield the errors in the items of a list: the keyword `items` for `jsonschema`."""
    if isinstance(listed, list):
        accept = _item_acceptor(json.dumps(items))
        for index, item in enumerate(listed):
            if not accept(item):
                yield from validator.descend(item, items, path=index)


@functools.cache
def _item_acceptor(items: str) -> Callable[[Any], bool]:
    """Return a function that quickly returns True if an item is valid.

    If there is no compiled validator, it always returns False, and `jsonschema` decides.
    """
    stated = {"$defs": schema()["$defs"], **json.loads(items)}
    return compiled(stated) or (lambda item: False)


Wrong = Callable[[Any, Any, Any, Mapping[str, Any]], bool]
"""Returns True if a value is wrong. The arguments are the validator, the value of the
keyword, the value to check, and the schema with the keyword."""


def _terse(is_wrong: Wrong) -> Any:
    """Return a function that checks a keyword, for `jsonschema`.

    Its errors have a constant message. Those of `jsonschema` itself contain the value,
    and may be larger than the file.
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
        key not in known and not any(re.search(pattern, key) for pattern in patterns)
        for key in value
    )


def _is_no_day(validator: Any, stated: str, value: Any, _whole: Any) -> bool:
    # A longer text has the wrong form, which is reported already.
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
    # The check of `jsonschema` itself takes quadratic time.
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
