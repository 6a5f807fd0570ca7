"""Formulas in HTML, and the placeholders for their delimiters while it is made."""

import functools
import re
from collections.abc import Callable
from typing import Final

Formula = Callable[[str, bool], str | None]
"""Returns the HTML of a formula, given its TeX and whether it is a display formula.

Returns None if the formula cannot be converted.
"""

_ACTING: Final = re.compile(
    r"\\(href|url|style|class|cssId|data|require|unicode|action|toggle|mathtip|texttip"
    r"|tip|includegraphics|def|gdef|edef|let|newcommand|renewcommand|newenvironment"
    r"|html[A-Za-z]*)(?![A-Za-z])"
)

# Placeholders for the delimiters of formulas until the HTML is finished. Unicode reserves
# these code points as noncharacters, so not even a character reference produces one.
_DELIMITERS: Final = {"\ufdd0": r"\(", "\ufdd1": r"\)", "\ufdd2": r"\[", "\ufdd3": r"\]"}
_INLINE: Final = ("\ufdd0", "\ufdd1")
_DISPLAY: Final = ("\ufdd2", "\ufdd3")
_FORMULA: Final = re.compile("([\ufdd0\ufdd2])(.*?)[\ufdd1\ufdd3]", re.DOTALL)
_NO_TEXT: Final = re.compile("(<[^>]*>|[\ufdd0\ufdd2].*?[\ufdd1\ufdd3])", re.DOTALL)


_DELIMITER: Final = re.compile(r"\\(?=[()\[\]])")


def acting_macro(formula: str) -> str | None:
    """Return the first macro of a TeX formula that does more than typeset, or None.

    MathJax and KaTeX have macros that make links, load styles and files, or define
    other macros; see "Safe mode" in MathJax's documentation.
    """
    match = _ACTING.search(formula)
    return match[0] if match else None


def formula_html(formula: str, *, display: bool) -> str:
    """Return a formula as HTML, with placeholders for its delimiters.

    A formula with an acting macro becomes code.
    """
    import html  # Not needed to look for macros, which every check of a pack does.

    escaped = html.escape(formula.strip(), quote=False)
    if acting_macro(formula) is not None:
        return f"<code>{escaped}</code>"
    opening, closing = _DISPLAY if display else _INLINE
    return opening + escaped + closing


def without_placeholders(text: str) -> str:
    """Return a text without the placeholders for the delimiters of formulas."""
    if text.isascii():
        return text
    for placeholder in _DELIMITERS:
        text = text.replace(placeholder, "\ufffd")
    return text


def with_formulas(html: str, formula: Formula | None) -> str:
    r"""Return HTML with its formulas converted, or in ``\(…\)`` and ``\[…\]``.

    Args:
        html: HTML with placeholders for the delimiters.
        formula: Converts a formula; without it, the TeX is left in its delimiters.
    """
    if html.isascii():
        return html
    if formula is not None:
        return _FORMULA.sub(functools.partial(_converted, formula), html)
    for placeholder, delimiter in _DELIMITERS.items():
        html = html.replace(placeholder, delimiter)
    return html


def _converted(formula: Formula, match: re.Match[str]) -> str:
    """Return the HTML of a formula, or its TeX as code if it cannot be converted."""
    import html

    opening, escaped = match.groups()
    converted = formula(html.unescape(escaped), opening == _DISPLAY[0])
    return f"<code>{escaped}</code>" if converted is None else converted


def without_delimiters(html: str) -> str:
    r"""Return HTML in whose text no ``\(`` or ``\[`` can start a formula.

    An empty element between the two characters prevents it; a character reference
    would not, since MathJax sees the character itself.
    """
    if not _DELIMITER.search(html):
        return html
    parts = _NO_TEXT.split(html)
    parts[::2] = (_DELIMITER.sub(r"\\<span></span>", text) for text in parts[::2])
    return "".join(parts)
