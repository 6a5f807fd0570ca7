"""Explain why the schema refuses a value, and what to write instead.

`jsonschema` finds the keywords of the schema that refuse a value. The functions here turn
each into a finding with a message, a hint and perhaps a fix. Since `jsonschema` is slow,
it only gets what the compiled schema refuses.
"""

import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..document import JSON, Document, Finding, Location, codes, pointer
from ..errors import (
    Action,
    Code,
    Fix,
    did_you_mean,
    is_spelling_of,
    nearest,
    quote,
)
from ..model import (
    EXTENSION_PATTERN,
    added_keys,
    schema,
)
from .accepting import DEFINITIONS, ENTITY_DEFINITIONS, SchemaCheck
from .contents import entity_at
from .schema_errors import equal_items, jsonschema_validator
from .suggestions import (
    MAX_JUDGED,
    described,
    expectations,
    first_sentence,
    hidden_character,
    is_day,
    listed,
    respelling_hint,
    slug_of,
    written_day,
)

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MAX_UNKNOWN: Final = 100
"""How many unknown keys of an object are compared with its missing keys."""


def explain(document: Document, check: SchemaCheck | None = None) -> Iterator[Finding]:
    """Yield the findings of the schema in a whole pack.

    The compiled schema is not used, so that tests can compare it with this function.

    Args:
        document: The pack as plain data.
        check: The schema to check against; the newest version by default.
    """
    check = check or SchemaCheck()
    rest = document.rest
    if isinstance(rest, dict):
        rest = {**rest, **{key: [] for key in document.lists}}
    yield from explain_rest(document, rest, check)
    for key, entities in document.lists.items():
        for index, entity in enumerate(entities):
            yield from explain_entity(document, (key, index), entity, check)


def explain_entity(
    document: Document, path: Location, data: JSON, check: SchemaCheck
) -> Iterator[Finding]:
    """Yield the findings of the schema in one entity.

    Args:
        document: The pack as plain data.
        path: The key of the list, and the index of the entity in it.
        data: The entity.
        check: The schema to check against.
    """
    name = ENTITY_DEFINITIONS[str(path[0])]
    errors = jsonschema_validator(name, check.version).iter_errors(data)
    yield from _explained(document, ((path, error) for error in errors), check)


def explain_rest(document: Document, data: JSON, check: SchemaCheck) -> Iterator[Finding]:
    """Yield the findings of the schema in a pack without its entities.

    Args:
        document: The pack as plain data.
        data: The pack without the items of its lists of entities.
        check: The schema to check against.
    """
    errors = jsonschema_validator("pack", check.version).iter_errors(data)
    yield from _explained(document, (((), error) for error in errors), check)


def _explained(
    document: Document,
    errors: "Iterable[tuple[Location, ValidationError]]",
    check: SchemaCheck,
) -> Iterator[Finding]:
    seen: set[tuple[Location, str]] = set()
    for start, error in errors:
        path: Location = (*start, *error.absolute_path)
        keyword = str(error.validator)
        # One error per path and keyword is enough: `_missing_keys` yields all findings of
        # an object, but `jsonschema` has an error for each key. A value of the wrong type
        # is not reported as no choice too, nor one of the wrong form as no date.
        cause = _FOLLOWS.get(keyword, keyword)
        if (path, cause) not in seen and (path, keyword) not in seen:
            seen.add((path, keyword))
            yield from _EXPLAIN[keyword](_Error(document, error, path, check))


_FOLLOWS: Final = {"format": "pattern", "enum": "type"}
"""For a keyword, the one whose error makes its own superfluous; that comes first."""


class _Error(NamedTuple):
    """An error of `jsonschema`, with the document that it is in."""

    document: Document
    error: "ValidationError"
    path: Location
    check: SchemaCheck

    @property
    def value(self) -> Any:
        """The value that was refused."""
        return self.error.instance

    @property
    def limit(self) -> Any:
        """The value of the keyword in the schema."""
        return self.error.validator_value

    @property
    def schema(self) -> Mapping[str, Any]:
        """The part of the schema with the keyword."""
        stated: Any = self.error.schema
        return stated if isinstance(stated, dict) else {}

    @property
    def name(self) -> str:
        """The name of the value in messages, see `place_name`."""
        return place_name(self.document.in_whole(self.path))

    def finding(
        self,
        code: Code,
        message: str,
        *,
        hint: str = "",
        path: Location | None = None,
        on_key: bool = False,
        fix: Fix | None = None,
    ) -> Finding:
        """Return a finding at *path*; by default, at the value."""
        path = self.path if path is None else path
        return Finding(
            code=code,
            message=message,
            path=path,
            hint=hint,
            entity=entity_at(self.document, path),
            on_key=on_key,
            fix=fix,
        )

    def replacement(self, new: object, *, safe: bool = True) -> Fix:
        """Return the fix that replaces the value by *new*."""
        return Fix(pointer=pointer(self.path), old=self.value, new=new, safe=safe)


