"""What YAML takes a text without quotes for; PyYAML is not needed to know it."""

import re
from collections.abc import Mapping
from typing import Final

from ..model import JSON
from .numbers import NUMBER

# What YAML's core schema reads as something other than text, but JSON does not
# write in this way.  Left as text, a program that follows the core schema would
# see another value than we do, so the author has to choose.
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
    """Say whether *text*, written without quotes in YAML, is read as itself."""
    return not (text in CONSTANTS or NUMBER.fullmatch(text) or AMBIGUOUS.fullmatch(text))
