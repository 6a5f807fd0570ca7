"""The line of a file that a problem is in, with the range to underline."""

from typing import NamedTuple

from ..errors import MAX_EXCERPT, Problem, one_line

_REPLACEMENT = "\ufffd"
"""Replaces each character that could control a terminal."""


class Excerpt(NamedTuple):
    """A line of a file, or the part of it around a column.

    Args:
        text: The characters, each of which is printable or a tab.
        line: The number of the line.
        column: The column of the first character; 1 unless the start of a long line is
            cut off.
        start: The index in the text at which the range starts.
        end: The index at which it ends; that of the end of the text if the range goes
            on after it.
        whole: Whether the range ends within the text.
    """

    text: str
    line: int
    column: int
    start: int
    end: int
    whole: bool

    @property
    def before(self) -> str:
        """The text before the range.

        An excerpt has no white space at its end. If the range starts there, spaces are
        added.
        """
        return self.text[: self.start].ljust(self.start)

    @property
    def marked(self) -> str:
        """The text within the range."""
        return self.text[self.start : self.end]


def excerpt_of(problem: Problem) -> Excerpt | None:
    """Return the excerpt of a problem, or None if it has no line to show."""
    position = problem.position
    if position is None or not problem.excerpt:
        return None
    text = "".join(map(_harmless, problem.excerpt))
    # `Problem.excerpt` leaves out the start of a long line.
    skipped = max(0, position.column - 1 - MAX_EXCERPT // 2)
    start = position.column - 1 - skipped
    end = len(text)
    if position.end_line == position.line:
        end = max(start, position.end_column - 1 - skipped)
    return Excerpt(
        text=text,
        line=position.line,
        column=skipped + 1,
        start=start,
        end=min(end, len(text)),
        whole=position.end_line == position.line and end <= len(text),
    )


def _harmless(character: str) -> str:
    """Return a character, or a replacement if it could control a terminal."""
    is_harmless = character == "\t" or one_line(character) == character
    return character if is_harmless else _REPLACEMENT
