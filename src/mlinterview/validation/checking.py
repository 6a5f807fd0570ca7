"""Document to `Report`: is it the schema's shape, and do its parts fit together?

There are two passes. The schema pass accepts with a compiled validator where there
is one, and only explains a refusal with `jsonschema`. The rules then look at what
is well formed, so that one run shows all mistakes.
"""

import datetime
import functools
import heapq
import importlib
import itertools
import json
import re
import unicodedata
from collections.abc import (
    Callable,
    Container,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..document import JSON, PACK_FILE, Document, Finding, Location, pointer
from ..errors import (
    Action,
    Code,
    Fix,
    Problem,
    Report,
    did_you_mean,
    is_spelling_of,
    nearest,
    quote,
)
from ..model import (
    EXTENSION_PATTERN,
    SCHEMA_VERSION,
    Pack,
    Shape,
    expectation,
    fields_of,
    schema,
)
from . import codes, rules, screening

SURPLUS: Final = 5
"""How many times the number of problems that are listed each check may find; the
rest is not looked for."""
MAX_ODD: Final = 100
"""Among how many unknown keys of an object a misspelt one is looked for."""
MAX_JUDGED: Final = 100_000
"""How many characters of a text are looked at to tell what was meant."""

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


Chosen = Callable[[str], bool]
"""Says of the id of a code whether it is asked for."""


def validate_document(
    document: Document,
    *,
    today: datetime.date,
    chosen: Chosen = lambda code: True,
    more: Iterable[Iterator[Finding]] = (),
    names: rules.Names | None = None,
    without: Container[rules.Rule] = (),
    suspect: bool = False,
) -> Report:
    """Return all problems of *document*; never raises on its content.

    Args:
        document: The pack as plain data.
        today: The day on which it is checked; some rules need one.
        chosen: Which codes to look for; see `codes.chosen`.
        more: What else there is to find in a document of a known version.
        names: The names of the larger pack that it is a piece of, if it is one.
        without: The rules that are left out.
        suspect: Whether it has been looked at whether all is surely right, and was not.
            That takes a tenth of the time, and is done first otherwise.
    """
    problems = list(document.problems)
    omitted = 0
    if document.data is not None or document.parts:
        # A value that could not be read is null in the data; one message is enough.
        known = {(p.file, p.pointer) for p in problems if p.position is not None}
        checks = [rule for rule in rules.RULES if rule not in without]
        made = None if suspect else screening.made_of(document, today, screening.is_clean)
        is_clean = made is not None
        findings = _content(document, today, chosen, more, names, checks, is_clean)
        found = document.locate(_first(document, findings))
        problems += [p for p in found if (p.file, p.pointer) not in known]
        omitted = len(findings) - len(found)
    problems = [problem for problem in problems if chosen(problem.code)]
    problems.sort(key=_order(document))
    most = document.limits.problems
    return Report(
        name=document.name,
        problems=tuple(map(document.problem_in_whole, problems[:most])),
        omitted=omitted + max(0, len(problems) - most),
    )


def _order(document: Document) -> Callable[[Problem], tuple[Any, ...]]:
    """Return a sort key: the order of files, then the place within the file."""
    rank = _file_order(document)

    def key(problem: Problem) -> tuple[Any, ...]:
        return rank(problem.file), problem.line or 0, problem.column or 0, problem.code

    return key


def _file_order(document: Document) -> Callable[[str], tuple[Any, ...]]:
    """Return a sort key for the names of files."""
    name = document.name
    first = {name, str(Path(name, PACK_FILE))}
    # In an archive it may be within a folder; an installed pack has a name of its own.
    first.update(p.name for p in document.parts[:1] if Path(p.name).name == PACK_FILE)
    return functools.cache(
        lambda file: (file != name, file not in first, Path(file).parts)
    )


def _first(document: Document, findings: Sequence[Finding]) -> Sequence[Finding]:
    """Return as many findings as are listed at most, those that come first.

    To find out where they stand takes time, and the others are only counted.
    """
    most = document.limits.problems
    if len(findings) <= most:
        return findings
    if not document.parts:
        return findings[:most]
    file_rank = _file_order(document)

    def rank(finding: Finding) -> tuple[Any, ...]:
        part, path = document.origin(finding.path) or (document.parts[0], ())
        return file_rank(part.name), part.rank(path)

    return heapq.nsmallest(most, findings, key=rank)


def _content(
    document: Document,
    today: datetime.date,
    chosen: Chosen,
    more: Iterable[Iterator[Finding]],
    names: rules.Names | None,
    asked: Iterable[rules.Rule],
    is_clean: bool,
) -> list[Finding]:
    """Return what is wrong with the content of a document that could be read."""
    version = _version_finding(document)
    if version is not None and version.code is codes.UNKNOWN_MAJOR:
        return [version]
    newer = version is not None
    checks: list[Iterator[Finding]] = []
    if newer or not is_clean:
        context = rules.Context(document, rules.survey(document.data), today, names)
        checks = [_schema_findings(document, newer=newer)]
        checks += [rule(context) for rule in asked]
    checks += more
    most = document.limits.problems * SURPLUS
    found = [one for check in checks for one in _some(check, most, chosen)]
    if not document.complete:
        found = [one for one in found if not _may_be_elsewhere(one)]
    return found if version is None else [version, *found]


def _some(check: Iterator[Finding], most: int, chosen: Chosen) -> Iterator[Finding]:
    """Return what a check finds first, of what is asked for."""
    return itertools.islice((one for one in check if chosen(one.code.id)), most)


def _may_be_elsewhere(finding: Finding) -> bool:
    """Say whether what *finding* misses may be in a file that could not be read."""
    at_top = finding.code is codes.MISSING_KEY and not finding.path
    return at_top or finding.code is codes.UNRESOLVED


def _version_finding(document: Document) -> Finding | None:
    """Return what is to be said of a schema version that is not known in full."""
    stated = document.data.get("schema_version") if isinstance(document.data, dict) else 0
    found = re.fullmatch(r"(\d{1,9})\.(\d{1,9})", str(stated), re.ASCII)
    if not isinstance(stated, str) or found is None:
        return None
    major, minor = (int(number) for number in found.groups())
    known_major, known_minor = (int(number) for number in SCHEMA_VERSION.split("."))
    path = ("schema_version",)
    hint = f"update mlinterview, which knows {SCHEMA_VERSION} here"
    if major != known_major:
        message = f"schema version {quote(stated)} cannot be read by this release"
        return Finding(code=codes.UNKNOWN_MAJOR, message=message, path=path, hint=hint)
    if minor > known_minor:
        message = (
            f"schema version {quote(stated)} is newer; keys it added are not checked"
        )
        return Finding(code=codes.NEWER_MINOR, message=message, path=path, hint=hint)
    return None


# The schema pass -------------------------------------------------------------


def _schema_findings(document: Document, *, newer: bool) -> Iterator[Finding]:
    """Yield what the schema has against *document*."""
    if not accepts(document.data):
        yield from explain(document, newer=newer)


def accepts(data: JSON) -> bool:
    """Say whether the schema has nothing against *data*."""
    return bool(_acceptor("pack")(data))


@functools.cache
def _acceptor(name: str) -> Callable[[Any], bool]:
    """Return the fastest validator that is installed, for a pack or a definition.

    `jsonschema-rs` takes a two-hundredth of the time of `jsonschema`, and the
    differential tests hold the two to the same verdict; it has no wheel for every
    platform, so that the other stands in.
    """
    return _fast_acceptor(_schema_of(name)) or (
        lambda data: next(iter(_oracle(name).iter_errors(data)), None) is None
    )


def _fast_acceptor(stated: Mapping[str, Any]) -> Callable[[Any], bool] | None:
    """Return a compiled validator, if this platform has one."""
    try:
        fast = importlib.import_module("jsonschema_rs")
    except ImportError:
        return None
    validator = fast.Draft202012Validator(stated, validate_formats=True)
    accept: Callable[[Any], bool] = validator.is_valid
    return accept


@functools.cache
def _oracle(name: str) -> Any:
    """Return the validator that explains, which never looks outside the schema."""
    # Imported only to explain: it takes as long to load as all else together.
    from jsonschema import Draft202012Validator, FormatChecker, validators
    from referencing import Registry

    extend: Any = validators.extend
    keywords = {"items": _items}
    keywords |= {name: _terse(is_wrong) for name, is_wrong in _TERSE.items()}
    return extend(Draft202012Validator, keywords)(
        _schema_of(name),
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
    return _fast_acceptor(stated) or (lambda item: False)


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
        stated and isinstance(value, list) and any(_equal_items(value))
    ),
}


