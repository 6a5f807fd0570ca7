"""How YAML reads a text without quotes; the rules are written out without PyYAML."""

import re
from collections.abc import Mapping
from typing import Final

from ..model import JSON
from .numbers import NUMBER

# What the core schema of YAML does not read as text, and JSON does not write in this
# way. Other programs would read another value than we do, so the author has to choose.
AMBIGUOUS: Final = re.compile(
    r"~|Null|NULL|True|TRUE|False|FALSE"
    r"|[-+]?0[0-9]+|\+[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.[0-9]+|[0-9]+\.)(?:[eE][-+]?[0-9]+)?"
    r"|(?:\+|-?0(?=[0-9]))[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    re.ASCII,
)
CONSTANTS: Final[Mapping[str, JSON]] = {
    "": None,
    "null": None,
    "true": True,
    "false": False,
}


def plain_is_text(text: str) -> bool:
    """Return True if YAML reads *text* as a text even without quotes.

    Only what it looks like counts: a text with a ``#`` or a ``:`` may need quotes anyway.
    """
    return not (text in CONSTANTS or NUMBER.fullmatch(text) or AMBIGUOUS.fullmatch(text))
