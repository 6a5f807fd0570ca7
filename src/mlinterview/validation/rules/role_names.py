"""No role is a misspelled well-known role."""

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
    why="Any role is allowed, but a reader who filters by `ml-engineer` will not find"
    " `ml-enginer`.",
    severity=Severity.WARNING,
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics],"
    " status: draft, roles: [ml-enginer]}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics],"
    " status: draft, roles: [ml-engineer]}",
)


def near_misses(context: Context) -> Iterator[Finding]:
    """Yield a finding for each role that is nearly a well-known one."""
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

    Short words have to be equal: an `llm-engineer` is not an `ml-engineer`.
    """
    if role in WELL_KNOWN_ROLES:
        return None
    for known in WELL_KNOWN_ROLES:
        if role.replace("-", "") == known.replace("-", ""):
            return known
        pairs = list(zip(role.split("-"), known.split("-"), strict=False))
        same_length = role.count("-") == known.count("-")
        if same_length and all(
            word == known_word
            or (len(known_word) > 5 and _similarity(word, known_word) >= 0.8)
            for word, known_word in pairs
        ):
            return known
    return None


def _similarity(word: str, other: str) -> float:
    import difflib

    return difflib.SequenceMatcher(None, word, other).ratio()


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