def _equal_items(items: Sequence[JSON]) -> Iterator[int]:
    """Yield the index of each item that equals an earlier one."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        written = json.dumps(item, sort_keys=True)
        if written in seen:
            yield index
        seen.add(written)


def explain(document: Document, *, newer: bool = False) -> Iterator[Finding]:
    """Yield a finding for each thing that the schema has against *document*.

    Args:
        document: The pack as plain data.
        newer: Whether it is written for a newer minor version. What such a version
            adds are keys, so that keys which are not known here are no mistake.
    """
    seen: set[tuple[Location, str]] = set()
    for start, error in _errors(document.data):
        path: Location = (*start, *error.absolute_path)
        keyword = str(error.validator)
        # `jsonschema` reports each missing key by itself, and so do we, once. What is
        # not written as a date is, of course, no day of the calendar either.
        # Nor is what is of the wrong type a choice.
        same = _FOLLOWS.get(keyword, keyword)
        if (path, same) not in seen and (path, keyword) not in seen:
            seen.add((path, keyword))
            yield from _EXPLAIN[keyword](_Error(document, error, path, newer))


def _errors(data: JSON) -> "Iterator[tuple[Location, ValidationError]]":
    """Yield the errors of `jsonschema`, and the path that each one's path begins at.

    It is slow: of a large pack it is given only the items that the fast validator
    refuses, and the pack without its items.
    """
    lists = _lists()
    if not isinstance(data, dict):
        yield from (((), error) for error in _oracle("pack").iter_errors(data))
        return
    bare = {
        key: [] if key in lists and isinstance(value, list) else value
        for key, value in data.items()
    }
    yield from (((), error) for error in _oracle("pack").iter_errors(bare))
    for key, name in lists.items():
        items = data.get(key)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if not _acceptor(name)(item):
                errors = _oracle(name).iter_errors(item)
                yield from (((key, index), error) for error in errors)


@functools.cache
def _lists() -> Mapping[str, str]:
    """Return the top-level lists of which nothing but the items matters.

    For each, the name of the definition of its items.
    """
    return {
        key: stated["items"]["$ref"].removeprefix(_DEFINITIONS)
        for key, stated in schema()["properties"].items()
        if stated.keys() <= {"description", "type", "items"}
        and stated.get("items", {}).keys() == {"$ref"}
    }


_DEFINITIONS: Final = "#/$defs/"


def _schema_of(name: str) -> dict[str, Any]:
    """Return the schema of ``"pack"``, or of one of its definitions."""
    whole = schema()
    return whole if name == "pack" else {"$defs": whole["$defs"], **whole["$defs"][name]}


_FOLLOWS: Final = {"format": "pattern", "enum": "type"}
"""For a keyword the one that says the same better, and is checked before it."""


class _Error(NamedTuple):
    """What the explaining functions need to know of an error."""

    document: Document
    error: "ValidationError"
    path: Location
    newer: bool

    @property
    def found(self) -> Any:
        """The value that was refused."""
        return self.error.instance

    @property
    def limit(self) -> Any:
        """What the keyword of the schema states."""
        return self.error.validator_value

    @property
    def schema(self) -> Mapping[str, Any]:
        """The part of the schema that refused it."""
        stated: Any = self.error.schema
        return stated if isinstance(stated, dict) else {}

    @property
    def name(self) -> str:
        """What the value is called: its key, or its key and number in a list."""
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
        """Return a finding at the value, or at *path*."""
        where = self.path if path is None else path
        return Finding(
            code=code,
            message=message,
            path=where,
            hint=hint,
            entity=rules.entity_at(self.document.data, where),
            on_key=on_key,
            fix=fix,
        )

    def replacement(self, new: object, *, safe: bool = True) -> Fix:
        """Return the fix that puts *new* in the place of the value."""
        return Fix(pointer=pointer(self.path), old=self.found, new=new, safe=safe)


def place_name(path: Location) -> str:
    """Return how an author would call the place at *path*.

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
    """Return the keys that are mistakes."""
    known = error.schema["properties"]
    return [
        key
        for key in error.found
        if not (error.newer or key in known or re.search(EXTENSION_PATTERN, key))
    ]


