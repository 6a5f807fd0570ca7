"""A question as headed sections, for every format that people read."""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .pack_chapters import Chapter, chapters, front, title
    from .question_sections import (
        ANSWER_HEADINGS,
        Part,
        Section,
        best_answer,
        follow_up_texts,
        follow_ups_body,
        sections,
    )

__all__ = [
    "ANSWER_HEADINGS",
    "Chapter",
    "Part",
    "Section",
    "best_answer",
    "chapters",
    "follow_up_texts",
    "follow_ups_body",
    "front",
    "sections",
    "title",
]

_EXPORTS = {
    "pack_chapters": "Chapter chapters front title",
    "question_sections": (
        "ANSWER_HEADINGS Part Section best_answer follow_up_texts follow_ups_body "
        "sections"
    ),
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
