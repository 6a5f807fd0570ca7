"""Formulas in HTML, and what stands for their brackets while it is made."""

import html
import re
from typing import Final

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


def with_brackets(made: str) -> str:
    """Return HTML with the brackets of formulas in it."""
    if made.isascii():
        return made
    for stand_in, bracket in _BRACKETS.items():
        made = made.replace(stand_in, bracket)
    return made


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