def _unknown_keys(error: _Error) -> Iterator[Finding]:
    known = list(error.schema["properties"])
    for key in _not_known(error):
        hint = did_you_mean(key, known)
        where = (*error.path, key)
        fix = None
        if (meant := nearest(key, known)) in error.found:
            hint = f"{quote(meant)} is there already; remove this one"
        elif meant is not None:
            fix = Fix(
                pointer=pointer(where),
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
            hint=hint
            or f"a key of your own starts with `x-`; known are {_listed(known)}",
            path=where,
            on_key=True,
            fix=fix,
        )


def _missing_keys(error: _Error) -> Iterator[Finding]:
    known = error.schema["properties"]
    meant = {nearest(key, known) for key in _not_known(error)[:MAX_ODD]}
    for key in error.limit:
        # A misspelt key has been reported as such; it is not missing as well.
        if key in error.found or key in meant:
            continue
        yield error.finding(
            codes.MISSING_KEY,
            f"{error.name} lacks the key {quote(key)}",
            hint=f"add {quote(f'{key}: …')}: {_first_sentence(known[key])}",
        )


def _first_sentence(described: Mapping[str, Any]) -> str:
    return str(described.get("description", "")).split(". ")[0].rstrip(".").lower()


_TYPE_WORDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "array": "a list",
    "object": "an object with keys",
}


