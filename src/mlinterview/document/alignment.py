"""The place in a file of each piece of a text.

A text is written with quotes, escapes, indentation and folded lines. YAML adds and drops
nothing but white space, so the other characters of a text correspond one to one, in
order, to those of its source.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_PLAIN: Final = re.compile(r"\S")
_SINGLE: Final = re.compile(r"''|\S")
_HEX: Final = "[0-9a-fA-F]"
_DOUBLE: Final = re.compile(
    rf"\\u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}"  # JSON escapes some as two.
    rf"|\\u({_HEX}{{4}})|\\x({_HEX}{{2}})|\\U({_HEX}{{8}})|\\(.)|\S",
    re.DOTALL,
)
_WHITE: Final = frozenset("ntrvf_NLP")
"""The characters that are white space after a backslash."""
_BREAK: Final = re.compile("[\n\r\x85\u2028\u2029]")


class Alignment(NamedTuple):
    """The places in its source of the characters of a text, without white space.

    Args:
        text: The offsets of the characters in the text, in order.
        source: The start and the end of each in the source.
    """

    text: Sequence[int]
    source: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, source: str, text: str) -> "Alignment | None":
        """Return the alignment of a text and its source.

        Args:
            source: A scalar of YAML or JSON as it is written, with its quotes.
            text: The value of the scalar.

        Returns:
            The alignment, or `None` if their characters do not correspond.
        """
        offsets = [character.start() for character in _PLAIN.finditer(text)]
        places = [*_written(source)]
        return cls(offsets, places) if len(offsets) == len(places) else None

    def piece(self, start: int, end: int) -> tuple[int, int]:
        """Return the start and the end in the source of a piece of the text.

        Args:
            start: Where the piece starts in the text.
            end: Where it ends in the text.
        """
        first, last = bisect_left(self.text, start), bisect_left(self.text, end)
        if first < last:
            return self.source[first][0], self.source[last - 1][1]
        # A piece of white space is put after the last character before it.
        offset = self.source[first - 1][1] if first else 0
        return offset, offset


def _written(source: str) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each character in a scalar, without white space."""
    style = source[:1]
    if style == '"':
        for match in _DOUBLE.finditer(source, 1, len(source) - 1):
            if not _is_white(match):
                yield match.span()
        return
    if style == "'":
        matches = _SINGLE.finditer(source, 1, len(source) - 1)
    else:
        # A block begins on the line after its `|` or `>`.
        header = _BREAK.search(source) if style in ("|", ">") else None
        matches = _PLAIN.finditer(source, header.end() if header else 0)
    yield from (match.span() for match in matches)


def _is_white(match: re.Match[str]) -> bool:
    """Return True if a match of `_DOUBLE` is an escape of white space."""
    digits = match[1] or match[2] or match[3]
    if digits:
        return chr(int(digits, 16)).isspace()
    return match[4] is not None and (match[4] in _WHITE or match[4].isspace())