def place_name(path: Location) -> str:
    """Return the name of the value at *path*, for messages.

    >>> place_name(("questions", 0, "topics", 1))
    'item 2 of `topics`'
    """
    if not path:
        return "the pack"
    if isinstance(path[-1], int):
        listed = next((part for part in reversed(path) if isinstance(part, str)), "")
        return f"item {path[-1] + 1} of {quote(listed)}"
    return quote(path[-1])


def _not_known(error: _Error) -> list[str]:
    """Return the unknown keys that are mistakes."""
    known = error.schema["properties"]
    return [
        key
        for key in error.value
        if not (error.check.newer or key in known or re.search(EXTENSION_PATTERN, key))
    ]


def _unknown_keys(error: _Error) -> Iterator[Finding]:
    known = list(error.schema["properties"])
    for key in _not_known(error):
        path = (*error.path, key)
        if since := _added_later(error, key):
            yield error.finding(
                codes.UNKNOWN_KEY,
                f"{quote(key)} is a key of schema version {since}; the pack is of"
                f" {error.check.version}",
                hint=f'state `schema_version: "{since}"`, or run `mlinterview upgrade`',
                path=path,
                on_key=True,
            )
            continue
        hint = did_you_mean(key, known)
        fix = None
        if (meant := nearest(key, known)) in error.value:
            hint = f"{quote(meant)} is there already; remove this one"
        elif meant is not None:
            fix = Fix(
                pointer=pointer(path),
                old=key,
                new=meant,
                action=Action.RENAME,
                safe=is_spelling_of(key, meant),
            )
        if key != key.strip():
            hint = "a space that is no plain space is part of the key; type it again"
        if key.lower().startswith("x-"):
            hint = "write a key of your own like `x-my-key`"
        yield error.finding(
            codes.UNKNOWN_KEY,
            f"{quote(key)} is not a key of {error.name if error.path else 'a pack'}",
            hint=hint or f"a key of your own starts with `x-`; known are {listed(known)}",
            path=path,
            on_key=True,
            fix=fix,
        )


def _added_later(error: _Error, key: str) -> str | None:
    """Return the version that added a key after that of the pack, or None."""
    keys = error.schema["properties"]
    for name, added in added_keys().items():
        stated = schema(error.check.version)
        stated = stated if name == "pack" else stated["$defs"].get(name, {})
        if stated.get("properties") == keys:
            return added.get(key)
    return None


def _missing_keys(error: _Error) -> Iterator[Finding]:
    known = error.schema["properties"]
    meant = {nearest(key, known) for key in _not_known(error)[:MAX_UNKNOWN]}
    for key in error.limit:
        # A misspelled key is reported as unknown; it need not be reported as missing too.
        if key in error.value or key in meant:
            continue
        yield error.finding(
            codes.MISSING_KEY,
            f"{error.name} lacks the key {quote(key)}",
            hint=f"add {quote(f'{key}: …')}: {first_sentence(known[key])}",
        )


_TYPE_WORDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "array": "a list",
    "object": "an object with keys",
}


def _wrong_type(error: _Error) -> Iterator[Finding]:
    finding = error.finding(
        codes.WRONG_TYPE,
        f"{error.name} must be {_TYPE_WORDS[error.limit]},"
        f" found {described(error.value)}",
        hint=_conversion(error),
        fix=_converted(error),
    )
    if error.limit == "string" and isinstance(error.value, bool | int | float):
        # A version such as 1.10 is read as the number 1.1, so the source text is needed.
        yield finding._replace(as_written=functools.partial(_quoted, error, finding))
    else:
        yield finding


def _quoted(error: "_Error", finding: Finding, written: str) -> Finding:
    """Return *finding* with a hint and a fix that quote the value as it is *written*."""
    hint = _as_text(written, error.schema)
    is_fit = "enum" not in error.schema and re.search(
        error.schema.get("pattern", ""), written
    )
    return finding._replace(hint=hint, fix=error.replacement(written) if is_fit else None)


def _converted(error: "_Error") -> Fix | None:
    """Return the fix that converts a value to the required type, or None."""
    wanted, value = error.limit, error.value
    if not isinstance(value, str):
        return None
    text = value.strip()
    if wanted == "array" and text and "," not in text and _holds_text(error.schema):
        return error.replacement([text])
    if wanted in ("integer", "number") and re.fullmatch(r"[0-9]{1,9}", value, re.ASCII):
        return error.replacement(int(value))
    if wanted == "boolean" and value.lower() in ("true", "false"):
        return error.replacement(value.lower() == "true")
    return None


def _holds_text(stated: Mapping[str, Any]) -> bool:
    """Return True if the items of a list are texts."""
    name = stated["items"]["$ref"].removeprefix(DEFINITIONS)
    return bool(schema()["$defs"][name].get("type") == "string")


def _conversion(error: _Error) -> str:
    """Return a hint how to write a value of the required type, or an empty text."""
    wanted, value = error.limit, error.value
    if not error.path:
        return "start with `schema_version:` and `pack:`"
    if value is None:
        return "give it a value, or remove the key"
    if wanted == "string" and isinstance(value, bool | int | float):
        return _as_text(json.dumps(value), error.schema)
    if wanted == "string" and isinstance(value, dict):
        return "put quotes around text that has a colon in it"
    if wanted == "array":
        return "start each item on its own line with `- `, or write `[a, b]`"
    if wanted in ("integer", "number") and isinstance(value, str):
        number = re.search(r"[0-9]+", value, re.ASCII)
        return f"write a number alone, such as `{number[0][:9] if number else 10}`"
    if wanted == "boolean":
        return "write `true` or `false` without quotes"
    return ""


