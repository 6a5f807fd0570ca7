"""Whether texts hold placeholders, or begin in the same way as many others."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import quote
from ...model import Answer, FollowUp
from ...validation import codes
from ._content import Check, LintedContent, Offsets, Passage

# `TODO` and the like count in capitals only: a question may be about a to-do list.
_PLACEHOLDER: Final = re.compile(
    r"\b(?:TODO|TBD|TBC|FIXME|XXX+)\b"
    r"|\b(?i:lorem ipsum)\b"
    r"|\b(?i:insert)(?:[ \t]+[^\s.,;:!?]+){0,5}?[ \t]+(?i:here)\b"
)
_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*")
_ANSWERS: Final = ((Answer, "body"), (FollowUp, "answer"))


def placeholders(content: LintedContent) -> Iterator[Finding]:
    """Require that no text has a placeholder outside of code and formulas."""
    for passage in content.passages:
        if _PLACEHOLDER.search(passage.value) is None:
            continue
        for match in _PLACEHOLDER.finditer(passage.prose):
            yield content.context.finding(
                codes.PLACEHOLDER,
                f"{quote(match[0])} is a placeholder for text that is not written yet",
                passage.path,
                hint="write the text; if the word itself is meant, put it in `code`",
                piece=match.span(),
            )


def openings(content: LintedContent) -> Iterator[Finding]:
    """Require that no opening is shared by too many answers."""
    size, most = content.standards.opening_words, content.standards.max_same_openings
    groups = defaultdict[tuple[str, ...], list[tuple[Passage, Offsets]]](list)
    for passage in content.passages:
        if (passage.text.owner.cls, passage.text.field.name) in _ANSWERS:
            words = [*itertools.islice(_WORD.finditer(passage.prose), size)]
            if len(words) == size:
                opening = tuple(word[0].casefold() for word in words)
                piece = words[0].start(), words[-1].end()
                groups[opening].append((passage, piece))
    for opening, passages in groups.items():
        others = len(passages) - 1
        if others <= most:
            continue
        for passage, piece in passages:
            yield content.context.finding(
                codes.SAME_OPENING,
                f"{others} other answers begin with {quote(' '.join(opening))} as well",
                passage.path,
                hint="begin with what is particular to this one",
                piece=piece,
            )


CHECKS: Final = (
    Check((codes.PLACEHOLDER,), placeholders),
    Check((codes.SAME_OPENING,), openings),
)