def _wrong_type(error: _Error) -> Iterator[Finding]:
    found = error.finding(
        codes.WRONG_TYPE,
        f"{error.name} must be {_TYPE_WORDS[error.limit]},"
        f" found {_described(error.found)}",
        hint=_conversion(error),
        fix=_converted(error),
    )
    if error.limit == "string" and isinstance(error.found, bool | int | float):
        # A version such as 1.10 is the number 1.1 to a program, but not to its author.
        yield found._replace(as_written=functools.partial(_quoted, error, found))
    else:
        yield found


def _quoted(error: "_Error", found: Finding, written: str) -> Finding:
    """Return the finding that a value ought to be text, of which *written* is left."""
    hint = _as_text(written, error.schema)
    is_fit = "enum" not in error.schema and re.search(
        error.schema.get("pattern", ""), written
    )
    return found._replace(hint=hint, fix=error.replacement(written) if is_fit else None)


def _converted(error: "_Error") -> Fix | None:
    """Return the fix that writes a value as one of the type that is asked for."""
    wanted, found = error.limit, error.found
    if not isinstance(found, str):
        return None
    text = found.strip()
    if wanted == "array" and text and "," not in text and _holds_text(error.schema):
        return error.replacement([text])
    if wanted in ("integer", "number") and re.fullmatch(r"[0-9]{1,9}", found, re.ASCII):
        return error.replacement(int(found))
    if wanted == "boolean" and found.lower() in ("true", "false"):
        return error.replacement(found.lower() == "true")
    return None


