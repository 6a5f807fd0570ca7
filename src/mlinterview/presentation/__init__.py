"""The order and the headings in which a question or a whole selection is shown.

`sections` returns the sections of one question. `chapters` returns a selection as the
chapters of one document. Markdown, HTML and Anki write them, each in its own way.
"""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr

if TYPE_CHECKING:
    from .pack_chapters import Chapter, chapters, document_title, introduction
    from .question_sections import (
        ANSWER_HEADINGS,
        QuestionSection,
        SectionKind,
        best_answer,
        follow_up_texts,
        follow_ups_body,
        sections,
    )

__all__ = [
    "ANSWER_HEADINGS",
    "Chapter",
    "QuestionSection",
    "SectionKind",
    "best_answer",
    "chapters",
    "document_title",
    "follow_up_texts",
    "follow_ups_body",
    "introduction",
    "sections",
]

_EXPORTS = {
    "pack_chapters": "Chapter chapters document_title introduction",
    "question_sections": (
        "ANSWER_HEADINGS QuestionSection SectionKind best_answer follow_up_texts "
        "follow_ups_body sections"
    ),
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
