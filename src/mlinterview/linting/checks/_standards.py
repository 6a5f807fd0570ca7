"""The limits that checks hold content to."""

from fractions import Fraction

import attrs

from ...model import Kind
from ...validation import SIMILAR


@attrs.frozen(kw_only=True)
class Standards:
    """The limits that content checks hold a pack to; the defaults fit most packs.

    Args:
        min_words: The fewest words of a sample answer, code not counted. Spoken aloud,
            90 words take about forty seconds.
        max_words: The most words of a sample answer; 260 take about two minutes.
        min_key_points: The fewest key points of an answer that has any.
        max_key_points: The most key points of an answer.
        min_weak_key_points: The fewest key points of a weak answer that has any. They
            say why it is weak, and need not be memorized.
        min_follow_ups: How many answered follow-ups a question needs. A follow-up that
            leads to another question counts as answered.
        judged: The kinds of question that need a rubric.
        fields: The keys that a ready question needs beyond those that validation
            requires (intent, difficulty and an answer).
        similarity: The Jaccard index of word 3-grams from which two texts count as
            nearly the same.
        opening_words: The number of words that make up the opening of an answer.
        max_same_openings: How many other answers may have the same opening.
        seconds: The processor time that a code block may take. Its elapsed time may be
            five times as long.
        memory: The address space that a code block may use, in bytes.
        processes: How many blocks run at the same time; as many as there are processors
            by default.

    >>> Standards(max_words=400).min_words
    90
    """

    min_words: int = 90
    max_words: int = 260
    min_key_points: int = 3
    max_key_points: int = 7
    min_weak_key_points: int = 2
    min_follow_ups: int = 2
    judged: tuple[Kind, ...] = (Kind.DESIGN, Kind.BEHAVIOURAL, Kind.CODING, Kind.CASE)
    fields: tuple[str, ...] = ("levels", "roles", "stages", "competencies", "minutes")
    similarity: Fraction = Fraction(*SIMILAR)
    opening_words: int = 4
    max_same_openings: int = 4
    seconds: float = 20.0
    memory: int = 2 * 2**30
    processes: int | None = None


DEFAULT_STANDARDS = Standards()
