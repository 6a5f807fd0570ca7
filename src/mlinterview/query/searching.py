"""Full-text search in the questions of packs, and what it finds."""

import functools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import attrs

from ..model import Question
from ..rendering import to_text
from .conditions import And, Compare, Condition, Not
from .context import QueryContext, Test
from .entries import Entry
from .fields import FIELDS, QueryField, ValueType

# The index is imported in functions: a program that never searches needs no SQLite.
if TYPE_CHECKING:
    from .text_index import IndexedRow, SearchWords, TextIndex

_MAX_TOKENS: Final = 200
"""The most values that a search is narrowed by in the index; more would slow it."""
_RARE: Final = 10
"""The index narrows by a condition that at most one question in so many meets."""


@attrs.frozen
class Snippet:
    """A piece of a text in which words were found.

    Args:
        text: The piece, as plain text.
        highlights: Where the words are: for each the offset of its first character, and
            the offset after its last.
    """

    text: str
    highlights: tuple[tuple[int, int], ...] = ()

    def marked(self, before: str = "**", after: str = "**") -> str:
        """Return the text with marks around the words.

        Args:
            before: The mark before each word.
            after: The mark after it.

        >>> Snippet("Stop the loop.", ((9, 13),)).marked("<b>", "</b>")
        'Stop the <b>loop</b>.'
        """
        parts, end = [], 0
        for first, last in self.highlights:
            parts += [self.text[end:first], before, self.text[first:last], after]
            end = last
        return "".join([*parts, self.text[end:]])


@attrs.frozen(eq=False)
class SearchResult:
    """A question that a search has found.

    Args:
        entry: The question with its pack.
        score: How well it matches; only comparable with others of the same search.
    """

    entry: Entry
    score: float
    _words: "SearchWords" = attrs.field(repr=False)

    @property
    def question(self) -> Question:
        """The question."""
        return self.entry.question

    @functools.cached_property
    def snippet(self) -> Snippet:
        """The piece of the question that has most of the words, as plain text."""
        from .text_index import snippet

        question = self.question
        texts = (
            [point for answer in question.answers for point in answer.key_points],
            [question.intent or "", *(answer.body for answer in question.answers)],
            [
                text
                for follow_up in question.follow_ups
                for text in (follow_up.prompt, follow_up.answer)
            ],
            [question.prompt],
        )
        plain = [to_text(" ".join(filter(None, parts))) for parts in texts]
        return Snippet(*snippet(self._words, plain))


class QuestionSearch:
    """The search in all questions of some packs; the first search makes the index.

    Args:
        context: The packs.
    """

    def __init__(self, context: QueryContext) -> None:
        self._context = context
        self._numbers: dict[str, frozenset[int]] = {}

    @functools.cached_property
    def index(self) -> "TextIndex":
        """The index, whose rows are the entries of the context."""
        from .text_index import MIN_CACHED, TextIndex, cache_folder

        entries = self._context.entries
        folder = cache_folder() if len(entries) >= MIN_CACHED else None
        return TextIndex(lambda: indexed_rows(entries), folder)

    def find(
        self, text: str, conditions: Iterable[Condition], is_wanted: Test
    ) -> Iterator[SearchResult]:
        """Return the questions that have some of the words of a text, the best first.

        Args:
            text: The words to search for.
            conditions: The conditions that the questions have to meet.
            is_wanted: A further test that each question has to pass.

        Raises:
            QueryError: If there is no word in *text*, a condition names something that
                no pack has, or SQLite cannot search texts.
        """
        from .text_index import read_words

        words = read_words(text)
        expressions: list[str] = []
        tests = [is_wanted]
        for condition in conditions:
            test = self._context.test(condition)
            expression = self._expression(condition)
            if expression is not None and self._is_rare(expression):
                expressions.append(expression)
            else:
                tests.append(test)
        entries = self._context.entries
        return (
            SearchResult(entries[row], score, words)
            for row, score in self.index.find(words, " AND ".join(expressions))
            if all(test(entries[row]) for test in tests)
        )

    def _is_rare(self, expression: str) -> bool:
        """Return True if so few questions meet an expression that it saves time.

        If many do, checking rows in the index takes longer than testing the questions
        that were found.
        """
        number = self.index.count(f"facets : {expression}")
        return _RARE * number <= len(self._context.entries)

    def _expression(self, condition: Condition) -> str | None:
        """Return a condition as an expression of the index, or None if it cannot be."""
        from .text_index import token

        if isinstance(condition, Compare):
            return self._expression_of_comparison(condition)
        if isinstance(condition, Not):
            part = self._expression(condition.part)
            return part and f"({token('', 'every')} NOT {part})"
        joined: Any = condition
        parts = [self._expression(part) for part in joined.parts]
        if None in parts:
            return None
        join = " AND " if isinstance(condition, And) else " OR "
        return f"({join.join(map(str, parts)) or token('', 'every')})"

    def _expression_of_comparison(self, compare: Compare) -> str | None:
        from .text_index import token

        field = FIELDS[compare.field]
        if not field.is_indexed:
            return None
        values = self._indexed_values(field, compare)
        tokens = sorted(token(field.name, value) for value in values)
        if len(tokens) > _MAX_TOKENS:
            return None
        return f"({' OR '.join(tokens or [token('', 'nothing')])})"

    def _indexed_values(self, field: QueryField, compare: Compare) -> Iterable[Any]:
        """Return the values that meet a comparison, as the index has them."""
        if field.entities:
            ids = self._context.ids(compare)
            return [f"{pack}:{name}" for pack, names in ids.items() for name in names]
        values = self._context.allowed(compare)
        if field.type is ValueType.NUMBER:
            return values & self._numbers_used(field)
        return values

    def _numbers_used(self, field: QueryField) -> frozenset[int]:
        if field.name not in self._numbers:
            self._numbers[field.name] = frozenset(
                number for entry in self._context.entries for number in field.read(entry)
            )
        return self._numbers[field.name]


def indexed_rows(entries: Iterable[Entry]) -> "Iterator[IndexedRow]":
    """Yield for each question the row of its texts in the index."""
    from .text_index import IndexedRow, token

    fields = [field for field in FIELDS.values() if field.is_indexed]
    every = token("", "every")
    for entry in entries:
        question = entry.question
        bodies = (question.intent or "", *question.clarifying_questions)
        answers = question.answers
        follow_ups = (
            f"{follow_up.prompt} {follow_up.answer or ''}"
            for follow_up in question.follow_ups
        )
        yield IndexedRow(
            prompt=question.prompt,
            # An id is a name as well, in words that its author chose.
            aliases=" | ".join((question.id.replace("-", " "), *question.aliases)),
            topics=entry.index.topic_words(question),
            points=" | ".join(p for answer in answers for p in answer.key_points),
            body="\n".join((*bodies, *(a.body for a in answers), *follow_ups)),
            facets=" ".join(
                [
                    every,
                    *(
                        token(field.name, _indexed_value(field, entry, value))
                        for field in fields
                        for value in field.read(entry)
                    ),
                ]
            ),
        )


def _indexed_value(field: QueryField, entry: Entry, value: Any) -> Any:
    """Return a value as the index has it: an id together with its pack."""
    return f"{entry.index.id}:{value}" if field.entities else value
