"""Numbers that every reader of JSON reads as the same value."""

import math
import re
from typing import Final

from ..errors import quote
from .events import MAX_INTEGER

NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)


def number(text: str) -> int | float:
    """Return the value of *text*, a number written as in JSON.

    Raises:
        OverflowError: If not every reader of JSON would read the same number.
    """
    match = NUMBER.fullmatch(text)
    if match is not None and not any(match.groups()):
        # int() refuses thousands of digits; a number that long is out of range anyway.
        if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
            raise OverflowError(text)
        return int(text)
    value = float(text)
    if not math.isfinite(value):
        raise OverflowError(text)
    return value


def number_message(text: str) -> tuple[str, str]:
    """Return a message and a hint for the number *text*, which is too large."""
    return (
        f"the number {quote(text)} is too large to be kept exactly",
        f"whole numbers go up to {MAX_INTEGER}; put quotes around it if it is text",
    )
