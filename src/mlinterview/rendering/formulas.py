"""Formulas in HTML, and what stands for their brackets while it is made."""

import functools
import re
from collections.abc import Callable
from typing import Final

Formula = Callable[[str, bool], str | None]
"""What makes HTML of TeX, and of whether it stands alone; None if it cannot."""

_ACTING: Final = re.compile(
    r"\\(href|url|style|class|cssId|data|require|unicode|action|toggle|mathtip|texttip"
    r"|tip|includegraphics|def|gdef|edef|let|newcommand|renewcommand|newenvironment"
    r"|html[A-Za-z]*)(?![A-Za-z])"
)

# While HTML is cleaned and finished, these stand for the brackets of formulas. They
# are no characters, so that not even a character reference makes one in a text.
_BRACKETS: Final = {"\ufdd0": r"\(", "\ufdd1": r"\)", "\ufdd2": r"\[", "\ufdd3": r"\]"}
_INLINE: Final = ("\ufdd0", "\ufdd1")
_DISPLAY: Final = ("\ufdd2", "\ufdd3")
_FORMULA: Final = re.compile("([\ufdd0\ufdd2])(.*?)[\ufdd1\ufdd3]", re.DOTALL)
_NO_TEXT: Final = re.compile("(<[^>]*>|[\ufdd0\ufdd2].*?[\ufdd1\ufdd3])", re.DOTALL)


_BRACKET: Final = re.compile(r"\\(?=[()\[\]])")


def acting_macro(formula: str) -> str | None:
    """Return the first macro of a TeX formula that does more than set it, if any.

    MathJax and KaTeX have macros that make links, load styles and files, or define
    other macros; see "Safe mode" in MathJax's documentation.
    """
    found = _ACTING.search(formula)
    return found[0] if found else None


def formula_html(formula: str, *, display: bool) -> str:
    """Return a formula as HTML, with stand-ins for its brackets.

    One that would act is shown as code.
    """
    import html  # Whoever only asks for macros does without.

    written = html.escape(formula.strip(), quote=False)
    if acting_macro(formula) is not None:
        return f"<code>{written}</code>"
    left, right = _DISPLAY if display else _INLINE
    return left + written + right


def without_brackets(text: str) -> str:
    """Return a text in which nothing stands for the bracket of a formula."""
    if text.isascii():
        return text
    for stand_in in _BRACKETS:
        text = text.replace(stand_in, "\ufffd")
    return text


def with_formulas(made: str, formula: Formula | None) -> str:
    """Return HTML with its formulas, in brackets if nothing else is made of them."""
    if made.isascii():
        return made
    if formula is not None:
        return _FORMULA.sub(functools.partial(_shown, formula), made)
    for stand_in, bracket in _BRACKETS.items():
        made = made.replace(stand_in, bracket)
    return made


def _shown(formula: Formula, found: re.Match[str]) -> str:
    """Return what is made of a formula, or its TeX as code."""
    import html

    left, written = found.groups()
    made = formula(html.unescape(written), left == _DISPLAY[0])
    return f"<code>{written}</code>" if made is None else made


def kept_apart(made: str) -> str:
    """Return HTML in which only formulas have the brackets of formulas.

    An entity is the same character to what looks for them, but an empty element
    between the two characters is in the way.
    """
    if not _BRACKET.search(made):
        return made
    parts = _NO_TEXT.split(made)
    parts[::2] = (_BRACKET.sub(r"\\<span></span>", one) for one in parts[::2])
    return "".join(parts)
