"""Which characters of a file a piece of a text was written with.

Quotes, escapes, indentation and folded lines stand between a text and the way that it
is written. All that YAML adds or drops on the way is white space, so that the other
characters of a text and those of its source correspond one to one, in order.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_PLAIN: Final = re.compile(r"\S")
_SINGLE: Final = re.compile(r"''|\S")
_HEX: Final = "[0-9a-fA-F]"
_DOUBLE: Final = re.compile(
    rf"\\u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}"  # JSON writes some by two.
    rf"|\\u({_HEX}{{4}})|\\x({_HEX}{{2}})|\\U({_HEX}{{8}})|\\(.)|\S",
    re.DOTALL,
)
_WHITE: Final = frozenset("ntrvf_NLP")
"""What behind a backslash stands for white space."""
_BREAK: Final = re.compile("[\n\r\x85\u2028\u2029]")


class Alignment(NamedTuple):
    """Where the characters of a text that are no white space were written.

    Args:
        text: Their offsets in the text, in order.
        source: For each, the offsets of its start and end in the source.
    """

    text: Sequence[int]
    source: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, source: str, text: str) -> "Alignment | None":
        """Return the alignment, or `None` if there is none.

        Args:
            source: A scalar of YAML or JSON as it is written, with its quotes.
            text: The text that it stands for.
        """
        found = cls([one.start() for one in _PLAIN.finditer(text)], [*_written(source)])
        return found if len(found.text) == len(found.source) else None

    def piece(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the source of the piece between two in the text."""
        first, last = bisect_left(self.text, start), bisect_left(self.text, end)
        if first < last:
            return self.source[first][0], self.source[last - 1][1]
        # Mere white space stands behind the character in front of it.
        at = self.source[first - 1][1] if first else 0
        return at, at


def _written(source: str) -> Iterator[tuple[int, int]]:
    """Yield where in a scalar each character is that is no white space."""
    style = source[:1]
    if style == '"':
        for found in _DOUBLE.finditer(source, 1, len(source) - 1):
            if not _is_white(found):
                yield found.span()
        return
    if style == "'":
        tokens = _SINGLE.finditer(source, 1, len(source) - 1)
    else:
        # A block begins behind the line of its `|` or `>`.
        header = _BREAK.search(source) if style in ("|", ">") else None
        tokens = _PLAIN.finditer(source, header.end() if header else 0)
    yield from (found.span() for found in tokens)


def _is_white(found: re.Match[str]) -> bool:
    """Say whether an escape in double quotes stands for white space."""
    digits = found[1] or found[2] or found[3]
    if digits:
        return chr(int(digits, 16)).isspace()
    return found[4] is not None and (found[4] in _WHITE or found[4].isspace())
