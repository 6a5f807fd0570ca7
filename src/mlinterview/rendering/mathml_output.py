"""Formulas as MathML, which browsers display without a script."""

import functools
import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import nh3

_TAGS: Final = {
    "math", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow",
    "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd",
    "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "accent", "accentunder", "depth", "display", "displaystyle", "form", "height",
    "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize",
    "movablelimits", "rspace", "scriptlevel", "stretchy", "style", "symmetric",
    "voffset", "width",
}  # fmt: skip
_STYLES: Final = {
    "color", "justify-items", "margin-left", "padding-left", "padding-right", "text-align"
}  # fmt: skip


def mathml(formula: str, *, display: bool) -> str | None:
    r"""Return a TeX formula as MathML, or None if it cannot be converted.

    Args:
        formula: The formula, without delimiters.
        display: Whether it is a display formula, on a line of its own.

    Raises:
        ImportError: If `math_core` is not installed.

    >>> mathml("x_1", display=False)
    '<math><msub><mi>x</mi><mn>1</mn></msub></math>'
    """
    math_core = importlib.import_module("math_core")
    try:
        raw = _converter().convert_with_local_state(formula, displaystyle=display)
    except math_core.LatexError:
        return None
    return _sanitizer().clean(raw)


@functools.cache
def _converter() -> Any:
    math_core = importlib.import_module("math_core")
    return math_core.LatexToMathML(fancy_error=False)


@functools.cache
def _sanitizer() -> "nh3.Cleaner":
    import nh3

    # Formulas are untrusted input, too.
    return nh3.Cleaner(
        tags=_TAGS,
        attributes={"*": _ATTRIBUTES},
        filter_style_properties=_STYLES,
        link_rel=None,
    )