def _as_text(written: str, schema: Mapping[str, Any]) -> str:
    """Return a hint how to write a value as text that the schema accepts."""
    if "enum" in schema:
        return f"write {listed(schema['enum'])}"
    pattern = schema.get("pattern", "")
    if re.search(pattern, written):
        return f"put quotes around it: {quote(json.dumps(written))}"
    return f"write {expectations().get(pattern, 'text')}"


def _not_a_choice(error: _Error) -> Iterator[Finding]:
    yield error.finding(
        codes.NOT_A_CHOICE,
        f"{error.name} cannot be {quote(error.value)}; it is {listed(error.limit)}",
        hint=did_you_mean(str(error.value), error.limit),
        fix=_choice(error),
    )


def _choice(error: "_Error") -> Fix | None:
    """Return the fix that replaces a value by the most similar choice, or None."""
    meant = nearest(str(error.value), error.limit)
    if meant is None or not isinstance(error.value, str):
        return None
    return error.replacement(meant, safe=is_spelling_of(error.value, meant))


def _bad_form(error: _Error) -> Iterator[Finding]:
    text = str(error.value)
    if not text:
        yield error.finding(
            codes.BAD_FORM,
            f"{error.name} is empty",
            hint="give it a value, or remove the key",
        )
        return
    if (hidden := hidden_character(text)) is not None:
        yield error.finding(
            codes.BAD_FORM,
            f"{error.name} has the invisible character {hidden}",
            hint="type the text again rather than pasting it",
        )
        return
    pattern = error.schema.get("pattern", "")
    expected = expectations().get(pattern, "another form")
    is_judged = len(text) <= MAX_JUDGED
    yield error.finding(
        codes.BAD_FORM,
        f"{error.name} must be {expected}, found {quote(text)}",
        hint=respelling_hint(text, pattern) if is_judged else "",
        fix=_reformed(error, text, pattern) if is_judged else None,
    )


def _reformed(error: "_Error", text: str, pattern: str) -> Fix | None:
    """Return the fix that writes a text in the required form, or None."""
    if re.search(pattern, text.strip()):
        return error.replacement(text.strip())
    # A pattern that accepts "a" is not that of dates: an id may look like a date.
    if (day := written_day(text)) and not re.search(pattern, "a"):
        is_fit = re.search(pattern, day) and is_day(day)
        return error.replacement(day) if is_fit else None
    if (slug := slug_of(text)) and re.search(pattern, slug):
        # Not safe, since references may name the id as it is.
        return error.replacement(slug, safe=False)
    return None


def _bad_date(error: _Error) -> Iterator[Finding]:
    yield error.finding(
        codes.BAD_FORM,
        f"{error.name}, {quote(error.value)}, is not a day of the calendar",
        hint="months have 28 to 31 days; write YYYY-MM-DD",
    )


def _too_long(error: _Error) -> Iterator[Finding]:
    yield error.finding(
        codes.WRONG_LENGTH,
        f"{error.name} has {len(error.value)} characters; {error.limit} are allowed",
        hint="shorten it",
    )


def _wrong_count(error: _Error) -> Iterator[Finding]:
    if error.error.validator == "minItems":
        message, hint = f"{error.name} is empty; it needs an item", "add one"
    else:
        message = f"{error.name} has {len(error.value)} items; {error.limit} are allowed"
        hint = "remove some"
    yield error.finding(codes.WRONG_COUNT, message, hint=hint)


def _out_of_range(error: _Error) -> Iterator[Finding]:
    least = error.schema.get("minimum")
    most = error.schema.get("maximum")
    yield error.finding(
        codes.OUT_OF_RANGE,
        f"{error.name} must be from {least} to {most}, found {quote(error.value)}",
        hint=f"it is {first_sentence(error.schema)}"
        if "description" in error.schema
        else "",
    )


def _repeated(error: _Error) -> Iterator[Finding]:
    for index in equal_items(error.value):
        path = (*error.path, index)
        item = error.value[index]
        yield error.finding(
            codes.REPEATED_ITEM,
            f"{place_name(path)}, {quote(item)}, is there twice",
            hint="remove one of the two",
            path=path,
            fix=Fix(
                pointer=pointer(path),
                old=item,
                action=Action.REMOVE,
            ),
        )


_EXPLAIN: Final[Mapping[str, Callable[[_Error], Iterator[Finding]]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "type": _wrong_type,
    "enum": _not_a_choice,
    "pattern": _bad_form,
    "format": _bad_date,
    "maxLength": _too_long,
    "minItems": _wrong_count,
    "maxItems": _wrong_count,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "uniqueItems": _repeated,
}
"""For each keyword that the generated schema uses, the function that explains it."""
