"""Texts that say nearly the same, where each should say something of its own."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import Code, quote
from ...model import Anchors, Answer, FollowUp, Tip
from ...validation import MIN_REPEATED, codes, entity_at, folded, similar
from ._content import Check, Content, Passage

_COMPARED: Final = (
    (Answer, "key_points", "key point"),
    (FollowUp, "prompt", "follow-up"),
    (Tip, "body", "tip"),
    *(
        (Anchors, name, "anchor")
        for name in ("strong_no_hire", "no_hire", "hire", "strong_hire")
    ),
)
"""What is compared, each only with others of its kind and verdict."""


def _alike(content: Content) -> Iterator[tuple[str, Passage, Passage]]:
    """Yield what two passages are that say nearly the same, and both."""
    groups: defaultdict[tuple[type, str], list[Passage]] = defaultdict(list)
    for passage in content.passages:
        groups[passage.text.owner.cls, passage.text.field.name].append(passage)
    threshold = content.standards.similarity.as_integer_ratio()
    for cls, name, word in _COMPARED:
        texts = (
            (passage.value, passage)
            for passage in groups[cls, name]
            if len(passage.value) >= MIN_REPEATED
        )
        for one, other in similar(texts, threshold=threshold):
            yield word, one, other


def near_repeats(content: Content) -> Iterator[Finding]:
    """What is said of one question is said in other words of another."""
    for word, one, other in _alike(content):
        # What is the same but for case and spaces, validation reports.
        is_same = folded(one.value) == folded(other.value)
        if one.path[:2] != other.path[:2] and not is_same:
            there = entity_at(content.context.document, other.path)
            yield _finding(
                codes.NEAR_REPEAT,
                content,
                one,
                other,
                f"the {word} {quote(one.value)} is nearly one of {quote(there)}",
                "say what is particular to this one",
            )


def paraphrases(content: Content) -> Iterator[Finding]:
    """Each key point and each follow-up of a question adds something."""
    for word, one, other in _alike(content):
        if one.path[:2] == other.path[:2]:
            yield _finding(
                codes.PARAPHRASE,
                content,
                one,
                other,
                f"the {word} {quote(one.value)} says again what another one says",
                "merge the two, or remove one",
            )


def _finding(
    code: Code, content: Content, one: Passage, other: Passage, message: str, hint: str
) -> Finding:
    return content.context.finding(code, message, one.path, hint=hint, other=other.path)


CHECKS: Final = (
    Check((codes.NEAR_REPEAT,), near_repeats),
    Check((codes.PARAPHRASE,), paraphrases),
)