def _holds_text(stated: Mapping[str, Any]) -> bool:
    """Say whether the items of a list are texts."""
    name = stated["items"]["$ref"].removeprefix(_DEFINITIONS)
    return bool(schema()["$defs"][name].get("type") == "string")


def _described(value: object) -> str:
    """Return a value with its type, as a person would name it."""
    if isinstance(value, str):
        return f"the text {quote(value)}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"the number {quote(value)}"
    return quote(value)


def _conversion(error: _Error) -> str:
    """Return how to write what was most likely meant."""
    wanted, found = error.limit, error.found
    if not error.path:
        return "start with `schema_version:` and `pack:`"
    if found is None:
        return "give it a value, or remove the key"
    if wanted == "string" and isinstance(found, bool | int | float):
        return _as_text(json.dumps(found), error.schema)
    if wanted == "string" and isinstance(found, dict):
        return "put quotes around text that has a colon in it"
    if wanted == "array":
        return "start each item on its own line with `- `, or write `[a, b]`"
    if wanted in ("integer", "number") and isinstance(found, str):
        number = re.search(r"[0-9]+", found, re.ASCII)
        return f"write a number alone, such as `{number[0][:9] if number else 10}`"
    if wanted == "boolean":
        return "write `true` or `false` without quotes"
    return ""


def _as_text(written: str, schema: Mapping[str, Any]) -> str:
    """Return how to write a value as text, if that is all there is to it."""
    if "enum" in schema:
        return f"write {_listed(schema['enum'])}"
    pattern = schema.get("pattern", "")
    if re.search(pattern, written):
        return f"put quotes around it: {quote(json.dumps(written))}"
    return f"write {_expectations().get(pattern, 'text')}"


def _not_a_choice(error: _Error) -> Iterator[Finding]:
    yield error.finding(
        codes.NOT_A_CHOICE,
        f"{error.name} cannot be {quote(error.found)}; it is {_listed(error.limit)}",
        hint=did_you_mean(str(error.found), error.limit),
        fix=_choice(error),
    )


def _choice(error: "_Error") -> Fix | None:
    """Return the fix that puts the nearest choice in the place of a value."""
    meant = nearest(str(error.found), error.limit)
    if meant is None or not isinstance(error.found, str):
        return None
    return error.replacement(meant, safe=is_spelling_of(error.found, meant))


def _listed(choices: Sequence[str]) -> str:
    return ", ".join(choices[:-1]) + f" or {choices[-1]}" if choices else ""


def _bad_form(error: _Error) -> Iterator[Finding]:
    text = str(error.found)
    if not text:
        yield error.finding(
            codes.BAD_FORM,
            f"{error.name} is empty",
            hint="give it a value, or remove the key",
        )
        return
    if (hidden := _hidden(text)) is not None:
        yield error.finding(
            codes.BAD_FORM,
            f"{error.name} holds the character {hidden}, which cannot be seen",
            hint="type the text again rather than pasting it",
        )
        return
    pattern = error.schema.get("pattern", "")
    expected = _expectations().get(pattern, "another form")
    is_judged = len(text) <= MAX_JUDGED
    yield error.finding(
        codes.BAD_FORM,
        f"{error.name} must be {expected}, found {quote(text)}",
        hint=_respelt(text, pattern) if is_judged else "",
        fix=_reformed(error, text, pattern) if is_judged else None,
    )


def _day(text: str) -> str:
    """Return a day that is written otherwise as the format has it, if *text* is one."""
    day = _DAY.fullmatch(text.strip())
    return f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}" if day else ""


_DAY: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", re.ASCII)


