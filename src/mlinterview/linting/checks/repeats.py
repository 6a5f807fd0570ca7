"""Whether texts nearly repeat others that should say something different."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import quote
from ...model import Anchors, Answer, FollowUp, Tip
from ...validation import MIN_REPEATED, codes, entity_at, folded, similar
from ._content import Check, LintedContent, Passage

_COMPARED: Final = (
    (Answer, "key_points", "key point"),
    (FollowUp, "prompt", "follow-up"),
    (Tip, "body", "tip"),
    *(
        (Anchors, name, "anchor")
        for name in ("strong_no_hire", "no_hire", "hire", "strong_hire")
    ),
)
"""For each text that is compared with others of the same field: the class and name of
the field, and the word for it in messages."""


def _alike(content: LintedContent) -> Iterator[tuple[str, Passage, Passage]]:
    """Yield each two passages that are nearly the same, after the word for them."""
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
        for passage, other in similar(texts, threshold=threshold):
            yield word, passage, other


def near_repeats(content: LintedContent) -> Iterator[Finding]:
    """Require that texts of different entities differ in more than a few words."""
    for word, passage, other in _alike(content):
        # Validation reports texts that differ in case and spaces only.
        is_same = folded(passage.value) == folded(other.value)
        if passage.path[:2] != other.path[:2] and not is_same:
            entity = entity_at(content.context.document, other.path)
            yield content.context.finding(
                codes.NEAR_REPEAT,
                f"the {word} {quote(passage.value)} is nearly the same as one of"
                f" {quote(entity)}",
                passage.path,
                hint="say what is particular to this one",
                other=other.path,
            )


def paraphrases(content: LintedContent) -> Iterator[Finding]:
    """Require that each key point and follow-up of a question adds something."""
    for word, passage, other in _alike(content):
        if passage.path[:2] == other.path[:2]:
            yield content.context.finding(
                codes.PARAPHRASE,
                f"the {word} {quote(passage.value)} nearly repeats another one",
                passage.path,
                hint="merge the two, or remove one",
                other=other.path,
            )


CHECKS: Final = (
    Check((codes.NEAR_REPEAT,), near_repeats),
    Check((codes.PARAPHRASE,), paraphrases),
)
