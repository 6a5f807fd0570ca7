"""Hypothesis strategies to test programs that work with packs.

They need Hypothesis: ``pip install "mlinterview[testing]"``.

Objects are drawn from the declarations of the model, so that a new field is drawn as
soon as it is declared. Requirements of rules beyond the schema are met here: references
resolve, ranges are in order, and ready questions are complete.
"""

try:
    import hypothesis  # noqa: F401 - so that its absence is told
except ImportError as error:
    _MSG = 'mlinterview.testing needs Hypothesis: pip install "mlinterview[testing]"'
    raise ImportError(_MSG) from error

from .breaking import broken_packs, mutations
from .strategies import (
    inline_markdown,
    instances,
    json_values,
    lines,
    markdown,
    packs,
    questions,
    slugs,
    texts,
)

__all__ = [
    "broken_packs",
    "inline_markdown",
    "instances",
    "json_values",
    "lines",
    "markdown",
    "mutations",
    "packs",
    "questions",
    "slugs",
    "texts",
]
