"""A role is a well-known one, or clearly another."""

import functools
from collections.abc import Iterator
from typing import Final

from ...document import Finding, pointer
from ...errors import Code, Fix, Severity, quote
from ...model import WELL_KNOWN_ROLES, Question
from ..batches import Batch
from ..rule import Context, Rule

NEAR_MISS: Final = Code(
    id="MLI304",
    name="near-miss",
    summary="A role is nearly, but not quite, a well-known one.",
    why="Roles are free, but whoever filters by `ml-engineer` will not find"
    " `ml-enginer`.",
    severity=Severity.WARNING,
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics],"
    " status: draft, roles: [ml-enginer]}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics],"
    " status: draft, roles: [ml-engineer]}",
)


def near_misses(context: Context) -> Iterator[Finding]:
    """A role is a well-known one, or clearly another."""
    for text in context.contents.texts:
        if text.field.name == "roles" and (meant := well_known(text.value)):
            yield context.finding(
                NEAR_MISS,
                f"the role {quote(text.value)} is nearly the well-known {quote(meant)}",
                text.path,
                hint=f"did you mean {quote(meant)}?",
                fix=Fix(
                    pointer=pointer(text.path), old=text.value, new=meant, safe=False
                ),
            )


@functools.lru_cache(maxsize=1_000)
def well_known(role: str) -> str | None:
    """Return the well-known role that *role* seems to misspell.

    Short words are compared exactly: an `llm-engineer` is no `ml-engineer`.
    """
    if role in WELL_KNOWN_ROLES:
        return None
    for known in WELL_KNOWN_ROLES:
        if role.replace("-", "") == known.replace("-", ""):
            return known
        pairs = list(zip(role.split("-"), known.split("-"), strict=False))
        same_length = role.count("-") == known.count("-")
        if same_length and all(
            one == two or (len(two) > 5 and _ratio(one, two) >= 0.8) for one, two in pairs
        ):
            return known
    return None


def _ratio(one: str, two: str) -> float:
    import difflib

    return difflib.SequenceMatcher(None, one, two).ratio()


def _in_doubt(batch: Batch) -> Iterator[Question]:
    for question in batch.entities:
        if any(map(well_known, question.roles)):
            yield question


RULE: Final = Rule(
    name="role-names",
    codes=(NEAR_MISS,),
    looks_at=(Question,),
    find=near_misses,
    clears=_in_doubt,
)
