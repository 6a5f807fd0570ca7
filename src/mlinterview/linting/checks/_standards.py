"""What is asked of content, in numbers."""

from fractions import Fraction

import attrs

from ...model import Kind
from ...validation import SIMILAR


@attrs.frozen(kw_only=True)
class Standards:
    """What content checks ask for; change what does not fit a pack.

    Args:
        min_words: The fewest words of a sample answer, code not counted. It is to be
            spoken: 90 words take about forty seconds.
        max_words: The most words of one, two minutes or so.
        min_key_points: The fewest key points of an answer that has any.
        max_key_points: The most.
        min_weak_key_points: The fewest key points of a weak answer that has any. They
            say why it is weak, and nobody has to keep them in mind.
        min_follow_ups: How many follow-ups with an answer a question needs. One that
            leads to another question is answered there.
        judged: The kinds of question that need a rubric.
        fields: What else a ready question states. That it has an intent, a difficulty
            and an answer, validation asks already.
        similarity: The Jaccard index of word 3-grams from which two texts are alike.
        opening_words: How many words an opening has.
        max_same_openings: With how many others an answer may share its opening.
        seconds: How long a code block may occupy the processor. By the clock on the wall
            it may take five times as long.
        memory: How much address space it may use, in bytes.
        processes: How many blocks run at a time; one for each processor by default.

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