def _reformed(error: "_Error", text: str, pattern: str) -> Fix | None:
    """Return the fix that writes a text in the form that was most likely meant."""
    if re.search(pattern, text.strip()):
        return error.replacement(text.strip())
    # An id may look like a day, but is none.
    if (day := _day(text)) and not re.search(pattern, "a"):
        is_fit = re.search(pattern, day) and _is_day(day)
        return error.replacement(day) if is_fit else None
    if (slug := _slug(text)) and re.search(pattern, slug):
        # Others may refer to it as it is.
        return error.replacement(slug, safe=False)
    return None


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _hidden(text: str) -> str | None:
    """Return the first control or formatting character of *text*, by its name."""
    for one in text[:MAX_JUDGED]:
        if unicodedata.category(one) in ("Cc", "Cf") and one not in "\n\r\t":
            return f"U+{ord(one):04X} {unicodedata.name(one, '')}".strip()
    return None


def _respelt(text: str, pattern: str) -> str:
    """Return the form that was most likely meant, if *pattern* takes it."""
    candidates = [_slug(text), text.strip(), _day(text)]
    if "\n" in text.rstrip("\n"):
        return "write it on one line; in YAML use `>-` instead of `|`"
    if text.endswith("\n") and re.search(pattern, text.strip()):
        return "in YAML use `>-` instead of `|` for text on one line"
    fitting = [one for one in candidates if re.search(pattern, one)]
    return f"did you mean {quote(fitting[0])}?" if fitting else ""


def _slug(text: str) -> str:
    """Return *text* as an id might be written."""
    # The time that normalising takes can grow with the square of the length.
    plain = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


@functools.cache
def _expectations() -> Mapping[str, str]:
    """Return what each pattern of the schema asks for, in words."""
    words: dict[str, str] = {}
    _collect(Pack, words)
    return words


def _collect(cls: type, words: dict[str, str]) -> None:
    for field in fields_of(cls):
        shape: Shape = field.shape.item or field.shape
        if shape.kind == "object":
            _collect(shape.type, words)
        elif shape.spec.pattern is not None:
            words[shape.spec.pattern] = expectation(shape)


def _bad_date(error: _Error) -> Iterator[Finding]:
    yield error.finding(
        codes.BAD_FORM,
        f"{error.name}, {quote(error.found)}, is not a day of the calendar",
        hint="months have 28 to 31 days; write YYYY-MM-DD",
    )


def _too_long(error: _Error) -> Iterator[Finding]:
    yield error.finding(
        codes.WRONG_LENGTH,
        f"{error.name} has {len(error.found)} characters; {error.limit} are allowed",
        hint="shorten it",
    )


def _wrong_count(error: _Error) -> Iterator[Finding]:
    if error.error.validator == "minItems":
        message, hint = f"{error.name} is empty; it needs an item", "add one"
    else:
        message = f"{error.name} has {len(error.found)} items; {error.limit} are allowed"
        hint = "remove some"
    yield error.finding(codes.WRONG_COUNT, message, hint=hint)


def _out_of_range(error: _Error) -> Iterator[Finding]:
    least = error.schema.get("minimum")
    most = error.schema.get("maximum")
    yield error.finding(
        codes.OUT_OF_RANGE,
        f"{error.name} must be from {least} to {most}, found {quote(error.found)}",
        hint=f"it is {_first_sentence(error.schema)}"
        if "description" in error.schema
        else "",
    )


def _repeated(error: _Error) -> Iterator[Finding]:
    for at in _equal_items(error.found):
        yield error.finding(
            codes.REPEATED_ITEM,
            f"{place_name((*error.path, at))}, {quote(error.found[at])}, is there twice",
            hint="remove one of the two",
            path=(*error.path, at),
            fix=Fix(
                pointer=pointer((*error.path, at)),
                old=error.found[at],
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
"""For each keyword that the generated schema uses, what explains it."""
