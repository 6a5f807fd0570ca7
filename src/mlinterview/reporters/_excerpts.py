"""Where in the excerpt of a problem the marked range lies."""

from typing import NamedTuple

from ..errors import MAX_EXCERPT, Problem, one_line

_UNSHOWN = "\ufffd"
"""What stands for a character that could act on a terminal: one for one."""


class Excerpt(NamedTuple):
    """A line of a file, or the part of it around a column.

    Args:
        text: The characters, each of which is printable or a tab.
        line: The number of the line.
        column: The column of the first character; 1 unless the line is cut before.
        start: How many characters stand before the range.
        end: How many characters there are up to its end, or to the end of the text
            if the range goes on.
        whole: Whether the range ends in the text.
    """

    text: str
    line: int
    column: int
    start: int
    end: int
    whole: bool

    @property
    def before(self) -> str:
        """What stands before the range.

        The white space at the end of a line is no part of an excerpt. A range that
        begins in it has spaces before it.
        """
        return self.text[: self.start].ljust(self.start)

    @property
    def marked(self) -> str:
        """What stands in the range."""
        return self.text[self.start : self.end]


def excerpt_of(problem: Problem) -> Excerpt | None:
    """Return the excerpt of *problem*, or `None` if there is nothing to show."""
    position = problem.position
    if position is None or not problem.excerpt:
        return None
    text = "".join(map(_shown, problem.excerpt))
    # What `Problem.excerpt` leaves out of a long line.
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


def _shown(character: str) -> str:
    """Return *character*, or what stands for it where it could act."""
    is_shown = character == "\t" or one_line(character) == character
    return character if is_shown else _UNSHOWN
